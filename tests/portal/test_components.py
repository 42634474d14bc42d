import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from portal.accounts.models import Role, User
from portal.navigation import VISITOR, navigation_for
from portal.templatetags import formats
from portal.templatetags.components import escape_for_script


class StallForm(forms.Form):
    code = forms.CharField(label="Mã sạp", help_text="Ghi trên biển sạp.")
    line = forms.ChoiceField(label="Ngành hàng", choices=[("vai", "Vải"), ("kho", "Đồ khô")], widget=forms.RadioSelect)
    note = forms.CharField(label="Ghi chú", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    papers = forms.FileField(label="Giấy tờ", required=False)


def show(template: str, **context: Any) -> str:
    return Template("{% load components formats %}" + template).render(Context(context))


def test_page_header_leaves_out_what_is_not_given() -> None:
    html = show('{% page_header "Chợ Bến Thành" %}{% endpage_header %}')
    assert "<h1>Chợ Bến Thành</h1>" in html
    assert "answer" not in html
    assert "actions" not in html


def test_page_header_keeps_its_actions_as_markup() -> None:
    html = show('{% page_header "Chợ" answer="4,2 tỷ" %}{% link_button "Nhập tệp" "/nhap/" %}{% endpage_header %}')
    assert '<a class="button button--primary" href="/nhap/">Nhập tệp</a>' in html


def test_component_escapes_what_it_is_given() -> None:
    html = show("{% card title=title %}<p>{{ title }}</p>{% endcard %}", title="<script>x</script>")
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 2
    assert "<p>" in html


def test_figure_says_basis_age_status_and_source() -> None:
    html = show(
        '{% figure "Doanh số đặt" "4,2 tỷ ₫" basis="Theo đơn đã đặt" as_of=as_of status="provisional"'
        ' source_url="/nguon/" change_year=0.18 change_previous=change %}',
        as_of=datetime(2026, 12, 18, 1, 30, tzinfo=UTC),
        change=-0.05,
    )
    for words in ("4,2 tỷ ₫", "Theo đơn đã đặt", "Tính đến 18/12/2026 08:30", "Tạm tính", 'href="/nguon/"'):
        assert words in html
    assert '<b class="change change--up">+18 %</b> so với cùng kỳ' in html
    assert '<b class="change change--down">−5 %</b> so với kỳ trước' in html


def test_figure_without_comparison_shows_none() -> None:
    assert "so với" not in show('{% figure "Số nhà bán" "1.284" %}')


def test_figure_with_an_unknown_status_fails() -> None:
    with pytest.raises(KeyError):
        show('{% figure "Số nhà bán" "1.284" status="oficial" %}')


def test_money_bar_shows_every_part_in_the_bar_and_the_table() -> None:
    html = show("{% money_bar 1000 90 10 200 700 %}")
    assert 'x="300" y="0" width="700"' in html
    for amount in ("1.000 ₫", "90 ₫", "10 ₫", "200 ₫", "700 ₫", "70 %"):
        assert amount in html


def test_money_bar_without_value_draws_no_bar() -> None:
    html = show("{% money_bar 0 0 0 0 0 %}")
    assert "<svg" not in html
    assert "100 %" not in html


def test_form_ties_label_help_and_error_to_the_field() -> None:
    form = StallForm({})
    html = show("{% form form %}", form=form)
    assert '<label class="field__label" for="id_code">Mã sạp</label>' in html
    assert 'aria-describedby="id_code_helptext id_code_error"' in html
    assert 'id="id_code_helptext"' in html
    assert 'id="id_code_error"' in html
    assert '<fieldset id="id_line"' in html
    assert html.count("(không bắt buộc)") == 2
    assert html.count('name="secret"') == 1


def test_error_summary_names_the_field_and_links_to_it() -> None:
    form = StallForm({})
    form.add_error(None, "Sạp này đã có người đứng tên.")
    html = show("{% error_summary form %}", form=form)
    assert "Có 3 chỗ cần sửa" in html
    assert '<a href="#id_code">Mã sạp: ' in html
    assert '<a href="#id_line">Ngành hàng: ' in html
    assert "<li>Sạp này đã có người đứng tên.</li>" in html


def test_error_summary_of_a_fresh_form_is_empty() -> None:
    assert show("{% error_summary form %}", form=StallForm()).strip() == ""


def test_dropzone_is_a_labelled_file_field() -> None:
    html = show("{% dropzone form.papers %}", form=StallForm())
    assert '<label class="dropzone__label" for="id_papers">' in html
    assert 'type="file" name="papers"' in html


@pytest.mark.parametrize(("done", "total", "share"), [(1, 3, "33 %"), (3, 3, "100 %")])
def test_progress_says_how_far(done: int, total: int, share: str) -> None:
    html = show('{% progress done total "Đang đọc" %}', done=done, total=total)
    assert share in html
    assert f'max="{total}" value="{done}"' in html


def test_progress_of_unknown_length_has_no_value() -> None:
    assert "value=" not in show('{% progress 0 0 "Đang chờ" %}')


def test_pagination_keeps_the_filters(rf: RequestFactory) -> None:
    page = Paginator(range(120), 50).page(2)
    html = show("{% pagination page %}", page=page, request=rf.get("/", {"cho": "ben-thanh", "trang": "2"}))
    assert 'href="?cho=ben-thanh&amp;trang=3"' in html
    assert 'aria-current="page">2</a>' in html
    assert "Dòng 51–100 trong 120" in html


def test_pagination_of_one_page_is_nothing(rf: RequestFactory) -> None:
    assert show("{% pagination page %}", page=Paginator(range(3), 50).page(1), request=rf.get("/")).strip() == ""


def test_breadcrumbs_end_where_one_stands() -> None:
    html = show('{% breadcrumbs "Chợ" "/cho/" "Chợ Cồn" %}')
    assert '<a href="/cho/">Chợ</a>' in html
    assert '<li aria-current="page">Chợ Cồn</li>' in html


def test_breadcrumbs_with_a_label_short_fail() -> None:
    with pytest.raises(ValueError, match="batched"):
        show('{% breadcrumbs "Chợ" "/cho/" "Phiên" "/phien/2" "x" "y" %}')


def test_steps_mark_done_current_and_ahead() -> None:
    html = show('{% steps 2 "Chọn tệp" "Xem trước" "Kết quả" %}')
    assert html.count("steps__step--done") == html.count("steps__step--ahead") == 1
    assert html.count('aria-current="step"') == 1


def test_tabs_mark_the_current_one() -> None:
    html = show('{% tabs "Chia theo" "Tháng" "Tháng" "?theo=thang" "Quý" "?theo=quy" %}')
    assert html.count("aria-current") == 1
    assert '<a href="?theo=thang" aria-current="true">Tháng</a>' in html


def test_chart_data_cannot_close_its_script() -> None:
    figure = json.dumps({"data": [{"name": "</script><script>alert(1)</script>&"}]})
    html = show('{% chart figure "sales" "Doanh số" %}', figure=figure)
    assert html.count("</script>") == 1
    assert json.loads(escape_for_script(figure)) == json.loads(figure)


def test_confirm_posts_with_a_token() -> None:
    html = show(
        '{% confirm "Hoàn tác?" "/hoan-tac/" "Hoàn tác" "/" %}<p>12 dòng</p>{% endconfirm %}', csrf_token="dấu-riêng"
    )
    assert 'method="post" action="/hoan-tac/"' in html
    assert 'name="csrfmiddlewaretoken" value="dấu-riêng"' in html
    assert "<p>12 dòng</p>" in html


def test_unknown_parameter_of_a_component_fails() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template('{% load components %}{% button "Lưu" colour="red" %}')


@pytest.mark.parametrize(
    ("value", "shown"),
    [("+84912345678", "0912 345 678"), ("0912345678", "0912 345 678"), ("1900 1234", "1900 1234"), (None, "–")],
)
def test_phone_is_written_in_groups(value: str | None, shown: str) -> None:
    assert formats.phone(value) == shown


def test_dates_are_local_and_day_first() -> None:
    moment = datetime(2026, 12, 17, 18, 5, tzinfo=UTC)
    assert formats.date_vi(moment) == "18/12/2026"
    assert formats.date_vi(date(2026, 12, 18)) == "18/12/2026"
    assert formats.datetime_vi(moment) == "18/12/2026 01:05"


def test_absent_figure_is_a_dash_not_a_zero() -> None:
    shown = [write(None) for write in (formats.vnd, formats.vnd_short, formats.number, formats.percent, formats.change)]
    assert shown == ["–"] * 5


@pytest.mark.parametrize("role", [VISITOR, *Role])
def test_navigation_leads_every_role_somewhere_real(role: str) -> None:
    assert navigation_for(role, "/")[0].url == "/"


def test_navigation_marks_the_longest_address_that_fits() -> None:
    here = [place.label for place in navigation_for(Role.OFFICIAL, "/cho/ben-thanh/") if place.is_here]
    assert here == ["Chợ"]


def test_audience_of_staff_reads_small_print(rf: RequestFactory) -> None:
    request = rf.get("/")
    sizes = []
    for user in (User(role=Role.OFFICIAL), User(role=Role.TRADER), AnonymousUser()):
        request.user = user
        sizes.append(Template("{% load navigation %}{% audience %}").render(Context({"request": request})))
    assert sizes == ["staff", "trader", "trader"]

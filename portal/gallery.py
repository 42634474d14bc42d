"""Every component in every state, at ``/thanh-phan/`` while DEBUG is on."""

from datetime import datetime
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from portal.charts import money_axis

AS_OF = datetime(2026, 11, 22, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

WEEKS = ["05/10", "12/10", "19/10", "26/10", "02/11", "09/11", "16/11"]
COMPLETED = [212_000_000, 248_500_000, 231_900_000, 305_200_000, 288_700_000, 341_000_000, 297_400_000]
CANCELLED = [31_000_000, 28_400_000, 35_600_000, 44_100_000, 39_900_000, 51_300_000, 62_800_000]


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class SessionForm(forms.Form):
    """Stands for every form: one field of each kind."""

    title = forms.CharField(label="Tên phiên", help_text="Người xem sẽ thấy tên này trên trang chủ.")
    starts_at = forms.DateTimeField(label="Bắt đầu lúc", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    market = forms.ChoiceField(
        label="Chợ", choices=[("", "Chọn chợ"), ("ben-thanh", "Chợ Bến Thành"), ("con", "Chợ Cồn")]
    )
    platform = forms.ChoiceField(
        label="Sàn",
        choices=[("tiktok_shop", "TikTok Shop"), ("shopee", "Shopee"), ("lazada", "Lazada")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_shared = forms.BooleanField(
        label="Nhiều sạp bán chung một gian hàng", required=False, help_text="Tệp cần có cột Mã sạp."
    )


class FileForm(forms.Form):
    """One field for order files."""

    order_files = forms.FileField(
        label="Thả tệp đơn hàng vào đây, hoặc chọn từ máy",
        help_text="Tệp .xlsx hoặc .csv tải từ trang người bán. Chọn được nhiều tệp một lần.",
        widget=ManyFilesInput,
    )


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show them all; the page is never part of a served portal."""
    messages.success(request, "Đã nhập 1.204 dòng từ tệp All order-2026-11-16.xlsx.")
    messages.error(request, "Tệp này của gian hàng khác. Hãy chọn đúng gian hàng rồi nhập lại.")
    context = {
        "as_of": AS_OF,
        "form": SessionForm(initial={"title": "Tinh hoa chợ Bến Thành", "platform": "shopee"}),
        "bad_form": _bad_form(),
        "file_form": FileForm(),
        "page": Paginator(range(1, 1205), 50).get_page(request.GET.get("trang")),
        "chart_json": _chart().to_json(),
    }
    return render(request, "gallery.html", context)


def _bad_form() -> SessionForm:
    form = SessionForm({"title": "", "market": "ben-thanh", "platform": "zalo"}, prefix="bad")
    form.is_valid()
    form.add_error(None, "Gian hàng này đã có phiên khác trong khung giờ ấy.")
    return form


def _chart() -> go.Figure:
    highest = max(map(sum, zip(COMPLETED, CANCELLED, strict=True)))
    layout = {"barmode": "stack", "hovermode": "x unified", "yaxis": money_axis(highest)}
    chart = go.Figure(layout=layout)
    chart.add_bar(x=WEEKS, y=COMPLETED, name="Doanh thu thực")
    chart.add_bar(x=WEEKS, y=CANCELLED, name="Đã hủy")
    return chart


urlpatterns = [path("", gallery, name="gallery")]

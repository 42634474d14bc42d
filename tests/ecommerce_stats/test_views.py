"""Pages that show figures: what they say, to whom, and how a figure is followed down to its file."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from ecommerce_stats.actions.refresh import refresh_stale
from ecommerce_stats.models import SellerDay
from ecommerce_stats.queries.origins import CellKey
from livestreams.enums import Airing, LineStatus
from livestreams.models import LiveSession
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.imports import ImportBatchFactory, LiveRowFactory
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory, TraderFactory
from traders.models import Market, Trader

DECEMBER = "?ky=2023-12"


def get(user: User | None, url: str, **headers: str) -> Any:
    client = Client(headers=headers or None)
    if user:
        client.force_login(user)
    return client.get(url)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


@pytest.fixture
def session(ben_thanh: Market) -> LiveSession:
    """A session of the market's shared shop on 11/12/2023, 20:00 to 22:00."""
    account = ShopAccountFactory.create(market=ben_thanh, handle="cho.ben.thanh")
    return LiveSessionFactory.create(code="BT-1112", account=account, title="Tinh hoa Bến Thành", reach=81_600_000)


@pytest.fixture
def sales(session: LiveSession, trader_row: Trader, tan_dinh: Market) -> None:
    """Bến Thành: 150,000 ₫ placed in a session and 100,000 ₫ after it; Tân Định: 7,000 ₫."""
    batch = ImportBatchFactory.create(account=session.account, file_name="All order-12.xlsx", sheet="OrderSKUList")
    of_session: dict[str, Any] = {"account": session.account, "batch": batch, "session": session}
    SoldLineFactory.create(
        **of_session, order_no="A1", trader=trader_row, placed_value=120_000, row_no=7, product="Áo dài lụa"
    )
    SoldLineFactory.create(**of_session, order_no="A1", placed_value=30_000, status=LineStatus.CANCELLED)
    SoldLineFactory.create(
        **of_session, order_no="A2", trader=trader_row, airing=Airing.AFTER_SESSION,
        status=LineStatus.CANCELLED_AFTER_SHIP, day=dt.date(2023, 12, 12), product="=1+1",
    )  # fmt: skip
    SoldLineFactory.create(account=ShopAccountFactory.create(market=tan_dinh), placed_value=7_000)
    refresh_stale(waits=True)


# Who may see what


def test_city_page_adds_up_the_markets_of_the_city(official: User, sales: None) -> None:
    page = text_of(get(official, reverse("city_figures") + DECEMBER))
    assert "Doanh số đặt tháng 12/2023: 257 nghìn ₫, chưa có số để so với cùng kỳ." in page
    assert "257.000 ₫" in page
    assert "Chợ Tân Định" in page


def test_city_page_of_another_city_shows_nothing_of_this_one(outsider: User, sales: None) -> None:
    page = text_of(get(outsider, reverse("city_figures") + DECEMBER))
    assert "Chưa có doanh số trong tháng 12/2023." in page
    assert "Bến Thành" not in page


@pytest.mark.parametrize("role", ["market_board", "trader"])
def test_city_page_is_refused_to_those_of_a_market(role: str, request: pytest.FixtureRequest) -> None:
    assert get(request.getfixturevalue(role), reverse("city_figures")).status_code == 403


def test_market_page_is_of_its_board_and_nobody_elses(market_board: User, other_board: User, sales: None) -> None:
    url = reverse("market_figures", args=["ben-thanh"]) + DECEMBER
    assert "250.000 ₫" in text_of(get(market_board, url))
    assert get(other_board, url).status_code == 404


def test_market_page_is_refused_to_its_trader_and_unknown_elsewhere(trader: User, outsider: User) -> None:
    url = reverse("market_figures", args=["ben-thanh"])
    assert get(trader, url).status_code == 403
    assert get(outsider, url).status_code == 404


def test_stall_page_shows_a_trader_their_own_stall_only(
    trader: User, other_trader: User, market_board: User, other_board: User, trader_row: Trader, sales: None
) -> None:
    url = reverse("stall_figures", args=[trader_row.pk]) + DECEMBER
    assert "220.000 ₫" in text_of(get(trader, url))
    assert "220.000 ₫" in text_of(get(market_board, url))
    assert get(other_trader, url).status_code == 404
    assert get(other_board, url).status_code == 404


@pytest.mark.parametrize(
    ("role", "expected"),
    [("official", "/so-lieu/thanh-pho/"), ("market_board", "/so-lieu/cho/ben-thanh/"), ("trader", "/so-lieu/sap/")],
)
def test_figures_lead_each_role_to_its_page(role: str, expected: str, request: pytest.FixtureRequest) -> None:
    assert get(request.getfixturevalue(role), reverse("figures")).url.startswith(expected)


def test_pages_of_figures_ask_a_visitor_to_sign_in(sales: None) -> None:
    for url in (reverse("city_figures"), reverse("figure_lines"), reverse("session_figures", args=["BT-1112"])):
        assert get(None, url).url.startswith(reverse("account_login"))


# Filters


def test_filters_narrow_the_city_and_stand_in_the_eyebrow(official: User, sales: None) -> None:
    page = text_of(get(official, reverse("city_figures") + "?ky=2023-12&cho=tan-dinh"))
    assert "Tháng 12/2023 · Chợ Tân Định" in page
    assert "7.000 ₫" in page


def test_a_reporting_period_counts_from_the_15th(official: User, sales: None) -> None:
    SoldLineFactory.create(
        account__market=Market.objects.get(slug="tan-dinh"), placed_value=1_000, day=dt.date(2023, 12, 15)
    )
    refresh_stale(waits=True)
    assert "257.000 ₫" in text_of(get(official, reverse("city_figures") + "?ky=bc-2023-12"))
    assert "1.000 ₫" in text_of(get(official, reverse("city_figures") + "?ky=bc-2024-01"))


def test_growth_is_worked_out_from_sums_against_last_year(official: User, sales: None) -> None:
    SoldLineFactory.create(
        account__market=Market.objects.get(slug="ben-thanh"), placed_value=308_400, day=dt.date(2024, 12, 1)
    )
    refresh_stale(waits=True)
    assert "+20 % so với cùng kỳ" in text_of(get(official, reverse("city_figures") + "?ky=2024-12"))


@pytest.mark.parametrize("query", ["?ky=2023-13", "?ky=x", "?cho=khong-co", "?san=zalo", "?theo=mau", "?tai=docx"])
def test_an_address_that_means_nothing_is_not_found(query: str, official: User) -> None:
    assert get(official, reverse("city_figures") + query).status_code == 404


def test_empty_values_of_a_form_are_left_out_of_the_address(official: User) -> None:
    url = reverse("city_figures")
    assert get(official, url + "?ky=2023-12&cho=&nganh=&san=").url == url + DECEMBER


def test_htmx_gets_the_region_alone(official: User, sales: None) -> None:
    headers = {"HX-Request": "true", "HX-Target": "so-lieu"}
    fragment = text_of(get(official, reverse("city_figures") + DECEMBER, **headers))
    assert fragment.startswith("<title>Số liệu Thành phố Hồ Chí Minh, tháng 12/2023 · Chợ Số</title>")
    assert '<div id="so-lieu"' in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize("by", ["cho", "phuong", "nganh", "san"])
def test_city_page_takes_few_queries_however_it_is_divided(
    by: str, official: User, sales: None, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(official)
    with django_assert_max_num_queries(12):
        client.get(f"{reverse('city_figures')}?ky=2023-12&theo={by}&cho=ben-thanh&san=tiktok_shop")


@pytest.mark.parametrize("by", ["sap", "nganh", "san", "phien", "luc"])
def test_market_page_takes_few_queries_however_it_is_divided(
    by: str, market_board: User, sales: None, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(market_board)
    with django_assert_max_num_queries(12):
        client.get(f"{reverse('market_figures', args=['ben-thanh'])}?ky=2023-12&theo={by}")


# Files


def test_xlsx_holds_what_the_page_shows_and_how_it_was_counted(official: User, sales: None) -> None:
    response = get(official, reverse("city_figures") + "?ky=2023-12&tai=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    assert book.sheetnames == ["Theo chợ", "Theo ngày", "Cách tính"]
    rows = list(book["Theo chợ"].iter_rows(values_only=True))
    assert [(row[0], row[1]) for row in rows[1:]] == [
        ("Chợ Bến Thành", 250_000), ("Chợ Tân Định", 7_000), ("Tổng", 257_000),
    ]  # fmt: skip
    assert book["Theo ngày"].max_row == 1 + 31 + 1
    assert ("Kỳ", "Tháng 12/2023 (01/12/2023 đến hết 31/12/2023)") in book["Cách tính"].iter_rows(values_only=True)


def test_csv_of_products_keeps_a_formula_harmless(market_board: User, sales: None) -> None:
    response = get(market_board, reverse("session_figures", args=["BT-1112"]) + "?tai=theo-san-pham")
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert any(line.startswith("'=1+1,100000,") for line in lines)


# Sessions


def test_session_page_tells_money_in_parts(market_board: User, sales: None) -> None:
    page = text_of(get(market_board, reverse("session_figures", args=["BT-1112"])))
    assert "Khách đặt 250 nghìn ₫ trong 2 đơn; đến nay 120 nghìn ₫ (48 %) đã thành doanh thu thực." in page
    assert "Chưa rõ sạp" in page
    assert "B12 · Lê Thị Hoa" in page
    assert "81.600.000" in page
    assert "Áo dài lụa" in page


def test_session_page_says_when_its_orders_are_of_another_day(market_board: User, sales: None) -> None:
    page = text_of(get(market_board, reverse("session_figures", args=["BT-1112"])))
    assert "Phiên thuộc ngày bắt đầu 11/12/2023" in page
    assert "12/12/2023: 1 đơn" in page


def test_session_page_keeps_the_platforms_words_apart(market_board: User, session: LiveSession) -> None:
    LiveRowFactory.create(account=session.account, session=session, metrics={"gross_merchandise_value": "9.999.999"})
    page = text_of(get(market_board, reverse("session_figures", args=["BT-1112"])))
    assert "LIVE gross merchandise value" in page
    assert "Chưa có đơn hàng của phiên" in page


def test_session_page_shows_a_trader_their_part_only(trader: User, sales: None) -> None:
    page = text_of(get(trader, reverse("session_figures", args=["BT-1112"])))
    assert "220.000 ₫" in page
    assert "250.000 ₫" not in page
    assert "Chưa rõ sạp" not in page


def test_session_page_is_unknown_to_others(other_board: User, other_trader: User, outsider: User, sales: None) -> None:
    for user in (other_board, other_trader, outsider):
        assert get(user, reverse("session_figures", args=["BT-1112"])).status_code == 404


def test_session_page_takes_few_queries(market_board: User, sales: None, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(market_board)
    with django_assert_max_num_queries(12):
        client.get(reverse("session_figures", args=["BT-1112"]))


# Where a figure comes from


def cell_url(**lookup: Any) -> str:
    return f"{reverse('cell_lines')}?{CellKey.of(SellerDay.objects.get(**lookup)).query}"


def test_a_figure_leads_to_days_cells_lines_and_the_row_of_its_file(
    official: User, trader_row: Trader, sales: None
) -> None:
    days = text_of(get(official, reverse("figure_lines") + DECEMBER))
    assert "/so-lieu/tu-dau/?ngay=2023-12-11" in days
    cells = text_of(get(official, reverse("figure_lines") + "?ngay=2023-12-11&cho=ben-thanh"))
    assert "Lê Thị Hoa" in cells
    assert "150.000 ₫" in cells
    lines = text_of(get(official, cell_url(trader=trader_row, airing="in")))
    assert all(word in lines for word in ("A1", "Áo dài lụa", "All order-12.xlsx", "OrderSKUList", "Khớp"))


def test_a_session_leads_straight_to_its_cells(market_board: User, sales: None) -> None:
    page = text_of(get(market_board, reverse("figure_lines") + "?phien=BT-1112"))
    assert "250.000 ₫" in page
    assert "Chưa rõ sạp" in page


def test_lines_without_a_stall_are_followed_as_such(market_board: User, sales: None) -> None:
    page = text_of(get(market_board, reverse("figure_lines") + "?ngay=2023-12-11&sap=chua-ro"))
    assert "30.000 ₫" in page
    assert "120.000 ₫" not in page


def test_sources_show_a_person_only_what_is_theirs(
    trader: User, other_trader: User, other_board: User, outsider: User, trader_row: Trader, sales: None
) -> None:
    own, shared = cell_url(trader=trader_row, airing="in"), cell_url(trader=None, session__code="BT-1112")
    assert get(trader, own).status_code == 200
    assert get(trader, shared).status_code == 404
    for user in (other_trader, other_board, outsider):
        assert get(user, own).status_code == 404
        assert "150.000" not in text_of(get(user, reverse("figure_lines") + "?ngay=2023-12-11"))
        assert get(user, reverse("figure_lines") + f"?sap={trader_row.pk}").status_code == 404
        assert get(user, reverse("figure_lines") + "?phien=BT-1112").status_code == 404


@pytest.mark.parametrize("query", ["", "?ngay=hom-qua", "?ngay=2023-12-11&cho=x&phuong=1&tk=1&sap=0&nganh=0&phien=0"])
def test_a_cell_that_does_not_exist_is_not_found(query: str, official: User) -> None:
    assert get(official, reverse("cell_lines") + query).status_code == 404


@pytest.mark.parametrize("query", ["?ngay=hom-qua", "?sap=abc", "?phien=khong-co", "?ky=khong"])
def test_a_figure_that_does_not_exist_is_not_found(query: str, official: User) -> None:
    assert get(official, reverse("figure_lines") + query).status_code == 404


def test_lines_can_be_taken_along_whole(official: User, trader_row: Trader, sales: None) -> None:
    response = get(official, cell_url(trader=trader_row, airing="in") + "&tai=dong-don")
    rows = response.getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("A1,Áo dài lụa,")


# First pages, definitions, operations


def test_home_tells_a_visitor_the_published_totals_and_the_next_sessions(sales: None) -> None:
    LiveSessionFactory.create(title="Chợ hoa xuân", start=dt.datetime.now(dt.UTC) + dt.timedelta(days=3))
    page = text_of(get(None, reverse("home")))
    assert "Thành phố Hồ Chí Minh, tháng 12/2023" in page
    assert "257.000 ₫" in page
    assert "Chợ hoa xuân" in page


def test_home_of_an_empty_portal_says_what_to_expect(db: None) -> None:
    assert "Chưa có phiên nào được lên lịch" in text_of(get(None, reverse("home")))


def test_home_tells_a_board_what_waits(market_board: User, session: LiveSession) -> None:
    session.starts_at = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    session.ends_at = session.starts_at + dt.timedelta(hours=2)
    session.save()
    page = text_of(get(market_board, reverse("home")))
    assert "Tinh hoa Bến Thành" in page
    assert "chưa có đơn hàng" in page


@pytest.mark.parametrize("role", ["official", "inspector", "market_board", "trader"])
def test_home_greets_every_role(role: str, request: pytest.FixtureRequest, sales: None) -> None:
    assert "Chào" in text_of(get(request.getfixturevalue(role), reverse("home")))


def test_home_gives_a_trader_one_next_step(trader: User, other_trader: User, session: LiveSession) -> None:
    session.starts_at = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    session.ends_at = session.starts_at + dt.timedelta(hours=2)
    session.save()
    assert "Tinh hoa Bến Thành" in text_of(get(trader, reverse("home")))
    assert "Hỏi lịch phát của chợ" in text_of(get(other_trader, reverse("home")))


def test_definitions_are_for_everyone(db: None) -> None:
    page = text_of(get(None, reverse("definitions")))
    assert "Doanh số đặt = doanh thu thực + đã hủy + trả lại + chưa xong" in page


def test_operations_tell_what_waits_and_what_the_recount_found(official: User, sales: None) -> None:
    page = text_of(get(official, reverse("operations")))
    assert "Không ngày nào chờ tính lại." in page
    assert "Chưa đếm lại" in page
    SoldLineFactory.create()
    assert "1 ngày bán của sạp đang chờ" in text_of(get(official, reverse("operations")))


@pytest.mark.parametrize("role", ["inspector", "market_board", "trader"])
def test_operations_are_refused_to_others(role: str, request: pytest.FixtureRequest) -> None:
    assert get(request.getfixturevalue(role), reverse("operations")).status_code == 403


def test_an_administrator_sees_every_city(sales: None) -> None:
    person = UserFactory.create(role="administrator")
    assert "Số liệu mọi tỉnh, thành" in text_of(get(person, reverse("city_figures") + DECEMBER))


# Regions that are kept


def test_a_kept_page_is_read_again_when_figures_change(official: User, session: LiveSession, sales: None) -> None:
    url = reverse("city_figures") + DECEMBER
    assert "257.000 ₫" in text_of(get(official, url))
    SoldLineFactory.create(account=session.account, placed_value=1_000)
    assert "Có thay đổi từ" in text_of(get(official, url))
    refresh_stale(waits=True)
    assert "258.000 ₫" in text_of(get(official, url))


def test_a_kept_page_is_never_shown_to_a_person_who_sees_less(
    official: User, outsider: User, market_board: User, trader_row: Trader, trader: User, sales: None
) -> None:
    get(official, reverse("city_figures") + DECEMBER)
    assert "257.000" not in text_of(get(outsider, reverse("city_figures") + DECEMBER))
    stall = reverse("stall_figures", args=[trader_row.pk]) + DECEMBER
    assert "Số liệu của Lê Thị Hoa" in text_of(get(market_board, stall))
    assert "Sạp của tôi" in text_of(get(trader, stall))


def test_a_kept_page_takes_fewer_queries(official: User, sales: None, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(official)
    url = reverse("city_figures") + DECEMBER
    client.get(url)
    with django_assert_max_num_queries(6):
        client.get(url)


@pytest.mark.parametrize("lines", [1, 3])
def test_lists_of_sources_take_the_same_queries_at_any_length(
    lines: int, official: User, session: LiveSession, django_assert_num_queries: Any
) -> None:
    for _ in range(lines):
        SoldLineFactory.create(account=session.account, trader=TraderFactory.create(market=session.market))
        SoldLineFactory.create(account=session.account)
    refresh_stale(waits=True)
    client = Client()
    client.force_login(official)
    with django_assert_num_queries(8):
        client.get(reverse("figure_lines") + "?ngay=2023-12-11")
    of_several = cell_url(trader=None)
    with django_assert_num_queries(7):
        client.get(of_several)

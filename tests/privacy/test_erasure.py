"""Erasing a trader whose files went through the real importer: no figure moves, and no name or number is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.actions.recounts import recount
from ecommerce_stats.actions.refresh import refresh_stale
from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from livestreams.actions.imports import import_file
from livestreams.importing import files
from livestreams.models import ImportBatch, OrderLine
from portal.accounts.actions import change_phone, rename
from portal.accounts.models import PhoneConfirmation, Role, User
from portal.notifications.actions import notify, send_code
from portal.privacy.actions import (
    ask_correction,
    ask_erasure,
    check_request,
    erase_person,
    finish_request,
    give_consent,
    record_reading,
)
from portal.privacy.enums import ConsentPurpose, WithdrawnHow
from portal.privacy.models import Consent, Erasure, PersonalDataReading
from portal.sealing import digest, seal
from tests.factories.accounts import UserFactory
from tests.factories.traders import MarketFactory, ShopAccountFactory, TraderFactory
from tests.livestreams.files import SHOPEE, TIKTOK
from traders.enums import Platform
from traders.models import (
    Market,
    MarketTransfer,
    Paper,
    Product,
    ShopAccount,
    Trader,
    TraderApplication,
    TraderList,
    TraderListRow,
    VneidStep,
    Warehouse,
)

NAME, PHONE, TAX = "Lê Thị Hoa", "+84912345678", "079188001234"
TRACES = (NAME, "le thi hoa", "912345678", "912 345 678", TAX, "hoa@cho.example", "lethihoa")


def places_with(text: str) -> list[str]:
    """table.column of every place in the database where a row shows this text, whatever the case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
        return found


@pytest.fixture
def imported(trader_row: Trader, tmp_path: Path) -> list[ImportBatch]:
    """Three orders on TikTok Shop and one on Shopee, in files that bear the name."""
    tiktok = ShopAccountFactory.create(trader=trader_row, platform=Platform.TIKTOK_SHOP, handle="lethihoa.tiktok")
    shopee = ShopAccountFactory.create(trader=trader_row, platform=Platform.SHOPEE, handle="lethihoa.shopee")
    rows = [TIKTOK.row(order_no=f"57889091590983{n:04}", product="Mắm cá linh", quantity=n) for n in (1, 2, 3)]
    first = import_file(path=TIKTOK.csv(tmp_path / f"{NAME} thang 11.csv", rows), account=tiktok)
    second = import_file(path=SHOPEE.csv(tmp_path / f"don hang {NAME}.csv", [SHOPEE.row()]), account=shopee)
    refresh_stale(waits=True)
    assert OrderLine.objects.count() == 4
    return [first, second]


@pytest.fixture
def known(trader: User, trader_row: Trader, market_board: User, imported: list[ImportBatch]) -> Trader:
    """The trader with something in every corner: account, register, papers, messages, requests, logs."""
    User.objects.filter(pk=trader.pk).update(phone=PHONE, phone_verified_at=timezone.now(), email="hoa@cho.example")
    User.objects.filter(pk=trader.pk).update(username="lethihoa")
    trader.refresh_from_db()
    trader_row.phone, trader_row.note, trader_row.website = "0912345678", f"Con của {NAME}", "https://lethihoa.example"
    trader_row.personal_tax_code, trader_row.personal_tax_code_digest = seal(TAX), digest(TAX)
    trader_row.personal_tax_code_tail, trader_row.claimed_at = TAX[-3:], timezone.now()
    trader_row.save()
    Warehouse.objects.create(trader=trader_row, name=f"Kho {NAME}", address="12 Lê Lợi", ward=trader_row.market.ward)
    product = Product.objects.create(trader=trader_row, name="Mắm cá linh", unit="hũ", description=f"Gọi {NAME}")
    paper = Paper(trader=trader_row, kind="origin", number="0912345678", issued_by=NAME)
    paper.file.save(f"{NAME}.pdf", ContentFile(b"%PDF giay to"))
    paper.products.add(product)
    TraderApplication.objects.create(user=trader, name=NAME, market=trader_row.market)
    lists = TraderList.objects.create(
        market=trader_row.market, file_name="ds.xlsx", sha256="0" * 64, undo_report=[NAME]
    )
    TraderListRow.objects.create(trader_list=lists, row_no=2, cells=[NAME, "0912345678"], read={"name": NAME})
    TraderListRow.objects.create(trader_list=lists, row_no=3, cells=["LÊ THỊ  HOA"], result={"a": 1}, trader=trader_row)
    MarketTransfer.objects.create(
        trader=trader_row, from_market=trader_row.market, to_market=MarketFactory.create(), note=f"{NAME} xin chuyển"
    )
    account = ShopAccount.objects.filter(trader=trader_row)[0]
    VneidStep.objects.create(account=account, from_state="not_linked", state="linked", evidence=f"Xem máy của {NAME}")
    PhoneConfirmation.objects.create(phone=PHONE, purpose="sign_in", code_digest="x")
    notify(person=trader, template="general", values={"text": f"Chào {NAME}"}, key="t1")
    notify(person=market_board, template="general", values={"text": f"{NAME} (0912 345 678) xin vào chợ"}, key="t2")
    send_code(phone=PHONE, code="123456", key="t3")
    ask_correction(person=trader, wish=f"Tên tôi là {NAME}", by=trader)
    give_consent(person=trader, purposes=list(ConsentPurpose), how="web", by=trader)
    record_reading(people=[trader.pk], reader=market_board, what="số điện thoại", where=f"Trang của {NAME}")
    LogEntry.objects.create(
        user=market_board, content_type=ContentType.objects.get_for_model(User), object_id=str(trader.pk),
        object_repr=NAME, action_flag=CHANGE, change_message="[]",
    )  # fmt: skip
    UserSession.objects.create(user=trader, ip="127.0.0.1", user_agent="Chrome", session_key="khoa")
    return trader_row


def figures() -> dict[str, Any]:
    """Everything that is counted: order lines and roll-ups, row by row."""
    with connection.cursor() as cursor:
        kept = {}
        for model in (OrderLine, SellerDay, MarketDay, GoodsDay, MarketHalf, GoodsHalf, SellerPeriod):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{model._meta.db_table}" t ORDER BY 1')
            kept[model.__name__] = cursor.fetchall()
        return kept


def exported(user: User, url: str) -> bytes:
    client = Client()
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def erase(trader: User, by: User) -> Erasure:
    request = ask_erasure(person=trader, wish="Tôi nghỉ bán", by=trader)
    finish_request(request=check_request(request=request, by=by), answer="Đã xóa.", by=by)
    return Erasure.objects.get(person=trader)


def test_nothing_in_the_database_or_in_files_says_who_it_was(
    known: Trader, trader: User, market_board: User, imported: list[ImportBatch],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    file = Paper.objects.get().file
    assert file.name
    kept = [files.folder() / batch.stored_name for batch in imported]
    assert all(places_with(trace) for trace in (NAME, "le thi hoa", "912345678", "hoa@cho.example", "lethihoa"))
    assert file.storage.exists(file.name)
    assert all(path.exists() for path in kept)
    with django_capture_on_commit_callbacks(execute=True):
        erase(trader, market_board)
    assert {trace: places_with(trace) for trace in TRACES} == {trace: [] for trace in TRACES}
    assert not file.storage.exists(file.name)
    assert not any(path.exists() for path in kept)


def test_every_figure_stays_exactly_and_the_recount_finds_no_difference(
    known: Trader, trader: User, market_board: User, ben_thanh: Market
) -> None:
    period = f"?ky={OrderLine.objects.earliest('day').day:%Y-%m}"
    market, stall = reverse("market_figures", args=[ben_thanh.slug]), reverse("stall_figures", args=[known.pk])
    addresses = [f"{market}{period}&theo=sap&tai=theo-sap", f"{stall}{period}&theo=san&tai=theo-san"]
    before, exports = figures(), [exported(market_board, each) for each in addresses]
    assert before["SellerDay"]
    assert any(NAME.encode() in each for each in exports)
    erasure = erase(trader, market_board)
    refresh_stale(waits=True)
    assert figures() == before
    now = [exported(market_board, each).replace(str(erasure).encode(), NAME.encode()) for each in addresses]
    assert now == exports
    run = recount()
    assert (run.differences, run.days_waiting) == (0, 0)
    assert figures() == before


def test_the_account_is_closed_and_consents_end(known: Trader, trader: User, market_board: User) -> None:
    erasure = erase(trader, market_board)
    trader.refresh_from_db()
    known.refresh_from_db()
    assert str(trader) == str(known) == f"Người đã xóa {erasure.pseudonym}"
    assert (trader.phone, trader.email, trader.is_active, trader.has_usable_password()) == (None, None, False, False)
    assert not UserSession.objects.filter(user=trader).exists()
    ended = set(Consent.objects.filter(person=trader).values_list("withdrawn_how", "withdrawn_by"))
    assert ended == {(WithdrawnHow.ERASURE, market_board.pk)}
    assert PersonalDataReading.objects.filter(person=trader).exists()
    assert not trader.data_requests.open().exists()


def test_a_session_that_was_open_ends(known: Trader, trader: User, market_board: User) -> None:
    client = Client()
    client.force_login(trader)
    assert client.get(reverse("my_data")).status_code == 200
    erase(trader, market_board)
    assert client.get(reverse("my_data")).status_code == 302


def test_erasing_twice_is_once(known: Trader, trader: User, market_board: User) -> None:
    first = erase_person(person=trader, by=market_board)
    assert erase_person(person=trader, by=market_board) == first


def test_other_people_keep_their_names(known: Trader, trader: User, market_board: User, other_trader: User) -> None:
    namesake = UserFactory.create(full_name=NAME, phone="+84987654321", role=Role.TRADER)
    erase(trader, market_board)
    namesake.refresh_from_db()
    other_trader.refresh_from_db()
    assert (namesake.full_name, namesake.phone, other_trader.full_name) == (NAME, "+84987654321", "Phạm Văn Đức")


def test_sign_ins_numbers_and_names_of_before_leave_no_trace(market_board: User) -> None:
    person = UserFactory.create(full_name="Lê Thị Mới", phone="+84912345678", role=Role.TRADER)
    browser = Client()
    browser.force_login(person)
    record_authentication_of(browser, phone="+84912345678")
    PhoneConfirmation.objects.create(phone="+84912345678", purpose="change_phone", code_digest="x", asked_by=person)
    send_code(phone="+84912345678", code="123456", key="cu")
    notify(person=market_board, template="general", values={"text": "Lê Thị Mới (0912 345 678) vào chợ"}, key="ke")
    rename(person=person, full_name="Lê Thị Khác", by=person)
    change_phone(person=person, phone="+84987654321", by=person)
    erase_person(person=person, by=market_board)
    assert {trace: places_with(trace) for trace in ("Lê Thị Mới", "912345678", "912 345 678")} == {
        "Lê Thị Mới": [], "912345678": [], "912 345 678": [],
    }  # fmt: skip
    assert not [each for each in Session.objects.all() if "912345678" in str(each.get_decoded())]


def record_authentication_of(browser: Client, *, phone: str) -> None:
    """As a sign-in by a code leaves it in the session."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "phone": phone}]
    session.save()
    person = User.objects.get(phone=phone)
    UserSession.objects.get_or_create(
        session_key=session.session_key, defaults={"user": person, "ip": "127.0.0.1", "user_agent": "Chrome"}
    )


def test_person_without_a_name_leaves_the_log_of_others_alone(market_board: User) -> None:
    person = UserFactory.create(full_name="", phone="+84912345678")
    kinds = {"user": market_board, "content_type": ContentType.objects.get_for_model(User), "action_flag": CHANGE}
    other = LogEntry.objects.create(**kinds, object_id=str(market_board.pk), object_repr="Trần Văn Lộc")
    own = LogEntry.objects.create(**kinds, object_id=str(person.pk), object_repr="0912 345 678")
    erasure = erase_person(person=person, by=market_board)
    for entry in (other, own):
        entry.refresh_from_db()
    assert (other.object_repr, own.object_repr) == ("Trần Văn Lộc", f"Người đã xóa {erasure.pseudonym}")


@pytest.mark.parametrize("other", ["Nguyễn Văn Anh", "Nguyễn Văn Ánh", "Nguyễn Văn Anhoà"])
def test_a_name_inside_a_longer_name_is_left(market_board: User, other: str) -> None:
    person = UserFactory.create(full_name="Nguyễn Văn An", role=Role.TRADER)
    text = f"{other} gặp Nguyễn Văn An."
    message = notify(person=market_board, template="general", values={"text": text}, key="an")
    erasure = erase_person(person=person, by=market_board)
    message.refresh_from_db()
    assert message.text == message.values["text"] == f"{other} gặp Người đã xóa {erasure.pseudonym}."


def test_messages_to_another_person_of_the_same_number_stay(market_board: User) -> None:
    """A couple shares a phone: the one signs in by it, the other has it on the market's list."""
    person = UserFactory.create(full_name="Lê Thị Hoa", phone="+84912345678", role=Role.TRADER)
    other = TraderFactory.create(user__phone=None, phone="+84912345678").user
    message = notify(person=other, template="general", values={"text": "Chợ nghỉ ngày 01/12"}, key="chung")
    erase_person(person=person, by=market_board)
    message.refresh_from_db()
    assert message.text == "Chợ nghỉ ngày 01/12"


def test_a_name_of_one_word_is_not_cut_out_of_sentences(market_board: User) -> None:
    person = UserFactory.create(full_name="Hoa")
    message = notify(person=market_board, template="general", values={"text": "Hoa quả về chợ"}, key="hoa")
    erase_person(person=person, by=market_board)
    message.refresh_from_db()
    assert message.text == "Hoa quả về chợ"

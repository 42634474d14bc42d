"""A person's own pages: everything there is, as a file too; consents in one tap; who looked."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.actions.refresh import refresh_stale
from portal.accounts.models import User
from portal.notifications.actions import notify
from portal.privacy.actions import ask_correction, give_consent, record_reading, withdraw_consent
from portal.privacy.enums import ConsentPurpose
from portal.privacy.forms import CHANGED, ConsentForm
from portal.privacy.models import Consent, ConsentText, PersonalDataReading
from portal.privacy.queries import has_consent
from portal.privacy.sections import sections_of
from portal.privacy.templatetags.privacy import shown
from portal.sealing import digest, seal
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory
from traders.models import Trader

PICTURES = ConsentPurpose.PICTURES


@pytest.fixture
def client(trader: User) -> Client:
    """The trader, signed in a moment ago."""
    client = Client()
    client.force_login(trader)
    session = client.session
    session["account_authentication_methods_user"] = str(trader.pk)
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()
    return client


@pytest.fixture
def known(trader: User, trader_row: Trader, market_board: User) -> None:
    """Something in every section."""
    trader_row.personal_tax_code, trader_row.personal_tax_code_digest = seal("079188001234"), digest("079188001234")
    trader_row.save()
    SoldLineFactory.create(account=ShopAccountFactory.create(trader=trader_row, handle="shop.cua.hoa"))
    refresh_stale(waits=True)
    notify(person=trader, template="general", values={"text": "Chợ nghỉ ngày 01/12"}, key="tin")
    give_consent(person=trader, purposes=[PICTURES], how="paper", by=market_board)
    ask_correction(person=trader, wish="Sạp tôi là B13", by=trader)
    record_reading(people=[trader.pk], reader=market_board, what="số điện thoại", where="Danh sách tiểu thương")


EVERYWHERE = (
    "Lê Thị Hoa", "B12", "079188001234", "shop.cua.hoa", "Chợ nghỉ ngày 01/12", "Hình ảnh", "Sạp tôi là B13",
    "Danh sách tiểu thương", "100000",
)  # fmt: skip


def test_page_and_files_show_every_section(known: None, client: Client, trader: User) -> None:
    page = client.get(reverse("my_data")).text
    archive = zipfile.ZipFile(io.BytesIO(client.get(reverse("my_data_download")).content))
    html = archive.read("du-lieu-cua-toi.html").decode()
    data = archive.read("du-lieu-cua-toi.json").decode()
    for text in (page, html, data):
        assert [each for each in EVERYWHERE if each not in text] == []
    assert set(json.loads(data)["sections"]) == {section.title for section in sections_of(trader)}


def test_rows_are_as_long_as_their_columns(known: None, trader: User, market_board: User) -> None:
    for person in (trader, market_board):
        for section in sections_of(person):
            assert all(len(row) == len(section.columns) for row in section.rows), section.title


def test_page_shows_nothing_of_others(known: None, other_trader: User) -> None:
    client = Client()
    client.force_login(other_trader)
    page = client.get(reverse("my_data")).text
    assert [each for each in EVERYWHERE if each in page and each != "Hình ảnh"] == []


def test_file_is_not_cut_where_the_page_is(client: Client, trader: User, market_board: User) -> None:
    PersonalDataReading.objects.bulk_create(
        PersonalDataReading(person=trader, reader=market_board, what=f"lần {number}", where="trang")
        for number in range(1001)
    )
    archive = zipfile.ZipFile(io.BytesIO(client.get(reverse("my_data_download")).content))
    data = json.loads(archive.read("du-lieu-cua-toi.json"))
    assert len(data["sections"]["Ai đã xem dữ liệu của bạn"]) == 1001
    page = client.get(reverse("my_data")).text
    assert "1001 dòng" in page
    assert "lần 1000<" in page
    assert "lần 0<" not in page
    assert "901 dòng còn lại có trong tệp tải về" in page


def test_shared_machine_keeps_no_copy(client: Client) -> None:
    for name in ("my_data", "my_readings", "my_data_download"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_download_asks_once_more_who_it_is(trader: User) -> None:
    client = Client()
    client.force_login(trader)
    assert client.get(reverse("my_data_download")).status_code == 302


def test_readings_are_shown_to_the_person(known: None, client: Client, market_board: User) -> None:
    page = client.get(reverse("my_readings")).text
    assert market_board.full_name in page
    assert "số điện thoại" in page


def post_of(**ticked: str) -> dict[str, str]:
    return {"versions": ConsentForm()["versions"].value()} | ticked


def test_boxes_are_never_ticked_and_their_text_is_there(client: Client) -> None:
    page = client.get(reverse("my_consents")).text
    assert "checked" not in page
    assert page.count('type="checkbox"') == len(ConsentPurpose)
    assert "Giữ bao lâu" in page


def test_consent_is_given_withdrawn_and_undone_on_the_page(client: Client, trader: User) -> None:
    url = reverse("my_consents")
    assert client.post(url, post_of(pictures="on")).status_code == 302
    assert Consent.objects.get().how == "web"
    page = client.get(url).text
    assert page.count('type="checkbox"') == len(ConsentPurpose) - 1
    client.post(reverse("consent_withdraw", args=["pictures"]))
    assert not has_consent(trader, PICTURES)
    page = client.get(url).text
    assert ConsentText.objects.get(purpose=PICTURES).on_withdrawal in page
    assert "Bấm nhầm, cho như cũ" in page
    client.post(reverse("consent_undo", args=[Consent.objects.get().pk]))
    assert has_consent(trader, PICTURES)


def test_nothing_ticked_gives_nothing(client: Client) -> None:
    assert client.post(reverse("my_consents"), post_of()).status_code == 302
    assert not Consent.objects.exists()


def test_text_that_changed_meanwhile_is_shown_anew(client: Client) -> None:
    stale = post_of(pictures="on")
    ConsentText.objects.create(
        purpose=PICTURES, version=2, sentence="Câu mới tinh.", text="Mới.", on_withdrawal="Thôi.",
        valid_from=timezone.now(),
    )  # fmt: skip
    response = client.post(reverse("my_consents"), stale)
    assert (response.status_code, Consent.objects.exists()) == (422, False)
    assert CHANGED in response.text
    assert "Câu mới tinh." in response.text
    assert "checked" not in response.text
    assert "pictures.2" in response.text


def test_form_inside_another_page_keeps_what_else_was_typed(db: None) -> None:
    form = ConsentForm(QueryDict("dong-y-versions=cũ&dong-y-pictures=on&ten=Hoa"), prefix="dong-y")
    assert not form.is_valid()
    assert (form.data["ten"], form["pictures"].value()) == ("Hoa", False)


def test_consent_of_another_or_to_nothing_is_not_found(client: Client, other_trader: User) -> None:
    give_consent(person=other_trader, purposes=[PICTURES], how="web", by=other_trader)
    consent = withdraw_consent(person=other_trader, purpose=PICTURES, how="web", by=other_trader)
    assert consent
    assert client.post(reverse("consent_undo", args=[consent.pk])).status_code == 404
    assert client.post(reverse("consent_withdraw", args=["khac"])).status_code == 404


def test_undoing_too_late_says_so(client: Client, trader: User) -> None:
    give_consent(person=trader, purposes=[PICTURES], how="web", by=trader)
    consent = withdraw_consent(person=trader, purpose=PICTURES, how="paper", by=trader)
    assert consent
    response = client.post(reverse("consent_undo", args=[consent.pk]), follow=True)
    assert "Đã quá lúc hoàn tác" in response.text


def test_cells_are_shown_as_people_read_them() -> None:
    moment = dt.datetime(2026, 12, 18, 13, 15, tzinfo=dt.UTC)
    assert [shown(value) for value in (None, "", True, False, 12, moment, moment.date())] == [
        "–", "–", "Có", "Không", "12", "18/12/2026 20:15", "18/12/2026",
    ]  # fmt: skip

"""The providers' own formats, against a server on this machine."""

from __future__ import annotations

import datetime as dt
import smtplib
import threading
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.notifications.enums import Channel
from portal.notifications.gateways import Outgoing, Postponed, Receipt, Refused, Unclear, gateway_for
from portal.notifications.gateways.esms import EsmsGateway, without_accents
from portal.notifications.gateways.letters import LetterGateway
from portal.notifications.gateways.zalo import ZaloGateway, access_token
from portal.notifications.models import GatewayToken, TrialMessage
from tests.portal.notifications.conftest import OAUTH, SMS, ZNS, Provider

GOING = Outgoing(
    tracking="abc-1z",
    template="general",
    name="Lê Thị Hoa",
    phone="+84912345678",
    email="hoa@example.vn",
    subject="Thông báo",
    text="Chợ nghỉ ngày 30/11.",
    values={"text": "Chợ nghỉ ngày 30/11."},
    link="https://choso.example.vn/t/Ab3_x-9Q/",
)


def test_zalo_gets_the_template_and_its_values(zalo: Provider, db: None) -> None:
    assert ZaloGateway().send(GOING) == Receipt("zns-1")
    (request,) = zalo.sent_to(ZNS)
    assert request.headers["access_token"] == "gui-1"
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {
        "phone": "84912345678",
        "template_id": "7895417",
        "template_data": {"text": "Chợ nghỉ ngày 30/11.", "link": GOING.link},
        "tracking_id": "abc-1z",
    }


def test_zalo_token_is_asked_for_once_and_kept_encrypted(zalo: Provider, db: None) -> None:
    ZaloGateway().send(GOING)
    ZaloGateway().send(GOING)
    (request,) = zalo.sent_to(OAUTH)
    assert request.headers["secret_key"] == "app-kin"
    assert request.form == {"refresh_token": "gia-han-0", "app_id": "4123", "grant_type": "refresh_token"}
    assert "gui-1" not in repr(GatewayToken.objects.values_list()) + repr(GatewayToken.objects.get().refresh)


def test_zalo_token_that_ends_is_renewed_with_the_newest_refresh_token(zalo: Provider, db: None) -> None:
    access_token()
    GatewayToken.objects.update(ends_at=timezone.now() + dt.timedelta(minutes=5))
    pair = {"access_token": "gui-2", "refresh_token": "gia-han-2", "expires_in": "90000"}
    zalo.will_answer(OAUTH, (200, pair))
    assert access_token() == "gui-2"
    assert zalo.sent_to(OAUTH)[1].form["refresh_token"] == "gia-han-1"


def test_zalo_token_that_is_refused_is_renewed_once(zalo: Provider, db: None) -> None:
    zalo.will_answer(ZNS, (200, {"error": -124, "message": "Access token invalid"}), (200, {"error": 0, "data": {}}))
    assert ZaloGateway().send(GOING) == Receipt("")
    assert len(zalo.sent_to(OAUTH)) == len(zalo.sent_to(ZNS)) == 2


def test_new_refresh_token_in_the_environment_begins_anew(zalo: Provider, db: None, settings: Any) -> None:
    access_token()
    settings.ZALO = settings.ZALO | {"refresh_token": "lien-ket-lai"}
    access_token()
    assert zalo.sent_to(OAUTH)[1].form["refresh_token"] == "lien-ket-lai"


@pytest.mark.django_db(transaction=True)
def test_many_workers_use_the_one_time_refresh_token_once(zalo: Provider) -> None:
    zalo.delay = 0.05
    found: list[str] = []
    together = threading.Barrier(5)

    def work() -> None:
        together.wait()
        found.append(access_token())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["gui-1"] * 5
    assert len(zalo.sent_to(OAUTH)) == 1


@pytest.mark.parametrize(
    "answer", [(200, {"error": -14014, "message": "Invalid refresh token"}), (400, {}), (502, ""), (200, "<html>")]
)
def test_zalo_that_gives_no_token_has_sent_nothing(zalo: Provider, db: None, answer: tuple[int, Any]) -> None:
    zalo.will_answer(OAUTH, answer)
    with pytest.raises(Postponed):
        ZaloGateway().send(GOING)
    assert not zalo.sent_to(ZNS)


@pytest.mark.parametrize(
    ("code", "meaning"), [(-118, Refused), (-114, Refused), (-115, Refused), (-133, Refused), (-100, Postponed)]
)
def test_zalo_errors_mean_what_its_table_says(zalo: Provider, db: None, code: int, meaning: type[Exception]) -> None:
    zalo.will_answer(ZNS, (200, {"error": code, "message": "x"}))
    with pytest.raises(meaning, match=f"Zalo báo lỗi {code}"):
        ZaloGateway().send(GOING)


def test_esms_gets_what_it_documents(esms: Provider) -> None:
    assert EsmsGateway().send(GOING) == Receipt("sms-1")
    (request,) = esms.sent_to(SMS)
    url = request.json.pop("CallbackUrl")
    assert request.json | {"CallbackUrl": ""} == {
        "ApiKey": "khoa",
        "SecretKey": "kin",
        "Brandname": "CHO SO",
        "SmsType": "2",
        "IsUnicode": "1",
        "Sandbox": "0",
        "Phone": "0912345678",
        "Content": "Chợ nghỉ ngày 30/11. https://choso.example.vn/t/Ab3_x-9Q/",
        "RequestId": "abc-1z",
        "CallbackUrl": "",
    }
    assert url.startswith("https://choso.example.vn/tin-nhan/bao-cao/esms/abc-1z/")


def test_esms_without_vietnamese_letters(esms: Provider, settings: Any) -> None:
    settings.ESMS = settings.ESMS | {"is_unicode": False}
    EsmsGateway().send(GOING)
    assert esms.requests[0].json["Content"].startswith("Cho nghi ngay 30/11. ")
    assert esms.requests[0].json["IsUnicode"] == "0"


@given(st.text(alphabet="aăâđeêioôơuưyàảãáạằẳẵắặĐ₫“…x 1", max_size=60))
def test_letters_of_a_plain_sms_are_as_many(text: str) -> None:
    plain = without_accents(text)
    assert plain.isascii()
    assert len(plain) == len(text)


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ((200, {"CodeResult": "99"}), Refused),
        ((200, {"CodeResult": "103", "ErrorMessage": "Balance"}), Refused),
        ((200, {}), Refused),
        ((403, {}), Refused),
        ((429, {}), Postponed),
        ((500, ""), Postponed),
        ((504, ""), Unclear),
        ((200, "<html>"), Unclear),
        ((200, ["100"]), Unclear),
    ],
)
def test_esms_answers_mean(esms: Provider, answer: tuple[int, Any], meaning: type[Exception]) -> None:
    esms.will_answer(SMS, answer)
    with pytest.raises(meaning):
        EsmsGateway().send(GOING)


def test_outgoing_shows_nothing_of_the_message() -> None:
    assert repr(GOING) == "Outgoing(tracking='abc-1z', template='general')"


def test_letter_says_who_and_where_to_look() -> None:
    LetterGateway().send(GOING)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["hoa@example.vn"], "Thông báo")
    assert letter.body.startswith("Chào Lê Thị Hoa,\n\nChợ nghỉ ngày 30/11.\n")
    assert GOING.link in letter.body
    assert letter.extra_headers["Message-ID"] == "<abc-1z@cho-so.message>"


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (smtplib.SMTPRecipientsRefused({"hoa@example.vn": (550, b"no such user")}), Refused),
        (smtplib.SMTPRecipientsRefused({"hoa@example.vn": (451, b"greylisted")}), Postponed),
        (smtplib.SMTPDataError(554, b"spam"), Refused),
        (smtplib.SMTPAuthenticationError(454, b"later"), Postponed),
        (smtplib.SMTPServerDisconnected(), Unclear),
        (TimeoutError(), Unclear),
        (ConnectionRefusedError(), Postponed),
    ],
)
def test_mail_server_answers_mean(monkeypatch: pytest.MonkeyPatch, error: Exception, meaning: type[Exception]) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    with pytest.raises(meaning):
        LetterGateway().send(GOING)


def test_trial_box_drops_a_double(db: None) -> None:
    gateway = gateway_for("sms")
    assert gateway
    assert gateway.send(GOING) == gateway.send(GOING)
    assert TrialMessage.objects.get().phone == "+84912345678"


def test_trial_box_needs_the_switch_in_the_settings(settings: Any) -> None:
    settings.MESSAGE_TRIAL_BOX = False
    with pytest.raises(ImproperlyConfigured, match="DEBUG and the demo"):
        gateway_for("sms")


def test_unknown_gateway_is_named(settings: Any) -> None:
    settings.MESSAGE_GATEWAYS = {"sms": "bo-cau"}
    with pytest.raises(ImproperlyConfigured, match="NOTIFY_SMS does not know the gateway 'bo-cau'"):
        gateway_for(Channel.SMS)

"""What the ground floor knows of a person: account, sign-ins, consents, requests, messages, readings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.apps import apps

from portal.phones import shown_phone
from portal.privacy.models import Consent, DataRequest, PersonalDataReading
from portal.privacy.sections import Section

if TYPE_CHECKING:
    from portal.accounts.models import User


def account(person: User) -> Iterator[Section]:
    """The account itself."""
    rows = [
        ("Họ và tên", person.full_name),
        ("Số điện thoại", shown_phone(person.phone) if person.phone else None),
        ("Số điện thoại đã xác nhận lúc", person.phone_verified_at),
        ("E-mail", person.email),
        *(("E-mail khác", each.email) for each in EmailAddress.objects.filter(user=person).exclude(email=person.email)),
        ("Tên đăng nhập", person.username),
        ("Vai trò", person.get_role_display()),
        ("Tỉnh, thành phố", str(person.city) if person.city else None),
        ("Phường, xã", str(person.ward) if person.ward else None),
        ("Ngày tạo tài khoản", person.date_joined),
        ("Đăng nhập lần cuối", person.last_login),
    ]
    yield Section("Tài khoản", ("Mục", "Đang ghi"), rows, "Để bạn đăng nhập và chợ biết bạn là ai.")


def sign_ins(person: User) -> Iterator[Section]:
    """Machines that are signed in."""
    sessions = apps.get_model("usersessions", "UserSession").objects.filter(user=person).order_by("-last_seen_at")
    rows = [(each.user_agent[:120], each.ip, each.created_at, each.last_seen_at) for each in sessions]
    columns = ("Máy", "Địa chỉ mạng", "Đăng nhập lúc", "Dùng lần cuối")
    yield Section("Máy đang đăng nhập", columns, rows, "Để bạn nhận ra máy lạ và đăng xuất từ xa.")


def consents(person: User) -> Iterator[Section]:
    """Every consent, also those that ended."""
    found = Consent.objects.filter(person=person).select_related("text", "recorded_by")
    rows = [
        (
            each.get_purpose_display(),
            each.text.version,
            each.given_at,
            each.get_how_display(),
            str(each.recorded_by),
            each.withdrawn_at,
            each.get_withdrawn_how_display() if each.withdrawn_how else None,
        )
        for each in found
    ]
    columns = ("Mục đích", "Bản", "Đồng ý lúc", "Cách đồng ý", "Người ghi", "Rút lại lúc", "Cách rút lại")
    yield Section("Những điều bạn đã đồng ý", columns, rows, "Bằng chứng rằng chợ chỉ dùng điều bạn cho phép.")


def requests(person: User) -> Iterator[Section]:
    """What they asked for."""
    found = DataRequest.objects.filter(person=person)
    rows = [
        (each.get_kind_display(), each.wish, each.asked_at, each.get_state_display(), each.ended_at, each.answer)
        for each in found
    ]
    columns = ("Yêu cầu", "Nội dung", "Gửi lúc", "Trạng thái", "Xong lúc", "Trả lời")
    yield Section("Yêu cầu về dữ liệu", columns, rows, "Để biết yêu cầu của bạn đã được làm tới đâu.")


def messages(person: User) -> Iterator[Section]:
    """What was written to them."""
    found = apps.get_model("notifications", "Message").objects.filter(person=person)
    rows = [
        (each.created_at, each.get_purpose_display(), each.text, each.phone or each.email, each.get_state_display())
        for each in found
    ]
    columns = ("Lúc viết", "Mục đích", "Nội dung", "Gửi tới", "Trạng thái")
    yield Section("Tin đã gửi cho bạn", columns, rows, "Để không gửi hai lần và biết tin có tới hay không.")


def readings(person: User) -> Iterator[Section]:
    """Who looked."""
    found = PersonalDataReading.objects.filter(person=person).select_related("reader")
    rows = [(each.at, str(each.reader), each.reader.get_role_display(), each.what, each.where) for each in found]
    columns = ("Lúc", "Người xem", "Vai trò", "Xem gì", "Ở đâu")
    yield Section("Ai đã xem dữ liệu của bạn", columns, rows, "Giữ 24 tháng để bạn kiểm tra được.")

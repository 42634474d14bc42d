"""What the registers know of a person, and how it is erased; named in the setting PERSONAL_DATA.

Sections for "Dữ liệu của tôi", whose requests a member of staff handles, and the eraser.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from portal.accounts.roles import Action
from portal.phones import shown_phone
from portal.privacy.erasing import GONE, erased_name, forget_history, pseudonymise, replace_words, words_of
from portal.privacy.sections import Section
from portal.sealing import unseal
from traders.enums import ApplicationState
from traders.models import (
    MarketStay,
    MarketTransfer,
    Membership,
    Paper,
    Product,
    ProductPicture,
    ShopAccount,
    Tenancy,
    Trader,
    TraderApplication,
    TraderList,
    TraderListRow,
    VneidStep,
    Warehouse,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.privacy.sections import Value

DRAFTS_KEPT = timedelta(days=30)


def people_of(staff: User) -> QuerySet[Trader, Any]:
    """Ids of the users whose requests ``staff`` handles: the traders of own markets."""
    return Trader.objects.managed_by(staff, Action.HANDLE_DATA_REQUESTS).values("user_id")


def sections(person: User) -> Iterator[Section]:
    """Everything in the registers that is about ``person``."""
    for trader in Trader.objects.filter(user=person).select_related("market", "goods_line"):
        yield _trader(trader)
        yield from _places(trader)
        yield from _selling(trader)
    yield _applications(person)
    if memberships := list(Membership.objects.filter(user=person).select_related("organisation")):
        rows = [(str(each.organisation), each.added_at) for each in memberships]
        yield Section("Nơi bạn làm việc", ("Tổ chức", "Thêm lúc"), rows, "Để bạn làm việc thay cho chợ.")


def _trader(trader: Trader) -> Section:
    others = ", ".join(str(line) for line in trader.other_goods_lines.all())
    rows: list[tuple[str, Value]] = [
        ("Họ và tên", trader.name),
        ("Số điện thoại trên danh sách", shown_phone(trader.phone) if trader.phone else None),
        ("Chợ", str(trader.market)),
        ("Tình trạng", trader.get_state_display()),
        ("Ngành hàng chính", str(trader.goods_line) if trader.goods_line else None),
        ("Ngành hàng khác", others),
        ("Hình thức kinh doanh", trader.get_legal_form_display() if trader.legal_form else None),
        ("Mã số thuế", trader.tax_code or unseal(trader.personal_tax_code)),
        ("Kênh bán", ", ".join(trader.channels)),
        ("Dùng hóa đơn điện tử", trader.uses_einvoice),
        ("Trang web bán hàng", trader.website),
        ("Đã thông báo trang web ngày", trader.website_notified_on),
        ("Ghi chú của chợ", trader.note),
    ]
    return Section("Hồ sơ tiểu thương", ("Mục", "Đang ghi"), rows, "Để chợ biết bạn bán gì, ở đâu.")


def _places(trader: Trader) -> Iterator[Section]:
    stays = MarketStay.objects.filter(trader=trader).select_related("market")
    rows = [(str(each.market), each.began_on, each.ended_on, each.get_reason_display(), each.note) for each in stays]
    yield Section("Các chợ bạn đã bán", ("Chợ", "Từ ngày", "Đến trước ngày", "Vì", "Ghi chú"), rows)
    tenancies = Tenancy.objects.filter(trader=trader).select_related("stall")
    held = [
        (each.stall.code, each.get_kind_display(), each.contract, each.began_on, each.ended_on) for each in tenancies
    ]
    yield Section("Sạp", ("Mã sạp", "Hình thức", "Số hợp đồng", "Từ ngày", "Đến trước ngày"), held)
    warehouses = Warehouse.objects.filter(trader=trader).select_related("ward")
    stores = [(each.name, each.address, str(each.ward)) for each in warehouses]
    yield Section("Kho hàng", ("Tên kho", "Địa chỉ", "Phường, xã"), stores)


def _selling(trader: Trader) -> Iterator[Section]:
    accounts = ShopAccount.objects.filter(trader=trader)
    shops = [
        (each.get_platform_display(), each.handle, each.get_vneid_state_display(), each.vneid_evidence)
        for each in accounts
    ]
    yield Section("Tài khoản sàn", ("Sàn", "Tên tài khoản", "Liên kết VNeID", "Căn cứ"), shops)
    products = Product.objects.filter(trader=trader)
    goods = [(each.name, each.unit, each.price, each.description, each.is_sold) for each in products]
    yield Section("Mặt hàng", ("Tên", "Đơn vị", "Giá (₫)", "Mô tả", "Đang bán"), goods)
    papers = Paper.objects.filter(trader=trader)
    rows = [
        (each.get_kind_display(), each.number, each.issued_by, each.valid_until, each.get_state_display(), each.reason)
        for each in papers
    ]
    columns = ("Loại", "Số", "Nơi cấp", "Có giá trị đến", "Tình trạng", "Lý do")
    yield Section("Giấy tờ", columns, rows, "Luật Thương mại điện tử đòi người bán có giấy tờ của hàng.")


def _applications(person: User) -> Section:
    found = TraderApplication.objects.filter(user=person).select_related("market")
    rows = [
        (
            each.name,
            each.phone,
            str(each.market or ""),
            each.stall_code,
            each.get_state_display(),
            each.submitted_at,
            each.reason,
        )
        for each in found
    ]
    columns = ("Tên đã ghi", "Số điện thoại", "Chợ", "Sạp", "Tình trạng", "Gửi lúc", "Lý do")
    return Section("Hồ sơ đăng ký", columns, rows, "Để chợ xét nhận bạn.")


def erase(person: User, pseudonym: str) -> None:
    """Names, numbers, notes and files of ``person`` in the registers; what figures are counted by stays.

    Stays, tenancies and goods lines remain, since they say where a sale was made, not by whom. A product's
    name remains too: order lines are mapped to it.
    """
    words = words_of(person, pseudonym)
    for trader in Trader.objects.filter(user=person):
        words |= words_of(person, pseudonym, name=trader.name, phone=trader.phone)
        _erase_trader(trader, pseudonym)
        _erase_notes(trader)
        _erase_shops(trader, pseudonym)
        _erase_files(trader)
    _erase_applications(person, pseudonym)
    for column in ("cells", "read", "errors", "warnings", "result"):
        replace_words(TraderListRow.objects.all(), column, words)
    replace_words(TraderList.objects.all(), "undo_report", words)


def _erase_trader(trader: Trader, pseudonym: str) -> None:
    pseudonymise(
        Trader.objects.filter(pk=trader.pk),
        name=erased_name(pseudonym),
        phone="",
        tax_code="",
        personal_tax_code="",
        personal_tax_code_tail="",
        personal_tax_code_digest="",
        website="",
        website_notified_on=None,
        note="",
    )
    for number, warehouse in enumerate(Warehouse.objects.filter(trader=trader), start=1):
        pseudonymise(Warehouse.objects.filter(pk=warehouse.pk), name=f"Kho {number} {pseudonym}", address="")


def _erase_notes(trader: Trader) -> None:
    """What was written beside their rows, and the rows of uploaded lists that were matched with them."""
    pseudonymise(MarketStay.objects.filter(trader=trader).exclude(note=""), note=GONE)
    pseudonymise(Tenancy.objects.filter(trader=trader), contract="")
    transfers = MarketTransfer.objects.filter(trader=trader)
    pseudonymise(transfers.exclude(note=""), note=GONE)
    pseudonymise(transfers.exclude(reason=""), reason=GONE)
    rows = TraderListRow.objects.filter(trader=trader)
    pseudonymise(rows, cells=[], read={}, errors=[], warnings=[], candidates=[], result={})


def _erase_shops(trader: Trader, pseudonym: str) -> None:
    """A shop is known by its row, not by its name, so lines that it brought in stay where they are counted."""
    for account in ShopAccount.objects.filter(trader=trader):
        own = ShopAccount.objects.filter(pk=account.pk)
        pseudonymise(own, handle=f"da-xoa-{pseudonym.lower()}-{account.pk}")
        for column in ("vneid_evidence", "vneid_reason"):
            pseudonymise(own.exclude(**{column: ""}), **{column: GONE})
        steps = VneidStep.objects.filter(account=account)
        for column in ("evidence", "reason"):
            pseudonymise(steps.exclude(**{column: ""}), **{column: GONE})
    pseudonymise(Product.objects.filter(trader=trader), description="")


def _erase_files(trader: Trader) -> None:
    """Scans and pictures, which carry names and faces; the files themselves go when the transaction has ended."""
    papers, pictures = Paper.objects.filter(trader=trader), ProductPicture.objects.filter(product__trader=trader)
    steps = VneidStep.objects.filter(account__trader=trader)
    found = [*(each.file for each in papers), *(each.image for each in pictures), *(each.picture for each in steps)]
    for file in found:
        if file:
            _delete_later(file.storage, str(file.name))
    pictures.delete()
    pseudonymise(steps, picture="")
    pseudonymise(papers, file="", sha256="", number="", issued_by="")
    pseudonymise(papers.exclude(reason=""), reason=GONE)


def _delete_later(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: storage.delete(name))


def _erase_applications(person: User, pseudonym: str) -> None:
    """Drafts that somebody else began with their number, at the stall, go as a whole."""
    own = TraderApplication.objects.filter(user=person)
    pseudonymise(own.exclude(name=""), name=erased_name(pseudonym))
    pseudonymise(own.exclude(reason=""), reason=GONE)
    pseudonymise(own.exclude(phone=""), phone="")
    if person.phone:
        begun = TraderApplication.objects.filter(user=None, phone=person.phone)
        forget_history(TraderApplication, list(begun.values_list("pk", flat=True)))
        begun.delete()


def delete_old_drafts() -> int:
    """Registrations that were begun and not handed in within 30 days, with their history."""
    old = TraderApplication.objects.filter(
        state=ApplicationState.DRAFT, began_at__lt=timezone.now() - DRAFTS_KEPT
    ).values_list("pk", flat=True)
    keys = list(old)
    forget_history(TraderApplication, keys)
    TraderApplication.objects.filter(pk__in=keys).delete()
    return len(keys)

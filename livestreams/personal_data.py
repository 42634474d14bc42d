"""What sessions and imports know of a person, and how it is erased; named in the setting PERSONAL_DATA."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from livestreams.importing import files
from livestreams.models import ImportBatch, LiveRow, LiveSession, RejectedRow, StaleSellerDay
from portal.privacy.erasing import erased_name, pseudonymise, replace_words, words_of
from portal.privacy.sections import Section
from traders.models import Trader

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


def sections(person: User) -> Iterator[Section]:
    """Sessions of their own shops, and files that were brought in for these or by them."""
    own = LiveSession.objects.filter(account__trader__user=person).select_related("account")
    rows = [(each.code, each.title, each.starts_at, each.ends_at, str(each.account)) for each in own]
    columns = ("Mã phiên", "Tên phiên", "Bắt đầu", "Kết thúc", "Tài khoản")
    yield Section("Phiên trên tài khoản của bạn", columns, rows, "Để biết đơn hàng nào bán trong phiên nào.")
    batches = (_batches_of(person) | ImportBatch.objects.filter(uploaded_by=person)).select_related("account")
    files_read = [
        (each.file_name, str(each.account or ""), each.uploaded_at, each.rows_read, each.get_state_display())
        for each in batches.distinct()
    ]
    names = ("Tệp", "Tài khoản", "Tải lên lúc", "Số dòng", "Tình trạng")
    yield Section("Tệp đơn hàng đã nhập", names, files_read, "Để tính doanh số; tên người mua không được giữ.")


def erase(person: User, pseudonym: str) -> None:
    """File names, kept files and running text that name ``person``. Order lines and times of sessions stay."""
    words = words_of(person, pseudonym)
    for trader in Trader.objects.filter(user=person):
        words |= words_of(person, pseudonym, name=trader.name, phone=trader.phone)
    batches = _batches_of(person)
    for batch in batches.exclude(stored_name=""):
        transaction.on_commit(partial(files.remove, batch.stored_name))
    words |= {batch.file_name: f"tệp của {erased_name(pseudonym)}" for batch in batches}
    batches.update(stored_name="")
    replace_words(StaleSellerDay.objects.all(), "reason", words)
    for column in ("preview", "warnings", "file_name", "refusal"):
        replace_words(ImportBatch.objects.all(), column, words)
    for column in ("cells", "errors"):
        replace_words(RejectedRow.objects.all(), column, words)
    replace_words(LiveSession.objects.all(), "title", words)
    replace_words(LiveRow.objects.all(), "creator_name", words)
    own = LiveRow.objects.filter(account__trader__user=person)
    pseudonymise(own.exclude(creator_name=""), creator_name=erased_name(pseudonym))


def _batches_of(person: User) -> QuerySet[ImportBatch]:
    """Imports for shops of their own."""
    return ImportBatch.objects.filter(account__trader__user=person)

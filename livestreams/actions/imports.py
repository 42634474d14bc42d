"""Bringing in an order file: upload, look, confirm, run. Files are refused whole or read to the last row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from livestreams.enums import BatchState
from livestreams.errors import ImportRefusedError, LivestreamError
from livestreams.file_reading.tables import Table, open_table
from livestreams.importing import files
from livestreams.importing.asking import ask_for_refresh
from livestreams.importing.inspection import inspect
from livestreams.importing.live_import import LiveImport
from livestreams.importing.order_import import NothingAcceptedError, OrderImport, Tally
from livestreams.importing.warnings import sentences
from livestreams.models import ImportBatch, LiveSession, OrderLine, RejectedRow
from portal.audit import changing_figures
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries import has_withdrawn
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from django.core.files.base import File

    from portal.accounts.models import User

log = structlog.get_logger(__name__)

PROGRESS_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: what it is doing, rows done, rows in all where that is known."""

    stage: str
    done: int
    total: int | None


def receive_upload(
    *,
    file: File[bytes],
    file_name: str,
    market: Market,
    by: User | None,
    account: ShopAccount | None = None,
    session: LiveSession | None = None,
) -> ImportBatch:
    """Keep an uploaded file encrypted and have a worker look at it. Raises ``ImportRefusedError`` when too big."""
    if file.size and file.size > settings.IMPORT_MAX_BYTES:
        raise ImportRefusedError("too_big", "File quá lớn. Hãy tải từ sàn theo từng khoảng ngày ngắn hơn.")
    stored = files.seal(file.chunks())
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            account=account,
            market=account.market if account else market,
            session=session,
            file_name=file_name[:255],
            stored_name=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            uploaded_by=by,
        )
        enqueue("livestreams.tasks.inspect_upload", batch)
    return batch


def enqueue(task: str, batch: ImportBatch) -> None:
    """Send the task at commit; without a broker it is logged, and ``resume_stalled`` sends it later."""
    transaction.on_commit(lambda: current_app.send_task(task, args=[batch.pk]), robust=True)


def inspect_upload(*, batch_id: int) -> None:
    """Recognise the file and prepare its preview, or refuse it. Does nothing when it was looked at already."""
    with locked(batch_id, BatchState.UPLOADED) as batch:
        if batch is None:
            return
        try:
            with files.opened(batch.stored_name) as path, open_table(path) as table:
                batch.layout, batch.header, batch.sheet = table.layout.name, table.header, table.sheet[:80]
                batch.preview = inspect(batch, table)
                batch.state = BatchState.READY
        except ImportRefusedError as error:
            refuse(batch, error)
        batch.save()


def confirm_import(
    *,
    batch: ImportBatch,
    account: ShopAccount,
    by: User | None,
    session: LiveSession | None = None,
    stated_status: str = "",
) -> ImportBatch:
    """Start the import of a file that was looked at. Raises ``LivestreamError`` when it is not waiting for that."""
    with locked(batch.pk, BatchState.READY) as waiting:
        if waiting is None:
            raise LivestreamError("File này không còn chờ xác nhận. Hãy mở lại trang để xem kết quả.")
        waiting.account, waiting.market = account, account.market
        waiting.session, waiting.stated_status = session, stated_status
        waiting.uploaded_by = waiting.uploaded_by or by
        waiting.state = BatchState.QUEUED
        waiting.save()
        enqueue("livestreams.tasks.run_import", waiting)
    return waiting


def discard_upload(*, batch: ImportBatch, by: User | None) -> None:
    """Throw away a file that was uploaded but not imported."""
    with transaction.atomic():
        waiting = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if waiting.state not in {BatchState.UPLOADED, BatchState.READY}:
            raise LivestreamError("File này đã được nhập hoặc đang nhập nên không bỏ được. Hãy dùng “Hoàn tác”.")
        name = waiting.stored_name
        waiting.delete()
        transaction.on_commit(lambda: files.remove(name))
    log.info("upload_discarded", batch=batch.pk, by=by.pk if by else None)


def run_import(*, batch_id: int) -> None:
    """Read a confirmed file into the lines of its account, in one transaction. Safe to run twice or at once."""
    with locked(batch_id, BatchState.QUEUED) as batch:
        if batch is None:
            return
        with files.opened(batch.stored_name) as path:
            process(batch, path)
    cache.delete(progress_key(batch_id))


def import_file(
    *,
    path: Path,
    account: ShopAccount,
    by: User | None = None,
    session: LiveSession | None = None,
    stated_status: str = "",
) -> ImportBatch:
    """The same import in the foreground, for commands and demo data: returns the processed or refused batch."""
    stored = files.seal(files.read_chunks(path))
    batch = ImportBatch.objects.create(
        account=account,
        market=account.market,
        session=session,
        state=BatchState.QUEUED,
        file_name=path.name[:255],
        stored_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
        stated_status=stated_status,
        uploaded_by=by,
    )
    with locked(batch.pk, BatchState.QUEUED) as waiting:
        if waiting is not None:
            process(waiting, path)
    batch.refresh_from_db()
    return batch


@contextmanager
def locked(batch_id: int, state: BatchState) -> Iterator[ImportBatch | None]:
    """The batch, locked to the end of the transaction; None when another worker has it or has been here."""
    with transaction.atomic():
        yield (
            ImportBatch.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("account__trader__market", "account__trader__user", "account__market", "session")
            .filter(pk=batch_id, state=state)
            .first()
        )


def process(batch: ImportBatch, path: Path) -> None:
    """Run the import in a savepoint: a refused file leaves the batch with its reason and nothing else."""
    try:
        with changing_figures(by=batch.uploaded_by, reason=f"nhập file {batch.file_name}"):
            tally = import_table(batch, path)
    except ImportRefusedError as error:
        refuse(batch, error)
    else:
        finish(batch, tally)
    batch.save()


def import_table(batch: ImportBatch, path: Path) -> Tally:
    assert batch.account is not None
    refuse_withdrawn(batch.account)
    with open_table(path) as table:
        batch.layout, batch.header, batch.sheet = table.layout.name, table.header, table.sheet[:80]
        if batch.account.platform not in table.layout.platforms:
            raise wrong_platform(table, batch.account)
        job = LiveImport if table.layout.is_live else OrderImport
        return job(batch, batch.account, table, reporter(batch)).run()


def refuse_withdrawn(account: ShopAccount) -> None:
    """A trader who took back the consent to statistics is counted no further with their own account."""
    if account.trader and has_withdrawn(account.trader.user, ConsentPurpose.STATISTICS):
        raise ImportRefusedError(
            "consent_withdrawn",
            f"{account.trader} đã rút đồng ý cho dùng số liệu bán hàng, nên không nhập thêm file của {account}."
            " Nếu người này đồng ý lại, hãy ghi nhận rồi tải file lên lần nữa.",
        )


def wrong_platform(table: Table, account: ShopAccount) -> ImportRefusedError:
    return ImportRefusedError(
        "wrong_platform",
        f"File này là “{table.layout.label}” nhưng tài khoản đã chọn là {account}. Hãy chọn đúng tài khoản của sàn.",
    )


def finish(batch: ImportBatch, tally: Tally) -> None:
    batch.rows_new, batch.rows_updated = tally.new, tally.updated
    batch.rows_unchanged, batch.rows_rejected, batch.rows_read = tally.unchanged, tally.rejected, tally.read
    batch.warnings = sentences(tally.warnings)
    batch.state, batch.finished_at = BatchState.PROCESSED, timezone.now()
    days = OrderLine.objects.filter(batch=batch).aggregate(first=Min("day"), last=Max("day"))
    batch.period_from, batch.period_to = days["first"], days["last"]
    ask_for_refresh()
    log.info("import_processed", batch=batch.pk, new=tally.new, updated=tally.updated, rejected=tally.rejected)


def refuse(batch: ImportBatch, error: ImportRefusedError) -> None:
    batch.state, batch.finished_at = BatchState.REFUSED, timezone.now()
    batch.refusal_code, batch.refusal = error.code, str(error)
    if isinstance(error, NothingAcceptedError):
        RejectedRow.objects.bulk_create(
            RejectedRow(batch=batch, row_no=row_no, errors=errors, cells=cells) for row_no, errors, cells in error.rows
        )
    log.info("import_refused", batch=batch.pk, code=error.code)


def progress_key(batch_id: int) -> str:
    return f"import-progress:{batch_id}"


def reporter(batch: ImportBatch) -> Any:
    """Tells how far the import is, outside its transaction."""

    def report(stage: str, done: int, total: int | None) -> None:
        cache.set(progress_key(batch.pk), (stage, done, total), PROGRESS_SECONDS)

    return report


def import_progress(batch: ImportBatch) -> Progress:
    """How far a queued or running import is; a worker that has not begun yet says so."""
    stage, done, total = cache.get(progress_key(batch.pk)) or ("Đang chờ đến lượt", 0, None)
    return Progress(stage, done, total)


def resume_stalled() -> int:
    """Send unfinished imports again whose worker died: nobody holds their row, so a second run is harmless."""
    before = timezone.now() - dt.timedelta(minutes=1)
    waiting = {BatchState.UPLOADED: "inspect_upload", BatchState.QUEUED: "run_import"}
    count = 0
    with transaction.atomic():
        for batch in ImportBatch.objects.select_for_update(skip_locked=True).filter(
            state__in=waiting, uploaded_at__lt=before
        ):
            enqueue(f"livestreams.tasks.{waiting[BatchState(batch.state)]}", batch)
            count += 1
    return count


def delete_old_uploads() -> int:
    """Delete kept files older than ``UPLOAD_KEEP_DAYS``; what was read from them stays."""
    before = timezone.now() - dt.timedelta(days=settings.UPLOAD_KEEP_DAYS)
    old = ImportBatch.objects.filter(uploaded_at__lt=before).exclude(stored_name="")
    count = 0
    for batch in old.exclude(state=BatchState.QUEUED):
        files.remove(batch.stored_name)
        ImportBatch.objects.filter(pk=batch.pk).update(stored_name="")
        count += 1
    return count

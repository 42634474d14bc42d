"""Import order files in the foreground: the same action as the page's, for scripts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from livestreams.actions.imports import import_file
from livestreams.enums import BatchState, LineStatus
from livestreams.management.lookups import account_named, session_coded
from livestreams.models import ImportBatch
from livestreams.queries.totals import account_totals

ERRORS_SHOWN = 10_000


class Command(BaseCommand):
    help = "Nhập file đơn hàng của một tài khoản sàn. Thoát 0 khi mọi file được nhập, 1 khi có file không nhận."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--account", required=True, metavar="PLATFORM:HANDLE")
        parser.add_argument("--session", metavar="CODE", help="phiên của các đơn không ghi mã phiên")
        parser.add_argument(
            "--status", default="", choices=LineStatus.values, help="trạng thái của các dòng không ghi trạng thái"
        )
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON (mỗi file một đối tượng)")

    def handle(self, *_args: Any, **options: Any) -> None:
        account = account_named(options["account"])
        session = session_coded(options["session"]) if options["session"] else None
        results = []
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"Không có file {path}.")
            batch = import_file(path=path, account=account, session=session, stated_status=options["status"])
            results.append(outcome_of(batch))
        if options["json"]:
            self.stdout.write(json.dumps(results[0] if len(results) == 1 else results, ensure_ascii=False, indent=2))
        else:
            for result in results:
                self.stdout.write(sentence(result))
        if any(result["outcome"] == "refused" for result in results):
            sys.exit(1)


def outcome_of(batch: ImportBatch) -> dict[str, Any]:
    """The result of one file, in the words of ``docs/definitions.md``."""
    is_processed = batch.state == BatchState.PROCESSED
    rejected = batch.rejected.order_by("row_no")[:ERRORS_SHOWN]
    return {
        "outcome": "processed" if is_processed else "refused",
        "reason": batch.refusal,
        "code": batch.refusal_code,
        "batch": batch.pk,
        "file": batch.file_name,
        "layout": batch.layout,
        "rows_read": batch.rows_read,
        "new": batch.rows_new,
        "updated": batch.rows_updated,
        "unchanged": batch.rows_unchanged,
        "rejected": batch.rows_rejected,
        "errors": [{"row": row.row_no, **error} for row in rejected for error in row.errors],
        "warnings": batch.warnings,
        "totals": account_totals(batch.account) if batch.account else {},
    }


def sentence(result: dict[str, Any]) -> str:
    if result["outcome"] == "refused":
        return f"{result['file']}: không nhận. {result['reason']}"
    counts = f"mới {result['new']}, cập nhật {result['updated']}, không đổi {result['unchanged']}"
    return f"{result['file']}: đã nhập (lần {result['batch']}): {counts}, từ chối {result['rejected']}."

"""Undo one import: orders that no later import shows go back to what they were."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from livestreams.actions.undo import undo_import
from livestreams.errors import LivestreamError
from livestreams.models import ImportBatch
from livestreams.queries.totals import account_totals


class Command(BaseCommand):
    help = "Hoàn tác một lần nhập. Thoát 0 khi xong, 1 khi không hoàn tác được."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, help="số của lần nhập")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        batch = ImportBatch.objects.select_related("account").filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError(f"Không có lần nhập {options['batch']}.")
        try:
            plan = undo_import(batch=batch, by=None)
        except LivestreamError as error:
            self.tell({"outcome": "refused", "reason": str(error), "batch": batch.pk}, as_json=options["json"])
            sys.exit(1)
        totals = account_totals(batch.account) if batch.account else {}
        result = {"outcome": "processed", "reason": "", "batch": batch.pk, **asdict(plan), "totals": totals}
        self.tell(result, as_json=options["json"])

    def tell(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
        elif result["outcome"] == "refused":
            self.stdout.write(result["reason"])
        else:
            self.stdout.write(
                f"Đã hoàn tác lần nhập {result['batch']}: bỏ {result['orders_removed']} đơn,"
                f" đưa về trước {result['orders_put_back']} đơn, để nguyên {result['orders_left']} đơn."
            )

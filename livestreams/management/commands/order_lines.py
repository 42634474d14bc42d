"""Print order lines with status, money and how they came to their session."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from livestreams.management.lookups import account_named, session_coded
from livestreams.models import OrderLine


class Command(BaseCommand):
    help = "In các dòng đơn hàng của một phiên hoặc một tài khoản."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--session", metavar="CODE")
        parser.add_argument("--account", metavar="PLATFORM:HANDLE")
        parser.add_argument("--json", action="store_true", help="in dạng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        lines = OrderLine.objects.select_related("account", "session", "trader", "market", "goods_line", "batch")
        if options["account"]:
            lines = lines.filter(account=account_named(options["account"]))
        if options["session"]:
            lines = lines.filter(session=session_coded(options["session"]))
        rows = [as_row(line) for line in lines.order_by("account_id", "order_no", "line_key", "occurrence")]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(
                f"{row['order_no']}\t{row['product']}\t{row['status']}\t{row['placed_value']}\t{row['method']}"
            )


def as_row(line: OrderLine) -> dict[str, Any]:
    """One line; money in VND, times with their offset, names as in ``docs/definitions.md``."""
    returned = line.placed_value - line.completed_value if "returned" in line.status else 0
    return {
        "platform": line.platform,
        "account": f"{line.platform}:{line.account.handle}",
        "order_no": line.order_no,
        "line_key": line.line_key,
        "occurrence": line.occurrence,
        "product": line.product,
        "variation": line.variation,
        "quantity": line.quantity,
        "returned_quantity": line.returned_quantity,
        "unit_price": line.unit_price,
        "share": line.share,
        "seller_discount": line.seller_discount,
        "platform_discount": line.platform_discount,
        "status": line.status,
        "status_word": line.status_word,
        "placed_value": line.placed_value,
        "completed_value": line.completed_value,
        "cancelled_value": line.placed_value if line.status.startswith("cancelled") else 0,
        "returned_value": returned,
        "open_value": line.placed_value if line.status in {"unpaid", "to_ship", "shipping", "unknown"} else 0,
        "units_completed": line.units_completed,
        "placed_at": timezone.localtime(line.placed_at).isoformat(),
        "day": line.day.isoformat(),
        "session": line.session.code if line.session else None,
        "method": line.method,
        "airing": line.airing,
        "hold": line.hold,
        "trader": line.trader.name if line.trader else None,
        "market": line.market.slug,
        "goods_line": line.goods_line.slug if line.goods_line else None,
        "channel": line.channel,
        "creator_handle": line.creator_handle,
        "session_code": line.session_code,
        "stall_code": line.stall_code,
        "batch": line.batch_id,
        "file": line.batch.file_name,
        "sheet": line.batch.sheet,
        "row": line.row_no,
    }

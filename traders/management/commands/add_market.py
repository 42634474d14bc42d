"""``manage.py add_market SLUG --name NAME --ward CODE``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from portal.places.models import Ward
from traders.actions import add_market


class Command(BaseCommand):
    help = "Thêm một chợ; không làm gì khi chợ đã có."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="đường dẫn của chợ, ví dụ ben-thanh")
        parser.add_argument("--name", required=True, help="tên chợ, ví dụ “Chợ Bến Thành”")
        parser.add_argument("--ward", required=True, metavar="CODE", help="mã phường, xã hiện nay, ví dụ 26743")

    def handle(self, *_args: Any, slug: str, name: str, ward: str, **_options: Any) -> None:
        try:
            validate_slug(slug)
        except ValidationError:
            raise CommandError(f"“{slug}” không dùng được: chỉ chữ không dấu, số và gạch nối.") from None
        market, is_new = add_market(slug=slug, name=name, ward=current_ward(ward), by=None)
        self.stdout.write(f"Đã thêm {market} ({slug})." if is_new else f"{market} ({slug}) đã có, giữ nguyên.")


def current_ward(code: str) -> Ward:
    """The ward that bears ``code`` today; the same code meant another ward before 2025-07-01."""
    ward = Ward.objects.current().filter(code=code).first()
    if ward is None:
        raise CommandError(f"Không có phường, xã nào hiện nay mang mã {code}.")
    return ward

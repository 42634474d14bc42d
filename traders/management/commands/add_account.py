"""``manage.py add_account PLATFORM:HANDLE --market SLUG [--trader NAME --stall CODE]``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from traders.actions import add_account, add_stall, add_trader
from traders.errors import TradersError
from traders.models import Market, Trader
from traders.queries import split_account


class Command(BaseCommand):
    help = "Thêm một tài khoản bán hàng của chợ, hoặc của một tiểu thương; không làm gì khi tài khoản đã có."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", metavar="PLATFORM:HANDLE", help="ví dụ tiktok_shop:chobenthanh")
        parser.add_argument("--market", required=True, metavar="SLUG")
        parser.add_argument("--trader", default="", metavar="NAME", help="chủ tài khoản; chưa có thì được thêm")
        parser.add_argument("--stall", default="", metavar="CODE", help="sạp của người này; chưa có thì được thêm")

    @transaction.atomic
    def handle(self, *_args: Any, account: str, market: str, trader: str, stall: str, **_options: Any) -> None:
        if stall and not trader:
            raise CommandError("--stall cho biết sạp của một tiểu thương: ghi thêm --trader.")
        found = Market.objects.filter(slug=market).first()
        if found is None:
            raise CommandError(f"Chưa có chợ {market}. Thêm chợ trước bằng add_market.")
        try:
            self.add(*split_account(account), found, trader, stall)
        except TradersError as error:
            raise CommandError(str(error)) from None

    def add(self, platform: str, handle: str, market: Market, trader_name: str, stall_code: str) -> None:
        trader = self.trader(market, trader_name, stall_code) if trader_name else None
        account, is_new = add_account(platform=platform, handle=handle, market=market, trader=trader, by=None)
        owner = f"của {account.trader}" if account.trader else f"chung của {market}"
        self.stdout.write(f"Đã thêm {account}, {owner}." if is_new else f"{account} ({owner}) đã có, giữ nguyên.")

    def trader(self, market: Market, name: str, stall_code: str) -> Trader:
        trader, is_new = add_trader(market=market, name=name, by=None)
        if is_new:
            self.stdout.write(f"Đã thêm tiểu thương {trader} ở {market}.")
        if stall_code:
            stall, is_new = add_stall(market=market, code=stall_code, trader=trader, by=None)
            if is_new:
                self.stdout.write(f"Đã thêm sạp {stall.code} của {trader}.")
        return trader

"""Files written by a test go through the importer in the foreground, as the command does it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest

from livestreams.actions.imports import import_file
from livestreams.enums import BatchState
from livestreams.models import ImportBatch
from tests.factories.traders import ShopAccountFactory
from tests.livestreams.files import Export, Row
from traders.enums import Platform
from traders.models import ShopAccount, Trader


class Bring(Protocol):
    """``bring(TIKTOK, row, row)`` imports a CSV; ``xlsx=True`` an XLSX; ``is_refused=True`` when it must be."""

    def __call__(
        self,
        export: Export,
        *rows: Row,
        account: ShopAccount | None = None,
        xlsx: bool = False,
        is_refused: bool = False,
        **options: Any,
    ) -> ImportBatch: ...


@pytest.fixture
def shop(trader_row: Trader) -> Callable[[str], ShopAccount]:
    """``shop("shopee")`` is the account on Shopee of the trader at stall B12, the same one each time."""
    made: dict[str, ShopAccount] = {}

    def of(platform: str) -> ShopAccount:
        if platform not in made:
            made[platform] = ShopAccountFactory.create(trader=trader_row, platform=platform)
        return made[platform]

    return of


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., ImportBatch]:
    """Import a file that the test wrote itself, expecting it processed or refused."""

    def taken(path: Path, account: ShopAccount, *, is_refused: bool = False, **options: Any) -> ImportBatch:
        batch = import_file(path=path, account=account, **options)
        wanted = BatchState.REFUSED if is_refused else BatchState.PROCESSED
        assert batch.state == wanted, (batch.refusal_code, batch.refusal, [r.errors for r in batch.rejected.all()])
        return batch

    return taken


@pytest.fixture
def bring(tmp_path: Path, shop: Callable[[str], ShopAccount], take: Callable[..., ImportBatch]) -> Bring:
    numbers = count(1)

    def brought(
        export: Export,
        *rows: Row,
        account: ShopAccount | None = None,
        xlsx: bool = False,
        is_refused: bool = False,
        **options: Any,
    ) -> ImportBatch:
        how = {name: options.pop(name) for name in ("encoding", "delimiter", "sheets_before") if name in options}
        path = tmp_path / f"{export.name}-{next(numbers)}{'.xlsx' if xlsx else '.csv'}"
        (export.xlsx if xlsx else export.csv)(path, rows, **how)
        return take(path, account or shop(export.platform), is_refused=is_refused, **options)

    return brought


@pytest.fixture
def live_shop(shop: Callable[[str], ShopAccount]) -> ShopAccount:
    return shop(Platform.TIKTOK_SHOP)

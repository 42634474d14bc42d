"""A file becomes a list: read, its columns guessed or remembered, and checked when nothing has to be asked."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from portal.sheets.errors import FileRefusedError
from traders.actions.lists.checking import check
from traders.actions.lists.storing import rewrite_rows
from traders.enums import ListState
from traders.errors import TradersError
from traders.lists.headers import header_key, is_template
from traders.lists.sealed import sealed_cells
from traders.lists.sheet import Sheet, read_sheet
from traders.models import Market, TraderList, TraderListRow

if TYPE_CHECKING:
    from django.core.files.base import File

    from portal.accounts.models import User


def receive_list(*, file: File[bytes], file_name: str, market: Market, by: User | None) -> TraderList:
    """Read a file into a list that waits to be checked or applied; the file itself is not kept.

    Raises TradersError when it cannot be read as a list.
    """
    folder = Path(settings.UPLOAD_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix="list-") as kept:
        for chunk in file.chunks():
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        try:
            sheet = read_sheet(Path(kept.name))
        except FileRefusedError as error:
            raise TradersError(str(error)) from error
    return _store(sheet, file_name, digest.hexdigest(), market, by)


@transaction.atomic
def _store(sheet: Sheet, file_name: str, sha256: str, market: Market, by: User | None) -> TraderList:
    texts = sheet.header.texts
    trader_list = TraderList(
        market=market,
        file_name=file_name[:255],
        sha256=sha256,
        header=texts,
        header_key=header_key(texts),
        mapping=sheet.header.mapping,
        warnings=sheet.warnings,
        row_count=len(sheet.rows),
        uploaded_by=by,
    )
    remembered = _remembered(trader_list)
    if remembered:
        trader_list.mapping, trader_list.choices = remembered.mapping, _kept_answers(remembered)
    trader_list.save()
    rows = as_rows(trader_list, sheet)
    if remembered or is_template(texts):
        trader_list.state = ListState.CHECKED
        check(trader_list, rows)
    rewrite_rows(trader_list, rows)
    return trader_list


def as_rows(trader_list: TraderList, sheet: Sheet) -> list[TraderListRow]:
    """Rows with nothing but their cells; what may be a personal number is sealed from the first moment."""
    tax_at = trader_list.mapping.get("tax_code")
    return [
        TraderListRow(trader_list=trader_list, row_no=number, cells=sealed_cells(texts, tax_at))
        for number, texts in sheet.rows
    ]


def _remembered(trader_list: TraderList) -> TraderList | None:
    """The market's last list with the same header whose columns a person has confirmed."""
    earlier = TraderList.objects.filter(market=trader_list.market, header_key=trader_list.header_key)
    return earlier.exclude(state=ListState.MAPPING).exclude(mapping={}).order_by("-uploaded_at").first()


def _kept_answers(earlier: TraderList) -> dict[str, object]:
    return {key: earlier.choices[key] for key in ("wards", "goods", "capitals") if key in earlier.choices}

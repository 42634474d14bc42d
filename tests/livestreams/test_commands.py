"""Commands for scripts: what they print, and the code they end with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from livestreams.models import ImportBatch, OrderLine
from tests.factories.livestreams import LiveSessionFactory
from tests.livestreams.files import SHOPEE, TEMPLATE, TIKTOK, Export, Row
from tests.livestreams.stored import line
from traders.models import ShopAccount

type Shop = Callable[[str], ShopAccount]


def run(name: str, *arguments: str) -> tuple[int, Any]:
    """Exit code and what was printed as JSON."""
    out, code = io.StringIO(), 0
    try:
        call_command(name, *arguments, "--json", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue())


def address(account: ShopAccount) -> str:
    return f"{account.platform}:{account.handle}"


def written(tmp_path: Path, export: Export, *rows: Row, name: str = "don.csv") -> str:
    return str(export.csv(tmp_path / name, rows))


def test_import_orders_prints_its_outcome(tmp_path: Path, live_shop: ShopAccount) -> None:
    path = written(tmp_path, TIKTOK, TIKTOK.row(), TIKTOK.row(order_no="2", status="Shipped"), TIKTOK.row(quantity="0"))
    code, result = run("import_orders", path, "--account", address(live_shop))
    assert code == 0
    assert result | {"totals": None, "batch": None} == {
        "outcome": "processed", "reason": "", "code": "", "batch": None, "file": "don.csv", "layout": "tiktok_orders",
        "rows_read": 3, "new": 2, "updated": 0, "unchanged": 0, "rejected": 1,
        "errors": [{
            "row": 4, "column": "Quantity", "value": "0", "code": "bad_quantity",
            "message": "số lượng phải là số nguyên từ 1",
        }],
        "warnings": [], "totals": None,
    }  # fmt: skip
    assert result["totals"] | {"lines": 2} == {
        "placed_value": 200_000, "completed_value": 100_000, "cancelled_value": 0, "cancelled_after_ship_value": 0,
        "returned_value": 0, "open_value": 100_000, "orders_placed": 2, "orders_completed": 1, "units_placed": 2,
        "units_completed": 1, "active_sellers": 1, "lines": 2,
    }  # fmt: skip


def test_totals_are_of_the_account_after_the_file(tmp_path: Path, live_shop: ShopAccount) -> None:
    for number in (1, 2):
        path = written(tmp_path, TIKTOK, TIKTOK.row(order_no=str(number)), name=f"{number}.csv")
        _, result = run("import_orders", path, "--account", address(live_shop))
    assert result["totals"]["placed_value"] == 200_000


def test_refused_file_ends_with_one_and_says_why(tmp_path: Path, live_shop: ShopAccount) -> None:
    code, result = run("import_orders", written(tmp_path, SHOPEE, SHOPEE.row()), "--account", address(live_shop))
    assert (code, result["outcome"], result["code"], result["rows_read"]) == (1, "refused", "wrong_platform", 0)
    assert "Shopee" in result["reason"]


def test_file_without_an_accepted_row_prints_its_errors(tmp_path: Path, live_shop: ShopAccount) -> None:
    path = written(tmp_path, TIKTOK, TIKTOK.row(price="abc"))
    code, result = run("import_orders", path, "--account", address(live_shop))
    assert (code, result["code"]) == (1, "nothing_accepted")
    assert [(error["row"], error["column"], error["value"]) for error in result["errors"]] == [
        (2, "SKU Unit Original Price", "abc")
    ]


def test_several_files_print_a_list_and_one_refused_ends_with_one(tmp_path: Path, live_shop: ShopAccount) -> None:
    good = written(tmp_path, TIKTOK, TIKTOK.row(), name="1.csv")
    bad = written(tmp_path, TIKTOK, name="2.csv")
    code, results = run("import_orders", good, bad, "--account", address(live_shop))
    assert (code, [result["outcome"] for result in results]) == (1, ["processed", "refused"])
    assert OrderLine.objects.count() == 1


def test_session_of_the_command_is_for_orders_without_a_code(tmp_path: Path, shop: Shop) -> None:
    account = shop("other")
    LiveSessionFactory.create(account=account, code="bt-01")
    path = written(tmp_path, TEMPLATE, TEMPLATE.row())
    run("import_orders", path, "--account", address(account), "--session", "bt-01")
    _, printed = run("order_lines", "--session", "bt-01")
    assert [(one["order_no"], one["session"], one["method"]) for one in printed] == [("DH-1", "bt-01", "session_code")]


def test_unknown_account_or_session_is_an_error_that_says_what_to_do(tmp_path: Path, live_shop: ShopAccount) -> None:
    path = written(tmp_path, TIKTOK, TIKTOK.row())
    with pytest.raises(CommandError, match="add_account"):
        call_command("import_orders", path, "--account", "tiktok_shop:khong.co")
    with pytest.raises(CommandError, match="add_session"):
        call_command("import_orders", path, "--account", address(live_shop), "--session", "khong-co")
    assert not ImportBatch.objects.exists()


def test_order_lines_prints_status_money_and_method(tmp_path: Path, live_shop: ShopAccount) -> None:
    row = TIKTOK.row(quantity="2", returned="1", return_word="Return", shipped="16/06/2026 08:00:00")
    run("import_orders", written(tmp_path, TIKTOK, row), "--account", address(live_shop))
    code, [printed] = run("order_lines", "--account", address(live_shop))
    assert code == 0
    assert printed | {
        "order_no": TIKTOK.defaults["order_no"], "status": "partially_returned", "placed_value": 200_000,
        "completed_value": 100_000, "returned_value": 100_000, "cancelled_value": 0, "open_value": 0,
        "quantity": 2, "returned_quantity": 1, "units_completed": 1, "method": "none", "session": None,
        "day": "2026-06-15", "placed_at": "2026-06-15T20:30:00+07:00", "account": address(live_shop),
    } == printed  # fmt: skip


def test_undo_import_prints_what_it_changed_and_ends_with_one_the_second_time(
    tmp_path: Path, live_shop: ShopAccount
) -> None:
    _, result = run("import_orders", written(tmp_path, TIKTOK, TIKTOK.row()), "--account", address(live_shop))
    code, undone = run("undo_import", str(result["batch"]))
    assert (code, undone["orders_removed"], undone["lines_removed"]) == (0, 1, 1)
    assert not OrderLine.objects.exists()
    with pytest.raises((CommandError, SystemExit)):
        call_command("undo_import", str(result["batch"]))


def test_command_in_a_process_of_its_own_says_what_is_missing(tmp_path: Path, db: None) -> None:
    """As a script meets it. What a test writes is not committed, so that the process sees no account."""
    path = written(tmp_path, TIKTOK, TIKTOK.row())
    here = connection.settings_dict
    done = subprocess.run(
        [sys.executable, "manage.py", "import_orders", path, "--account", "tiktok_shop:khong.co", "--json"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "DATABASE_URL": f"postgresql://{here['USER']}@/{here['NAME']}?host={here['HOST']}"},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "manage.py add_account tiktok_shop:khong.co" in done.stderr


def test_blank_status_of_the_command(tmp_path: Path, shop: Shop) -> None:
    path = written(tmp_path, TEMPLATE, TEMPLATE.row(status=""))
    run("import_orders", path, "--account", address(shop("other")), "--status", "delivered")
    assert line().status == "delivered"

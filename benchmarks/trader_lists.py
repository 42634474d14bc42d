"""A list of 10,000 traders from the file into the registers, beside the same rows by a general library.

``python -m benchmarks.trader_lists [--scale 1] [--runs 3] [--profile]``
"""

from __future__ import annotations

import argparse
import cProfile
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.reporting import say
from benchmarks.starting import start, use_database

NAME = "bench"
DATABASE = "bench_trader_lists"
PEOPLE = 10_000
GOAL = 10
SLUG = "cho-do-danh-sach"

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLES = ("Thị", "Văn", "Ngọc", "Thanh", "Minh", "Thị Kim", "Hữu", "Thị Bích", "Quốc", "Thu")
GIVEN = ("Hoa", "Lan", "Đức", "Hùng", "Mai", "Hạnh", "Phượng", "Tuấn", "Yến", "Sơn", "Thủy", "Dũng", "Ánh", "Ngân")


def people(count: int) -> list[tuple[str, ...]]:
    """Rows as a board would write them; every third name in capitals, numbers without their zero, some tax codes."""
    choose = random.Random(20261122)
    lines = ("Vải sợi", "Rau củ", "Trái cây", "Quần áo", "")
    rows = []
    for number in range(count):
        name = f"{choose.choice(FAMILIES)} {choose.choice(MIDDLES)} {choose.choice(GIVEN)}"
        phone = f"9{number:08d}" if number % 4 == 0 else f"09{number:08d}"
        stalls = f"S{number}; T{number}" if number % 10 == 0 else f"S{number}"
        tax = f"0{79:02d}0{choose.randrange(60, 99)}{number:06d}" if number % 3 == 0 else ""
        rows.append((
            str(number + 1), name.upper() if number % 3 == 0 else name, phone, stalls, choose.choice(lines), tax,
            choose.choice(("Có", "Không", "")), f"{number} Lê Lợi", "Phường Bến Nghé, Quận 1",
        ))  # fmt: skip
    return rows


HEADER = (
    "STT", "Họ và tên", "Số điện thoại", "Mã sạp", "Ngành hàng", "Mã số thuế", "Hóa đơn điện tử", "Địa chỉ kho",
    "Phường, xã",
)  # fmt: skip


def write_list(path: Path, rows: list[tuple[str, ...]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, ["DANH SÁCH TIỂU THƯƠNG"])
    for place, row in enumerate((HEADER, *rows), start=1):
        sheet.write_row(place, 0, row)
    book.close()


def market() -> Any:
    from portal.places.models import Ward
    from traders.models import Market

    ward = Ward.objects.current().get(code="26743")
    return Market.objects.get_or_create(slug=SLUG, defaults={"name": "Chợ đo danh sách", "ward": ward})[0]


def board() -> Any:
    """Who acts: as on the page, so that the history names them."""
    from portal.accounts.models import User

    return User.objects.get_or_create(username="bench-board", defaults={"role": "market_manager"})[0]


def empty(place: Any) -> None:
    """Take the measured market's people away again, and let the database tidy up."""
    from django.db import connection

    from portal.accounts.models import User
    from traders.models import MarketStay, Stall, Tenancy, Trader, TraderList, Warehouse

    TraderList.objects.filter(market=place).delete()
    users = list(Trader.objects.filter(market=place).values_list("user_id", flat=True))
    made = (
        Tenancy.objects.filter(stall__market=place),
        Stall.objects.filter(market=place),
        Warehouse.objects.filter(trader__market=place),
        MarketStay.objects.filter(market=place),
        Trader.objects.filter(market=place),
        User.objects.filter(pk__in=users),
    )
    for rows in made:
        rows._raw_delete("default")  # noqa: SLF001 - no need to load thousands of people
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE traders_trader, traders_stall, traders_tenancy, accounts_user")


def bring_in(place: Any, path: Path) -> dict[str, float]:
    """Seconds of reading, checking and applying one file."""
    from django.core.files import File

    from traders.actions.lists import apply_list, receive_list, set_columns
    from traders.models import TraderList

    by = board()
    begin = time.perf_counter()
    with path.open("rb") as file:
        trader_list = receive_list(file=File(file), file_name=path.name, market=place, by=by)
    read = time.perf_counter()
    set_columns(trader_list=trader_list, mapping=trader_list.mapping, keeps_capitals=False, by=by)
    checked = time.perf_counter()
    TraderList.objects.filter(pk=trader_list.pk).update(state="applying", applied_by=by)
    applied = apply_list(list_id=trader_list.pk)
    end = time.perf_counter()
    assert applied is not None
    trader_list.refresh_from_db()
    assert (trader_list.created_count, trader_list.skipped_count) == (trader_list.row_count, 0), (
        trader_list.skipped_count
    )
    return {"read": read - begin, "check": checked - read, "apply": end - checked, "total": end - begin}


def by_library(place: Any, path: Path) -> float:
    """The same file by django-import-export, with its bulk option: people and traders, no stalls, no matching."""
    import tablib
    from import_export import resources

    from portal.accounts.models import User
    from traders.models import Trader

    class TraderResource(resources.ModelResource):
        class Meta:
            model = Trader
            import_id_fields = ("phone",)
            fields = ("name", "phone", "market", "user")
            use_bulk = True
            batch_size = 1000
            skip_unchanged = True
            use_transactions = True
            force_init_instance = True

    begin = time.perf_counter()
    with path.open("rb") as file:
        data = tablib.Dataset().load(file, format="xlsx", read_only=True, skip_lines=1)
    rows = tablib.Dataset(headers=("name", "phone", "market", "user"))
    for number, row in enumerate(data.dict):
        user = User.objects.create(username=f"lib-{number}", full_name=row["Họ và tên"], role="trader", password="!")
        rows.append((row["Họ và tên"], row["Số điện thoại"], place.pk, user.pk))
    TraderResource().import_data(rows, raise_errors=True)
    return time.perf_counter() - begin


def main() -> None:
    """Measure, and say whether the goal of 10 seconds holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options, _ = parser.parse_known_args()
    start(NAME, migrate=False)
    use_database(DATABASE)
    place = market()
    count = max(100, int(PEOPLE * options.scale))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "danh-sach.xlsx"
        write_list(path, people(count))
        if options.profile:
            empty(place)
            cProfile.runctx("bring_in(place, path)", globals(), locals(), sort="cumtime")
            return
        taken = []
        for _ in range(options.runs):
            empty(place)
            taken.append(bring_in(place, path))
        empty(place)
        library = by_library(place, path)
        empty(place)
    say(f"A list of {count} traders, XLSX; median of {options.runs} runs")
    for name in ("read", "check", "apply", "total"):
        say(f"  {name:<8} {statistics.median(run[name] for run in taken):7.2f} s")
    total = statistics.median(run["total"] for run in taken)
    say(f"  library, people only, no stalls and no matching: {library:7.2f} s")
    say(f"  goal ≤ {GOAL} s  {'ok' if total <= GOAL else 'MISSED'}; {total / library:.2f} of the library's time")


if __name__ == "__main__":
    main()

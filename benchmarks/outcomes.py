"""What working out the outcomes of training costs, beside merely reading the same seller-days into pandas.

python -m benchmarks.outcomes [--scale 1]

At scale 1: 5,000 traders in 20 markets and 8 goods lines with a row each for 400 days (2 million seller-days), 60
runs of 20 people. Both sides run in processes of their own; peak memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.reporting import Result, say
from benchmarks.starting import ROOT, start

if TYPE_CHECKING:
    import datetime as dt

    from traders.models import Market, Trader

SERVERS = "bench-outcomes"
TRADERS, MARKETS, LINES, DAYS, RUNS, TRAINEES = 5_000, 20, 8, 400, 60, 20

SELLER_DAYS = """
INSERT INTO ecommerce_stats_sellerday (day, market_id, ward_id, account_id, trader_id, goods_line_id, platform, airing,
    placed_value, completed_value, cancelled_value, cancelled_after_ship_value, returned_value, open_value,
    orders_placed, orders_completed, units_placed, units_completed, lines, active_lines,
    orders_placed_of_trader, orders_completed_of_trader, orders_placed_of_goods, orders_completed_of_goods,
    orders_placed_of_market, orders_completed_of_market)
SELECT %(today)s - day, trader.market_id, market.ward_id, account.id, trader.id, trader.goods_line_id, 'tiktok_shop',
    'none', value, value, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
FROM traders_trader trader
JOIN traders_market market ON market.id = trader.market_id
JOIN traders_shopaccount account ON account.trader_id = trader.id
CROSS JOIN generate_series(1, %(days)s) AS day
CROSS JOIN LATERAL (SELECT (50000 + 400000 * random() + 0 * day)::bigint AS value) AS sold
"""


def main() -> int:
    """Seed once, measure both in fresh processes."""
    options = _options()
    if options.only:
        return _measure(options.only)
    start(SERVERS)
    _seed(options.scale)
    ours, read = (_in_a_process(which) for which in ("compute", "read"))
    say(Result("outcomes of training / reading the same seller-days into pandas", ours["s"], read["s"], 6.0))
    say(f"– peak memory {ours['mb']:.0f} MB (reading alone {read['mb']:.0f} MB), {ours['rows']:,} trader-days read")
    return int(ours["s"] / read["s"] > 6.0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", choices=("compute", "read"))
    return parser.parse_args()


def _in_a_process(which: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.outcomes", "--only", which]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _measure(which: str) -> int:
    import resource
    import time

    start(SERVERS, migrate=False)
    begin = time.perf_counter()
    rows = _compute() if which == "compute" else _read()
    took = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": took, "mb": peak, "rows": rows}))
    return 0


def _compute() -> int:
    """The task's work, its imports too."""
    from ecommerce_stats.actions.outcomes import compute_outcomes

    return compute_outcomes().sales_read


def _read() -> int:
    """The same rows and columns, as pandas reads a query."""
    import pandas as pd
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trader_id, day, orders_placed_of_trader, orders_completed_of_trader, completed_value, airing"
            " FROM ecommerce_stats_sellerday"
        )
        frame = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
    return len(frame)


def _seed(scale: float) -> None:
    """Nothing when the rows are there; in one transaction, so that what was cut off leaves nothing."""
    from django.db import transaction

    from ecommerce_stats.models import SellerDay
    from ecommerce_stats.statements.running import run

    if SellerDay.objects.count() == int(TRADERS * scale) * DAYS:
        return
    with transaction.atomic():
        _make(int(TRADERS * scale))
    run("ANALYZE")


def _make(count: int) -> None:
    import datetime as dt

    from django.utils import timezone

    from ecommerce_stats.statements.running import run
    from portal.accounts.models import User
    from tests.factories.traders import GoodsLineFactory, MarketFactory
    from traders.models import ShopAccount, Trader

    today = timezone.localdate()
    markets = [MarketFactory.create(slug=f"bench-{n}", name=f"Chợ {n}") for n in range(MARKETS)]
    lines = [GoodsLineFactory.create(slug=f"bench-{n}") for n in range(LINES)]
    users = User.objects.bulk_create(
        [User(username=f"bench-{n}", full_name=f"Người {n}", role="trader") for n in range(count)]
    )
    people = Trader.objects.bulk_create(
        [
            Trader(market=markets[n % MARKETS], goods_line=lines[n // MARKETS % LINES], user=user, name=user.full_name)
            for n, user in enumerate(users)
        ]
    )
    ShopAccount.objects.bulk_create(
        [
            ShopAccount(platform="tiktok_shop", handle=f"bench.{n}", market=trader.market, trader=trader)
            for n, trader in enumerate(people)
        ]
    )
    for number in range(RUNS):
        begin = number // MARKETS * TRAINEES
        own = people[number % MARKETS :: MARKETS][begin : begin + TRAINEES]
        _hold(markets[number % MARKETS], own, today - dt.timedelta(days=210 - number))
    run(SELLER_DAYS, today=today, days=DAYS)


def _hold(market: Market, trained: list[Trader], day: dt.date) -> None:
    """A run of one meeting that all of ``trained`` attended."""
    from tests.ecommerce_stats.training_made import held_run
    from training.models import Attendance, Enrolment

    run = held_run(market, [], day)
    run.capacity = len(trained) + 1
    run.save()
    meeting, at = run.meetings.get(), run.starts_at
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(
                run=run, person=trader.user, trader=trader, market=market, state="enrolled", enrolled_by=trader.user,
                queued_at=at, changed_at=at,
            )
            for trader in trained
        ]
    )  # fmt: skip
    Attendance.objects.bulk_create(
        [Attendance(enrolment=row, meeting=meeting, arrived_at=at, how="list", by=row.person, at=at) for row in rows]
    )


if __name__ == "__main__":
    sys.exit(main())

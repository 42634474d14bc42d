"""Roll-ups: refreshing after an import, and the nightly recount.

python -m benchmarks.rollups [--lines 10000000] [--scale 0.1]
"""

from __future__ import annotations

import argparse
import statistics

from benchmarks.reporting import Result, median_seconds, say, seconds
from benchmarks.starting import start

NEW_LINES = 10_000
RUNS = 7

SUMS = (
    "sum(placed_value)",
    "sum(completed_value)",
    "coalesce(sum(placed_value) FILTER (WHERE status = 'cancelled'), 0)",
    "coalesce(sum(placed_value) FILTER (WHERE status = 'cancelled_after_ship'), 0)",
    "coalesce(sum(placed_value - completed_value) FILTER (WHERE status IN ('returned', 'partially_returned')), 0)",
    "coalesce(sum(placed_value) FILTER (WHERE status IN ('unpaid', 'to_ship', 'shipping', 'unknown')), 0)",
    "count(DISTINCT order_no)",
    "count(DISTINCT order_no) FILTER (WHERE status IN ('delivered', 'completed', 'partially_returned'))",
    "sum(quantity)",
    "sum(units_completed)",
    "count(*)",
    "count(*) FILTER (WHERE status NOT IN ('cancelled', 'cancelled_after_ship'))",
)
CELL = "day, market_id, ward_id, account_id, trader_id, goods_line_id, platform, airing, session_id"
BARE_GROUP_BY = f"""
    SELECT {" + ".join(f"sum(s{number})" for number in range(len(SUMS)))}
    FROM (
        SELECT {CELL}, {", ".join(f"{text} AS s{number}" for number, text in enumerate(SUMS))}
        FROM livestreams_orderline WHERE hold = 'counted' GROUP BY {CELL}
    ) AS cells"""
"""Seller-days alone, counted as anyone would write it: the recount gives five more tables and compares all six."""


def main() -> None:
    """Measure at a tenth of the lines and at all of them, each in a database of its own."""
    options = _options()
    start()
    from benchmarks import seeding
    from benchmarks.starting import use_database

    large = round(options.lines * options.scale)
    sizes = {"choso_tenth": large // 10, "choso": large}
    for name, lines in sizes.items():
        use_database(name)
        seeding.grow_to(lines)
    small_seconds, large_seconds = _refresh_seconds(sizes)
    what = f"refresh after {NEW_LINES:,} new lines, at {large:,} lines against {large // 10:,}"
    say(Result(what, large_seconds, small_seconds, goal=1.2))
    say(_recount(large))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=10_000_000, help="how many lines the database has")
    parser.add_argument("--scale", type=float, default=1.0, help="0.02 runs in about a minute")
    return parser.parse_args()


def _refresh_seconds(sizes: dict[str, int]) -> list[float]:
    """Medians for each database, which take turns, so that what else the machine does falls on both alike."""
    from benchmarks.starting import use_database

    times: dict[str, list[float]] = {name: [] for name in sizes}
    for number in range(RUNS + 1):
        for name, lines in sizes.items():
            use_database(name)
            times[name].append(_one_refresh(number, lines))
    for name, lines in sizes.items():
        say(f"  at {lines:,} lines: {', '.join(f'{time:.3f}' for time in times[name])} s")
    return [statistics.median(taken[1:]) for taken in times.values()]


def _one_refresh(number: int, lines: int) -> float:
    """From the commit of a file of a market's shared shop, 30 days long, to fresh figures; then as it was before."""
    from benchmarks import seeding
    from ecommerce_stats.actions import refresh_stale

    market = number % -(-lines // seeding.LINES_A_MARKET)
    markets = range(market, market + 1)
    seeding.insert_lines(1, NEW_LINES, markets=markets, day="2026-09-20", days=30, prefix="MOI", in_shared_shop=True)
    took = seconds(refresh_stale)
    seeding.delete_lines("MOI")
    refresh_stale()
    return took


def _recount(lines: int) -> Result:
    """The comparison alone, without the refresh before it, with the same memory for both."""
    from ecommerce_stats.actions.recounts import WORKING_MEMORY, compare_with_lines
    from ecommerce_stats.statements.running import rows_of, run

    tables, _ = compare_with_lines()
    assert sum(table["differences"] for table in tables) == 0, tables
    run("SELECT set_config('work_mem', %(memory)s, false)", memory=WORKING_MEMORY)
    runs = 3 if lines > 1_000_000 else RUNS
    bare = median_seconds(lambda: rows_of(BARE_GROUP_BY), runs)
    ours = median_seconds(compare_with_lines, runs)
    return Result(f"full recount of {lines:,} lines against a bare GROUP BY", ours, bare, goal=1.5)


if __name__ == "__main__":
    main()

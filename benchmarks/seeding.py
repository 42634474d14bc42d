"""Millions of order lines like those of two years at fifty markets, written by the database itself.

A database grows as a city does: by markets, 200,000 lines each, not by denser days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from benchmarks.reporting import say, seconds

MARKETS = 50
TRADERS_A_MARKET = 20
GOODS_LINES = 5
LINES_A_MARKET = 200_000
PLATFORMS = ("tiktok_shop", "shopee", "lazada")
FIRST_DAY, DAYS = "2024-11-01", 730
LINES, MARKS = "livestreams_orderline", "livestreams_stalesellerday"

STATUSES = (
    "ARRAY['completed','completed','completed','completed','delivered','delivered',"
    "'cancelled','cancelled','cancelled_after_ship','returned','to_ship','shipping']"
)

DRAWN = f"""
    WITH shop AS MATERIALIZED (
        SELECT account.id, account.platform, account.trader_id, account.market_id, market.ward_id, batch.id AS batch_id,
            (SELECT min(id) FROM traders_trader WHERE traders_trader.market_id = account.market_id) AS first_trader,
            dense_rank() OVER (ORDER BY account.market_id) - 1 AS market_no,
            row_number() OVER (PARTITION BY account.market_id ORDER BY account.trader_id) - 1 AS shop_no
        FROM traders_shopaccount account JOIN traders_market market ON market.id = account.market_id
        JOIN livestreams_importbatch batch ON batch.account_id = account.id
    ), drawn AS (
        SELECT n, abs(hashint8(n * 5 / 7)::bigint) AS of_order, abs(hashint8(-n)::bigint) AS of_line
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
    ), fact AS (
        SELECT drawn.*,
            %(market)s + of_order / 5 %% %(markets)s AS market_no,
            CASE WHEN of_order %% 5 = 0 OR %(in_shared_shop)s THEN {TRADERS_A_MARKET}
                ELSE of_order / 5000 %% {TRADERS_A_MARKET} END AS shop_no,
            %(day)s::date + (%(days)s * (n - %(first)s) / (%(last)s - %(first)s + 1))::int AS day,
            ({STATUSES})[1 + of_line %% 12] AS status,
            1 + of_line / 12 %% 3 AS quantity,
            1000 * (20 + of_line / 36 %% 300) AS price
        FROM drawn
    )"""
"""Numbers %(first)s to %(last)s in order of time over %(days)s days from %(day)s; 1.4 lines an order,
a quarter of which may come from another stall where the shop is shared.

They go to %(markets)s markets from number %(market)s on; each market's last shop is the shared one.
"""

FROM_DRAWN = f"""
    FROM fact JOIN shop USING (market_no, shop_no)
    JOIN traders_trader trader ON trader.id = coalesce(shop.trader_id, first_trader
        + CASE WHEN of_line %% 4 = 0 THEN of_line / 12 ELSE of_order / 5000 END %% {TRADERS_A_MARKET})
    LEFT JOIN livestreams_livesession session ON session.account_id = shop.id
        AND fact.day = (session.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"""

IS_COMPLETED = "status IN ('completed', 'delivered')"

COLUMNS = {
    "account_id": "shop.id",
    "order_no": "%(prefix)s || n * 5 / 7",
    "line_key": "'sku-' || n",
    "occurrence": "1",
    "product": "'Hàng mẫu số ' || of_line %% 900",
    "quantity": "quantity",
    "unit_price": "price",
    "base_value": "quantity * price",
    "word_status": "status",
    "placed_at": "fact.day + time '13:30'",
    "platform": "shop.platform",
    "market_id": "shop.market_id",
    "ward_id": "shop.ward_id",
    "trader_id": "trader.id",
    "goods_line_id": "trader.goods_line_id",
    "day": "fact.day",
    "status": "status",
    "placed_value": "quantity * price",
    "completed_value": f"CASE WHEN {IS_COMPLETED} THEN quantity * price ELSE 0 END",
    "units_completed": f"CASE WHEN {IS_COMPLETED} THEN quantity ELSE 0 END",
    "session_id": "session.id",
    "method": "CASE WHEN session.id IS NULL THEN 'none' ELSE 'session_time' END",
    "airing": "CASE WHEN session.id IS NULL THEN 'none' ELSE 'in' END",
    "batch_id": "shop.batch_id",
    "row_no": "n %% 1000000",
}
"""What a column is made of; the others keep their default."""


def insert_lines(
    first: int,
    last: int,
    *,
    markets: range,
    day: str = FIRST_DAY,
    days: int = DAYS,
    prefix: str = "DH",
    in_shared_shop: bool = False,
) -> None:
    """Write lines number ``first`` to ``last`` for some markets; with ``in_shared_shop`` all for their shared shops."""
    values = _defaults() | COLUMNS
    statement = f"INSERT INTO {LINES} ({', '.join(values)}) {DRAWN} SELECT {', '.join(values.values())} {FROM_DRAWN}"
    given = {"first": first, "last": last, "day": day, "days": days, "prefix": prefix, "in_shared_shop": in_shared_shop}
    with connection.cursor() as cursor:
        cursor.execute(statement, given | {"market": markets.start, "markets": len(markets)})


def _defaults() -> dict[str, str]:
    """Columns that may not be empty, with the default of their field."""
    from livestreams.models import OrderLine

    every = OrderLine._meta.local_concrete_fields  # noqa: SLF001 - public in all but name
    fields = [field for field in every if not field.null and not field.primary_key]
    with connection.cursor() as cursor:
        return {
            field.column: cursor.mogrify("%s", [field.get_default()]) for field in fields if field.column not in COLUMNS
        }


def make_places() -> None:
    """Each trader has a shop; each market has one that all its traders share, with a session a week."""
    from livestreams.models import ImportBatch, LiveSession
    from portal.places.models import Ward
    from traders.actions.persons import persons_for
    from traders.models import GoodsLine, Market, ShopAccount, Trader

    goods = GoodsLine.objects.bulk_create(GoodsLine(slug=f"nganh-{n}", name=f"Ngành {n}") for n in range(GOODS_LINES))
    wards = list(Ward.objects.filter(province="79").current().order_by("code")[:MARKETS])
    markets = Market.objects.bulk_create(
        Market(slug=f"cho-{n}", name=f"Chợ số {n}", ward=ward) for n, ward in enumerate(wards)
    )
    places = [(market, n) for market in markets for n in range(TRADERS_A_MARKET)]
    persons = persons_for((f"Người bán {n}", "") for _, n in places)
    traders = Trader.objects.bulk_create(
        Trader(market=market, name=person.full_name, goods_line=goods[n % GOODS_LINES], user=person)
        for (market, n), person in zip(places, persons, strict=True)
    )
    accounts = ShopAccount.objects.bulk_create(
        [
            *(
                ShopAccount(platform=PLATFORMS[n % 3], handle=f"sap-{n}", market=t.market, trader=t)
                for n, t in enumerate(traders)
            ),
            *(ShopAccount(platform=PLATFORMS[0], handle=market.slug, market=market) for market in markets),
        ]
    )
    ImportBatch.objects.bulk_create(
        ImportBatch(account=account, market=account.market, state="processed", file_name="don-hang.xlsx", size=1)
        for account in accounts
    )
    start = dt.datetime.fromisoformat(f"{FIRST_DAY}T13:00:00+00:00")
    times = [(start + dt.timedelta(weeks=week), start + dt.timedelta(weeks=week, hours=2)) for week in range(DAYS // 7)]
    LiveSession.objects.bulk_create(
        LiveSession(
            code=f"{account.handle}-{week}",
            market=account.market,
            account=account,
            title=f"Phiên tuần {week}",
            planned=time,
            starts_at=time[0],
            ends_at=time[1],
        )
        for account in accounts[len(traders) :]
        for week, time in enumerate(times)
    )


def has_places() -> bool:
    """Whether markets, shops and sessions have been made."""
    return _number("SELECT count(*) FROM traders_market") >= MARKETS


def line_count() -> int:
    """How many lines there are."""
    return _number(f"SELECT count(*) FROM {LINES}")


def grow_to(total: int) -> None:
    """Add lines until there are ``total``, then work all figures out. A database with more lines is emptied first."""
    from ecommerce_stats.actions import refresh_stale

    if line_count() > total:
        delete_lines("MOI")  # of a measurement that was stopped
    if line_count() > total:
        empty()
    if not has_places():
        make_places()
    missing = total - line_count()
    if missing:
        took = seconds(lambda: _insert(line_count() + 1, total))
        say(f"{missing:,} lines written in {took:.0f} s")
        _empty_figures()
        mark_everything()
        took = seconds(refresh_stale)
        say(f"figures of {total:,} lines worked out in {took:.0f} s")
    _run("VACUUM ANALYZE")


def empty() -> None:
    """Take all lines and figures away."""
    _empty_figures()
    _run(f"TRUNCATE {LINES}, {MARKS} CASCADE")


def delete_lines(prefix: str) -> None:
    """Take lines that ``insert_lines`` wrote with this prefix away again."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LINES} WHERE order_no LIKE %s", [f"{prefix}%"])


def _empty_figures() -> None:
    tables = [name for name in connection.introspection.table_names() if name.startswith("ecommerce_stats_")]
    _run(f"TRUNCATE {', '.join(tables)}")


def mark_everything() -> None:
    """Mark everything that has lines."""
    _run(
        f"INSERT INTO {MARKS} (market_id, account_id, trader_id, day, reason, marked_at) "
        f"SELECT DISTINCT market_id, account_id, trader_id, day, '', now() FROM {LINES}"
    )


def _insert(first: int, last: int) -> None:
    markets = range((first - 1) // LINES_A_MARKET % MARKETS, min(MARKETS, -(-last // LINES_A_MARKET)))
    with transaction.atomic(), _bare_table():
        insert_lines(first, last, markets=markets)


@contextmanager
def _bare_table() -> Iterator[None]:
    """Without triggers, checked keys and indexes, which are made again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [LINES],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            cursor.execute(definition)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])

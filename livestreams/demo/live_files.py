"""Live Analysis of TikTok Seller Center for made-up shows; the header stands below a date range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random

from livestreams.demo.sheets import headers, write_workbook
from livestreams.demo.shows import Show

HEADERS = headers(
    "Creator ID|Creator|Nickname|Launched Time|Duration|LIVE gross merchandise value (₫)|Products added|"
    "Different Products Sold|Created SKU orders|LIVE SKU orders|LIVE items sold|Unique customers|Average Price (₫)|"
    "Click-to-order rate (LIVE)|LIVE attributed GMV (₫)|Viewers|Views|Average viewing duration (LIVE streams)|Comments|"
    "Shares|LIVE likes|New followers (Creator video)|Product Impressions|Product Clicks|CTR"
)


def write_live_analysis(path: Path, shows: Sequence[Show], seed: str) -> None:
    """One row a show; it went on air a few minutes early or late."""
    random = Random(seed)  # noqa: S311 - no secret, the same on every run
    days = f"Date Range: {min(s.start for s in shows):%Y-%m-%d} ~ {max(s.start for s in shows):%Y-%m-%d}"
    write_workbook(path, "Worksheet", [[days], [], HEADERS], [_row(show, random) for show in shows])


def _row(show: Show, random: Random) -> list[str]:
    launched = show.start + dt.timedelta(minutes=random.choice((-3, 0, 0, 2, 4)))
    minutes = round(show.hours * 60) + random.choice((-4, 0, 5, 9))
    lines = [line for order in show.orders for line in order.lines]
    value = sum(line.list_value for line in lines)
    viewers = (len(show.orders) + 3) * random.randint(60, 100)
    clicks = len(lines) * random.randint(9, 16) + 20
    counts = (len({line.offer.sku for line in lines}), len(lines), len(lines), sum(line.quantity for line in lines))
    return [
        *(show.creator_id, show.creator, show.creator),
        *(f"{launched:%Y/%m/%d/ %H:%M}", f"{minutes // 60}h {minutes % 60}min", str(value), "40"),
        *map(str, counts),
        *(str(len(show.orders)), str(value // max(1, len(lines))), f"{100 * len(lines) / clicks:.2f}%", str(value)),
        *(str(viewers), str(viewers * 13 // 10), str(random.randint(70, 160)), str(viewers // 25), str(viewers // 200)),
        *(str(viewers * 3), str(viewers // 90), str(clicks * 20), str(clicks), "5.00%"),
    ]

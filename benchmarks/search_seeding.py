"""Traders of a city, enough to search among: names as frequent as they are, numbers, stalls in a hundred markets."""

from __future__ import annotations

from random import Random

from django.db import connection, transaction

from benchmarks.reporting import say, seconds
from portal.accounts.models import Role, User
from portal.places.models import Ward
from traders.actions.persons import persons_for
from traders.models import GoodsLine, Market, ShopAccount, Stall, Tenancy, Trader

MARKETS = 100
AT_ONCE = 5_000
CITY = "79"

FAMILIES = {
    "Nguyễn": 380, "Trần": 120, "Lê": 95, "Phạm": 70, "Huỳnh": 52, "Phan": 45, "Vũ": 30, "Võ": 30, "Đặng": 21,
    "Bùi": 20, "Đỗ": 14, "Hồ": 13, "Ngô": 13, "Dương": 10, "Lý": 5, "Đoàn": 4, "Lâm": 4, "Mai": 3, "Tô": 2, "Âu": 1,
}  # fmt: skip
MIDDLES = ("Thị", "Thị", "Thị", "Văn", "Văn", "Thị Ngọc", "Thị Kim", "Hữu", "Minh", "Thanh", "Quốc", "Hoàng", "")
GIVEN = (
    "An", "Ân", "Ánh", "Anh", "Bích", "Bình", "Châu", "Chi", "Cúc", "Cường", "Dung", "Dũng", "Duyên", "Đào", "Đạt",
    "Điệp", "Đức", "Em", "Giang", "Hà", "Hải", "Hạnh", "Hằng", "Hiền", "Hiệp", "Hoa", "Hòa", "Hoàng", "Hồng", "Huệ",
    "Hùng", "Hương", "Khánh", "Kiều", "Lan", "Liên", "Linh", "Loan", "Long", "Lợi", "Mai", "Minh", "Mỹ", "Nam", "Nga",
    "Ngân", "Ngọc", "Nhung", "Oanh", "Phúc", "Phương", "Phượng", "Quang", "Quyên", "Sáu", "Sơn", "Tâm", "Thảo", "Thắm",
    "Thanh", "Thành", "Thu", "Thủy", "Trang", "Tư", "Tuấn", "Tuyết", "Uyên", "Út", "Vân", "Việt", "Xuân", "Yến", "Ý",
)  # fmt: skip


def fill(wanted: int) -> None:
    """Make the database hold ``wanted`` traders; those that are there count."""
    markets = _markets()
    have = Trader.objects.count()
    random = Random(have)
    while have < wanted:
        count = min(AT_ONCE, wanted - have)
        say(f"  {count:,} traders more: {seconds(lambda n=count: _add(markets, n, random)):.1f} s")  # type: ignore[misc] # bound at once
        have += count
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE traders_trader, traders_stall, traders_shopaccount, traders_market")


def _markets() -> list[Market]:
    """A hundred markets in as many wards of the city, and an official who sees them."""
    User.objects.get_or_create(
        username="can-bo-do", defaults={"role": Role.OFFICIAL, "city_id": CITY, "full_name": "Cán bộ đo"}
    )
    wards = Ward.objects.current().filter(province_id=CITY).order_by("pk")[:MARKETS]
    return [
        Market.objects.get_or_create(slug=f"cho-{number}", defaults={"name": f"Chợ {ward.name}", "ward": ward})[0]
        for number, ward in enumerate(wards)
    ]


@transaction.atomic
def _add(markets: list[Market], count: int, random: Random) -> None:
    lines = list(GoodsLine.objects.filter(children=None).order_by("pk"))
    names = [_name(random) for _ in range(count)]
    persons = persons_for([(name, "") for name in names])
    traders = Trader.objects.bulk_create(
        Trader(
            market=random.choice(markets),
            name=name,
            user=person,
            phone=f"+849{random.randrange(10**8):08}" if random.random() < 0.9 else "",
            goods_line=random.choice(lines),
        )
        for name, person in zip(names, persons, strict=True)
    )
    stalls = Stall.objects.bulk_create(
        Stall(market=trader.market, trader=trader, code=_code(trader.pk, random)) for trader in traders
    )
    Tenancy.objects.bulk_create([Tenancy(stall=stall, trader=stall.trader) for stall in stalls if stall.trader])
    ShopAccount.objects.bulk_create(
        ShopAccount(market=trader.market, trader=trader, platform="tiktok_shop", handle=f"shop.{trader.pk}")
        for trader in traders[::3]
    )


def _name(random: Random) -> str:
    family = random.choices(list(FAMILIES), weights=list(FAMILIES.values()))[0]
    return " ".join(f"{family} {random.choice(MIDDLES)} {random.choice(GIVEN)}".split())


def _code(number: int, random: Random) -> str:
    """Mostly zone and number, now and then a word; unlike within a market."""
    return f"Kiốt {number}" if random.random() < 0.05 else f"{random.choice('ABCDEFGH')}{number % 500:03}/{number}"

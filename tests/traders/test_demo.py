import pytest

from tests.factories.places import WardFactory
from traders.demo import MARKETS, load_markets, loading, offers_of
from traders.demo.catalogue import PRODUCTS
from traders.demo.names import people
from traders.models import Market, ProductMapping, ShopAccount, Stall, Trader


def test_people_of_a_market_bear_different_names() -> None:
    names = [name for name, _ in people(40, "ben-thanh")]
    assert len(set(names)) == 40
    assert names == [name for name, _ in people(40, "ben-thanh")]


@pytest.mark.parametrize("line", PRODUCTS)
def test_offers_of_every_line_have_different_skus_and_believable_prices(line: str) -> None:
    offers = offers_of(line, "Cô Hoa", "A01", "1729000100010000", 5)
    assert len({offer.sku for offer in offers}) == len(offers) >= 8
    assert all(len(offer.sku) == 19 and 10_000 <= offer.price <= 2_000_000 for offer in offers)


@pytest.mark.django_db
def test_load_markets_twice_loads_once() -> None:
    for plan in MARKETS:
        WardFactory.create(code=plan.ward, name=plan.ward, full_name=f"Phường {plan.ward}")

    def counts() -> list[int]:
        return [model.objects.count() for model in (Market, Stall, Trader, ShopAccount, ProductMapping)]

    load_markets()
    first = counts()
    load_markets()
    assert counts() == first
    assert first[0] == len(MARKETS)
    assert first[1] == first[2] == sum(plan.traders for plan in MARKETS)


@pytest.mark.django_db
def test_load_markets_leaves_a_few_products_without_a_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = next(plan for plan in MARKETS if plan.slug == "ben-thanh")
    monkeypatch.setattr(loading, "MARKETS", [plan])
    WardFactory.create(code=plan.ward, name=plan.ward, full_name=f"Phường {plan.ward}")
    market = load_markets()["ben-thanh"]
    mapped = ProductMapping.objects.filter(account=market.account).count()
    assert 0.9 * len(market.offers) < mapped < len(market.offers)

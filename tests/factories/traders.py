"""Markets and who trades there."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from tests.factories.places import WardFactory
from traders.enums import Platform
from traders.models import GoodsLine, Market, MarketStaff, ShopAccount, Stall, Trader


class GoodsLineFactory(DjangoModelFactory[GoodsLine]):
    """A line of goods."""

    class Meta:
        model = GoodsLine
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"nganh-{n}")
    name = factory.LazyAttribute(lambda line: f"Ngành {line.slug}")


class MarketFactory(DjangoModelFactory[Market]):
    """A market in phường Bến Thành."""

    class Meta:
        model = Market
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"cho-{n}")
    name = factory.LazyAttribute(lambda market: f"Chợ {market.slug}")
    ward = factory.SubFactory(WardFactory)


class MarketStaffFactory(DjangoModelFactory[MarketStaff]):
    """A person of a market's board."""

    class Meta:
        model = MarketStaff

    market = factory.SubFactory(MarketFactory)
    user = factory.SubFactory(UserFactory, role="market_board")


class TraderFactory(DjangoModelFactory[Trader]):
    """A trader without sign-in; ``user=`` gives one."""

    class Meta:
        model = Trader

    market = factory.SubFactory(MarketFactory)
    name = factory.Sequence(lambda n: f"Trần Văn Sạp {n}")
    goods_line = factory.SubFactory(GoodsLineFactory, slug="vai-soi", name="Vải sợi")


class StallFactory(DjangoModelFactory[Stall]):
    """A stall; with ``trader=`` it stands in that trader's market."""

    class Meta:
        model = Stall

    trader: Trader | None = None
    market = factory.LazyAttribute(lambda stall: stall.trader.market if stall.trader else MarketFactory.create())
    code = factory.Sequence(lambda n: f"A{n:03}")


class ShopAccountFactory(DjangoModelFactory[ShopAccount]):
    """A market's own shop on TikTok; with ``trader=`` that trader's, in that trader's market."""

    class Meta:
        model = ShopAccount

    platform = Platform.TIKTOK_SHOP
    handle = factory.Sequence(lambda n: f"shop.so.{n}")
    trader: Trader | None = None
    market = factory.LazyAttribute(lambda account: account.trader.market if account.trader else MarketFactory.create())

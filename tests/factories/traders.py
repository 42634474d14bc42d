"""Markets and who trades there."""

from __future__ import annotations

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from portal.pictures import encode_picture
from tests.factories.accounts import UserFactory
from tests.factories.places import ProvinceFactory, WardFactory
from tests.pictures import jpeg
from traders.enums import Platform
from traders.models import (
    GoodsLine,
    ManagementOrganisation,
    Market,
    MarketPicture,
    Membership,
    ShopAccount,
    Stall,
    Tenancy,
    Trader,
)


class GoodsLineFactory(DjangoModelFactory[GoodsLine]):
    """A line of goods."""

    class Meta:
        model = GoodsLine
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"nganh-{n}")
    name = factory.LazyAttribute(lambda line: f"Ngành {line.slug}")


class OrganisationFactory(DjangoModelFactory[ManagementOrganisation]):
    """A market management board of Hồ Chí Minh City."""

    class Meta:
        model = ManagementOrganisation
        django_get_or_create = ("city", "name")

    name = factory.Sequence(lambda n: f"Ban quản lý chợ số {n}")
    city = factory.SubFactory(ProvinceFactory)


class MarketFactory(DjangoModelFactory[Market]):
    """A market in phường Bến Thành."""

    class Meta:
        model = Market
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"cho-{n}")
    name = factory.LazyAttribute(lambda market: f"Chợ {market.slug}")
    ward = factory.SubFactory(WardFactory)
    organisation = factory.SubFactory(
        OrganisationFactory,
        name=factory.LazyAttribute(lambda o: f"Ban quản lý {o.factory_parent.name}"),
        city=factory.SelfAttribute("..ward.province"),
    )


class MarketPictureFactory(DjangoModelFactory[MarketPicture]):
    """A picture of a market, its file in the storage."""

    class Meta:
        model = MarketPicture

    market = factory.SubFactory(MarketFactory)
    image = factory.LazyFunction(lambda: encode_picture(ContentFile(jpeg())))
    alt = "Cổng chính nhìn từ quảng trường"


class MembershipFactory(DjangoModelFactory[Membership]):
    """A manager of a market's organisation; ``market=`` takes the one of that market."""

    class Meta:
        model = Membership
        exclude = ("market",)

    market = factory.SubFactory(MarketFactory)
    organisation = factory.SelfAttribute("market.organisation")
    user = factory.SubFactory(UserFactory, role="market_manager")


class TraderFactory(DjangoModelFactory[Trader]):
    """A trader; their person has no number to sign in with unless ``user=`` gives one."""

    class Meta:
        model = Trader

    market = factory.SubFactory(MarketFactory)
    name = factory.Sequence(lambda n: f"Trần Văn Sạp {n}")
    user = factory.SubFactory(UserFactory, full_name=factory.SelfAttribute("..name"), role="trader")
    goods_line = factory.SubFactory(GoodsLineFactory, slug="vai-soi", name="Vải sợi")


class StallFactory(DjangoModelFactory[Stall]):
    """A stall; with ``trader=`` it stands in that trader's market, and they hold it since ever."""

    class Meta:
        model = Stall
        skip_postgeneration_save = True

    trader: Trader | None = None
    market = factory.LazyAttribute(lambda stall: stall.trader.market if stall.trader else MarketFactory.create())
    code = factory.Sequence(lambda n: f"A{n:03}")

    @factory.post_generation
    def tenancy(stall: Stall, create: bool, _given: object) -> None:  # noqa: N805 - factory_boy calls it so
        if create and stall.trader:
            Tenancy.objects.create(stall=stall, trader=stall.trader)


class ShopAccountFactory(DjangoModelFactory[ShopAccount]):
    """A market's own shop on TikTok; with ``trader=`` that trader's, in that trader's market."""

    class Meta:
        model = ShopAccount

    platform = Platform.TIKTOK_SHOP
    handle = factory.Sequence(lambda n: f"shop.so.{n}")
    trader: Trader | None = None
    market = factory.LazyAttribute(lambda account: account.trader.market if account.trader else MarketFactory.create())

"""The people that most tests meet, as fixtures.

Bến Thành and Tân Định are markets of Hồ Chí Minh City, each with a board and a trader. The official
and the inspector see that city; the outsider is an official of Đà Nẵng, who sees nothing of it.
"""

from __future__ import annotations

import pytest

from portal.accounts.models import Role, User
from tests.factories.accounts import UserFactory
from tests.factories.places import ProvinceFactory, WardFactory
from tests.factories.traders import MarketFactory, MembershipFactory, StallFactory, TraderFactory
from traders.models import Market, Trader


@pytest.fixture
def ben_thanh(db: None) -> Market:
    return MarketFactory.create(slug="ben-thanh", name="Chợ Bến Thành")


@pytest.fixture
def tan_dinh(db: None) -> Market:
    ward = WardFactory.create(code="26737", name="Tân Định", full_name="Phường Tân Định")
    return MarketFactory.create(slug="tan-dinh", name="Chợ Tân Định", ward=ward)


def _trader(market: Market, name: str, stall: str) -> User:
    person = UserFactory.create(full_name=name, role=Role.TRADER)
    row = TraderFactory.create(market=market, name=name, user=person)
    StallFactory.create(trader=row, code=stall)
    return person


@pytest.fixture
def trader(ben_thanh: Market) -> User:
    """Trader at stall B12 of Bến Thành; ``trader_row`` is the trader that they are."""
    return _trader(ben_thanh, "Lê Thị Hoa", "B12")


@pytest.fixture
def trader_row(trader: User) -> Trader:
    return Trader.objects.get(user=trader)


@pytest.fixture
def other_trader(tan_dinh: Market) -> User:
    return _trader(tan_dinh, "Phạm Văn Đức", "T07")


@pytest.fixture
def market_board(ben_thanh: Market) -> User:
    return MembershipFactory.create(market=ben_thanh, user__full_name="Ban quản lý chợ Bến Thành").user


@pytest.fixture
def other_board(tan_dinh: Market) -> User:
    return MembershipFactory.create(market=tan_dinh, user__full_name="Ban quản lý chợ Tân Định").user


@pytest.fixture
def market_clerk(ben_thanh: Market) -> User:
    return MembershipFactory.create(
        market=ben_thanh, user__full_name="Nhân viên chợ Bến Thành", user__role=Role.MARKET_CLERK
    ).user


@pytest.fixture
def ward_office(ben_thanh: Market) -> User:
    """UBND phường Bến Thành."""
    return UserFactory.create(role=Role.WARD_OFFICE, ward=ben_thanh.ward, full_name="UBND phường Bến Thành")


@pytest.fixture
def trainer(db: None) -> User:
    return UserFactory.create(role=Role.TRAINER, full_name="Giảng viên Nguyễn An")


@pytest.fixture
def official(db: None) -> User:
    return UserFactory.create(role=Role.OFFICIAL, full_name="Cán bộ Sở Công Thương")


@pytest.fixture
def inspector(db: None) -> User:
    return UserFactory.create(role=Role.INSPECTOR, full_name="Thanh tra Sở")


@pytest.fixture
def outsider(db: None) -> User:
    """An official of another city."""
    da_nang = ProvinceFactory.create(
        code="48", name="Đà Nẵng", full_name="Thành phố Đà Nẵng", full_name_en="Da Nang City"
    )
    return UserFactory.create(role=Role.OFFICIAL, city=da_nang, full_name="Cán bộ Sở Đà Nẵng")

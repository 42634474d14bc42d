"""Provinces and wards; those that the migrations load are taken, not made twice."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from portal.places.models import TWO_TIER_START, Province, Ward


class ProvinceFactory(DjangoModelFactory[Province]):
    """Hồ Chí Minh City, or another one by ``code``."""

    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "79"
    name = "Hồ Chí Minh"
    full_name = "Thành phố Hồ Chí Minh"
    full_name_en = "Ho Chi Minh City"


class WardFactory(DjangoModelFactory[Ward]):
    """Phường Bến Thành in the boundaries of today."""

    class Meta:
        model = Ward
        django_get_or_create = ("code", "valid_from")

    code = "26743"
    province = factory.SubFactory(ProvinceFactory)
    unit_type = Ward.UnitType.WARD
    name = "Bến Thành"
    full_name = "Phường Bến Thành"
    valid_from = TWO_TIER_START

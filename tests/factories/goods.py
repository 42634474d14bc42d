"""Products, their pictures and papers."""

from __future__ import annotations

import datetime as dt

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from tests.factories.traders import TraderFactory
from tests.pictures import kept_picture
from traders.enums import PaperKind
from traders.models import Paper, Product, ProductPicture

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class ProductFactory(DjangoModelFactory[Product]):
    """Something that a trader sells by the kilogram."""

    class Meta:
        model = Product

    trader = factory.SubFactory(TraderFactory)
    name = factory.Sequence(lambda n: f"Mắm cá linh số {n}")
    unit = "kg"
    price = 120_000


class ProductPictureFactory(DjangoModelFactory[ProductPicture]):
    """A picture that really lies in the storage."""

    class Meta:
        model = ProductPicture

    product = factory.SubFactory(ProductFactory)
    image = factory.LazyFunction(lambda: kept_picture("hang"))


class PaperFactory(DjangoModelFactory[Paper]):
    """A paper of origin that waits to be checked, valid for the year 2027, with a PDF."""

    class Meta:
        model = Paper

    trader = factory.SubFactory(TraderFactory)
    kind = PaperKind.ORIGIN
    number = factory.Sequence(lambda n: f"NG-{n:04}")
    valid_until = dt.date(2027, 12, 31)
    file = factory.LazyFunction(lambda: ContentFile(PDF, name="giay.pdf"))
    sha256 = factory.Sequence(lambda n: f"{n:064x}")

"""Products, their copies and pictures."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from portal.audit import acting
from portal.pictures import delete_picture
from traders.errors import TradersError
from traders.models import Product, ProductPicture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User

MOST_PICTURES = 6
COPIED = " (bản sao)"
TAKEN = "Đã có mặt hàng này với cùng đơn vị."


def save_product(*, product: Product, by: User) -> Product:
    """Save a new or changed product. Raises TradersError when the trader has one of that name and unit."""
    try:
        with transaction.atomic(), acting(by):
            product.save()
    except IntegrityError as error:
        if "product_once_a_trader" not in str(error):
            raise
        raise TradersError(TAKEN) from None
    return product


@transaction.atomic
def copy_product(*, product: Product, by: User) -> Product:
    """A copy with the pictures, not sold until somebody has looked at it; a second call returns the first copy."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    name = product.name[: 160 - len(COPIED)] + COPIED
    same = Product.objects.filter(trader=product.trader_id, name__iexact=name, unit__iexact=product.unit)
    if found := same.first():
        return found
    with acting(by):
        copy = Product.objects.create(
            trader_id=product.trader_id,
            name=name,
            unit=product.unit,
            price=product.price,
            goods_line_id=product.goods_line_id,
            description=product.description,
            is_sold=False,
        )
    for picture in product.pictures.all():
        ending = str(picture.image.name).rpartition(".")[2]
        with picture.image.open("rb") as kept:
            file = ContentFile(kept.read(), name=f"{secrets.token_hex(16)}.{ending}")
        ProductPicture.objects.create(product=copy, image=file, position=picture.position)
    return copy


@transaction.atomic
def set_sold(*, product: Product, is_sold: bool, by: User) -> None:
    """Say whether the product is sold now."""
    with acting(by):
        Product.objects.filter(pk=product.pk).update(is_sold=is_sold)


@transaction.atomic
def add_pictures(*, product: Product, files: Iterable[ContentFile[bytes]], by: User) -> list[ProductPicture]:
    """Add encoded pictures behind the others. Raises TradersError when there would be more than six."""
    Product.objects.select_for_update().get(pk=product.pk)
    new = list(files)
    kept = product.pictures.count()
    if kept + len(new) > MOST_PICTURES:
        raise TradersError(f"Mỗi mặt hàng có nhiều nhất {MOST_PICTURES} ảnh, còn thêm được {MOST_PICTURES - kept}.")
    last = product.pictures.aggregate(last=Max("position"))["last"] or 0
    with acting(by):
        return [
            ProductPicture.objects.create(product=product, image=file, position=place)
            for place, file in enumerate(new, start=last + 1)
        ]


@transaction.atomic
def put_picture_first(*, picture: ProductPicture, by: User) -> None:
    """Make the picture the one that lists show."""
    Product.objects.select_for_update().get(pk=picture.product_id)
    with acting(by):
        ProductPicture.objects.filter(product=picture.product_id).update(position=F("position") + 1)
        ProductPicture.objects.filter(pk=picture.pk).update(position=0)


@transaction.atomic
def remove_picture(*, picture: ProductPicture, by: User) -> None:
    """Remove a picture and, once that is certain, its files."""
    with acting(by):
        picture.delete()
    transaction.on_commit(partial(delete_picture, picture.image))

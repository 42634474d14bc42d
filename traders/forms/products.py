"""Forms of products and their pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from portal.money import parse_vnd
from portal.pictures import ACCEPTED_TYPES, PictureError, encode_picture
from traders import words
from traders.actions.products import MOST_PICTURES
from traders.forms.goods import GoodsLineField
from traders.models import Product
from traders.queries.products import NOT_SOLD, SOLD

HIGHEST_PRICE = 10**12


class ProductForm(forms.ModelForm[Product]):
    """One product; the price is typed as people say it: 120.000, 120k, 1,2 triệu."""

    price = forms.CharField(
        label="Giá bán",
        required=False,
        max_length=30,
        help_text="Giá cho một đơn vị, ví dụ 120.000 hoặc 120k. Trống là giá hỏi tại sạp.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    goods_line = GoodsLineField(required=False, empty_label="Như ngành hàng chính")

    class Meta:
        model = Product
        fields = ("name", "unit", "price", "goods_line", "description", "is_sold")
        error_messages = {
            "name": {"required": "Ghi tên mặt hàng."},
            "unit": {"required": "Ghi đơn vị bán, ví dụ kg hoặc hộp 500 g."},
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.price:
            self.initial["price"] = f"{self.instance.price:,}".replace(",", ".")
        self.fields["is_sold"].label = "Đang bán"

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraint that names the trader too."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # absent from the stubs
        return excluded - {"trader"}

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def clean_unit(self) -> str:
        return words.fold_spaces(self.cleaned_data["unit"])

    def clean_price(self) -> int | None:
        typed = self.cleaned_data["price"]
        if not typed:
            return None
        try:
            price = parse_vnd(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if not 0 < price <= HIGHEST_PRICE:
            raise ValidationError("Giá bán phải lớn hơn 0 và không quá một nghìn tỷ đồng.")
        return price


class ProductFilterForm(forms.Form):
    """Filter of a list of products; what is not understood is left out."""

    q = forms.CharField(label="Tên hàng hoặc tên tiểu thương", required=False, max_length=80, empty_value="")
    ban = forms.ChoiceField(
        label="Đang bán", required=False, choices=[("", "Tất cả"), (SOLD, "Đang bán"), (NOT_SOLD, "Thôi bán")]
    )
    nganh = GoodsLineField(required=False, to_field_name="slug", empty_label="Tất cả")

    @property
    def chosen(self) -> dict[str, str]:
        """As ``products_for`` takes it."""
        self.full_clean()
        found = self.cleaned_data
        line = found.get("nganh")
        return {
            "search": words.fold_spaces(found.get("q", "")),
            "sold": found.get("ban", ""),
            "line": line.slug if line else "",
        }


class ManyPicturesInput(forms.FileInput):
    """A file field that takes several pictures at once."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Pictures, each encoded as it is kept; cleans to a list."""

    widget = ManyPicturesInput(attrs={"accept": ACCEPTED_TYPES, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[ContentFile[bytes]]:
        files = list(data) if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_PICTURES:
            raise ValidationError(f"Mỗi mặt hàng có nhiều nhất {MOST_PICTURES} ảnh.")
        return [self._encoded(super(PicturesField, self).clean(file, initial)) for file in files or [None]]

    def _encoded(self, file: Any) -> ContentFile[bytes]:
        try:
            return encode_picture(file)
        except PictureError as error:
            raise ValidationError(f"{file.name}: {error}") from None


class PicturesForm(forms.Form):
    """Pictures to be added to a product."""

    pictures = PicturesField(
        label="Thêm ảnh",
        help_text="Ảnh JPG, PNG hoặc WebP. Chọn được nhiều ảnh một lần, nhiều nhất 6 ảnh một mặt hàng.",
        error_messages={"required": "Chọn ít nhất một ảnh."},
    )

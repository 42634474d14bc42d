"""What is typed about where a trader sends goods from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextField, Value
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.places.models import Province, Ward
from portal.search import Fold, VietnameseOrder
from traders import words
from traders.models import Trader, Warehouse

MOST_SUGGESTED = 5


class WardInput(forms.TextInput):
    """A text box that offers the wards as one types; without them any text may be typed."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.names: list[str] = []

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}_list"
        box = super().render(name, value, (attrs or {}) | {"list": list_id}, renderer)
        return render_to_string("traders/ward_input.html", {"box": box, "names": self.names, "list_id": list_id})


class WardField(forms.CharField):
    """A ward of today by its name, with or without accents; exact accents decide between two that fold alike."""

    widget = WardInput

    def __init__(self, *, province: Province, **options: Any) -> None:
        super().__init__(**options)
        self.province = province
        wards = Ward.objects.current().filter(province=province).order_by(VietnameseOrder("name"))
        self.widget.names = list(wards.values_list("full_name", flat=True))

    def clean(self, value: Any) -> Any:
        """The ward that is meant. Raises ValidationError with what it may be."""
        typed = words.fold_spaces(super().clean(value))
        wards = Ward.objects.current().filter(province=self.province)
        exact = list(wards.filter(full_name__iexact=typed) | wards.filter(name__iexact=typed))
        if len(exact) == 1:
            return exact[0]
        folded = wards.alias(whole=Fold("full_name"), short=Fold("name"))
        key = Fold(Value(typed, output_field=TextField()))
        alike = list(folded.filter(whole=key) | folded.filter(short=key))
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise ValidationError("Có nhiều nơi tên giống vậy: %(names)s. Hãy ghi đủ dấu.", params=_named(alike))
        raise ValidationError(self._old_name(typed))

    def _old_name(self, typed: str) -> str:
        """A ward of before 2025-07-01 says what it has become."""
        key = Fold(Value(typed, output_field=TextField()))
        old = Ward.objects.filter(valid_to__isnull=False, province=self.province)
        folded = old.alias(whole=Fold("full_name"), short=Fold("name"))
        became = Ward.objects.filter(came_from__old__in=folded.filter(whole=key) | folded.filter(short=key)).distinct()
        if names := [ward.full_name for ward in became[:MOST_SUGGESTED]]:
            return f"“{typed}” là tên cũ; nay là {', '.join(names)}. Hãy chọn tên mới."
        return f"Không có phường, xã nào tên “{typed}” ở {self.province}."


class WarehouseForm(forms.ModelForm[Warehouse]):
    """A place of dispatch; the trader is given and never typed."""

    class Meta:
        model = Warehouse
        fields = ("name", "address")
        error_messages = {"name": {"required": "Đặt tên kho, ví dụ Kho nhà."}}

    def __init__(self, *args: Any, trader: Trader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.trader = trader
        self.fields["ward"] = WardField(
            province=trader.market.ward.province,
            label="Phường, xã",
            help_text="Tên từ 01/07/2025; gõ vài chữ rồi chọn, không cần dấu.",
            error_messages={"required": "Ghi phường, xã của kho."},
        )
        if self.instance.pk:
            self.initial["ward"] = self.instance.ward.full_name

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def clean_ward(self) -> Ward:
        self.instance.ward = self.cleaned_data["ward"]
        return self.instance.ward

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraint that names the trader too."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # absent from the stubs
        return excluded - {"trader"}


def _named(wards: list[Ward]) -> dict[str, str]:
    return {"names": ", ".join(ward.full_name for ward in wards[:MOST_SUGGESTED])}

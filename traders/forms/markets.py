"""What a board types about its market."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.places.models import Ward
from portal.search import VietnameseOrder
from traders import words
from traders.enums import MarketGrade
from traders.models import Market


class MarketForm(forms.ModelForm[Market]):
    """A market's details; its address on the portal stays as it is."""

    class Meta:
        model = Market
        fields = ("name", "ward", "kind", "grade", "address")
        error_messages = {"name": {"required": "Ghi tên chợ."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", "Chưa xếp hạng"), *MarketGrade.choices]  # type: ignore[attr-defined] # a ChoiceField
        wards = Ward.objects.current().filter(province_id=self.instance.ward.province_id)
        self.fields["ward"] = forms.ModelChoiceField(
            wards.order_by(VietnameseOrder("name")), label="Phường, xã", empty_label=None
        )

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

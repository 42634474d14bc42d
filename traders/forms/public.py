"""What a visitor looks for in the directory of markets."""

from __future__ import annotations

from typing import Any

from django import forms

from traders import public_words
from traders.enums import MarketKind
from traders.models import GoodsLine
from traders.queries.public import public_cities, public_goods_lines
from traders.words import fold_spaces

NAMES = {"city": "thanh-pho", "kind": "loai", "goods": "nganh"}
"""Field → its name in the address, the same in both languages."""


class DirectoryForm(forms.Form):
    """One box and three lists; what is not offered counts as not asked for."""

    def __init__(self, typed: Any, *, language: str) -> None:
        super().__init__(typed, label_suffix="")
        self.language = language
        self.goods_lines = {line.slug: line for line in public_goods_lines()}
        self.fields["q"] = forms.CharField(required=False, max_length=80)
        cities = [(city.code, self.say(city.name, city.full_name_en)) for city in public_cities()]
        kinds = [(kind.value, public_words.kind_of(kind, language)) for kind in MarketKind]
        goods = [(slug, public_words.line_of(line, language)) for slug, line in self.goods_lines.items()]
        self._offer("city", ("Tỉnh, thành phố", "City"), cities)
        self._offer("kind", ("Loại chợ", "Kind"), kinds)
        self._offer("goods", ("Ngành hàng", "Goods"), goods)

    def say(self, vietnamese: str, english: str) -> str:
        return public_words.either(self.language, vietnamese, english)

    def _offer(self, name: str, label: tuple[str, str], choices: list[tuple[str, str]]) -> None:
        everything = ("", self.say("Tất cả", "All"))
        self.fields[NAMES[name]] = forms.ChoiceField(
            label=self.say(*label), required=False, choices=[everything, *choices]
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """For ``public_markets``."""
        self.is_valid()
        found = {name: self.cleaned_data.get(field, "") for name, field in NAMES.items()}
        goods_line: GoodsLine | None = self.goods_lines.get(found.pop("goods"))
        return found | {"search": fold_spaces(self.cleaned_data.get("q", "")), "goods_line": goods_line}

    @property
    def lists(self) -> list[forms.BoundField]:
        return [self[field] for field in NAMES.values()]

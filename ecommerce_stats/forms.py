"""What a figures page is narrowed to, as its address says it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from ecommerce_stats.queries.scopes import Scope, scope_for
from portal.periods import Kind, Period, period_choices
from traders.enums import Platform
from traders.models import GoodsLine, Market

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.accounts.models import User
    from portal.places.models import Ward

YEARS_BACK = 3
ALL_PLATFORMS = ("", "Mọi sàn")


def default_period() -> Period:
    """The month of yesterday: the newest one of which a day is over."""
    return Period.containing(timezone.localdate() - dt.timedelta(days=1), Kind.MONTH)


def _period_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return _choices_on(timezone.localdate())


@lru_cache(maxsize=2)
def _choices_on(today: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    return period_choices(dt.date(today.year - YEARS_BACK, today.month, 1), today)


class PlainSelect(forms.Select):
    """The same element as forms.Select; a template for each of a hundred options would take as long as the figures."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django gives one
        """Write options, in groups where there are some."""
        inner = format_html_join("", "{}", ((self._part(key, shown, value),) for key, shown in self.choices))
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs({"name": name}, attrs)), inner)

    def _part(self, key: str, shown: Any, value: Any) -> SafeString:
        """An option, or a group of options that stand under the heading ``key``."""
        if isinstance(shown, list):
            options = ((self._part(inner_key, label, value),) for inner_key, label in shown)
            return format_html('<optgroup label="{}">{}</optgroup>', key, format_html_join("", "{}", options))
        selected = mark_safe(" selected") if key == (value or "") else ""
        return format_html('<option value="{}"{}>{}</option>', key, selected, shown)


class PeriodField(forms.ChoiceField):
    """A period by its short value; those in the picker, and any other that can be read."""

    widget = PlainSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_period_choices, **options)

    def to_python(self, value: Any) -> Any:
        """The period itself. Raises ValidationError."""
        try:
            return Period.parse(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def validate(self, value: Any) -> None:
        """Whatever could be read will do."""


class FigureFilterForm(forms.Form):
    """Period, market, ward, goods line and platform; without ``market`` those of every market in sight."""

    ky = PeriodField(label="Kỳ")
    cho = forms.ChoiceField(label="Chợ", required=False, widget=PlainSelect)
    phuong = forms.ChoiceField(label="Phường, xã", required=False, widget=PlainSelect)
    nganh = forms.ChoiceField(label="Ngành hàng", required=False, widget=PlainSelect)
    san = forms.ChoiceField(label="Sàn", required=False, choices=[ALL_PLATFORMS, *Platform.choices], widget=PlainSelect)

    def __init__(self, query: Mapping[str, str], *, user: User, market: Market | None = None) -> None:
        super().__init__({**query, "ky": query.get("ky") or str(default_period())})
        self.base = scope_for(user)
        self.goods_lines = {line.slug: line for line in GoodsLine.objects.leaves()}
        self.markets: dict[str, Market] = {}
        self.wards: dict[str, Ward] = {}
        self._offer("nganh", "Mọi ngành hàng", {slug: line.name for slug, line in self.goods_lines.items()})
        if market is not None:
            self.base = replace(self.base, market_id=market.pk)
            del self.fields["cho"], self.fields["phuong"]
            return
        for found in Market.objects.visible_to(user).select_related("ward").order_by("name").distinct():
            self.markets[found.slug] = found
            self.wards[found.ward.code] = found.ward
        self._offer("cho", "Mọi chợ", {slug: found.name for slug, found in self.markets.items()})
        names = sorted((ward.name, code, ward.full_name) for code, ward in self.wards.items())
        self._offer("phuong", "Mọi phường, xã", {code: full_name for _, code, full_name in names})

    def _offer(self, name: str, empty: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices.items()]

    @property
    def period(self) -> Period:
        period: Period = self.cleaned_data["ky"]
        return period

    @property
    def scope(self) -> Scope:
        """What the person may see, narrowed to what they chose."""
        chosen = self.cleaned_data
        market, ward = self.markets.get(chosen.get("cho", "")), self.wards.get(chosen.get("phuong", ""))
        goods_line = self.goods_lines.get(chosen["nganh"])
        return replace(
            self.base,
            market_id=market.pk if market else self.base.market_id,
            ward_id=ward.pk if ward else None,
            goods_line_id=goods_line.pk if goods_line else None,
            platform=chosen["san"] or None,
        )

    @property
    def chosen_words(self) -> list[tuple[str, str]]:
        """Label and value of each filter in use, for answers and files."""
        words = []
        for name in ("cho", "phuong", "nganh", "san"):
            value = self.cleaned_data.get(name)
            field = self.fields.get(name)
            if value and isinstance(field, forms.ChoiceField):
                words.append((str(field.label), str(dict(field.choices)[value])))  # type: ignore[arg-type] # flat choices
        return words


class TaxFilterForm(forms.Form):
    """Which year, which market, from which part of the threshold on; what cannot be read is left out."""

    nam = forms.ChoiceField(label="Năm", required=False, widget=PlainSelect)
    cho = forms.ChoiceField(label="Chợ", required=False, widget=PlainSelect)
    muc = forms.ChoiceField(
        label="Từ mức", required=False, choices=[("80", "80 % ngưỡng"), ("100", "100 % ngưỡng")], widget=PlainSelect
    )

    def __init__(self, query: Mapping[str, str], *, markets: Iterable[Market], this_year: int) -> None:
        super().__init__({name: query.get(name) for name in ("nam", "cho", "muc")})
        self.this_year = this_year
        years = [str(year) for year in range(this_year, this_year - YEARS_BACK, -1)]
        slugs = [(market.slug, market.name) for market in markets]
        for name, choices in (("nam", [(year, year) for year in years]), ("cho", [("", "Mọi chợ"), *slugs])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.is_valid()

    @property
    def year(self) -> int:
        return int(self.cleaned_data.get("nam") or self.this_year)

    @property
    def market(self) -> str:
        return str(self.cleaned_data.get("cho") or "")

    @property
    def level(self) -> int:
        return int(self.cleaned_data.get("muc") or 80)

    @property
    def query(self) -> str:
        """The filters in use, for addresses."""
        return urlencode([("nam", self.year), ("cho", self.market), ("muc", self.level)])

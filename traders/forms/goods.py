"""Choosing a line of goods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator, ModelMultipleChoiceField

from traders.models import GoodsLine


class _ByGroup(ModelChoiceIterator[GoodsLine]):
    """The lines below the names of their groups (``<optgroup>``); those without a group stand by themselves."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for group, lines in groupby(self.queryset, key=lambda line: line.parent):
            choices = [self.choice(line) for line in lines]
            yield from [(group.name, choices)] if group else choices


class GoodsLineField(forms.ModelChoiceField[GoodsLine]):
    """One line of goods, offered by groups; a group itself cannot be chosen."""

    iterator = _ByGroup

    def __init__(self, *, label: str = "Ngành hàng", empty_label: str | None = "Chưa rõ", **options: Any) -> None:
        super().__init__(GoodsLine.objects.grouped(), label=label, empty_label=empty_label, **options)


class GoodsLinesField(ModelMultipleChoiceField[GoodsLine]):
    """Several lines of goods, offered by groups."""

    iterator = _ByGroup

    def __init__(self, *, label: str = "Ngành hàng khác", **options: Any) -> None:
        super().__init__(GoodsLine.objects.grouped(), label=label, **options)

"""Lines of goods in two levels."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories.traders import GoodsLineFactory
from traders.forms.goods import GoodsLineField, GoodsLinesField
from traders.goods_lines import GOODS_LINE_NAMES, load_goods_lines
from traders.models import GoodsLine

pytestmark = pytest.mark.django_db


class LineForm(forms.Form):
    line = GoodsLineField(required=False)
    others = GoodsLinesField(required=False)


def group() -> GoodsLine:
    return GoodsLine.objects.get(slug="thuc-pham-tuoi")


def test_installation_begins_with_groups_and_sixteen_lines() -> None:
    assert dict(GoodsLine.objects.leaves().values_list("slug", "name")) == GOODS_LINE_NAMES
    assert len(GOODS_LINE_NAMES) == 16
    assert not GoodsLine.objects.leaves().filter(parent__isnull=True).exists()
    assert not GoodsLine.objects.filter(name_en="").exists()


def test_loading_again_changes_nothing() -> None:
    GoodsLine.objects.filter(slug="trai-cay").update(name="Trái cây tươi")
    before = list(GoodsLine.objects.order_by("pk").values())
    load_goods_lines(GoodsLine)
    assert list(GoodsLine.objects.order_by("pk").values()) == before


def test_group_below_a_group_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="goods_line_group_stands_on_top"), transaction.atomic():
        GoodsLine.objects.create(slug="x", name="X", is_group=True, parent=group())


def test_line_of_its_own_is_refused_by_the_database() -> None:
    line = GoodsLineFactory.create()
    with pytest.raises(IntegrityError, match="goods_line_not_its_own_group"), transaction.atomic():
        GoodsLine.objects.filter(pk=line.pk).update(parent=line)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_group": True, "parent": "thuc-pham-tuoi"}, "Nhóm ngành hàng không thuộc nhóm nào khác"),
        ({"parent": "trai-cay"}, "parent"),
    ],
    ids=["group in a group", "line in a line"],
)
def test_third_level_is_refused_where_people_type(fields: dict[str, Any], words: str) -> None:
    fields = fields | {"parent": GoodsLine.objects.get(slug=fields["parent"])}
    with pytest.raises(ValidationError, match=words):
        GoodsLine(slug="x", name="X", **fields).full_clean()


def test_lines_are_offered_below_their_groups() -> None:
    GoodsLineFactory.create(slug="le-loi", name="Không thuộc nhóm nào")
    html = str(LineForm()["line"])
    assert html.count("<optgroup") == 6
    fresh = re.search(r'<optgroup label="Thực phẩm tươi">(.*?)</optgroup>', html, re.DOTALL)
    assert fresh
    assert "Rau củ" in fresh[1]
    assert "Quần áo" not in fresh[1]
    assert re.search(r"</optgroup>\s*<option value=\"\d+\">Không thuộc nhóm nào", html)
    assert str(LineForm()["others"]).count("<optgroup") == 6


def test_group_cannot_be_chosen() -> None:
    assert not LineForm({"line": group().pk}).is_valid()
    assert not LineForm({"others": [group().pk]}).is_valid()
    assert LineForm({"line": GoodsLine.objects.get(slug="rau-cu").pk}).is_valid()

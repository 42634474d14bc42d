"""What a person says of an uploaded list: the file, its columns, answers, decisions."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.places.models import Ward
from traders.enums import MatchKind, RowDecision
from traders.list_columns import COLUMNS
from traders.lists.sheet import MAX_BYTES
from traders.models import GoodsLine, TraderList

NO_COLUMN = ("", "Không có trong tệp")
UNNAMED = "Cột {letter}"


class ListFileForm(forms.Form):
    """One spreadsheet."""

    list_file = forms.FileField(
        label="Danh sách tiểu thương",
        help_text="Excel (.xlsx) hoặc CSV, tối đa 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Chọn tệp danh sách.", "empty": "Tệp rỗng. Chọn lại tệp."},
    )

    def clean_list_file(self) -> Any:
        file = self.cleaned_data["list_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Hãy chia thành nhiều tệp.")
        return file


class ColumnsForm(forms.Form):
    """Which column of the file holds what; every column at most once."""

    def __init__(self, *args: Any, trader_list: TraderList, samples: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(place), _name(trader_list.header, samples, place)) for place in _places(trader_list, samples)]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=column.header,
                required=column.is_required,
                choices=[NO_COLUMN, *offered],
                initial=str(trader_list.mapping.get(column.key, "")),
                error_messages={"required": "Chọn cột họ và tên."},
            )
        self.fields["capitals"] = forms.ChoiceField(
            label="Tên viết hoa cả",
            choices=[("calm", "Đổi “NGUYỄN VĂN A” thành “Nguyễn Văn A”"), ("keep", "Giữ như trong tệp")],
            initial=trader_list.choices.get("capitals") or "calm",
            widget=forms.RadioSelect,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for column in COLUMNS:
            place = cleaned.get(column.key, "")
            if place and place in seen:
                self.add_error(column.key, f"Cột này đã chọn cho “{seen[place]}”.")
            elif place:
                seen[place] = column.header
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        return {column.key: int(place) for column in COLUMNS if (place := self.cleaned_data[column.key])}


def _places(trader_list: TraderList, samples: list[list[str]]) -> range:
    return range(max([len(trader_list.header), *map(len, samples)], default=0))


def _name(header: list[str], samples: list[list[str]], place: int) -> str:
    """A column by its header and what stands first in it."""
    title = header[place] if place < len(header) and header[place] else UNNAMED.format(letter=_letter(place))
    example = next((row[place] for row in samples if place < len(row) and row[place]), "")
    return f"{title} (ví dụ: {example[:30]})" if example else title


def _letter(place: int) -> str:
    """The column's letter in a spreadsheet."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class QuestionsForm(forms.Form):
    """One question a split ward or unknown line of goods; an answer holds for the whole list."""

    def __init__(self, *args: Any, trader_list: TraderList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = trader_list.choices.get("asked", [])
        lines = [(str(line.pk), line.name) for line in GoodsLine.objects.filter(children__isnull=True)]
        among = {pk for question in self.asked for pk in question["among"]}
        wards = dict(Ward.objects.filter(pk__in=among).values_list("pk", "full_name"))
        for number, question in enumerate(self.asked):
            is_ward = question["kind"] == "wards"
            offered = [(str(pk), wards[pk]) for pk in question["among"]] if is_ward else [("0", "Để trống"), *lines]
            self.fields[f"q{number}"] = forms.ChoiceField(
                label=_question(question),
                help_text="Địa chỉ: " + "; ".join(question["addresses"]) if question["addresses"] else "",
                required=False,
                choices=[("", "Chưa chọn"), *offered],
            )

    @property
    def answers(self) -> dict[str, dict[str, int]]:
        told: dict[str, dict[str, int]] = {}
        for number, question in enumerate(self.asked):
            if answer := self.cleaned_data[f"q{number}"]:
                told.setdefault(question["kind"], {})[question["key"]] = int(answer)
        return told


def _question(question: dict[str, Any]) -> str:
    if question["kind"] == "wards":
        return f"“{question['text']}” ({question['rows']} dòng) nay thuộc phường, xã nào?"
    return f"“{question['text']}” ({question['rows']} dòng) là ngành hàng nào?"


class DecisionForm(forms.Form):
    """What becomes of one row: ``update:<id>``, ``fold``, ``create`` or ``skip``."""

    choice = forms.RegexField(
        r"^(update:\d+|fold|create|skip)$", error_messages={"required": "Chọn một cách xử lý.", "invalid": "Chọn lại."}
    )

    @property
    def decision(self) -> tuple[RowDecision, int | None]:
        word, _, pk = self.cleaned_data["choice"].partition(":")
        kinds = {"create": RowDecision.CREATE, "skip": RowDecision.SKIP}
        return kinds.get(word, RowDecision.UPDATE), int(pk) if pk else None


class DecideAllForm(forms.Form):
    """One decision for all undecided rows that match in one way."""

    match = forms.ChoiceField(choices=MatchKind)
    decision = forms.ChoiceField(choices=[(RowDecision.UPDATE, ""), (RowDecision.SKIP, "")])

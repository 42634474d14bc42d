"""What staff do with one person of a run, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done with an enrolment: the button's words, and whether a reason has to be given."""

    label: str
    is_reasoned: bool = True
    kind: str = "secondary"


DEEDS: dict[str, Deed] = {
    "nhan": Deed("Nhận chỗ giúp", is_reasoned=False, kind="primary"),
    "khong": Deed("Không nhận giúp", is_reasoned=False),
    "dau": Deed("Đưa lên đầu danh sách chờ"),
    "cuoi": Deed("Đưa xuống cuối danh sách chờ"),
    "phep": Deed("Ghi vắng có lý do"),
    "huy": Deed("Hủy giúp theo lời người học", is_reasoned=False),
    "go": Deed("Gỡ khỏi lớp", kind="danger"),
}


class DeedForm(forms.Form):
    """One deed, with the reason that the person and those behind them may read."""

    ly_do = forms.CharField(
        label="Lý do",
        required=False,
        max_length=200,
        help_text="Cần ghi khi gỡ, đổi thứ tự, ghi vắng có lý do. Người học đọc được; tên bạn được ghi kèm.",
    )
    viec = forms.ChoiceField(
        label="Việc",
        choices=[(key, deed.label) for key, deed in DEEDS.items()],
        error_messages={"required": "Chọn một việc.", "invalid_choice": "Việc này không làm được."},
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        deed = DEEDS.get(cleaned.get("viec", ""))
        if deed and deed.is_reasoned and not cleaned.get("ly_do"):
            self.add_error("ly_do", "Ghi lý do để người học và người sau hiểu.")
        return cleaned

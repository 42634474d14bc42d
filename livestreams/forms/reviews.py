"""What a person decides about things that wait: the forms name rows as they stand on the page.

An order is named ``<account id>:<order number>``, a product ``<account id>:<line key>``. Only rows that
still wait are taken, so that a page left open for an hour undoes nobody's decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from livestreams.enums import LineStatus, ReturnKind, WordKind
from livestreams.models import LiveRow, LiveSession, StatusWord
from traders.models import ShopAccount, Trader

if TYPE_CHECKING:
    from django.http import QueryDict

    from livestreams.queries.reviews import Rows, Scope

STATUS_MEANINGS = [(status.value, status.label) for status in LineStatus if status != LineStatus.UNKNOWN]
RETURN_MEANINGS = [(kind.value, kind.label) for kind in ReturnKind if kind not in {ReturnKind.NONE, ReturnKind.UNKNOWN}]
NO_SESSION = "khong"
ALL_NEEDS_FILTER = "Muốn làm cho tất cả, hãy lọc theo một file hoặc một tài khoản trước."
GONE = "Các dòng đã chọn không còn chờ nữa: có người đã xử lý. Hãy xem lại danh sách."


class MeaningForm(forms.Form):
    """What an unknown word means."""

    word = forms.ModelChoiceField(
        StatusWord.objects.filter(meaning=""),
        label="Từ trong file",
        error_messages={"invalid_choice": "Từ này đã được gán nghĩa.", "required": "Chọn một từ."},
    )
    meaning = forms.ChoiceField(
        label="Nghĩa",
        choices=[*STATUS_MEANINGS, *RETURN_MEANINGS],
        error_messages={"required": "Chọn nghĩa của từ."},
    )

    def clean(self) -> dict[str, Any]:
        """A word of one kind cannot have a meaning of the other."""
        cleaned = super().clean() or self.cleaned_data
        word, meaning = cleaned.get("word"), cleaned.get("meaning")
        if word and meaning and meaning not in dict(meanings_of(word.kind)):
            self.add_error("meaning", "Nghĩa này không dùng cho loại từ này.")
        return cleaned


def meanings_of(kind: str) -> list[tuple[str, str]]:
    """What a word of ``kind`` may mean, as choices."""
    return STATUS_MEANINGS if kind == WordKind.STATUS else RETURN_MEANINGS


class PickForm(forms.Form):
    """Rows picked from a list by tick, by the button beside one, or all of a narrowed list.

    ``picked`` maps an account to the numbers or keys picked of it; ``line_count`` is how many lines follow.
    """

    key_column = "order_no"

    def __init__(self, data: QueryDict, *, scope: Scope, rows: Rows) -> None:
        super().__init__(data)
        self.scope = scope
        self.rows = rows
        self.ticked = data.getlist("chon")
        self.takes_all = "tat-ca" in data
        self.picked: Mapping[ShopAccount, list[str]] = {}
        self.line_count = 0

    def clean(self) -> dict[str, Any]:
        """Find the picked rows among those that wait, of accounts that the person manages."""
        cleaned = super().clean() or self.cleaned_data
        if self.takes_all and not self.scope.is_narrow:
            raise forms.ValidationError(ALL_NEEDS_FILTER)
        if not self.takes_all and not self.ticked:
            raise forms.ValidationError("Đánh dấu ít nhất một dòng trong danh sách.")
        self._pick(list(self.rows) if self.takes_all else self._ticked_rows())
        return cleaned

    def _ticked_rows(self) -> list[dict[str, Any]]:
        names = [name.partition(":") for name in self.ticked]
        wanted = {(int(account), key) for account, _, key in names if account.isdecimal()}
        column = self.key_column
        waiting = self.rows.filter(**{f"{column}__in": {key for _, key in wanted}})
        return [row for row in waiting if (row["account_id"], row[column]) in wanted]

    def _pick(self, rows: list[dict[str, Any]]) -> None:
        managed = ShopAccount.objects.managed_by(self.scope.user)
        accounts = managed.select_related("market").in_bulk({row["account_id"] for row in rows})
        picked: dict[ShopAccount, list[str]] = defaultdict(list)
        for row in rows:
            if row["account_id"] in accounts:
                picked[accounts[row["account_id"]]].append(row[self.key_column])
                self.line_count += row["lines"]
        if not picked:
            raise forms.ValidationError(GONE)
        self.picked = picked


class PlaceOrdersForm(PickForm):
    """The session of the picked orders; ``khong`` says that they belong to none."""

    phien = forms.CharField(label="Phiên", required=False)

    def clean_phien(self) -> LiveSession | None:
        """The session, None for "no session"."""
        value = self.cleaned_data["phien"]
        if value == NO_SESSION:
            return None
        sessions = LiveSession.objects.managed_by(self.scope.user)
        session = sessions.filter(pk=value).first() if value.isdecimal() else None
        if session is None:
            raise forms.ValidationError("Chọn một phiên của chợ, hoặc “Không thuộc phiên nào”.")
        return session


class HoldForm(PickForm):
    """Whether the picked orders count beside those of the same number on a platform."""

    tinh = forms.TypedChoiceField(
        label="Quyết định",
        choices=[("co", "Tính"), ("khong", "Không tính")],
        coerce=lambda value: value == "co",
        error_messages={"required": "Chọn tính hay không tính.", "invalid_choice": "Chọn tính hay không tính."},
    )


class ProductsForm(PickForm):
    """Whose the picked products are."""

    key_column = "line_key"
    tieu_thuong = forms.ModelChoiceField(
        Trader.objects.none(),
        label="Tiểu thương",
        error_messages={
            "required": "Tìm rồi chọn tiểu thương bán các mặt hàng này.",
            "invalid_choice": "Chọn một tiểu thương của chợ.",
        },
    )

    def __init__(self, data: QueryDict, *, scope: Scope, rows: Rows) -> None:
        super().__init__(data, scope=scope, rows=rows)
        _offer(self.fields["tieu_thuong"], Trader.objects.managed_by(scope.user))

    def clean(self) -> dict[str, Any]:
        """A trader sells through accounts of their own market."""
        cleaned = super().clean()
        trader = cleaned.get("tieu_thuong")
        if trader and any(account.market_id != trader.market_id for account in self.picked):
            self.add_error("tieu_thuong", "Tiểu thương này ở chợ khác với tài khoản bán hàng.")
        return cleaned


class MatchForm(forms.Form):
    """The session that a row of a LIVE report is about."""

    row = forms.ModelChoiceField(
        LiveRow.objects.none(),
        label="Buổi phát",
        error_messages={"invalid_choice": GONE, "required": "Chọn một dòng."},
    )
    session = forms.ModelChoiceField(
        LiveSession.objects.none(),
        label="Phiên",
        error_messages={"required": "Chọn phiên của dòng này.", "invalid_choice": "Chọn một phiên của chợ."},
    )

    def __init__(self, data: QueryDict, *, scope: Scope) -> None:
        super().__init__(data, auto_id=False)
        managed = ShopAccount.objects.managed_by(scope.user)
        _offer(self.fields["row"], scope.live_rows().filter(account__in=managed))
        _offer(self.fields["session"], LiveSession.objects.managed_by(scope.user))


def _offer(field: Any, rows: QuerySet[Any]) -> None:
    field.queryset = rows

"""What the list of people who have not gone live is narrowed to, and whom to invite where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from ecommerce_stats.forms import PlainSelect
from ecommerce_stats.queries.never_live import BY_MARKET, BY_NAME, LONGEST, NeverLiveFilter, Target, never_live
from portal.accounts.roles import Action
from traders.models import Market
from training.models import Course

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.accounts.models import User


class NeverLiveFilterForm(forms.Form):
    """Words, market, course and order; what cannot be read narrows nothing."""

    tim = forms.CharField(label="Tìm tên, số điện thoại, mã sạp", required=False, max_length=60)
    cho = forms.ChoiceField(label="Chợ", required=False, widget=PlainSelect)
    khoa = forms.ChoiceField(label="Khóa", required=False, widget=PlainSelect)
    xep = forms.ChoiceField(
        label="Xếp theo",
        required=False,
        choices=[(LONGEST, "Lâu nhất trước"), (BY_NAME, "Tên"), (BY_MARKET, "Chợ")],
        widget=PlainSelect,
    )

    def __init__(self, query: Mapping[str, str], *, user: User) -> None:
        super().__init__({name: query.get(name) for name in ("tim", "cho", "khoa", "xep")})
        self.markets = {row.slug: row for row in Market.objects.managed_by(user, Action.ENROL_OTHERS).order_by("name")}
        learned = Course.objects.filter(runs__enrolments__trader__in=never_live(user).values("pk"))
        self.courses = {str(row.pk): row for row in learned.distinct().order_by("title")}
        self._offer("cho", [("", "Mọi chợ"), *((slug, row.name) for slug, row in self.markets.items())])
        self._offer("khoa", [("", "Mọi khóa"), *((key, row.title) for key, row in self.courses.items())])
        if len(self.markets) == 1:
            del self.fields["cho"]
        self.is_valid()

    @property
    def narrow(self) -> NeverLiveFilter:
        chosen = self.cleaned_data
        market, course = self.markets.get(chosen.get("cho") or ""), self.courses.get(chosen.get("khoa") or "")
        return NeverLiveFilter(words=chosen.get("tim") or "", market=market, course=course)

    @property
    def order(self) -> str:
        return str(self.cleaned_data.get("xep") or LONGEST)

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class StartInviteForm(forms.Form):
    """Where to (``toi``) and whom: the ticked ones, or the one of the button pressed."""

    toi = forms.ChoiceField(label="Mời vào", widget=PlainSelect, error_messages={"required": "Chọn lớp hoặc phiên."})
    chon = forms.TypedMultipleChoiceField(coerce=int, required=False)
    mot = forms.IntegerField(required=False)

    def __init__(self, posted: Any, *, targets: Sequence[Target]) -> None:
        super().__init__(posted)
        kinds: dict[str, list[tuple[str, str]]] = {}
        for target in targets:
            kinds.setdefault(target.kind, []).append((target.value, target.label))
        where, whom = self.fields["toi"], self.fields["chon"]
        assert isinstance(where, forms.ChoiceField)
        assert isinstance(whom, forms.ChoiceField)
        where.choices = list(kinds.items())
        ticked = posted.getlist("chon") if posted is not None else []
        whom.choices = [(value, value) for value in ticked if value.isdecimal()]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be meant."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("chon") and not cleaned.get("mot"):
            self.add_error(None, "Đánh dấu ít nhất một người, hoặc bấm Mời ở dòng của người ấy.")
        return cleaned

    @property
    def people(self) -> list[int]:
        return [self.cleaned_data["mot"]] if self.cleaned_data.get("mot") else self.cleaned_data["chon"]

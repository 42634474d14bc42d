"""A run as its people type it: who, where, how many, when enrolment is open, by which rules places are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from portal.accounts.roles import Action, Role
from traders.models import Market
from training.actions.runs import MeetingPlan, RulePlan, RunPlan
from training.enums import RuleKind, RunKind
from training.forms.fields import ChoicesField, LineField, MomentField
from training.models import Course, CourseRun
from training.queries.runs import trainers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.accounts.models import User
    from training.models import PriorityRule

USUAL_PLACES = 30


class RunForm(forms.ModelForm[CourseRun]):
    """A run of a course that is given; meetings and rules of single markets stand in rows beside it."""

    trainers = ChoicesField(trainers(), label="Giảng viên", required=False)
    enrol_opens_at = MomentField(label="Mở đăng ký lúc", required=False, help_text="Bỏ trống: mở ngay.")
    enrol_closes_at = MomentField(
        label="Đóng đăng ký lúc", required=False, help_text="Bỏ trống: đóng khi buổi đầu bắt đầu."
    )
    limit = forms.IntegerField(
        label="Mỗi chợ tối đa mấy chỗ", required=False, min_value=1, help_text="Bỏ trống: không giới hạn."
    )
    untrained_first = forms.BooleanField(
        label="Người chưa học lần nào được nhận trước", required=False,
        help_text="Người đã học vào danh sách chờ tới giờ dưới đây, rồi nhận chỗ còn trống.",
    )  # fmt: skip
    untrained_until = MomentField(label="Ưu tiên người chưa học tới", required=False)
    no_shows = forms.IntegerField(
        label="Người vắng không báo từ mấy lần thì xếp sau", required=False, min_value=1,
        help_text="Bỏ trống: không xét.",
    )  # fmt: skip
    no_show_days = forms.IntegerField(
        label="Tính trong bao nhiêu ngày gần đây", required=False, min_value=1, initial=180
    )
    kept_until = MomentField(
        label="Giữ chỗ dành riêng tới", required=False, help_text="Sau giờ này chỗ còn trống dành cho mọi người."
    )

    class Meta:
        model = CourseRun
        fields = (
            "title", "kind", "market", "place", "online_link", "trainers", "organisers", "capacity", "enrol_opens_at",
            "enrol_closes_at", "markets", "offer_hours", "cancel_hours", "note",
        )  # fmt: skip
        field_classes = {"organisers": ChoicesField, "markets": ChoicesField, "title": LineField, "place": LineField}
        widgets = {
            "organisers": forms.CheckboxSelectMultiple, "markets": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 4}),
        }  # fmt: skip
        error_messages = {
            "title": {"required": "Đặt tên cho lớp."}, "capacity": {"required": "Ghi số chỗ."},
            "market": {"required": "Chọn chợ."},
        }  # fmt: skip

    HEAD = ("title", "kind", "market", "place", "online_link", "trainers", "organisers")
    ENROLMENT = ("capacity", "enrol_opens_at", "enrol_closes_at", "markets", "offer_hours", "cancel_hours", "note")
    RULES = ("limit", "untrained_first", "untrained_until", "no_shows", "no_show_days")

    def __init__(self, *args: Any, user: User, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course
        own = Market.objects.managed_by(user, Action.EDIT_RUNS).filter(ward__province=course.city_id)
        self._offer("market", own.order_by("name_order"))
        self._offer("markets", Market.objects.filter(ward__province=course.city_id).order_by("name_order"))
        self.fields["market"].required = user.role == Role.MARKET_MANAGER
        if user.role != Role.MARKET_MANAGER:
            self.fields["market"].empty_label = "Không ở chợ nào"  # type: ignore[attr-defined] # a ModelChoiceField
        self._offer("trainers", trainers())
        for name in ("organisers", "markets"):
            self.fields[name].required = False

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined] # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("untrained_first")
            and not cleaned.get("untrained_until")
            and "untrained_until" not in self.errors
        ):
            self.add_error("untrained_until", "Ghi ưu tiên tới ngày giờ nào.")
        if cleaned.get("no_shows") and not cleaned.get("no_show_days"):
            self.add_error("no_show_days", "Ghi tính trong bao nhiêu ngày.")
        if not cleaned.get("enrol_opens_at"):
            cleaned["enrol_opens_at"] = self._opens_now()
        return cleaned

    def _opens_now(self) -> dt.datetime:
        """Where no time was typed: as it was, for a new run now."""
        return self.instance.enrol_opens_at if self.instance.pk else timezone.now().replace(second=0, microsecond=0)

    def settle_closing(self, meetings: Sequence[MeetingPlan]) -> None:
        """Before checking: where no time was typed, enrolment closes when the first of ``meetings`` starts."""
        self.first_meeting = meetings[0].during.lower if meetings else self.instance.starts_at

    first_meeting: Any = None

    def clean_enrol_closes_at(self) -> Any:
        closes = self.cleaned_data.get("enrol_closes_at") or self.first_meeting
        if not closes:
            raise forms.ValidationError("Thêm buổi đầu, hoặc ghi giờ đóng đăng ký.")
        return closes

    def plan(self, market_rules: Iterable[RulePlan], meetings: Sequence[MeetingPlan] | None) -> RunPlan:
        """Everything beside the run's own row; call it on a valid form."""
        read = self.cleaned_data
        return RunPlan(
            trainers=list(read["trainers"]),
            organisers=list(read["organisers"]),
            markets=list(read["markets"]),
            rules=[*self._rules(), *market_rules],
            meetings=meetings,
        )

    def _rules(self) -> Iterable[RulePlan]:
        read = self.cleaned_data
        if read["limit"]:
            yield RulePlan(RuleKind.MARKET_LIMIT, places=read["limit"])
        if read["untrained_first"]:
            yield RulePlan(RuleKind.UNTRAINED_FIRST, until=read["untrained_until"])
        if read["no_shows"]:
            yield RulePlan(RuleKind.NO_SHOW_LAST, places=read["no_shows"], days=read["no_show_days"])

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.HEAD]

    @property
    def enrolment_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ENROLMENT]

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.RULES]


class MarketRuleForm(forms.Form):
    """What holds for one market: at most so many places, so many that only its board gives."""

    market = forms.ModelChoiceField(Market.objects.none(), label="Chợ", required=False, empty_label="Chọn chợ")
    most = forms.IntegerField(label="Tối đa", required=False, min_value=1)
    kept = forms.IntegerField(label="Dành riêng", required=False, min_value=1)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        markets = Market.objects.filter(ward__province=course.city_id).order_by("name_order")
        self.fields["market"].queryset = markets  # type: ignore[attr-defined] # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_number = cleaned.get("most") or cleaned.get("kept")
        if has_number and not cleaned.get("market"):
            self.add_error("market", "Chọn chợ.")
        if cleaned.get("market") and not has_number and not self.errors:
            self.add_error("most", "Ghi ít nhất một số.")
        return cleaned


class MarketRuleRows(forms.BaseFormSet[MarketRuleForm]):
    """Rules of single markets, each market once."""

    def clean(self) -> None:
        if any(self.errors):
            return
        named = [form.cleaned_data["market"] for form in self.forms if form.cleaned_data.get("market")]
        if len(set(named)) < len(named):
            raise forms.ValidationError("Mỗi chợ chỉ ghi một dòng.")

    @property
    def keeps_places(self) -> bool:
        return any(form.cleaned_data.get("kept") for form in self.forms)

    def rules(self, kept_until: Any) -> Iterable[RulePlan]:
        """Call it on a valid set; ``kept_until`` is when boards give back what they did not use."""
        for form in self.forms:
            read = form.cleaned_data
            if read.get("most"):
                yield RulePlan(RuleKind.MARKET_LIMIT, market=read["market"], places=read["most"])
            if read.get("kept"):
                yield RulePlan(RuleKind.BOARD_QUOTA, market=read["market"], places=read["kept"], until=kept_until)


RULE_PREFIX = "cho-rieng"
BLANK_ROWS = 2
MarketRuleFormSet = forms.formset_factory(MarketRuleForm, formset=MarketRuleRows, extra=BLANK_ROWS, max_num=60)


def initial_of_rules(rules: Iterable[PriorityRule]) -> dict[str, Any]:
    """The rules of a run as the fields of ``RunForm`` that would make them."""
    found: dict[str, Any] = {}
    for rule in rules:
        match rule.kind:
            case RuleKind.MARKET_LIMIT if rule.market_id is None:
                found["limit"] = rule.places
            case RuleKind.UNTRAINED_FIRST:
                found |= {"untrained_first": True, "untrained_until": rule.until}
            case RuleKind.NO_SHOW_LAST:
                found |= {"no_shows": rule.places, "no_show_days": rule.days}
            case RuleKind.BOARD_QUOTA:
                found["kept_until"] = rule.until
    return found


def market_rows(rules: Iterable[PriorityRule]) -> list[dict[str, Any]]:
    """The rules of single markets as rows."""
    rows: dict[int, dict[str, Any]] = {}
    for rule in rules:
        if rule.market_id is not None:
            name = "kept" if rule.kind == RuleKind.BOARD_QUOTA else "most"
            rows.setdefault(rule.market_id, {"market": rule.market_id})[name] = rule.places
    return list(rows.values())


def usual(course: Course, markets: Sequence[Market]) -> dict[str, Any]:
    """What a new run begins with: its course's title and organisers, the only market of who opens it."""
    only = markets[0] if len(markets) == 1 else None
    return {
        "title": f"{course.title} – {only.name}"[:160] if only else course.title,
        "kind": RunKind.CLASS,
        "market": only.pk if only else None,
        "organisers": [organiser.pk for organiser in course.organisers.all()],
        "capacity": USUAL_PLACES,
    }


def typed(form: RunForm, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into ``form``, right or wrong, to be shown again without a word."""
    assert isinstance(sent, QueryDict)
    many = {"trainers", "organisers", "markets"}
    return {name: sent.getlist(name) if name in many else sent.get(name, "") for name in form.fields}


def rule_rows_typed(sent: QueryDict) -> list[dict[str, Any]]:
    """The rows of single markets as they were typed."""
    total = sent.get(f"{RULE_PREFIX}-TOTAL_FORMS", "")
    count = min(int(total), 60) if total.isascii() and total.isdigit() else 0
    rows = [
        {name: sent.get(f"{RULE_PREFIX}-{n}-{name}", "") for name in ("market", "most", "kept")} for n in range(count)
    ]
    return [row for row in rows if any(row.values())]

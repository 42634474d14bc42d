"""What the organisation answers to registrations, one by one and many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from traders.enums import ApplicationState, StallAnswer
from traders.models import Market, Trader, TraderApplication
from traders.queries.applications import Case, applications_for

if TYPE_CHECKING:
    from django.http import QueryDict

    from portal.accounts.models import User
    from traders.models.applications import ApplicationQuerySet

ACCEPT, ASK_BACK, REFUSE = "nhan", "hoi-lai", "tu-choi"
NEW = "moi"
STATES = {
    "cho": ApplicationState.WAITING,
    "hoi": ApplicationState.ASKED_BACK,
    "nhan": ApplicationState.ACCEPTED,
    "tu-choi": ApplicationState.REFUSED,
}
"""As they stand in addresses."""


class QueueForm(forms.Form):
    """Which applications are listed: of one state, of one market, whose name or stall is this."""

    xem = forms.ChoiceField(choices=[(name, name) for name in STATES], required=False)
    cho = forms.ModelChoiceField(Market.objects.none(), to_field_name="slug", required=False, label="Chợ")
    tim = forms.CharField(label="Tên hoặc mã sạp", required=False, max_length=80)

    def __init__(self, data: Any, *, user: User, markets: Any) -> None:
        super().__init__(data)
        self.user = user
        self.fields["cho"].queryset = markets  # type: ignore[attr-defined] # a ModelChoiceField

    @property
    def view(self) -> str:
        return self.cleaned_data.get("xem") or "cho"

    def applications(self) -> ApplicationQuerySet:
        """Those listed; none when the address makes no sense, never all."""
        if not self.is_valid():
            return TraderApplication.objects.none()
        market, words = self.cleaned_data["cho"], self.cleaned_data["tim"]
        return applications_for(self.user, state=STATES[self.view], market=market, search=words)


class ManyForm(forms.Form):
    """One answer to the ticked applications, or to all of the list whose number was shown."""

    viec = forms.ChoiceField(
        choices=[(ACCEPT, "Nhận"), (ASK_BACK, "Hỏi lại"), (REFUSE, "Từ chối")],
        error_messages={"required": "Chọn việc cần làm."},
    )
    ly_do = forms.CharField(label="Lý do, hoặc điều cần bổ sung", required=False, max_length=300)
    tat_ca = forms.IntegerField(required=False, min_value=1)

    def __init__(self, sent: QueryDict, *, listed: ApplicationQuerySet) -> None:
        super().__init__(sent)
        self.sent = sent
        self.listed = listed.filter(state=ApplicationState.WAITING)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("viec") in {ASK_BACK, REFUSE} and not cleaned.get("ly_do", "").strip():
            self.add_error("ly_do", "Ghi lý do để người đăng ký biết phải làm gì.")
        self.chosen = self._chosen(cleaned.get("tat_ca"))
        return cleaned

    def _chosen(self, number: int | None) -> list[TraderApplication]:
        if number is not None:
            chosen = list(self.listed)
            if len(chosen) != number:
                raise ValidationError(f"Danh sách vừa thay đổi: nay có {len(chosen)} hồ sơ. Xem lại rồi chọn.")
            return chosen
        ticked = [pk for pk in self.sent.getlist("chon") if pk.isdecimal() and len(pk) < 19]
        chosen = list(self.listed.filter(pk__in=ticked)) if ticked else []
        if not chosen:
            raise ValidationError("Chưa chọn hồ sơ nào. Hãy đánh dấu ít nhất một hồ sơ.")
        return chosen


class DecisionForm(forms.Form):
    """The answer to one application, after a look at who is alike, who holds the stall and who else wants it."""

    viec = forms.ChoiceField(choices=ManyForm.base_fields["viec"].choices)  # type: ignore[attr-defined] # a ChoiceField
    nguoi = forms.ChoiceField(label="Đây là ai?", required=False, widget=forms.RadioSelect)
    sap = forms.ChoiceField(label="Sạp", required=False, widget=forms.RadioSelect)
    doi_thu = forms.CharField(required=False)
    ly_do = forms.CharField(
        label="Lý do, hoặc điều cần bổ sung", required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any, *, case: Case) -> None:
        super().__init__(data)
        self.case = case
        people = [(str(double.trader.pk), f"Là {double.trader.name} đã có trong danh sách") for double in case.doubles]
        self.fields["nguoi"].choices = [*people, (NEW, "Người mới")]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["sap"].choices = self._stall_choices()  # type: ignore[attr-defined] # a ChoiceField

        what = ACCEPT if data is None else data.get("viec")
        reasons = {None, ASK_BACK, REFUSE} if data is not None else {ACCEPT}
        self._require("nguoi", "Chọn đây là người đã có hay người mới.", if_so=what == ACCEPT and bool(case.doubles))
        is_contested = bool(case.holder or case.rivals)
        self._require("sap", "Chọn xem sạp thuộc ai.", if_so=what == ACCEPT and is_contested)
        self._require("ly_do", "Ghi lý do để người đăng ký biết phải làm gì.", if_so=what in reasons)

    def _require(self, name: str, message: str, *, if_so: bool) -> None:
        """What an answer needs; before there is one, what the answer beside the field will need."""
        self.fields[name].required = if_so
        self.fields[name].error_messages["required"] = message

    @property
    def trader(self) -> Trader | None:
        """Who the applicant is, when they are in the register."""
        chosen = self.cleaned_data.get("nguoi")
        return next((double.trader for double in self.case.doubles if str(double.trader.pk) == chosen), None)

    @property
    def stall(self) -> str:
        return self.cleaned_data.get("sap") or StallAnswer.GIVE

    @property
    def rivals(self) -> list[int]:
        """The applications that the person was shown as losing the stall."""
        return [int(pk) for pk in self.cleaned_data.get("doi_thu", "").split(",") if pk.isdecimal()]

    def _stall_choices(self) -> list[tuple[str, str]]:
        code = self.case.application.stall_code
        if not code:
            return []
        give = (StallAnswer.TAKE, f"Lấy sạp {code} của {self.case.holder} từ hôm nay, giao cho người này")
        if self.case.holder is None:
            give = (StallAnswer.GIVE, f"Giao sạp {code} cho người này")
        keep = (StallAnswer.GIVE, f"Sạp {code} vẫn của người này")
        mine = [keep] if any(double.trader == self.case.holder for double in self.case.doubles) else []
        return [*mine, give, (StallAnswer.LEAVE, "Nhận người, chưa xếp sạp")]

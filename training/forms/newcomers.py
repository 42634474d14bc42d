"""What somebody types who enrols and registers in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.privacy.enums import ConsentPurpose
from portal.privacy.forms import ConsentForm
from traders import words
from traders.forms.registration import DetailsForm
from training.enums import Audience

if TYPE_CHECKING:
    from traders.models import Market
    from training.models import CourseRun

ASKED = (ConsentPurpose.TRAINING, ConsentPurpose.MESSAGES)
"""Consents that matter to somebody who enrols; the others are asked for on the page of the own data."""


class NewTraderForm(DetailsForm):
    """Name, market, stall code: the rest of a registration can be added later."""

    def __init__(self, *args: Any, run: CourseRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["goods_line"]
        self.own_markets = list(run.markets.select_related("ward").order_by("name_order"))
        if self.own_markets:
            self.fields["market"].queryset = run.markets.all()  # type: ignore[attr-defined] # a ModelChoiceField
            self.fields["market"].error_messages["required"] = "Chọn chợ bạn bán."
            self.fields["market"].required = True

    def shown_markets(self) -> list[Market]:
        """The markets that the run is for; where it is for all, those that what was typed may mean."""
        return self.own_markets or super().shown_markets()


class NewCreatorForm(forms.Form):
    """A KOL or KOC has no market; a name is enough."""

    name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Ghi họ và tên của bạn."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def typed(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"]}


type NewcomerForm = NewTraderForm | NewCreatorForm


def newcomer_form(data: Any, *, run: CourseRun, initial: dict[str, Any]) -> NewcomerForm:
    """The form that fits the run's audience."""
    if run.course.audience == Audience.CREATORS:
        return NewCreatorForm(data, initial=initial)
    return NewTraderForm(data, run=run, initial=initial)


def consent_form(data: Any) -> ConsentForm:
    """Only the boxes of ``ASKED``; nobody has to tick any."""
    return ConsentForm(data, given={purpose.value for purpose in ConsentPurpose if purpose not in ASKED})

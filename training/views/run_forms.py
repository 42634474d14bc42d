"""The form of a run with its rows of meetings and rules: made of a request, checked as one, saved as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from portal.accounts.roles import Action
from traders.models import Market
from training.actions.runs import MeetingPlan, RunPlan, change_run, make_run
from training.enums import RunState
from training.forms import meetings, runs
from training.models import Course, CourseRun
from training.queries.room_clashes import room_clashes

if TYPE_CHECKING:
    from django.http import QueryDict

    from portal.accounts.models import User

ADD_ROW = "them-buoi"
"""The button that wants one more row for a meeting instead of saving."""


@dataclass(slots=True)
class RunForms:
    """``meetings`` is None for an announced run, whose meetings are moved one by one. ``clashes`` wait for a tick."""

    run: runs.RunForm
    rules: Any
    meetings: Any
    clashes: Sequence[str] = ()

    def is_valid(self) -> bool:
        """Check all of it, so that everything to be put right is shown at once."""
        has_meetings = self.meetings is None or self.meetings.is_valid()
        self.run.settle_closing(self.plans or [])
        is_whole = all([has_meetings, self.run.is_valid(), self.rules.is_valid()])
        if is_whole and self.rules.keeps_places and not self.run.cleaned_data["kept_until"]:
            self.run.add_error("kept_until", "Ghi giữ chỗ dành riêng tới ngày giờ nào.")
        return is_whole and not self.run.errors

    @property
    def plans(self) -> list[MeetingPlan] | None:
        """The meetings to be, None where they stay; empty while they cannot be read."""
        if self.meetings is None:
            return None
        return self.meetings.plans if self.meetings.is_valid() else []

    def look_for_clashes(self, sent: QueryDict) -> bool:
        """Whether something stands in the way that nobody said to have seen."""
        read, run = self.run.cleaned_data, self.run.instance
        times = [(plan.during, plan.place) for plan in self._meetings_or_own()]
        self.clashes = room_clashes(
            times, trainers=read["trainers"], market=read["market"], place=read["place"], but=run.pk
        )
        return bool(self.clashes) and meetings.SEEN not in sent

    def _meetings_or_own(self) -> list[MeetingPlan]:
        if self.plans is not None:
            return self.plans
        return [MeetingPlan(each.during, each.place) for each in self.run.instance.meetings.filter(state="planned")]

    def save(self, by: User) -> CourseRun:
        """Make the run or change it. Raises TrainingError."""
        rules = self.rules.rules(self.run.cleaned_data["kept_until"])
        plan: RunPlan = self.run.plan(list(rules), self.plans)
        run = self.run.instance
        return change_run(run=run, plan=plan, by=by) if run.pk else make_run(run=run, plan=plan, by=by)


def new_forms(course: Course, user: User, sent: QueryDict | None) -> RunForms:
    """For a run of ``course`` to be: with what is usual, or with what was sent."""
    prefetch_related_objects([course], "organisers")
    own = list(Market.objects.managed_by(user, Action.EDIT_RUNS).filter(ward__province=course.city_id)[:2])
    initial = runs.usual(course, own)
    return _forms(CourseRun(), course, user, sent, initial, [], meetings.one_more([]))


def forms_of(run: CourseRun, user: User, sent: QueryDict | None) -> RunForms:
    """For a run as it is, or with what was sent."""
    rules = list(run.rules.all())
    initial = runs.initial_of_rules(rules)
    rows = meetings.rows_of(run) if run.state == RunState.DRAFT else None
    return _forms(run, run.course, user, sent, initial, runs.market_rows(rules), rows)


def _forms(
    run: CourseRun,
    course: Course,
    user: User,
    sent: QueryDict | None,
    initial: dict[str, Any],
    rule_rows: list[dict[str, Any]],
    rows: list[dict[str, Any]] | None,
) -> RunForms:
    by_course = {"course": course}
    adds = sent is not None and ADD_ROW in sent
    data = None if adds else sent
    form = runs.RunForm(data, instance=run, user=user, course=course, initial=initial)
    if adds and sent is not None:  # shown again as typed, with one more row, and no word about what is missing yet
        form.initial = {**form.initial, **runs.typed(form, sent)}
        rule_rows = runs.rule_rows_typed(sent)
        rows = meetings.one_more(meetings.rows_typed(sent)) if rows is not None else None
    shown = data is None  # what was sent is compared with nothing, so that no row counts as unchanged
    rules = runs.MarketRuleFormSet(
        data, initial=rule_rows if shown else None, prefix=runs.RULE_PREFIX, form_kwargs=by_course
    )
    if rows is None:
        return RunForms(form, rules, None)
    return RunForms(form, rules, meetings.MeetingFormSet(data, initial=rows if shown else None, prefix=meetings.PREFIX))

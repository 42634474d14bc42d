"""One message to everybody whom a change of a run concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.accounts.models import User
from portal.notifications.actions import notify_many
from training.enums import IS_ON_THE_LIST
from training.models import CourseRun

if TYPE_CHECKING:
    from training.models import RunSeries


def people_of(run: CourseRun) -> Iterable[User]:
    """Who has a place, is offered one or waits for one."""
    return User.objects.filter(enrolments__run=run, enrolments__state__in=IS_ON_THE_LIST).distinct()


def _but(people: Iterable[User], by: User) -> list[User]:
    return [person for person in people if person != by]


def tell_run(run: CourseRun, template: str, values: Mapping[str, str], *, by: User, key: str) -> None:
    """Tell people on the list and trainers, each once, but not who did it."""
    people = _but([*people_of(run), *run.trainers.all()], by)
    link = reverse("run_detail", args=[run.code])
    notify_many(
        people=people, template=template, values_for=lambda _: values, title=run.title, by=by, link=link, key=key
    )


def tell_trainers(run: CourseRun, template: str, values: Mapping[str, str], *, by: User) -> None:
    """Tell the run's trainers, each once for good."""
    notify_many(
        people=_but(run.trainers.all(), by), template=template, values_for=lambda _: values,
        title=run.title, by=by, link=reverse("run_detail", args=[run.code]), key=f"{template}:{run.pk}",
    )  # fmt: skip


def tell_series(
    series: RunSeries,
    template: str,
    people: Iterable[User],
    values_for: Callable[[User], Mapping[str, str]],
    *,
    by: User,
) -> None:
    """One message a person, in however many runs of the series they are."""
    notify_many(
        people=_but(people, by), template=template, values_for=values_for, title=series.title, by=by,
        link=reverse("run_list"), key=f"{template}:{series.pk}",
    )  # fmt: skip

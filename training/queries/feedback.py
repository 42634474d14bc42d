"""What trainees say of runs, never of fewer than five of them.

The rule against small groups. Results are made of groups, and every figure on every page and in every file is a sum
of whole groups, so that no difference of two figures is about fewer than ``FEWEST`` answers:

- A run with ``FEWEST`` answers or more is a group. Smaller runs of one course by the same trainers are put together
  in the order in which they ended until they have enough; what is left over is counted nowhere.
- A run is looked at when its form has closed. Its answers change no more, so that no figure grows by one person's
  answer from one day to the next, and a group once made stays.
- Groups are the same for every reader and on every page. Who may not see all of a group's runs does not see it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Q

from portal.accounts.roles import ALLOWED, CITY_ROLES, Action, Role
from portal.sealing import digest
from traders.models import Market
from training.enums import RunState
from training.feedback_times import closed_before
from training.models import CourseRun, Enrolment, Feedback
from training.queries.attendance import has_attended

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Sequence

    from django.db.models import QuerySet

    from portal.accounts.models import User

FEWEST = 5
GRADES = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were asked and answered; ``counts`` is question by question how often each grade was given."""

    asked: int
    counts: tuple[tuple[int, ...], ...]

    @property
    def answers(self) -> int:
        return sum(self.counts[0])

    @property
    def means(self) -> list[float]:
        """Question by question, 1 to 5."""
        return [sum(map(int.__mul__, GRADES, row)) / self.answers for row in self.counts]

    @property
    def mean(self) -> float:
        """Of all five questions."""
        return sum(self.means) / len(self.means)


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are shown as one; in order of their ends."""

    runs: tuple[CourseRun, ...]
    tally: Tally


def runs_with_feedback_for(user: User) -> QuerySet[CourseRun]:
    """Announced runs whose results this person may read: taught by them, held in their markets, of their city."""
    runs = CourseRun.objects.filter(state=RunState.PUBLISHED)
    if user.role not in ALLOWED[Action.SEE_FEEDBACK]:
        return runs.none()
    if user.role == Role.ADMINISTRATOR:
        return runs
    if user.role in CITY_ROLES:
        return runs.filter(course__city_id=user.city_id)
    if user.role == Role.TRAINER:
        return runs.filter(trainers=user.pk)
    return runs.filter(market__in=Market.objects.managed_by(user, Action.SEE_FEEDBACK))


def groups_for(user: User, *, now: dt.datetime) -> list[Group]:
    """All groups that this person may read, those that ended first first."""
    visible = runs_with_feedback_for(user)
    seen = set(visible.values_list("pk", flat=True))
    courses = set(visible.values_list("course_id", flat=True))
    return [group for group in all_groups(courses, now=now) if seen.issuperset(run.pk for run in group.runs)]


def all_groups(course_ids: Iterable[int], *, now: dt.datetime) -> list[Group]:
    """The groups of these courses, whoever asks."""
    runs = _closed_runs(course_ids, now)
    tallies = tallies_of([run.pk for run in runs])
    rows = ((run, _in_common(run), tallies[run.pk]) for run in runs if run.pk in tallies)
    return [Group(tuple(members), tally) for members, tally in put_together(rows)]


def put_together[T](rows: Iterable[tuple[T, Hashable, Tally]]) -> list[tuple[list[T], Tally]]:
    """Make groups of (run, what they must have in common, answers), in the order given."""
    waiting: defaultdict[Hashable, list[tuple[T, Tally]]] = defaultdict(list)
    groups = []
    for run, key, own in rows:
        small = [] if own.answers >= FEWEST else waiting[key]
        small.append((run, own))
        tally = _sum(each for _, each in small)
        if tally.answers >= FEWEST:
            groups.append(([member for member, _ in small], tally))
            small.clear()
    return groups


def tallies_of(run_ids: Sequence[int]) -> dict[int, Tally]:
    """The answers of each run that has any. Two queries."""
    counted = Feedback.objects.filter(enrolment__run__in=run_ids).values("enrolment__run").annotate(**_grade_counts())
    rows = cast("Iterable[dict[str, Any]]", counted.order_by())  # names of the annotations are put together
    asked = asked_of(run_ids)
    return {
        row["enrolment__run"]: Tally(
            asked.get(row["enrolment__run"], 0),
            tuple(tuple(row[f"{question}_{grade}"] for grade in GRADES) for question in Feedback.GRADES),
        )
        for row in rows
    }


def asked_of(run_ids: Sequence[int]) -> dict[int, int]:
    """How many people of each run are asked: those who attended a meeting."""
    people = Enrolment.objects.filter(has_attended(), run__in=run_ids)
    return {row["run"]: row["n"] for row in people.values("run").annotate(n=Count("pk")).order_by()}


def whole_of(groups: Iterable[Group]) -> Tally | None:
    """The sum of whole groups, None of none."""
    tallies = [group.tally for group in groups]
    return _sum(tallies) if tallies else None


def words_of(groups: Iterable[Group]) -> list[str]:
    """What people wrote, without names, in an order that tells nothing of when or who."""
    runs = [run.pk for group in groups for run in group.runs]
    rows = Feedback.objects.filter(enrolment__run__in=runs).exclude(words="").values_list("pk", "words")
    return [words for _, words in sorted(rows, key=lambda row: digest(f"feedback:{row[0]}"))]


def _closed_runs(course_ids: Iterable[int], now: dt.datetime) -> list[CourseRun]:
    runs = CourseRun.objects.filter(
        course__in=course_ids, state=RunState.PUBLISHED, ends_at__lt=closed_before(now)
    ).select_related("course", "market")
    return list(runs.prefetch_related("trainers").order_by("ends_at", "pk"))


def _in_common(run: CourseRun) -> Hashable:
    return run.course_id, frozenset(trainer.pk for trainer in run.trainers.all())


def _grade_counts() -> dict[str, Count]:
    return {
        f"{question}_{grade}": Count("pk", filter=Q(**{question: grade}))
        for question in Feedback.GRADES
        for grade in GRADES
    }


def _sum(tallies: Iterable[Tally]) -> Tally:
    rows = list(tallies)
    counts = tuple(
        tuple(map(sum, zip(*(row.counts[place] for row in rows), strict=True))) for place in range(len(Feedback.GRADES))
    )
    return Tally(sum(row.asked for row in rows), counts)

"""What trainees say of runs, courses and trainers; what is shown at all, ``training.queries.feedback`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action, Role
from traders.vneid_exports import XLSX
from training.feedback_figures import SHORT, groups_workbook, questions_of
from training.feedback_times import closed_before, last_day
from training.queries.feedback import FEWEST, groups_for, runs_with_feedback_for, tallies_of, whole_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.accounts.permissions import SignedInRequest
    from training.models import Course
    from training.queries.feedback import Group, Tally

may_read = may(Action.SEE_FEEDBACK)


@may_read
@require_safe
def feedback_results(request: SignedInRequest) -> HttpResponse:
    """Courses and trainers with results, best known first."""
    groups = groups_for(request.user, now=timezone.now())
    context = _rule() | {
        "whole": whole_of(groups),
        "courses": _by_course(groups),
        "trainers": _by_trainer(groups, request.user),
    }
    return render(request, "training/feedback_results.html", context)


@may_read
@require_safe
def course_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    """One course over its runs."""
    runs = runs_with_feedback_for(request.user).filter(course=pk).select_related("course")
    first = runs.first()
    if first is None:
        raise Http404
    groups = [each for each in groups_for(request.user, now=timezone.now()) if each.runs[0].course_id == pk]
    return _results(request, first.course.title, "Khóa đào tạo", groups)


@may_read
@require_safe
def trainer_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    """One trainer over their runs; trainers themselves read their own only."""
    run = runs_with_feedback_for(request.user).filter(trainers=pk).first()
    if run is None or (request.user.role == Role.TRAINER and request.user.pk != pk):
        raise Http404
    trainer = run.trainers.get(pk=pk)
    groups = [each for each in groups_for(request.user, now=timezone.now()) if trainer in each.runs[0].trainers.all()]
    return _results(request, trainer.full_name, "Giảng viên", groups)


@may_read
@require_safe
def run_feedback(request: SignedInRequest, code: str) -> HttpResponse:
    """One run, or the group that it was put into; before its form has closed only how many answered."""
    now = timezone.now()
    runs = runs_with_feedback_for(request.user).select_related("course", "market").prefetch_related("trainers")
    run = get_object_or_404(runs, code=code)
    group = next((each for each in groups_for(request.user, now=now) if run in each.runs), None)
    tally = tallies_of([run.pk]).get(run.pk)
    context = _rule() | {
        "run": run,
        "is_closed": run.ends_at is not None and run.ends_at < closed_before(now),
        "last_day": last_day(run),
        "answers": tally.answers if tally else 0,
        "others": [each for each in group.runs if each != run] if group else [],
        "tally": group.tally if group else None,
        "questions": questions_of(group.tally) if group else [],
        "words": words_of([group]) if group else [],
    }
    return render(request, "training/feedback_run.html", context)


@may_read
@require_safe
def feedback_export(request: SignedInRequest) -> FileResponse:
    """Every group that this person may read, as XLSX."""
    file = groups_workbook(groups_for(request.user, now=timezone.now()))
    name = f"gop-y-dao-tao-{timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _results(request: SignedInRequest, title: str, eyebrow: str, groups: list[Group]) -> HttpResponse:
    whole = whole_of(groups)
    context = _rule() | {
        "title": title,
        "eyebrow": eyebrow,
        "groups": groups[::-1],
        "tally": whole,
        "questions": questions_of(whole) if whole else [],
        "words": words_of(groups),
        "short": list(SHORT.values()),
    }
    return render(request, "training/feedback_of.html", context)


def _rule() -> dict[str, Any]:
    return {"fewest": FEWEST}


def _by_course(groups: Iterable[Group]) -> list[tuple[Course, Tally]]:
    by_course: dict[Course, list[Group]] = {}
    for group in groups:
        by_course.setdefault(group.runs[0].course, []).append(group)
    return _sorted((course, rows) for course, rows in by_course.items())


def _by_trainer(groups: Iterable[Group], reader: User) -> list[tuple[User, Tally]]:
    by_trainer: dict[User, list[Group]] = {}
    for group in groups:
        for trainer in group.runs[0].trainers.all():
            if reader.role != Role.TRAINER or trainer == reader:
                by_trainer.setdefault(trainer, []).append(group)
    return _sorted((trainer, rows) for trainer, rows in by_trainer.items())


def _sorted[T](pairs: Iterable[tuple[T, list[Group]]]) -> list[tuple[T, Tally]]:
    """Who has most answers first."""
    rows = [(each, whole) for each, groups in pairs if (whole := whole_of(groups))]
    return sorted(rows, key=lambda row: -row[1].answers)

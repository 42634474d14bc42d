"""Runs that are made together: which ones, when, and what becomes of all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from traders.views.forms import posted
from training.actions import series as actions
from training.actions.runs import title_in
from training.enums import MeetingState, RunState
from training.errors import TrainingError
from training.forms.meetings import ReasonForm
from training.forms.planning import SeriesForm
from training.models import RunSeries
from training.permissions import managed_run
from training.queries.places import places_of_runs
from training.queries.room_clashes import room_clashes
from training.queries.run_checks import missing_of
from training.queries.runs import for_cards, managed_series
from training.views.forms import form_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from training.actions.series import SeriesStep
    from training.models import CourseRun

MAKE = "tao"
"""The button of the preview that makes the runs."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One run of a series to be, with its meetings' times and what else happens then."""

    title: str
    times: list[DateTimeTZRange]
    clashes: list[str]


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_add(request: SignedInRequest, code: str) -> HttpResponse:
    """A form, then all dates to be looked at, then the runs."""
    run = managed_run(request.user, code)
    initial = {"title": run.course.title}
    form = SeriesForm(posted(request), run=run, user=request.user, initial=initial)
    rows: list[PreviewRow] = []
    if form.is_valid():
        rows = list(_preview(run, form.steps))
        if MAKE in request.POST:
            try:
                made = actions.make_series(run=run, steps=form.steps, title=form.cleaned_data["title"], by=request.user)
            except TrainingError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"Đã tạo {len(form.steps)} bản nháp nữa. Xem lại rồi thông báo cả đợt.")
                return redirect("series_detail", made.pk)
    context = {"run": run, "form": form, "rows": rows, "make": MAKE}
    return render(request, "training/series_form.html", context, status=422 if form.is_bound and form.errors else 200)


def _preview(run: CourseRun, steps: Sequence[SeriesStep]) -> Iterator[PreviewRow]:
    meetings, trainers = list(run.meetings.filter(state=MeetingState.PLANNED)), list(run.trainers.all())
    for step in steps:
        shift, market = dt.timedelta(days=step.days), step.market or run.market
        moved = step.market is not None
        times = [DateTimeTZRange(each.during.lower + shift, each.during.upper + shift) for each in meetings]
        clashes = room_clashes(
            [(during, "" if moved else each.place) for during, each in zip(times, meetings, strict=True)],
            trainers=trainers, market=market, place="" if moved else run.place, but=run.pk,
        )  # fmt: skip
        yield PreviewRow(title_in(run, step.market) if step.market else run.title, times, clashes)


@may(Action.EDIT_RUNS)
@require_safe
def series_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """All runs of a series and what is missing before it may be announced."""
    series = _series(request, pk)
    runs = list(for_cards(series.runs.order_by("starts_at", "pk")))
    places = places_of_runs(runs)
    rows = [(run, places[run.pk], missing_of(run) if run.state == RunState.DRAFT else []) for run in runs]
    context = {
        "series": series,
        "rows": rows,
        "draft_count": sum(run.state == RunState.DRAFT for run in runs),
        "open_count": sum(run.state != RunState.CANCELLED and not run.is_over for run in runs),
        "is_ready": not any(missing for _, _, missing in rows),
    }
    return render(request, "training/series_detail.html", context)


@may(Action.EDIT_RUNS)
@require_POST
def series_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    series = _series(request, pk)
    try:
        count = actions.publish_series(series=series, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã thông báo {count} lớp." if count else "Cả đợt đã thông báo từ trước.")
    return redirect("series_detail", pk)


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    series = _series(request, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            count = actions.cancel_series(series=series, reason=form.cleaned_data["reason"], by=request.user)
        except TrainingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã hủy {count} lớp của đợt. Mỗi người nhận một tin.")
            return redirect("run_list")
    note = "Các lớp đã thông báo mà chưa học xong đều hủy, bản nháp bị xóa. Ai ở nhiều lớp cũng chỉ nhận một tin."
    trail = (series.title, reverse("series_detail", args=[pk]))
    return form_page(
        request, form, title="Hủy cả đợt", submit="Hủy cả đợt và báo mọi người", kind="danger", note=note,
        eyebrow=series.title, trail=trail,
    )  # fmt: skip


def _series(request: SignedInRequest, pk: int) -> RunSeries:
    return get_object_or_404(managed_series(request.user), pk=pk)

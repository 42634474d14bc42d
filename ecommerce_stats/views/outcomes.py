"""What came of training: how many still sell, how much more than untrained people, and how far people came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ecommerce_stats import outcome_charts as charts
from ecommerce_stats.actions.asking import ask_for_outcomes
from ecommerce_stats.exports import Export, as_xlsx
from ecommerce_stats.outcome_tables import funnel_table, funnels_table, groups_table, horizons_table, measures_table
from ecommerce_stats.outcome_words import LIMITS, effect_said, funnel_said, still_selling
from ecommerce_stats.queries.outcomes import (
    cell_of,
    funnels_of,
    groups_of,
    horizons_of,
    last_computed,
    outcome_run_of,
    steps_of,
    trainees_of,
)
from ecommerce_stats.views.links import given
from ecommerce_stats.views.outcome_page import Asked, asked_in, link
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.privacy.actions import record_reading
from training.models import CourseRun

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from portal.accounts.permissions import SignedInRequest

WHERE = "Kết quả đào tạo của lớp"


@require_safe
@may(Action.SEE_OUTCOMES)
def outcomes(request: SignedInRequest) -> HttpResponseBase:
    """A city's or a market's people who learned, all or one group of them."""
    if "" in request.GET.values():
        return redirect(link(request.path, given(request)))
    computed = last_computed()
    if computed is None:
        return render(request, "ecommerce_stats/outcomes/none.html", {"recomputes": _may_recompute(request)})
    asked = asked_in(request.path, given(request), request.user, computed)
    sees_never_live = can(request.user, Action.ENROL_OTHERS)
    context = _figures(asked) | {"recomputes": _may_recompute(request), "sees_never_live": sees_never_live}
    if request.GET.get("tai") == "xlsx":
        return _file(asked, "ket-qua-dao-tao", context)
    return render(request, "ecommerce_stats/outcomes/outcomes.html", context)


@require_safe
@may(Action.SEE_OUTCOMES)
def outcome_funnel(request: SignedInRequest) -> HttpResponseBase:
    """From the invitation to 90 days on."""
    if "" in request.GET.values():
        return redirect(link(request.path, given(request)))
    computed = last_computed()
    if computed is None:
        return render(request, "ecommerce_stats/outcomes/none.html", {"recomputes": _may_recompute(request)})
    asked = asked_in(request.path, given(request), request.user, computed)
    del asked.form.fields["sau"]  # the stages have their own days
    steps = steps_of(computed, asked.place)
    table = funnel_table(steps)
    parts = funnels_table(asked.way, asked.heading, funnels_of(computed, asked.place, asked.by)) if asked.ways else None
    context = {
        "asked": asked, "answer": funnel_said(steps), "table": table, "parts": parts,
        "chart": charts.funnel(steps).to_json() if any(step.people for step in steps) else "",
        "xlsx_url": asked.here(tai="xlsx"), "tables": [each for each in (table, parts) if each],
    }  # fmt: skip
    if request.GET.get("tai") == "xlsx":
        return _file(asked, "pheu-dao-tao", context)
    return render(request, "ecommerce_stats/outcomes/funnel.html", context)


@require_safe
@may(Action.SEE_OUTCOMES)
def outcome_run(request: SignedInRequest, code: str) -> HttpResponseBase:
    """One run; its people by name for those who may know them."""
    computed = last_computed()
    run = CourseRun.objects.filter(code=code).select_related("course", "market").first()
    if computed is None or run is None:
        raise Http404
    asked = asked_in(request.path, given(request), request.user, computed, run=run)
    if not outcome_run_of(code, asked.place):
        raise Http404
    context = _figures(asked) | {"run": run, "trainees": []}
    if can(request.user, Action.SEE_TRAINEES):
        context["trainees"] = trainees_of(computed, run, request.user, asked.days)
        people = [trainee.trader.user_id for trainee in context["trainees"]]
        record_reading(people=people, reader=request.user, what="bán được gì sau khi học", where=f"{WHERE} {run}")
    if request.GET.get("tai") == "xlsx":
        return _file(asked, f"ket-qua-{run.code}", context)
    return render(request, "ecommerce_stats/outcomes/run.html", context)


@require_POST
@may(Action.SEE_OPERATIONS)
def outcomes_compute(request: SignedInRequest) -> HttpResponse:
    """Have everything worked out now instead of tonight."""
    ask_for_outcomes()
    messages.success(request, "Đang tính lại. Vài giây tới một phút nữa, tải lại trang sẽ thấy số mới.")
    return redirect("outcomes")


def _may_recompute(request: SignedInRequest) -> bool:
    return can(request.user, Action.SEE_OPERATIONS)


def _figures(asked: Asked) -> dict[str, Any]:
    """Answer, figures, pictures and tables of a place."""
    cell = cell_of(asked.computed, asked.place, asked.days)
    horizons = horizons_of(asked.computed, asked.place)
    groups = groups_of(asked.computed, asked.place, asked.by, asked.days) if asked.ways else []
    estimate = cell.by_measure.get("value") if cell else None
    over_time, over_groups = charts.effects_of_horizons(horizons), charts.effects_of_groups(groups)
    measures = measures_table(cell) if cell and cell.compared else None
    parts = groups_table(asked.way, asked.heading, groups, asked.days, asked.of_group) if asked.ways else None
    over = horizons_table(horizons)
    return {
        "asked": asked,
        "cell": cell,
        "answer": still_selling(cell, asked.days),
        "effect": effect_said(estimate) if cell and cell.people else "",
        "horizons": over,
        "horizons_chart": over_time.to_json() if over_time else "",
        "measures": measures,
        "parts": parts,
        "parts_chart": over_groups.to_json() if over_groups else "",
        "parts_height": _height(sum(group.estimate is not None for group in groups)),
        "limits": LIMITS,
        "xlsx_url": asked.here(tai="xlsx"),
        "funnel_url": link(reverse("outcome_funnel"), {name: asked.query[name] for name in ("cho", "nhom")}),
        "tables": [table for table in (over, measures, parts) if table],
    }


def _height(points: int) -> str:
    if points > 8:
        return "tall"
    return "medium" if points > 3 else "short"


def _file(asked: Asked, name: str, context: dict[str, Any]) -> HttpResponseBase:
    """The tables of the page, the same rows behind the same gate."""
    return as_xlsx(Export(name, context["tables"], asked.notes))

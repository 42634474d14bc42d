"""Runs for everybody: list, calendar, the page of each, calendars for phones, a poster."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from portal import htmx
from portal.accounts.permissions import can
from portal.accounts.roles import Action
from portal.public_pages import for_everybody, same_for_visitors
from traders.structured_data import script_text
from training.actions.calendars import renew_feed
from training.calendars import calendar_of, calendar_response
from training.enums import EnrolmentState, RunState
from training.forms.planning import RunFilterForm
from training.models import CalendarFeed, CourseRun
from training.permissions import can_conduct_run, can_manage_run, visible_run
from training.public_words import grid_of, run_document, state_words
from training.queries import runs as queries
from training.queries.courses import materials_for
from training.queries.places import places_of_runs
from training.queries.run_checks import checks_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from portal.accounts.permissions import SignedInRequest

A_PAGE = 24
MAX_AGE = 60
FEED_BACK = dt.timedelta(days=60)
"""So far back a feed remembers."""
PAST = "qua"
COMING_TAB, CALENDAR_TAB, PAST_TAB = "Sắp tới", "Lịch tháng", "Đã qua"


@same_for_visitors(max_age=MAX_AGE)
def run_list(request: HttpRequest) -> HttpResponse:
    """What is to come, the next first; what was, behind a tab."""
    form = RunFilterForm(request.GET)
    is_past = request.GET.get("xem") == PAST
    runs = queries.filtered(CourseRun.objects.public(), form.chosen())
    runs = queries.past(runs) if is_past else queries.upcoming(runs)
    page = Paginator(queries.for_cards(runs), A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "cards": cards_of(page.object_list),
        "is_past": is_past,
        "tab": PAST_TAB if is_past else COMING_TAB,
        "is_narrowed": bool(form.query()),
        "query": form.query(),
        "tabs": _tabs(request, form),
        "may_edit": can(request.user, Action.EDIT_RUNS),
        "feed_url": _with_query(settings.PORTAL_URL + reverse("run_feed"), form.query()),
    }
    return htmx.render(request, "training/run_list.html", context, partials={"runs": "runs"})


def _tabs(request: HttpRequest, form: RunFilterForm) -> list[tuple[str, str]]:
    """Labels and addresses, the filters kept."""
    here, calendar = reverse("run_list"), reverse("run_calendar")
    tabs = [
        (COMING_TAB, _with_query(here, form.query())),
        (CALENDAR_TAB, _with_query(calendar, form.query())),
        (PAST_TAB, _with_query(here, form.query(xem=PAST))),
    ]
    return [*tabs, ("Bản nháp", reverse("run_drafts"))] if can(request.user, Action.EDIT_RUNS) else tabs


def cards_of(runs: Iterable[CourseRun]) -> list[dict[str, Any]]:
    """Each run with its places and its state in words; ``runs`` come ``for_cards``."""
    shown, now = list(runs), timezone.now()
    places = places_of_runs(shown)
    return [{"run": run, "places": places[run.pk], "state": state_words(run, places[run.pk], now)} for run in shown]


@same_for_visitors(max_age=MAX_AGE)
def run_calendar(request: HttpRequest) -> HttpResponse:
    """A month of meetings: a grid where there is room, days one under the other on a phone."""
    form = RunFilterForm(request.GET)
    form.hide_month()
    chosen = form.chosen()
    month = chosen.month or timezone.localdate().replace(day=1)
    if not 2000 <= month.year <= 2100:
        raise Http404
    first, after = queries.month_bounds(month)
    runs = queries.filtered(CourseRun.objects.public(), chosen)
    meetings = list(queries.meetings_in(runs, first, after))
    previous, following = (month - dt.timedelta(days=1)), timezone.localtime(after).date()
    context = {
        "form": form,
        "month": month,
        "month_name": f"{month.month}/{month.year}",
        "tab": CALENDAR_TAB,
        "is_past": False,
        "days": grid_of(month, meetings),
        "count": len(meetings),
        "is_narrowed": bool(form.query(thang="")),
        "previous": f"?{form.query(thang=f'{previous:%Y-%m}')}",
        "next": f"?{form.query(thang=f'{following:%Y-%m}')}",
        "this_month": f"?{form.query(thang='')}",
        "tabs": _tabs(request, form),
    }
    return htmx.render(request, "training/run_calendar.html", context, partials={"calendar": "calendar"})


@same_for_visitors(max_age=MAX_AGE)
def run_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Everything of one run, and for who makes it what is to be done."""
    run = visible_run(request.user, code)
    meetings, is_manager = list(run.meetings.all()), can_manage_run(request.user, run)
    conducts = is_manager or can_conduct_run(request.user, run)
    places = places_of_runs([run])[run.pk]
    materials = materials_for(run.course, request.user)
    context = {
        "run": run,
        "meetings": meetings,
        "trainers": run.trainers.all(),
        "organisers": run.organisers.all(),
        "markets": run.markets.all(),
        "materials": materials,
        "places": places,
        "state": state_words(run, places, timezone.now()),
        "url": settings.PORTAL_URL + reverse("run_detail", args=[code]),
        "document": script_text(run_document(run, meetings)) if run.state != RunState.DRAFT else "",
        "shows_link": bool(run.online_link) and (conducts or _has_place(request, run)),
        "is_manager": is_manager,
        "conducts": conducts,
        "checks": checks_of(run) if is_manager and run.state == RunState.DRAFT else [],
        "sees_outcomes": can(request.user, Action.SEE_OUTCOMES),
        "now": timezone.now(),
    }
    return render(request, "training/run_detail.html", context)


def _has_place(request: HttpRequest, run: CourseRun) -> bool:
    user = request.user
    return user.is_authenticated and run.enrolments.filter(person=user, state=EnrolmentState.ENROLLED).exists()


@for_everybody(max_age=MAX_AGE)
def run_poster(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet to hang up, with a QR that leads to the run's page."""
    run = visible_run(request.user, code)
    url = settings.PORTAL_URL + reverse("run_detail", args=[code])
    context = {
        "run": run,
        "meetings": queries.planned_of(run),
        "trainers": run.trainers.all(),
        "organisers": run.organisers.all(),
        "markets": run.markets.all(),
        "url": url,
        "qr": qr_of(url),
    }
    return render(request, "training/run_poster.html", context)


def qr_of(text: str) -> SafeString:
    """A QR as inline SVG, black on white in the dark too, that scales with its box."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff")
    return SafeString(svg)


@for_everybody(max_age=MAX_AGE)
def run_ics(request: HttpRequest, code: str) -> HttpResponse:
    """One run for the calendar of a phone."""
    run = visible_run(request.user, code)
    meetings = queries.with_changes(queries.meetings_of(run))
    return calendar_response(calendar_of(meetings, name=run.title), run.code)


@for_everybody(max_age=MAX_AGE * 5)
def run_feed(request: HttpRequest) -> HttpResponse:
    """The list's runs as a calendar to subscribe to, with the same filters."""
    runs = queries.filtered(CourseRun.objects.public(), RunFilterForm(request.GET).chosen())
    since = timezone.now() - FEED_BACK
    meetings = queries.meetings_in(runs, since, since + dt.timedelta(days=730))
    return calendar_response(calendar_of(queries.with_changes(meetings), name="Đào tạo · Chợ Số"), "dao-tao")


@require_http_methods(["GET", "HEAD", "POST"])
def own_calendar(request: SignedInRequest) -> HttpResponse:
    """The address of one's own calendar; POST gives the first or a new one, which ends the old."""
    if request.method == "POST":
        renew_feed(person=request.user)
        messages.success(request, "Đã có địa chỉ lịch mới. Địa chỉ cũ không dùng được nữa.")
        return redirect("own_calendar")
    feed = CalendarFeed.objects.filter(person=request.user).first()
    address = settings.PORTAL_URL + reverse("own_feed", args=[feed.token]) if feed else ""
    context = {
        "feed": feed,
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
    }
    return render(request, "training/own_calendar.html", context)


@login_not_required
@require_safe
def own_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """A person's own runs for a program that knows the address; it may be kept by that program alone."""
    feed = CalendarFeed.objects.select_related("person").filter(token=token, person__is_active=True).first()
    if feed is None:
        raise Http404
    meetings = queries.with_changes(queries.own_meetings(feed.person))
    offered = queries.offered_runs(feed.person)
    since = timezone.now() - FEED_BACK
    content = calendar_of(meetings.filter(during__endswith__gte=since), name="Lớp của tôi · Chợ Số", tentative=offered)
    response = calendar_response(content, "lop-cua-toi")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path

"""Papers: a trader's own, a market's, those of a city that run out, the queue of those that wait to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, has_role, may
from portal.accounts.roles import MARKET_ROLES, Action, Role
from portal.privacy.actions import record_reading
from traders.actions import papers as actions
from traders.enums import CheckState, PaperKind
from traders.errors import TradersError
from traders.files import private_response
from traders.forms.papers import PaperFilterForm, PaperForm
from traders.forms.vneid import ReasonForm
from traders.models import Market, Paper
from traders.permissions import visible_market
from traders.queries.papers import (
    BADGES,
    condition_words,
    paper_tallies,
    paper_tally,
    papers_for,
    sum_of,
    waiting_papers,
)
from traders.views.forms import posted
from traders.views.products import edited_trader
from traders.vneid import today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from portal.accounts.permissions import SignedInRequest

PER_PAGE = 50
may_look = may(Action.SEE_REGISTERS, Action.SEE_OWN_STALL)
may_edit = may(Action.EDIT_REGISTERS, Action.EDIT_OWN_STALL)
may_check = may(Action.CHECK_PAPERS)

FILE_POLICY = {
    "default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["'self'"], "object-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}  # fmt: skip
"""A browser's own PDF reader writes styles into its page; nothing else is allowed to happen there."""


@may_look
@require_safe
def papers(request: SignedInRequest) -> HttpResponse:
    """A trader's own papers, the one market of its organisation, or a table of markets."""
    if has_role(request.user, Role.TRADER):
        rows = _rows(papers_for(request.user, None))
        return render(request, "traders/paper_own.html", {"rows": rows, "kinds": PaperKind})
    markets = Market.objects.visible_to(request.user)
    if has_role(request.user, *MARKET_ROLES) and markets.count() == 1:
        return redirect("paper_list", markets[0].slug)
    tallies = paper_tallies(request.user)
    return render(request, "traders/papers.html", {"tallies": tallies, "sum": sum_of(tallies)})


@may(Action.SEE_REGISTERS)
@require_safe
def paper_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """A market's papers with filter and search."""
    market = visible_market(request.user, slug)
    filters = PaperFilterForm(request.GET)
    page = Paginator(papers_for(request.user, market, **filters.chosen), PER_PAGE)
    shown = page.get_page(request.GET.get("trang"))
    context = {
        "market": market,
        "tally": paper_tally(request.user, market),
        "filters": filters,
        "is_filtered": any(filters.chosen.values()),
        "page": shown,
        "rows": _rows(shown),
        "may_check": Market.objects.managed_by(request.user, Action.CHECK_PAPERS).filter(pk=market.pk).exists(),
    }
    return render(request, "traders/paper_list.html", context)


def _rows(found: Iterable[Paper]) -> list[tuple[Paper, str, str]]:
    """Each with how it stands in words, and the kind of its badge."""
    day = today()
    rows = []
    for paper in found:
        condition: str = paper.condition  # type: ignore[attr-defined] # annotated by ``on``
        rows.append((paper, condition_words(condition, paper.valid_until, day), BADGES[condition]))  # type: ignore[index] # a text choice is its value
    return rows


@may_check
@require_safe
def paper_queue(request: SignedInRequest, slug: str) -> HttpResponse:
    """The oldest paper that waits, its file beside it, and the two answers."""
    market = visible_market(request.user, slug)
    waiting = waiting_papers(request.user, market)
    skipped = [int(each) for each in request.GET.getlist("qua") if each.isascii() and each.isdigit()][:50]
    paper = waiting.exclude(pk__in=skipped).first()
    return _queue_page(request, market, paper, None)


def _queue_page(request: SignedInRequest, market: Market, paper: Paper | None, form: ReasonForm | None) -> HttpResponse:
    skip = request.GET.copy()
    if paper:
        skip.appendlist("qua", str(paper.pk))
    context = {
        "market": market,
        "paper": paper,
        "products": list(paper.products.all()) if paper else [],
        "count": waiting_papers(request.user, market).count(),
        "is_pdf": bool(paper and str(paper.file).endswith(".pdf")),
        "skip_query": skip.urlencode(),
        "form": form or ReasonForm(),
        "bad": form,
    }
    return render(request, "traders/paper_queue.html", context, status=422 if form else 200)


@may_edit
@require_http_methods(["GET", "HEAD", "POST"])
def paper_add(request: SignedInRequest) -> HttpResponse:
    trader = edited_trader(request)
    asked = request.GET
    initial = {"kind": asked.get("loai", ""), "products": [each for each in asked.getlist("hang") if each.isdigit()]}
    return _take(request, Paper(trader=trader), "Thêm giấy tờ", initial)


@may_edit
@require_http_methods(["GET", "HEAD", "POST"])
def paper_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new paper in the place of one that runs out, is out, or was refused."""
    old = _own_paper(request, pk)
    if Paper.objects.filter(replaces=old).exists():
        messages.info(request, "Giấy tờ này đã có bản mới.")
        return redirect("paper_detail", old.replacement.pk)
    new = Paper(trader=old.trader, kind=old.kind, replaces=old)
    initial = {"products": [product.pk for product in old.products.all()], "issued_by": old.issued_by}
    return _take(request, new, f"Thay {old.get_kind_display().lower()}", initial)


def _take(request: SignedInRequest, paper: Paper, title: str, initial: dict[str, Any]) -> HttpResponse:
    needs_file = not can(request.user, Action.CHECK_PAPERS)
    files = request.FILES if request.method == "POST" else None
    form = PaperForm(posted(request), files, instance=paper, initial=initial, needs_file=needs_file)
    if form.is_valid() and (kept := _kept(request, form)):
        messages.success(request, "Đã nhận giấy tờ, chờ ban quản lý chợ kiểm tra.")
        return redirect("paper_detail", kept.pk)
    context = {
        "form": form,
        "title": title,
        "trader": paper.trader,
        "replaces": paper.replaces,
        "back_url": reverse("paper_detail", args=[paper.replaces.pk]) if paper.replaces else reverse("papers"),
    }
    return render(request, "traders/paper_form.html", context, status=422 if form.is_bound else 200)


def _kept(request: SignedInRequest, form: PaperForm) -> Paper | None:
    data = form.cleaned_data
    try:
        paper, _ = actions.add_paper(
            paper=form.save(commit=False), products=data.get("products", []), taken=data["upload"], by=request.user
        )
    except TradersError as error:
        form.add_error(None, str(error))
        return None
    return paper


def _own_paper(request: SignedInRequest, pk: int) -> Paper:
    rows = Paper.objects.editable_by(request.user).select_related("trader__market").prefetch_related("products")
    return get_object_or_404(rows, pk=pk)


@may_look
@require_safe
def paper_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A paper, what it stands for, what came before it and after."""
    paper = get_object_or_404(
        papers_for(request.user, None).select_related("trader__market", "replaces", "replacement", "checked_by"), pk=pk
    )
    [(_, words, badge)] = _rows([paper])
    checks = Paper.objects.managed_by(request.user).filter(pk=pk).exists()
    context = {
        "paper": paper,
        "words": words,
        "badge": badge,
        "replacement": Paper.objects.filter(replaces=paper).first(),
        "may_edit": Paper.objects.editable_by(request.user).filter(pk=pk).exists(),
        "may_check": checks,
        "sees_file": bool(paper.file) and (checks or paper.trader.user_id == request.user.pk),
        "sees_market": can(request.user, Action.SEE_REGISTERS),
    }
    return render(request, "traders/paper_detail.html", context)


@may(Action.CHECK_PAPERS, Action.SEE_OWN_STALL)
@require_safe
@xframe_options_sameorigin
@csp_override(FILE_POLICY)
def paper_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file, for its owner and for those who check; who looked is recorded."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("trader"), pk=pk)
    if not paper.file:
        raise Http404
    what = f"Giấy tờ: {paper.get_kind_display()}"
    record_reading(people=[paper.trader.user_id], reader=request.user, what=what, where=request.path)
    return private_response(paper.file, f"giay-to-{paper.pk}", is_download=request.GET.get("tai") == "1")


def _checked_paper(request: SignedInRequest, pk: int) -> Paper:
    """404 for what one may not know of; the role is the decorator's matter."""
    return get_object_or_404(Paper.objects.managed_by(request.user).select_related("trader__market"), pk=pk)


@may_check
@require_POST
def paper_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = _checked_paper(request, pk)
    return _decided(request, paper, lambda: actions.accept_paper(paper=paper, by=request.user), "Giấy tờ đạt.")


@may_check
@require_POST
def paper_refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not taken, with a reason."""
    paper = _checked_paper(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _queue_page(request, paper.trader.market, paper, form)
    reason = form.cleaned_data["reason"]
    said = "Đã gửi lại tiểu thương với lý do."
    return _decided(request, paper, lambda: actions.refuse_paper(paper=paper, reason=reason, by=request.user), said)


@may_check
@require_POST
def paper_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a decision."""
    paper = _checked_paper(request, pk)
    actions.reopen_paper(paper=paper, by=request.user)
    messages.success(request, "Đã rút lại quyết định, giấy tờ lại chờ kiểm tra.")
    return redirect("paper_detail", pk)


def _decided(request: SignedInRequest, paper: Paper, action: Callable[[], bool], said: str) -> HttpResponse:
    """Do it, and on to the next paper that waits."""
    try:
        action()
    except TradersError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{paper.trader.name}, {paper}: {said}")
    waits = Paper.objects.filter(trader__market=paper.trader.market_id, state=CheckState.WAITING).exists()
    if request.POST.get("tu") == "hang-cho" and waits:
        return redirect("paper_queue", paper.trader.market.slug)
    return redirect("paper_detail", paper.pk)

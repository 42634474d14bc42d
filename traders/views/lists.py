"""Lists of traders from a spreadsheet: history, upload, columns, questions, the dry run, applying, undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.htmx import render
from portal.privacy.actions import record_reading
from traders.actions import lists as actions
from traders.actions.lists.applying import STAGES, progress
from traders.actions.lists.deciding import undecided
from traders.enums import ListState, MatchKind, RowDecision, RowVerdict
from traders.errors import TradersError
from traders.forms.lists import ColumnsForm, DecideAllForm, DecisionForm, ListFileForm, QuestionsForm
from traders.lists.sealed import opened, shown
from traders.lists.workbooks import reasons, rejected_workbook, template_workbook
from traders.models import GoodsLine, Market, TraderList
from traders.permissions import visible_market
from traders.queries.lists import FILTERS, LABELS, Showing, rows_of, totals
from traders.views.forms import posted

if TYPE_CHECKING:
    from portal.accounts.permissions import SignedInRequest
    from traders.models.actors import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_PAGE = 25
LISTS_PER_PAGE = 25
READ = "tên, số điện thoại, sạp để đối chiếu danh sách"
FINISHED = (ListState.APPLIED, ListState.UNDONE)

imports_traders = may(Action.IMPORT_TRADERS)


@imports_traders
@require_safe
def list_history(request: SignedInRequest, slug: str) -> HttpResponse:
    """The lists that a market has brought in."""
    market = _market(request.user, slug)
    lists = market.trader_lists.select_related("uploaded_by", "applied_by").order_by("-uploaded_at", "-pk")
    page = Paginator(lists, LISTS_PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "traders/list_history.html", {"market": market, "page": page})


@imports_traders
@require_http_methods(["GET", "HEAD", "POST"])
def list_upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Bring in a file; what cannot be read as a list is said beside the field."""
    market = _market(request.user, slug)
    form = ListFileForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["list_file"]
        try:
            made = actions.receive_list(file=file, file_name=file.name, market=market, by=request.user)
        except TradersError as error:
            form.add_error("list_file", str(error))
        else:
            return redirect("list_columns" if made.state == ListState.MAPPING else "list_detail", slug, made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "traders/list_upload.html", {"market": market, "form": form}, status=status)


@imports_traders
@require_safe
def list_template(request: SignedInRequest, slug: str) -> HttpResponse:
    """The workbook to fill in."""
    _market(request.user, slug)
    lines = GoodsLine.objects.filter(children__isnull=True).order_by("name").values_list("name", flat=True)
    return _workbook(template_workbook(list(lines)), "mau-danh-sach-tieu-thuong.xlsx")


@imports_traders
@require_http_methods(["GET", "HEAD", "POST"])
def list_columns(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say which column holds what; the guess is filled in."""
    trader_list = _managed(request.user, slug, pk)
    if trader_list.state not in {ListState.MAPPING, ListState.CHECKED}:
        return redirect("list_detail", slug, pk)
    first = trader_list.rows.order_by("row_no").values_list("cells", flat=True)[:5]
    samples = [[shown(cell) for cell in cells] for cells in first]
    form = ColumnsForm(posted(request), trader_list=trader_list, samples=samples)
    if form.is_valid():
        keeps = form.cleaned_data["capitals"] == "keep"
        actions.set_columns(trader_list=trader_list, mapping=form.mapping, keeps_capitals=keeps, by=request.user)
        return redirect("list_detail", slug, pk)
    context = {"market": trader_list.market, "list": trader_list, "form": form, "samples": samples}
    return render(request, "traders/list_columns.html", context, status=422 if form.is_bound else 200)


@imports_traders
@require_http_methods(["GET", "HEAD", "POST"])
def list_questions(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Questions whose answers hold for the whole list."""
    trader_list = _managed(request.user, slug, pk)
    if trader_list.state != ListState.CHECKED or not trader_list.choices.get("asked"):
        return redirect("list_detail", slug, pk)
    form = QuestionsForm(posted(request), trader_list=trader_list)
    if form.is_valid():
        actions.answer_questions(trader_list=trader_list, answers=form.answers)
        return redirect("list_detail", slug, pk)
    context = {"market": trader_list.market, "list": trader_list, "form": form}
    return render(request, "traders/list_questions.html", context, status=422 if form.is_bound else 200)


@imports_traders
@require_safe
def list_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One list in whatever state it is."""
    trader_list = _managed(request.user, slug, pk)
    if trader_list.state == ListState.MAPPING:
        return redirect("list_columns", slug, pk)
    context: dict[str, Any] = {"market": trader_list.market, "list": trader_list, "stages": STAGES}
    if trader_list.state == ListState.APPLYING:
        stage, done = progress(trader_list)
        return render(
            request,
            "traders/list_progress.html",
            context | {"stage": stage, "done": done},
            partials={"list-progress": "progress"},
        )
    if request.headers.get("HX-Target") == "list-progress":  # it has ended: the page as a whole is another one
        return HttpResponse(headers={"HX-Refresh": "true"})
    context |= _review(request, trader_list)
    return render(request, "traders/list_detail.html", context)


def _review(request: SignedInRequest, trader_list: TraderList) -> dict[str, Any]:
    """Rows of one page with those whom they may be; who saw these people's data is recorded."""
    only = request.GET.get("xem", "")
    only = only if only in FILTERS else ""
    page = Paginator(rows_of(trader_list, only), ROWS_PER_PAGE).get_page(request.GET.get("trang"))
    showing = Showing(page.object_list, trader_list.header, trader_list.mapping)
    if people := showing.person_ids():
        record_reading(
            people=people,
            reader=request.user,
            what="tên, số điện thoại, sạp để đối chiếu danh sách",
            where=request.path,
        )
    counts = totals(trader_list)
    return {
        "page": page,
        "rows": showing.shown(),
        "only": only,
        "counts": counts,
        "will_import": counts["se_them"] + counts["se_cap_nhat"],
        "bulk": [(kind, count) for kind in MatchKind if (count := undecided(trader_list, kind).count())],
        "questions": len(trader_list.choices.get("asked", [])),
        "is_open": trader_list.state == ListState.CHECKED,
        "is_finished": trader_list.state in FINISHED,
    }


@imports_traders
@require_POST
def list_decide(request: SignedInRequest, slug: str, pk: int, row_no: int) -> HttpResponse:
    """Decide one row, and go back to where it stands."""
    trader_list = _managed(request.user, slug, pk)
    get_object_or_404(trader_list.rows, row_no=row_no)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chọn một cách xử lý cho dòng này.")
    else:
        decision, trader_id = form.decision
        _try(
            request,
            lambda: actions.decide_row(
                trader_list=trader_list, row_no=row_no, decision=decision, trader_id=trader_id, by=request.user
            ),
        )
    return redirect(f"{_address(request, slug, pk)}#dong-{row_no}")


@imports_traders
@require_POST
def list_decide_all(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Decide all undecided rows of one kind of match."""
    trader_list = _managed(request.user, slug, pk)
    form = DecideAllForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chọn các dòng cần xử lý.")
        return redirect("list_detail", slug, pk)
    match, decision = MatchKind(form.cleaned_data["match"]), RowDecision(form.cleaned_data["decision"])
    count = _try(
        request,
        lambda: actions.decide_all(trader_list=trader_list, match=match, decision=decision, by=request.user),
    )
    if count:
        messages.success(request, f"Đã chọn “{decision.label}” cho {count} dòng.")
    return redirect("list_detail", slug, pk)


@imports_traders
@require_POST
def list_apply(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    trader_list = _managed(request.user, slug, pk)
    _try(request, lambda: actions.start_applying(trader_list=trader_list, by=request.user))
    return redirect("list_detail", slug, pk)


@imports_traders
@require_http_methods(["GET", "HEAD", "POST"])
def list_undo(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say what undoing does, then undo."""
    trader_list = _managed(request.user, slug, pk)
    if trader_list.state != ListState.APPLIED:
        messages.info(request, "Chỉ hoàn tác được danh sách đã nhập và chưa hoàn tác.")
        return redirect("list_detail", slug, pk)
    if request.method == "POST":
        _try(request, lambda: actions.undo_list(trader_list=trader_list, by=request.user))
        return redirect("list_detail", slug, pk)
    return render(request, "traders/list_undo.html", {"market": trader_list.market, "list": trader_list})


@imports_traders
@require_POST
def list_discard(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    trader_list = _managed(request.user, slug, pk)
    if _try(request, lambda: actions.discard_list(trader_list=trader_list)):
        messages.success(request, f"Đã bỏ danh sách “{trader_list.file_name}”, không dòng nào được nhập.")
    return redirect("list_history", slug)


@imports_traders
@require_POST
def list_check_again(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Look at the rows again, after something was put right in the registers."""
    trader_list = _managed(request.user, slug, pk)
    if _try(request, lambda: actions.check_again(trader_list=trader_list)):
        messages.success(request, "Đã kiểm tra lại tất cả các dòng.")
    return redirect("list_detail", slug, pk)


@imports_traders
@require_safe
def list_rejected_xlsx(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Rows with errors in the layout of their file; sealed numbers open only for those who may read them."""
    trader_list = _managed(request.user, slug, pk)
    rows = trader_list.rows.filter(verdict=RowVerdict.ERROR).order_by("row_no")
    show = opened if can(request.user, Action.READ_TAX_CODE) else shown
    content = rejected_workbook(trader_list.header, ((row.cells, reasons(row.errors, LABELS)) for row in rows), show)
    return _workbook(content, f"dong-can-sua-{trader_list.pk}.xlsx")


def _market(user: Actor, slug: str) -> Market:
    """404 for a market that one may not know of, 403 for one that one may only see."""
    market = visible_market(user, slug)
    if not Market.objects.managed_by(user, Action.IMPORT_TRADERS).filter(pk=market.pk).exists():
        raise PermissionDenied
    return market


def _managed(user: Actor, slug: str, pk: int) -> TraderList:
    lists = TraderList.objects.managed_by(user).select_related("market", "uploaded_by", "applied_by", "undone_by")
    return get_object_or_404(lists, market=_market(user, slug), pk=pk)


def _try(request: SignedInRequest, change: Any) -> Any:
    """What the action returned; None when it refused, which is then said on the next page."""
    try:
        return change()
    except TradersError as error:
        messages.error(request, str(error))
        return None


def _address(request: SignedInRequest, slug: str, pk: int) -> str:
    """The list with the filter and page that the row stood on."""
    query = request.GET.urlencode()
    address = reverse("list_detail", args=[slug, pk])
    return f"{address}?{query}" if query else address


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)

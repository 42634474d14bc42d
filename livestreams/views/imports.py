"""Pages of importing: history, upload, one import in every state, its rejected rows, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from livestreams import exports
from livestreams.actions import imports as actions
from livestreams.actions import undo
from livestreams.enums import BatchState
from livestreams.errors import LivestreamError
from livestreams.forms.imports import ConfirmForm, ImportFilterForm, UploadForm
from livestreams.models import ImportBatch
from livestreams.order_files import portal_template
from livestreams.queries.imports import MOVING_STATES, file_outcome, import_rows
from livestreams.sentences import preview_sentence, progress_sentence, result_sentence
from portal.accounts.permissions import SignedInRequest, can, may
from portal.accounts.roles import Action
from portal.htmx import render
from traders.models import Market, ShopAccount

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORTS_PER_PAGE = 25
REJECTED_PER_PAGE = 25
SAID_BY_LINKS = {"held", "unmatched_live_rows"}
"""Warnings that the page says beside a link to where they are settled."""

changes_imports = may(Action.IMPORT_ORDERS)


@require_safe
def import_list(request: SignedInRequest) -> HttpResponse:
    """The history of imports."""
    markets = Market.objects.visible_to(request.user).distinct()
    only = _only(markets)
    chosen = only or markets.filter(slug=request.GET.get("cho", "")).first()
    accounts = ShopAccount.objects.visible_to(request.user).filter(market=chosen) if chosen else None
    form = ImportFilterForm(request.GET, markets=None if only else markets, accounts=accounts)
    form.full_clean()
    batches = import_rows(
        request.user,
        market=form.cleaned_data.get("cho"),
        account=form.cleaned_data.get("tk"),
        state=form.cleaned_data.get("trang-thai", ""),
    )
    page = Paginator(batches, IMPORTS_PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_review": can(request.user, Action.SEE_REVIEWS),
        "may_import": Market.objects.managed_by(request.user).exists(),
        "is_moving": any(batch.state in MOVING_STATES for batch in page),
        "address": request.get_full_path(),
    }
    return render(request, "livestreams/import_list.html", context, partials={"imports": "imports"})


def _only(markets: Any) -> Market | None:
    """The market, where there is but one."""
    first_two = list(markets[:2])
    return first_two[0] if len(first_two) == 1 else None


@changes_imports
@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: SignedInRequest) -> HttpResponse:
    """Bring in files of one market; with several markets, the market is picked first."""
    markets = Market.objects.managed_by(request.user).distinct()
    market = markets.filter(slug=request.GET.get("cho", "")).first() or _only(markets)
    if market is None:
        return render(request, "livestreams/import_market.html", {"markets": markets})
    initial = {"account": request.GET.get("tk"), "session": request.GET.get("phien")}
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(data, files, user=request.user, market=market, initial=initial)
    if request.method == "POST" and form.is_valid():
        received = _receive(request, form, market)
        if received:
            return redirect("import_detail", received[0].pk) if len(received) == 1 else redirect("import_list")
    context = {"form": form, "market": market, "has_other_markets": markets.exclude(pk=market.pk).exists()}
    return render(request, "livestreams/import_upload.html", context, status=422 if form.is_bound else 200)


def _receive(request: SignedInRequest, form: UploadForm, market: Market) -> list[ImportBatch]:
    """Make every file an import; one that cannot be received is said and keeps no other back."""
    received = []
    for file in form.cleaned_data["order_files"]:
        try:
            received.append(_receive_one(request, form, market, file))
        except LivestreamError as error:
            form.add_error("order_files", f"{file.name}: {error}")
    if received:
        for message in form.errors.get("order_files", []):
            messages.error(request, str(message))
        if len(received) > 1:
            messages.success(request, f"Đã nhận {len(received)} file. Mỗi file cần bạn xem và bấm “Nhập”.")
    return received


def _receive_one(request: SignedInRequest, form: UploadForm, market: Market, file: UploadedFile[Any]) -> ImportBatch:
    return actions.receive_upload(
        file=file,
        file_name=file.name or "khong-ten",
        market=market,
        account=form.cleaned_data["account"],
        session=form.cleaned_data["session"],
        by=request.user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One import in whatever state it is; a POST confirms the one that waits for it."""
    batch = _visible_or_404(request, pk)
    if request.method == "POST":
        _managed_or_403(request, batch)
    form = _confirm_form(request, batch)
    if request.method == "POST" and _confirm(request, batch, form):
        return redirect("import_detail", batch.pk)
    context = {
        "batch": batch,
        "is_moving": batch.state in MOVING_STATES,
        "may_change": _may_change(request, batch),
        "may_review": can(request.user, Action.SEE_REVIEWS),
        "form": form,
        "state_template": f"livestreams/import_{STATE_TEMPLATES[BatchState(batch.state)]}.html",
        **_state_context(request, batch),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "livestreams/import_detail.html", context, partials={"import-state": "state"}, status=status)


STATE_TEMPLATES = {
    BatchState.UPLOADED: "progress",
    BatchState.QUEUED: "progress",
    BatchState.READY: "ready",
    BatchState.REFUSED: "refused",
    BatchState.PROCESSED: "processed",
    BatchState.UNDONE: "undone",
}


def _state_context(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    """What the page of this state shows beside the import itself."""
    if batch.state in MOVING_STATES:
        progress = actions.import_progress(batch)
        return {"progress": progress, "progress_detail": progress_sentence(progress.done, progress.total)}
    if batch.state == BatchState.READY:
        return {"preview": batch.preview, "answer": preview_sentence(batch.preview)}
    rejected = Paginator(batch.rejected.all(), REJECTED_PER_PAGE).get_page(request.GET.get("trang"))
    context: dict[str, Any] = {"rejected": rejected}
    if batch.state == BatchState.PROCESSED:
        warnings = [warning["message"] for warning in batch.warnings if warning["code"] not in SAID_BY_LINKS]
        context |= {"outcome": file_outcome(batch), "answer": result_sentence(batch), "warnings": warnings}
    return context


def _confirm_form(request: SignedInRequest, batch: ImportBatch) -> ConfirmForm | None:
    """The form of an import that waits for confirmation, for those who may give it."""
    if batch.state != BatchState.READY or not _may_change(request, batch):
        return None
    likely = batch.preview.get("accounts", [])
    data = request.POST if request.method == "POST" else None
    return ConfirmForm(data, user=request.user, batch=batch, likely=likely)


def _confirm(request: SignedInRequest, batch: ImportBatch, form: ConfirmForm | None) -> bool:
    """Send the import on its way; False when the form has to be shown again."""
    if form is None:
        messages.info(request, "File này đã được xử lý, không cần xác nhận nữa.")
        return True
    if not form.is_valid():
        return False
    try:
        actions.confirm_import(
            batch=batch,
            account=form.cleaned_data["account"],
            session=form.cleaned_data.get("session"),
            stated_status=form.cleaned_data.get("stated_status", ""),
            by=request.user,
        )
    except LivestreamError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away a file that was read for preview only."""
    batch = _visible_or_404(request, pk)
    _managed_or_403(request, batch)
    try:
        actions.discard_upload(batch=batch, by=request.user)
    except LivestreamError as error:
        messages.error(request, str(error))
        return redirect("import_detail", pk)
    messages.success(request, f"Đã bỏ file “{batch.file_name}”. Không có dòng nào được nhập.")
    return redirect("import_list")


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what undoing would change, then undo."""
    batch = _visible_or_404(request, pk)
    _managed_or_403(request, batch)
    if batch.state != BatchState.PROCESSED:
        messages.info(request, "Chỉ hoàn tác được lần nhập đã xong và chưa hoàn tác.")
        return redirect("import_detail", pk)
    if request.method == "POST":
        try:
            undo.undo_import(batch=batch, by=request.user)
        except LivestreamError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Đã hoàn tác lần nhập file “{batch.file_name}”.")
        return redirect("import_detail", pk)
    plan = undo.preview_undo(batch=batch)
    return render(request, "livestreams/import_undo.html", {"batch": batch, "plan": plan})


@require_safe
def import_rejected_xlsx(request: SignedInRequest, pk: int) -> FileResponse:
    """Rejected rows in the layout of the file, with what to put right."""
    batch = _visible_or_404(request, pk)
    name = f"dong-bi-tu-choi-{batch.pk}.xlsx"
    return FileResponse(exports.rejected_workbook(batch), as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def template_download(_request: SignedInRequest) -> HttpResponse:
    """The portal's own order file, for channels that export none."""
    headers = {"Content-Disposition": f'attachment; filename="{portal_template.FILE_NAME}"'}
    return HttpResponse(portal_template.build_workbook(), content_type=XLSX, headers=headers)


def _visible_or_404(request: SignedInRequest, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.visible_to(request.user)
    related = ("account__trader", "account__market", "market", "session__account", "uploaded_by", "undone_by")
    return get_object_or_404(batches.select_related(*related), pk=pk)


def _may_change(request: SignedInRequest, batch: ImportBatch) -> bool:
    return ImportBatch.objects.managed_by(request.user).filter(pk=batch.pk).exists()


def _managed_or_403(request: SignedInRequest, batch: ImportBatch) -> None:
    if not _may_change(request, batch):
        raise PermissionDenied

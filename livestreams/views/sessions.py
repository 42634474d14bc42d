"""Sessions: the list, and the form for the plan and the results that people report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from livestreams.actions.sessions import save_session
from livestreams.errors import LivestreamError
from livestreams.forms.sessions import SessionFilterForm, SessionForm
from livestreams.models import LiveSession
from livestreams.queries.sessions import accounts_managed_by, sessions_for
from traders.models import Market

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
def session_list(request: SignedInRequest) -> HttpResponse:
    form = SessionFilterForm(request.GET, user=request.user)
    sessions = sessions_for(request.user, **form.chosen())
    context = {
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "page": Paginator(sessions, 50).get_page(request.GET.get("trang")),
        "managed": set(Market.objects.managed_by(request.user).values_list("pk", flat=True)),
        "now": timezone.now(),
    }
    return render(request, "livestreams/session_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def session_add(request: SignedInRequest) -> HttpResponse:
    if not Market.objects.managed_by(request.user).exists():
        raise PermissionDenied
    form = SessionForm(request.POST if request.method == "POST" else None, user=request.user)
    if session := _saved(request, form):
        messages.success(request, f"Đã thêm phiên “{session}”, mã {session.code}.")
        return redirect("session_list")
    has_accounts = accounts_managed_by(request.user).exists()
    return _form_page(request, form, title="Thêm phiên livestream", submit="Thêm phiên", has_accounts=has_accounts)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Plan and results of one session; orders find their session again when its times change."""
    session = managed_session(request, code)
    form = SessionForm(request.POST if request.method == "POST" else None, instance=session, user=request.user)
    if _saved(request, form):
        messages.success(request, f"Đã lưu phiên “{session}”. Đơn hàng được xếp lại theo giờ mới.")
        return redirect("session_list")
    return _form_page(request, form, title="Sửa phiên livestream", submit="Lưu phiên", has_accounts=True)


def managed_session(request: SignedInRequest, code: str) -> LiveSession:
    """404 for a session that the person may not know of, 403 for one that they may not change."""
    session = get_object_or_404(LiveSession.objects.visible_to(request.user).select_related("market"), code=code)
    if not Market.objects.managed_by(request.user).filter(pk=session.market_id).exists():
        raise PermissionDenied
    return session


def _saved(request: SignedInRequest, form: SessionForm) -> LiveSession | None:
    """The session as saved; None when something has to be put right, which then stands in the form."""
    if not form.is_valid():
        return None
    try:
        return save_session(session=form.save(commit=False), by=request.user)
    except LivestreamError as error:
        form.add_error(None, str(error))
        return None


def _form_page(
    request: SignedInRequest, form: SessionForm, *, title: str, submit: str, has_accounts: bool
) -> HttpResponse:
    session = form.instance if form.instance.pk else None
    context = {"form": form, "title": title, "submit": submit, "has_accounts": has_accounts, "session": session}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "livestreams/session_form.html", context, status=status)

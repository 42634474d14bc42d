"""What one livestream session brought."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ecommerce_stats.exports import as_csv, as_xlsx
from ecommerce_stats.queries.origins import products_of
from ecommerce_stats.queries.scopes import scope_for
from ecommerce_stats.session_report import report_of
from livestreams.models import LiveSession
from portal.accounts.models import Role
from traders.models import Market

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from portal.accounts.permissions import SignedInRequest


@require_safe
def session_figures(request: SignedInRequest, code: str) -> HttpResponseBase:
    """The session's figures; a trader sees their own stall's part of it."""
    sessions = LiveSession.objects.visible_to(request.user).select_related("market", "account")
    session = get_object_or_404(sessions, code=code)
    scope = replace(scope_for(request.user), session_id=session.pk)
    report = report_of(session, scope, products_of(session.pk, scope.trader_id))
    if wanted := request.GET.get("tai"):
        if wanted == "xlsx":
            return as_xlsx(report.export)
        if wanted not in {table.slug for table in report.export.tables}:
            raise Http404("Không có bảng này.")
        return as_csv(report.export, wanted)
    context = {
        "report": report,
        "session": session,
        "is_own_part": request.user.role == Role.TRADER,
        "can_edit": Market.objects.managed_by(request.user).filter(pk=session.market_id).exists(),
        "sessions_url": reverse("session_list"),
    }
    return render(request, "ecommerce_stats/session_figures.html", context)

"""What one livestream session brought."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.forms.models import model_to_dict
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from ecommerce_stats.exports import Export, as_csv, as_xlsx
from ecommerce_stats.queries.scopes import scope_for
from ecommerce_stats.session_report import live_reports_of, report_of
from ecommerce_stats.views.regions import region_key, region_response
from livestreams.models import LiveSession
from portal.accounts.models import Role
from portal.accounts.permissions import can
from portal.accounts.roles import Action

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from portal.accounts.permissions import SignedInRequest


@require_safe
def session_figures(request: SignedInRequest, code: str) -> HttpResponseBase:
    """The session's figures; a trader sees their own stall's part of it."""
    sessions = LiveSession.objects.visible_to(request.user).select_related("market", "account")
    session = get_object_or_404(sessions, code=code)
    scope = replace(scope_for(request.user), session_id=session.pk)
    live_reports = live_reports_of(session)
    if wanted := request.GET.get("tai"):
        return _file(report_of(session, scope, live_reports).export, wanted)
    can_edit = can(request.user, Action.EDIT_SESSIONS)

    def context() -> dict[str, Any]:
        return {
            "report": report_of(session, scope, live_reports),
            "session": session,
            "is_own_part": request.user.role == Role.TRADER,
            "can_edit": can_edit,
            "sessions_url": reverse("session_list"),
        }

    shown = repr((model_to_dict(session), session.market.name, str(session.account), can_edit, live_reports))
    key = region_key(scope, shown, request.path)
    return region_response(request, "ecommerce_stats/session_figures.html", session.title, key, context)


def _file(export: Export, wanted: str) -> HttpResponseBase:
    """``xlsx``, or the slug of one table for CSV."""
    if wanted == "xlsx":
        return as_xlsx(export)
    if wanted not in {table.slug for table in export.tables}:
        raise Http404("Không có bảng này.")
    return as_csv(export, wanted)

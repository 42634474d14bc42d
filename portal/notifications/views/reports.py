"""Where providers report. They have no account here: a signature, or an address nobody can guess, stands for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.notifications.actions import take_report
from portal.notifications.gateways import esms, zalo

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.notifications.gateways.reports import Report


@csrf_exempt
@login_not_required
@require_POST
def report_zalo(request: HttpRequest) -> HttpResponse:
    """Events of the official account; Zalo signs the body."""
    try:
        report = zalo.read_report(request.body, request.headers.get("X-ZEvent-Signature", ""))
    except PermissionError:
        return HttpResponse("forged", status=403, content_type="text/plain")
    return answer(report)


@login_not_required
@require_GET
def report_esms(request: HttpRequest, tracking: str, mark: str) -> HttpResponse:
    """State of one SMS; eSMS asks by GET and the address itself is signed."""
    try:
        report = esms.read_report(tracking, mark, request.GET.dict())
    except PermissionError:
        return HttpResponse("forged", status=403, content_type="text/plain")
    return answer(report)


def answer(report: Report | None) -> HttpResponse:
    """Always 200 to a genuine report: a provider would repeat anything else, also about messages of another system."""
    is_known = report is not None and take_report(report)
    return HttpResponse("ok" if is_known else "ignored", content_type="text/plain")

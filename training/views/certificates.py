"""Certificates of a run, and one's own: who gets one and why not, issuing, downloading, revoking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.privacy.actions import record_reading
from portal.typesetting import PDF
from training.actions.certificates import issue_certificates, restore_certificate, revoke_certificate
from training.certificate_papers import certificate_pdf, certificates_pdf, check_address
from training.errors import TrainingError
from training.forms.certificates import ReasonForm
from training.models import CourseRun, Enrolment
from training.permissions import can_manage_run, managed_run
from training.queries.certificates import certificates_of, needed_of, standings, visible_certificates

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.accounts.models import User
    from portal.accounts.permissions import SignedInRequest
    from training.models import Certificate
    from training.queries.certificates import Standing


@may(Action.SEE_TRAINEES)
@require_safe
def run_certificates(request: SignedInRequest, code: str) -> HttpResponse:
    """Who has met the rule and who has not, as far as this person may see trainees."""
    runs = CourseRun.objects.with_trainees_for(request.user).select_related("course", "market")
    run = get_object_or_404(runs, code=code)
    rows = _seen_by(request.user, run)
    held = rows[0].held if rows else 0
    context = {
        "run": run,
        "rows": rows,
        "held": held,
        "needed": needed_of(held, run.course.attendance_percent),
        "valid": sum(1 for each in rows if each.certificate and not each.certificate.revoked_at),
        "due": sum(1 for each in rows if each.has_met and not each.certificate),
        "may_issue": can(request.user, Action.ISSUE_CERTIFICATES) and can_manage_run(request.user, run),
    }
    return render(request, "training/run_certificates.html", context)


@may(Action.ISSUE_CERTIFICATES)
@require_POST
def run_certificates_issue(request: SignedInRequest, code: str) -> HttpResponse:
    """Now, not tomorrow morning."""
    run = managed_run(request.user, code)
    try:
        issued = issue_certificates(run=run, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã cấp {len(issued)} giấy." if issued else "Không có ai đang chờ giấy.")
    return redirect("run_certificates", run.code)


@may(Action.ISSUE_CERTIFICATES)
@require_safe
def run_certificates_download(request: SignedInRequest, code: str) -> HttpResponse:
    """All that hold, a page each, to print."""
    run = managed_run(request.user, code)
    rows = list(certificates_of(run).filter(revoked_at__isnull=True))
    if not rows:
        messages.info(request, "Lớp chưa có giấy chứng nhận nào để tải.")
        return redirect("run_certificates", run.code)
    people = [each.enrolment.person_id for each in rows]
    what = f"Tải giấy chứng nhận lớp {run.code}"
    record_reading(people=people, reader=request.user, what=what, where=request.path, is_each=True)
    return _pdf(certificates_pdf(rows), f"giay-chung-nhan-{run.code}")


@require_safe
def certificate_detail(request: SignedInRequest, number: str) -> HttpResponse:
    """One certificate: its owner downloads it or reads why not; staff read its history too."""
    certificate = _visible(request.user, number)
    return render(request, "training/certificate_detail.html", _of_one(request.user, certificate))


@require_safe
def certificate_download(request: SignedInRequest, number: str) -> HttpResponse:
    """The page as PDF; a revoked one is given to nobody, its page says why."""
    certificate = _visible(request.user, number)
    if certificate.revoked_at:
        messages.error(request, "Giấy chứng nhận này đã bị thu hồi nên không tải được.")
        return redirect("certificate_detail", certificate.number)
    people, what = [certificate.enrolment.person_id], f"Tải giấy chứng nhận số {certificate.number}"
    record_reading(people=people, reader=request.user, what=what, where=request.path, is_each=True)
    return _pdf(certificate_pdf(certificate), f"giay-chung-nhan-{certificate.number}")


@may(Action.REVOKE_CERTIFICATES)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_revoke(request: SignedInRequest, number: str) -> HttpResponse:
    """It holds no longer; asks why."""
    return _with_reason(request, number, revoke_certificate, "training/certificate_revoke.html")


@may(Action.REVOKE_CERTIFICATES)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_restore(request: SignedInRequest, number: str) -> HttpResponse:
    """It holds again; asks why."""
    return _with_reason(request, number, restore_certificate, "training/certificate_restore.html")


def _with_reason(
    request: SignedInRequest, number: str, action: Callable[..., Certificate], template: str
) -> HttpResponse:
    certificate = _visible(request.user, number)
    if not can_manage_run(request.user, certificate.enrolment.run):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            action(certificate=certificate, by=request.user, reason=form.cleaned_data["reason"])
        except TrainingError as error:
            messages.error(request, str(error))
        return redirect("certificate_detail", certificate.number)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"certificate": certificate, "form": form}, status=status)


def _visible(user: User, number: str) -> Certificate:
    return get_object_or_404(visible_certificates(user), number=number)


def _seen_by(user: User, run: CourseRun) -> list[Standing]:
    seen = set(Enrolment.objects.visible_to(user).filter(run=run).values_list("pk", flat=True))
    return [each for each in standings(run) if each.enrolment.pk in seen]


def _of_one(user: User, certificate: Certificate) -> dict[str, Any]:
    run = certificate.enrolment.run
    is_own = certificate.enrolment.person_id == user.pk
    return {
        "certificate": certificate,
        "run": run,
        "is_own": is_own,
        "check_address": check_address(certificate),
        "may_revoke": can(user, Action.REVOKE_CERTIFICATES) and can_manage_run(user, run),
        "steps": [] if is_own else certificate.steps.select_related("by"),
    }


def _pdf(content: bytes, stem: str) -> HttpResponse:
    response = HttpResponse(content, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

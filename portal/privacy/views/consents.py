"""A person's own consents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from portal.privacy.actions import give_consent, undo_withdrawal, withdraw_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose, WithdrawnHow
from portal.privacy.errors import PrivacyError
from portal.privacy.forms import ConsentForm
from portal.privacy.models import Consent
from portal.privacy.queries import consent_states

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def my_consents(request: SignedInRequest) -> HttpResponse:
    """What the person agrees to; a POST gives consent to the ticked purposes."""
    states = consent_states(request.user)
    given = {state.text.purpose for state in states if state.consent and not state.is_older}
    form = ConsentForm(request.POST if request.method == "POST" else None, given=given)
    if form.is_valid():
        wanted = form.purposes()
        give_consent(person=request.user, purposes=wanted, how=ConsentHow.WEB, by=request.user)
        if wanted:
            messages.success(request, f"Đã ghi bạn đồng ý: {', '.join(purpose.label for purpose in wanted)}.")
        return redirect("my_consents")
    context = {"form": form, "states": states}
    return render(request, "privacy/my_consents.html", context, status=422 if form.is_bound else 200)


@require_POST
def consent_withdraw(request: SignedInRequest, purpose: str) -> HttpResponse:
    """One tap; the page then says what stops and offers to undo."""
    if purpose not in ConsentPurpose:
        raise Http404
    withdraw_consent(person=request.user, purpose=purpose, how=WithdrawnHow.WEB, by=request.user)
    return redirect("my_consents")


@require_POST
def consent_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent, pk=pk, person=request.user)
    try:
        undo_withdrawal(consent=consent, by=request.user)
        messages.success(request, f"Như cũ: bạn vẫn đồng ý với mục “{consent.get_purpose_display()}”.")
    except PrivacyError as error:
        messages.error(request, str(error))
    return redirect("my_consents")

"""The register of breaches with its 72-hour clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.privacy.actions import close_breach, reopen_breach, save_breach
from portal.privacy.errors import PrivacyError
from portal.privacy.forms import BreachForm
from portal.privacy.models import Breach
from portal.privacy.queries.breaches import clock_of, history_of
from portal.privacy.views.tabs import tabs_for

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
@may(Action.SEE_BREACHES)
def breach_list(request: SignedInRequest) -> HttpResponse:
    breaches = [(breach, clock_of(breach)) for breach in Breach.objects.all()]
    context = {"breaches": breaches, "may_edit": can(request.user, Action.EDIT_BREACHES), "tabs": tabs_for(request)}
    return render(request, "privacy/breach_list.html", context)


@require_safe
@may(Action.SEE_BREACHES)
def breach_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    breach = get_object_or_404(Breach.objects.select_related("recorded_by", "closed_by"), pk=pk)
    context = {
        "breach": breach,
        "clock": clock_of(breach),
        "history": history_of(breach),
        "may_edit": can(request.user, Action.EDIT_BREACHES),
    }
    return render(request, "privacy/breach_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Action.EDIT_BREACHES)
def breach_add(request: SignedInRequest) -> HttpResponse:
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Action.EDIT_BREACHES)
def breach_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _form_page(request, get_object_or_404(Breach, pk=pk))


@require_POST
@may(Action.EDIT_BREACHES)
def breach_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close it, or open a closed one again (``mo-lai``)."""
    breach = get_object_or_404(Breach, pk=pk)
    change = reopen_breach if "mo-lai" in request.POST else close_breach
    try:
        change(breach=breach, by=request.user)
        messages.success(request, "Đã mở lại sự cố." if change is reopen_breach else "Đã khép lại sự cố.")
    except PrivacyError as error:
        messages.error(request, str(error))
    return redirect("breach_detail", pk)


def _form_page(request: SignedInRequest, breach: Breach | None) -> HttpResponse:
    form = BreachForm(request.POST if request.method == "POST" else None, instance=breach)
    if form.is_valid():
        try:
            saved = save_breach(breach=form.save(commit=False), by=request.user)
        except PrivacyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã ghi sổ sự cố.")
            return redirect("breach_detail", saved.pk)
    context = {"form": form, "breach": breach}
    return render(request, "privacy/breach_form.html", context, status=422 if form.is_bound else 200)

"""Asking for a correction or an erasure of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.stepup import recently_authenticated
from portal.privacy.actions import ask_correction, ask_erasure, take_back
from portal.privacy.errors import PrivacyError
from portal.privacy.forms import CorrectionForm, ErasureForm
from portal.privacy.models import DataRequest

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
def my_requests(request: SignedInRequest) -> HttpResponse:
    found = DataRequest.objects.filter(person=request.user).select_related("checked_by", "ended_by")
    return render(request, "privacy/my_requests.html", {"requests": found})


@require_http_methods(["GET", "HEAD", "POST"])
def correction_ask(request: SignedInRequest) -> HttpResponse:
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask_correction(person=request.user, wish=form.cleaned_data["wish"], by=request.user)
        messages.success(request, "Đã gửi yêu cầu sửa. Bạn xem tiến độ ở đây.")
        return redirect("my_requests")
    return render(request, "privacy/correction_ask.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def erasure_ask(request: SignedInRequest) -> HttpResponse:
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask_erasure(person=request.user, wish=form.cleaned_data["wish"], by=request.user)
        messages.success(request, "Đã gửi yêu cầu xóa. Chợ sẽ gặp bạn để chắc chắn đúng là bạn, rồi mới xóa.")
        return redirect("my_requests")
    return render(request, "privacy/erasure_ask.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def request_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    wish = get_object_or_404(DataRequest, pk=pk, person=request.user)
    try:
        take_back(request=wish, by=request.user)
        messages.success(request, "Đã rút yêu cầu.")
    except PrivacyError as error:
        messages.error(request, str(error))
    return redirect("my_requests")

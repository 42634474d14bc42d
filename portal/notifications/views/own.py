"""What a person was told, and what they want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.notifications.actions import count_click, set_preferences
from portal.notifications.forms import PreferencesForm
from portal.notifications.models import Message
from portal.notifications.queries import agreed, own_messages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
def own_message_list(request: SignedInRequest) -> HttpResponse:
    page = Paginator(own_messages(request.user), 20).get_page(request.GET.get("trang"))
    return render(request, "notifications/own_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        set_preferences(person=request.user, wanted=form.wanted())
        messages.success(request, "Đã lưu. Từ giờ bạn chỉ nhận các loại tin đã chọn.")
        return redirect("message_preferences")
    context = {"form": form, "has_agreed": agreed(request.user)}
    return render(request, "notifications/preferences.html", context, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_safe
def short_link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the page of a message, always one of the portal, and count the click."""
    message = get_object_or_404(Message.objects.only("pk", "path"), token=token)
    if request.method == "GET":
        count_click(message=message)
    return HttpResponseRedirect(message.path)

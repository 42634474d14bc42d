"""What was sent to whom and why, for those who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_page
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.htmx import render
from portal.notifications.actions import resend_failed
from portal.notifications.enums import ARRIVED_STATES, OPEN_STATES, State
from portal.notifications.forms import MessageFilterForm
from portal.notifications.models import Message, MessageBatch
from portal.notifications.queries import batches_for, messages_for, states_of
from portal.privacy.actions import record_reading

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

BATCHES_SHOWN = 5


@require_safe
@may(Action.SEE_MESSAGES)
def message_list(request: SignedInRequest) -> HttpResponse:
    form = MessageFilterForm(request.GET, user=request.user)
    found = messages_for(request.user, **form.chosen())
    context = {
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "page": Paginator(found, 50).get_page(request.GET.get("trang")),
        "batches": batches_for(request.user)[:BATCHES_SHOWN],
    }
    return render_page(request, "notifications/message_list.html", context)


@require_safe
@may(Action.SEE_MESSAGES)
def message_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One message with every attempt; opening it is a look at the receiver's data, and recorded."""
    visible = Message.objects.visible_to(request.user).select_related("person", "by", "batch")
    message = get_object_or_404(visible.prefetch_related("attempts"), pk=pk)
    if message.person_id:
        record_reading(people=[message.person_id], reader=request.user, what="tin nhắn", where=request.path)
    context = {"message": message, "attempts": message.attempts.all()}
    return render_page(request, "notifications/message_detail.html", context)


@require_safe
@may(Action.SEE_MESSAGES)
def batch_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a campaign has come; asks for itself again while messages are open."""
    batch = get_object_or_404(MessageBatch.objects.visible_to(request.user).select_related("by", "resent_by"), pk=pk)
    states = states_of(batch)
    by_state = dict(states)
    failed = messages_for(request.user, batch=batch, state=State.FAILED).order_by("pk")
    context = {
        "batch": batch,
        "states": states,
        "done": batch.count - sum(by_state.get(state, 0) for state in OPEN_STATES),
        "arrived": sum(by_state.get(state, 0) for state in ARRIVED_STATES),
        "clicked": batch.messages.filter(clicked_at__isnull=False).count(),
        "failed_count": by_state.get(State.FAILED, 0),
        "failed": Paginator(failed, 50).get_page(request.GET.get("trang")),
        "is_moving": by_state.get(State.QUEUED, 0) > 0,
        "can_resend": can(request.user, Action.SEND_CAMPAIGNS),
    }
    partials = {"batch-state": "state"}
    return render(request, "notifications/batch_detail.html", context, partials=partials)


@require_POST
@may(Action.SEND_CAMPAIGNS)
def batch_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(MessageBatch.objects.visible_to(request.user), pk=pk)
    if count := resend_failed(batch=batch, by=request.user):
        messages.success(request, f"Đang gửi lại {count} tin chưa tới.")
    else:
        messages.info(request, "Không còn tin nào chưa tới: mọi tin đã được gửi hoặc đang gửi.")
    return redirect("message_batch", batch.pk)

"""The trial box, on a machine that sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.htmx import render
from portal.notifications.forms import PhoneForm
from portal.notifications.queries import trial_messages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 50


@login_not_required
@never_cache
@require_safe
def trial_box(request: HttpRequest) -> HttpResponse:
    """Messages as phones would show them, codes too: open to everybody, because one signs in with what it shows."""
    if not settings.MESSAGE_TRIAL_BOX:
        raise Http404
    form = PhoneForm(request.GET)
    context = {"form": form, "digits": form.digits, "shown": trial_messages(form.digits)[:SHOWN]}
    return render(request, "notifications/trial_box.html", context, partials={"phone-messages": "phone_messages"})

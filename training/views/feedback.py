"""What a trainee says of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from training.actions.feedback import give_feedback
from training.errors import TrainingError
from training.feedback_times import is_form_open, last_day
from training.forms.feedback import FeedbackForm
from training.models import Enrolment, Feedback
from training.queries.attendance import has_attended

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: SignedInRequest, code: str) -> HttpResponse:
    """The form, for who attended, while it is open; else when it is or was."""
    rows = Enrolment.objects.filter(has_attended(), person=request.user).select_related("run")
    enrolment = get_object_or_404(rows, run__code=code)
    given = Feedback.objects.filter(enrolment=enrolment).first()
    is_open = is_form_open(enrolment.run, timezone.now())
    form = FeedbackForm(request.POST or None, instance=given)
    if request.method == "POST" and (not is_open or form.is_valid()):
        return _given(request, enrolment, form)
    context = {
        "run": enrolment.run, "form": form, "given": given, "is_open": is_open, "last_day": last_day(enrolment.run),
        "is_over": enrolment.run.is_over,
    }  # fmt: skip
    return render(request, "training/feedback.html", context, status=422 if request.method == "POST" else 200)


def _given(request: SignedInRequest, enrolment: Enrolment, form: FeedbackForm) -> HttpResponse:
    try:
        grades, words = (form.grades, form.cleaned_data["words"]) if form.is_valid() else ({}, "")
        give_feedback(enrolment=enrolment, grades=grades, words=words, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Cảm ơn bạn. Góp ý đã gửi, không ai thấy tên bạn.")
    return redirect("feedback", enrolment.run.code)

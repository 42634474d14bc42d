"""Whether a page may ask for feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from training.feedback_times import is_form_open

if TYPE_CHECKING:
    from training.models import CourseRun

register = template.Library()


@register.filter
def takes_feedback(run: CourseRun) -> bool:
    """Whether the run's form is open now."""
    return is_form_open(run, timezone.now())

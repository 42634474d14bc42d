"""Courses as their list and page show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portal.search import VietnameseOrder, exact_first, folded_contains
from training.enums import EnrolmentState, RunState
from training.models import Course, CourseMaterial, CourseRun, Enrolment

if TYPE_CHECKING:
    from traders.models.actors import Actor


def courses_listed(user: Actor, *, words: str = "", topic: str = "", is_active: bool | None = True) -> QuerySet[Course]:
    """Courses that fit, in the order of a dictionary, with how many runs were announced and are to come."""
    courses = Course.objects.visible_to(user)
    if topic:
        courses = courses.filter(topic=topic)
    if is_active is not None:
        courses = courses.filter(is_active=is_active)
    announced = Q(runs__state=RunState.PUBLISHED)
    courses = courses.annotate(
        run_count=Count("runs", filter=announced),
        next_count=Count("runs", filter=announced & Q(runs__ends_at__gt=timezone.now())),
    ).prefetch_related("organisers")
    if not words:
        return courses.order_by(VietnameseOrder("title"))
    found = courses.filter(folded_contains("title_folded", words))
    return found.order_by(exact_first("title", words), VietnameseOrder("title"))


def may_open(material: CourseMaterial, user: Actor) -> bool:
    """Public ones everybody, others who has a place in a run of the course, teaches one or changes the course."""
    if material.is_public:
        return True
    if not user.is_authenticated:
        return False
    places = Enrolment.objects.filter(person_id=user.pk, run__course=material.course_id, state=EnrolmentState.ENROLLED)
    keeps = CourseRun.objects.conducted_by(user).filter(course=material.course_id)
    manages = Course.objects.visible_to(user).filter(pk=material.course_id)
    return places.exists() or keeps.exists() or manages.exists()


def materials_for(course: Course, user: Actor) -> list[tuple[CourseMaterial, bool]]:
    """Materials of a course, each with whether this person may open it; what opens one that is not public opens all."""
    materials = list(course.materials.all())
    closed = next((material for material in materials if not material.is_public), None)
    opens_all = closed is not None and may_open(closed, user)
    return [(material, material.is_public or opens_all) for material in materials]

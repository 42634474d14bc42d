"""Courses, who organises them, and what people take home."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import acting
from portal.files import private_files
from traders.paper_files import PaperFileError, take_paper
from training.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.base import File

    from portal.accounts.models import User
    from training.models import Course, CourseMaterial, Organiser

MOST_MATERIALS = 30


@transaction.atomic
def save_course(
    *, course: Course, organisers: Iterable[Organiser], new_organiser: Organiser | None, by: User
) -> Course:
    """Save a course with its organisers; ``new_organiser`` is one that was named in place."""
    with acting(by):
        course.save()
        named = list(organisers)
        if new_organiser:
            new_organiser.save()
            named.append(new_organiser)
        course.organisers.set(named)
    return course


def add_material(*, material: CourseMaterial, file: File[bytes] | None, by: User) -> CourseMaterial:
    """Keep a file or a link for the course's people. Raises TrainingError for a file that is not taken."""
    if file:
        try:
            material.file = take_paper(file).content  # takes a second: nobody waits for a lock meanwhile
        except PaperFileError as error:
            raise TrainingError(str(error)) from None
    with transaction.atomic(), acting(by):
        if material.course.materials.count() >= MOST_MATERIALS:
            raise TrainingError(f"Khóa đã có {MOST_MATERIALS} tài liệu. Xóa bớt tài liệu cũ rồi thêm.")
        material.save()
    return material


@transaction.atomic
def remove_material(*, material: CourseMaterial, by: User) -> None:
    """The file goes when the row is really gone."""
    name = material.file.name
    with acting(by):
        material.delete()
    if name:
        transaction.on_commit(partial(private_files().delete, name))

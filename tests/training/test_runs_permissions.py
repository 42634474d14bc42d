"""Who meets which run: announced ones everybody, drafts who manages or teaches them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from portal.accounts.models import User
from tests.factories.training import CourseRunFactory
from traders.models import Market
from training.enums import RunState
from training.models import CourseRun
from training.permissions import conducted_meeting, conducted_run, managed_course, managed_run, visible_run


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(code="lop-1", market=ben_thanh, course__city=ben_thanh.ward.province)


@pytest.fixture
def draft(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(
        code="nhap-1", market=ben_thanh, state=RunState.DRAFT, course__city=ben_thanh.ward.province
    )


def test_announced_run_is_seen_by_visitors(run: CourseRun) -> None:
    assert visible_run(AnonymousUser(), "lop-1") == run


@pytest.mark.usefixtures("draft")
def test_draft_is_unknown_to_visitors_and_strangers(trader: User, outsider: User, other_board: User) -> None:
    for person in (AnonymousUser(), trader, outsider, other_board):
        with pytest.raises(Http404):
            visible_run(person, "nhap-1")


def test_draft_is_seen_by_who_makes_it(draft: CourseRun, official: User, market_board: User) -> None:
    assert visible_run(official, "nhap-1") == draft
    assert visible_run(market_board, "nhap-1") == draft


def test_draft_is_seen_by_its_trainer(draft: CourseRun, trainer: User) -> None:
    draft.trainers.add(trainer)
    assert visible_run(trainer, "nhap-1") == draft


def test_run_is_managed_by_its_city_and_market(run: CourseRun, official: User, market_board: User) -> None:
    assert managed_run(official, "lop-1") == run
    assert managed_run(market_board, "lop-1") == run


@pytest.mark.usefixtures("run")
def test_run_is_not_managed_by_others(outsider: User, other_board: User, market_clerk: User, trainer: User) -> None:
    for person in (outsider, other_board, market_clerk, trainer):
        with pytest.raises(PermissionDenied):
            managed_run(person, "lop-1")


def test_door_is_kept_by_trainer_and_clerk(run: CourseRun, trainer: User, market_clerk: User) -> None:
    with pytest.raises(PermissionDenied):
        conducted_run(trainer, "lop-1")
    run.trainers.add(trainer)
    assert conducted_run(trainer, "lop-1") == run
    assert conducted_run(market_clerk, "lop-1") == run


def test_meeting_is_found_by_who_keeps_its_door(run: CourseRun, market_clerk: User, other_board: User) -> None:
    meeting = run.meetings.get()
    assert conducted_meeting(market_clerk, meeting.pk) == meeting
    with pytest.raises(PermissionDenied):
        conducted_meeting(other_board, meeting.pk)


def test_meeting_of_draft_is_unknown_to_others(draft: CourseRun, other_board: User) -> None:
    with pytest.raises(Http404):
        conducted_meeting(other_board, draft.meetings.get().pk)


def test_course_is_found_by_its_own_city_only(run: CourseRun, official: User, outsider: User) -> None:
    assert managed_course(official, run.course_id) == run.course
    with pytest.raises(Http404):
        managed_course(outsider, run.course_id)

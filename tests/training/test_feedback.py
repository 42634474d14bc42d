"""Who is asked, who may answer until when, and what is shown of the answers: never of fewer than five."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.training import CourseFactory
from tests.training.certificate_kit import DAY, HOUR, answers, run_over, trainee
from traders.models import Market
from training.actions.feedback import ask_for_feedback, give_feedback
from training.errors import TrainingError
from training.feedback_figures import groups_workbook, questions_of
from training.models import Course, CourseRun, Feedback
from training.queries.feedback import FEWEST, Tally, groups_for, put_together, whole_of, words_of

CLOSED = 16 * DAY
GRADES = dict.fromkeys(Feedback.GRADES, 5)


def shown(user: User) -> list[list[CourseRun]]:
    return [list(group.runs) for group in groups_for(user, now=timezone.now())]


@pytest.mark.django_db
def test_who_attended_may_answer_and_change_it() -> None:
    enrolment = trainee(run_over())
    give_feedback(enrolment=enrolment, grades=GRADES, words=" Hay quá ", by=enrolment.person)
    give_feedback(enrolment=enrolment, grades=GRADES | {"pace": 2}, words="", by=enrolment.person)
    row = Feedback.objects.get()
    assert (row.pace, row.clear, row.words) == (2, 5, "")


@pytest.mark.django_db
def test_who_did_not_come_and_others_may_not_answer(official: User) -> None:
    run = run_over()
    absent, there = trainee(run, attended=0), trainee(run)
    for enrolment, by in ((absent, absent.person), (there, official)):
        with pytest.raises(TrainingError, match="người đã dự"):
            give_feedback(enrolment=enrolment, grades=GRADES, words="", by=by)


@pytest.mark.django_db
def test_form_is_open_from_the_end_to_the_14th_day() -> None:
    with time_machine.travel("2026-11-08 10:00Z", tick=False) as clock:
        enrolment = trainee(run_over(ended=HOUR))
        person = enrolment.person
        for moment in ("2026-11-08 09:00Z", "2026-11-22 16:59:59Z"):
            clock.move_to(moment)
            give_feedback(enrolment=enrolment, grades=GRADES, words="", by=person)
        for moment in ("2026-11-08 08:59:59Z", "2026-11-22 17:00Z"):
            clock.move_to(moment)
            with pytest.raises(TrainingError, match="lúc này"):
                give_feedback(enrolment=enrolment, grades=GRADES, words="", by=person)


@pytest.mark.django_db
@pytest.mark.parametrize("grade", [0, 6])
def test_database_refuses_other_grades(grade: int) -> None:
    enrolment = trainee(run_over())
    with pytest.raises(IntegrityError, match="feedback_grades_in_range"), transaction.atomic():
        Feedback.objects.create(enrolment=enrolment, **(GRADES | {"clear": grade}))


@pytest.mark.django_db
def test_everybody_who_attended_is_asked_once() -> None:
    run = run_over(ended=HOUR)
    asked, answered = trainee(run), trainee(run)
    trainee(run, attended=0)
    trainee(run_over(ended=-DAY), attended=0)
    trainee(run_over(ended=CLOSED))
    give_feedback(enrolment=answered, grades=GRADES, words="", by=answered.person)
    assert ask_for_feedback(now=timezone.now()) == 1
    late = trainee(run)  # out of a roster
    assert ask_for_feedback(now=timezone.now() + DAY) == 1
    assert ask_for_feedback(now=timezone.now() + 2 * DAY) == 0
    people = Message.objects.filter(template="feedback_asked").values_list("person", flat=True)
    assert sorted(people) == sorted([asked.person_id, late.person_id])


@pytest.mark.django_db
def test_nothing_is_shown_before_the_form_has_closed(official: User) -> None:
    run = run_over(ended=14 * DAY - HOUR)
    answers(run, FEWEST)
    assert shown(official) == []
    with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
        assert shown(official) == [[run]]


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "is_shown"), [(FEWEST - 1, False), (FEWEST, True)])
def test_run_is_shown_from_five_answers_on(count: int, is_shown: bool, official: User) -> None:
    run = run_over(ended=CLOSED)
    answers(run, count, words="ý kiến")
    groups = groups_for(official, now=timezone.now())
    assert shown(official) == ([[run]] if is_shown else [])
    assert len(words_of(groups)) == (count if is_shown else 0)


def runs_of(course: Course, sizes: list[int], **fields: Any) -> list[CourseRun]:
    """Closed runs of the course, oldest first, with so many answers."""
    runs = [run_over(ended=CLOSED + (len(sizes) - place) * DAY, course=course, **fields) for place in range(len(sizes))]
    for run, size in zip(runs, sizes, strict=True):
        answers(run, size)
    return runs


@pytest.mark.django_db
def test_small_runs_are_put_together_and_the_rest_is_counted_nowhere(official: User) -> None:
    course = CourseFactory.create()
    a, b, c, _ = runs_of(course, [3, 6, 2, 4])
    assert shown(official) == [[b], [a, c]]
    whole = whole_of(groups_for(official, now=timezone.now()))
    assert whole
    assert whole.answers == 11


@pytest.mark.django_db
def test_course_less_its_shown_runs_is_never_a_small_group(official: User) -> None:
    course = CourseFactory.create()
    runs_of(course, [6, 3, 7])
    groups = groups_for(official, now=timezone.now())
    whole = whole_of(groups)
    assert whole
    assert whole.answers - sum(group.tally.answers for group in groups) == 0


@pytest.mark.django_db
def test_runs_of_other_trainers_are_not_put_together(official: User, trainer: User) -> None:
    course = CourseFactory.create()
    first, second = runs_of(course, [3, 3])
    first.trainers.add(trainer)
    second.trainers.add(UserFactory.create(role="trainer"))
    assert shown(official) == []


@pytest.mark.django_db
def test_trainer_reads_own_runs_only(official: User, trainer: User) -> None:
    course = CourseFactory.create()
    own, other = runs_of(course, [5, 5])
    own.trainers.add(trainer)
    assert shown(trainer) == [[own]]
    assert shown(official) == [[own], [other]]


@pytest.mark.django_db
def test_board_does_not_read_a_group_with_a_run_elsewhere(
    market_board: User, ben_thanh: Market, tan_dinh: Market, official: User
) -> None:
    course = CourseFactory.create()
    first, second, third = runs_of(course, [3, 3, 5], market=ben_thanh)
    second.market = tan_dinh
    second.save()
    assert shown(official) == [[first, second], [third]]
    assert shown(market_board) == [[third]]


@pytest.mark.django_db
def test_official_of_another_city_and_trader_read_nothing(outsider: User, trader: User) -> None:
    answers(run_over(ended=CLOSED), FEWEST)
    assert shown(outsider) == []
    assert shown(trader) == []


@pytest.mark.django_db
def test_words_are_in_no_order_of_time_and_without_blanks(official: User) -> None:
    run = run_over(ended=CLOSED)
    answers(run, 5, words="")
    for place in range(20):
        answers(run, 1, words=f"{place:02}")
    words = words_of(groups_for(official, now=timezone.now()))
    assert sorted(words) == [f"{place:02}" for place in range(20)]
    assert words != sorted(words)
    assert words == words_of(groups_for(official, now=timezone.now()))


@pytest.mark.django_db
def test_means_and_parts_are_those_of_the_answers(official: User) -> None:
    run = run_over(ended=CLOSED)
    answers(run, 3, grade=5), answers(run, 1, grade=1), answers(run, 1, grade=4)
    trainee(run)
    [group] = groups_for(official, now=timezone.now())
    assert (group.tally.asked, group.tally.answers, group.tally.mean) == (6, 5, 4.0)
    question = questions_of(group.tally)[0]
    assert [part.count for part in question.parts] == [1, 0, 0, 1, 3]
    assert question.parts[-1].start + question.parts[-1].width == 1000


@pytest.mark.django_db
def test_file_has_the_groups_of_the_page_and_no_others(official: User) -> None:
    from openpyxl import load_workbook

    course = CourseFactory.create()
    runs = runs_of(course, [5, 2, 3, 4])
    with groups_workbook(groups_for(official, now=timezone.now())) as file:
        rows = list(load_workbook(file).active.iter_rows(min_row=2, values_only=True))  # type: ignore[union-attr] # there is one sheet
    assert [(row[2], row[6]) for row in rows] == [(runs[0].code, 5), (f"{runs[1].code}; {runs[2].code}", 5)]


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_runs(official: User, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        runs_of(CourseFactory.create(), [5] * count)
        with django_assert_num_queries(6):
            groups_for(official, now=timezone.now())


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=12))
def test_every_difference_of_figures_is_about_nobody_or_five(runs: list[tuple[int, int]]) -> None:
    """Whatever sums of groups somebody subtracts, what is left is a sum of groups; and old groups stay."""
    groups, earlier = _grouped(runs), _grouped(runs[:-1])
    assert groups[: len(earlier)] == earlier
    places = list(itertools.chain.from_iterable(groups))
    assert len(places) == len(set(places))
    assert all(sum(runs[place][1] for place in group) >= FEWEST for group in groups)


def _grouped(runs: list[tuple[int, int]]) -> list[list[int]]:
    """``put_together`` over runs as (who teaches, how many answers), by their places."""
    rows = [(place, key, Tally(size, ((size, 0, 0, 0, 0),) * 5)) for place, (key, size) in enumerate(runs) if size]
    return [members for members, _ in put_together(rows)]

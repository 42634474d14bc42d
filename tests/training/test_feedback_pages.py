"""The form on a phone and the pages of results."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.training.certificate_kit import DAY, HOUR, answers, run_over, trainee
from tests.training.door_kit import signed_in
from traders.models import Market
from training.models import CourseRun, Feedback

pytestmark = pytest.mark.django_db
CLOSED = 16 * DAY
ANSWER = dict.fromkeys(Feedback.GRADES, "4") | {"words": "Dạy chậm thôi"}


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def results(client: Client, name: str, *args: object) -> Any:
    return client.get(reverse(name, args=args))


@pytest.fixture
def run(ben_thanh: Market, trainer: User) -> CourseRun:
    """A run whose form has closed, with five answers."""
    run = run_over(ended=CLOSED, market=ben_thanh, title="Lớp đã đóng")
    run.trainers.add(trainer)
    answers(run, 5, words="Ồn quá <b>")
    return run


def test_trainee_answers_and_changes_the_answer(trader: User) -> None:
    run = run_over(ended=HOUR)
    trainee(run, person=trader)
    client, url = signed_in(trader), reverse("feedback", args=[run.code])
    assert words(client.get(url)).count('type="radio"') == 25
    assert "Cảm ơn bạn" in words(client.post(url, ANSWER, follow=True))
    text = words(client.get(url))
    assert text.count(" checked") == 5
    assert "Dạy chậm thôi" in text
    client.post(url, ANSWER | {"pace": "1"})
    assert Feedback.objects.get().pace == 1


@pytest.mark.parametrize("wrong", [{"clear": ""}, {"clear": "6"}, {"words": "x" * 1001}])
def test_incomplete_answer_is_sent_back(wrong: dict[str, str], trader: User) -> None:
    run = run_over(ended=HOUR)
    trainee(run, person=trader)
    response = signed_in(trader).post(reverse("feedback", args=[run.code]), ANSWER | wrong)
    assert response.status_code == 422
    assert "Có 1 chỗ cần sửa" in words(response)
    assert not Feedback.objects.exists()


def test_form_is_not_there_for_who_did_not_come(trader: User, official: User) -> None:
    run = run_over(ended=HOUR)
    trainee(run, person=trader, attended=0)
    for person in (trader, official):
        assert signed_in(person).get(reverse("feedback", args=[run.code])).status_code == 404


def test_form_that_has_closed_says_so_and_takes_nothing(trader: User) -> None:
    run = run_over(ended=CLOSED)
    trainee(run, person=trader)
    client, url = signed_in(trader), reverse("feedback", args=[run.code])
    assert "Đã hết hạn góp ý" in words(client.get(url))
    assert "không nhận góp ý lúc này" in words(client.post(url, ANSWER, follow=True))
    assert not Feedback.objects.exists()


def test_results_are_on_every_page_of_who_may_read_them(
    run: CourseRun, trainer: User, market_board: User, official: User, inspector: User
) -> None:
    for person in (trainer, market_board, official, inspector):
        client = signed_in(person)
        for response in (
            results(client, "run_feedback", run.code),
            results(client, "course_feedback", run.course_id),
            results(client, "trainer_feedback", trainer.pk),
        ):
            assert "từ 5 góp ý trong 5 người đã dự" in words(response)
            assert "Ồn quá &lt;b&gt;" in words(response)
        assert run.course.title in words(results(client, "feedback_results"))


def test_others_do_not_find_them(run: CourseRun, trainer: User, other_board: User, outsider: User) -> None:
    colleague = User.objects.create_user("gv2", role="trainer", full_name="Giảng viên khác")
    for person in (other_board, outsider, colleague):
        client = signed_in(person)
        assert results(client, "run_feedback", run.code).status_code == 404
        assert results(client, "course_feedback", run.course_id).status_code == 404
        assert results(client, "trainer_feedback", trainer.pk).status_code == 404
        assert "Chưa có kết quả" in words(results(client, "feedback_results"))


def test_trainer_does_not_find_the_results_of_a_colleague_in_the_same_run(run: CourseRun, trainer: User) -> None:
    colleague = User.objects.create_user("gv2", role="trainer", full_name="Giảng viên khác")
    run.trainers.add(colleague)
    client = signed_in(trainer)
    assert results(client, "trainer_feedback", colleague.pk).status_code == 404
    assert "Giảng viên khác" not in words(results(client, "feedback_results"))


def test_small_run_shows_neither_grades_nor_words_nor_how_many(ben_thanh: Market, official: User) -> None:
    run = run_over(ended=CLOSED, market=ben_thanh)
    answers(run, 4, words="Ồn quá")
    client = signed_in(official)
    text = words(results(client, "run_feedback", run.code))
    assert "Không hiện kết quả" in text
    assert "Ồn quá" not in text
    assert "Ồn quá" not in words(results(client, "course_feedback", run.course_id))
    assert run.course.title not in words(results(client, "feedback_results"))


def test_run_in_a_group_names_the_others(ben_thanh: Market, official: User) -> None:
    first = run_over(ended=CLOSED + DAY, market=ben_thanh, title="Kèm tại sạp 1")
    second = run_over(ended=CLOSED, market=ben_thanh, title="Kèm tại sạp 2", course=first.course)
    answers(first, 2), answers(second, 3)
    text = words(results(signed_in(official), "run_feedback", first.code))
    assert "từ 5 góp ý" in text
    assert "Kèm tại sạp 2" in text


def test_open_form_shows_no_grades_yet(ben_thanh: Market, official: User) -> None:
    run = run_over(ended=DAY, market=ben_thanh)
    answers(run, 6, words="Ồn quá")
    text = words(results(signed_in(official), "run_feedback", run.code))
    assert "Đã có 6 người góp ý" in text
    assert "Ồn quá" not in text
    assert "trên 5" not in text


def test_trader_and_clerk_do_not_read_results(run: CourseRun, trader: User, market_clerk: User) -> None:
    for person in (trader, market_clerk):
        assert results(signed_in(person), "feedback_results").status_code == 403


def test_export_is_a_workbook(run: CourseRun, official: User) -> None:
    response = results(signed_in(official), "feedback_export")
    assert b"".join(response.streaming_content).startswith(b"PK")

"""Pages of certificates: who reads, issues, downloads, revokes; what anybody may check."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from tests.training.certificate_kit import DAY, run_over, trainee
from tests.training.door_kit import signed_in
from traders.models import Market
from training.actions.certificates import issue_certificates, revoke_certificate
from training.models import Certificate, CourseRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    """A run at Bến Thành, over since yesterday, of three meetings."""
    return run_over(meetings=3, market=ben_thanh, title="Lớp tháng 11")


@pytest.fixture
def certificate(run: CourseRun, trader: User) -> Certificate:
    """That of the trader, who attended all three."""
    trainee(run, person=trader, attended=3)
    [issued] = issue_certificates(run=run, by=None)
    return issued


def page(client: Client, name: str, *args: object) -> Any:
    return client.get(reverse(name, args=args))


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_anybody_reads_name_course_number_and_state_and_no_more(
    client: Client, certificate: Certificate, official: User
) -> None:
    response = page(client, "certificate_check", certificate.token)
    text = words(response)
    assert response.status_code == 200
    for shown in ("Giấy có hiệu lực", certificate.name, certificate.course_title, certificate.number):
        assert shown in text
    for hidden in ("Bến Thành", "Lớp tháng 11", "Phòng họp", "buổi"):
        assert hidden not in text
    revoke_certificate(certificate=certificate, by=official, reason="điểm danh hộ")
    text = words(page(client, "certificate_check", certificate.token))
    assert "Giấy đã bị thu hồi" in text
    assert "điểm danh hộ" not in text


def test_unknown_code_is_said_to_be_unknown(client: Client) -> None:
    response = page(client, "certificate_check", "a" * 16)
    assert response.status_code == 404
    assert "Không có giấy chứng nhận nào" in words(response)


def test_checking_is_kept_by_no_search_engine_and_no_cache(client: Client, certificate: Certificate) -> None:
    for response in (page(client, "certificate_check", certificate.token), page(client, "certificate_ask")):
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response.headers["Cache-Control"]
        assert 'content="noindex"' in words(response)


def test_typed_code_leads_to_its_page_however_it_is_typed(client: Client, certificate: Certificate) -> None:
    token = certificate.token
    for typed in (token, token.upper(), f" {token[:4]} {token[4:8]}-{token[8:12]} {token[12:]} "):
        response = client.get(reverse("certificate_ask"), {"ma": typed})
        assert response.headers["Location"] == reverse("certificate_check", args=[token])


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("CN-2026-000001", "Đây là số giấy"), ("abc", "đủ 16"), ("", "bắt buộc"), ("l" * 16, "không có chữ i")],
)  # fmt: skip
def test_number_or_half_a_code_leads_nowhere(typed: str, answer: str, client: Client, certificate: Certificate) -> None:
    response = client.get(reverse("certificate_ask"), {"ma": typed})
    assert response.status_code == 422
    assert answer in words(response)
    assert certificate.name not in words(response)


def test_trying_codes_is_slowed_down(client: Client) -> None:
    cache.clear()
    answers = [page(client, "certificate_check", "a" * 16).status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]


def test_owner_downloads_and_after_revocation_reads_why_not(
    certificate: Certificate, trader: User, official: User
) -> None:
    client = signed_in(trader)
    response = page(client, "certificate_download", certificate.number)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert certificate.name in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    revoke_certificate(certificate=certificate, by=official, reason="điểm danh hộ")
    response = client.get(reverse("certificate_download", args=[certificate.number]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("certificate_detail", args=[certificate.number])
    assert "điểm danh hộ" in words(response)


def test_owner_learns_who_else_downloaded_it(certificate: Certificate, official: User) -> None:
    owner, url = certificate.enrolment.person, reverse("certificate_download", args=[certificate.number])
    assert signed_in(owner).get(url).status_code == 200
    assert not PersonalDataReading.objects.exists()
    assert signed_in(official).get(url).status_code == 200
    assert PersonalDataReading.objects.get().person == owner


@pytest.mark.parametrize("name", ["certificate_detail", "certificate_download"])
def test_others_do_not_know_of_a_certificate(
    name: str, certificate: Certificate, other_trader: User, other_board: User, outsider: User, trainer: User
) -> None:
    for person in (other_trader, other_board, outsider, trainer):
        assert page(signed_in(person), name, certificate.number).status_code == 404


def test_board_reads_who_has_met_the_rule_and_why_others_have_not(
    certificate: Certificate, run: CourseRun, market_board: User
) -> None:
    trainee(run, attended=2)
    text = words(page(signed_in(market_board), "run_certificates", run.code))
    assert "Chưa đủ: dự 2/3 buổi, cần 3 (80 %)" in text
    assert certificate.number in text
    assert "Cần dự ít nhất <strong>3/3</strong> buổi (80 % số buổi đã học)" in text


def test_board_of_another_market_reads_its_own_traders_only(
    certificate: Certificate, run: CourseRun, other_board: User, other_trader: User
) -> None:
    trainee(run, person=other_trader, attended=1)
    text = words(page(signed_in(other_board), "run_certificates", run.code))
    assert "Phạm Văn Đức" in text
    assert certificate.name not in text
    assert "Cấp giấy ngay" not in text


def test_board_issues_now_and_downloads_all_that_hold(
    run: CourseRun, trader: User, market_board: User, official: User
) -> None:
    client = signed_in(market_board)
    download = reverse("run_certificates_download", args=[run.code])
    assert client.get(download).headers["Location"] == reverse("run_certificates", args=[run.code])
    people = [trainee(run, attended=3).person for _ in range(3)]
    response = client.post(reverse("run_certificates_issue", args=[run.code]), follow=True)
    assert "Đã cấp 3 giấy." in words(response)
    revoke_certificate(certificate=Certificate.objects.get(enrolment__person=people[0]), by=official, reason="nhầm")
    response = client.get(download)
    assert len(PdfReader(io.BytesIO(response.content)).pages) == 2
    assert set(PersonalDataReading.objects.values_list("person", flat=True)) == {each.pk for each in people[1:]}


def test_issuing_before_the_end_is_refused_in_words(ben_thanh: Market, market_board: User) -> None:
    run = run_over(market=ben_thanh, ended=-DAY)
    response = signed_in(market_board).post(reverse("run_certificates_issue", args=[run.code]), follow=True)
    assert "khi lớp đã học xong" in words(response)


def test_trainer_may_look_and_not_issue(run: CourseRun, trainer: User) -> None:
    run.trainers.add(trainer)
    client = signed_in(trainer)
    assert page(client, "run_certificates", run.code).status_code == 200
    assert client.post(reverse("run_certificates_issue", args=[run.code])).status_code == 403
    assert page(client, "run_certificates_download", run.code).status_code == 403


def test_official_revokes_with_a_reason_and_makes_valid_again(certificate: Certificate, official: User) -> None:
    client = signed_in(official)
    revoke, restore = (
        reverse(name, args=[certificate.number]) for name in ("certificate_revoke", "certificate_restore")
    )
    assert client.post(revoke, {"reason": "  "}).status_code == 422
    assert "điểm danh hộ" in words(client.post(revoke, {"reason": "điểm danh hộ"}, follow=True))
    assert "từ trước" in words(client.post(revoke, {"reason": "lần nữa"}, follow=True))
    text = words(client.post(restore, {"reason": "đã xác minh"}, follow=True))
    assert "Có hiệu lực lại" in text
    assert "đã xác minh" in text
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_board_and_inspector_may_not_revoke(certificate: Certificate, market_board: User, inspector: User) -> None:
    for person in (market_board, inspector):
        assert page(signed_in(person), "certificate_revoke", certificate.number).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_run_asks_as_often_for_one_as_for_three(
    count: int, run: CourseRun, market_board: User, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        trainee(run, attended=3)
    issue_certificates(run=run, by=None)
    client = signed_in(market_board)
    page(client, "run_certificates", run.code)
    with django_assert_num_queries(NUMBER_OF_QUERIES):
        page(client, "run_certificates", run.code)


NUMBER_OF_QUERIES = 9

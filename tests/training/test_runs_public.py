"""List, calendar, page and poster for everybody; courses and their materials."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.files import private_files
from tests.factories.training import CourseFactory, CourseRunFactory, EnrolmentFactory, OrganiserFactory
from traders.models import Market
from training.enums import EnrolmentState, RunState, Topic
from training.forms.fields import HoursField
from training.models import Course, CourseMaterial, Organiser

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def page(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "Còn 20 chỗ"),
        ({"capacity": 1}, "Hết chỗ – vào danh sách chờ"),
        ({"enrol_opens_at": dt.timedelta(days=1)}, "Mở đăng ký từ"),
        ({"enrol_closes_at": -dt.timedelta(days=1)}, "Đã đóng đăng ký"),
        ({"state": RunState.CANCELLED, "cancel_reason": "Mưa"}, "Đã hủy"),
    ],
)
def test_card_says_the_state_in_words(client: Client, db: None, change: dict[str, Any], words: str) -> None:
    moments = {name: timezone.now() + value for name, value in change.items() if isinstance(value, dt.timedelta)}
    run = CourseRunFactory.create(**(change | moments))
    if run.capacity == 1:
        EnrolmentFactory.create(run=run)
    assert words in page(client, "/dao-tao/")


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions(
    client: Client, db: None, django_assert_num_queries: Any, count: int
) -> None:
    for run in CourseRunFactory.create_batch(count):
        run.organisers.add(OrganiserFactory.create())
    with django_assert_num_queries(7):
        page(client, "/dao-tao/")


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_asks_the_same_number_of_questions(
    client: Client, db: None, django_assert_num_queries: Any, count: int
) -> None:
    CourseRunFactory.create_batch(count)
    month = f"{timezone.localtime() + dt.timedelta(days=10):%Y-%m}"
    with django_assert_num_queries(2):
        page(client, "/dao-tao/lich/", thang=month)


def test_list_is_searched_without_accents_and_filtered(client: Client, ben_thanh: Market) -> None:
    CourseRunFactory.create(title="Chốt đơn chợ đêm", market=ben_thanh)
    CourseRunFactory.create(title="Thuế hộ kinh doanh", course__topic=Topic.LEGAL, kind="workshop")
    list_url = "/dao-tao/"
    for query, found in (
        ({"q": "chot don"}, "Chốt đơn"), ({"q": "ben thanh"}, "Chốt đơn"), ({"cho": "ben-thanh"}, "Chốt đơn"),
        ({"chu_de": "legal"}, "Thuế hộ"), ({"hinh_thuc": "workshop"}, "Thuế hộ"),
    ):  # fmt: skip
        text = page(client, list_url, **query)
        assert [title for title in ("Chốt đơn", "Thuế hộ") if title in text] == [found]
    assert "Không có lớp nào khớp" in page(client, list_url, danh_cho="creators")
    assert "Chốt đơn" in page(client, list_url, chu_de="khong-co", thang="2026-99")  # unreadable: left out


def test_past_runs_stand_behind_a_tab(client: Client, db: None) -> None:
    start = timezone.now() - dt.timedelta(days=30)
    CourseRunFactory.create(
        title="Lớp đã qua", starts_at=start, enrol_closes_at=start, enrol_opens_at=start - dt.timedelta(days=9)
    )
    assert "Lớp đã qua" not in page(client, "/dao-tao/")
    assert "Lớp đã qua" in page(client, "/dao-tao/", xem="qua")


@time_machine.travel("2026-12-10T03:00:00Z", tick=False)
def test_calendar_shows_the_month_in_local_time(client: Client, db: None) -> None:
    start = dt.datetime(2026, 12, 31, 18, 30, tzinfo=dt.UTC)  # half past one of 1 January in Vietnam
    CourseRunFactory.create(title="Lớp giao thừa", starts_at=start, enrol_closes_at=start)
    assert "Lớp giao thừa" not in page(client, "/dao-tao/lich/")
    january = page(client, "/dao-tao/lich/", thang="2027-01")
    assert "Lớp giao thừa" in january
    assert "thang=2026-12" in january
    assert "thang=2027-02" in january


def test_visitor_gets_a_page_that_may_be_kept_others_do_not(client: Client, trader: User) -> None:
    run = CourseRunFactory.create()
    answer = client.get(f"/dao-tao/lop/{run.code}/")
    assert "public" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]
    assert not answer.cookies
    client.force_login(trader)
    own = client.get(f"/dao-tao/lop/{run.code}/")
    assert "private" in own.headers["Cache-Control"]
    assert trader.full_name in own.content.decode()


def test_run_page_says_what_search_engines_read(client: Client, ben_thanh: Market, trainer: User) -> None:
    run = CourseRunFactory.create(market=ben_thanh, title="Livestream </script>")
    run.trainers.add(trainer)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client, f"/dao-tao/lop/{run.code}/"))
    assert found
    document = json.loads(found[1])
    assert document["@type"] == "Course"
    instance = document["hasCourseInstance"]
    assert instance["instructor"][0]["name"] == trainer.full_name
    assert instance["subEvent"][0]["location"]["address"] == "Phòng họp ban quản lý, Chợ Bến Thành"


def test_online_link_is_for_people_with_a_place(client: Client, trader: User, other_trader: User) -> None:
    run = CourseRunFactory.create(kind="online", online_link="https://hop.example/kin")
    EnrolmentFactory.create(run=run, person=trader)
    EnrolmentFactory.create(run=run, person=other_trader, state=EnrolmentState.WAITING)
    url = f"/dao-tao/lop/{run.code}/"
    assert "hop.example" not in page(client, url)
    client.force_login(other_trader)
    assert "hop.example" not in page(client, url)
    client.force_login(trader)
    assert "hop.example" in page(client, url)


def test_draft_is_not_found_by_visitors(client: Client, db: None) -> None:
    run = CourseRunFactory.create(state=RunState.DRAFT)
    for end in ("", "lich.ics", "ap-phich/"):
        assert client.get(f"/dao-tao/lop/{run.code}/{end}").status_code == 404


def test_poster_has_a_code_that_leads_to_the_run(client: Client, db: None) -> None:
    run = CourseRunFactory.create()
    text = page(client, f"/dao-tao/lop/{run.code}/ap-phich/")
    assert "<svg" in text
    assert f"/dao-tao/lop/{run.code}/" in text
    assert "style=" not in text


def test_course_is_added_with_an_organiser_named_in_place(client: Client, official: User) -> None:
    client.force_login(official)
    there = OrganiserFactory.create(name="Hội tiểu thương")
    sent = {
        "title": "Quay dựng", "topic": "content", "level": "beginner", "audience": "traders", "minutes": "2,5",
        "summary": "Tự quay một clip.", "organisers": [there.pk], "new_name": "TikTok Việt Nam", "new_kind": "platform",
        "attendance_percent": 80,
    }  # fmt: skip
    assert client.post("/dao-tao/khoa/them/", sent).status_code == 302
    course = Course.objects.get()
    assert (course.city, course.minutes) == (official.city, 150)
    assert {organiser.name for organiser in course.organisers.all()} == {"Hội tiểu thương", "TikTok Việt Nam"}
    again = client.post("/dao-tao/khoa/them/", sent | {"new_name": ""})
    assert again.status_code == 422
    assert "đã có khóa mang tên này" in again.content.decode()
    assert Organiser.objects.count() == 2


def test_course_without_organiser_is_refused(client: Client, official: User) -> None:
    client.force_login(official)
    answer = client.post("/dao-tao/khoa/them/", {"title": "Quay dựng", "minutes": "x"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Chọn ít nhất một đơn vị" in text
    assert "Ghi số giờ" in text


@pytest.mark.parametrize(("typed", "minutes"), [("4", 240), ("2,5", 150), ("1:40", 100), ("0.25", 15)])
def test_hours_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    field = HoursField()
    assert field.clean(typed) == minutes
    assert field.clean(str(field.prepare_value(minutes))) == minutes


def test_courses_are_found_without_accents(client: Client, official: User) -> None:
    client.force_login(official)
    CourseFactory.create(city=official.city, title="Chốt đơn")
    CourseFactory.create(city=official.city, title="Khóa cũ", is_active=False)
    assert "Chốt đơn" in page(client, "/dao-tao/khoa/", q="chot")
    assert "Khóa cũ" not in page(client, "/dao-tao/khoa/")
    assert "Khóa cũ" in page(client, "/dao-tao/khoa/", con="nghi")


@pytest.fixture
def material(client: Client, official: User) -> CourseMaterial:
    """A file that only people with a place may open."""
    course = CourseFactory.create(city=official.city)
    client.force_login(official)
    file = SimpleUploadedFile("bai.pdf", PDF)
    answer = client.post(f"/dao-tao/khoa/{course.pk}/tai-lieu/them/", {"title": "Bài giảng", "file": file})
    assert answer.status_code == 302
    client.logout()
    return CourseMaterial.objects.get()


def test_material_is_for_people_with_a_place(
    client: Client, material: CourseMaterial, trader: User, other_trader: User
) -> None:
    url = f"/dao-tao/tai-lieu/{material.pk}/"
    assert client.get(url).status_code == 302
    run = CourseRunFactory.create(course=material.course)
    EnrolmentFactory.create(run=run, person=trader)
    EnrolmentFactory.create(run=run, person=other_trader, state=EnrolmentState.WAITING)
    client.force_login(other_trader)
    assert client.get(url).status_code == 403
    client.force_login(trader)
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined] # a file
    answer.close()


def test_public_material_is_for_everybody(client: Client, material: CourseMaterial) -> None:
    CourseMaterial.objects.update(is_public=True)
    answer = client.get(f"/dao-tao/tai-lieu/{material.pk}/")
    assert answer.status_code == 200
    answer.close()


def test_removed_material_takes_its_file_with_it(
    client: Client, material: CourseMaterial, official: User, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(official)
    name = material.file.name or ""
    assert private_files().exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/dao-tao/khoa/{material.course_id}/tai-lieu/{material.pk}/xoa/")
    assert not private_files().exists(name)


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"file": b"MZ\x90", "link": ""}, {"file": PDF, "link": "https://a.example/"},
        {"file": b"%PDF-1.7 /JavaScript %%EOF"},
    ],
)  # fmt: skip
def test_wrong_materials_are_refused(client: Client, official: User, sent: dict[str, Any]) -> None:
    course = CourseFactory.create(city=official.city)
    client.force_login(official)
    file = {"file": SimpleUploadedFile("bai.pdf", sent["file"])} if "file" in sent else {}
    answer = client.post(f"/dao-tao/khoa/{course.pk}/tai-lieu/them/", {"title": "Bài", "link": ""} | sent | file)
    assert answer.status_code == 422
    assert not CourseMaterial.objects.exists()


def test_trainer_finds_own_runs_on_the_first_page(client: Client, trainer: User, other_trader: User) -> None:
    taught, other = CourseRunFactory.create(title="Lớp của tôi"), CourseRunFactory.create(title="Lớp người khác")
    taught.trainers.add(trainer)
    EnrolmentFactory.create(run=taught, person=other_trader)
    client.force_login(trainer)
    text = page(client, "/")
    assert "1 / 20 người có chỗ" in text
    assert f"/dao-tao/buoi/{taught.meetings.get().pk}/cua/" in text
    assert other.title not in text


def test_sitemap_lists_announced_runs(client: Client, db: None) -> None:
    announced, draft = CourseRunFactory.create(), CourseRunFactory.create(state=RunState.DRAFT)
    text = page(client, "/sitemap.xml")
    assert f"/dao-tao/lop/{announced.code}/<" in text
    assert f"/dao-tao/lop/{draft.code}/<" not in text

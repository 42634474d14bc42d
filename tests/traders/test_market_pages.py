"""The public page of a market as its people make it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.traders import MarketPictureFactory, StallFactory
from tests.pictures import jpeg, png
from traders.actions import market_pages as actions
from traders.errors import TradersError
from traders.models import Market, MarketHours, MarketZone


@pytest.fixture
def board(client: Client, market_board: User) -> User:
    client.force_login(market_board)
    return market_board


def address(name: str, *args: Any) -> str:
    return reverse(name, args=["ben-thanh", *args])


def words_of(answer: Any) -> str:
    return str(answer.content, "utf-8")


def upload(content: bytes = b"") -> dict[str, Any]:
    return {"file": SimpleUploadedFile("anh.jpg", content or jpeg(), "image/jpeg"), "alt": "Cổng chợ", "alt_en": "Gate"}


def week(**typed: str) -> dict[str, str]:
    return typed


def test_page_says_what_is_missing(client: Client, board: User) -> None:
    html = words_of(client.get(address("market_page")))
    for words in ("Chưa viết", "Chưa ghi giờ nào", "Chưa có ảnh nào", "Chưa có khu nào"):
        assert words in html


def test_words_are_kept_in_both_languages(client: Client, board: User, ben_thanh: Market) -> None:
    typed = {
        "is_public": "on", "story": "Chợ cổ.", "story_en": "Old market.", "specialities": "Mứt",
        "phone": "028 3829 9274",
    }  # fmt: skip
    assert client.post(address("market_page_text"), typed).status_code == 302
    ben_thanh.refresh_from_db()
    assert (ben_thanh.story, ben_thanh.story_en, ben_thanh.phone) == ("Chợ cổ.", "Old market.", "+842838299274")
    newest = apps.get_model("traders", "MarketEvent")._default_manager.latest("pgh_id")
    assert newest.pgh_context.metadata["user"] == board.pk


def test_hidden_page_can_be_previewed_by_its_people_alone(
    client: Client, board: User, ben_thanh: Market, market_clerk: User
) -> None:
    client.post(address("market_page_text"), {"story": "Chưa muốn ai thấy.", "story_en": "Not yet."})
    assert client.get(address("public_market")).status_code == 404
    answer = client.get(address("market_page_preview"))
    assert "Chưa muốn ai thấy." in words_of(answer)
    assert "đang ẩn" in words_of(answer)
    assert "public" not in answer.get("Cache-Control", "")
    assert "Not yet." in words_of(client.get(address("market_page_preview") + "?ngon-ngu=en"))
    client.force_login(market_clerk)
    assert client.get(address("market_page_preview")).status_code == 403


# Hours


def test_hours_of_monday_can_stand_for_the_week(client: Client, board: User, ben_thanh: Market) -> None:
    typed = week(opens_0_1="18:00", closes_0_1="02:00", same_days="on", opens_3_1="09:00")
    assert client.post(address("market_hours"), typed).status_code == 302
    rows = list(ben_thanh.hours.values_list("weekday", "opens_at", "closes_at"))
    assert rows == [(day, dt.time(18), dt.time(2)) for day in range(7)]


def test_hours_are_replaced_and_shown_again(client: Client, board: User, ben_thanh: Market) -> None:
    client.post(address("market_hours"), week(opens_0_1="05:00", closes_0_1="18:00", same_days="on"))
    client.post(
        address("market_hours"), week(opens_5_1="05:00", closes_5_1="11:00", opens_5_2="13:00", closes_5_2="18:30")
    )
    assert [str(row) for row in ben_thanh.hours.all()] == ["5: 05:00-11:00", "5: 13:00-18:30"]
    html = words_of(client.get(address("market_hours")))
    assert 'value="18:30"' in html
    assert "5:00 – 11:00, 13:00 – 18:30" in words_of(client.get(address("market_page")))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (week(opens_0_1="05:00"), "Ghi cả giờ mở và giờ đóng cửa."),
        (week(closes_0_2="05:00"), "Ghi cả giờ mở và giờ đóng cửa."),
        (week(opens_0_1="05:00", closes_0_1="05:00"), "Giờ đóng cửa phải khác giờ mở cửa."),
        (week(opens_0_1="05:00", closes_0_1="12:00", opens_0_2="11:00", closes_0_2="18:00"), "chồng lên nhau"),
        (week(opens_6_1="18:00", closes_6_1="06:00", opens_0_1="05:00", closes_0_1="12:00"), "chồng lên nhau"),
        (week(opens_0_1="25:00", closes_0_1="12:00"), "Giờ"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    client: Client, board: User, ben_thanh: Market, typed: dict[str, str], words: str
) -> None:
    ben_thanh.hours.create(weekday=2, opens_at=dt.time(5), closes_at=dt.time(18))
    answer = client.post(address("market_hours"), typed)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert ben_thanh.hours.get().weekday == 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"weekday": 7}, "market_hours_weekday"),
        ({"closes_at": dt.time(5)}, "market_hours_differ"),
    ],
)
def test_hours_are_guarded_by_the_database(ben_thanh: Market, fields: dict[str, Any], constraint: str) -> None:
    values = {"weekday": 0, "opens_at": dt.time(5), "closes_at": dt.time(18)} | fields
    with pytest.raises(Exception, match=constraint):
        MarketHours.objects.create(market=ben_thanh, **values)


# Pictures


def test_picture_is_added_with_its_words(client: Client, board: User, ben_thanh: Market) -> None:
    assert client.post(address("market_picture_add"), upload()).status_code == 302
    picture = ben_thanh.pictures.get()
    assert (picture.alt, picture.width, picture.height) == ("Cổng chợ", 640, 480)
    assert default_storage.exists(str(picture.image.name))
    assert client.get(picture.image.url).status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload=alert(1)>", "không phải là ảnh đọc được"),
        (b"GIF89a", "không phải là ảnh đọc được"),
        (png((9_000, 9_000), mode="1"), "Ảnh quá lớn"),
    ],
    ids=["svg", "gif", "too large"],
)
def test_file_that_is_no_picture_is_refused(
    client: Client, board: User, ben_thanh: Market, content: bytes, words: str
) -> None:
    answer = client.post(address("market_picture_add"), upload(content))
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert not ben_thanh.pictures.exists()


def test_picture_needs_words(client: Client, board: User) -> None:
    answer = client.post(address("market_picture_add"), upload() | {"alt": ""})
    assert answer.status_code == 422
    assert "Ghi một câu nói trong ảnh có gì." in words_of(answer)


def test_market_has_no_more_pictures_than_are_looked_at(board: User, ben_thanh: Market) -> None:
    MarketPictureFactory.create_batch(actions.MOST_PICTURES, market=ben_thanh)
    with pytest.raises(TradersError, match="đã có 12 ảnh"):
        actions.add_picture(market=ben_thanh, file=upload()["file"], alt="Một nữa", alt_en="", by=board)


def test_pictures_change_places(client: Client, board: User, ben_thanh: Market) -> None:
    first, second, third = MarketPictureFactory.create_batch(3, market=ben_thanh)
    client.post(address("market_picture_move", third.pk), {"chieu": "truoc"})
    assert list(ben_thanh.pictures.all()) == [first, third, second]
    client.post(address("market_picture_move", first.pk), {"chieu": "sau"})
    assert list(ben_thanh.pictures.all()) == [third, first, second]
    client.post(address("market_picture_move", third.pk), {"chieu": "truoc"})
    assert list(ben_thanh.pictures.all()) == [third, first, second]


def test_removed_picture_takes_its_file_along(
    client: Client, board: User, ben_thanh: Market, django_capture_on_commit_callbacks: Any
) -> None:
    picture = MarketPictureFactory.create(market=ben_thanh)
    assert picture.alt in words_of(client.get(address("market_picture_remove", picture.pk)))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("market_picture_remove", picture.pk))
    assert not ben_thanh.pictures.exists()
    assert not default_storage.exists(str(picture.image.name))


def test_picture_of_another_market_is_not_there(client: Client, board: User, tan_dinh: Market) -> None:
    picture = MarketPictureFactory.create(market=tan_dinh)
    for name in ("market_picture_edit", "market_picture_remove", "market_picture_move"):
        assert client.post(address(name, picture.pk)).status_code == 404


# Zones


def test_zone_is_added_and_its_code_stands_once(client: Client, board: User, ben_thanh: Market) -> None:
    typed = {"code": "a", "name": "Khu  vải", "position": "1"}
    assert client.post(address("market_zone_add"), typed).status_code == 302
    zone = ben_thanh.zones.get()
    assert (zone.code, zone.name) == ("A", "Khu vải")
    answer = client.post(address("market_zone_add"), typed)
    assert answer.status_code == 422
    assert "Chợ đã có khu mang mã này." in words_of(answer)


def test_zone_with_stalls_stays(client: Client, board: User, ben_thanh: Market) -> None:
    zone = MarketZone.objects.create(market=ben_thanh, code="A", name="Khu vải")
    stall = StallFactory.create(market=ben_thanh, zone=zone)
    answer = client.post(address("market_zone_remove", zone.pk), follow=True)
    assert "Khu này còn 1 sạp" in words_of(answer)
    stall.delete()
    client.post(address("market_zone_remove", zone.pk))
    assert not ben_thanh.zones.exists()

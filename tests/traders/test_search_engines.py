"""What search engines and link previews read."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import MarketFactory, MarketPictureFactory, ShopAccountFactory
from traders.models import Market

HOST = "https://cho-so.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def own_host(settings: Any) -> None:
    settings.PORTAL_URL = HOST


def page(client: Client, path: str) -> str:
    return client.get(path, headers={"host": "localhost"}).content.decode()


def document(html: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    read: dict[str, Any] = json.loads(found[0])
    assert read["@context"] == "https://schema.org"
    return read


def metas(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', html))


def test_market_is_a_place_with_hours_and_events(client: Client, ben_thanh: Market) -> None:
    MarketPictureFactory.create(market=ben_thanh)
    ben_thanh.hours.create(weekday=5, opens_at=dt.time(18), closes_at=dt.time(2))
    start = timezone.now() + dt.timedelta(days=1)
    account = ShopAccountFactory.create(market=ben_thanh, handle="cho.bt")
    end = start + dt.timedelta(hours=2)
    LiveSessionFactory.create(market=ben_thanh, account=account, title="Phiên Tết", starts_at=start, ends_at=end)
    found = document(page(client, "/cho-online/ben-thanh/"))
    assert found["@type"] == "ShoppingCenter"
    assert found["name"] == "Chợ Bến Thành"
    assert found["url"] == f"{HOST}/cho-online/ben-thanh/"
    assert found["image"] == f"{HOST}/cho-online/ben-thanh/xem-truoc.jpg"
    assert found["address"]["addressLocality"] == "Phường Bến Thành"
    assert found["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification", "dayOfWeek": "https://schema.org/Saturday",
            "opens": "18:00", "closes": "02:00",
        }
    ]  # fmt: skip
    (event,) = found["event"]
    assert event["@type"] == "BroadcastEvent"
    assert dt.datetime.fromisoformat(event["startDate"]) == start
    assert dt.datetime.fromisoformat(event["startDate"]).utcoffset() == dt.timedelta(hours=7)
    assert event["location"]["url"] == "https://www.tiktok.com/@cho.bt"


def test_market_of_which_little_is_known_claims_nothing(client: Client, ben_thanh: Market) -> None:
    found = document(page(client, "/en/markets/ben-thanh/"))
    assert {"openingHoursSpecification", "event", "image", "alternateName"}.isdisjoint(found)
    assert found["address"]["addressRegion"] == "Ho Chi Minh City"


def test_document_cannot_be_left(client: Client, ben_thanh: Market) -> None:
    evil = "</script><script>alert(1)</script>"
    Market.objects.update(name=evil, story=evil, address=evil)
    html = page(client, "/cho-online/ben-thanh/")
    assert document(html)["name"] == evil
    assert "<script>alert" not in html


def test_directory_lists_its_markets(client: Client, ben_thanh: Market, tan_dinh: Market) -> None:
    found = document(page(client, "/en/markets/"))
    assert found["@type"] == "ItemList"
    urls = [item["url"] for item in found["itemListElement"]]
    assert urls == [f"{HOST}/en/markets/ben-thanh/", f"{HOST}/en/markets/tan-dinh/"]


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [("/cho-online/", "/en/markets/"), ("/cho-online/ben-thanh/", "/en/markets/ben-thanh/")],
)
def test_twins_name_each_other(client: Client, ben_thanh: Market, vietnamese: str, english: str) -> None:
    for path in (vietnamese, english):
        html = page(client, path)
        assert f'<link rel="canonical" href="{HOST}{path}">' in html
        assert f'hreflang="vi" href="{HOST}{vietnamese}"' in html
        assert f'hreflang="en" href="{HOST}{english}"' in html
        assert f'hreflang="x-default" href="{HOST}{vietnamese}"' in html


def test_filters_are_no_pages_of_their_own(client: Client, ben_thanh: Market) -> None:
    assert f'<link rel="canonical" href="{HOST}/cho-online/">' in page(client, "/cho-online/?q=ben&loai=dem")


def test_address_that_was_asked_for_is_not_believed(client: Client, ben_thanh: Market) -> None:
    for path in ("/cho-online/ben-thanh/", "/sitemap.xml", "/robots.txt"):
        assert "localhost" not in page(client, path)


def test_link_preview_has_title_words_and_picture(client: Client, ben_thanh: Market) -> None:
    MarketPictureFactory.create(market=ben_thanh)
    Market.objects.update(story='Chợ "trăm năm" & nổi tiếng. ' + "Rất nhiều hàng. " * 30)
    html = page(client, "/cho-online/ben-thanh/")
    shown = metas(html)
    assert shown["og:title"] == "Chợ Bến Thành, Phường Bến Thành, Thành phố Hồ Chí Minh"
    assert shown["og:description"].startswith(escape('Chợ "trăm năm" & nổi tiếng.'))
    assert len(shown["description"]) < 190
    assert (shown["og:locale"], shown["og:url"]) == ("vi_VN", f"{HOST}/cho-online/ben-thanh/")
    assert shown["og:image"] == f"{HOST}/cho-online/ben-thanh/xem-truoc.jpg"
    answer = client.get("/cho-online/ben-thanh/xem-truoc.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert "public" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_market_without_pictures_promises_none(client: Client, ben_thanh: Market) -> None:
    assert "og:image" not in metas(page(client, "/cho-online/ben-thanh/"))
    assert client.get("/cho-online/ben-thanh/xem-truoc.jpg").status_code == 404


def test_sitemap_has_every_public_page_with_its_twin(client: Client, ben_thanh: Market, tan_dinh: Market) -> None:
    Market.objects.filter(pk=tan_dinh.pk).update(is_public=False)
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    assert "public" in answer["Cache-Control"]
    urls = ET.fromstring(answer.content).findall(f"{SITEMAP}url")
    places = [url.findtext(f"{SITEMAP}loc") for url in urls]
    paths = ["/cho-online/", "/en/markets/", "/cho-online/ben-thanh/", "/en/markets/ben-thanh/"]
    assert places == [HOST + path for path in [*paths, "/dao-tao/", "/dao-tao/lich/"]]
    twins = [{link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")} for url in urls]
    assert twins[2] == twins[3] == {"vi": HOST + paths[2], "en": HOST + paths[3]}
    assert urls[2].findtext(f"{SITEMAP}lastmod") == f"{timezone.localdate():%Y-%m-%d}"
    for place in places:
        assert place
        assert client.get(place.removeprefix(HOST)).status_code == 200


def test_sitemap_asks_no_more_for_more_markets(
    client: Client, ben_thanh: Market, django_assert_num_queries: Any
) -> None:
    for number in range(2):
        MarketFactory.create_batch(number * 3)
        with django_assert_num_queries(2):
            client.get("/sitemap.xml")


def test_robots_are_let_into_public_pages_alone(client: Client) -> None:
    rules = page(client, "/robots.txt").splitlines()
    assert "Disallow: /" in rules
    assert f"Sitemap: {HOST}/sitemap.xml" in rules
    allowed = {rule.removeprefix("Allow: ") for rule in rules if rule.startswith("Allow")}
    assert allowed == {
        "/$", "/cho-online/", "/en/markets/", "/so-lieu/cach-tinh/", "/anh/", "/static/", "/sitemap.xml", "/dao-tao/$",
        "/dao-tao/lich/$", "/dao-tao/lop/",
    }  # fmt: skip

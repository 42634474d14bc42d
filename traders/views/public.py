"""Pages of markets for everybody, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from portal.pictures import jpeg_of
from portal.public_pages import for_everybody
from traders import structured_data
from traders.forms.public import DirectoryForm
from traders.opening_hours import opening_at
from traders.public_words import Language, city_of, either, name_of, story_of, ward_of, week_of
from traders.queries import public

if TYPE_CHECKING:
    from django.http import HttpRequest

    from traders.models import Market

MAX_AGE = 60
A_PAGE = 20
PREVIEW_SIZE = (1200, 630)
PREVIEW_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the page's head for search engines and link previews; addresses are whole."""

    title: str
    name: str
    """The title without the place, as the page's heading."""
    description: str
    url: str
    twins: list[tuple[str, str]]
    """(language, address) of this page in each language."""
    image: str
    document: str


@for_everybody(max_age=MAX_AGE)
def public_markets(request: HttpRequest, language: str) -> HttpResponse:
    """The directory."""
    form = DirectoryForm(request.GET, language=language)
    chosen = form.chosen
    page = Paginator(public.public_markets(**chosen), A_PAGE).get_page(request.GET.get("trang"))
    now = timezone.localtime()
    context = {
        "language": language,
        "head": directory_head(language, page.number, page.object_list),
        "form": form,
        "page": page,
        "rows": [(market, opening_at(market.hours.all(), now)) for market in page],
        "is_narrowed": any(chosen.values()),
        "is_listed": any(value for name, value in chosen.items() if name != "search"),
        "now": now,
        "is_preview": False,
    }
    return render(request, "traders/public_markets.html", context)


@for_everybody(max_age=MAX_AGE)
def public_market(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """One market."""
    market = public.public_market(slug)
    if market is None:
        raise Http404
    return render(request, "traders/public_market.html", market_context(market, language))


@for_everybody(max_age=PREVIEW_SECONDS)
def public_market_preview(_request: HttpRequest, slug: str) -> HttpResponse:
    """The market's first picture as networks want it for the preview of a link."""
    market = public.public_market(slug)
    picture = market.pictures.first() if market else None
    if picture is None:
        raise Http404
    content = cache.get_or_set(
        f"link-preview:{picture.image.name}", lambda: jpeg_of(picture.image, size=PREVIEW_SIZE), PREVIEW_SECONDS
    )
    return HttpResponse(content, content_type="image/jpeg")


def market_context(market: Market, language: str, *, is_preview: bool = False) -> dict[str, Any]:
    """What the page shows, and nothing else of anybody."""
    now, hours, sessions = timezone.localtime(), list(market.hours.all()), public.sessions_of(market)
    story, story_language = story_of(market, language)
    return {
        "language": language,
        "head": market_head(market, language, sessions),
        "market": market,
        "pictures": list(market.pictures.all()),
        "story": story,
        "story_language": story_language,
        "goods_lines": public.goods_lines_of(market),
        "opening": opening_at(hours, now),
        "week": week_of(hours, language) if hours else [],
        "sessions": sessions,
        "market_shops": public.shops_of_market(market),
        "stalls": public.stalls_that_sell_online(market),
        "now": now,
        "is_preview": is_preview,
    }


def directory_head(language: str, number: int, markets: Any) -> Head:
    """Filters are no pages of their own to a search engine; the second page of the list is."""
    query = f"?trang={number}" if number > 1 else ""
    title = either(language, "Các chợ truyền thống bán trực tuyến", "Traditional markets that sell online")
    named = [(name_of(market, language), whole("public_market", language, market.slug)) for market in markets]
    url = whole("public_markets", language) + query
    return Head(
        title=title,
        name=title,
        description=either(
            language,
            "Tìm chợ truyền thống theo tên, phường, đặc sản: giờ mở cửa, hàng nổi tiếng, lịch phiên bán trực tuyến và "
            "gian hàng trên mạng của các sạp.",
            "Find traditional markets of Việt Nam by name, ward or speciality: opening hours, famous goods, "
            "livestream sessions and the online shops of stalls.",
        ),
        url=url,
        twins=[(each, whole("public_markets", each) + query) for each in Language],
        image="",
        document=structured_data.script_text(structured_data.directory(name=title, url=url, markets=named)),
    )


def market_head(market: Market, language: str, sessions: list[public.PublicSession]) -> Head:
    """The story's beginning describes the page, or where there is none what can be found on it."""
    place = f"{ward_of(market.ward, language)}, {city_of(market.ward, language)}"
    found = either(
        language,
        f"{market.name}, {place}: giờ mở cửa, hàng nổi tiếng, lịch phiên bán trực tuyến, gian hàng của các sạp.",
        f"{name_of(market, language)}, {place}: opening hours, famous goods, livestream sessions and online shops.",
    )
    description = Truncator(" ".join(story_of(market, language)[0].split()) or found).chars(160)
    url, pictures = whole("public_market", language, market.slug), market.pictures.all()
    image = settings.PORTAL_URL + reverse("public_market_preview", args=[market.slug]) if pictures else ""
    document = structured_data.market_document(
        market, sessions, language=language, url=url, image=image, description=description
    )
    return Head(
        title=f"{name_of(market, language)}, {place}",
        name=name_of(market, language),
        description=description,
        url=url,
        twins=[(each, whole("public_market", each, market.slug)) for each in Language],
        image=image,
        document=structured_data.script_text(document),
    )


def whole(name: str, language: str, *args: str) -> str:
    """The address with the portal's own host: the one that was asked for could be anybody's."""
    return settings.PORTAL_URL + reverse(f"{name}_en" if language == Language.ENGLISH else name, args=args)

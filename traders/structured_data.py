"""What search engines read of the public pages: schema.org as JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.safestring import SafeString

from portal.templatetags.components import escape_for_script
from traders import public_words as words
from traders.public_words import DAYS, Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from traders.models import Market, MarketHours
    from traders.queries.public import PublicSession


def script_text(document: dict[str, Any]) -> SafeString:
    """For inside ``<script type="application/ld+json">``, a data block that no browser runs."""
    return escape_for_script(json.dumps({"@context": "https://schema.org"} | document, ensure_ascii=False))


def directory(*, name: str, url: str, markets: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A list of (name, address) of markets."""
    items = [
        {"@type": "ListItem", "position": place, "name": label, "url": address}
        for place, (label, address) in enumerate(markets, 1)
    ]
    return {"@type": "ItemList", "name": name, "url": url, "itemListElement": items}


def market_document(
    market: Market, sessions: Iterable[PublicSession], *, language: str, url: str, image: str, description: str
) -> dict[str, Any]:
    """A market with its hours, and its sessions as events."""
    document = {
        "@type": "ShoppingCenter",
        "@id": url,
        "url": url,
        "name": words.name_of(market, language),
        "description": description,
        "image": image,
        "address": _address(market, language),
        "openingHoursSpecification": [_hours(each) for each in market.hours.all()],
        "event": [_event(session, market, url, language) for session in sessions],
    }
    other = words.either(language, market.name_en, market.name)
    if other and other != document["name"]:
        document["alternateName"] = other
    return {name: value for name, value in document.items() if value}


def _address(market: Market, language: str) -> dict[str, str]:
    parts = {
        "@type": "PostalAddress",
        "streetAddress": market.address,
        "addressLocality": words.ward_of(market.ward, language),
        "addressRegion": words.city_of(market.ward, language),
        "addressCountry": "VN",
    }
    return {name: value for name, value in parts.items() if value}


def _hours(hours: MarketHours) -> dict[str, str]:
    """Closing before opening is after midnight, as schema.org has it too."""
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{DAYS[Language.ENGLISH][hours.weekday]}",
        "opens": f"{hours.opens_at:%H:%M}",
        "closes": f"{hours.closes_at:%H:%M}",
    }


def _event(session: PublicSession, market: Market, url: str, language: str) -> dict[str, Any]:
    """A broadcast; where its shop may not be told, the market's page is the place to look."""
    return {
        "@type": "BroadcastEvent",
        "name": session.title,
        "startDate": timezone.localtime(session.starts_at).isoformat(),
        "endDate": timezone.localtime(session.ends_at).isoformat(),
        "isLiveBroadcast": True,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": session.url or url},
        "organizer": {"@type": "Organization", "name": words.name_of(market, language), "url": url},
    }

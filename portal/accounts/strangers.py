"""Pages to which somebody may go at once who has signed in for the first time, before they have registered."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve


def welcomes_strangers(path: str) -> bool:
    """Whether ``path`` is a page of ``STRANGERS_MAY_GO_TO`` (names of URLs): it asks them itself who they are."""
    try:
        return resolve(urlsplit(path).path).view_name in settings.STRANGERS_MAY_GO_TO
    except Resolver404:
        return False

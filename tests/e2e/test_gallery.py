"""The gallery has every component in every state."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import include, path
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow


class GalleryAddresses:
    """The addresses that the gallery has while DEBUG is on."""

    urlpatterns = [path("thanh-phan/", include("portal.gallery")), path("", include("portal.urls"))]


@pytest.mark.e2e
@pytest.mark.parametrize("width", [360, 1280])
def test_gallery_has_nothing_for_axe_to_find(width: int, open_window: OpenWindow, settings: Any) -> None:
    settings.ROOT_URLCONF = GalleryAddresses
    window = open_window(width=width)
    window.go("/thanh-phan/")
    window.page.get_by_role("button", name="Xem biểu đồ").first.click()  # nobody is signed in, as on a phone
    expect(window.page.locator("[data-chart=drawn] .main-svg").first).to_be_visible()
    window.look("gallery")

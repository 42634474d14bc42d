"""Addresses that everybody may read, the Vietnamese page and its English twin."""

from django.urls import path

from traders.public_words import Language
from traders.views import public, search_engines

VIETNAMESE, ENGLISH = {"language": Language.VIETNAMESE.value}, {"language": Language.ENGLISH.value}

urlpatterns = [
    path("cho-online/", public.public_markets, VIETNAMESE, name="public_markets"),
    path("cho-online/<slug:slug>/", public.public_market, VIETNAMESE, name="public_market"),
    path("cho-online/<slug:slug>/xem-truoc.jpg", public.public_market_preview, name="public_market_preview"),
    path("en/markets/", public.public_markets, ENGLISH, name="public_markets_en"),
    path("en/markets/<slug:slug>/", public.public_market, ENGLISH, name="public_market_en"),
    path("sitemap.xml", search_engines.sitemap_xml, name="sitemap"),
    path("robots.txt", search_engines.robots_txt, name="robots"),
]

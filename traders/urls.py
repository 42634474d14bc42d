"""Addresses of the registers."""

from django.urls import include, path

from traders.views import accounts, markets

urlpatterns = [
    path("cho/", markets.market_list, name="market_list"),
    path("cho/<slug:slug>/", markets.market_detail, name="market_detail"),
    path("cho/<slug:slug>/sua/", markets.market_edit, name="market_edit"),
    path("cho/<slug:slug>/tai-khoan/", accounts.account_list, name="account_list"),
    path("cho/<slug:slug>/tai-khoan/them/", accounts.account_add, name="account_add"),
    path("cho/<slug:slug>/tai-khoan/<int:pk>/sua/", accounts.account_edit, name="account_edit"),
    path("", include("traders.urls_people")),
    path("", include("traders.urls_lists")),
    path("", include("traders.urls_registration")),
    path("", include("traders.urls_vneid")),
    path("", include("traders.urls_products")),
    path("", include("traders.urls_papers")),
    path("", include("traders.urls_public")),
    path("", include("traders.urls_market_pages")),
    path("", include("traders.urls_staff")),
]

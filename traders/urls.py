"""Addresses of the registers."""

from django.urls import include, path

from traders.views import accounts, markets, stalls, traders

urlpatterns = [
    path("cho/", markets.market_list, name="market_list"),
    path("cho/<slug:slug>/", markets.market_detail, name="market_detail"),
    path("cho/<slug:slug>/sua/", markets.market_edit, name="market_edit"),
    path("cho/<slug:slug>/sap/", stalls.stall_list, name="stall_list"),
    path("cho/<slug:slug>/sap/them/", stalls.stall_add, name="stall_add"),
    path("cho/<slug:slug>/sap/them-nhieu/", stalls.stall_add_many, name="stall_add_many"),
    path("cho/<slug:slug>/sap/<int:pk>/sua/", stalls.stall_edit, name="stall_edit"),
    path("cho/<slug:slug>/sap/<int:pk>/xoa/", stalls.stall_remove, name="stall_remove"),
    path("cho/<slug:slug>/tieu-thuong/", traders.trader_list, name="trader_list"),
    path("cho/<slug:slug>/tieu-thuong/them/", traders.trader_add, name="trader_add"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/", traders.trader_detail, name="trader_detail"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/sua/", traders.trader_edit, name="trader_edit"),
    path("cho/<slug:slug>/tai-khoan/", accounts.account_list, name="account_list"),
    path("cho/<slug:slug>/tai-khoan/them/", accounts.account_add, name="account_add"),
    path("cho/<slug:slug>/tai-khoan/<int:pk>/sua/", accounts.account_edit, name="account_edit"),
    path("", include("traders.urls_vneid")),
    path("", include("traders.urls_public")),
]

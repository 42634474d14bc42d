"""Addresses of linking shop accounts with VNeID."""

from django.urls import path

from traders.views import vneid, vneid_accounts, vneid_campaigns

urlpatterns = [
    path("vneid/", vneid.vneid, name="vneid"),
    path("vneid/tai-ve/", vneid.vneid_export, name="vneid_export"),
    path("vneid/nhan-tin/", vneid_campaigns.vneid_campaigns, name="vneid_campaigns"),
    path("vneid/cho/<slug:slug>/", vneid.vneid_market, name="vneid_market"),
    path("vneid/cho/<slug:slug>/tai-ve/", vneid.vneid_market_export, name="vneid_market_export"),
    path("vneid/tai-khoan/<int:pk>/", vneid_accounts.vneid_account, name="vneid_account"),
    path("vneid/tai-khoan/<int:pk>/bao/", vneid_accounts.vneid_report, name="vneid_report"),
    path("vneid/tai-khoan/<int:pk>/kiem-tra/", vneid_accounts.vneid_check, name="vneid_check"),
    path("vneid/tai-khoan/<int:pk>/gui-lai/", vneid_accounts.vneid_send_back, name="vneid_send_back"),
    path("vneid/buoc/<int:pk>/rut-lai/", vneid_accounts.vneid_undo, name="vneid_undo"),
    path("vneid/buoc/<int:pk>/anh/", vneid_accounts.vneid_picture, name="vneid_picture"),
]

"""Addresses below which a market's people make its public page."""

from django.urls import path

from traders.views import market_pages as views

HERE = "cho/<slug:slug>/trang-gioi-thieu/"

urlpatterns = [
    path(HERE, views.market_page, name="market_page"),
    path(f"{HERE}xem-truoc/", views.market_page_preview, name="market_page_preview"),
    path(f"{HERE}loi-gioi-thieu/", views.market_page_text, name="market_page_text"),
    path(f"{HERE}gio-mo-cua/", views.market_hours, name="market_hours"),
    path(f"{HERE}anh/them/", views.market_picture_add, name="market_picture_add"),
    path(f"{HERE}anh/<int:pk>/sua/", views.market_picture_edit, name="market_picture_edit"),
    path(f"{HERE}anh/<int:pk>/chuyen/", views.market_picture_move, name="market_picture_move"),
    path(f"{HERE}anh/<int:pk>/xoa/", views.market_picture_remove, name="market_picture_remove"),
    path(f"{HERE}khu/them/", views.market_zone_add, name="market_zone_add"),
    path(f"{HERE}khu/<int:pk>/sua/", views.market_zone_edit, name="market_zone_edit"),
    path(f"{HERE}khu/<int:pk>/xoa/", views.market_zone_remove, name="market_zone_remove"),
]

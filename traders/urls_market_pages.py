"""Addresses below which a market's people make its public page."""

from django.urls import include, path

from traders.views import market_pages as views

inner = [
    path("", views.market_page, name="market_page"),
    path("xem-truoc/", views.market_page_preview, name="market_page_preview"),
    path("loi-gioi-thieu/", views.market_page_text, name="market_page_text"),
    path("gio-mo-cua/", views.market_hours, name="market_hours"),
    path("anh/them/", views.market_picture_add, name="market_picture_add"),
    path("anh/<int:pk>/sua/", views.market_picture_edit, name="market_picture_edit"),
    path("anh/<int:pk>/chuyen/", views.market_picture_move, name="market_picture_move"),
    path("anh/<int:pk>/xoa/", views.market_picture_remove, name="market_picture_remove"),
    path("khu/them/", views.market_zone_add, name="market_zone_add"),
    path("khu/<int:pk>/sua/", views.market_zone_edit, name="market_zone_edit"),
    path("khu/<int:pk>/xoa/", views.market_zone_remove, name="market_zone_remove"),
]
urlpatterns = [path("cho/<slug:slug>/trang-gioi-thieu/", include(inner))]

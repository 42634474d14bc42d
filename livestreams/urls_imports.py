"""Addresses below ``nhap-don/``: importing order files and what waits for a person afterwards."""

from django.urls import path

from livestreams.views import imports, reviews

urlpatterns = [
    path("", imports.import_list, name="import_list"),
    path("moi/", imports.import_upload, name="import_upload"),
    path("mau/", imports.template_download, name="template_download"),
    path("<int:pk>/", imports.import_detail, name="import_detail"),
    path("<int:pk>/bo/", imports.import_discard, name="import_discard"),
    path("<int:pk>/hoan-tac/", imports.import_undo, name="import_undo"),
    path("<int:pk>/dong-bi-tu-choi.xlsx", imports.import_rejected_xlsx, name="import_rejected_xlsx"),
    path("can-xem/", reviews.review_list, name="review_list"),
    path("can-xem/trang-thai/", reviews.review_words, name="review_words"),
    path("can-xem/phien/", reviews.review_sessions, name="review_sessions"),
    path("can-xem/sap/", reviews.review_products, name="review_products"),
    path("can-xem/trung/", reviews.review_holds, name="review_holds"),
    path("can-xem/live/", reviews.review_live_rows, name="review_live_rows"),
]

"""Addresses of registration, and of the organisation's answers."""

from django.urls import path

from traders.views import applications, assisting, moves, registration

urlpatterns = [
    path("dang-ky/", registration.registration, name="registration"),
    path("dang-ky/la-ban/", registration.registration_match, name="registration_match"),
    path("dang-ky/thong-tin/", registration.registration_details, name="registration_details"),
    path("dang-ky/dong-y/", registration.registration_consent, name="registration_consent"),
    path("dang-ky/ho-so/", registration.own_application, name="own_application"),
    path("dang-ky/ho-so/rut/", registration.own_application_withdraw, name="own_application_withdraw"),
    path("ho-so/", applications.application_list, name="application_list"),
    path("ho-so/nhieu/", applications.application_bulk, name="application_bulk"),
    path("ho-so/ghi-giup/", assisting.assisted_add, name="assisted_add"),
    path("ho-so/ghi-giup/<int:pk>/ma/", assisting.assisted_confirm, name="assisted_confirm"),
    path("ho-so/chuyen-cho/", moves.transfer_list, name="transfer_list"),
    path("ho-so/chuyen-cho/<int:pk>/", moves.transfer_answer, name="transfer_answer"),
    path("ho-so/<int:pk>/", applications.application_detail, name="application_detail"),
    path("ho-so/<int:pk>/nhan/", applications.application_accept, name="application_accept"),
    path("ho-so/<int:pk>/hoan-tac/", applications.application_undo, name="application_undo"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/chuyen-cho/", moves.trader_move, name="trader_move"),
]

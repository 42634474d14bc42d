"""Addresses of organisations, their people, and of the accounts of officials."""

from django.urls import path

from traders.views import office, organisations

urlpatterns = [
    path("to-chuc/", organisations.organisation_list, name="organisation_list"),
    path("to-chuc/them/", organisations.organisation_add, name="organisation_add"),
    path("to-chuc/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("to-chuc/<int:pk>/sua/", organisations.organisation_edit, name="organisation_edit"),
    path("to-chuc/<int:pk>/cho/them/", organisations.market_add, name="market_add"),
    path("to-chuc/<int:pk>/nguoi/them/", organisations.staff_add, name="staff_add"),
    path("to-chuc/nguoi/<int:pk>/vai-tro/", organisations.staff_role, name="staff_role"),
    path("to-chuc/nguoi/<int:pk>/go/", organisations.staff_remove, name="staff_remove"),
    path("to-chuc/nguoi/<int:pk>/moi-lai/", organisations.staff_invite, name="staff_invite"),
    path("tai-khoan-can-bo/", office.office_list, name="office_list"),
    path("tai-khoan-can-bo/them/", office.office_add, name="office_add"),
    path("tai-khoan-can-bo/<int:pk>/", office.office_detail, name="office_detail"),
    path("tai-khoan-can-bo/<int:pk>/vai-tro/", office.office_role, name="office_role"),
    path("tai-khoan-can-bo/<int:pk>/khoa/", office.office_close, name="office_close"),
    path("tai-khoan-can-bo/<int:pk>/mo/", office.office_open, name="office_open"),
    path("tai-khoan-can-bo/<int:pk>/moi-lai/", office.office_invite, name="office_invite"),
]

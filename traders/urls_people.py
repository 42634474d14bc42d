"""Addresses of traders and stalls."""

from django.urls import path

from traders.views import stalls, tax_codes, tenancies, trader_bulk, traders, warehouses

urlpatterns = [
    path("tieu-thuong/", traders.trader_register, name="trader_register"),
    path("tieu-thuong/viec/<slug:task>/", trader_bulk.trader_bulk, name="trader_bulk"),
    path("tieu-thuong/tai-ve/", trader_bulk.trader_export, name="trader_export"),
    path("tieu-thuong/hoan-tac/", trader_bulk.trader_undo, name="trader_undo"),
    path("cho/<slug:slug>/tieu-thuong/", traders.trader_list, name="trader_list"),
    path("cho/<slug:slug>/tieu-thuong/them/", traders.trader_add, name="trader_add"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/", traders.trader_detail, name="trader_detail"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/sua/", traders.trader_edit, name="trader_edit"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/ma-so-thue/", tax_codes.trader_tax_code, name="trader_tax_code"),
    path("cho/<slug:slug>/tieu-thuong/<int:pk>/kho/them/", warehouses.warehouse_add, name="warehouse_add"),
    path(
        "cho/<slug:slug>/tieu-thuong/<int:pk>/kho/<int:warehouse_pk>/",
        warehouses.warehouse_edit,
        name="warehouse_edit",
    ),
    path(
        "cho/<slug:slug>/tieu-thuong/<int:pk>/kho/<int:warehouse_pk>/xoa/",
        warehouses.warehouse_remove,
        name="warehouse_remove",
    ),
    path("cho/<slug:slug>/sap/", stalls.stall_list, name="stall_list"),
    path("cho/<slug:slug>/sap/them/", stalls.stall_add, name="stall_add"),
    path("cho/<slug:slug>/sap/them-nhieu/", stalls.stall_add_many, name="stall_add_many"),
    path("cho/<slug:slug>/sap/<int:pk>/", stalls.stall_detail, name="stall_detail"),
    path("cho/<slug:slug>/sap/<int:pk>/sua/", stalls.stall_edit, name="stall_edit"),
    path("cho/<slug:slug>/sap/<int:pk>/xoa/", stalls.stall_remove, name="stall_remove"),
    path("cho/<slug:slug>/sap/<int:pk>/thue/them/", tenancies.tenancy_add, name="tenancy_add"),
    path("cho/<slug:slug>/sap/<int:pk>/thue/<int:tenancy_pk>/", tenancies.tenancy_edit, name="tenancy_edit"),
    path("cho/<slug:slug>/sap/<int:pk>/thue/<int:tenancy_pk>/het/", tenancies.tenancy_end, name="tenancy_end"),
    path("cho/<slug:slug>/sap/<int:pk>/thue/<int:tenancy_pk>/xoa/", tenancies.tenancy_remove, name="tenancy_remove"),
]

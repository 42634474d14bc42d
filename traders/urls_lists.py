"""Addresses of lists of traders from a spreadsheet."""

from django.urls import path

from traders.views import lists

BASE = "cho/<slug:slug>/danh-sach/"

urlpatterns = [
    path(BASE, lists.list_history, name="list_history"),
    path(f"{BASE}moi/", lists.list_upload, name="list_upload"),
    path(f"{BASE}mau.xlsx", lists.list_template, name="list_template"),
    path(f"{BASE}<int:pk>/", lists.list_detail, name="list_detail"),
    path(f"{BASE}<int:pk>/cot/", lists.list_columns, name="list_columns"),
    path(f"{BASE}<int:pk>/hoi/", lists.list_questions, name="list_questions"),
    path(f"{BASE}<int:pk>/dong/<int:row_no>/", lists.list_decide, name="list_decide"),
    path(f"{BASE}<int:pk>/chon-tat-ca/", lists.list_decide_all, name="list_decide_all"),
    path(f"{BASE}<int:pk>/kiem-tra-lai/", lists.list_check_again, name="list_check_again"),
    path(f"{BASE}<int:pk>/nhap/", lists.list_apply, name="list_apply"),
    path(f"{BASE}<int:pk>/hoan-tac/", lists.list_undo, name="list_undo"),
    path(f"{BASE}<int:pk>/bo/", lists.list_discard, name="list_discard"),
    path(f"{BASE}<int:pk>/dong-can-sua.xlsx", lists.list_rejected_xlsx, name="list_rejected_xlsx"),
]

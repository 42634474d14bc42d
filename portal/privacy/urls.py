"""Addresses about personal data."""

from django.urls import path

from portal.privacy.views import asking, breaches, consents, handling, own

urlpatterns = [
    path("du-lieu-cua-toi/", own.my_data, name="my_data"),
    path("du-lieu-cua-toi/tai-ve/", own.my_data_download, name="my_data_download"),
    path("du-lieu-cua-toi/ai-da-xem/", own.my_readings, name="my_readings"),
    path("du-lieu-cua-toi/dong-y/", consents.my_consents, name="my_consents"),
    path("du-lieu-cua-toi/dong-y/<slug:purpose>/rut-lai/", consents.consent_withdraw, name="consent_withdraw"),
    path("du-lieu-cua-toi/dong-y/<int:pk>/hoan-tac/", consents.consent_undo, name="consent_undo"),
    path("du-lieu-cua-toi/yeu-cau/", asking.my_requests, name="my_requests"),
    path("du-lieu-cua-toi/yeu-cau/sua/", asking.correction_ask, name="correction_ask"),
    path("du-lieu-cua-toi/yeu-cau/xoa/", asking.erasure_ask, name="erasure_ask"),
    path("du-lieu-cua-toi/yeu-cau/<int:pk>/rut/", asking.request_take_back, name="request_take_back"),
    path("du-lieu-ca-nhan/", handling.data_requests, name="data_requests"),
    path("du-lieu-ca-nhan/yeu-cau/<int:pk>/", handling.data_request, name="data_request"),
    path("du-lieu-ca-nhan/yeu-cau/<int:pk>/xoa/", handling.data_request_erase, name="data_request_erase"),
    path("du-lieu-ca-nhan/su-co/", breaches.breach_list, name="breach_list"),
    path("du-lieu-ca-nhan/su-co/ghi/", breaches.breach_add, name="breach_add"),
    path("du-lieu-ca-nhan/su-co/<int:pk>/", breaches.breach_detail, name="breach_detail"),
    path("du-lieu-ca-nhan/su-co/<int:pk>/sua/", breaches.breach_edit, name="breach_edit"),
    path("du-lieu-ca-nhan/su-co/<int:pk>/khep-lai/", breaches.breach_close, name="breach_close"),
    path("du-lieu-ca-nhan/don-dep/", handling.retention_runs, name="retention_runs"),
]

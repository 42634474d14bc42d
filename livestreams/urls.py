"""Addresses of sessions and of the import of order files."""

from django.urls import include, path

from livestreams.views import sessions

urlpatterns = [
    path("phien/", sessions.session_list, name="session_list"),
    path("phien/them/", sessions.session_add, name="session_add"),
    path("phien/<str:code>/sua/", sessions.session_edit, name="session_edit"),
    path("nhap-don/", include("livestreams.urls_imports")),
]

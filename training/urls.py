"""Addresses of training."""

from django.urls import include, path

urlpatterns = [
    path("", include("training.urls_runs")),
    path("", include("training.urls_enrolments")),
    path("", include("training.urls_door")),
    path("", include("training.urls_certificates")),
    path("", include("training.urls_booths")),
]

"""allauth's views that staff need; phone codes join them later."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls"))]

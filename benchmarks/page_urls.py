"""The portal's addresses and one more: the base page with nothing on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe


@require_safe
def empty_page(request: HttpRequest) -> HttpResponse:
    """What every signed-in page costs: session, person, navigation, middleware."""
    return render(request, "base.html")


urlpatterns = [path("trang-rong/", empty_page), path("", include("portal.urls"))]

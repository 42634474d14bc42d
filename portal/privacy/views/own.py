"""A person's own data: all of it, as a file, and who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.stepup import recently_authenticated
from portal.privacy.exports import personal_archive
from portal.privacy.models import DataRequest
from portal.privacy.queries.requests import readings_of
from portal.privacy.sections import sections_of

if TYPE_CHECKING:
    from portal.accounts.permissions import SignedInRequest


@never_cache
@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    context = {
        "sections": list(sections_of(request.user)),
        "open_requests": DataRequest.objects.filter(person=request.user).open(),
    }
    return render(request, "privacy/my_data.html", context)


@require_safe
@recently_authenticated
def my_data_download(request: SignedInRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="du-lieu-cua-toi.zip"', "Cache-Control": "no-store"}
    return HttpResponse(personal_archive(request.user), content_type="application/zip", headers=headers)


@never_cache
@require_safe
def my_readings(request: SignedInRequest) -> HttpResponse:
    page = Paginator(readings_of(request.user), 50).get_page(request.GET.get("trang"))
    return render(request, "privacy/my_readings.html", {"page": page})

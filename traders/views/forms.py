"""The one page on which a record is typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse, QueryDict

    from traders.models import Market


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, form: BaseForm, *, market: Market, title: str, back_url: str, submit: str, **more: Any
) -> HttpResponse:
    """The form with its error summary; 422 when what was sent is not valid."""
    context = {
        "form": form, "market": market, "title": title, "back_url": back_url, "submit": submit,
        "note": "", "remove_url": "",
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "traders/record_form.html", context | more, status=status)

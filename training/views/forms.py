"""The one page on which something of training is typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    trail: tuple[str, str],
    eyebrow: str = "",
    **more: Any,
) -> HttpResponse:
    """The form with its error summary; ``trail`` is (label, address) of the page above. 422 for what is not valid.

    ``note`` is said before the form, ``kind`` is that of the button, ``remove_url`` leads to a question.
    """
    context = {
        "form": form, "title": title, "submit": submit, "trail": trail, "eyebrow": eyebrow,
        "note": "", "kind": "primary", "remove_url": "",
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "training/record_form.html", context | more, status=status)

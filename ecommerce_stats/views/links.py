"""Addresses with a short query string, in one order, without what is not chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import redirect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

ORDER = ("ky", "ngay", "cho", "phuong", "nganh", "san", "sap", "phien", "theo", "tai", "trang")


def given(request: HttpRequest) -> dict[str, str]:
    """The query string; of a name given twice, the last."""
    return {name: request.GET[name] for name in request.GET}


def link(path: str, query: Mapping[str, object], **changes: object) -> str:
    """``path`` with ``query`` and its changes; empty values leave their name out."""
    merged = {**query, **changes}
    kept = {name: merged[name] for name in ORDER if merged.get(name)}
    return f"{path}?{urlencode(kept)}" if kept else path


def shortened(request: HttpRequest) -> HttpResponse | None:
    """A redirect to the same page without the empty values that a browser's form sends."""
    if "" not in request.GET.values():
        return None
    return redirect(link(request.path, given(request)))

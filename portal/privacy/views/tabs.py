"""What lies side by side for the people who answer for personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.accounts.permissions import can
from portal.accounts.roles import Action

if TYPE_CHECKING:
    from portal.accounts.permissions import SignedInRequest

TABS = (
    ("Yêu cầu", "data_requests", Action.HANDLE_DATA_REQUESTS),
    ("Sự cố", "breach_list", Action.SEE_BREACHES),
    ("Dọn dữ liệu cũ", "retention_runs", Action.SEE_RETENTION),
)


def tabs_for(request: SignedInRequest) -> list[tuple[str, str]]:
    """Label and address of the tabs that the reader may open."""
    return [(label, reverse(name)) for label, name, action in TABS if can(request.user, action)]

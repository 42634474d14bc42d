"""How an import shows itself in lists and on its own page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat

from livestreams.enums import BatchState
from livestreams.models import ImportBatch
from livestreams.order_files import BY_NAME

register = template.Library()

KINDS = {
    BatchState.READY: "attention",
    BatchState.PROCESSED: "good",
    BatchState.REFUSED: "bad",
    BatchState.UNDONE: "neutral",
}


@register.inclusion_tag("components/status_badge.html")
def import_badge(batch: ImportBatch) -> dict[str, Any]:
    """The state of an import in one word; what moves by itself is ``info``."""
    return {"text": batch.get_state_display(), "kind": KINDS.get(BatchState(batch.state), "info")}


@register.filter
def short_hash(sha256: str) -> str:
    """Enough of a SHA-256 to tell two files apart by eye."""
    return sha256[:10]


@register.filter
def file_size(size: int) -> str:
    """``1,2 MB``."""
    return filesizeformat(size)


@register.filter
def layout_label(name: str) -> str:
    """What a person calls the layout; before a file has been read there is none."""
    layout = BY_NAME.get(name)
    return layout.label if layout else name or "Chưa nhận ra mẫu"

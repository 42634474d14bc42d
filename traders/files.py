"""Private files on their way to a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

CONTENT_TYPES = {
    "pdf": "application/pdf", "avif": "image/avif", "webp": "image/webp",
}  # fmt: skip
"""By the ending that we gave when the file was taken in; nothing else is ever kept."""


def private_response(file: FieldFile, stem: str, *, is_download: bool = False) -> FileResponse:
    """The file, to be shown or saved under ``stem``; never sniffed, cached or run."""
    ending = str(file.name).rpartition(".")[2]
    response = FileResponse(
        file.open("rb"),
        as_attachment=is_download,
        filename=f"{stem}.{ending}",
        content_type=CONTENT_TYPES[ending],
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response

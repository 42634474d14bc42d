"""Everything about a person as one file."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from portal.privacy.sections import sections_of

if TYPE_CHECKING:
    from portal.accounts.models import User


def personal_archive(person: User) -> bytes:
    """A ZIP with one file for people (HTML) and one for programs (JSON), of the same content."""
    sections, now = list(sections_of(person)), timezone.localtime()
    page = render_to_string("privacy/export.html", {"person": person, "sections": sections, "now": now})
    records = {section.title: section.as_records() for section in sections}
    data = {"person": person.full_name, "made_at": now, "sections": records}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu-cua-toi.html", page)
        archive.writestr("du-lieu-cua-toi.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return buffer.getvalue()

"""PDF out of typst templates, with the fonts of its wheel: the same bytes on every machine.

Values reach a template as JSON in ``sys.inputs.values`` and are never part of its source, so that what people
typed is text whatever it looks like: ``#let values = json(bytes(sys.inputs.values))``. Libertinus Serif carries
every Vietnamese letter; DejaVu Sans Mono does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

PDF = "application/pdf"


def typeset(template: Path, values: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The PDF, tagged for screen readers (PDF/UA-1); equal input and ``made_at`` give equal bytes.

    ``template`` may read files of its own folder. Raises typst.TypstError for a template that does not compile.
    """
    compiler = typst.Compiler(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(made_at.timestamp()))
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)

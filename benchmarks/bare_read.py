"""python-calamine's bare read of a file, in a process of its own; prints its seconds."""

from __future__ import annotations

import sys
import time

from python_calamine import CalamineWorkbook

begin = time.perf_counter()
sheet = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
for _ in sheet.iter_rows():
    pass
print(time.perf_counter() - begin)

"""The reader of sheets is started for every file, so it starts with what it needs and no more."""

import subprocess
import sys

from django.conf import settings


def test_reader_imports_no_framework() -> None:
    told = "import sys, portal.sheets.sheet_process; print(*{'django', 'celery', 'structlog'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", told], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert done.stdout.split() == []

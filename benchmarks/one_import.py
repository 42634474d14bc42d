"""One import of one file, whole, in a process of its own; prints its seconds and peak memory as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.starting import start


def peak_megabytes() -> float:
    """The largest single process: this one, or the reader that it started."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, child) / 1024


def main(name: str, path: str, handle: str) -> None:
    """Import ``path`` for ``tiktok_shop:handle`` of the benchmark database ``name``."""
    start(name, migrate=False)
    from livestreams.actions.imports import import_file
    from livestreams.enums import BatchState
    from livestreams.management.lookups import account_named

    account = account_named(f"tiktok_shop:{handle}")
    begin = time.perf_counter()
    batch = import_file(path=Path(path), account=account)
    took = time.perf_counter() - begin
    if batch.state != BatchState.PROCESSED or batch.rows_rejected:
        raise SystemExit(f"{batch.state}: {batch.refusal}")
    print(json.dumps({"seconds": took, "megabytes": peak_megabytes(), "new": batch.rows_new, "batch": batch.pk}))


if __name__ == "__main__":
    main(*sys.argv[1:])

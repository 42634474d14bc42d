"""``make bench``: every measurement, one after the other; options go to each (``ARGS="--scale 0.02"``)."""

from __future__ import annotations

import subprocess
import sys

MODULES = ("imports", "rollups", "pages", "search", "phones", "trader_lists", "enrolment", "outcomes")


def main() -> int:
    """Run each in a process of its own; what one leaves in memory does not weigh on the next."""
    ended = [
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False) for name in MODULES
    ]
    return max(process.returncode for process in ended)


if __name__ == "__main__":
    sys.exit(main())

"""Two taps at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(action: Callable[[], Any]) -> list[Any]:
    """What two threads get that do ``action`` together; what they raise is got too."""
    barrier, got = Barrier(2), []

    def run() -> None:
        try:
            barrier.wait()
            got.append(action())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            got.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got

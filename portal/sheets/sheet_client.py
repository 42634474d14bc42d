"""The worker's side of the reader process: starts it, listens, and says what went wrong."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.sheets.errors import FileRefusedError
from portal.sheets.file_kinds import refused

SECONDS_LIMIT = 600
"""Processor seconds that reading one workbook may take."""


@dataclass(frozen=True, slots=True)
class OfferedSheet:
    """The head of a visible sheet: (row number, cells) of its first rows. A CSV's sheet is named by its delimiter."""

    name: str
    height: int | None
    head: list[tuple[int, list[Any]]]


class SheetReader:
    """Reads one file in a process with limits of its own (memory, processor time). ``encoding``: of a CSV."""

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        self.encoding = encoding
        self.process = self.start()
        self.is_sending_rows = False

    def start(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "portal.sheets.sheet_process",
            str(settings.IMPORT_READER_MEMORY_BYTES),
            str(SECONDS_LIMIT),
            str(self.path),
            self.encoding,
        ]
        return subprocess.Popen(  # noqa: S603 - our own module, with a path of our own
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait()

    def hear(self) -> tuple[Any, ...]:
        """The next message; a reader that died was over its limits or met a broken file."""
        assert self.process.stdout is not None
        try:
            message: tuple[Any, ...] = pickle.load(self.process.stdout)  # noqa: S301 - written by our own process
        except (EOFError, pickle.UnpicklingError) as error:
            died_of_size = self.process.wait() != 1
            raise refused("too_big" if died_of_size else "broken") from error
        if message[0] == "error":
            raise self.refusal(message[1])
        return message

    @staticmethod
    def refusal(kind: str) -> FileRefusedError:
        return refused({"password": "password", "memory": "too_big"}.get(kind, "broken"))

    def say(self, wish: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{wish}\n".encode())
        self.process.stdin.flush()

    def sheets(self) -> Iterator[OfferedSheet]:
        """Visible sheets until one is taken with ``rows``."""
        while (message := self.hear())[0] == "sheet":
            yield OfferedSheet(*message[1:])
            self.say("next")

    def rows(self, header_row: int, places: list[int]) -> Iterator[tuple[list[int], list[list[Any]]]]:
        """Chunks of the sheet offered last, from its first row; may be called again before it is done."""
        self.finish_rows()
        self.say(f"take {header_row} {','.join(map(str, places))}")
        self.is_sending_rows = True
        while (message := self.hear())[0] == "rows":
            yield message[1], message[2]
        self.is_sending_rows = False

    def finish_rows(self) -> None:
        """Let pass what is still on its way from an earlier call."""
        while self.is_sending_rows:
            self.is_sending_rows = self.hear()[0] == "rows"

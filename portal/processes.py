"""Run several programs as one: they start together, and when one ends or somebody says stop, all end."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
SECONDS_TO_END = 15


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, a closed terminal, or a signal."""


def stop_on_signals() -> None:
    """Turn every polite way to end this process into :class:`Stopped`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stopped)


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def start(command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that a Ctrl-C reaches it once and through us.

    On Linux the kernel ends it when this process is killed, so that a killed demo leaves no server behind.
    """
    prepare = _end_with_parent if sys.platform == "linux" else None
    return subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=prepare)  # noqa: PLW1509, S603 - one thread; our own commands


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def wait_for_first(programs: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Wait until one of the programs ends, and return its name."""
    while True:
        for name, program in programs.items():
            if program.poll() is not None:
                return name
        time.sleep(0.2)


def stop(programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and end those that do not in time. A second Ctrl-C changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for program in programs.values():
        program.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for program in programs.values():
        with suppress(subprocess.TimeoutExpired):
            program.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)  # the session that start() made: workers of its own too
        program.wait()

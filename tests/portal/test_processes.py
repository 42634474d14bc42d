"""Several programs as one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from portal import processes

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.fork(), flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    """``stop`` closes its ears to signals; the tests go on."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def is_gone(pid: int) -> bool:
    """Wait a moment for a process to end."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_stop_ends_programs_that_will_not_and_their_children(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "SECONDS_TO_END", 0.3)
    program = processes.start([sys.executable, "-c", STUBBORN], os.environ)
    output = ""
    while output.count("\n") < 2:  # the parent prints its child's number, the child 0
        time.sleep(0.05)
        output += capfd.readouterr().out
    child = max(int(line) for line in output.split())
    processes.stop({"stubborn": program})
    assert program.returncode == -signal.SIGKILL
    assert is_gone(child)


def test_first_program_to_end_is_named() -> None:
    programs = {
        "long": subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]),
        "short": subprocess.Popen([sys.executable, "-c", ""]),
    }
    assert processes.wait_for_first(programs) == "short"
    programs["long"].kill()
    programs["long"].wait()


def test_signals_become_an_exception() -> None:
    processes.stop_on_signals()
    with pytest.raises(processes.Stopped):
        os.kill(os.getpid(), signal.SIGHUP)


def test_killed_parent_takes_its_programs_along() -> None:
    code = (
        "import os, sys\nfrom portal import processes\n"
        "child = processes.start([sys.executable, '-c', 'import time; time.sleep(60)'], dict(os.environ))\n"
        "print(child.pid, flush=True)\nchild.wait()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout as output:
        child = int(output.readline())
    parent.kill()
    parent.wait()
    assert is_gone(child)

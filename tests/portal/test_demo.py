"""``make demo`` as a newcomer runs it, killed once on the way."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from portal import embedded
from portal.embedded import Servers

pytestmark = pytest.mark.processes


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose demo data counts as loaded."""
    (tmp_path / "demo-loaded").touch()
    yield tmp_path
    servers = Servers(tmp_path)
    servers.start()
    servers.leave()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_demo(data: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """Start it and return it with what it printed up to the last sign-in."""
    env = {"PATH": os.environ["PATH"], "PORTAL_DATA": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "demo"]
    demo = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    printed = ""
    for line in demo.stdout:
        printed += line
        if "quantri" in line:
            break
    return demo, printed


def status_of(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
        return int(response.status)


def wait_until_gone(programs: list[psutil.Process]) -> list[psutil.Process]:
    """Wait for processes to end; returns those that did not."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        programs = [p for p in programs if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        if not programs:
            break
        time.sleep(0.1)
    return programs


def test_demo_runs_survives_a_kill_and_ends_clean(data: Path) -> None:
    port = free_port()
    demo, printed = start_demo(data, port)
    assert f"http://127.0.0.1:{port}" in printed
    for name in ("bql.benthanh", "so.tphcm", "thanhtra.tphcm", "tieuthuong.nhung"):
        assert name in printed
    assert status_of(port, "/tai-khoan/dang-nhap/") == 200

    programs = psutil.Process(demo.pid).children(recursive=True)
    demo.send_signal(signal.SIGKILL)
    demo.communicate()
    assert wait_until_gone(programs) == []

    demo, _ = start_demo(data, port)
    assert status_of(port, "/tai-khoan/dang-nhap/") == 200
    programs = psutil.Process(demo.pid).children(recursive=True)
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=60)
    assert demo.returncode == 0
    assert wait_until_gone(programs) == []
    servers = Servers(data)
    assert not embedded.postgres_answers(servers.socket_dir(servers.postgres_dir))
    assert embedded.valkey_command(servers, b"PING") == b""


def test_demo_says_that_the_port_is_taken(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        env = {"PATH": os.environ["PATH"], "PORTAL_DATA": str(data), "PORT": str(port)}
        command = [sys.executable, "manage.py", "demo"]
        done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"PORT={port + 1}" in done.stderr

"""``make demo``: database, demo data, web, worker and beat with one command; one Ctrl-C ends all."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal import processes
from portal.accounts import demo as people
from portal.processes import Stopped

HOST = "127.0.0.1"
LOADED = settings.PORTAL_DATA / "demo-loaded"
SECONDS_TO_ANSWER = 60


class Command(BaseCommand):
    """Runs until Ctrl-C."""

    help = "Chạy thử toàn bộ cổng: cơ sở dữ liệu, dữ liệu mẫu, web, tác vụ nền. Dừng bằng Ctrl-C."
    requires_migrations_checks = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, start everything, wait."""
        port = int(os.environ.get("PORT", "8000"))
        refuse_busy_port(port)
        processes.stop_on_signals()
        programs: dict[str, subprocess.Popen[bytes]] = {}
        try:
            empty(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
            call_command("migrate", verbosity=0, interactive=False)
            people.create_people()
            self.run(port, programs)
        except Stopped:
            self.stdout.write("\nĐang dừng…")
        finally:
            processes.stop(programs)

    def run(self, port: int, programs: dict[str, subprocess.Popen[bytes]]) -> None:
        """Start the programs, the web first; load the demo data beside them when it is missing; watch over them."""
        env = child_environment()
        for name, command in commands(port).items():
            programs[name] = processes.start(command, env)
            if name == "web":
                wait_until_it_answers(port, programs[name])
                self.stdout.write(welcome(port))
        self.load_data_once(env, programs)
        ended = processes.wait_for_first(programs)
        raise CommandError(f"{ended} ended with code {programs[ended].returncode}")

    def load_data_once(self, env: dict[str, str], programs: dict[str, subprocess.Popen[bytes]]) -> None:
        """Run ``load_demo`` unless an earlier demo finished it; the mark is left only when all is in."""
        if LOADED.exists() or "load_demo" not in get_commands():
            return
        self.stdout.write("Đang nạp dữ liệu mẫu, khoảng một phút; trang đã mở được…")
        loading = programs["load_demo"] = processes.start([sys.executable, "manage.py", "load_demo"], env)
        ended = processes.wait_for_first(programs)
        if ended != "load_demo" or loading.returncode:
            raise CommandError(f"{ended} ended with code {programs[ended].returncode}")
        del programs["load_demo"]
        LOADED.touch()
        self.stdout.write("Đã nạp xong dữ liệu mẫu.")


def commands(port: int) -> dict[str, list[str]]:
    """What runs, by name."""
    python = [sys.executable, "-m"]
    web = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-access-log"]
    worker = [
        "celery",
        "-A",
        "portal",
        "--quiet",
        "worker",
        "-Q",
        "import,figures,messages,default",
        "--concurrency",
        "3",
    ]
    return {
        "web": [
            *python,
            *web,
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--log-level",
            "warning",
            "portal.wsgi:application",
        ],
        "worker": [*python, *worker, "--without-gossip", "--without-mingle"],
        "beat": [*python, "celery", "-A", "portal", "--quiet", "beat"],
    }


def child_environment() -> dict[str, str]:
    """As production would run, but on plain http: real error pages, readable logs."""
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    defaults = {"DEBUG": "0", "LOG_HUMAN": "1", "LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore"}
    return defaults | os.environ | {"DJANGO_SETTINGS_MODULE": module}


def empty(folder: Path) -> None:
    """Drop the measurements of processes that ended long ago."""
    for file in folder.glob("*.db"):
        file.unlink()


def refuse_busy_port(port: int) -> None:
    """Say at once that the address is taken; the web server would retry without a word."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Cổng {port} đang có chương trình khác dùng. Thử: make demo PORT={port + 1}") from error


def wait_until_it_answers(port: int, web: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer of the web server."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise CommandError("The web server does not answer.")


def welcome(port: int) -> str:
    """The address and who can sign in."""
    head = f"\nChợ Số: http://{HOST}:{port}   (dừng: Ctrl-C)\n\n"
    box = f"\n  Tin nhắn và mã xác nhận hiện ở http://{HOST}:{port}{reverse('trial_box')}\n"
    return head + people.sign_ins() + "\n" + box

"""Embedded servers, with real processes and folders."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from portal import embedded
from portal.embedded import Servers

pytestmark = pytest.mark.processes

HOLD = """
import sys, time
from pathlib import Path
from portal.embedded import Servers
servers = Servers(Path(sys.argv[1]), is_durable=False)
servers.start()
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    servers = Servers(tmp_path / "data", is_durable=False)
    yield servers
    servers.start()
    servers.leave()


def is_up(servers: Servers) -> tuple[bool, bool]:
    """PostgreSQL answers, Valkey answers."""
    sockets = servers.socket_dir(servers.postgres_dir)
    return embedded.postgres_answers(sockets), embedded.valkey_command(servers, b"PING") == b"+PONG"


def other_process(servers: Servers) -> subprocess.Popen[bytes]:
    """Another program that uses the same servers, from the moment this returns."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    program = subprocess.Popen([sys.executable, "-c", HOLD, str(servers.root)], stdout=subprocess.PIPE, env=env)
    assert program.stdout is not None
    with program.stdout as output:
        assert output.readline() == b"up\n"
    return program


def test_servers_start_and_stop(servers: Servers) -> None:
    servers.start()
    assert is_up(servers) == (True, True)
    with psycopg.connect(servers.database_url) as connection:
        assert connection.info.server_version >= 180000
        assert connection.execute("SELECT lower('ĐÀ NẴNG')").fetchone() == ("đà nẵng",)
    servers.leave()
    assert is_up(servers) == (False, False)


def test_servers_keep_their_data(servers: Servers) -> None:
    servers.start()
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    servers.leave()
    servers.start()
    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_last_user_stops_the_servers(servers: Servers) -> None:
    other = other_process(servers)
    servers.start()
    servers.leave()
    assert is_up(servers) == (True, True)
    other.kill()
    other.wait()
    servers.start()
    servers.leave()
    assert is_up(servers) == (False, False)


def test_forked_child_neither_holds_nor_stops_the_servers(servers: Servers) -> None:
    servers.start()
    child = os.fork()
    if child == 0:
        servers.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert is_up(servers) == (True, True)


def test_killed_servers_start_again(servers: Servers) -> None:
    other = other_process(servers)
    for process in own_processes(servers):
        process.kill()
    other.kill()
    other.wait()
    servers.start()
    assert is_up(servers) == (True, True)


def test_pid_file_of_another_program_is_no_obstacle(servers: Servers) -> None:
    servers.start()
    servers.leave()
    pid_file = servers.postgres_dir / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{servers.postgres_dir}\n0\n5432\n\n\n")
    os.chown(pid_file, servers.postgres_dir.stat().st_uid, -1)
    servers.start()
    assert is_up(servers) == (True, True)


def test_interrupted_creation_is_begun_again(servers: Servers) -> None:
    unfinished = servers.root / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    servers.start()
    assert is_up(servers) == (True, True)


def test_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    servers = Servers(tmp_path / ("d" * 120), is_durable=False)
    servers.start()
    try:
        assert is_up(servers) == (True, True)
        assert str(servers.valkey_socket).startswith("/tmp/cho-so-")
    finally:
        servers.leave()


@pytest.mark.skipif(os.geteuid() == 0, reason="needs an ordinary account")
def test_ordinary_account_owns_its_cluster(servers: Servers) -> None:
    servers.start()
    assert servers.postgres_dir.stat().st_uid == os.geteuid()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_root_gets_a_cluster_of_nobody_inside_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    servers = Servers(closed / "data", is_durable=False)
    servers.start()
    try:
        assert is_up(servers) == (True, True)
        assert closed.stat().st_mode & 0o777 == 0o701
        assert servers.postgres_dir.stat().st_uid != 0
    finally:
        servers.leave()


def test_nothing_starts_when_both_addresses_are_given(tmp_path: Path) -> None:
    servers = Servers(tmp_path / "data", runs_postgres=False, runs_valkey=False)
    servers.start()
    assert not servers.root.exists()


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([], False),
        (["--help"], False),
        (["migrate", "--help"], False),
        (["help", "migrate"], False),
        (["collectstatic", "--noinput"], False),
        (["check"], False),
        (["migrate"], True),
        (["import_orders", "a.xlsx"], True),
    ],
)
def test_command_line_says_whether_it_needs_servers(arguments: list[str], needed: bool) -> None:
    assert embedded.is_needed_by(["manage.py", *arguments]) is needed


def own_processes(servers: Servers) -> list[psutil.Process]:
    """The postmaster and Valkey of these servers."""
    pid = int((servers.postgres_dir / "postmaster.pid").read_text().split()[0])
    valkeys = [
        p for p in psutil.process_iter(["cmdline"]) if str(servers.valkey_dir) in " ".join(p.info["cmdline"] or [])
    ]
    sockets = str(servers.valkey_socket)
    return [psutil.Process(pid), *(valkeys or [p for p in psutil.process_iter(["cmdline"]) if sockets in str(p.info)])]

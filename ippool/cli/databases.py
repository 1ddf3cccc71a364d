"""Which database a command works on: the one `DATABASE_URL` names, else the embedded one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape
from sqlalchemy import make_url

from ippool.cli.clock import moment_of
from ippool.cli.saying import beside
from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.settings import Settings
from ippool.store import embedded, migrations, roles
from ippool.store.addresses import asyncpg_url
from ippool.store.checkpoints import Checkpoints, make_key
from ippool.store.database import Database, is_lost
from ippool.usecases import readiness, sealing

T = TypeVar("T")

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Where the embedded database lives; unused with DATABASE_URL.", show_default=False)
]


class NotMigrated(DomainError):
    """The database is not at the revision of this release."""

    code = "NOT_MIGRATED"


class DatabaseLost(DomainError):
    """The database went away while a command was at work."""

    code = "DATABASE_LOST"


class SettingRefused(DomainError):
    """A setting of the environment cannot be used."""

    code = "SETTING"


@dataclass(frozen=True, slots=True)
class Place:
    """A database that answers: where it is, and the settings the command runs under.

    Shape: `url` connects as the role that serves, `owner_url` as the one that migrates; they are one where only one is named.
    `checkpoints` None: nothing signs the audit here.
    """

    url: str
    owner_url: str
    settings: Settings
    is_embedded: bool
    checkpoints: Checkpoints | None

    @property
    def application(self) -> str | None:
        """The role that serves, where it is not the owner."""
        role = make_url(self.url).username
        return None if self.url == self.owner_url else role

    async def migrate(self, to: str = "head") -> tuple[str | None, str | None]:
        """Bring the database to a revision, as its owner. Returns both revisions."""
        return await migrations.migrate(self.owner_url, to, application=self.application)


def settings_for(data_dir: Path | None) -> Settings:
    """Read the settings. Raises: SettingRefused."""
    try:
        return Settings.from_environment(data_dir=data_dir)
    except ValueError as wrong:
        raise SettingRefused(Words(f"設定を読めない: {wrong}", f"A setting cannot be read: {wrong}")) from wrong


@contextmanager
def place(data_dir: Path | None, *, as_owner: bool = False) -> Iterator[Place]:
    """Have a database there: the embedded one is started, brought to this release's revision, and stopped again.

    `as_owner`: it is the owner who has to find it. Raises: NotMigrated where the one of `DATABASE_URL` does not answer; it is not
    brought to any revision.
    """
    settings = settings_for(data_dir)
    if settings.database_url is not None:
        url = _plain(settings.database_url)
        owner_url = _plain(settings.owner_url) if settings.owner_url else url
        here = Place(url, owner_url, settings, is_embedded=False, checkpoints=_checkpoints(settings))
        found = asyncio.run(_look(here.owner_url if as_owner else here.url))
        if not found.database:
            raise _not_ready(found)
        yield here
        return
    with embedded.running(settings.data_dir, binaries=settings.pg_bin) as server:
        beside.print(
            escape(f"DATABASE_URL がないので、組込み PostgreSQL {server.version} を {settings.data_dir} で使う。"), soft_wrap=True
        )
        beside.print(
            escape(f"No DATABASE_URL: using the embedded PostgreSQL {server.version} in {settings.data_dir}."), soft_wrap=True
        )
        here = Place(server.application_url, server.url, settings, is_embedded=True, checkpoints=_own_checkpoints(settings))
        asyncio.run(_prepare(here, server))
        yield here


def _plain(url: str) -> str:
    return asyncpg_url(url).render_as_string(hide_password=False)


def _checkpoints(settings: Settings) -> Checkpoints | None:
    if settings.audit_key is None and settings.audit_checkpoints is None:
        return None
    if settings.audit_key is None or settings.audit_checkpoints is None:
        raise SettingRefused(
            Words(
                "IPPOOL_AUDIT_KEY と IPPOOL_AUDIT_CHECKPOINTS は両方とも指定する。",
                "IPPOOL_AUDIT_KEY and IPPOOL_AUDIT_CHECKPOINTS go together: set both.",
            )
        )
    return Checkpoints(settings.audit_checkpoints.absolute(), settings.audit_key.absolute())


def _own_checkpoints(settings: Settings) -> Checkpoints:
    """Return the checkpoints of the embedded database: in its directory, with a key made for it, unless others are named."""
    named = _checkpoints(settings)
    if named is not None:
        return named
    folder = settings.data_dir.absolute()
    own = Checkpoints(folder / "audit.checkpoints", folder / "audit.key")
    if not own.key.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another command came first
            make_key(own.key)
    return own


async def _prepare(here: Place, server: embedded.Running) -> None:
    try:
        await here.migrate()
    except roles.RoleMissing:  # an earlier release made the cluster
        await roles.prepare(server)
        await here.migrate()


async def _look(url: str) -> readiness.Readiness:
    database = Database.at(url, pool_size=1)
    try:
        return await readiness.look(database)
    finally:
        await database.close()


@asynccontextmanager
async def opened(here: Place) -> AsyncIterator[Database]:
    """Open a database that is at this release's revision. Raises: NotMigrated."""
    database = Database.at(here.url, pool_size=2, statement_timeout_ms=600_000)
    try:
        found = await readiness.look(database)
        if not found.is_ready:
            raise _not_ready(found)
        yield database
    finally:
        await database.close()


async def seal_if_possible(here: Place, database: Database) -> None:
    """Sign the end of the audit after a command, where a key is at hand; where it is not, the server does it."""
    if here.checkpoints is None:
        return
    try:
        await sealing.seal(database, here.checkpoints, moment_of(here.settings).now, at_once=True)
    except (DomainError, OSError) as fault:
        told = fault.message if isinstance(fault, DomainError) else Words(str(fault), str(fault))
        beside.print(escape(f"監査に署名していない: {told.ja}"), soft_wrap=True)
        beside.print(escape(f"The audit was not signed: {told.en}"), soft_wrap=True)


def run(data_dir: Path | None, work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """Do one piece of work on the database. Raises: NotMigrated, DatabaseLost."""
    with place(data_dir) as here:
        return work_in(here, work)


def work_in(here: Place, work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """Do one piece of work on a database that is there, and sign the audit's end after it. Raises: NotMigrated, DatabaseLost."""

    async def doing() -> T:
        async with opened(here) as database:
            done = await work(database, here.settings)
            await seal_if_possible(here, database)
            return done

    try:
        return asyncio.run(doing())
    except Exception as fault:
        if not is_lost(fault):
            raise
        raise DatabaseLost(
            Words("作業中にデータベースとの接続が切れた。", "The connection to the database was lost while at work."),
            next_step=Words(
                "データベースが動いているかを確かめ、もう一度実行する。途中の変更は残っていない。",
                "Check that the database runs, then do it again: nothing of a change under way was kept.",
            ),
        ) from fault


def _not_ready(found: readiness.Readiness) -> NotMigrated:
    if not found.database:
        return NotMigrated(
            Words(f"データベースに接続できない（{found.because}）。", f"The database does not answer ({found.because})."),
            next_step=Words("DATABASE_URL と、サーバーが動いているかを確かめる。", "Check DATABASE_URL, and that the server runs."),
        )
    return NotMigrated(
        Words(
            f"データベースの版は {found.revision}、この版の ippool は {found.wanted} を使う。",
            f"The database is at revision {found.revision}; this release of ippool works with {found.wanted}.",
        ),
        next_step=Words("「ippool migrate」を実行する。", "Run `ippool migrate`."),
    )

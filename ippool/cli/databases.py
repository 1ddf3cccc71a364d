"""Which database a command works on: the one `DATABASE_URL` names, else the embedded one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape

from ippool.cli.saying import beside
from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.settings import Settings
from ippool.store import embedded, migrations
from ippool.store.addresses import asyncpg_url
from ippool.store.database import Database, is_lost
from ippool.usecases import readiness

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
    """A database that answers: where it is, and the settings the command runs under."""

    url: str
    settings: Settings
    is_embedded: bool


def settings_for(data_dir: Path | None) -> Settings:
    """Read the settings. Raises: SettingRefused."""
    try:
        return Settings.from_environment(data_dir=data_dir)
    except ValueError as wrong:
        raise SettingRefused(Words(f"設定を読めない: {wrong}", f"A setting cannot be read: {wrong}")) from wrong


@contextmanager
def place(data_dir: Path | None) -> Iterator[Place]:
    """Have a database there: the embedded one is started, brought to this release's revision, and stopped again.

    Raises: NotMigrated where the one of `DATABASE_URL` does not answer; it is not brought to any revision.
    """
    settings = settings_for(data_dir)
    if settings.database_url is not None:
        here = Place(asyncpg_url(settings.database_url).render_as_string(hide_password=False), settings, is_embedded=False)
        found = asyncio.run(_look(here))
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
        asyncio.run(migrations.migrate(server.url))
        yield Place(server.url, settings, is_embedded=True)


async def _look(here: Place) -> readiness.Readiness:
    database = Database.at(here.url, pool_size=1)
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


def run(data_dir: Path | None, work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """Do one piece of work on the database. Raises: NotMigrated, DatabaseLost."""

    async def doing(here: Place) -> T:
        async with opened(here) as database:
            return await work(database, here.settings)

    with place(data_dir) as here:
        try:
            return asyncio.run(doing(here))
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

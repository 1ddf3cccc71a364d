"""The door to the database: short reads of one moment, and writes that cannot leave without an audit line.

Nothing of a request stays on a pooled connection. All changes of the register go through `write`, one after another: it takes the
register's lock first, so the moment of a change tells its place in the order, and the audit chain has one end.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ippool.domain.errors import DomainError
from ippool.domain.faults import traced
from ippool.domain.permissions import Actor
from ippool.domain.secrecy import DisclosureEvent
from ippool.domain.words import Words
from ippool.store import audit, disclosures
from ippool.store.addresses import asyncpg_url
from ippool.store.audit import About, AuditLine, Chain
from ippool.store.constraints import refusal_of
from ippool.store.copying import Packed, send
from ippool.store.jobs import Jobs
from ippool.store.records import Recorded

_log = logging.getLogger(__name__)

T = TypeVar("T")

Reading = AsyncConnection
"""A connection within a transaction that only reads: everything it sees is of one moment."""


def can_hold(text: str) -> bool:
    """Tell whether the database can hold a text at all, without NUL and in UTF-8; what it cannot hold is not there."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


class RegisterBusy(DomainError):
    """A longer change of the register, an import, was still under way after as long as a change may wait. Nothing was done."""

    code = "REGISTER_BUSY"

    def __init__(self) -> None:
        super().__init__(
            Words(
                "登録簿は別の変更（取込みなど）の途中である。",
                "The register is in the middle of another change, such as an import.",
            ),
            next_step=Words("少し待って、同じ鍵でもう一度送る。", "Wait a little, then send it again with the same key."),
        )


class StatementTooSlow(DomainError):
    """The database gave up a statement that took too long."""

    code = "TIMEOUT"

    def __init__(self) -> None:
        super().__init__(
            Words("データベースの処理が制限時間を超えたため、打ち切った。", "The database took too long and gave up."),
            next_step=Words("条件を絞るか、件数を減らす。", "Narrow the question, or ask for less at once."),
        )


class AuditUnavailable(DomainError):
    """The audit cannot be written, or its end not be read: what was asked for was not done."""

    code = "AUDIT_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(
            Words(
                "監査記録を書けないため、何も変更しなかった。",
                "The audit cannot be written, so nothing was done.",
            ),
            next_step=Words(
                "少し待って、同じ鍵でもう一度送る。続くときは知財担当者に知らせる。",
                "Wait a little, then send it again with the same key; if it goes on, tell the IP office.",
            ),
        )


class UnauditedWrite(Exception):
    """A write left without saying what was done: a defect of ours, and nothing was changed."""


@dataclass
class Writing:
    """One change of the register under way.

    Shape: `moment` is when it happens, later than every change before it; `connection` is within the transaction. Who finds that
    there is nothing to do sets `nothing_done`, and needs no audit line.
    """

    connection: AsyncConnection
    moment: datetime
    actor: Actor
    request_id: str | None
    lines: list[AuditLine] = field(default_factory=list)
    nothing_done: bool = False
    has_written_lines: bool = False

    def record(
        self, action: str, after: Recorded | None, *, before: Recorded | None = None, about: About | None = None, **details: object
    ) -> None:
        """Note one thing done to one record, in the words `kind:done`; it is written with the change itself."""
        self.lines.append(AuditLine(action, before, after, details, about))

    async def write_lines(self) -> None:
        """Write the audit lines noted so far, so that a long change need not hold them all until its end."""
        if self.lines:
            with _no_audit_no_change():
                await audit.append(self.connection, self.lines, actor=self.actor, moment=self.moment, request_id=self.request_id)
            self.lines.clear()
            self.has_written_lines = True

    async def chain(self) -> Chain:
        """Return the end of the audit chain, for a long change that adds lines to it long before it writes them."""
        with _no_audit_no_change():
            return await audit.chain_of(self.connection, actor=self.actor, moment=self.moment, request_id=self.request_id)

    async def write_packed(self, lines: Packed | None) -> None:
        """Write audit lines that were added to `chain`, in their order and no other line between."""
        with _no_audit_no_change():
            await send(self.connection, lines)
        self.has_written_lines = self.has_written_lines or lines is not None


@contextmanager
def _no_audit_no_change() -> Iterator[None]:
    """Refuse the change whatever keeps the audit from being written. A database that went away is told as that."""
    try:
        yield
    except (DBAPIError, asyncpg.PostgresError) as fault:
        if is_lost(fault):
            raise
        _log.error("the audit cannot be written\n%s", traced(fault))
        raise AuditUnavailable from fault


def _refuse_closed(connection: Any, *_: object) -> None:
    """Have the pool connect anew where the database has closed a connection; nothing is sent to find that out."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        try:
            yield connection
        except DBAPIError as fault:
            if was_given_up(fault):
                raise StatementTooSlow from fault
            raise


class Database:
    """A pool of connections to one database."""

    def __init__(self, engine: AsyncEngine, disclosing: AsyncEngine) -> None:
        self._engine = engine
        # Who is told is written while what tells it may still be read: on the pool a request would hold two connections.
        self._disclosing = disclosing
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._alone = engine.execution_options(isolation_level="AUTOCOMMIT")

    @classmethod
    def at(cls, url: str | URL, *, pool_size: int = 10, statement_timeout_ms: int = 10_000) -> Database:
        """Open a pool. Connections are made when they are needed. Raises: AddressRefused."""
        settings = {
            "application_name": "ippool",
            "timezone": "UTC",
            "statement_timeout": str(statement_timeout_ms),
            "idle_in_transaction_session_timeout": "60000",
            "jit": "off",
        }
        engines = [
            create_async_engine(
                asyncpg_url(url),
                pool_size=size,
                max_overflow=0,
                hide_parameters=True,
                connect_args={"server_settings": settings},
            )
            for size in (pool_size, 1)
        ]
        for engine in engines:
            event.listen(engine.sync_engine, "checkout", _refuse_closed)
        return cls(*engines)

    @property
    def url(self) -> URL:
        """Where it is."""
        return self._engine.url

    @property
    def jobs(self) -> Jobs:
        """The imports that were asked for."""
        return Jobs(self._engine)

    def watch(self, taken: Callable[[], T], given_back: Callable[[T], object]) -> None:
        """Have it told when a connection is taken out of the pool, and when it is given back, with what `taken` returned."""

        def take(_: Any, record: Any, __: Any) -> None:
            record.record_info[taken] = taken()

        def give_back(_: Any, record: Any) -> None:
            if taken in record.record_info:
                given_back(record.record_info.pop(taken))

        event.listen(self._engine.sync_engine, "checkout", take)
        event.listen(self._engine.sync_engine, "checkin", give_back)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
        await self._disclosing.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Read, all of one moment. Raises: StatementTooSlow."""
        async with _connected(self._reading) as connection:
            yield connection

    @asynccontextmanager
    async def read_alone(self) -> AsyncIterator[Reading]:
        """Read by one statement, which is of one moment by itself, with no transaction around it. Raises: StatementTooSlow."""
        async with _connected(self._alone) as connection:
            yield connection

    @asynccontextmanager
    async def write(self, actor: Actor, *, request_id: str | None = None) -> AsyncIterator[Writing]:
        """Change the register: everything or nothing, with its audit lines.

        Raises: RuleBroken where a constraint of the database has the last word; RegisterBusy; StatementTooSlow; UnauditedWrite.
        """
        async with self._engine.connect() as connection, connection.begin():
            moment = await _moment(connection)
            tx = Writing(connection, moment, actor, request_id)
            try:
                yield tx
                await _finish(tx)
            except IntegrityError as broken:
                refusal = refusal_of(constraint_of(broken))
                if refusal is None:
                    raise
                raise refusal from broken
            except DBAPIError as fault:
                if was_given_up(fault):
                    raise StatementTooSlow from fault
                raise

    async def record(self, actor: Actor, lines: Sequence[AuditLine], *, request_id: str | None = None) -> None:
        """Write lines of the audit about what was refused: nothing else changes, and the register's moment stays as it is.

        Raises: RegisterBusy, AuditUnavailable.
        """
        try:
            async with self._engine.connect() as connection, connection.begin():
                moment = await _moment(connection, _UNMOVED)
                await audit.append(connection, lines, actor=actor, moment=moment, request_id=request_id)
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as fault:
            _log.error("the audit cannot be written\n%s", traced(fault))
            raise AuditUnavailable from fault

    async def disclose(self, events: Sequence[DisclosureEvent]) -> None:
        """Write who is told of what is confidential, beside the register. Raises: AuditUnavailable; then nobody may be told."""
        try:
            async with self._disclosing.connect() as connection, connection.begin():
                await disclosures.write(connection, events)
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as fault:
            _log.error("a disclosure cannot be written down\n%s", traced(fault))
            raise AuditUnavailable from fault

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[AsyncConnection]:
        """Write what is no part of the register: sessions, and when tokens were used. It waits for no change and needs no audit."""
        async with self._engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def derive(self) -> AsyncIterator[AsyncConnection | None]:
        """Write what only follows from the register, while nothing in it changes; None where a change is under way just now."""
        async with self._engine.connect() as connection, connection.begin():
            await connection.execute(text("set local statement_timeout = '120s'"))
            idle = await connection.execute(text("select 1 from register_state for update skip locked"))
            yield connection if idle.first() is not None else None


CHANGED = "ippool_changed"
"""The channel on which every change of the register is told when it is committed; whoever listens looks for itself what it is."""


async def _finish(tx: Writing) -> None:
    if tx.nothing_done:
        return
    if not tx.lines and not tx.has_written_lines:
        raise UnauditedWrite("record() what was done before leaving the block")
    await tx.write_lines()
    await tx.connection.execute(text(f"select fold_figures(), pg_notify('{CHANGED}', '')"))


_UNMOVED = "select clock_timestamp() from (select 1 from register_state for update) locked"
"""The lock on the register first, then the clock."""


async def _moment(connection: AsyncConnection, statement: str = "select register_moment()") -> datetime:
    """Wait for the changes before this one, and return the moment of it. Raises: RegisterBusy."""
    try:
        found: datetime = (await connection.execute(text(statement))).scalar_one()
    except DBAPIError as fault:
        if was_given_up(fault):
            raise RegisterBusy from fault
        raise
    return found


_CANCELED = "57014"


def was_given_up(fault: DBAPIError) -> bool:
    """Tell whether a fault is that the database gave up a statement that took too long."""
    return getattr(fault.orig, "sqlstate", None) == _CANCELED


@asynccontextmanager
async def without_nested_loops(session: Reading) -> AsyncIterator[None]:
    """Have the planner join whole sets for the length of a block: it takes them for small, and would go through them row by row."""
    await session.execute(text("set local enable_nestloop = off"))
    yield
    await session.execute(text("set local enable_nestloop = on"))


async def planned_each_time(session: Reading) -> None:
    """Have every statement until the end of the transaction planned for its own parameters.

    After five times the database would keep one plan for all, and who has to do with half of the pool needs another than most.
    """
    await session.execute(text("set local plan_cache_mode = force_custom_plan"))


def is_lost(fault: BaseException) -> bool:
    """Tell whether a fault is that the database went away: its server ended, or the connection to it.

    A statement that took too long is an intervention of its operator too, and no such fault.
    """
    gone = (ConnectionError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
    cause = (fault.orig.__cause__ if fault.orig else None) if isinstance(fault, DBAPIError) else fault
    if isinstance(cause, asyncpg.QueryCanceledError):
        return False
    return isinstance(cause, gone) or (isinstance(fault, DBAPIError) and fault.connection_invalidated)


def constraint_of(broken: DBAPIError) -> str | None:
    """Return the name of the constraint a statement broke, or None."""
    name: str | None = getattr(getattr(broken.orig, "__cause__", None), "constraint_name", None)
    return name

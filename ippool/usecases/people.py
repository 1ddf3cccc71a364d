"""People and programs that sign in: adding a user, appointing it anew, ending that, and saying how the identity provider knows it.

A user is an aggregate: its version goes up with every change of its appointments. A member's manager looks after its own company's
people; its users get a code by lot, so that no code that is taken tells of a stranger.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from ippool.domain.errors import NotFound, require
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.parties import Party
from ippool.domain.people import (
    Appointment,
    User,
    UserRecord,
    faults_of_appointment,
    may_administer,
    may_appoint,
    may_change_user,
    may_know_of_user,
    may_link,
    may_list_users,
    shown_to,
)
from ippool.domain.permissions import ROLES, Actor, Level, Role
from ippool.domain.timeline import Period
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words
from ippool.store import people as people_store
from ippool.store import tokens as token_store
from ippool.store.answers import person_of
from ippool.store.database import Reading, Writing, can_hold
from ippool.store.identity import new_id
from ippool.store.records import add, change, load, withdraw
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Command, Kept, keep, named, require_version
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.sessions import LONGEST_NAME

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What codes are drawn from: no letter that is taken for another."""


class UserNotFound(NotFound):
    """There is no such user, or the caller may not know of it."""

    def __init__(self, code: str, *path: str) -> None:
        super().__init__(Words(f"利用者 {code} はいない。", f"There is no user {code}."), path=path)


@dataclass(frozen=True, slots=True)
class AddUser:
    """What is asked for to add a user with its first appointment; `party` is a code, `code` is drawn where it is left out."""

    idempotency_key: str
    name: str
    role: Role
    start: date
    party: str | None = None
    clearance: Level = Level.PUBLIC
    until: date | None = None
    code: str | None = None
    sign_in_name: str | None = None
    source: str = ""


async def add_user(pool: Pool, actor: Actor, moment: Moment, command: AddUser, *, request_id: str | None = None) -> Kept[User]:
    """Add a user. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict."""
    form = Form(command)
    form.label(command.name, "name")
    if command.code is not None:
        form.code(command.code, "code")
    _sign_in(form, command.sign_in_name)
    period = form.period(command.start, command.until)
    _appointment(form, actor, command.role, command.party, command.clearance)
    allowed = may_administer(actor)
    if allowed.holds and (command.code is not None or command.sign_in_name is not None):
        allowed = may_link(actor)

    async def deciding(tx: Writing) -> User:
        party = await _party(tx, actor, command.role, command.party, command.clearance)
        user = User(new_id(), command.code or _drawn(), command.name, command.sign_in_name, command.source)
        appointment = Appointment(new_id(), user.id, command.role, party, command.clearance, period, command.source)
        await add(tx.connection, [user])
        await add(tx.connection, [appointment])
        tx.record("user:added", user)
        tx.record("appointment:added", appointment)
        return user

    return await _kept(pool, actor, command, "user:added", deciding, form, request_id, allowed)


@dataclass(frozen=True, slots=True)
class AppointUser:
    """What is asked for to appoint a user from a day on, in place of whatever it was appointed to from that day on."""

    idempotency_key: str
    user: str
    role: Role
    start: date
    expected_version: int
    party: str | None = None
    clearance: Level = Level.PUBLIC
    until: date | None = None
    source: str = ""


async def appoint_user(
    pool: Pool, actor: Actor, moment: Moment, command: AppointUser, *, request_id: str | None = None
) -> Kept[User]:
    """Appoint a user. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, UserNotFound, StaleVersion, Conflict."""
    form = Form(command)
    period = form.period(command.start, command.until)
    _appointment(form, actor, command.role, command.party, command.clearance)

    async def deciding(tx: Writing) -> User:
        record = await _changeable(tx, actor, moment, command.user, command.expected_version, since=command.start)
        party = await _party(tx, actor, command.role, command.party, command.clearance)
        await _end(tx, record, command.start)
        appointment = Appointment(new_id(), record.user.id, command.role, party, command.clearance, period, command.source)
        await add(tx.connection, [appointment])
        tx.record("appointment:added", appointment)
        return await _next(tx, record.user, "user:appointed")

    return await _kept(pool, actor, command, "user:appointed", deciding, form, request_id)


@dataclass(frozen=True, slots=True)
class EndUser:
    """What is asked for to end a user's appointments; `until` is the first day without one."""

    idempotency_key: str
    user: str
    until: date
    expected_version: int


async def end_user(pool: Pool, actor: Actor, moment: Moment, command: EndUser, *, request_id: str | None = None) -> Kept[User]:
    """End a user's appointments: where that is today, the next request of it is refused.

    Raises: NotPermitted, FormRefused, KeyReused, UserNotFound, StaleVersion.
    """

    async def deciding(tx: Writing) -> User:
        record = await _changeable(tx, actor, moment, command.user, command.expected_version, since=command.until)
        await _end(tx, record, command.until)
        return await _next(tx, record.user, "user:ended")

    return await _kept(pool, actor, command, "user:ended", deciding, Form(command), request_id)


@dataclass(frozen=True, slots=True)
class LinkUser:
    """What is asked for to say as whom the identity provider knows a user; None: as nobody."""

    idempotency_key: str
    user: str
    expected_version: int
    sign_in_name: str | None = None


async def link_user(pool: Pool, actor: Actor, moment: Moment, command: LinkUser, *, request_id: str | None = None) -> Kept[User]:
    """Link a user to the identity provider; its sessions end.

    Raises: NotPermitted, FormRefused, KeyReused, UserNotFound, StaleVersion, Conflict.
    """
    form = Form(command)
    _sign_in(form, command.sign_in_name)

    async def deciding(tx: Writing) -> User:
        record = await _changeable(tx, actor, moment, command.user, command.expected_version, since=moment.today)
        # Who was let in under another name is let in no longer.
        await token_store.end_sessions(tx.connection, record.user.id, now=moment.now)
        return await _next(tx, replace(record.user, sign_in=command.sign_in_name), "user:linked", before=record.user)

    return await _kept(pool, actor, command, "user:linked", deciding, form, request_id, may_link(actor))


async def _kept(
    pool: Pool,
    actor: Actor,
    command: Command,
    action: str,
    deciding: Callable[[Writing], Awaitable[User]],
    form: Form,
    request_id: str | None,
    allowed: Verdict | None = None,
) -> Kept[User]:
    return await keep(
        pool,
        actor,
        command,
        action,
        User,
        deciding,
        form=form,
        request_id=request_id,
        allowed=allowed if allowed is not None else may_administer(actor),
        principal=person_of(actor),
    )


def _drawn() -> str:
    return "U-" + "".join(secrets.choice(_LETTERS) for _ in range(10))


def _sign_in(form: Form, name: str | None) -> None:
    if name is not None and (not name.strip() or len(name) > LONGEST_NAME):
        form.fault(
            ("sign_in_name",), f"1 字から {LONGEST_NAME} 字までである。", f"A sign-in name has 1 to {LONGEST_NAME} characters."
        )


def _appointment(form: Form, actor: Actor, role: Role, party: str | None, clearance: Level) -> None:
    # A manager appoints for its own company, and need not name it.
    named_party = party if party is not None or ROLES[actor.role].keeps else actor.party
    form.findings += faults_of_appointment(role, named_party, clearance)


async def _party(tx: Writing, actor: Actor, role: Role, code: str | None, clearance: Level) -> UUID | None:
    """Find the party an appointment is for. A manager never learns whether another code is taken. Raises: NotPermitted."""
    if ROLES[actor.role].keeps:
        party = (await named(tx, Party, code, "party")).id if code is not None else None
    else:
        (own,) = await load(tx.connection, Party, "r.id = :id", id=actor.party)
        party = own.id if code in (None, own.code) else None
    require(may_appoint(actor, role, party, clearance))
    return party


async def _changeable(tx: Writing, actor: Actor, moment: Moment, code: str, expected: int, *, since: date) -> UserRecord:
    """Find a user to be changed from a day on; whoever changes what is past has to look after the user of then."""
    record = await user_named(tx, actor, code, "user")
    require(may_change_user(actor, record, min(since, moment.today)))
    require_version(record.user, expected)
    return record


async def _end(tx: Writing, record: UserRecord, until: date) -> None:
    """Let no appointment go on from a day; one that would have begun then or later never holds."""
    for one in record.appointments:
        if one.period.is_over(until):
            continue
        if one.period.start is not None and one.period.start >= until:
            await withdraw(tx.connection, one)
            tx.record("appointment:withdrawn", None, before=one)
            continue
        ended = replace(one, period=Period(one.period.start, until), version=one.version + 1)
        await change(tx.connection, ended, expected=one.version)
        tx.record("appointment:ended", ended, before=one)


async def _next(tx: Writing, user: User, action: str, *, before: User | None = None) -> User:
    changed = replace(user, version=user.version + 1)
    await change(tx.connection, changed, expected=user.version)
    tx.record(action, changed, before=before or user)
    return changed


async def user_named(tx: Writing, actor: Actor, code: str, *path: str) -> UserRecord:
    """Find the user of a code. Raises: UserNotFound, also where the caller may not know of it."""
    record = await people_store.by_code(tx.connection, code) if can_hold(code) else None
    if record is None or not may_know_of_user(actor, record):
        raise UserNotFound(code, *path)
    return record


async def record_of(session: Reading, id: UUID) -> UserRecord:
    """Read a user with its appointments."""
    return (await people_store.by_ids(session, [id]))[id]


# Reading


async def users(pool: Pool, actor: Actor, *, request: PageRequest, with_total: bool = False) -> Page[UserRecord]:
    """Read one page of the users the caller may list, by code; to whoever may list none it is empty."""
    if not may_list_users(actor).holds:
        return Page((), has_next=False, has_previous=False, total=0 if with_total else None)
    party = None if actor.sees_all else actor.party
    async with pool.database.read() as session:
        found = await people_store.page(session, party=party, request=request, with_total=with_total)
    return replace(found, rows=tuple(shown_to(actor, record) for record in found.rows))


def keyset_of(record: UserRecord) -> Keyset:
    """Return the place of a user in the list."""
    return Keyset((record.user.code,), record.user.id)


async def user_then(pool: Pool, actor: Actor, id: UUID, known_at: datetime | None) -> UserRecord:
    """Read the caller itself, or a user it has changed, as known at a moment.

    A manager that ends somebody on the very first day knows of that user no more, but is told what it has done.
    """
    async with pool.database.read() as session:
        found = await people_store.by_ids(session, [id], known_at)
    return shown_to(actor, found[id])


async def users_by_ids(pool: Pool, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, UserRecord]:
    """Find users by id; those the caller may not know of are absent."""
    async with pool.database.read() as session:
        found = await people_store.by_ids(session, ids)
    return {id: shown_to(actor, record) for id, record in found.items() if may_know_of_user(actor, record)}


async def user_by_code(pool: Pool, actor: Actor, code: str) -> UserRecord | None:
    """Find a user by its code; None also where the caller may not know of it."""
    if not can_hold(code):
        return None
    async with pool.database.read() as session:
        found = await people_store.by_code(session, code)
    return shown_to(actor, found) if found is not None and may_know_of_user(actor, found) else None

"""Labeling how confidential an invention is, and naming who may know of it before it is laid open.

Both change what a patent is to its readers, so the patent's version goes up with them, and a caller says which one it read. What a
caller may not know of it cannot label either: for level 3 somebody is named first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ippool.domain.errors import Finding, NotFound, RuleBroken
from ippool.domain.patents import Patent
from ippool.domain.people import User
from ippool.domain.permissions import Actor, Level, may_keep_register
from ippool.domain.secrecy import (
    NAMING,
    NamedReader,
    Secrecy,
    SecrecyLabel,
    faults_of_label,
    faults_of_reason,
    is_known_to_nobody,
)
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store.database import Reading, Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, layout_of, load, withdraw
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, RecordNotFound, keep, patent_named, require_version
from ippool.usecases.patents import find
from ippool.usecases.people import user_named
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.refusals import permit

Dated = TypeVar("Dated", SecrecyLabel, NamedReader)


class NobodyNamed(RuleBroken):
    """An invention would be level 3, for those only who are named, with nobody named on some day."""

    code = "NOBODY_NAMED"

    def __init__(self, *path: str) -> None:
        super().__init__(
            Words(
                "レベル3の期間のうちに、指名された者が一人もいない日がある。",
                "On some day of level 3 nobody would be named as one who may know of it.",
            ),
            clause=NAMING,
            path=path,
            next_step=Words("先に、知り得る者をその期間について指名する。", "Name who may know of it over that time first."),
        )


@dataclass(frozen=True, slots=True)
class LabelPatent:
    """What is asked for to label a patent from a day on, in place of whatever label runs from then on; without an end it goes on.

    Shape: `expected_version` is the patent's. After `until` it is level 2 again, unless another label is recorded.
    """

    idempotency_key: str
    patent: str
    level: Level
    start: date
    reason: str
    expected_version: int
    until: date | None = None
    clause: str = ""
    source: str = ""


async def label_patent(
    pool: Pool, actor: Actor, moment: Moment, command: LabelPatent, *, request_id: str | None = None
) -> Kept[SecrecyLabel]:
    """Label a patent: raise or lower how confidential it is until it is laid open.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, NobodyNamed.
    """
    form = Form(command)
    period = form.period(command.start, command.until)
    form.findings += faults_of_label(command.level, command.reason)

    async def deciding(tx: Writing) -> SecrecyLabel:
        patent = await patent_named(tx, command.patent, moment, "patent")
        require_version(patent, command.expected_version)
        label = SecrecyLabel(new_id(), patent.id, command.level, period, command.reason, command.clause, command.source)
        labels = [*await _end(tx, await _labels(tx.connection, patent), command.start), label]
        _require_somebody(labels, await _readers(tx.connection, patent), min(command.start, moment.today), patent, "level")
        await add(tx.connection, [label])
        await change(tx.connection, patent, expected=patent.version)
        tx.record("secrecy_label:recorded", label, patent=patent.code, patent_version=patent.version + 1)
        return label

    return await keep(pool, actor, command, "secrecy_label:recorded", SecrecyLabel, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class NameReader:
    """What is asked for to name a user as one who may know of a patent not laid open yet; `expected_version` is the patent's."""

    idempotency_key: str
    patent: str
    user: str
    start: date
    reason: str
    expected_version: int
    until: date | None = None
    source: str = ""


async def name_reader(
    pool: Pool, actor: Actor, moment: Moment, command: NameReader, *, request_id: str | None = None
) -> Kept[NamedReader]:
    """Name a reader. It knows of the patent while it is cleared for its level as well.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, UserNotFound, StaleVersion, Conflict.
    """
    form = Form(command)
    period = form.period(command.start, command.until)
    form.findings += faults_of_reason(command.reason)

    async def deciding(tx: Writing) -> NamedReader:
        patent = await patent_named(tx, command.patent, moment, "patent")
        user = (await user_named(tx, actor, command.user, "user")).user
        require_version(patent, command.expected_version)
        reader = NamedReader(new_id(), patent.id, user.id, period, command.reason, command.source)
        await add(tx.connection, [reader])
        await change(tx.connection, patent, expected=patent.version)
        tx.record("named_reader:recorded", reader, patent=patent.code, patent_version=patent.version + 1)
        return reader

    return await keep(pool, actor, command, "named_reader:recorded", NamedReader, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class UnnameReader:
    """What is asked for to name a user no longer; `until` is the first day on which it is not, `expected_version` the patent's."""

    idempotency_key: str
    patent: str
    user: str
    until: date
    expected_version: int


async def unname_reader(
    pool: Pool, actor: Actor, moment: Moment, command: UnnameReader, *, request_id: str | None = None
) -> Kept[Patent]:
    """Name a reader no longer: where that is from today on, its next request finds nothing.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, UserNotFound, StaleVersion, NobodyNamed.
    """

    async def deciding(tx: Writing) -> Patent:
        patent = await patent_named(tx, command.patent, moment, "patent")
        user = (await user_named(tx, actor, command.user, "user")).user
        require_version(patent, command.expected_version)
        readers = await _readers(tx.connection, patent)
        running = [one for one in readers if one.user == user.id and not one.period.is_over(command.until)]
        if not running:
            because = Words(f"{user.code} は指名されていない。", f"{user.code} is not named.")
            raise RecordNotFound([Finding(("user",), because)])
        left = [*(one for one in readers if one not in running), *await _end(tx, running, command.until)]
        _require_somebody(await _labels(tx.connection, patent), left, min(command.until, moment.today), patent, "user")
        after = replace(patent, version=patent.version + 1)
        await change(tx.connection, after, expected=patent.version)
        tx.record("patent:reader_unnamed", after, before=patent, user=user.code, until=command.until)
        return after

    return await keep(pool, actor, command, "patent:reader_unnamed", Patent, deciding, form=Form(command), request_id=request_id)


@dataclass(frozen=True, slots=True)
class SecrecyOf:
    """How confidential a patent is: today, by which labels, and who is named, with the users by id."""

    patent: Patent
    level: Level
    labels: tuple[SecrecyLabel, ...]
    readers: tuple[NamedReader, ...]
    users: dict[str, User]


class PatentUnknown(NotFound):
    """There is no such patent, or the caller may not know of it."""

    def __init__(self, number: str) -> None:
        super().__init__(Words(f"登録簿に特許 {number} はない。", f"The register has no patent {number}."))


async def secrecy_of(pool: Pool, actor: Actor, moment: Moment, number: str) -> SecrecyOf:
    """Read how confidential a patent is, by any of its numbers. Raises: NotPermitted, PatentUnknown."""
    await permit(pool.database, actor, may_keep_register(actor), "secrecy:read")
    record, _ = await find(pool, actor, moment, number)
    if record is None:
        raise PatentUnknown(number)
    async with pool.database.read() as session:
        labels, readers = await _labels(session, record.patent), await _readers(session, record.patent)
        users = await load(session, User, "r.id = any(cast(:ids as uuid[]))", ids=[one.user for one in readers])
    return SecrecyOf(
        record.patent,
        Secrecy(labels={record.patent.id: labels}).level_of(record.patent, moment.today),
        tuple(sorted(labels, key=lambda one: one.period.start or date.min)),
        tuple(sorted(readers, key=lambda one: one.period.start or date.min)),
        {str(one.id): one for one in users},
    )


async def _labels(session: Reading, patent: Patent) -> tuple[SecrecyLabel, ...]:
    return await load(session, SecrecyLabel, "r.patent_id = :patent", patent=patent.id)


async def _readers(session: Reading, patent: Patent) -> tuple[NamedReader, ...]:
    return await load(session, NamedReader, "r.patent_id = :patent", patent=patent.id)


async def _end(tx: Writing, found: Sequence[Dated], until: date) -> list[Dated]:
    """Let none go on from a day; one that would have begun then or later is withdrawn. Returns what is left."""
    left: list[Dated] = []
    for one in found:
        kind = layout_of(type(one)).name
        if one.period.is_over(until):
            left.append(one)
        elif one.period.start is not None and one.period.start >= until:
            await withdraw(tx.connection, one)
            tx.record(f"{kind}:withdrawn", None, before=one)
        else:
            ended = replace(one, period=Period(one.period.start, until), version=one.version + 1)
            await change(tx.connection, ended, expected=one.version)
            tx.record(f"{kind}:ended", ended, before=one)
            left.append(ended)
    return left


def _require_somebody(
    labels: Sequence[SecrecyLabel], readers: Sequence[NamedReader], since: date, patent: Patent, *path: str
) -> None:
    if is_known_to_nobody(labels, readers, since, published_on=patent.published_on):
        raise NobodyNamed(*path)

"""Assuming equal shares, for many patents at once, where no source states any.

A file never does this: it records owners without shares. The office may, and what it assumes is marked as assumed for good (Civil
Code art. 250: co-owners are presumed to hold equal shares).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from ippool.domain.labs import OpenLab
from ippool.domain.patents import Patent, ShareBasis, TitleShare, TitleState
from ippool.domain.permissions import Actor, may_keep_register
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store import answers
from ippool.store.about import about, noted
from ippool.store.answers import Answered
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, at_version, change, load
from ippool.store.statuses import lay_out
from ippool.store.visibility import parameters, visible_patents
from ippool.usecases.forms import Form
from ippool.usecases.keeping import KeyReused, every_patent_named, hash_of_command, named
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.refusals import permit

MOST = 250
"""Patents that may be named in one command; a lab's may be more."""
_ASSUMED = "title:assumed_equal"


@dataclass(frozen=True, slots=True)
class AssumeEqualShares:
    """What is asked for: patents by their numbers or codes, or all of a lab's, whose owners on a day are to share equally."""

    idempotency_key: str
    patents: tuple[str, ...] = ()
    lab: str = ""
    on: date | None = None
    source: str = ""


class Why(StrEnum):
    """Why a patent is left as it is."""

    NO_OWNERS = "NO_OWNERS"
    NOT_SETTLED = "NOT_SETTLED"
    STIPULATED = "STIPULATED"
    MIXED = "MIXED"
    ENDS = "ENDS"
    ALREADY = "ALREADY"


BECAUSE: Mapping[Why, Words] = {
    Why.NO_OWNERS: Words("その日の権利者が登録簿にない。", "It has no owners on that day in the register."),
    Why.NOT_SETTLED: Words("権利者が確定していない。", "Its owners are not settled."),
    Why.STIPULATED: Words("持分の定めがある。", "Its owners have stipulated their shares."),
    Why.MIXED: Words("持分の根拠が混じる。", "Its shares are known in different ways."),
    Why.ENDS: Words("既に終わりの日のある持分がある。", "A share of it ends on a day already recorded."),
    Why.ALREADY: Words("既に均等と推定されている。", "Its owners share equally by assumption already."),
}


@dataclass(frozen=True, slots=True)
class Left:
    """A patent that was left as it is, and why."""

    patent: Patent
    why: Why

    @property
    def because(self) -> Words:
        """The reason in words."""
        return BECAUSE[self.why]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What it came to: the patents whose owners now share equally by assumption, and those that were left.

    Shape: `recorded_at` is the moment of the change; None where there was nothing to change.
    """

    patents: tuple[Patent, ...]
    left: tuple[Left, ...]
    recorded_at: datetime | None
    replayed: bool = False


async def assume_equal_shares(
    pool: Pool, actor: Actor, moment: Moment, command: AssumeEqualShares, *, request_id: str | None = None
) -> Assumed:
    """Assume that the owners of patents share equally, where no share of theirs is known; every other patent is left as it is.

    Where all of them are left nothing is kept, the key neither.
    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound.
    """
    await permit(pool.database, actor, may_keep_register(actor), _ASSUMED, request_id=request_id)
    form = Form(command)
    if bool(command.patents) == bool(command.lab):
        form.fault(("patents",), "特許かラボのどちらか一方を指定する。", "Name either patents or a lab.")
    if len(command.patents) > MOST:
        form.fault(("patents",), f"一度に {MOST} 件までである。", f"At most {MOST} patents at once.")
    form.no_repeats(command.patents, "patents")
    form.settle()
    body = hash_of_command(_ASSUMED, command)
    async with pool.database.write(actor, request_id=request_id) as tx:
        before = await answers.earlier(tx, command.idempotency_key)
        if before is not None:
            if before.body_hash != body:
                raise KeyReused(command.idempotency_key)
            tx.nothing_done = True
            return await _answered(tx, before)
        on = command.on or moment.today
        patents = await _patents(tx, command, moment, on)
        shares = await about(tx.connection, TitleShare, "patent_id", [patent.id for patent in patents])
        done, left = [], []
        for patent in patents:
            held = [share for share in shares.get(patent.id, ()) if on in share.period]
            why = _why_left(patent, held)
            if why is None:
                done.append(await _assume(tx, patent, held, command.source))
            else:
                left.append(Left(patent, why))
        if not done:
            tx.nothing_done = True
            return Assumed((), tuple(left), None)
        await lay_out(tx, [patent.id for patent in done])
        tx.record(_ASSUMED, done[0], before=done[0], on=on, done=[patent.id for patent in done], left=_by_reason(left))
        await answers.remember(tx, command.idempotency_key, _ASSUMED, Answered(body, done[0].id, done[0].version))
        return Assumed(tuple(done), tuple(left), tx.moment)


def _by_reason(left: Sequence[Left]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for one in left:
        found[one.why.value].append(one.patent.id)
    return dict(found)


async def _answered(tx: Writing, before: Answered) -> Assumed:
    """Return what the same request came to: its audit line names every patent."""
    first = await at_version(tx.connection, Patent, before.record_id, before.record_version)
    assert first.recorded_at is not None
    details = await noted(tx.connection, _ASSUMED, first.id, first.recorded_at)
    left = [(UUID(id), Why(why)) for why, ids in details["left"].items() for id in ids]
    done = [UUID(id) for id in details["done"]]
    ids = [*done, *(id for id, _ in left)]
    patents = {patent.id: patent for patent in await load(tx.connection, Patent, "r.id = any(cast(:ids as uuid[]))", ids=ids)}
    return Assumed(
        tuple(patents[id] for id in done),
        tuple(sorted((Left(patents[id], why) for id, why in left), key=lambda one: one.patent.code)),
        first.recorded_at,
        replayed=True,
    )


async def _patents(tx: Writing, command: AssumeEqualShares, moment: Moment, on: date) -> tuple[Patent, ...]:
    """Return the patents that are meant, each once, by code."""
    if command.patents:
        found = await every_patent_named(tx, command.patents, moment, "patents")
    else:
        lab = await named(tx, OpenLab, command.lab, "lab")
        found = await load(
            tx.connection,
            Patent,
            "r.id in (select t.patent_id from lab_tag t where t.lab_id = :lab and t.valid @> cast(:day as date)) "
            f"and {visible_patents(tx.actor, 'r')}",
            **parameters(tx.actor, moment.today),
            lab=lab.id,
            day=on,
        )
    return tuple(sorted({patent.id: patent for patent in found}.values(), key=lambda patent: patent.code))


async def _assume(tx: Writing, patent: Patent, held: Sequence[TitleShare], source: str) -> Patent:
    start = max((share.period.start for share in held if share.period.start is not None), default=None)
    equal = Fraction(1, len(held))
    for share in held:
        after = replace(share, share=equal, basis=ShareBasis.ASSUMED_EQUAL, source=_marked(share.source, source))
        if share.period.start == start:
            written = replace(after, version=share.version + 1)
            await change(tx.connection, written, expected=share.version)
            tx.record("title_share:assumed_equal", written, before=share)
            continue
        # It began before another owner came: what held until then is not touched.
        closed = replace(share, period=Period(share.period.start, start), version=share.version + 1)
        await change(tx.connection, closed, expected=share.version)
        tx.record("title_share:closed", closed, before=share)
        new = replace(after, id=new_id(), period=Period(start, share.period.until), version=1)
        await add(tx.connection, [new])
        tx.record("title_share:assumed_equal", new)
    changed = replace(patent, version=patent.version + 1)
    await change(tx.connection, changed, expected=patent.version)
    tx.record("patent:title_recorded", changed, before=patent, start=start)
    return changed


def _why_left(patent: Patent, held: Sequence[TitleShare]) -> Why | None:
    if not held:
        return Why.NO_OWNERS
    if patent.title_state is TitleState.OPEN or any(share.disputed for share in held):
        return Why.NOT_SETTLED
    if any(share.basis is ShareBasis.STIPULATED for share in held):
        return Why.STIPULATED
    if len({share.basis for share in held}) > 1:
        return Why.MIXED
    if any(share.period.until is not None for share in held):
        return Why.ENDS
    if held[0].basis is ShareBasis.ASSUMED_EQUAL:
        return Why.ALREADY
    return None


def _marked(before: str, source: str) -> str:
    """Say in the source of a share that its size is assumed."""
    marked = "share assumed equal (Civil Code art. 250)"
    return "; ".join(part for part in (before, marked, source) if part)

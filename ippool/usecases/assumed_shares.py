"""Assuming equal shares, for many patents at once, where no source states any.

A file never does this: it records owners without shares. The office may, and what it assumes is marked as assumed for good (Civil
Code art. 250: co-owners are presumed to hold equal shares).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ippool.domain.canonical import content_hash
from ippool.domain.errors import require
from ippool.domain.labs import OpenLab
from ippool.domain.patents import Patent, ShareBasis, TitleShare, TitleState
from ippool.domain.permissions import Actor, may_keep_register
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store import answers
from ippool.store.answers import Answered
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, load
from ippool.store.statuses import lay_out
from ippool.usecases.forms import Form
from ippool.usecases.keeping import KeyReused, every_patent_named, named
from ippool.usecases.pool import Moment, Pool

_ALREADY = Words("既に均等と推定されている。", "Its owners share equally by assumption already.")
MOST = 1000
"""Patents that may be named in one command; a lab's may be more."""


@dataclass(frozen=True, slots=True)
class AssumeEqualShares:
    """What is asked for: patents by their numbers or codes, or all of a lab's, whose owners on a day are to share equally."""

    idempotency_key: str
    patents: tuple[str, ...] = ()
    lab: str = ""
    on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A patent that was left as it is, and why."""

    patent: Patent
    because: Words


@dataclass(frozen=True, slots=True)
class Assumed:
    """What it came to: the patents whose owners now share equally by assumption, and those that were left."""

    patents: tuple[Patent, ...]
    left: tuple[Left, ...]
    replayed: bool = False


async def assume_equal_shares(
    pool: Pool, actor: Actor, moment: Moment, command: AssumeEqualShares, *, request_id: str | None = None
) -> Assumed:
    """Assume that the owners of patents share equally, where no share of theirs is known; every other patent is left as it is.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound.
    """
    require(may_keep_register(actor))
    form = Form(command)
    if bool(command.patents) == bool(command.lab):
        form.fault(("patents",), "特許かラボのどちらか一方を指定する。", "Name either patents or a lab.")
    if len(command.patents) > MOST:
        form.fault(("patents",), f"一度に {MOST} 件までである。", f"At most {MOST} patents at once.")
    form.no_repeats(command.patents, "patents")
    form.settle()
    on = command.on or moment.today
    body = content_hash(["assumed", list(command.patents), command.lab, command.on, command.source])
    async with pool.database.write(actor, request_id=request_id) as tx:
        before = await answers.earlier(tx, command.idempotency_key)
        if before is not None and before.body_hash != body:
            raise KeyReused(command.idempotency_key)
        patents = await _patents(tx, command, moment, on)
        outcome = [await _assume(tx, patent, on, command.source, replayed=before is not None) for patent in patents]
        done = tuple(one for one in outcome if isinstance(one, Patent))
        left = tuple(one for one in outcome if isinstance(one, Left))
        if before is not None or not tx.lines:
            tx.nothing_done = True
        else:
            await lay_out(tx, [patent.id for patent in done])
            await answers.remember(tx, command.idempotency_key, "title:assumed_equal", Answered(body, done[0].id, done[0].version))
        return Assumed(done, left, replayed=before is not None)


async def _patents(tx: Writing, command: AssumeEqualShares, moment: Moment, on: date) -> tuple[Patent, ...]:
    if command.patents:
        return await every_patent_named(tx, command.patents, moment, "patents")
    lab = await named(tx, OpenLab, command.lab, "lab")
    return await load(
        tx.connection,
        Patent,
        "r.id in (select t.patent_id from lab_tag t where t.lab_id = :lab and t.valid @> cast(:day as date))",
        lab=lab.id,
        day=on,
    )


async def _assume(tx: Writing, patent: Patent, on: date, source: str, *, replayed: bool) -> Patent | Left:
    shares = await load(tx.connection, TitleShare, "r.patent_id = :patent", patent=patent.id)
    held = [share for share in shares if on in share.period]
    because = _why_left(patent, held)
    if because is not None:
        return Left(patent, because)
    if all(share.basis is ShareBasis.ASSUMED_EQUAL for share in held):
        return (
            patent
            if replayed
            else Left(patent, Words("既に均等と推定されている。", "Its owners share equally by assumption already."))
        )
    start = max((share.period.start for share in held if share.period.start is not None), default=None)
    equal = Fraction(1, len(held))
    for share in held:
        after = replace(share, share=equal, basis=ShareBasis.ASSUMED_EQUAL, source=_marked(share.source, source))
        if share.period.start == start:
            await change(tx.connection, replace(after, version=share.version + 1), expected=share.version)
            tx.record("title_share:assumed_equal", replace(after, version=share.version + 1), before=share)
            continue
        # It began before another owner came: what held until then is not touched.
        closed = replace(share, period=Period(share.period.start, start), version=share.version + 1)
        await change(tx.connection, closed, expected=share.version)
        tx.record("title_share:closed", closed, before=share)
        new = replace(after, id=new_id(), period=Period(start, share.period.until), version=1)
        await add(tx.connection, [new])
        tx.record("title_share:assumed_equal", new)
    written = replace(patent, version=patent.version + 1)
    await change(tx.connection, written, expected=patent.version)
    tx.record("patent:title_recorded", written, before=patent, start=start)
    return written


def _why_left(patent: Patent, held: Sequence[TitleShare]) -> Words | None:
    if not held:
        return Words("その日の権利者が登録簿にない。", "It has no owners on that day in the register.")
    if patent.title_state is TitleState.OPEN or any(share.disputed for share in held):
        return Words("権利者が確定していない。", "Its owners are not settled.")
    if any(share.basis is ShareBasis.STIPULATED for share in held):
        return Words("持分の定めがある。", "Its owners have stipulated their shares.")
    if len({share.basis for share in held}) > 1:
        return Words("持分の根拠が混じる。", "Its shares are known in different ways.")
    if any(share.period.until is not None for share in held):
        return Words("既に終わりの日のある持分がある。", "A share of it ends on a day already recorded.")
    return None


def _marked(before: str, source: str) -> str:
    """Say in the source of a share that its size is assumed."""
    marked = "share assumed equal (Civil Code art. 250)"
    return "; ".join(part for part in (before, marked, source) if part)

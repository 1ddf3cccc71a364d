"""Doing what an item of the review list proposes: two parties are one, a file is right about facts or owners, a family is the same.

Everything is written through `Doing`, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.errors import Finding, RuleBroken
from ippool.domain.form import IN_ORDER
from ippool.domain.parties import Party
from ippool.domain.patents import AcquiredBy, Family, LegalEvent, LegalStatus, Patent, ShareBasis, TitleShare
from ippool.domain.review import ReviewItem, ReviewKind
from ippool.domain.statements import with_facts
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.intake import uses_of
from ippool.store.records import find, load
from ippool.store.statuses import lay_out
from ippool.usecases.forms import Form
from ippool.usecases.keeping import RecordNotFound
from ippool.usecases.pool import Moment
from ippool.usecases.undoing import Doing


@dataclass(frozen=True, slots=True)
class ConfirmReview:
    """What is asked for to confirm an item.

    Shape: `choice` is the code of the party or family that is meant, the best candidate where it is left out; of a transfer that
    names nobody the register has, the code of the owner whose share moved, all of them where it is left out. `on` is the day from
    which the new owners hold, which has to be given, or the new legal status, from today where it is left out.
    """

    idempotency_key: str
    number: str
    expected_version: int
    choice: str = ""
    on: date | None = None
    reason: str = ""


class NotTheSame(RuleBroken):
    """Two parties cannot be made one, since more than titles hangs on the second."""

    code = "PARTY_IN_USE"

    def __init__(self, code: str, uses: Sequence[str]) -> None:
        what = ", ".join(uses)
        super().__init__(
            Words(
                f"{code} には権利の持分のほかに記録（{what}）があるので、他の者と同一にできない。",
                f"More than shares of patents is recorded of {code} ({what}), so it cannot be made one with another party.",
            ),
            path=("number",),
            next_step=Words(
                "その記録を先に移すか、合併であれば mergedInto を記録する。",
                "Move these records first; where one party merged into the other, record that.",
            ),
        )


class SharesCollide(RuleBroken):
    """Two parties have a share in one patent whose size is known: what one of them would then own is not for a machine to say."""

    code = "SHARES_COLLIDE"

    def __init__(self, patent: str) -> None:
        super().__init__(
            Words(
                f"両者とも {patent} に割合の分かる持分を持つので、まとめられない。",
                f"Both have a share of known size in {patent}, which cannot be joined without a person.",
            ),
            path=("number",),
            next_step=Words("その特許の権利者を先に記録し直す。", "Record the owners of that patent anew first."),
        )


async def confirm(doing: Doing, item: ReviewItem, command: ConfirmReview, form: Form, moment: Moment) -> None:
    """Do what an item proposes. Raises: FormRefused, RecordNotFound, NotTheSame, SharesCollide."""
    match item.kind:
        case ReviewKind.PARTY_MATCH:
            await _make_one(doing, item, command)
        case ReviewKind.FACT_DIFFERS:
            await _take_fact(doing, item, command, form, moment)
        case ReviewKind.OWNERS_DIFFER | ReviewKind.CONVEYANCE_UNCLEAR:
            await _take_owners(doing, item, command, form)
        case ReviewKind.FAMILY_OVERLAPS:
            await _join_family(doing, item, command)


# --- two parties that are one


async def _make_one(doing: Doing, item: ReviewItem, command: ConfirmReview) -> None:
    """Find that a party is another one: what it owns is that one's, under whose code it is found from now on."""
    tx = doing.tx
    party = await find(tx.connection, Party, item.subject)
    assert party is not None
    other = await _party_meant(tx, item, command.choice)
    used = await uses_of(tx.connection, party.id)
    if used or party.merged_into is not None:
        raise NotTheSame(party.code, used or ["merger"])
    theirs = await load(tx.connection, TitleShare, "r.party_id = :party", party=other.id)
    shares = await load(tx.connection, TitleShare, "r.party_id = :party", party=party.id)
    for share in shares:
        twins = [one for one in theirs if one.patent == share.patent and one.period.overlaps(share.period)]
        if not twins:
            await doing.change(share, replace(share, party=other.id), "title_share:moved")
        elif all(one.basis is ShareBasis.NOT_STIPULATED for one in (share, *twins)):
            theirs = await _join(doing, share, twins, theirs)
        else:
            raise SharesCollide((await _found(tx, share.patent)).code)
    patents = {share.patent for share in shares}
    for patent in await load(tx.connection, Patent, "r.id = any(cast(:ids as uuid[]))", ids=list(patents)):
        await doing.change(patent, patent, "patent:title_recorded")
    for same in await load(tx.connection, Party, "r.same_as_id = :id", id=party.id):
        await doing.change(same, replace(same, same_as=other.id), "party:made_one")
    await doing.change(party, replace(party, same_as=other.id), "party:made_one")
    await lay_out(tx, patents)


async def _join(
    doing: Doing, share: TitleShare, twins: Sequence[TitleShare], theirs: Iterable[TitleShare]
) -> tuple[TitleShare, ...]:
    """Let the first of the shares that run beside a share run for the days of all of them; return what `theirs` then are."""
    whole = _whole([share.period, *(one.period for one in twins)])
    first, *others = twins
    for one in (share, *others):
        await doing.withdraw(one, "title_share:withdrawn")
    joined = first
    if first.period != whole:
        joined = await doing.change(first, replace(first, period=whole), "title_share:joined")
    return (joined, *(one for one in theirs if one not in twins))


def _whole(periods: Sequence[Period]) -> Period:
    """Return the days of several periods, each of which overlaps the first."""
    starts = [period.start for period in periods]
    ends = [period.until for period in periods]
    return Period(
        None if None in starts else min(day for day in starts if day is not None),
        None if None in ends else max(day for day in ends if day is not None),
    )


async def _party_meant(tx: Writing, item: ReviewItem, choice: str) -> Party:
    """Return the party that is meant, by its code or the best candidate; where it was made one with another, that other one."""
    if choice:
        named = await load(tx.connection, Party, "r.code = :code", code=choice)
        found = named[0] if named else None
    else:
        found = await find(tx.connection, Party, item.candidates[0].record) if item.candidates else None
    if found is not None:
        (found,) = await _as_one(tx, [found.id])
    if found is None or found.id == item.subject:
        raise _missing(("choice",), f"ほかに当事者 {choice} はない。", f"There is no other party {choice}.")
    return found


async def _as_one(tx: Writing, ids: Sequence[UUID]) -> list[Party]:
    """Return the parties of these ids, in their order; in place of one that was made one with another, that other one, once."""
    statement = (
        "r.id in (select coalesce(p.same_as_id, p.id) from party p where p.id = any(cast(:ids as uuid[]))) or r.id = any(:ids)"
    )
    loaded = {party.id: party for party in await load(tx.connection, Party, statement, ids=list(ids))}
    return list(dict.fromkeys(loaded[loaded[id].same_as or id] for id in ids))


# --- facts, owners, families


async def _take_fact(doing: Doing, item: ReviewItem, command: ConfirmReview, form: Form, moment: Moment) -> None:
    patent = await _found(doing.tx, item.subject)
    if item.fact == "legal_status":
        on = command.on or moment.today
        event = LegalEvent(new_id(), patent.id, LegalStatus(item.said), on, item.number, item.said_source)
        await doing.add(event, "legal_event:recorded")
        await doing.change(patent, patent, "patent:status_recorded")
    else:
        after = with_facts(patent, {item.fact: item.said})
        _check_days(form, after)
        await doing.change(patent, after, "patent:corrected")
    await lay_out(doing.tx, [patent.id])


def _check_days(form: Form, patent: Patent) -> None:
    for earlier, later in IN_ORDER:
        first, second = getattr(patent, earlier), getattr(patent, later)
        if first is not None and second is not None and second < first:
            form.fault(
                ("number",),
                f"{later} が {second} となり、{earlier}（{first}）より前になる。",
                f"{later} would be {second}, a day before {earlier}, {first}.",
            )
    form.settle()


async def _take_owners(doing: Doing, item: ReviewItem, command: ConfirmReview, form: Form) -> None:
    """Record the owners an item names from a day on, and nobody else, unless a transfer is said to be one owner's."""
    if command.on is None:
        form.fault(("on",), "権利者が替わった日が要る。", "The day from which they own it is needed.")
        form.settle()
    on = command.on
    assert on is not None
    tx = doing.tx
    patent = await _found(tx, item.subject)
    owners = await _as_one(tx, [proposal.record for proposal in item.candidates])
    shares = await load(tx.connection, TitleShare, "r.patent_id = :patent", patent=patent.id)
    if item.kind is ReviewKind.CONVEYANCE_UNCLEAR and command.choice:
        await _move_share(doing, item, patent, [share for share in shares if on in share.period], owners, command.choice, on, form)
    else:
        await _replace_owners(doing, item, patent, [share for share in shares if not share.period.is_over(on)], owners, on)
    await doing.change(patent, patent, "patent:title_recorded")
    await lay_out(tx, [patent.id])


async def _replace_owners(
    doing: Doing, item: ReviewItem, patent: Patent, running: Sequence[TitleShare], owners: Sequence[Party], on: date
) -> None:
    """Record who owns a patent from a day on; how large their shares are no source says."""
    wanted = {owner.id for owner in owners}
    kept: set[UUID] = set()
    for share in running:
        goes_on = share.period.until is None and (share.period.start is None or share.period.start <= on)
        if share.party in wanted and share.basis is ShareBasis.NOT_STIPULATED and goes_on:
            kept.add(share.party)
        else:
            await _end(doing, share, on)
    for owner in owners:
        if owner.id not in kept:
            await _begin(doing, item, patent, owner, on)


async def _move_share(
    doing: Doing,
    item: ReviewItem,
    patent: Patent,
    held: Sequence[TitleShare],
    takers: Sequence[Party],
    choice: str,
    on: date,
    form: Form,
) -> None:
    """Move one owner's share to those that a transfer names; what the others own is not touched."""
    named = await load(doing.tx.connection, Party, "r.code = :code", code=choice)
    (giver,) = await _as_one(doing.tx, [named[0].id]) if named else (None,)
    given = next((share for share in held if giver is not None and share.party == giver.id), None)
    if given is None:
        raise _missing(
            ("choice",),
            f"{on} に {patent.code} の権利者である {choice} はない。",
            f"No {choice} owns {patent.code} on {on}.",
        )
    is_known = given.basis is not ShareBasis.NOT_STIPULATED
    takers = [taker for taker in takers if taker.id != given.party]
    if is_known and any(share.party == taker.id for share in held for taker in takers):
        raise SharesCollide(patent.code)
    if is_known and len(takers) != 1:
        form.fault(
            ("choice",),
            "割合の分かる持分を複数の者がどう分けたかは、どの出所にもない。",
            "How several parties divided a share of known size no source says.",
        )
        form.settle()
    await _end(doing, given, on)
    for taker in takers:
        if not any(share.party == taker.id for share in held):
            await _begin(doing, item, patent, taker, on, given.share, given.basis, given.period.until)


async def _end(doing: Doing, share: TitleShare, on: date) -> None:
    """Let a share hold until a day; one that would begin on it or later holds in none."""
    if share.period.start is not None and share.period.start >= on:
        await doing.withdraw(share, "title_share:withdrawn")
    else:
        await doing.change(share, replace(share, period=Period(share.period.start, on)), "title_share:closed")


async def _begin(
    doing: Doing,
    item: ReviewItem,
    patent: Patent,
    owner: Party,
    on: date,
    size: Fraction | None = None,
    basis: ShareBasis = ShareBasis.NOT_STIPULATED,
    until: date | None = None,
) -> None:
    acquired = AcquiredBy.ASSIGNMENT if item.kind is ReviewKind.CONVEYANCE_UNCLEAR else AcquiredBy.INVENTION
    share = TitleShare(new_id(), patent.id, owner.id, size, basis, Period(on, until), acquired, source=item.said_source)
    await doing.add(share, "title_share:recorded")


async def _join_family(doing: Doing, item: ReviewItem, command: ConfirmReview) -> None:
    tx = doing.tx
    patent = await _found(tx, item.subject)
    if command.choice:
        named = await load(tx.connection, Family, "r.code = :code", code=command.choice)
        family = named[0] if named else None
    else:
        family = await find(tx.connection, Family, item.candidates[0].record)
    if family is None:
        raise _missing(("choice",), f"ファミリー {command.choice} はない。", f"There is no family {command.choice}.")
    await doing.change(patent, replace(patent, family=family.id), "patent:family_joined")


async def _found(tx: Writing, id: UUID) -> Patent:
    patent = await find(tx.connection, Patent, id)
    assert patent is not None, "a patent is never withdrawn"
    return patent


def _missing(path: tuple[str, ...], ja: str, en: str) -> RecordNotFound:
    return RecordNotFound([Finding(path, Words(ja, en))])

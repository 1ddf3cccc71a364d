"""The review list: looking at what is not certain, deciding it, and taking a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from ippool.domain.errors import Finding, RuleBroken, require
from ippool.domain.parties import Party
from ippool.domain.patents import AcquiredBy, Family, LegalEvent, LegalStatus, Patent, ShareBasis, TitleShare
from ippool.domain.permissions import Actor, may_see_review
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState, require_transition
from ippool.domain.statements import with_facts
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store.database import Reading, Writing
from ippool.store.identity import new_id
from ippool.store.intake import uses_of
from ippool.store.records import change, find, load
from ippool.store.statuses import lay_out
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, RecordNotFound, keep, require_version
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.undoing import Doing, take_back


class Decision(StrEnum):
    """What a person decides about an item; TAKE_BACK opens it again and restores what stood before."""

    CONFIRM = "CONFIRM"
    REJECT = "REJECT"
    TAKE_BACK = "TAKE_BACK"


@dataclass(frozen=True, slots=True)
class DecideReview:
    """What is decided.

    Shape: `choice` is the code of the candidate that is meant, the best one where it is left out. `on` is the day from which new
    owners, or a new legal status, hold; needed where owners change.
    """

    idempotency_key: str
    number: str
    decision: Decision
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
    """Both parties have a share in one patent whose size is known: what the one would then own is not for a machine to say."""

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


async def review_items(
    pool: Pool,
    actor: Actor,
    *,
    state: ReviewState | None = ReviewState.OPEN,
    kind: ReviewKind | None = None,
    after: str = "",
    count: int = 50,
) -> tuple[ReviewItem, ...]:
    """List items by number, from the one after `after` on. Raises: NotPermitted."""
    require(may_see_review(actor))
    async with pool.database.read() as session:
        return await load(
            session,
            ReviewItem,
            "r.id in (select i.id from review_item i where i.number > :after "
            "and (cast(:of_state as text) is null or i.state = :of_state) "
            "and (cast(:of_kind as text) is null or i.kind = :of_kind) order by i.number limit :count)",
            after=after,
            of_state=state.value if state is not None else None,
            of_kind=kind.value if kind is not None else None,
            count=count,
        )


async def review_item(pool: Pool, actor: Actor, number: str) -> ReviewItem | None:
    """Find an item by its number. Raises: NotPermitted."""
    require(may_see_review(actor))
    async with pool.database.read() as session:
        return await _numbered(session, number)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with the names of the records it proposes, by id."""

    item: ReviewItem
    names: dict[UUID, str]


async def shown(pool: Pool, actor: Actor, number: str) -> Shown | None:
    """Find an item by its number, with what its candidates are called. Raises: NotPermitted."""
    require(may_see_review(actor))
    async with pool.database.read() as session:
        item = await _numbered(session, number)
        return Shown(item, await _names(session, [item])) if item is not None else None


async def names_of(pool: Pool, actor: Actor, items: Sequence[ReviewItem]) -> dict[UUID, str]:
    """Return what the candidates of several items are called, by id. Raises: NotPermitted."""
    require(may_see_review(actor))
    async with pool.database.read() as session:
        return await _names(session, items)


async def _names(session: Reading, items: Sequence[ReviewItem]) -> dict[UUID, str]:
    ids = [proposal.record for item in items for proposal in item.candidates]
    parties = await load(session, Party, "r.id = any(cast(:ids as uuid[]))", ids=ids)
    families = await load(session, Family, "r.id = any(cast(:ids as uuid[]))", ids=ids)
    return {
        **{party.id: f"{party.name.ja or party.name.en} ({party.code})" for party in parties},
        **{family.id: family.code for family in families},
    }


async def decide_review(
    pool: Pool, actor: Actor, moment: Moment, command: DecideReview, *, request_id: str | None = None
) -> Kept[ReviewItem]:
    """Decide an item, or take a decision back.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, NotReviewable, NotTheSame, SharesCollide,
    ChangedSince.
    """
    form = Form(command)

    async def deciding(tx: Writing) -> ReviewItem:
        item = await _numbered(tx.connection, command.number)
        if item is None:
            raise _missing(("number",), f"{command.number} はない。", f"There is no item {command.number} in the review list.")
        require_version(item, command.expected_version)
        match command.decision:
            case Decision.CONFIRM:
                require_transition(item, ReviewState.CONFIRMED)
                doing = Doing.within(tx)
                await _confirm(doing, item, command, moment)
                after = replace(item, state=ReviewState.CONFIRMED, undo=doing.undo(), reason=command.reason)
            case Decision.REJECT:
                require_transition(item, ReviewState.REJECTED)
                after = replace(item, state=ReviewState.REJECTED, undo={}, reason=command.reason)
            case Decision.TAKE_BACK:
                require_transition(item, ReviewState.OPEN)
                await take_back(tx, item.undo, "taken_back")
                after = replace(item, state=ReviewState.OPEN, undo={}, reason=command.reason)
        decided = replace(after, version=item.version + 1)
        await change(tx.connection, decided, expected=item.version)
        tx.record(f"review_item:{_DONE[command.decision]}", decided, before=item)
        return decided

    return await keep(pool, actor, command, "review_item:decided", ReviewItem, deciding, form=form, request_id=request_id)


_DONE = {Decision.CONFIRM: "confirmed", Decision.REJECT: "rejected", Decision.TAKE_BACK: "taken_back"}


async def _numbered(session: Reading, number: str) -> ReviewItem | None:
    found = await load(session, ReviewItem, "r.number = :number", number=number)
    return found[0] if found else None


async def _confirm(doing: Doing, item: ReviewItem, command: DecideReview, moment: Moment) -> None:
    match item.kind:
        case ReviewKind.PARTY_MATCH:
            await _make_one(doing, item, command)
        case ReviewKind.FACT_DIFFERS:
            await _take_fact(doing, item, command, moment)
        case ReviewKind.OWNERS_DIFFER | ReviewKind.CONVEYANCE_UNCLEAR:
            await _take_owners(doing, item, command)
        case ReviewKind.FAMILY_OVERLAPS:
            await _join_family(doing, item, command)


# --- two parties that are one


async def _make_one(doing: Doing, item: ReviewItem, command: DecideReview) -> None:
    """Find that a party is another one: what it owns is that one's, under whose code it is found from now on."""
    tx = doing.tx
    party = await find(tx.connection, Party, item.subject)
    assert party is not None
    other = await _chosen_party(tx, item, command.choice)
    await _require_unused(tx, party)
    theirs = {
        (share.patent): share
        for share in await load(tx.connection, TitleShare, "r.party_id = :party", party=other.id)
        if share.period.until is None
    }
    patents: set[UUID] = set()
    for share in await load(tx.connection, TitleShare, "r.party_id = :party", party=party.id):
        patents.add(share.patent)
        twin = theirs.get(share.patent)
        if twin is None or not twin.period.overlaps(share.period):
            await doing.change(share, replace(share, party=other.id), "title_share:moved")
        elif twin.basis is share.basis is ShareBasis.NOT_STIPULATED:
            await doing.withdraw(share, "title_share:withdrawn")
        else:
            patent = await find(tx.connection, Patent, share.patent)
            raise SharesCollide(patent.code if patent is not None else "")
    for patent in await load(tx.connection, Patent, "r.id = any(cast(:ids as uuid[]))", ids=list(patents)):
        await doing.change(patent, patent, "patent:title_recorded")
    await doing.change(party, replace(party, same_as=other.id), "party:made_one")
    await lay_out(tx, patents)


async def _chosen_party(tx: Writing, item: ReviewItem, choice: str) -> Party:
    """Return the party that is meant, by its code or the best candidate; where it was made one with another, that other one."""
    if choice:
        named = await load(tx.connection, Party, "r.code = :code", code=choice)
        found = named[0] if named else None
    else:
        found = await find(tx.connection, Party, item.candidates[0].record) if item.candidates else None
    while found is not None and found.same_as is not None:
        found = await find(tx.connection, Party, found.same_as)
    if found is None or found.id == item.subject:
        raise _missing(("choice",), f"当事者 {choice} はない。", f"There is no other party {choice}.")
    return found


async def _require_unused(tx: Writing, party: Party) -> None:
    used = await uses_of(tx.connection, party.id)
    if used or party.merged_into is not None:
        raise NotTheSame(party.code, used or ["merger"])


# --- facts, owners, families


async def _take_fact(doing: Doing, item: ReviewItem, command: DecideReview, moment: Moment) -> None:
    patent = await _patent(doing.tx, item)
    if item.fact == "legal_status":
        on = command.on or moment.today
        event = LegalEvent(new_id(), patent.id, LegalStatus(item.said), on, f"{item.number}", item.said_source)
        await doing.add(event, "legal_event:recorded")
        await doing.change(patent, patent, "patent:status_recorded")
    else:
        await doing.change(patent, with_facts(patent, {item.fact: item.said}), "patent:corrected")
    await lay_out(doing.tx, [patent.id])


async def _take_owners(doing: Doing, item: ReviewItem, command: DecideReview) -> None:
    """Record the owners an item names from a day on, and nobody else; how large their shares are no source says."""
    if command.on is None:
        raise _missing(("on",), "権利者が替わった日（on）が要る。", "The day (on) from which they own it is needed.")
    tx = doing.tx
    patent = await _patent(tx, item)
    wanted = {proposal.record for proposal in item.candidates}
    acquired = AcquiredBy.ASSIGNMENT if item.kind is ReviewKind.CONVEYANCE_UNCLEAR else AcquiredBy.INVENTION
    kept: set[UUID] = set()
    for share in await load(tx.connection, TitleShare, "r.patent_id = :patent", patent=patent.id):
        if share.period.is_over(command.on):
            continue
        if share.party in wanted and share.basis is ShareBasis.NOT_STIPULATED and share.period.until is None:
            kept.add(share.party)
        elif share.period.start is not None and share.period.start >= command.on:
            await doing.withdraw(share, "title_share:withdrawn")
        else:
            await doing.change(share, replace(share, period=Period(share.period.start, command.on)), "title_share:closed")
    for party in sorted(wanted - kept):
        share = TitleShare(
            new_id(), patent.id, party, None, ShareBasis.NOT_STIPULATED, Period(command.on, None), acquired, source=item.said_source
        )
        await doing.add(share, "title_share:recorded")
    await doing.change(patent, patent, "patent:title_recorded")
    await lay_out(tx, [patent.id])


async def _join_family(doing: Doing, item: ReviewItem, command: DecideReview) -> None:
    tx = doing.tx
    patent = await _patent(tx, item)
    if command.choice:
        named = await load(tx.connection, Family, "r.code = :code", code=command.choice)
        family = named[0] if named else None
    else:
        family = await find(tx.connection, Family, item.candidates[0].record)
    if family is None:
        raise _missing(("choice",), f"ファミリー {command.choice} はない。", f"There is no family {command.choice}.")
    await doing.change(patent, replace(patent, family=family.id), "patent:family_joined")


async def _patent(tx: Writing, item: ReviewItem) -> Patent:
    patent = await find(tx.connection, Patent, item.subject)
    assert patent is not None
    return patent


def _missing(path: tuple[str, ...], ja: str, en: str) -> RecordNotFound:
    return RecordNotFound([Finding(path, Words(ja, en))])

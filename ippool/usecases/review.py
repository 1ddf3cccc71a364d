"""The review list: looking at what is not certain, deciding it, and taking a decision back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from ippool.domain.errors import Finding
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.parties import Party
from ippool.domain.patents import Family
from ippool.domain.permissions import Actor, may_see_review
from ippool.domain.review import (
    NotReviewable,
    ReviewItem,
    ReviewKind,
    ReviewOrder,
    ReviewState,
    require_transition,
)
from ippool.domain.words import Words
from ippool.store import patents as patent_store
from ippool.store import review as review_store
from ippool.store.database import Reading, Writing, can_hold
from ippool.store.records import change, load
from ippool.store.visibility import is_unrestricted, parameters
from ippool.usecases.confirming import ConfirmReview, NotTheSame, SharesCollide, confirm
from ippool.usecases.disclosures import disclose
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Command, Conflict, Kept, RecordNotFound, keep, require_version
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.undoing import ChangedSince, Doing, take_back

__all__ = [
    "ChangedSince",
    "ConfirmReview",
    "NotReviewable",
    "NotTheSame",
    "RejectReview",
    "SharesCollide",
    "Shown",
    "TakeBackReview",
    "browse",
    "confirm_review",
    "families",
    "keyset_of",
    "reject_review",
    "review_item",
    "review_items",
    "shown",
    "take_back_review",
]

keyset_of: Callable[[ReviewItem, ReviewOrder], Keyset] = review_store.keyset_of


# --- looking


async def browse(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    *,
    request: PageRequest,
    order: ReviewOrder,
    state: ReviewState | None = ReviewState.OPEN,
    kind: ReviewKind | None = None,
    with_total: bool = False,
) -> Page[ReviewItem]:
    """Read one page of the list; to whoever may not see it, it is empty."""
    if not may_see_review(actor).holds:
        return Page((), has_next=False, has_previous=False, total=0 if with_total else None)
    async with pool.database.read() as session:
        page = await review_store.page(
            session, request=request, order=order, state=state, kind=kind, with_total=with_total, actor=actor, today=moment.today
        )
    await _tell(pool, actor, moment, page.rows)
    return page


async def review_items(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    *,
    state: ReviewState | None = ReviewState.OPEN,
    kind: ReviewKind | None = None,
    after: str = "",
    count: int = 50,
) -> tuple[ReviewItem, ...]:
    """List items by number, from the one after `after` on; to whoever may not see them there are none."""
    if not may_see_review(actor).holds:
        return ()
    async with pool.database.read() as session:
        found = await load(
            session,
            ReviewItem,
            "r.id in (select i.id from review_item i where i.number > :after "
            "and (cast(:of_state as text) is null or i.state = :of_state) "
            f"and (cast(:of_kind as text) is null or i.kind = :of_kind) and {is_unrestricted(actor, 'i.patent_id')} "
            "order by i.number limit :count)",
            **parameters(actor, moment.today),
            after=after,
            of_state=state.value if state is not None else None,
            of_kind=kind.value if kind is not None else None,
            count=count,
        )
    await _tell(pool, actor, moment, found)
    return found


async def review_item(pool: Pool, actor: Actor, moment: Moment, number: str) -> ReviewItem | None:
    """Find an item by its number; None also where the caller may not see it."""
    if not may_see_review(actor).holds or not can_hold(number):
        return None
    async with pool.database.read() as session:
        found = await _numbered(session, actor, moment, number)
    await _tell(pool, actor, moment, [found] if found else [])
    return found


async def by_ids(pool: Pool, actor: Actor, moment: Moment, ids: Sequence[UUID]) -> dict[UUID, ReviewItem]:
    """Find items by id; those the caller may not see are absent."""
    if not may_see_review(actor).holds:
        return {}
    async with pool.database.read() as session:
        where = f"r.id = any(cast(:ids as uuid[])) and {is_unrestricted(actor, 'r.patent_id')}"
        found = await load(session, ReviewItem, where, **parameters(actor, moment.today), ids=list(ids))
    await _tell(pool, actor, moment, found)
    return {item.id: item for item in found}


async def _tell(pool: Pool, actor: Actor, moment: Moment, items: Sequence[ReviewItem]) -> None:
    """Note that the caller is told of the patents that items quote, those of them that are confidential."""
    quoted = {item.patent for item in items if item.patent is not None}
    if quoted:
        async with pool.database.read() as session:
            confidential = await patent_store.confidential(session, today=moment.today, among=quoted)
        await disclose(pool.database, actor, confidential)


async def families(pool: Pool, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Family]:
    """Find the families that items propose, by id, for whoever may see the items."""
    if not may_see_review(actor).holds:
        return {}
    async with pool.database.read() as session:
        found = await load(session, Family, "r.id = any(cast(:ids as uuid[]))", ids=list(ids))
    return {family.id: family for family in found}


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with the names of the records it proposes, by id."""

    item: ReviewItem
    names: dict[UUID, str]


async def shown(pool: Pool, actor: Actor, moment: Moment, number: str) -> Shown | None:
    """Find an item by its number, with what its candidates are called; None also where the caller may not see it."""
    item = await review_item(pool, actor, moment, number)
    if item is None:
        return None
    ids = [proposal.record for proposal in item.candidates]
    async with pool.database.read() as session:
        parties = await load(session, Party, "r.id = any(cast(:ids as uuid[]))", ids=ids)
    names = {party.id: f"{party.name.ja or party.name.en} ({party.code})" for party in parties}
    return Shown(item, names | {id: family.code for id, family in (await families(pool, actor, ids)).items()})


# --- deciding


@dataclass(frozen=True, slots=True)
class RejectReview:
    """What is asked for to reject an item: the register stays as it is, and the same is never asked again."""

    idempotency_key: str
    number: str
    expected_version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TakeBackReview:
    """What is asked for to take a decision back: the item is open again."""

    idempotency_key: str
    number: str
    expected_version: int
    reason: str = ""


async def confirm_review(
    pool: Pool, actor: Actor, moment: Moment, command: ConfirmReview, *, request_id: str | None = None
) -> Kept[ReviewItem]:
    """Do what an item proposes.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, NotReviewable, NotTheSame, SharesCollide, Conflict.
    """
    form = Form(command)

    async def deciding(tx: Writing) -> ReviewItem:
        item = await _item_to_be(tx, moment, ReviewState.CONFIRMED, command.number, command.expected_version)
        doing = Doing.within(tx)
        await confirm(doing, item, command, form, moment)
        after = replace(item, state=ReviewState.CONFIRMED, undo=doing.undo(), reason=command.reason)
        return await _write(tx, item, after, "review_item:confirmed")

    return await _keep(pool, actor, moment, command, "review_item:confirmed", deciding, form, request_id)


async def reject_review(
    pool: Pool, actor: Actor, moment: Moment, command: RejectReview, *, request_id: str | None = None
) -> Kept[ReviewItem]:
    """Leave the register as it is, and remember that.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, NotReviewable.
    """
    form = Form(command)

    async def deciding(tx: Writing) -> ReviewItem:
        item = await _item_to_be(tx, moment, ReviewState.REJECTED, command.number, command.expected_version)
        after = replace(item, state=ReviewState.REJECTED, undo={}, reason=command.reason)
        return await _write(tx, item, after, "review_item:rejected")

    return await _keep(pool, actor, moment, command, "review_item:rejected", deciding, form, request_id)


async def take_back_review(
    pool: Pool, actor: Actor, moment: Moment, command: TakeBackReview, *, request_id: str | None = None
) -> Kept[ReviewItem]:
    """Take a decision back: what stood before it is restored exactly. What came after it, such as shares in new patents, stays.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, NotReviewable, ChangedSince, Conflict.
    """
    form = Form(command)

    async def deciding(tx: Writing) -> ReviewItem:
        item = await _item_to_be(tx, moment, ReviewState.OPEN, command.number, command.expected_version)
        await take_back(tx, item.undo, "taken_back")
        after = replace(item, state=ReviewState.OPEN, undo={}, reason=command.reason)
        return await _write(tx, item, after, "review_item:taken_back")

    return await _keep(pool, actor, moment, command, "review_item:taken_back", deciding, form, request_id)


async def _keep(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    command: Command,
    action: str,
    deciding: Callable[[Writing], Awaitable[ReviewItem]],
    form: Form,
    request_id: str | None,
) -> Kept[ReviewItem]:
    try:
        kept = await keep(pool, actor, command, action, ReviewItem, deciding, form=form, request_id=request_id)
    except Conflict as conflict:
        conflict.path = ("number",)  # what an item proposes, or what stood before it, collides with what stands
        raise
    await _tell(pool, actor, moment, [kept.record])
    return kept


async def _item_to_be(tx: Writing, moment: Moment, wanted: ReviewState, number: str, expected: int) -> ReviewItem:
    item = await _numbered(tx.connection, tx.actor, moment, number)
    if item is None:
        because = Words(f"確認事項に {number} はない。", f"There is no item {number} in the review list.")
        raise RecordNotFound([Finding(("number",), because)])
    require_version(item, expected)
    require_transition(item, wanted)
    return item


async def _write(tx: Writing, before: ReviewItem, after: ReviewItem, action: str) -> ReviewItem:
    decided = replace(after, version=before.version + 1)
    await change(tx.connection, decided, expected=before.version)
    tx.record(action, decided, before=before)
    return decided


async def _numbered(session: Reading, actor: Actor, moment: Moment, number: str) -> ReviewItem | None:
    where = f"r.number = :number and {is_unrestricted(actor, 'r.patent_id')}"
    found = await load(session, ReviewItem, where, **parameters(actor, moment.today), number=number)
    return found[0] if found else None

"""The review list in the API: what files brought that waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry import relay

from ippool.domain import review as domain
from ippool.domain.browsing import Direction
from ippool.domain.money import shown_decimal
from ippool.domain.review import REVIEW_WORDS, ReviewKind, ReviewOrderField, ReviewState
from ippool.domain.words import Language
from ippool.graphql.context import Info
from ippool.graphql.paging import After, Before, Connection, First, Last, page_request, question, selected
from ippool.graphql.parties import Party
from ippool.graphql.patents import Patent, PatentFamily, viewer_key
from ippool.graphql.problems import input_path
from ippool.graphql.scalars import InLanguage, uuid_in
from ippool.usecases import review as use
from ippool.usecases import terms as terms_use
from ippool.usecases.patents import look
from ippool.usecases.pool import View


@strawberry.type(description="One candidate of a review item: the record it proposes, how likely it is, and what speaks for it.")
class ReviewCandidate:
    """`review.Proposal` in the API."""

    score: Decimal = strawberry.field(description="How likely it is, 0 to 1.")
    proposal: strawberry.Private[domain.Proposal]
    view: strawberry.Private[View]

    @strawberry.field(description="What speaks for it, sentence by sentence.")
    def evidence(self, language: InLanguage = Language.JA) -> list[str]:
        """Give the evidence in one language."""
        return [words.in_language(language or Language.JA) for words in self.proposal.evidence]

    @strawberry.field(description="The party it proposes; null where it proposes a family.")
    def party(self) -> Party | None:
        """Show the party."""
        found = self.view.reference.parties.get(self.proposal.record)
        return Party.of(found, self.view) if found else None

    @strawberry.field(description="The family it proposes; null where it proposes a party.")
    async def family(self, info: Info) -> PatentFamily | None:
        """Find the family."""
        if self.proposal.record in self.view.reference.parties:
            return None
        found = await info.context.loaders.proposed_families.load(self.proposal.record)
        return PatentFamily.of(found, self.view) if found else None


@strawberry.type(
    description=(
        "One question to a person: what a file brought that is not certain, with both sources and every candidate. "
        "Shown to officers and auditors only. It is decided with confirmReview or rejectReview; takeBackReview opens it again."
    )
)
class ReviewItem(relay.Node):
    """`review.ReviewItem` in the API."""

    id: relay.NodeID[str]
    version: int = strawberry.field(description="One more with every decision on it.")
    number: str = strawberry.field(description="By which people name it, such as R-000001; unique.")
    kind: ReviewKind = strawberry.field(description="What is asked.")
    state: ReviewState = strawberry.field(description="How far it is.")
    score: Decimal = strawberry.field(description="How likely the best candidate is, 0 to 1; 0 where there is none.")
    fact: str = strawberry.field(
        description="The field it is about, as the API names it: filedOn, titleJa, legalStatus, owners, party, family."
    )
    held: str = strawberry.field(description="What the register held when it was raised, as text.")
    held_source: str = strawberry.field(description="Where the register had that from; empty where it is not known.")
    said: str = strawberry.field(description="What the file says, as text.")
    said_source: str = strawberry.field(description="The file's source, with the place in the file.")
    format: str = strawberry.field(description="The kind of source that raised it, by the code of its format.")
    reason: str = strawberry.field(description="What was given as the reason of the last decision.")
    recorded_at: datetime = strawberry.field(description="When it was raised, or last decided on.")
    record: strawberry.Private[domain.ReviewItem]
    view: strawberry.Private[View]

    @strawberry.field(description="What is asked, as a question.")
    def question(self, language: InLanguage = Language.JA) -> str:
        """Give the question in one language."""
        return REVIEW_WORDS[self.record.kind].in_language(language or Language.JA)

    @strawberry.field(description="The patent whose record raised it.")
    async def patent(self, info: Info) -> Patent | None:
        """Find the patent."""
        if self.record.patent is None:
            return None
        found = await info.context.loaders.patents.load((self.record.patent, self.view.known_at))
        if found is None:
            return None
        record, view = found
        return Patent.of(record, terms_use.asked_like(self.view, view))

    @strawberry.field(description="The party it is about, which a file named; null unless it is asked whether it is another one.")
    def party(self) -> Party | None:
        """Show the party."""
        found = self.view.reference.parties.get(self.record.subject)
        return Party.of(found, self.view) if found else None

    @strawberry.field(description="The records it proposes, best first.")
    def candidates(self) -> list[ReviewCandidate]:
        """Show the candidates."""
        return [ReviewCandidate(score=shown_decimal(one.score), proposal=one, view=self.view) for one in self.record.candidates]

    @classmethod
    def of(cls, item: domain.ReviewItem, view: View) -> ReviewItem:
        """Translate."""
        assert item.recorded_at is not None, "it was read"
        return cls(
            id=str(item.id),
            version=item.version,
            number=item.number,
            kind=item.kind,
            state=item.state,
            score=shown_decimal(item.score),
            fact=input_path([item.fact])[0],
            held=item.held,
            held_source=item.held_source,
            said=item.said,
            said_source=item.said_source,
            format=item.format,
            reason=item.reason,
            recorded_at=item.recorded_at,
            record=item,
            view=view,
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find items by id; null for those the caller may not see."""
        wanted = list(node_ids)
        context = info.context
        found = await use.by_ids(context.pool, context.actor, context.moment, [id for id in map(uuid_in, wanted) if id is not None])
        if not found:
            return [None] * len(wanted)
        _, view = await look(context.pool, context.actor, context.moment)
        by_text = {str(id): item for id, item in found.items()}
        return [cls.of(by_text[one], view) if one in by_text else None for one in wanted]


@strawberry.input(description="What the review list is ordered by.")
class ReviewOrder:
    """`review.ReviewOrder` in the API."""

    by: ReviewOrderField = strawberry.field(description="The field.")
    direction: Direction | None = strawberry.field(default=Direction.ASC, description="Up or down.")

    def to_order(self) -> domain.ReviewOrder:
        """Translate."""
        return domain.ReviewOrder(self.by, self.direction or Direction.ASC)


@strawberry.type(name="ReviewItemConnection", description="One page of the review list.")
class ReviewItemConnection(Connection[ReviewItem]):
    """A page of the review list."""


@strawberry.type(description="The root fields about the review list.")
class ReviewQuery:
    """The root fields about the review list."""

    @strawberry.field(
        description="What files brought that waits for a person, for officers and auditors; for everybody else the list is empty."
    )
    async def review_items(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: Annotated[
            ReviewState | None, strawberry.argument(description="Only items in this state; null: in any.")
        ] = ReviewState.OPEN,
        kind: Annotated[ReviewKind | None, strawberry.argument(description="Only items of this kind.")] = None,
        order_by: Annotated[
            ReviewOrder | None, strawberry.argument(description="In which order; by number where left out.")
        ] = None,
    ) -> ReviewItemConnection:
        """Show one page."""
        context = info.context
        order = order_by.to_order() if order_by else domain.ReviewOrder()
        asked_for = question("reviewItems", state=state, kind=kind)
        cursors = context.cursors.bound(viewer=viewer_key(info), question=asked_for, order=f"{order.by} {order.direction}")
        page = await use.browse(
            context.pool,
            context.actor,
            context.moment,
            request=page_request(cursors, first=first, after=after, last=last, before=before),
            order=order,
            state=state,
            kind=kind,
            with_total=selected(info, "totalCount"),
        )
        _, view = await look(context.pool, context.actor, context.moment)
        return ReviewItemConnection.of(
            page, cursors, node=lambda item: ReviewItem.of(item, view), keyset=lambda item: use.keyset_of(item, order)
        )

    @strawberry.field(description="A review item by its number, for officers and auditors; null where the caller may know of none.")
    async def review_item(
        self, info: Info, number: Annotated[str, strawberry.argument(description="The item's number, such as R-000001.")]
    ) -> ReviewItem | None:
        """Find an item."""
        context = info.context
        found = await use.review_item(context.pool, context.actor, context.moment, number)
        if found is None:
            return None
        _, view = await look(context.pool, context.actor, context.moment)
        return ReviewItem.of(found, view)

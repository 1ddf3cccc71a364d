"""Deciding what waits in the review list."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from ippool.graphql.context import Info
from ippool.graphql.mutations.doing import Done, MutationInput, do
from ippool.graphql.problems import (
    ChangedSinceProblem,
    ConflictProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    PartyInUseProblem,
    ReviewStateProblem,
    SharesCollideProblem,
    StaleVersionProblem,
)
from ippool.graphql.review import ReviewItem
from ippool.usecases import review as use


@strawberry.input
class ReviewInput(MutationInput):
    """The part that every decision on a review item has."""

    number: str = strawberry.field(description="The item's number, such as R-000001.")
    expected_version: int = strawberry.field(description="The version of the item as the caller read it.")
    reason: str = strawberry.field(default="", description="Why; kept with the decision.")


@strawberry.type
class ReviewDone(Done):
    """The part that every decision on a review item answers with."""

    review_item: ReviewItem = strawberry.field(description="The item.")


@strawberry.input(
    description=(
        "A review item to be confirmed: two parties are one, the file's fact or owners are right, the transfer moved title, "
        "the patent is of the other family."
    )
)
class ConfirmReviewInput(ReviewInput):
    """`ConfirmReview` as a client gives it."""

    choice: str = strawberry.field(
        default="",
        description=(
            "Code of the party or family that is meant; left out, the best candidate. Of CONVEYANCE_UNCLEAR, code of the owner "
            "whose share moved; left out, the shares of all of them did."
        ),
    )
    on: date | None = strawberry.field(
        default=None,
        description="The day from which the new owners hold, which is needed; or the new legal status, left out: from today.",
    )

    def to_command(self) -> use.ConfirmReview:
        """Translate."""
        return use.ConfirmReview(
            idempotency_key=self.idempotency_key,
            number=self.number,
            expected_version=self.expected_version,
            choice=self.choice,
            on=self.on,
            reason=self.reason,
        )


@strawberry.type(description="What the item proposed was done.")
class ReviewConfirmed(ReviewDone):
    """Success of `confirmReview`."""


ConfirmReviewResult = Annotated[
    ReviewConfirmed
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ReviewStateProblem
    | PartyInUseProblem
    | SharesCollideProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("ConfirmReviewResult", description="What confirming a review item came to."),
]


@strawberry.input(description="A review item to be rejected: the register stays as it is, and the same is never asked again.")
class RejectReviewInput(ReviewInput):
    """`RejectReview` as a client gives it."""

    def to_command(self) -> use.RejectReview:
        """Translate."""
        return use.RejectReview(
            idempotency_key=self.idempotency_key,
            number=self.number,
            expected_version=self.expected_version,
            reason=self.reason,
        )


@strawberry.type(description="The item was rejected.")
class ReviewRejected(ReviewDone):
    """Success of `rejectReview`."""


RejectReviewResult = Annotated[
    ReviewRejected
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ReviewStateProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RejectReviewResult", description="What rejecting a review item came to."),
]


@strawberry.input(
    description=(
        "A decision to be taken back: what stood before it is restored exactly, two parties that were made one are two again, and "
        "the item is open."
    )
)
class TakeBackReviewInput(ReviewInput):
    """`TakeBackReview` as a client gives it."""

    def to_command(self) -> use.TakeBackReview:
        """Translate."""
        return use.TakeBackReview(
            idempotency_key=self.idempotency_key,
            number=self.number,
            expected_version=self.expected_version,
            reason=self.reason,
        )


@strawberry.type(description="The decision was taken back, and the item is open again.")
class ReviewTakenBack(ReviewDone):
    """Success of `takeBackReview`."""


TakeBackReviewResult = Annotated[
    ReviewTakenBack
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ReviewStateProblem
    | ChangedSinceProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("TakeBackReviewResult", description="What taking a decision back came to."),
]


@strawberry.type
class ReviewMutation:
    """The mutations about the review list."""

    @strawberry.mutation(description="Do what a review item proposes.")
    async def confirm_review(
        self, info: Info, input: Annotated[ConfirmReviewInput, strawberry.argument(description="The item.")]
    ) -> ConfirmReviewResult:
        """Confirm an item."""
        kept, view = await do(info, use.confirm_review, input.to_command())
        return ReviewConfirmed(replayed=kept.replayed, review_item=ReviewItem.of(kept.record, view))

    @strawberry.mutation(description="Leave the register as it is, and never ask the same again.")
    async def reject_review(
        self, info: Info, input: Annotated[RejectReviewInput, strawberry.argument(description="The item.")]
    ) -> RejectReviewResult:
        """Reject an item."""
        kept, view = await do(info, use.reject_review, input.to_command())
        return ReviewRejected(replayed=kept.replayed, review_item=ReviewItem.of(kept.record, view))

    @strawberry.mutation(description="Take back what was decided of a review item, exactly; what came after it stays.")
    async def take_back_review(
        self, info: Info, input: Annotated[TakeBackReviewInput, strawberry.argument(description="The item.")]
    ) -> TakeBackReviewResult:
        """Take a decision back."""
        kept, view = await do(info, use.take_back_review, input.to_command())
        return ReviewTakenBack(replayed=kept.replayed, review_item=ReviewItem.of(kept.record, view))

"""Assuming equal shares, for many patents at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from ippool.domain import patents as domain
from ippool.domain.words import Language, Words
from ippool.graphql.context import Info
from ippool.graphql.mutations.doing import Done, MutationInput, signed_in
from ippool.graphql.patents import Patent
from ippool.graphql.problems import FormProblem, IdempotencyKeyReusedProblem, NotFoundProblem, NotPermittedProblem
from ippool.graphql.scalars import InLanguage
from ippool.usecases import assumed_shares as use


@strawberry.input(description="Patents whose owners are to share equally by assumption: either those named, or a lab's.")
class AssumeEqualSharesInput(MutationInput):
    """`AssumeEqualShares` as a client gives it."""

    patents: list[str] = strawberry.field(
        default_factory=list,
        description=f"Patents, by any usual notation of a number or by code, at most {use.MOST}; left out where a lab is named.",
    )
    lab: str = strawberry.field(default="", description="Code of a lab: all patents that belong to it on the day.")
    on: date | None = strawberry.field(default=None, description="The day whose owners are meant; left out, today's.")
    source: str = strawberry.field(default="", description="Who decided it, or where; kept with the shares.")

    def to_command(self) -> use.AssumeEqualShares:
        """Translate."""
        return use.AssumeEqualShares(
            idempotency_key=self.idempotency_key, patents=tuple(self.patents), lab=self.lab, on=self.on, source=self.source
        )


@strawberry.type(description="A patent that was left as it is.")
class PatentLeft:
    """`assumed_shares.Left` in the API."""

    record: strawberry.Private[domain.Patent]
    why: strawberry.Private[Words]
    known_at: strawberry.Private[datetime | None]

    @strawberry.field(description="The patent.")
    async def patent(self, info: Info) -> Patent:
        """Find the patent."""
        return (await _shown(info, [self.record.id], self.known_at))[0]

    @strawberry.field(description="Why it was left.")
    def because(self, language: InLanguage = Language.JA) -> str:
        """Give the reason in one language."""
        return self.why.in_language(language or Language.JA)


@strawberry.type(
    description=(
        "The owners of these patents share equally now, and every share says that it is assumed. Where nothing was to be done "
        "nothing is kept, the idempotency key neither."
    )
)
class EqualSharesAssumed(Done):
    """Success of `assumeEqualShares`."""

    count: int = strawberry.field(description="Of how many patents the owners now share equally by assumption.")
    left: list[PatentLeft] = strawberry.field(
        description="The patents that were left as they are: without owners, or not settled, or with shares known or assumed."
    )
    assumed: strawberry.Private[use.Assumed]

    @strawberry.field(description="These patents, by code.")
    async def patents(self, info: Info) -> list[Patent]:
        """Find the patents."""
        return await _shown(info, (patent.id for patent in self.assumed.patents), self.assumed.recorded_at)


async def _shown(info: Info, ids: Iterable[UUID], known_at: datetime | None) -> list[Patent]:
    found = await info.context.loaders.patents.load_many([(id, known_at) for id in ids])
    return [Patent.of(record, view) for record, view in filter(None, found)]


AssumeEqualSharesResult = Annotated[
    EqualSharesAssumed | FormProblem | NotFoundProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("AssumeEqualSharesResult", description="What assuming equal shares came to."),
]


@strawberry.type
class ShareMutation:
    """The mutations about shares."""

    @strawberry.mutation(
        description=(
            "Assume that the owners of patents share equally, where no share of theirs is known; every other patent is left as it "
            "is. A file never does this."
        )
    )
    async def assume_equal_shares(
        self, info: Info, input: Annotated[AssumeEqualSharesInput, strawberry.argument(description="The patents, or the lab.")]
    ) -> AssumeEqualSharesResult:
        """Assume equal shares."""
        context = signed_in(info)
        command = input.to_command()
        done = await use.assume_equal_shares(context.pool, context.actor, context.moment, command, request_id=context.request_id)
        return EqualSharesAssumed(
            replayed=done.replayed,
            count=len(done.patents),
            left=[PatentLeft(record=one.patent, why=one.because, known_at=done.recorded_at) for one in done.left],
            assumed=done,
        )

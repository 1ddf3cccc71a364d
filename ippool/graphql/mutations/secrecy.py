"""Labeling how confidential a patent is, and naming who may know of it before it is laid open."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from ippool.domain.permissions import Level
from ippool.graphql.context import Info
from ippool.graphql.mutations.doing import Done, MutationInput, do
from ippool.graphql.mutations.patents import PATENT, PATENT_VERSION
from ippool.graphql.patents import Patent
from ippool.graphql.problems import (
    ConflictProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NobodyNamedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    StaleVersionProblem,
)
from ippool.usecases import patents as patent_use
from ippool.usecases import secrecy as use

_REASON = "Why, for whoever answers for it; at most 1,000 characters."
_PATENT_NOW = "The patent as it is now, its version one more; null where the caller may not know of it any more."
_USER = "Code of the user."


@strawberry.input(description="How confidential a patent is from a day on, until it is laid open.")
class LabelPatentInput(MutationInput):
    """`LabelPatent` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    level: Level = strawberry.field(
        description="LEVEL_1, LEVEL_2, or LEVEL_3, for those only who are named. PUBLIC follows from the publication alone."
    )
    from_: date = strawberry.field(name="from", description="The first day; whatever label runs from then on gives way to it.")
    until: date | None = strawberry.field(
        default=None, description="The day after its last one, from which it is level 2 again; left out while it goes on."
    )
    reason: str = strawberry.field(description=_REASON)
    clause: str = strawberry.field(default="", description="The provision it rests on, such as a clause of a contract.")
    expected_version: int = strawberry.field(description=PATENT_VERSION)

    def to_command(self) -> use.LabelPatent:
        """Translate."""
        return use.LabelPatent(
            idempotency_key=self.idempotency_key,
            patent=self.patent,
            level=self.level,
            start=self.from_,
            until=self.until,
            reason=self.reason,
            clause=self.clause,
            expected_version=self.expected_version,
        )


@strawberry.type(description="The patent was labeled.")
class PatentLabeled(Done):
    """Success of `labelPatent`."""

    level: Level = strawberry.field(description="The level.")
    from_: date | None = strawberry.field(name="from", description="The first day.")
    until: date | None = strawberry.field(description="The day after the last one; null while it goes on.")
    patent: Patent | None = strawberry.field(description=_PATENT_NOW)


LabelPatentResult = Annotated[
    PatentLabeled
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | NobodyNamedProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("LabelPatentResult", description="What labeling a patent came to."),
]


@strawberry.input(description="A user who may know of a patent before it is laid open, while it is cleared for its level.")
class NameReaderInput(MutationInput):
    """`NameReader` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    user: str = strawberry.field(description=_USER)
    from_: date = strawberry.field(name="from", description="The first day.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out while it goes on.")
    reason: str = strawberry.field(description=_REASON)
    expected_version: int = strawberry.field(description=PATENT_VERSION)

    def to_command(self) -> use.NameReader:
        """Translate."""
        return use.NameReader(
            idempotency_key=self.idempotency_key,
            patent=self.patent,
            user=self.user,
            start=self.from_,
            until=self.until,
            reason=self.reason,
            expected_version=self.expected_version,
        )


@strawberry.type(description="The user was named.")
class ReaderNamed(Done):
    """Success of `nameReader`."""

    from_: date | None = strawberry.field(name="from", description="The first day.")
    until: date | None = strawberry.field(description="The day after the last one; null while it goes on.")
    patent: Patent | None = strawberry.field(description=_PATENT_NOW)


NameReaderResult = Annotated[
    ReaderNamed
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("NameReaderResult", description="What naming a reader came to."),
]


@strawberry.input(description="A user who is to be named no longer.")
class UnnameReaderInput(MutationInput):
    """`UnnameReader` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    user: str = strawberry.field(description=_USER)
    until: date = strawberry.field(description="The first day on which it is not named; today: its next request finds nothing.")
    expected_version: int = strawberry.field(description=PATENT_VERSION)

    def to_command(self) -> use.UnnameReader:
        """Translate."""
        return use.UnnameReader(self.idempotency_key, self.patent, self.user, self.until, self.expected_version)


@strawberry.type(description="The user is named no longer.")
class ReaderUnnamed(Done):
    """Success of `unnameReader`."""

    patent: Patent | None = strawberry.field(description=_PATENT_NOW)


UnnameReaderResult = Annotated[
    ReaderUnnamed
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | NobodyNamedProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("UnnameReaderResult", description="What naming a reader no longer came to."),
]


async def _patent_now(info: Info, id: UUID) -> Patent | None:
    context = info.context
    found, view = await patent_use.by_ids(context.pool, context.actor, context.moment, [id])
    return Patent.of(found[id], view) if id in found else None


@strawberry.type
class SecrecyMutation:
    """The mutations about what is confidential."""

    @strawberry.mutation(
        description=(
            "Say how confidential a patent is until it is laid open, over a period; without a label it is level 2. Level 3 needs "
            "somebody named on each of its days, else nobody could name anybody."
        )
    )
    async def label_patent(
        self, info: Info, input: Annotated[LabelPatentInput, strawberry.argument(description="The label.")]
    ) -> LabelPatentResult:
        """Label a patent."""
        kept, _ = await do(info, use.label_patent, input.to_command())
        label = kept.record
        return PatentLabeled(
            replayed=kept.replayed,
            level=label.level,
            from_=label.period.start,
            until=label.period.until,
            patent=await _patent_now(info, label.patent),
        )

    @strawberry.mutation(description="Name a user as one who may know of a patent before it is laid open, over a period.")
    async def name_reader(
        self, info: Info, input: Annotated[NameReaderInput, strawberry.argument(description="The reader.")]
    ) -> NameReaderResult:
        """Name a reader."""
        kept, _ = await do(info, use.name_reader, input.to_command())
        period = kept.record.period
        patent = await _patent_now(info, kept.record.patent)
        return ReaderNamed(replayed=kept.replayed, from_=period.start, until=period.until, patent=patent)

    @strawberry.mutation(description="Name a user no longer, from a day on.")
    async def unname_reader(
        self, info: Info, input: Annotated[UnnameReaderInput, strawberry.argument(description="The reader.")]
    ) -> UnnameReaderResult:
        """Name a reader no longer."""
        kept, _ = await do(info, use.unname_reader, input.to_command())
        return ReaderUnnamed(replayed=kept.replayed, patent=await _patent_now(info, kept.record.id))

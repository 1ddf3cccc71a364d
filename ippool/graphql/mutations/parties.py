"""Registering parties, and who controls them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

import strawberry

from ippool.domain import labs as domain_labs
from ippool.domain.parties import NameRelation, PartyKind, SizeClass
from ippool.graphql.context import Info
from ippool.graphql.labs import OpenLab
from ippool.graphql.mutations.doing import Done, MutationInput, TextInput, do
from ippool.graphql.parties import Party, PartyIdentifier, PartyName
from ippool.graphql.problems import (
    ConflictProblem,
    ControlInACircleProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
)
from ippool.graphql.scalars import DateRange
from ippool.usecases import parties as use
from ippool.usecases.pool import View


@strawberry.type(description="A subsidiary under a parent's control; a preference goes downwards only.")
class Affiliate:
    """`labs.Affiliate` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    parent: Party = strawberry.field(description="The party that controls.")
    subsidiary: Party = strawberry.field(description="The party that is controlled.")
    control: Fraction = strawberry.field(description="How much of the subsidiary the parent holds.")
    annex: list[OpenLab] = strawberry.field(description="The labs whose annex lists the subsidiary, by code.")
    period: DateRange = strawberry.field(description="The days for which it holds.")

    @classmethod
    def of(cls, affiliate: domain_labs.Affiliate, view: View) -> Affiliate:
        """Translate."""
        labs = sorted((view.reference.labs[lab] for lab in affiliate.annex), key=lambda lab: lab.code)
        return cls(
            version=affiliate.version,
            parent=Party.of(view.reference.parties[affiliate.parent], view),
            subsidiary=Party.of(view.reference.parties[affiliate.subsidiary], view),
            control=affiliate.control,
            annex=[OpenLab.of(lab, view) for lab in labs],
            period=DateRange.of(affiliate.period),
        )


@strawberry.input(description="A party to be registered.")
class RegisterPartyInput(MutationInput):
    """`RegisterParty` as a client gives it."""

    code: str = strawberry.field(description="The register's own short name, unique.")
    kind: PartyKind = strawberry.field(description="What the party is.")
    name: TextInput = strawberry.field(description="Its name, in one of the two languages at least.")
    country: str = strawberry.field(default="JP", description="WIPO ST.3 code of its country.")
    size: SizeClass = strawberry.field(default=SizeClass.LARGE, description="Its size, as small-company terms use it.")
    corporate_number: str | None = strawberry.field(
        default=None, description="Japanese corporate number (法人番号): 13 digits, the first of which checks the others."
    )
    ror: str | None = strawberry.field(default=None, description="ROR id.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.RegisterParty:
        """Translate."""
        return use.RegisterParty(
            idempotency_key=self.idempotency_key,
            code=self.code,
            kind=self.kind,
            name=self.name.to_words(),
            country=self.country,
            size=self.size,
            corporate_number=self.corporate_number,
            ror=self.ror,
            source=self.source,
        )


@strawberry.type(description="The party was registered.")
class PartyRegistered(Done):
    """Success of `registerParty`."""

    party: Party = strawberry.field(description="The party.")


RegisterPartyResult = Annotated[
    PartyRegistered | FormProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RegisterPartyResult", description="What registering a party came to."),
]


@strawberry.input(description="A further name of a party to be recorded.")
class RecordPartyNameInput(MutationInput):
    """`RecordPartyName` as a client gives it."""

    party: str = strawberry.field(description="Code of the party.")
    text: str = strawberry.field(description="The name, as files write it; what another organization is called is no variant.")
    relation: NameRelation = strawberry.field(default=NameRelation.VARIANT, description="What it is to the party.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.RecordPartyName:
        """Translate."""
        return use.RecordPartyName(
            idempotency_key=self.idempotency_key,
            party=self.party,
            text=self.text,
            relation=self.relation,
            source=self.source,
        )


@strawberry.type(description="The name was recorded.")
class PartyNameRecorded(Done):
    """Success of `recordPartyName`."""

    party: Party = strawberry.field(description="The party.")
    name: PartyName = strawberry.field(description="The name.")


RecordPartyNameResult = Annotated[
    PartyNameRecorded | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RecordPartyNameResult", description="What recording a name came to."),
]


@strawberry.input(description="The code by which an office or directory knows a party, to be recorded.")
class RecordPartyIdentifierInput(MutationInput):
    """`RecordPartyIdentifier` as a client gives it."""

    party: str = strawberry.field(description="Code of the party.")
    scheme: str = strawberry.field(
        description='Whose code it is, such as JPO; "ROR" and "corporate number" (法人番号) are checked by their check digits.'
    )
    value: str = strawberry.field(description="The code.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.RecordPartyIdentifier:
        """Translate."""
        return use.RecordPartyIdentifier(
            idempotency_key=self.idempotency_key,
            party=self.party,
            scheme=self.scheme,
            value=self.value,
            source=self.source,
        )


@strawberry.type(description="The code was recorded.")
class PartyIdentifierRecorded(Done):
    """Success of `recordPartyIdentifier`."""

    party: Party = strawberry.field(description="The party.")
    identifier: PartyIdentifier = strawberry.field(description="The code, as the register keeps it.")


RecordPartyIdentifierResult = Annotated[
    PartyIdentifierRecorded | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RecordPartyIdentifierResult", description="What recording a code of a party came to."),
]


@strawberry.input(description="A subsidiary to be recorded under a parent's control.")
class RegisterAffiliateInput(MutationInput):
    """`RegisterAffiliate` as a client gives it."""

    parent: str = strawberry.field(description="Code of the party that controls.")
    subsidiary: str = strawberry.field(description="Code of the party that is controlled.")
    control: Fraction = strawberry.field(description="How much of the subsidiary the parent holds.")
    annex: list[str] = strawberry.field(default_factory=list, description="Codes of the labs whose annex lists the subsidiary.")
    from_: date | None = strawberry.field(name="from", default=None, description="First day; left out where it is not known.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out while it goes on.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.RegisterAffiliate:
        """Translate."""
        return use.RegisterAffiliate(
            idempotency_key=self.idempotency_key,
            parent=self.parent,
            subsidiary=self.subsidiary,
            control=self.control,
            annex=tuple(self.annex),
            start=self.from_,
            until=self.until,
            source=self.source,
        )


@strawberry.type(description="The subsidiary was recorded.")
class AffiliateRegistered(Done):
    """Success of `registerAffiliate`."""

    affiliate: Affiliate = strawberry.field(description="The parent, the subsidiary and the control.")


RegisterAffiliateResult = Annotated[
    AffiliateRegistered
    | FormProblem
    | NotFoundProblem
    | ControlInACircleProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RegisterAffiliateResult", description="What recording a subsidiary came to."),
]


@strawberry.type
class PartyMutation:
    """The mutations about parties."""

    @strawberry.mutation(description="Register a party: an organization or person that owns, joins, licenses or asks.")
    async def register_party(
        self, info: Info, input: Annotated[RegisterPartyInput, strawberry.argument(description="The party.")]
    ) -> RegisterPartyResult:
        """Register a party."""
        kept, view = await do(info, use.register_party, input.to_command())
        return PartyRegistered(replayed=kept.replayed, party=Party.of(kept.record, view))

    @strawberry.mutation(description="Teach the register what else a party is called, or what a predecessor of it was called.")
    async def record_party_name(
        self, info: Info, input: Annotated[RecordPartyNameInput, strawberry.argument(description="The party and the name.")]
    ) -> RecordPartyNameResult:
        """Record a name."""
        kept, view = await do(info, use.record_party_name, input.to_command())
        party = Party.of(view.reference.parties[kept.record.party], view)
        return PartyNameRecorded(replayed=kept.replayed, party=party, name=PartyName.of(kept.record, view))

    @strawberry.mutation(description="Teach the register by which code an office or directory knows a party.")
    async def record_party_identifier(
        self, info: Info, input: Annotated[RecordPartyIdentifierInput, strawberry.argument(description="The party and the code.")]
    ) -> RecordPartyIdentifierResult:
        """Record a code."""
        kept, view = await do(info, use.record_party_identifier, input.to_command())
        party = Party.of(view.reference.parties[kept.record.party], view)
        return PartyIdentifierRecorded(replayed=kept.replayed, party=party, identifier=PartyIdentifier.of(kept.record, view))

    @strawberry.mutation(description="Record that one party controls another, and which labs list it in their annex.")
    async def register_affiliate(
        self, info: Info, input: Annotated[RegisterAffiliateInput, strawberry.argument(description="The two parties.")]
    ) -> RegisterAffiliateResult:
        """Record a subsidiary."""
        kept, view = await do(info, use.register_affiliate, input.to_command())
        return AffiliateRegistered(replayed=kept.replayed, affiliate=Affiliate.of(kept.record, view))

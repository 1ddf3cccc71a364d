"""Registering families and patents; recording disclosures, title, what became of a patent, and the labs it belongs to."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

import strawberry

from ippool.domain import patents as domain
from ippool.domain.patents import AcquiredBy, LegalStatus, Origin, PatentKind, ShareBasis, TitleState
from ippool.graphql.context import Info
from ippool.graphql.mutations.doing import Done, MutationInput, TextInput, do, patent_then, words
from ippool.graphql.patents import Patent, PatentFamily
from ippool.graphql.problems import (
    ConflictProblem,
    CoOwnerConsentMissingProblem,
    ExclusiveInOpenSchemeProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    SchemeConflictProblem,
    StaleVersionProblem,
)
from ippool.usecases import families as family_use
from ippool.usecases import rights as right_use
from ippool.usecases import title as title_use

PATENT = "The patent, by any usual notation of one of its numbers, or by its code."
PATENT_VERSION = (
    "The version of the patent as the caller read it; it goes up with every change of what is recorded about the patent."
)
SOURCE = "Where this is known from."


@strawberry.type(description="The disclosure of an invention to the office.")
class Disclosure:
    """`patents.Disclosure` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    number: str = strawberry.field(description="The disclosure's number, unique.")
    conceived_on: date | None = strawberry.field(description="When the invention was conceived, where that is proven.")
    disclosed_on: date | None = strawberry.field(description="When it was disclosed.")
    origin: Origin | None = strawberry.field(description="Where it came from; null while the office has not decided.")

    @classmethod
    def of(cls, disclosure: domain.Disclosure) -> Disclosure:
        """Translate."""
        return cls(
            version=disclosure.version,
            number=disclosure.number,
            conceived_on=disclosure.conceived_on,
            disclosed_on=disclosure.disclosed_on,
            origin=disclosure.origin,
        )


@strawberry.input(description="The family of an invention to be registered.")
class RegisterFamilyInput(MutationInput):
    """`RegisterFamily` as a client gives it."""

    code: str = strawberry.field(description="The register's own code, unique.")
    title: TextInput = strawberry.field(description="The invention's title, in one of the two languages at least.")
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> family_use.RegisterFamily:
        """Translate."""
        return family_use.RegisterFamily(
            idempotency_key=self.idempotency_key, code=self.code, title=self.title.to_words(), source=self.source
        )


@strawberry.type(description="The family was registered.")
class FamilyRegistered(Done):
    """Success of `registerFamily`."""

    family: PatentFamily = strawberry.field(description="The family.")


RegisterFamilyResult = Annotated[
    FamilyRegistered | FormProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RegisterFamilyResult", description="What registering a family came to."),
]


@strawberry.input(description="The disclosure of a family's invention to be recorded; there is one for each family.")
class RecordDisclosureInput(MutationInput):
    """`RecordDisclosure` as a client gives it."""

    number: str = strawberry.field(description="The disclosure's number, unique.")
    family: str = strawberry.field(description="Code of the family.")
    conceived_on: date | None = strawberry.field(
        default=None, description="When the invention was conceived, where that is proven."
    )
    disclosed_on: date | None = strawberry.field(default=None, description="When it was disclosed.")
    origin: Origin | None = strawberry.field(
        default=None, description="The office's decision on where it came from; left out while there is none."
    )
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> family_use.RecordDisclosure:
        """Translate."""
        return family_use.RecordDisclosure(
            idempotency_key=self.idempotency_key,
            number=self.number,
            family=self.family,
            conceived_on=self.conceived_on,
            disclosed_on=self.disclosed_on,
            origin=self.origin,
            source=self.source,
        )


@strawberry.type(description="The disclosure was recorded.")
class DisclosureRecorded(Done):
    """Success of `recordDisclosure`."""

    disclosure: Disclosure = strawberry.field(description="The disclosure.")


RecordDisclosureResult = Annotated[
    DisclosureRecorded | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RecordDisclosureResult", description="What recording a disclosure came to."),
]


@strawberry.input(description="The office's decision on where an invention came from.")
class DecideOriginInput(MutationInput):
    """`DecideOrigin` as a client gives it."""

    disclosure: str = strawberry.field(description="Number of the disclosure.")
    origin: Origin = strawberry.field(description="What was decided.")
    reason: str = strawberry.field(default="", description="Why; kept in the audit.")
    expected_version: int = strawberry.field(description="The version of the disclosure as the caller read it.")

    def to_command(self) -> family_use.DecideOrigin:
        """Translate."""
        return family_use.DecideOrigin(
            idempotency_key=self.idempotency_key,
            disclosure=self.disclosure,
            origin=self.origin,
            reason=self.reason,
            expected_version=self.expected_version,
        )


@strawberry.type(description="The origin was decided.")
class OriginDecided(Done):
    """Success of `decideOrigin`."""

    disclosure: Disclosure = strawberry.field(description="The disclosure.")


DecideOriginResult = Annotated[
    OriginDecided | FormProblem | NotFoundProblem | StaleVersionProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("DecideOriginResult", description="What deciding on the origin came to."),
]


@strawberry.input(description="A classification symbol.")
class ClassificationInput:
    """`patents.Classification` as a client gives it."""

    scheme: str = strawberry.field(description="IPC, CPC, FI or F-term.")
    symbol: str = strawberry.field(description="The symbol, such as H01M 10/05.")

    def to_classification(self) -> domain.Classification:
        """Translate."""
        return domain.Classification(self.scheme, self.symbol)


@strawberry.input(description="A lab that a patent belongs to, for a period.")
class LabTagInput:
    """`rights.Tagged` as a client gives it."""

    open_lab: str = strawberry.field(description="Code of the lab.")
    from_: date | None = strawberry.field(name="from", default=None, description="First day; left out: since ever.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out while it goes on.")

    def to_tagged(self) -> right_use.Tagged:
        """Translate."""
        return right_use.Tagged(self.open_lab, self.from_, self.until)


@strawberry.input(description="A patent, one jurisdiction's right, to be registered. Its owners follow with recordTitle.")
class RegisterPatentInput(MutationInput):
    """`RegisterPatent` as a client gives it."""

    code: str = strawberry.field(description="The register's own code, unique; shown where there is no number yet.")
    family: str = strawberry.field(description="Code of the family.")
    jurisdiction: str = strawberry.field(description="ST.3 code of the office.")
    title: TextInput = strawberry.field(description="The title, in one of the two languages at least.")
    abstract: TextInput | None = strawberry.field(default=None, description="The abstract.")
    kind: PatentKind = strawberry.field(default=PatentKind.PATENT, description="Patent or utility model.")
    application_number: str | None = strawberry.field(default=None, description="Application number in any usual notation.")
    publication_number: str | None = strawberry.field(default=None, description="Publication number in any usual notation.")
    registration_number: str | None = strawberry.field(default=None, description="Registration number in any usual notation.")
    filed_on: date | None = strawberry.field(default=None, description="Filing day.")
    priority_on: date | None = strawberry.field(default=None, description="Earliest priority day.")
    published_on: date | None = strawberry.field(default=None, description="Day of laid-open publication; until then it is secret.")
    registered_on: date | None = strawberry.field(default=None, description="Day of registration.")
    expires_on: date | None = strawberry.field(default=None, description="The last day in force.")
    states: list[str] = strawberry.field(default_factory=list, description="Validated states of a European patent, ST.3 codes.")
    classifications: list[ClassificationInput] = strawberry.field(default_factory=list, description="Its classification symbols.")
    open_labs: list[LabTagInput] = strawberry.field(default_factory=list, description="The labs it belongs to.")
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> right_use.RegisterPatent:
        """Translate."""
        return right_use.RegisterPatent(
            idempotency_key=self.idempotency_key,
            code=self.code,
            family=self.family,
            jurisdiction=self.jurisdiction,
            title=self.title.to_words(),
            abstract=words(self.abstract),
            kind=self.kind,
            application_number=self.application_number,
            publication_number=self.publication_number,
            registration_number=self.registration_number,
            filed_on=self.filed_on,
            priority_on=self.priority_on,
            published_on=self.published_on,
            registered_on=self.registered_on,
            expires_on=self.expires_on,
            states=tuple(self.states),
            classifications=tuple(one.to_classification() for one in self.classifications),
            open_labs=tuple(one.to_tagged() for one in self.open_labs),
            source=self.source,
        )


@strawberry.type(description="The patent was registered.")
class PatentRegistered(Done):
    """Success of `registerPatent`."""

    patent: Patent = strawberry.field(description="The patent.")


RegisterPatentResult = Annotated[
    PatentRegistered
    | FormProblem
    | NotFoundProblem
    | SchemeConflictProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RegisterPatentResult", description="What registering a patent came to."),
]


@strawberry.input(description="One owner of a patent and its share.")
class OwnerShareInput:
    """`title.OwnerShare` as a client gives it."""

    party: str = strawberry.field(description="Code of the owner.")
    share_basis: ShareBasis = strawberry.field(description="How the share is known; the same for all owners.")
    share: Fraction | None = strawberry.field(default=None, description="The share; left out exactly where it is not stipulated.")
    acquired_by: AcquiredBy = strawberry.field(default=AcquiredBy.INVENTION, description="How it came to the owner.")
    disputed: bool = strawberry.field(default=False, description="Whether this title is disputed.")

    def to_share(self) -> title_use.OwnerShare:
        """Translate."""
        return title_use.OwnerShare(
            party=self.party,
            basis=self.share_basis,
            share=self.share,
            acquired_by=self.acquired_by,
            disputed=self.disputed,
        )


@strawberry.input(description="All owners of a patent from a day on.")
class RecordTitleInput(MutationInput):
    """`RecordTitle` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    from_: date = strawberry.field(name="from", description="The first day on which they are the owners, and nobody else.")
    shares: list[OwnerShareInput] = strawberry.field(
        description="Every owner; one that is not named owns nothing from that day on."
    )
    title_state: TitleState = strawberry.field(
        default=TitleState.SETTLED,
        description="OPEN where the owners are not settled; then also shares that do not sum to 1 are recorded.",
    )
    expected_version: int = strawberry.field(description=PATENT_VERSION)
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> title_use.RecordTitle:
        """Translate."""
        return title_use.RecordTitle(
            idempotency_key=self.idempotency_key,
            patent=self.patent,
            start=self.from_,
            shares=tuple(one.to_share() for one in self.shares),
            title_state=self.title_state,
            expected_version=self.expected_version,
            source=self.source,
        )


@strawberry.type(description="The owners were recorded.")
class TitleRecorded(Done):
    """Success of `recordTitle`."""

    patent: Patent = strawberry.field(description="The patent; its version is one more.")


RecordTitleResult = Annotated[
    TitleRecorded
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | CoOwnerConsentMissingProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RecordTitleResult", description="What recording the owners came to."),
]


@strawberry.type(description="What became of a patent: from a day on it has a status.")
class LegalEvent:
    """`patents.LegalEvent` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    status: LegalStatus = strawberry.field(description="The status.")
    effective_on: date = strawberry.field(description="The first day on which it holds.")
    evidence: str | None = strawberry.field(description="What shows it; null where nothing is named.")

    @classmethod
    def of(cls, event: domain.LegalEvent) -> LegalEvent:
        """Translate."""
        return cls(version=event.version, status=event.status, effective_on=event.effective_on, evidence=event.evidence or None)


@strawberry.input(description="What became of a patent.")
class RecordLegalEventInput(MutationInput):
    """`RecordLegalEvent` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    status: LegalStatus = strawberry.field(description="The status it has from then on.")
    effective_on: date = strawberry.field(description="The first day on which it holds; may lie in the past.")
    evidence: str = strawberry.field(default="", description="What shows it.")
    expected_version: int = strawberry.field(description=PATENT_VERSION)
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> right_use.RecordLegalEvent:
        """Translate."""
        return right_use.RecordLegalEvent(
            idempotency_key=self.idempotency_key,
            patent=self.patent,
            status=self.status,
            effective_on=self.effective_on,
            evidence=self.evidence,
            expected_version=self.expected_version,
            source=self.source,
        )


@strawberry.type(description="The event was recorded.")
class LegalEventRecorded(Done):
    """Success of `recordLegalEvent`."""

    legal_event: LegalEvent = strawberry.field(description="The event.")
    patent: Patent = strawberry.field(description="The patent; its version is one more.")


RecordLegalEventResult = Annotated[
    LegalEventRecorded
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RecordLegalEventResult", description="What recording the event came to."),
]


@strawberry.input(description="A patent to be put into a lab.")
class TagPatentInput(MutationInput):
    """`TagPatent` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    open_lab: str = strawberry.field(description="Code of the lab.")
    from_: date = strawberry.field(name="from", description="The first day on which the patent belongs to the lab.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out while it goes on.")
    expected_version: int = strawberry.field(description=PATENT_VERSION)
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> right_use.TagPatent:
        """Translate."""
        return right_use.TagPatent(
            idempotency_key=self.idempotency_key,
            patent=self.patent,
            open_lab=self.open_lab,
            start=self.from_,
            until=self.until,
            expected_version=self.expected_version,
            source=self.source,
        )


@strawberry.type(description="The patent was put into the lab.")
class PatentTagged(Done):
    """Success of `tagPatent`."""

    patent: Patent = strawberry.field(description="The patent; its version is one more.")


TagPatentResult = Annotated[
    PatentTagged
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | SchemeConflictProblem
    | ExclusiveInOpenSchemeProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("TagPatentResult", description="What putting a patent into a lab came to."),
]


@strawberry.type
class PatentMutation:
    """The mutations about families and patents."""

    @strawberry.mutation(description="Register the family of an invention.")
    async def register_family(
        self, info: Info, input: Annotated[RegisterFamilyInput, strawberry.argument(description="The family.")]
    ) -> RegisterFamilyResult:
        """Register a family."""
        kept, view = await do(info, family_use.register_family, input.to_command())
        return FamilyRegistered(replayed=kept.replayed, family=PatentFamily.of(kept.record, view))

    @strawberry.mutation(
        description="Record the disclosure of an invention: the days on which its terms are pinned, and its origin."
    )
    async def record_disclosure(
        self, info: Info, input: Annotated[RecordDisclosureInput, strawberry.argument(description="The disclosure.")]
    ) -> RecordDisclosureResult:
        """Record a disclosure."""
        kept, _ = await do(info, family_use.record_disclosure, input.to_command())
        return DisclosureRecorded(replayed=kept.replayed, disclosure=Disclosure.of(kept.record))

    @strawberry.mutation(description="Decide where an invention came from, or decide it anew.")
    async def decide_origin(
        self, info: Info, input: Annotated[DecideOriginInput, strawberry.argument(description="The decision.")]
    ) -> DecideOriginResult:
        """Decide on the origin."""
        kept, _ = await do(info, family_use.decide_origin, input.to_command())
        return OriginDecided(replayed=kept.replayed, disclosure=Disclosure.of(kept.record))

    @strawberry.mutation(description="Register a patent and the labs it belongs to.")
    async def register_patent(
        self, info: Info, input: Annotated[RegisterPatentInput, strawberry.argument(description="The patent.")]
    ) -> RegisterPatentResult:
        """Register a patent."""
        kept, _ = await do(info, right_use.register_patent, input.to_command())
        return PatentRegistered(replayed=kept.replayed, patent=await patent_then(info, kept.record.id, kept.record.recorded_at))

    @strawberry.mutation(
        description=(
            "Record who owns a patent from a day on: shares that run and are not named again end with that day. "
            "Shares that do not sum to 1 are refused, unless titleState says OPEN."
        )
    )
    async def record_title(
        self, info: Info, input: Annotated[RecordTitleInput, strawberry.argument(description="The owners.")]
    ) -> RecordTitleResult:
        """Record the owners."""
        kept, _ = await do(info, title_use.record_title, input.to_command())
        return TitleRecorded(replayed=kept.replayed, patent=await patent_then(info, kept.record.id, kept.record.recorded_at))

    @strawberry.mutation(description="Record what became of a patent: granted, lapsed, invalidated and the like.")
    async def record_legal_event(
        self, info: Info, input: Annotated[RecordLegalEventInput, strawberry.argument(description="The event.")]
    ) -> RecordLegalEventResult:
        """Record a legal event."""
        kept, _ = await do(info, right_use.record_legal_event, input.to_command())
        patent = await patent_then(info, kept.record.patent, kept.record.recorded_at)
        return LegalEventRecorded(replayed=kept.replayed, legal_event=LegalEvent.of(kept.record), patent=patent)

    @strawberry.mutation(
        description="Put a patent into a lab from a day on. Never into an open and a closed one that gives exclusivity at once."
    )
    async def tag_patent(
        self, info: Info, input: Annotated[TagPatentInput, strawberry.argument(description="The patent and the lab.")]
    ) -> TagPatentResult:
        """Put a patent into a lab."""
        kept, _ = await do(info, right_use.tag_patent, input.to_command())
        return PatentTagged(replayed=kept.replayed, patent=await patent_then(info, kept.record.patent, kept.record.recorded_at))

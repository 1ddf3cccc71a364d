"""Recording what allows a use: consents, licenses that exist, licenses by statute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from ippool.domain import consents as domain
from ippool.domain import licenses as domain_licenses
from ippool.domain.consents import Beneficiaries, ConsentKind, LicensedAct
from ippool.domain.licenses import LicenseStatus, LicenseType, TermsClass
from ippool.graphql.context import Info
from ippool.graphql.licenses import License
from ippool.graphql.mutations.doing import Done, MutationInput, do, exact, patent_then
from ippool.graphql.parties import Party
from ippool.graphql.patents import Patent
from ippool.graphql.problems import (
    ConflictProblem,
    ConsentNotRevocableProblem,
    ExclusiveInOpenSchemeProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    StaleVersionProblem,
)
from ippool.graphql.scalars import DateRange
from ippool.usecases import consents as consent_use
from ippool.usecases import licenses as license_use
from ippool.usecases.pool import View

PATENT = "The patent, by any usual notation of one of its numbers, or by its code."
SOURCE = "Where this is known from."


@strawberry.type(description="What an owner has agreed to: the only source of truth on it.")
class Consent:
    """`consents.Consent` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    code: str = strawberry.field(description="The consent's code, unique.")
    giver: Party = strawberry.field(description="Who gave it.")
    about: domain.AboutKind = strawberry.field(description="What it is about.")
    kind: ConsentKind = strawberry.field(description="What is consented to.")
    beneficiaries: Beneficiaries = strawberry.field(description="For whose licenses it is given.")
    named: list[Party] = strawberry.field(description="The parties for whom it is given where they are named, by code.")
    acts: list[LicensedAct] = strawberry.field(description="The acts consented to; empty: every act.")
    jurisdictions: list[str] = strawberry.field(description="The countries; empty: every country.")
    period: DateRange = strawberry.field(description="The days for which it holds.")
    revocable: bool = strawberry.field(description="Whether it can be revoked.")
    survives_exit: bool = strawberry.field(description="False: it ends with the giver's membership of the lab.")
    evidence: str | None = strawberry.field(description="What shows it; null where nothing is named.")

    @classmethod
    def of(cls, consent: domain.Consent, view: View) -> Consent:
        """Translate."""
        parties = view.reference.parties
        named = sorted((parties[one] for one in consent.named), key=lambda party: party.code)
        return cls(
            version=consent.version,
            code=consent.code,
            giver=Party.of(parties[consent.giver], view),
            about=consent.about,
            kind=consent.kind,
            beneficiaries=consent.beneficiaries,
            named=[Party.of(party, view) for party in named],
            acts=sorted(consent.acts, key=list(LicensedAct).index),
            jurisdictions=sorted(consent.jurisdictions),
            period=DateRange.of(consent.period),
            revocable=consent.revocable,
            survives_exit=consent.survives_exit,
            evidence=consent.evidence or None,
        )


@strawberry.input(description="A consent to be recorded, about exactly one of a lab, a family and a patent.")
class RecordConsentInput(MutationInput):
    """`RecordConsent` as a client gives it."""

    code: str = strawberry.field(description="The consent's code, unique.")
    giver: str = strawberry.field(description="Code of the party that gives it.")
    open_lab: str | None = strawberry.field(default=None, description="Code of the lab it is about.")
    family: str | None = strawberry.field(default=None, description="Code of the family it is about.")
    patent: str | None = strawberry.field(default=None, description="The patent it is about, by number or code.")
    kind: ConsentKind = strawberry.field(description="What is consented to.")
    beneficiaries: Beneficiaries = strawberry.field(description="For whose licenses it is given.")
    named: list[str] = strawberry.field(
        default_factory=list, description="Codes of the parties for whom it is given; exactly where the beneficiaries are NAMED."
    )
    acts: list[LicensedAct] = strawberry.field(default_factory=list, description="The acts consented to; left out: every act.")
    jurisdictions: list[str] = strawberry.field(default_factory=list, description="ST.3 codes; left out: every country.")
    from_: date | None = strawberry.field(name="from", default=None, description="First day on which it holds.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out while it goes on.")
    revocable: bool = strawberry.field(default=False, description="Whether it can be revoked.")
    survives_exit: bool = strawberry.field(default=True, description="False where it ends with the giver's membership of the lab.")
    evidence: str = strawberry.field(default="", description="What shows it, such as the instrument.")
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> consent_use.RecordConsent:
        """Translate."""
        return consent_use.RecordConsent(
            idempotency_key=self.idempotency_key,
            code=self.code,
            giver=self.giver,
            open_lab=self.open_lab,
            family=self.family,
            patent=self.patent,
            kind=self.kind,
            beneficiaries=self.beneficiaries,
            named=tuple(self.named),
            acts=frozenset(self.acts),
            jurisdictions=tuple(self.jurisdictions),
            start=self.from_,
            until=self.until,
            revocable=self.revocable,
            survives_exit=self.survives_exit,
            evidence=self.evidence,
            source=self.source,
        )


@strawberry.type(description="The consent was recorded.")
class ConsentRecorded(Done):
    """Success of `recordConsent`."""

    consent: Consent = strawberry.field(description="The consent.")


RecordConsentResult = Annotated[
    ConsentRecorded | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RecordConsentResult", description="What recording a consent came to."),
]


@strawberry.input(description="A consent to be revoked, for the time to come.")
class RevokeConsentInput(MutationInput):
    """`RevokeConsent` as a client gives it."""

    code: str = strawberry.field(description="The consent's code.")
    from_: date | None = strawberry.field(
        name="from", default=None, description="First day on which it holds no longer, today or later; left out: today."
    )
    reason: str = strawberry.field(default="", description="Why; kept in the audit.")
    expected_version: int = strawberry.field(description="The version of the consent as the caller read it.")

    def to_command(self) -> consent_use.RevokeConsent:
        """Translate."""
        return consent_use.RevokeConsent(
            idempotency_key=self.idempotency_key,
            code=self.code,
            start=self.from_,
            reason=self.reason,
            expected_version=self.expected_version,
        )


@strawberry.type(description="The consent was revoked; licenses granted before are not affected.")
class ConsentRevoked(Done):
    """Success of `revokeConsent`."""

    consent: Consent = strawberry.field(description="The consent, with the end of its period.")


RevokeConsentResult = Annotated[
    ConsentRevoked
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ConsentNotRevocableProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RevokeConsentResult", description="What revoking a consent came to."),
]


@strawberry.input(description="What was agreed in a license; it never changes.")
class LicenseTermsInput:
    """`licenses.FrozenTerms` as a client gives it."""

    terms_class: TermsClass = strawberry.field(description="Which kind of card it was granted on.")
    rate: Decimal | None = strawberry.field(default=None, description="The first tier's running rate: 0.03 is 3 %.")
    upfront_fee: Decimal | None = strawberry.field(default=None, description="Due once, at signature, in the main unit.")
    minimum_annual_royalty: Decimal | None = strawberry.field(
        default=None, description="The least due in a year, in the main unit."
    )
    currency: str = strawberry.field(default="JPY", description="ISO 4217 code.")


@strawberry.input(description="A license that exists, to be recorded.")
class RecordLicenseInput(MutationInput):
    """`RecordLicense` as a client gives it."""

    number: str = strawberry.field(description="The license's number, unique.")
    license_type: LicenseType = strawberry.field(description="What kind of license it is; never an exclusive one in an open lab.")
    licensee: str = strawberry.field(description="Code of the party that holds it.")
    patents: list[str] = strawberry.field(description="The patents it covers, each by number or code.")
    field_of_use: str | None = strawberry.field(default=None, description="The field of use; left out: every field.")
    territory: list[str] = strawberry.field(
        default_factory=list, description="ST.3 codes; left out: every country where a licensed patent stands."
    )
    from_: date | None = strawberry.field(name="from", default=None, description="First day for which it is granted.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out: no end is agreed.")
    status: LicenseStatus = strawberry.field(default=LicenseStatus.ACTIVE, description="The state it is in.")
    terms: LicenseTermsInput = strawberry.field(description="What was agreed.")
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> license_use.RecordLicense:
        """Translate."""
        return license_use.RecordLicense(
            idempotency_key=self.idempotency_key,
            number=self.number,
            license_type=self.license_type,
            licensee=self.licensee,
            patents=tuple(self.patents),
            field_of_use=self.field_of_use,
            territory=tuple(self.territory),
            start=self.from_,
            until=self.until,
            status=self.status,
            terms=license_use.Agreed(
                terms_class=self.terms.terms_class,
                rate=exact(self.terms.rate),
                upfront_fee=exact(self.terms.upfront_fee),
                minimum_annual_royalty=exact(self.terms.minimum_annual_royalty),
                currency=self.terms.currency,
            ),
            source=self.source,
        )


@strawberry.type(description="The license was recorded.")
class LicenseRecorded(Done):
    """Success of `recordLicense`."""

    license: License = strawberry.field(description="The license.")


RecordLicenseResult = Annotated[
    LicenseRecorded
    | FormProblem
    | NotFoundProblem
    | ExclusiveInOpenSchemeProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("RecordLicenseResult", description="What recording a license came to."),
]


@strawberry.type(description="A license by statute: recorded with basis and evidence, never derived.")
class StatutoryLicense:
    """`licenses.StatutoryLicense` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    holder: Party = strawberry.field(description="Who has it.")
    patent: Patent = strawberry.field(description="The patent.")
    basis: str = strawberry.field(description="The provision it rests on.")
    evidence: str = strawberry.field(description="What shows it.")
    free: bool = strawberry.field(description="Whether it is free.")
    period: DateRange = strawberry.field(description="The days for which it holds.")

    @classmethod
    def of(cls, license: domain_licenses.StatutoryLicense, patent: Patent, view: View) -> StatutoryLicense:
        """Translate."""
        return cls(
            version=license.version,
            holder=Party.of(view.reference.parties[license.holder], view),
            patent=patent,
            basis=license.basis,
            evidence=license.evidence,
            free=license.free,
            period=DateRange.of(license.period),
        )


@strawberry.input(description="A license by statute, to be recorded.")
class RecordStatutoryLicenseInput(MutationInput):
    """`RecordStatutoryLicense` as a client gives it."""

    patent: str = strawberry.field(description=PATENT)
    holder: str = strawberry.field(description="Code of the party that has it.")
    basis: str = strawberry.field(description="The provision it rests on, such as 35(1).")
    evidence: str = strawberry.field(description="What shows it; it is never derived.")
    free: bool = strawberry.field(description="Whether it is free.")
    from_: date | None = strawberry.field(name="from", default=None, description="First day for which it holds.")
    until: date | None = strawberry.field(default=None, description="The day after the last one; left out while it goes on.")
    source: str = strawberry.field(default="", description=SOURCE)

    def to_command(self) -> license_use.RecordStatutoryLicense:
        """Translate."""
        return license_use.RecordStatutoryLicense(
            idempotency_key=self.idempotency_key,
            patent=self.patent,
            holder=self.holder,
            basis=self.basis,
            evidence=self.evidence,
            free=self.free,
            start=self.from_,
            until=self.until,
            source=self.source,
        )


@strawberry.type(description="The license by statute was recorded.")
class StatutoryLicenseRecorded(Done):
    """Success of `recordStatutoryLicense`."""

    statutory_license: StatutoryLicense = strawberry.field(description="The license by statute.")


RecordStatutoryLicenseResult = Annotated[
    StatutoryLicenseRecorded | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RecordStatutoryLicenseResult", description="What recording a license by statute came to."),
]


@strawberry.type
class PermissionMutation:
    """The mutations about consents and licenses."""

    @strawberry.mutation(description="Record what a co-owner has agreed to.")
    async def record_consent(
        self, info: Info, input: Annotated[RecordConsentInput, strawberry.argument(description="The consent.")]
    ) -> RecordConsentResult:
        """Record a consent."""
        kept, view = await do(info, consent_use.record_consent, input.to_command())
        return ConsentRecorded(replayed=kept.replayed, consent=Consent.of(kept.record, view))

    @strawberry.mutation(description="Revoke a revocable consent for the time to come; licenses granted before are not affected.")
    async def revoke_consent(
        self, info: Info, input: Annotated[RevokeConsentInput, strawberry.argument(description="The consent.")]
    ) -> RevokeConsentResult:
        """Revoke a consent."""
        kept, view = await do(info, consent_use.revoke_consent, input.to_command())
        return ConsentRevoked(replayed=kept.replayed, consent=Consent.of(kept.record, view))

    @strawberry.mutation(description="Record a license that exists, with the terms as they were granted.")
    async def record_license(
        self, info: Info, input: Annotated[RecordLicenseInput, strawberry.argument(description="The license.")]
    ) -> RecordLicenseResult:
        """Record a license."""
        kept, view = await do(info, license_use.record_license, input.to_command())
        return LicenseRecorded(replayed=kept.replayed, license=License.of(kept.record, view))

    @strawberry.mutation(description="Record a license by statute, such as an employer's (art. 35(1)) or a prior user's (art. 79).")
    async def record_statutory_license(
        self, info: Info, input: Annotated[RecordStatutoryLicenseInput, strawberry.argument(description="The license.")]
    ) -> RecordStatutoryLicenseResult:
        """Record a license by statute."""
        kept, view = await do(info, license_use.record_statutory_license, input.to_command())
        patent = await patent_then(info, kept.record.patent, kept.record.recorded_at)
        return StatutoryLicenseRecorded(replayed=kept.replayed, statutory_license=StatutoryLicense.of(kept.record, patent, view))

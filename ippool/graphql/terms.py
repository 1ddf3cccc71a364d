"""Determinations in the API: outcome, terms, and the trace as a tree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import strawberry

from ippool.domain import terms as domain
from ippool.domain import trace as domain_trace
from ippool.domain.arrangements import RoyaltyBase
from ippool.domain.cases import Terms
from ippool.domain.consents import LicensedAct
from ippool.domain.licenses import LicenseType
from ippool.domain.money import Money as ExactMoney
from ippool.domain.money import shown_decimal
from ippool.domain.outcomes import Outcome, RightBasis
from ippool.domain.rules import Tier
from ippool.domain.tables import Standing
from ippool.domain.trace import TraceStage
from ippool.domain.words import Language
from ippool.graphql.clauses import Clause
from ippool.graphql.labs import ArrangementVersion, OpenLab
from ippool.graphql.licenses import License
from ippool.graphql.parties import Party
from ippool.graphql.scalars import InLanguage, Money
from ippool.usecases.pool import View


@strawberry.type(description="A marginal rate: from `from` on; exactly one of `rate` and `amountPerUnit` is set.")
class RoyaltyTier:
    """`rules.Tier` in the API."""

    from_: Money = strawberry.field(name="from", description="Net sales, or units sold, from which the tier counts.")
    rate: Decimal | None = strawberry.field(
        description="Fraction of net sales: 0.03 is 3 %. To 12 places where a share such as 1/3 multiplies it."
    )
    amount_per_unit: Money | None = strawberry.field(description="Money for each unit.")

    @classmethod
    def of(cls, tier: Tier, base: RoyaltyBase, currency: str) -> RoyaltyTier:
        """Translate."""
        by_unit = base is RoyaltyBase.PER_UNIT
        return cls(
            from_=Money.exact(ExactMoney(tier.start, currency)),
            rate=None if by_unit else shown_decimal(tier.rate),
            amount_per_unit=Money.exact(ExactMoney(tier.rate, currency)) if by_unit else None,
        )


@strawberry.type(description="A running royalty in marginal tiers.")
class RunningRoyalty:
    """A base and its tiers."""

    base: RoyaltyBase = strawberry.field(description="What the tiers multiply.")
    tiers: list[RoyaltyTier] = strawberry.field(description="The tiers, lowest first.")

    @classmethod
    def of(cls, tiers: tuple[Tier, ...] | None, base: RoyaltyBase, currency: str) -> RunningRoyalty | None:
        """Translate; None where there are no tiers."""
        return cls(base=base, tiers=[RoyaltyTier.of(tier, base, currency) for tier in tiers]) if tiers else None


@strawberry.type(description="A payment on reaching a milestone.")
class Payment:
    """One milestone payment."""

    milestone: str = strawberry.field(description="What has to be reached.")
    amount: Money = strawberry.field(description="What is due then.")


@strawberry.type(description="The rate in one region of the arrangement's region table.")
class RegionRate:
    """One row of the region table, applied."""

    region: str = strawberry.field(description="ST.3 code of the country, or a region's name.")
    rate: Decimal | None = strawberry.field(description="The first tier's rate there.")


@strawberry.type(description="One other owner's consent that a license needs, in one country.")
class ConsentNeed:
    """`title.ConsentNeed` in the API."""

    party: Party = strawberry.field(description="The owner.")
    act: LicensedAct = strawberry.field(description="The act consented to. Until a scope names acts, USE stands for all of them.")
    territory: str = strawberry.field(description="ST.3 code of the country.")
    given: bool = strawberry.field(description="Whether a consent in force reaches this applicant.")
    consent_until: date | None = strawberry.field(description="The day after the consent's last one; null while open or missing.")


@strawberry.type(description="A fact that a rule looked at.")
class Fact:
    """`trace.Fact` in the API."""

    name: str = strawberry.field(description="What the fact is about.")
    value: str = strawberry.field(description="Its value as text.")
    source: str | None = strawberry.field(description="Where it comes from.")
    valid_from: date | None = strawberry.field(description="The first day for which it holds.")
    recorded_at: datetime | None = strawberry.field(description="When the register learned it.")


@strawberry.type(description="The terms before or after a step.")
class TermsValues:
    """`cases.Terms` in the API, in short."""

    upfront_fee: Money | None = strawberry.field(description="Due once, at signature.")
    rate: Decimal | None = strawberry.field(description="The first tier's rate; null for amounts per unit.")
    minimum_annual_royalty: Money | None = strawberry.field(description="The least due in a year.")
    annual_cap: Money | None = strawberry.field(description="The most due in a year.")

    @classmethod
    def of(cls, terms: Terms | None) -> TermsValues | None:
        """Translate."""
        if terms is None:
            return None
        tiers = terms.tiers
        by_rate = terms.base is RoyaltyBase.NET_SALES and tiers
        return cls(
            upfront_fee=_due(terms.upfront, terms.currency),
            rate=shown_decimal(tiers[0].rate) if by_rate else None,
            minimum_annual_royalty=_due(terms.minimum, terms.currency),
            annual_cap=_due(terms.cap, terms.currency),
        )


@strawberry.type(description="One rule that was tried, with what it looked at and why it did or did not apply.")
class TraceStep:
    """`trace.Step` in the API."""

    id: str = strawberry.field(description="Unique within the trace and stable for the rule.")
    parent: str | None = strawberry.field(description="The step this one belongs to; null for the result.")
    stage: TraceStage = strawberry.field(description="The stage of the determination.")
    rule: str = strawberry.field(description="The rule's name.")
    applies: bool = strawberry.field(description="Whether it applied.")
    clause: Clause | None = strawberry.field(description="Where the rule comes from.")
    facts: list[Fact] = strawberry.field(description="What it looked at.")
    before: TermsValues | None = strawberry.field(description="The terms before the rule.")
    after: TermsValues | None = strawberry.field(description="The terms after the rule.")
    step: strawberry.Private[domain_trace.Step]

    @strawberry.field(description="Why it did or did not apply.")
    def because(self, language: InLanguage = Language.JA) -> str:
        """Give the reason in one language."""
        return self.step.verdict.because.in_language(language or Language.JA)

    @classmethod
    def of(cls, step: domain_trace.Step) -> TraceStep:
        """Translate."""
        return cls(
            id=step.id,
            parent=step.parent,
            stage=step.stage,
            rule=step.rule,
            applies=step.verdict.holds,
            clause=Clause.of(step.verdict.clause) if step.verdict.clause else None,
            facts=[
                Fact(
                    name=fact.name,
                    value=fact.value,
                    source=fact.source,
                    valid_from=fact.valid_from,
                    recorded_at=fact.recorded_at,
                )
                for fact in step.facts
            ],
            before=TermsValues.of(step.before),
            after=TermsValues.of(step.after),
            step=step,
        )


@strawberry.type(description="On what terms one party may use one patent, as one whole package of one lab, with the reasons.")
class Determination:
    """`terms.Determination` in the API."""

    standing: Standing = strawberry.field(description="How the applicant stands to the patent.")
    outcome: Outcome = strawberry.field(description="What the answer is.")
    would_be: Outcome | None = strawberry.field(description="With CONSENT_NEEDED: what it would be.")
    basis: RightBasis = strawberry.field(description="Why the party may use it, where it may.")
    license_type: LicenseType | None = strawberry.field(description="Null where no license is needed or given.")
    royalty_free: bool = strawberry.field(description="Whether the use costs nothing, now or with the consents that are missing.")
    upfront_fee: Money | None = strawberry.field(description="Due once, at signature.")
    running_royalty: RunningRoyalty | None = strawberry.field(description="The running royalty once the patent is granted.")
    pre_grant_royalty: RunningRoyalty | None = strawberry.field(description="The running royalty for sales before the grant.")
    minimum_annual_royalty: Money | None = strawberry.field(description="The least due in a year.")
    annual_cap: Money | None = strawberry.field(description="The most due in a year.")
    milestones: list[Payment] = strawberry.field(description="Payments on milestones.")
    on: date = strawberry.field(description="The day asked.")
    known_at: datetime = strawberry.field(description="As known at this moment.")
    found: strawberry.Private[domain.Determination]
    view: strawberry.Private[View]

    @strawberry.field(description="The answer in one sentence.")
    def headline(self, language: InLanguage = Language.JA) -> str:
        """Give the sentence in one language."""
        return self.found.headline.in_language(language or Language.JA)

    @strawberry.field(description="The lab whose package this is; null for a patent in no lab.")
    def open_lab(self) -> OpenLab | None:
        """Show the lab."""
        return OpenLab.of(self.found.lab, self.view) if self.found.lab else None

    @strawberry.field(description="The arrangement version whose cards price the patent.")
    def arrangement(self) -> ArrangementVersion | None:
        """Show the version."""
        return ArrangementVersion.of(self.found.arrangement) if self.found.arrangement else None

    @strawberry.field(description="The rates of the arrangement's region table; empty where it has none.")
    def regions(self) -> list[RegionRate]:
        """Show the region table, applied."""
        return [
            RegionRate(region=region, rate=shown_decimal(rate) if rate is not None else None)
            for region, rate in domain.region_rates(self.found)
        ]

    @strawberry.field(description="The consents of other owners that a license needs, one by one.")
    def consents(self) -> list[ConsentNeed]:
        """Show whose consents are needed and given."""
        return [
            ConsentNeed(
                party=Party.of(self.view.reference.parties[need.owner], self.view),
                act=LicensedAct.USE,
                territory=need.country,
                given=domain.is_given(self.found, need),
                consent_until=need.consent.period.until if need.consent else None,
            )
            for need in self.found.cover.needs
        ]

    @strawberry.field(description="The applicant's own running licenses on the patent, wide and narrow.")
    def own_licenses(self) -> list[License]:
        """Show the licenses."""
        return [License.of(license, self.view) for license in self.found.own_licenses]

    @strawberry.field(description="Every rule tried, in order; `parent` gives the tree.")
    def trace(self) -> list[TraceStep]:
        """Show the trace."""
        return [TraceStep.of(step) for step in self.found.steps]

    @strawberry.field(
        description="SHA-256 of everything the answer rests on; a day that changes no fact and no terms changes no digest."
    )
    def digest(self) -> str:
        """Show the digest."""
        return self.found.digest

    @classmethod
    def of(cls, found: domain.Determination, view: View) -> Determination:
        """Translate."""
        price = found.price
        return cls(
            standing=found.standing,
            outcome=found.outcome,
            would_be=found.would_be,
            basis=found.basis,
            license_type=found.license_type,
            royalty_free=found.royalty_free,
            upfront_fee=_due(price.upfront, price.currency) if price else None,
            running_royalty=RunningRoyalty.of(price.tiers, price.base, price.currency) if price else None,
            pre_grant_royalty=RunningRoyalty.of(price.pre_grant_tiers, price.base, price.currency) if price else None,
            minimum_annual_royalty=_due(price.minimum, price.currency) if price else None,
            annual_cap=_due(price.cap, price.currency) if price else None,
            milestones=_milestones(price) if price else [],
            on=found.question.on,
            known_at=found.known_at,
            found=found,
            view=view,
        )


def _milestones(price: domain.QuotedPrice) -> list[Payment]:
    return [Payment(milestone=name, amount=Money.due(ExactMoney(due, price.currency))) for name, due in price.milestones]


def _due(amount: Fraction | None, currency: str) -> Money | None:
    return Money.due(ExactMoney(amount, currency)) if amount is not None else None

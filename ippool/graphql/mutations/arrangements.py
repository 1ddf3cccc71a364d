"""Putting a version of a lab's arrangement in force: its cards, policies, rows and adjustments as a client gives them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, TypeVar

import strawberry

from ippool.domain.arrangements import (
    BackgroundPolicy,
    Card,
    ConsentDemand,
    CostModel,
    CrossLabPolicy,
    Exclusivity,
    LateJoiner,
    MemberSolePolicy,
    NonmemberPolicy,
    NonworkingCompensation,
    Policies,
    PreferenceScope,
    ResearchPolicy,
    RoyaltyBase,
    UtilityModels,
)
from ippool.domain.consents import Beneficiaries
from ippool.domain.licenses import LicenseType
from ippool.domain.parties import MemberKind
from ippool.domain.patents import OwnershipClass
from ippool.domain.rules import Tier
from ippool.domain.tables import Cell, Row, Standing
from ippool.graphql.context import Info
from ippool.graphql.labs import ArrangementVersion, OpenLab
from ippool.graphql.mutations.doing import Done, MutationInput, TextInput, do, exact, words
from ippool.graphql.problems import (
    ArrangementRefusedProblem,
    ConflictProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    SchemeConflictProblem,
    StaleVersionProblem,
)
from ippool.usecases import arrangements as use

B = TypeVar("B", Policies, ConsentDemand, Exclusivity)


def _block(kind: type[B], given: object | None) -> B:
    """Make a block of parameters: what is left out has its default."""
    values: dict[str, Any] = {one.name: getattr(given, one.name) for one in fields(kind)} if given is not None else {}
    return kind(**{name: _exactly(value) for name, value in values.items() if value is not None})


def _exactly(value: object) -> Any:
    return Fraction(value) if isinstance(value, Decimal) else value


@strawberry.input(description="From an amount on each further unit costs a rate; the first tier begins at 0.")
class TierInput:
    """`rules.Tier` as a client gives it."""

    from_: Decimal = strawberry.field(name="from", description="Net sales, or units sold, from which the tier counts.")
    rate: Decimal = strawberry.field(description="Fraction of net sales, or money per unit where the card counts units.")

    def to_tier(self) -> Tier:
        """Translate."""
        return Tier(Fraction(self.from_), Fraction(self.rate))


@strawberry.input(description="A payment on reaching a milestone.")
class MilestoneInput:
    """One milestone of a card as a client gives it."""

    milestone: str = strawberry.field(description="What has to be reached.")
    amount: Decimal = strawberry.field(description="What is due then, in the main unit.")


@strawberry.input(description="A price, for those whom the decision table sends to it.")
class CardInput:
    """`cards.Card` as a client gives it."""

    code: str = strawberry.field(description="NONMEM, MEMBER, MEMBER:<tier>, RESEARCH, or in a closed lab OWN_WORKING.")
    upfront_fee: Decimal = strawberry.field(default=Decimal(0), description="Due once, at signature, in the main unit.")
    tiers: list[TierInput] = strawberry.field(description="The running royalty in marginal tiers, lowest first.")
    minimum_annual_royalty: Decimal = strawberry.field(default=Decimal(0), description="The least due in a year.")
    annual_cap: Decimal | None = strawberry.field(default=None, description="The most due in a year; left out: no cap.")
    base: RoyaltyBase = strawberry.field(default=RoyaltyBase.NET_SALES, description="What the tiers multiply.")
    currency: str = strawberry.field(default="JPY", description="ISO 4217 code.")
    pre_grant_factor: Decimal | None = strawberry.field(default=None, description="Multiplies the running rate before the grant.")
    milestones: list[MilestoneInput] = strawberry.field(default_factory=list, description="Payments on milestones.")

    def to_card(self) -> Card:
        """Translate."""
        return Card(
            code=self.code,
            upfront=Fraction(self.upfront_fee),
            tiers=tuple(one.to_tier() for one in self.tiers),
            minimum=Fraction(self.minimum_annual_royalty),
            cap=exact(self.annual_cap),
            base=self.base,
            currency=self.currency,
            pre_grant_factor=exact(self.pre_grant_factor),
            milestones=tuple((one.milestone, Fraction(one.amount)) for one in self.milestones),
        )


@strawberry.input(description="The policies of a version; each that is left out has its default.")
class PoliciesInput:
    """`policies.Policies` as a client gives it."""

    applies_to_pinned: bool | None = strawberry.field(
        default=None, description="Whether its cards also price patents pinned to earlier versions. Default: false."
    )
    quote_days: int | None = strawberry.field(default=None, description="How long a quote holds. Default: 30.")
    publish_card: bool | None = strawberry.field(
        default=None, description="Whether the non-member's card is public. Default: true."
    )
    nonmember: NonmemberPolicy | None = strawberry.field(
        default=None, description="Whether non-members are offered terms. Default: OFFER."
    )
    cross_lab: CrossLabPolicy | None = strawberry.field(
        default=None, description="What a member of the center or of another of its labs gets. Default: NONMEM."
    )
    research: ResearchPolicy | None = strawberry.field(
        default=None, description="What a university in the lab gets for research. Default: FREE."
    )
    member_sole: MemberSolePolicy | None = strawberry.field(
        default=None, description="How a member's own result stands in the pool. Default: OUTSIDE."
    )
    background: BackgroundPolicy | None = strawberry.field(
        default=None, description="How background stands in the pool. Default: NONMEM."
    )
    utility_models: UtilityModels | None = strawberry.field(
        default=None, description="Whether utility models have terms. Default: NOT_PRICED."
    )
    late_joiner: LateJoiner | None = strawberry.field(
        default=None, description="What a member gets of inventions made before it joined. Default: ALL."
    )
    buy_in_amount: Decimal | None = strawberry.field(default=None, description="What a late joiner buys in with, where BUY_IN.")
    nonworking_compensation: NonworkingCompensation | None = strawberry.field(
        default=None, description="Whether a working co-owner pays the one that does not work. Default: NONE."
    )
    preference_scope: PreferenceScope | None = strawberry.field(
        default=None, description="Against what a member's terms are compared. Default: CETERIS_PARIBUS."
    )
    tail_months: int | None = strawberry.field(default=None, description="How long a former member keeps its terms. Default: 12.")
    arrears_days: int | None = strawberry.field(
        default=None, description="How long a member may be in arrears before its terms rest. Default: 60."
    )
    affiliate_threshold: Decimal | None = strawberry.field(
        default=None, description="A subsidiary is one under more control than this. Default: 0.5."
    )
    affiliate_list_required: bool | None = strawberry.field(
        default=None, description="Whether a subsidiary must be listed in the lab's annex. Default: true."
    )
    owner_affiliates_free: bool | None = strawberry.field(
        default=None, description="Whether a co-owner's subsidiaries are free. Default: false."
    )
    option_allowed: bool | None = strawberry.field(
        default=None, description="Whether there are options to exclusivity; closed labs only. Default: false."
    )
    cost_model: CostModel | None = strawberry.field(default=None, description="Who bears the costs. Default: CORE_PAYS.")
    cost_recovery_first: bool | None = strawberry.field(
        default=None, description="Whether the core institution's costs are recovered before income is split. Default: false."
    )


@strawberry.input(description="What a version asks of co-owners. It is a demand; what was agreed is in the consents.")
class ConsentDemandInput:
    """`policies.ConsentDemand` as a client gives it."""

    blanket_required: bool | None = strawberry.field(
        default=None, description="Whether signing it gives a blanket consent in advance. Default: true."
    )
    scope: Beneficiaries | None = strawberry.field(
        default=None, description="For whose licenses. Default: MEMBERS_AND_THIRD_PARTIES."
    )
    survives_exit: bool | None = strawberry.field(
        default=None, description="Whether it outlasts the giver's membership. Default: true."
    )
    foreign_license_covenant: bool | None = strawberry.field(
        default=None, description="Whether owners may not license alone abroad where the law lets them. Default: true."
    )


@strawberry.input(description="What a closed lab's partner gets by contract.")
class ExclusivityInput:
    """`policies.Exclusivity` as a client gives it."""

    license_type: LicenseType | None = strawberry.field(
        default=None, description="The kind of license; in an open lab never an exclusive one. Default: NON_EXCLUSIVE."
    )
    period_years: int | None = strawberry.field(default=None, description="For how many years. Default: 10.")
    field_of_use: str | None = strawberry.field(default=None, description="In which field; left out: in every field.")


@strawberry.input(
    description="A row of the decision table; it comes before the scheme's own rows, and the first that matches decides."
)
class RowInput:
    """`tables.Row` as a client gives it."""

    cell: Cell = strawberry.field(description="What the row says.")
    standings: list[Standing] = strawberry.field(description="For these standings, one at least.")
    ownership_classes: list[OwnershipClass] = strawberry.field(
        default_factory=list, description="For patents of these classes; left out: of every class."
    )
    member_kinds: list[MemberKind] = strawberry.field(
        default_factory=list, description="For members of these kinds; left out: of every kind."
    )
    clause: str = strawberry.field(default="", description="The clause of the instrument.")

    def to_row(self) -> Row:
        """Translate."""
        return Row(
            cell=self.cell,
            standings=frozenset(self.standings),
            ownership_classes=frozenset(self.ownership_classes),
            member_kinds=frozenset(self.member_kinds),
            clause=self.clause,
        )


@strawberry.input(description="One entry of a table of factors.")
class FactorInput:
    """One entry of an adjustment's table as a client gives it."""

    of: str = strawberry.field(description="The value it is for: a tier, a country or region.")
    factor: Decimal = strawberry.field(description="What it multiplies with.")


@strawberry.input(description="A value that switches a preference rule on; exactly one of the four shapes is given.")
class AdjustmentInput:
    """`arrangements.Adjusted` as a client gives it."""

    name: str = strawberry.field(description="The rule's parameter, such as pre-grant-factor.")
    number: Decimal | None = strawberry.field(default=None, description="A factor or an amount.")
    day: date | None = strawberry.field(default=None, description="A day.")
    factors: list[FactorInput] | None = strawberry.field(default=None, description="A table of factors.")
    tiers: list[TierInput] | None = strawberry.field(default=None, description="Tiers, lowest first.")

    def to_adjusted(self) -> use.Adjusted:
        """Translate."""
        return use.Adjusted(
            name=self.name,
            number=exact(self.number),
            day=self.day,
            factors=tuple((one.of, Fraction(one.factor)) for one in self.factors) if self.factors is not None else None,
            tiers=tuple(one.to_tier() for one in self.tiers) if self.tiers is not None else None,
        )


@strawberry.input(description="A party that signed the version.")
class SignatoryInput:
    """`arrangements.Signed` as a client gives it."""

    party: str = strawberry.field(description="Code of the party.")
    signed_on: date = strawberry.field(description="The day it signed.")


@strawberry.input(description="The next version of a lab's arrangement. Its scheme is the lab's; its number follows the last one.")
class PutArrangementInForceInput(MutationInput):
    """`PutArrangementInForce` as a client gives it."""

    open_lab: str = strawberry.field(description="Code of the lab.")
    from_: date = strawberry.field(name="from", description="The first day in force; the version before ends the day before.")
    title: TextInput | None = strawberry.field(default=None, description="Its title.")
    cards: list[CardInput] = strawberry.field(description="The prices.")
    policies: PoliciesInput | None = strawberry.field(default=None, description="The policies; left out: their defaults.")
    consent: ConsentDemandInput | None = strawberry.field(
        default=None, description="What it asks of co-owners; left out: the defaults."
    )
    exclusivity: ExclusivityInput | None = strawberry.field(
        default=None, description="What a closed lab's partner gets; left out: nothing exclusive."
    )
    rows: list[RowInput] = strawberry.field(default_factory=list, description="Rows that come before the scheme's own.")
    adjustments: list[AdjustmentInput] = strawberry.field(
        default_factory=list, description="Values that switch preference rules on."
    )
    signatories: list[SignatoryInput] = strawberry.field(
        default_factory=list, description="Who signed it; where it asks for a blanket consent, signing gives it."
    )
    expected_version: int = strawberry.field(
        description="The version of the lab as the caller read it; it goes up with every arrangement."
    )
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.PutArrangementInForce:
        """Translate."""
        return use.PutArrangementInForce(
            idempotency_key=self.idempotency_key,
            open_lab=self.open_lab,
            start=self.from_,
            title=words(self.title),
            cards=tuple(one.to_card() for one in self.cards),
            policies=_block(Policies, self.policies),
            consent=_block(ConsentDemand, self.consent),
            exclusivity=_block(Exclusivity, self.exclusivity),
            rows=tuple(one.to_row() for one in self.rows),
            adjustments=tuple(one.to_adjusted() for one in self.adjustments),
            signatories=tuple(use.Signed(one.party, one.signed_on) for one in self.signatories),
            expected_version=self.expected_version,
            source=self.source,
        )


@strawberry.type(description="The version was put in force.")
class ArrangementPutInForce(Done):
    """Success of `putArrangementInForce`."""

    arrangement: ArrangementVersion = strawberry.field(description="The version.")
    open_lab: OpenLab = strawberry.field(description="The lab; its version is one more.")


PutArrangementInForceResult = Annotated[
    ArrangementPutInForce
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ArrangementRefusedProblem
    | SchemeConflictProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("PutArrangementInForceResult", description="What putting the version in force came to."),
]


@strawberry.type
class ArrangementMutation:
    """The mutations about arrangements."""

    @strawberry.mutation(
        description=(
            "Put a version of a lab's arrangement in force. The open scheme is never exclusive and knows no compensation for "
            "non-working. Signing a version that asks for a blanket consent gives it."
        )
    )
    async def put_arrangement_in_force(
        self, info: Info, input: Annotated[PutArrangementInForceInput, strawberry.argument(description="The version.")]
    ) -> PutArrangementInForceResult:
        """Put a version in force."""
        kept, view = await do(info, use.put_arrangement_in_force, input.to_command())
        lab = OpenLab.of(view.reference.labs[kept.record.lab], view)
        return ArrangementPutInForce(replayed=kept.replayed, arrangement=ArrangementVersion.of(kept.record), open_lab=lab)

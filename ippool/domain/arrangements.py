"""Arrangements: the rules of one lab, in versions, each in force over a period (R2).

A version holds cards (prices), rows of a decision table that come before the scheme's own, parameters and the values that switch
preference rules on. A patent is *pinned* to one version; its prices follow that version or a later one that says it applies to
pinned patents (edge 28).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any, TypeVar, cast
from uuid import UUID

from ippool.domain.clause import R1, R3, R5, pool_rule
from ippool.domain.consents import (
    ALL_ACTS,
    AboutKind,
    Beneficiaries,
    Consent,
    ConsentKind,
)
from ippool.domain.errors import Finding, RuleBroken
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import LicenseType
from ippool.domain.money import exact_decimal
from ippool.domain.rules import Parameter, ParameterShape, Tier
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.timeline import Period
from ippool.domain.words import Words

V = TypeVar("V")


class RoyaltyBase(StrEnum):
    """What the running rate multiplies."""

    NET_SALES = "NET_SALES"
    PER_UNIT = "PER_UNIT"


class NonmemberPolicy(StrEnum):
    """Whether non-members are offered terms."""

    OFFER = "OFFER"
    OFFER_AFTER_PUBLICATION = "OFFER_AFTER_PUBLICATION"
    NOT_OFFERED = "NOT_OFFERED"


class CrossLabPolicy(StrEnum):
    """What a member of the center or of another lab gets."""

    NONMEM = "NONMEM"
    DISCOUNT = "DISCOUNT"


class ResearchPolicy(StrEnum):
    """What a university in the lab gets for research."""

    FREE = "FREE"
    CARD = "CARD"
    NONE = "NONE"


class MemberSolePolicy(StrEnum):
    """How a member's own result stands in the pool."""

    POOL_OPT_IN = "POOL_OPT_IN"
    ACCESS_FAIR = "ACCESS_FAIR"
    OUTSIDE = "OUTSIDE"


class BackgroundPolicy(StrEnum):
    """How background stands in the pool."""

    FAIR_REASONABLE_IF_NEEDED = "FAIR_REASONABLE_IF_NEEDED"
    NONMEM = "NONMEM"


class LateJoiner(StrEnum):
    """What a member gets of inventions made before it joined."""

    ALL = "ALL"
    FROM_JOIN_DATE = "FROM_JOIN_DATE"
    BUY_IN = "BUY_IN"


class NonworkingCompensation(StrEnum):
    """Whether a working co-owner pays the one that does not work. NONE in an open lab, always."""

    NONE = "NONE"
    RATE_BY_SHARE = "RATE_BY_SHARE"


class UtilityModels(StrEnum):
    """Whether utility models have terms."""

    PRICED = "PRICED"
    NOT_PRICED = "NOT_PRICED"


class PreferenceScope(StrEnum):
    """Against what a member's terms are compared."""

    CETERIS_PARIBUS = "CETERIS_PARIBUS"
    ABSOLUTE = "ABSOLUTE"


class CostModel(StrEnum):
    """Who bears the costs of a patent."""

    CORE_PAYS = "CORE_PAYS"
    EQUAL = "EQUAL"
    BY_SHARE = "BY_SHARE"
    BY_USE = "BY_USE"
    LEVY = "LEVY"


PRE_GRANT_FACTOR: Parameter[Fraction] = Parameter("pre-grant-factor", ParameterShape.FACTOR, "multiplies the rate before the grant")
"""The one parameter that a card may set for itself (domain rules, 5.5)."""


@dataclass(frozen=True, slots=True)
class Card:
    """A price.

    Units: money in the currency's main unit; tier rates as fractions of net sales (NET_SALES) or money per unit (PER_UNIT).
    `pre_grant_factor` multiplies the running rate while the patent is pending. Codes: NONMEM, RESEARCH, MEMBER:<tier>, OWN_WORKING.
    """

    code: str
    upfront: Fraction
    tiers: tuple[Tier, ...]
    minimum: Fraction = Fraction(0)
    cap: Fraction | None = None
    base: RoyaltyBase = RoyaltyBase.NET_SALES
    currency: str = "JPY"
    pre_grant_factor: Fraction | None = None
    milestones: tuple[tuple[str, Fraction], ...] = ()

    def own_value(self, parameter: Parameter[V]) -> V | None:
        """Return what the card itself sets for a parameter; only the pre-grant factor can be a card's own."""
        return cast(V, self.pre_grant_factor) if parameter == PRE_GRANT_FACTOR else None


@dataclass(frozen=True, slots=True)
class Signatory:
    """A party that signed a version, and when."""

    party: UUID
    signed_on: date


@dataclass(frozen=True, slots=True)
class Exclusivity:
    """What a closed lab's partner gets by contract."""

    license_type: LicenseType = LicenseType.NON_EXCLUSIVE
    period_years: int = 10
    field_of_use: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentDemand:
    """What a version asks of co-owners. It is a demand: the truth is in the consent records."""

    blanket_required: bool = True
    scope: Beneficiaries = Beneficiaries.MEMBERS_AND_THIRD_PARTIES
    survives_exit: bool = True
    foreign_license_covenant: bool = True


@dataclass(frozen=True, slots=True)
class Policies:
    """The parameters of a version that have a fixed name and default (domain rules, 5.3)."""

    applies_to_pinned: bool = False
    quote_days: int = 30
    publish_card: bool = True
    nonmember: NonmemberPolicy = NonmemberPolicy.OFFER
    cross_lab: CrossLabPolicy = CrossLabPolicy.NONMEM
    research: ResearchPolicy = ResearchPolicy.FREE
    member_sole: MemberSolePolicy = MemberSolePolicy.OUTSIDE
    background: BackgroundPolicy = BackgroundPolicy.NONMEM
    utility_models: UtilityModels = UtilityModels.NOT_PRICED
    late_joiner: LateJoiner = LateJoiner.ALL
    buy_in_amount: Fraction | None = None
    nonworking_compensation: NonworkingCompensation = NonworkingCompensation.NONE
    preference_scope: PreferenceScope = PreferenceScope.CETERIS_PARIBUS
    tail_months: int = 12
    arrears_days: int = 60
    affiliate_threshold: Fraction = Fraction(1, 2)
    affiliate_list_required: bool = True
    owner_affiliates_free: bool = False
    option_allowed: bool = False
    cost_model: CostModel = CostModel.CORE_PAYS
    cost_recovery_first: bool = False


AdjustmentValue = Fraction | date | tuple[tuple[str, Fraction], ...] | tuple[Tier, ...]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """One version of one lab's arrangement.

    Two versions are equal where lab, version number and content are: the hash of the content (`digest`) stands for it.
    """

    id: UUID
    lab: UUID
    lab_code: str
    version_number: int
    in_force: Period
    scheme: Scheme
    cards: tuple[Card, ...]
    policies: Policies = Policies()
    consent: ConsentDemand = ConsentDemand()
    exclusivity: Exclusivity = Exclusivity()
    rows: tuple[Row, ...] = ()
    adjustments: Mapping[str, AdjustmentValue] = field(default_factory=dict)
    signatories: tuple[Signatory, ...] = ()
    title: Words = Words("", "")
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_digest", _content_hash(self))

    @property
    def digest(self) -> str:
        """The hash of the content: what was agreed, without database ids or record versions."""
        return cast(str, self.__dict__["_digest"])

    @property
    def code(self) -> str:
        """Lab and version, as it is cited: `OL-BAT@3`."""
        return f"{self.lab_code}@{self.version_number}"

    def card(self, code: str) -> Card | None:
        """Return the card of a code, or None."""
        return next((card for card in self.cards if card.code == code), None)

    def value(self, parameter: Parameter[V]) -> V | None:
        """Return what this version sets for a parameter, or None where it is not switched on."""
        found = self.adjustments.get(parameter.name)
        if found is None:
            return None
        if parameter.shape is ParameterShape.FACTOR_TABLE:
            return cast(V, dict(cast(tuple[tuple[str, Fraction], ...], found)))
        return cast(V, found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Arrangement) and self.digest == other.digest and self.lab == other.lab

    def __hash__(self) -> int:
        return hash((self.lab, self.digest))


class ArrangementRefused(RuleBroken):
    """A version may not come into force; `findings` names every fault."""

    code = "ARRANGEMENT_REFUSED"

    def __init__(self, arrangement: Arrangement, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            Words(
                f"取決め {arrangement.code} は発効できない: " + " ".join(finding.because.ja for finding in findings),
                f"Arrangement {arrangement.code} cannot be put in force: " + " ".join(finding.because.en for finding in findings),
            ),
            clause=findings[0].clause,
            path=findings[0].path,
            next_step=Words("指摘の項目を直して改めて提出する。", "Correct the fields named and submit it again."),
        )


_OPEN_TYPES = frozenset({LicenseType.NON_EXCLUSIVE, LicenseType.PROVISIONAL_NON_EXCLUSIVE, LicenseType.RESEARCH})
_FORM = pool_rule("5.3", "取決めの様式。", "The form of an arrangement.")


def check_scheme_law(arrangement: Arrangement, lab: OpenLab) -> tuple[Finding, ...]:
    """Return every fault of a version against its lab's scheme and against its own form; none means it may come into force.

    Open is never exclusive in any form and knows no compensation for non-working; the scheme is the lab's and fixed for its life.
    """
    findings: list[Finding] = []

    def fault(path: tuple[str, ...], ja: str, en: str, clause: Any = _FORM) -> None:
        findings.append(Finding(path, Words(ja, en), clause))

    if arrangement.scheme is not lab.scheme:
        fault(
            ("scheme",),
            f"スキームはラボの存続中変わらない（ラボは {lab.scheme}、この版は {arrangement.scheme}）。",
            f"The scheme is fixed for the life of the lab: the lab is {lab.scheme}, this version says {arrangement.scheme}.",
            R2_FIXED,
        )
    if lab.scheme is Scheme.OPEN:
        if arrangement.exclusivity.license_type not in _OPEN_TYPES:
            fault(
                ("exclusivity", "license_type"),
                "オープン・スキームの許諾は非独占に限る。",
                "In the open scheme every license is non-exclusive.",
                R3,
            )
        if arrangement.policies.option_allowed:
            fault(
                ("option_allowed",),
                "オープン・スキームに独占の選択権はない。",
                "The open scheme knows no option to exclusivity.",
                R3,
            )
        if arrangement.policies.nonworking_compensation is not NonworkingCompensation.NONE:
            fault(
                ("nonworking_compensation",),
                "オープン・スキームの共有者は無償で実施し、不実施補償を払わない。",
                "In the open scheme a co-owner works free and pays no compensation for non-working.",
                R5,
            )
        if arrangement.policies.cost_model is not CostModel.CORE_PAYS:
            fault(
                ("cost_model",),
                "オープン・スキームでは中核機関が費用を負担する。",
                "In the open scheme the core institution bears the costs.",
                R1,
            )
        for index, row in enumerate(arrangement.rows):
            if Standing.CO_OWNER in row.standings and row.cell is not Cell.FREE_OWN:
                fault(
                    ("rows", str(index)),
                    "共有者の自己実施は無償であり、表で変えられない。",
                    "A co-owner's own working is free; a row cannot change it.",
                    R5,
                )
            if row.cell is Cell.BY_PARTNER_CONTRACT:
                fault(
                    ("rows", str(index)),
                    "相手方契約の行はクローズド・スキームに限る。",
                    "Partner contracts belong to the closed scheme.",
                    R3,
                )
    findings.extend(_form_faults(arrangement))
    return tuple(findings)


R2_FIXED = pool_rule("section 4", "スキームの変更は新しいラボとする。", "A change of scheme is a new lab.")


def _form_faults(arrangement: Arrangement) -> list[Finding]:
    faults: list[Finding] = []

    def fault(path: tuple[str, ...], ja: str, en: str) -> None:
        faults.append(Finding(path, Words(ja, en), _FORM))

    codes = [card.code for card in arrangement.cards]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        fault(("cards", code), f"料率表 {code} が二つある。", f"Card {code} is there twice.")
    for card in arrangement.cards:
        where = ("cards", card.code)
        if not card.tiers or card.tiers[0].start != 0:
            fault(
                (*where, "tiers"),
                f"{card.code} の段階は 0 から始まらなければならない。",
                f"The tiers of {card.code} must begin at 0.",
            )
        if any(left.start >= right.start for left, right in zip(card.tiers, card.tiers[1:], strict=False)):
            fault(
                (*where, "tiers"),
                f"{card.code} の段階は昇順でなければならない。",
                f"The tiers of {card.code} must rise.",
            )
        amounts = (card.upfront, card.minimum, card.cap or Fraction(0), *(tier.rate for tier in card.tiers))
        if any(amount < 0 for amount in amounts) or (card.pre_grant_factor or 0) < 0:
            fault(where, f"{card.code} に負の値がある。", f"Card {card.code} has a negative value.")
        if card.cap is not None and card.cap < card.minimum:
            fault(
                (*where, "cap"),
                f"{card.code} の上限が最低実施料を下回る。",
                f"The cap of {card.code} is below its minimum (I-16).",
            )
        if card.base is RoyaltyBase.NET_SALES and any(tier.rate > 1 for tier in card.tiers):
            fault((*where, "tiers"), f"{card.code} の料率が 1 を超える。", f"A rate of {card.code} is above 1.")
    for name, value in sorted(arrangement.adjustments.items()):
        factors = _factors(value)
        for factor in factors:
            if factor < 0:
                fault(("adjustments", name), f"{name} が負である。", f"{name} is negative.")
            try:
                exact_decimal(factor)
            except ValueError:
                fault(
                    ("adjustments", name),
                    f"{name} は有限小数でなければならない（料率を正確に示すため）。",
                    f"{name} must be a finite decimal, so that the rate can be stated exactly.",
                )
    return faults


def _factors(value: AdjustmentValue) -> list[Fraction]:
    match value:
        case Fraction():
            return [value]
        case tuple():
            return [entry.rate if isinstance(entry, Tier) else entry[1] for entry in value]
        case _:
            return []


def consents_by_signature(
    arrangement: Arrangement, *, id_of: Callable[[str], UUID], core: frozenset[UUID], code_of: Callable[[UUID], str]
) -> tuple[Consent, ...]:
    """Return the blanket consents that signing this version creates: one about the lab for each signatory but the core.

    `code_of(party)` gives a party's code, so that the consent is cited as `<LAB>@<n>/<PARTY>`; `id_of(code)` makes the record's id.
    Empty where the version does not demand a blanket consent.
    """
    if not arrangement.consent.blanket_required:
        return ()
    return tuple(
        Consent(
            id=id_of(f"{arrangement.code}/{code_of(signatory.party)}"),
            code=f"{arrangement.code}/{code_of(signatory.party)}",
            giver=signatory.party,
            about=AboutKind.LAB,
            about_id=arrangement.lab,
            kind=ConsentKind.LICENSE_BLANKET,
            beneficiaries=arrangement.consent.scope,
            named=frozenset(),
            acts=frozenset(ALL_ACTS),
            jurisdictions=frozenset(),
            period=Period(signatory.signed_on, None),
            revocable=False,
            survives_exit=arrangement.consent.survives_exit,
            evidence=arrangement.code,
            source=arrangement.source,
        )
        for signatory in arrangement.signatories
        if signatory.party not in core
    )


def in_force_on(versions: tuple[Arrangement, ...], on: date) -> Arrangement | None:
    """Return the version of one lab in force on a day."""
    return next((version for version in versions if on in version.in_force), None)


def _content_hash(arrangement: Arrangement) -> str:
    content = {
        "lab": arrangement.lab_code,
        "version": arrangement.version_number,
        "in_force": arrangement.in_force,
        "scheme": arrangement.scheme,
        "cards": sorted(arrangement.cards, key=lambda card: card.code),
        "policies": arrangement.policies,
        "consent": arrangement.consent,
        "exclusivity": arrangement.exclusivity,
        "rows": arrangement.rows,
        "adjustments": dict(sorted(arrangement.adjustments.items())),
    }
    text = json.dumps(canonical(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> Any:
    """Reduce a value to what canonical JSON can hold: exact numbers as text, days as ISO dates, sets sorted."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): canonical(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(canonical(entry)) for entry in value)
    if isinstance(value, tuple | list):
        return [canonical(entry) for entry in value]
    if is_dataclass(value):
        return {entry.name: canonical(getattr(value, entry.name)) for entry in fields(value)}
    return str(value)

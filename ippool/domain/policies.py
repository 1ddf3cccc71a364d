"""The parameters of an arrangement that have a fixed name and a default (domain rules, 5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ippool.domain.consents import Beneficiaries
from ippool.domain.licenses import LicenseType


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

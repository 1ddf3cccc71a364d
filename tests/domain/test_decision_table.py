"""The decision table of the domain rules (5.2), written down and compared with what the code answers, cell by cell.

Words of a cell: `x` cannot occur; `?` is a hole; `held?` refuses while somebody else holds exclusivity and is a hole otherwise; the
others name a card or the policy that decides. The consent column of the rules is tried for every cell with a card.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pytest

from ippool.domain.arrangements import (
    BackgroundPolicy,
    CrossLabPolicy,
    MemberSolePolicy,
    NonmemberPolicy,
    Policies,
    ResearchPolicy,
)
from ippool.domain.arrangements import (
    Exclusivity as PartnerContract,
)
from ippool.domain.cases import AssetState, Case, Exclusivity
from ippool.domain.consents import ConsentCover
from ippool.domain.labs import Scheme
from ippool.domain.licenses import LicenseType
from ippool.domain.outcomes import Outcome, determine_terms
from ippool.domain.parties import MemberKind, SizeClass
from ippool.domain.patents import OwnershipClass
from ippool.domain.schemes import SCHEMES
from ippool.domain.tables import Standing
from tests.builders import TODAY, a_card, an_arrangement, card_m, card_n

COLUMNS = (
    (Standing.CO_OWNER, None),
    (Standing.LAB_MEMBER, MemberKind.COMPANY),
    (Standing.FORMER_LAB_MEMBER, MemberKind.COMPANY),
    (Standing.AFFILIATE, MemberKind.COMPANY),
    (Standing.LAB_MEMBER, MemberKind.UNIVERSITY),
    (Standing.CENTER_MEMBER, None),
    (Standing.NON_MEMBER, None),
)
#                             CO_OWNER   MEMBER      FORMER   AFFILIATE  UNIVERSITY  CENTER       NON_MEMBER
TABLE = """
OPEN   CORE_SOLE            | x        | MEMBER     | MEMBER | AFFIL  | RESEARCH | CROSS_LAB | NONMEMBER
OPEN   CORE_AND_COMPANY     | FREE_OWN | MEMBER     | MEMBER | AFFIL  | RESEARCH | CROSS_LAB | NONMEMBER
OPEN   CORE_AND_COMPANIES   | FREE_OWN | MEMBER     | MEMBER | AFFIL  | ?        | CROSS_LAB | NONMEMBER
OPEN   CORE_AND_UNIVERSITY  | FREE_OWN | MEMBER     | MEMBER | AFFIL  | ?        | CROSS_LAB | NONMEMBER
OPEN   CORE_AND_OUTSIDER    | FREE_OWN | MEMBER     | ?      | ?      | ?        | CROSS_LAB | NONMEMBER
OPEN   MIXED                | FREE_OWN | MEMBER     | MEMBER | AFFIL  | ?        | CROSS_LAB | NONMEMBER
OPEN   MEMBER_SOLE          | FREE_OWN | SOLE       | ?      | ?      | ?        | OUTSIDE   | OUTSIDE
OPEN   BACKGROUND           | FREE_OWN | BACKGROUND | ?      | ?      | ?        | NONMEM    | NONMEM
CLOSED CORE_SOLE            | x        | PARTNER    | held?  | held?  | RESEARCH | CROSS_LAB | NONMEMBER
CLOSED CORE_AND_COMPANY     | FREE_OWN | AS_NONMEM  | held?  | held?  | ?        | CROSS_LAB | NONMEMBER
CLOSED CORE_AND_COMPANIES   | FREE_OWN | ?          | ?      | ?      | ?        | ?         | ?
CLOSED CORE_AND_UNIVERSITY  | FREE_OWN | ?          | ?      | ?      | ?        | ?         | ?
CLOSED CORE_AND_OUTSIDER    | FREE_OWN | ?          | ?      | ?      | ?        | ?         | ?
CLOSED MIXED                | FREE_OWN | ?          | ?      | ?      | ?        | ?         | ?
CLOSED MEMBER_SOLE          | FREE_OWN | SOLE       | ?      | ?      | ?        | OUTSIDE   | OUTSIDE
CLOSED BACKGROUND           | FREE_OWN | BACKGROUND | ?      | ?      | ?        | NONMEM    | NONMEM
"""


@dataclass(frozen=True)
class Says:
    """What a cell comes to under some policies: outcome, card and type of license."""

    outcome: Outcome
    card: str | None = None
    license_type: LicenseType | None = None
    policies: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


OPEN_TO_ALL = LicenseType.NON_EXCLUSIVE
MEMBER = Says(Outcome.PREFERRED, "MEMBER:standard", OPEN_TO_ALL)
NONMEM = Says(Outcome.STANDARD, "NONMEM", OPEN_TO_ALL)
HOLE = Says(Outcome.NOT_COVERED)
REFUSED = Says(Outcome.REFUSED)
HELD: dict[str, Any] = {"exclusivity": Exclusivity.OTHERS_HOLD_IT}


def under(says: Says, facts: dict[str, Any] | None = None, **policies: Any) -> Says:
    return replace(says, policies=policies, facts=facts or {})


NOT_OFFERED = NonmemberPolicy.NOT_OFFERED
AFTER = NonmemberPolicy.OFFER_AFTER_PUBLICATION
PENDING: dict[str, Any] = {"asset_state": AssetState.PENDING}
PUBLISHED: dict[str, Any] = {"asset_state": AssetState.PUBLISHED}
PROVISIONAL = replace(NONMEM, license_type=LicenseType.PROVISIONAL_NON_EXCLUSIVE)

MEANING: dict[str, tuple[Says, ...]] = {
    "FREE_OWN": (Says(Outcome.FREE), under(Says(Outcome.FREE), HELD)),
    "MEMBER": (MEMBER, under(REFUSED, HELD), under(MEMBER, nonmember=NOT_OFFERED)),
    "AFFIL": (MEMBER, under(REFUSED, HELD)),
    "RESEARCH": (
        Says(Outcome.FREE, "RESEARCH", LicenseType.RESEARCH),
        under(Says(Outcome.STANDARD, "RESEARCH", LicenseType.RESEARCH), research=ResearchPolicy.CARD),
        under(MEMBER, research=ResearchPolicy.NONE),
        under(REFUSED, HELD),
    ),
    "CROSS_LAB": (
        NONMEM,
        under(replace(NONMEM, outcome=Outcome.PREFERRED), cross_lab=CrossLabPolicy.DISCOUNT),
        under(replace(NONMEM, outcome=Outcome.PREFERRED), cross_lab=CrossLabPolicy.DISCOUNT, nonmember=NOT_OFFERED),
        under(REFUSED, nonmember=NOT_OFFERED),
        under(REFUSED, HELD, cross_lab=CrossLabPolicy.DISCOUNT),
    ),
    "NONMEMBER": (
        NONMEM,
        under(REFUSED, nonmember=NOT_OFFERED),
        under(REFUSED, PENDING, nonmember=AFTER),
        under(PROVISIONAL, PUBLISHED, nonmember=AFTER),
        under(PROVISIONAL, PENDING),
        under(REFUSED, HELD),
    ),
    "NONMEM": (NONMEM, under(NONMEM, nonmember=NOT_OFFERED), under(REFUSED, HELD)),
    "AS_NONMEM": (NONMEM, under(REFUSED, nonmember=NOT_OFFERED), under(REFUSED, HELD)),
    "SOLE": (
        REFUSED,
        under(Says(Outcome.NEGOTIATE), member_sole=MemberSolePolicy.ACCESS_FAIR),
        under(MEMBER, member_sole=MemberSolePolicy.POOL_OPT_IN),
        under(REFUSED, HELD, member_sole=MemberSolePolicy.POOL_OPT_IN),
    ),
    "OUTSIDE": (REFUSED, under(REFUSED, HELD)),
    "BACKGROUND": (
        NONMEM,
        under(NONMEM, background=BackgroundPolicy.FAIR_REASONABLE_IF_NEEDED),
        under(Says(Outcome.NEGOTIATE), {"need_recorded": True}, background=BackgroundPolicy.FAIR_REASONABLE_IF_NEEDED),
        under(NONMEM, {"need_recorded": True}),
        under(REFUSED, HELD),
    ),
    "PARTNER": (
        Says(Outcome.PREFERRED, "MEMBER:partner", LicenseType.EXCLUSIVE, facts={"tier": "partner"}),
        under(Says(Outcome.PREFERRED, "MEMBER:partner", OPEN_TO_ALL), {"tier": "partner", "open_tagged": True}),
        NONMEM,
        under(REFUSED, nonmember=NOT_OFFERED),
        under(REFUSED, {**HELD, "tier": "partner"}),
        under(REFUSED, HELD),
    ),
    "?": (HOLE, under(HOLE, HELD)),
    "held?": (HOLE, under(REFUSED, HELD)),
}


def cells() -> list[tuple[Scheme, OwnershipClass, int, str]]:
    found = []
    for line in TABLE.strip().splitlines():
        head, *words = (part.strip() for part in line.split("|"))
        scheme, owners = head.split()
        found += [(Scheme(scheme), OwnershipClass(owners), index, word) for index, word in enumerate(words)]
    return found


CELLS = cells()
TRIED = [
    pytest.param(
        scheme, owners, *COLUMNS[index], says, id=f"{scheme} {owners} {'-'.join(map(str, filter(None, COLUMNS[index])))} {n}"
    )
    for scheme, owners, index, word in CELLS
    if word != "x"
    for n, says in enumerate(MEANING[word])
]
CARD_CELLS = [param for param in TRIED if isinstance(param.values[4], Says) and param.values[4].card]
THIRD = (Standing.CENTER_MEMBER, Standing.NON_MEMBER)


def a_case(scheme: Scheme, owners: OwnershipClass, standing: Standing, kind: MemberKind | None, says: Says, **differ: Any) -> Case:
    version = an_arrangement(
        scheme=scheme,
        cards=(card_n(), card_m(), card_m("MEMBER:partner"), a_card("RESEARCH", upfront=10_000, rate="0", minimum=0)),
        policies=Policies(**says.policies),
        exclusivity=PartnerContract(LicenseType.EXCLUSIVE),
        adjustments={"cross-lab-factor": Fraction(9, 10)},
    )
    usual: dict[str, Any] = {
        "pinned": version,
        "cards": version,
        "scheme": scheme,
        "ownership_class": owners,
        "standing": standing,
        "asset_state": AssetState.GRANTED,
        "jurisdiction": "JP",
        "consent_cover": ConsentCover.NOT_NEEDED,
        "exclusivity": Exclusivity.NONE,
        "size": SizeClass.LARGE,
        "signing_day": TODAY,
        "tier": "standard",
        "member_kind": kind,
    }
    return Case(**usual | says.facts | differ)


def test_every_class_and_standing_of_both_schemes_is_written_down_once() -> None:
    written = [(scheme, owners, index) for scheme, owners, index, _ in CELLS]
    assert len(written) == len(set(written)) == len(Scheme) * len(OwnershipClass) * len(COLUMNS)
    assert {owners for _, owners, _, word in CELLS if word == "x"} == {OwnershipClass.CORE_SOLE}
    assert {word for *_, word in CELLS} - {"x"} == set(MEANING)


@pytest.mark.parametrize(("scheme", "owners", "standing", "kind", "says"), TRIED)
def test_the_cell_says_what_the_table_says(
    scheme: Scheme, owners: OwnershipClass, standing: Standing, kind: MemberKind | None, says: Says
) -> None:
    found = determine_terms(a_case(scheme, owners, standing, kind, says))
    card = found.terms.card if found.terms else None
    assert (found.outcome, card, found.license_type, found.would_be) == (says.outcome, says.card, says.license_type, None)


@pytest.mark.parametrize(("scheme", "owners", "standing", "kind", "says"), CARD_CELLS)
@pytest.mark.parametrize("cover", list(ConsentCover))
def test_a_card_needs_the_consents_of_its_column(
    scheme: Scheme, owners: OwnershipClass, standing: Standing, kind: MemberKind | None, says: Says, cover: ConsentCover
) -> None:
    found = determine_terms(a_case(scheme, owners, standing, kind, says, consent_cover=cover))
    enough = cover >= (ConsentCover.MEMBERS_AND_THIRD_PARTIES if standing in THIRD else ConsentCover.MEMBERS)
    assert (found.outcome, found.would_be) == ((says.outcome, None) if enough else (Outcome.CONSENT_NEEDED, says.outcome))
    assert found.terms is not None
    assert (found.terms.card, found.license_type) == (says.card, says.license_type)


@pytest.mark.parametrize(("scheme", "owners", "standing", "kind", "says"), TRIED)
def test_before_the_filing_and_after_the_end_no_cell_gives_a_license(
    scheme: Scheme, owners: OwnershipClass, standing: Standing, kind: MemberKind | None, says: Says
) -> None:
    own = standing is Standing.CO_OWNER
    disclosed = determine_terms(a_case(scheme, owners, standing, kind, says, asset_state=AssetState.DISCLOSED))
    ended = determine_terms(a_case(scheme, owners, standing, kind, says, asset_state=AssetState.ENDED))
    assert disclosed.outcome is (Outcome.FREE if own else Outcome.NOT_COVERED)
    assert ended.outcome is Outcome.NO_LICENSE_NEEDED


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_scheme_says_something_of_every_standing_below_a_right(scheme: Scheme) -> None:
    spoken = {standing for row in SCHEMES[scheme].rows for standing in row.standings}
    assert spoken == {standing for standing, _ in COLUMNS}


def test_without_an_arrangement_nothing_is_said() -> None:
    case = replace(
        a_case(Scheme.OPEN, OwnershipClass.CORE_SOLE, Standing.LAB_MEMBER, MemberKind.COMPANY, MEMBER), pinned=None, cards=None
    )
    assert determine_terms(case).outcome is Outcome.NOT_COVERED


def test_an_individual_of_the_lab_is_a_hole() -> None:
    case = a_case(Scheme.OPEN, OwnershipClass.CORE_SOLE, Standing.LAB_MEMBER, None, MEMBER)
    assert determine_terms(case).outcome is Outcome.NOT_COVERED

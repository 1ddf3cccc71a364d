"""The decision table of 5.2, as the paper prints it, and the way from a cell to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, LicenseStatus
from ippool.domain.parties import PartyKind
from ippool.domain.patents import PatentKind, PatentRecord
from ippool.domain.policies import (
    BackgroundPolicy,
    CrossLabPolicy,
    MemberSolePolicy,
    NonmemberPolicy,
    ResearchPolicy,
    UtilityModels,
)
from ippool.domain.reference import Reference
from tests.second.consenting import countries_of
from tests.second.identity import who, within
from tests.second.membership import Standing
from tests.second.pricing import is_discounted
from tests.second.state import State, is_published, state_on
from tests.second.versions import Pinned

COLUMNS = ("LAB_MEMBER", "FORMER_LAB_MEMBER", "AFFILIATE", "UNIVERSITY", "CENTER_MEMBER", "NON_MEMBER")

_OPEN = {
    "CORE_SOLE": "MEMBER MEMBER AFFILIATE BY_RESEARCH_POLICY BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
    "CORE_AND_COMPANY": "MEMBER MEMBER AFFILIATE BY_RESEARCH_POLICY BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
    "CORE_AND_COMPANIES": "MEMBER MEMBER AFFILIATE HOLE BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
    "CORE_AND_UNIVERSITY": "MEMBER MEMBER AFFILIATE HOLE BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
    "CORE_AND_OUTSIDER": "MEMBER HOLE HOLE HOLE BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
    "MIXED": "MEMBER MEMBER AFFILIATE HOLE BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
}
_ANY = {
    "MEMBER_SOLE": "BY_MEMBER_SOLE_POLICY HOLE HOLE HOLE OUTSIDE OUTSIDE",
    "BACKGROUND": "BY_BACKGROUND_POLICY HOLE HOLE HOLE NONMEM NONMEM",
}
_CLOSED = {
    "CORE_SOLE": "BY_PARTNER_CONTRACT HOLE_UNLESS_HELD HOLE_UNLESS_HELD BY_RESEARCH_POLICY BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
    "CORE_AND_COMPANY": "AS_NONMEMBER HOLE_UNLESS_HELD HOLE_UNLESS_HELD HOLE BY_CROSS_LAB_POLICY BY_NONMEMBER_POLICY",
}


@dataclass(frozen=True)
class Verdict:
    """What a cell leads to: an outcome without a card, or the code of a card and the class it counts as.

    `kind` is NOT_COVERED, REFUSED, NEGOTIATE, FREE (by policy) or CARD; `card` MEMBER, NONMEM or RESEARCH.
    """

    kind: str
    card: str = ""
    discounted: bool = False


HOLE, REFUSED, NEGOTIATE = Verdict("NOT_COVERED"), Verdict("REFUSED"), Verdict("NEGOTIATE")


@dataclass(frozen=True)
class Asked:
    """Everything a cell may look at."""

    record: PatentRecord
    reference: Reference
    applicant: UUID
    lab: OpenLab
    ownership: str
    standing: Standing
    held: Pinned
    on: date

    @property
    def member_kind(self) -> str:
        """The column of a lab member: the table has one for companies and one for universities, and none for a person."""
        kind = self.reference.parties[self.applicant].kind
        if kind is PartyKind.INDIVIDUAL:
            return "INDIVIDUAL"
        return "UNIVERSITY" if kind in (PartyKind.UNIVERSITY, PartyKind.PUBLIC_INST, PartyKind.CORE) else "COMPANY"

    @property
    def others_hold_it(self) -> bool:
        """Tell whether somebody else holds an exclusive license on any part of the right."""
        patent = self.record.patent
        for license_ in self.record.licenses:
            if license_.license_type not in EXCLUSIVE_TYPES or license_.status is not LicenseStatus.ACTIVE:
                continue
            if not within(license_.period, self.on) or who(self.reference, license_.licensee, self.on) == self.applicant:
                continue
            here = countries_of(patent) | {patent.jurisdiction}
            unknown = patent.jurisdiction == "EP" and not patent.states
            if not license_.territory or license_.territory & here or (unknown and license_.territory & _EUROPEAN):
                return True
        return False


_EUROPEAN = frozenset({"DE", "FR", "GB", "IT", "NL", "CH", "ES"})


def _printed(ownership: str, scheme: Scheme, column: str) -> str:
    if ownership in _ANY:
        row = _ANY[ownership]
    elif scheme is Scheme.OPEN:
        row = _OPEN[ownership]
    else:
        row = _CLOSED.get(ownership, "HOLE HOLE HOLE HOLE HOLE HOLE")
    return row.split()[COLUMNS.index(column)]


def _cell(asked: Asked, standing: str) -> str:
    kind = asked.member_kind
    for row in asked.held.rules.rows:
        if standing not in {one.name for one in row.standings}:
            continue
        if row.ownership_classes and asked.ownership not in {one.name for one in row.ownership_classes}:
            continue
        if row.member_kinds and kind not in {one.name for one in row.member_kinds}:
            continue
        return row.cell.name
    if standing == "LAB_MEMBER" and kind == "INDIVIDUAL":
        return "HOLE"
    column = "UNIVERSITY" if standing == "LAB_MEMBER" and kind == "UNIVERSITY" else standing
    return _printed(asked.ownership, asked.held.rules.scheme, column)


def _read(asked: Asked, cell: str) -> Verdict:
    policies = asked.held.rules.policies
    match cell:
        case "HOLE" | "HOLE_UNLESS_HELD":
            return HOLE
        case "REFUSE" | "OUTSIDE":
            return REFUSED
        case "NEGOTIATE":
            return NEGOTIATE
        case "MEMBER":
            return Verdict("CARD", "MEMBER")
        case "AFFILIATE":
            return Verdict("CARD", "MEMBER")
        case "NONMEM":
            return Verdict("CARD", "NONMEM")
        case "RESEARCH":
            return Verdict("FREE") if policies.research is ResearchPolicy.FREE else Verdict("CARD", "RESEARCH")
        case "AS_NONMEMBER":
            return _read(asked, _cell(asked, "NON_MEMBER"))
        case "BY_NONMEMBER_POLICY":
            return Verdict("CARD", "NONMEM") if _is_offered(asked) else REFUSED
        case "BY_CROSS_LAB_POLICY":
            if policies.cross_lab is CrossLabPolicy.DISCOUNT and is_discounted(asked.held.cards):
                return Verdict("CARD", "NONMEM", discounted=True)
            return _read(asked, "BY_NONMEMBER_POLICY")
        case "BY_RESEARCH_POLICY":
            if policies.research is ResearchPolicy.FREE:
                return Verdict("FREE")
            if policies.research is ResearchPolicy.CARD:
                return Verdict("CARD", "RESEARCH")
            return Verdict("CARD", "MEMBER")
        case "BY_MEMBER_SOLE_POLICY":
            return {
                MemberSolePolicy.POOL_OPT_IN: Verdict("CARD", "MEMBER"),
                MemberSolePolicy.ACCESS_FAIR: NEGOTIATE,
                MemberSolePolicy.OUTSIDE: REFUSED,
            }[policies.member_sole]
        case "BY_BACKGROUND_POLICY":
            needed = any(
                who(asked.reference, need.party, asked.on) == asked.applicant and within(need.period, asked.on)
                for need in asked.record.needs
            )
            fair = policies.background is BackgroundPolicy.FAIR_REASONABLE_IF_NEEDED
            return NEGOTIATE if fair and needed else Verdict("CARD", "NONMEM")
        case "BY_PARTNER_CONTRACT":
            if asked.standing.tier == "partner":
                return Verdict("CARD", "MEMBER")
            return _read(asked, _cell(asked, "NON_MEMBER"))
    raise AssertionError(cell)


def _is_offered(asked: Asked) -> bool:
    policy = asked.held.rules.policies.nonmember
    if policy is NonmemberPolicy.OFFER_AFTER_PUBLICATION:
        return is_published(asked.record, asked.on)
    return policy is NonmemberPolicy.OFFER


def verdict(asked: Asked) -> Verdict:
    """Say what the rules of the lab give a standing of 5 to 9."""
    if asked.record.patent.kind is PatentKind.UTILITY_MODEL and (
        asked.held.rules.policies.utility_models is UtilityModels.NOT_PRICED
    ):
        return HOLE
    if state_on(asked.record, asked.on) is State.DISCLOSED:
        return HOLE
    cell = _cell(asked, asked.standing.name)
    if cell == "HOLE" and not asked.standing.free:
        return HOLE
    if asked.others_hold_it:
        return REFUSED
    found = _read(asked, cell)
    return Verdict("FREE") if asked.standing.free and found.kind != "REFUSED" else found

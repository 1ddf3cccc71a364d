"""The second computation gives the answers of the worked examples (domain rules, section 11): it is the law that it computes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from ippool.domain.consents import Beneficiaries
from ippool.domain.labs import LeftReason, Scheme
from ippool.domain.licenses import License, TermsClass
from ippool.domain.parties import SizeClass
from ippool.domain.patents import AcquiredBy, LegalStatus, PatentRecord
from ippool.domain.policies import LateJoiner, NonworkingCompensation, Policies
from ippool.domain.timeline import Period
from tests.builders import (
    TODAY,
    USUAL_MEMBERS,
    World,
    a_card,
    a_consent,
    a_disclosure,
    a_lab,
    a_license,
    a_membership,
    a_party,
    a_patent,
    a_statutory_license,
    a_title,
    a_world,
    an_arrangement,
    an_event,
    card_m,
    card_n,
)
from tests.second.computation import Second, answer

JOINT = {"CORE": "3/5", "A": "2/5"}


def asked(world: World, applicant: str, record: PatentRecord, on: date = TODAY) -> Second:
    return answer(record, world.party(applicant), world.reference, on)


def found(standing: str, outcome: str, rate: str | None = None, *, would_be: str | None = None) -> Second:
    return Second(outcome, would_be, standing, None if rate is None else Fraction(rate))


def test_w1_w2_core_alone() -> None:
    assert asked(a_world(), "Z", a_patent()) == found("NON_MEMBER", "STANDARD", "0.03")
    assert asked(a_world(), "B", a_patent()) == found("LAB_MEMBER", "PREFERRED", "0.018")


def test_w3_to_w4c_joint_with_a_company() -> None:
    record = a_patent(owners=JOINT)
    members = a_world(consents=[a_consent("A")])
    assert asked(members, "A", record) == found("CO_OWNER", "FREE", "0")
    assert asked(members, "B", record) == found("LAB_MEMBER", "PREFERRED", "0.018")
    assert asked(members, "Z", record) == found("NON_MEMBER", "CONSENT_NEEDED", "0.03", would_be="STANDARD")
    nobody = a_world()
    assert asked(nobody, "B", record) == found("LAB_MEMBER", "CONSENT_NEEDED", "0.018", would_be="PREFERRED")
    assert asked(nobody, "A", record) == found("CO_OWNER", "FREE", "0")


def test_w10_small_company() -> None:
    world = a_world(
        parties=[a_party("S", size=SizeClass.SME)],
        arrangements=[an_arrangement(adjustments={"small-company-factor": Fraction(1, 2)})],
    )
    assert asked(world, "S", a_patent()).rate == Fraction("0.015")
    assert asked(world, "B", a_patent()).rate == Fraction("0.018")


def test_w15_lapse() -> None:
    record = a_patent(events=[an_event(LegalStatus.LAPSED, date(2025, 9, 22))])
    assert asked(a_world(), "B", record, date(2025, 9, 21)) == found("LAB_MEMBER", "PREFERRED", "0.018")
    assert asked(a_world(), "B", record, date(2025, 9, 22)) == found("LAB_MEMBER", "NO_LICENSE_NEEDED", "0")


def test_w18_own_working_at_a_price() -> None:
    closed = a_world(
        labs=[a_lab(scheme=Scheme.CLOSED)],
        arrangements=[
            an_arrangement(
                scheme=Scheme.CLOSED,
                cards=(card_n(), card_m(), a_card("OWN_WORKING", upfront=0, minimum=0)),
                policies=Policies(nonworking_compensation=NonworkingCompensation.RATE_BY_SHARE),
            )
        ],
    )
    assert asked(closed, "A", a_patent(owners=JOINT)) == found("CO_OWNER", "STANDARD", "0.018")
    assert asked(a_world(), "A", a_patent(owners=JOINT)) == found("CO_OWNER", "FREE", "0")


def test_w22_late_joiner() -> None:
    record = a_patent(
        filed_on=date(2025, 6, 1), disclosure=a_disclosure(conceived_on=date(2025, 2, 10), disclosed_on=date(2025, 3, 1))
    )
    outcomes = []
    for rule in LateJoiner:
        world = a_world(
            memberships=[a_membership("Z", period=Period(date(2026, 4, 1)))],
            arrangements=[an_arrangement(policies=Policies(late_joiner=rule))],
        )
        outcomes.append(asked(world, "Z", record))
    assert outcomes == [
        found("LAB_MEMBER", "PREFERRED", "0.018"),
        found("NON_MEMBER", "STANDARD", "0.03"),
        found("NON_MEMBER", "STANDARD", "0.03"),
    ]


def test_w23_member_leaves() -> None:
    left = a_membership("B", period=Period(date(2024, 4, 1), date(2026, 4, 1)), left_reason=LeftReason.WITHDRAWAL)
    world = a_world(memberships=[left])

    def made(day: date, on: date, licenses: Iterable[License] = ()) -> Second:
        record = a_patent(filed_on=day, disclosure=a_disclosure(conceived_on=day, disclosed_on=day), licenses=licenses)
        return asked(world, "B", record, on)

    during = date(2025, 3, 1)
    former = found("FORMER_LAB_MEMBER", "PREFERRED", "0.018")
    assert made(during, date(2026, 3, 31)) == found("LAB_MEMBER", "PREFERRED", "0.018")
    assert made(during, date(2026, 10, 1)) == made(during, date(2027, 3, 31)) == former
    assert made(during, date(2027, 4, 1)) == made(during, date(2027, 5, 1)) == found("NON_MEMBER", "STANDARD", "0.03")
    assert made(date(2026, 6, 1), date(2026, 10, 1)) == found("NON_MEMBER", "STANDARD", "0.03")
    older = [a_license("B", terms_class=TermsClass.MEMBER)]
    assert made(during, date(2027, 5, 1), licenses=older) == found("LICENSEE", "PREFERRED", "0.018")


def test_w24b_two_open_labs() -> None:
    other = an_arrangement("OL-3", cards=(card_n(), card_m(upfront=0, rate="0.02")))
    world = a_world(
        labs=[a_lab("OL-3")],
        memberships=[*USUAL_MEMBERS, a_membership("B", lab="OL-3")],
        arrangements=[an_arrangement(), other],
    )
    assert asked(world, "B", a_patent(labs=("OL-BAT", "OL-3"))) == found("LAB_MEMBER", "PREFERRED", "0.018")


def test_w28_share_assigned() -> None:
    titles = [a_title("CORE", "3/5"), a_title("Z", "2/5", acquired_by=AcquiredBy.ASSIGNMENT)]
    given = [a_consent("A", beneficiaries=Beneficiaries.MEMBERS_AND_THIRD_PARTIES)]
    before = asked(a_world(consents=given), "B", a_patent(titles=titles))
    assert before == found("LAB_MEMBER", "CONSENT_NEEDED", "0.018", would_be="PREFERRED")
    acceded = a_world(consents=[*given, a_consent("Z")])
    assert asked(acceded, "B", a_patent(titles=titles)) == found("LAB_MEMBER", "PREFERRED", "0.018")


def test_w29_merger() -> None:
    world = a_world(parties=[a_party("A", merged_into="Z", merged_on=date(2026, 1, 1))], consents=[a_consent("A")])
    record = a_patent(owners=JOINT)
    assert asked(world, "Z", record) == found("CO_OWNER", "FREE", "0")
    assert asked(world, "B", record) == found("LAB_MEMBER", "PREFERRED", "0.018")
    assert asked(world, "Z", a_patent()) == found("FORMER_LAB_MEMBER", "PREFERRED", "0.018")


def test_w37_statutory_license() -> None:
    recorded = a_patent(statutory=[a_statutory_license("A")])
    assert asked(a_world(), "A", recorded) == found("STATUTORY_LICENSEE", "FREE", "0")
    assert asked(a_world(), "A", a_patent()) == found("LAB_MEMBER", "PREFERRED", "0.018")

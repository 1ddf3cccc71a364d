"""What keeps a patent from being offered to everybody, each reason by itself and all of them at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ippool.domain.consents import Beneficiaries, Consent
from ippool.domain.labs import Scheme
from ippool.domain.open_offer import faults_of_offer, open_offer
from ippool.domain.parties import PartyKind
from ippool.domain.patents import LegalStatus, PatentRecord, TitleState
from tests.builders import TODAY, World, a_consent, a_lab, a_party, a_patent, a_title, a_world, an_event, id_of


def pending(**differ: Any) -> PatentRecord:
    """A listed Japanese application of the core institution alone, filed this year and not laid open."""
    usual: dict[str, Any] = {
        "jurisdiction": "JP",
        "application_number": "JP:app:2026:100001",
        "filed_on": date(2026, 6, 1),
        "published_on": None,
        "registered_on": None,
        "expires_on": None,
        "listed": True,
    }
    return a_patent(**usual | differ)


WORLD = a_world(labs=(a_lab("CL-1", scheme=Scheme.CLOSED),))
TO_ALL = a_consent("A", beneficiaries=Beneficiaries.MEMBERS_AND_THIRD_PARTIES)
TO_MEMBERS = a_consent("A")


def faults(record: PatentRecord, world: World = WORLD) -> list[tuple[str, str]]:
    found = faults_of_offer(record, world.reference, TODAY)
    assert all(one.because.ja and one.clause for one in found)
    return [(one.path[0], one.because.en) for one in found]


@pytest.mark.parametrize(
    "record",
    [
        pending(),
        pending(published_on=date(2026, 10, 1)),
        pending(registered_on=date(2026, 11, 1)),
        pending(owners={"CORE": None}),
    ],
)
def test_a_japanese_application_or_patent_that_is_listed_may_be_offered(record: PatentRecord) -> None:
    assert faults(record) == []
    offer = open_offer(record, WORLD.reference, TODAY)
    assert (offer.registrant, offer.applicants, offer.attorney_of) == (id_of("party", "CORE"), (id_of("party", "CORE"),), ())
    assert (offer.may_transfer, offer.may_license) == (False, True)


NOT_PENDING = "neither pending nor granted."
REASONS: list[tuple[PatentRecord, list[tuple[str, str]]]] = [
    (
        pending(jurisdiction="US"),
        [("jurisdiction", "It is neither a Japanese patent or utility model nor an application for one.")],
    ),
    (
        pending(jurisdiction="WO"),
        [("jurisdiction", "It is neither a Japanese patent or utility model nor an application for one.")],
    ),
    (pending(application_number=None), [("application_number", "No application number is recorded.")]),
    (pending(filed_on=None), [("legal_status", f"It is disclosed: {NOT_PENDING}")]),
    (
        pending(events=[an_event(LegalStatus.WITHDRAWN, date(2026, 9, 1))]),
        [("legal_status", f"It is withdrawn: {NOT_PENDING}")],
    ),
    (pending(listed=False), [("listed", "The register does not list it as open for license.")]),
    (pending(title_state=TitleState.OPEN), [("owners", "Its owners are not settled.")]),
    (pending(owners={"CORE": "1/2"}), [("owners", "Its owners are not settled.")]),
    (pending(owners={}), [("owners", "Its owners are not settled.")]),
    (pending(labs=()), [("labs", "It belongs to no open lab.")]),
    (pending(labs=("CL-1",)), [("labs", "It belongs to the closed lab CL-1, whose partner may have exclusivity.")]),
    (pending(labs=("CL-1", "OL-BAT")), [("labs", "It belongs to the closed lab CL-1, whose partner may have exclusivity.")]),
    (
        pending(owners={"CORE": "3/5", "A": "2/5"}),
        [("labs", "The consent of Company A for Japan does not reach third parties.")],
    ),
]


@pytest.mark.parametrize(("record", "expected"), REASONS)
def test_each_reason_by_itself(record: PatentRecord, expected: list[tuple[str, str]]) -> None:
    assert faults(record) == expected


def test_all_reasons_at_once() -> None:
    worst = pending(
        jurisdiction="US", application_number=None, filed_on=None, listed=False, owners={"CORE": "3/5", "A": "1/5"}, labs=("CL-1",)
    )
    assert [field for field, _ in faults(worst)] == [
        "jurisdiction",
        "application_number",
        "legal_status",
        "listed",
        "owners",
        "labs",
    ]


@pytest.mark.parametrize(("consent", "may"), [(TO_ALL, True), (TO_MEMBERS, False)])
def test_a_co_owner_must_have_consented_to_third_parties(consent: Consent, may: bool) -> None:
    joint = pending(owners={"CORE": "3/5", "A": "2/5"})
    world = a_world(consents=(consent,))
    assert (faults(joint, world) == []) is may
    offer = open_offer(joint, world.reference, TODAY)
    assert offer.applicants == (id_of("party", "CORE"), id_of("party", "A"))
    assert offer.attorney_of == (id_of("party", "A"),)


def test_where_the_core_owns_nothing_it_needs_a_power_of_everybody() -> None:
    alone = pending(owners={"A": "1"})
    world = a_world(consents=(TO_ALL,))
    assert faults(alone, world) == []
    offer = open_offer(alone, world.reference, TODAY)
    assert (offer.registrant, offer.attorney_of) == (id_of("party", "CORE"), (id_of("party", "A"),))


def test_after_a_merger_the_successor_is_the_applicant() -> None:
    new = a_party("NEW", kind=PartyKind.CORE)
    old = a_party("CORE", kind=PartyKind.CORE, merged_into="NEW", merged_on=date(2026, 4, 1))
    world = a_world(parties=(old, new))
    assert faults(pending(), world) == []
    offer = open_offer(pending(), world.reference, TODAY)
    assert (offer.registrant, offer.applicants, offer.attorney_of) == (id_of("party", "NEW"), (id_of("party", "NEW"),), ())


def test_a_disputed_share_is_not_settled() -> None:
    disputed = pending(titles=(a_title("CORE", "1", disputed=True),))
    assert faults(disputed) == [("owners", "Its owners are not settled.")]

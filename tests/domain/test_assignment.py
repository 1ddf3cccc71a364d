"""Assigning a share needs the other owners' consents where the country's law says so (3.1, 3.2, edge 8, W28)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from ippool.domain.assignment import missing_consents
from ippool.domain.clause import PA_33_3, PA_73_1
from ippool.domain.consents import Beneficiaries, Consent, ConsentKind
from ippool.domain.patents import AcquiredBy
from ippool.domain.timeline import Period
from tests.builders import a_consent, a_patent, a_title, id_of

DAY = date(2026, 10, 1)
ASSIGNED = (a_title("CORE", "3/5"), a_title("Z", "2/5", acquired_by=AcquiredBy.ASSIGNMENT, period=Period(DAY)))


def lacking(consents: Iterable[Consent] = (), wanted: Any = ASSIGNED, **differ: Any) -> list[tuple[Any, str]]:
    record = a_patent(owners={"CORE": "3/5", "A": "2/5"}, **differ)
    return [(one.owner, one.country) for one in missing_consents(record, wanted, consents, DAY)]


def consent(giver: str = "CORE", **differ: Any) -> Consent:
    usual = {"kind": ConsentKind.ASSIGN_SHARE, "patent": "JP-1", "beneficiaries": Beneficiaries.NAMED, "named": ["Z"]}
    return a_consent(giver, **usual | differ)


def test_the_other_owner_must_consent() -> None:
    assert lacking() == [(id_of("party", "CORE"), "JP")]
    assert lacking([consent()]) == []


@pytest.mark.parametrize(
    "of_no_use",
    [
        consent(named=["B"]),
        consent(kind=ConsentKind.LICENSE_BLANKET),
        consent(patent="JP-2"),
        consent(jurisdictions=["US"]),
        consent(period=Period(date(2016, 4, 1), DAY)),
        consent("A"),
    ],
    ids=["for another", "to a license", "about another patent", "for another country", "over", "of the one that assigns"],
)
def test_a_consent_that_does_not_reach_is_none(of_no_use: Consent) -> None:
    assert lacking([of_no_use]) == [(id_of("party", "CORE"), "JP")]


def test_a_consent_about_the_family_or_the_lab_reaches_the_patent() -> None:
    assert lacking([consent(patent=None, family="JP-1")]) == []
    assert lacking([consent(patent=None, lab="OL-BAT")]) == []


def test_before_the_grant_art_33_asks_for_it_and_after_it_art_73() -> None:
    owners = {"CORE": "3/5", "A": "2/5"}
    (granted,) = missing_consents(a_patent(owners=owners), ASSIGNED, (), DAY)
    (pending,) = missing_consents(a_patent(owners=owners, registered_on=None, expires_on=None), ASSIGNED, (), DAY)
    assert (granted.clause, pending.clause) == (PA_73_1, PA_33_3)


@pytest.mark.parametrize(("country", "asks"), [("JP", True), ("GB", True), ("CN", True), ("US", False), ("DE", False)])
def test_some_countries_let_an_owner_assign_alone(country: str, asks: bool) -> None:
    assert bool(lacking(jurisdiction=country)) is asks


def test_a_european_patent_asks_state_by_state() -> None:
    assert lacking(jurisdiction="EP", states=frozenset({"DE", "GB"})) == [(id_of("party", "CORE"), "GB")]


def test_general_succession_needs_nobodys_consent() -> None:
    succeeded = (a_title("CORE", "3/5"), a_title("Z", "2/5", acquired_by=AcquiredBy.GENERAL_SUCCESSION, period=Period(DAY)))
    assert lacking(wanted=succeeded) == []


def test_a_sole_owner_assigns_alone() -> None:
    record = a_patent()
    wanted = (a_title("Z", "1", acquired_by=AcquiredBy.ASSIGNMENT, period=Period(DAY)),)
    assert missing_consents(record, wanted, (), DAY) == ()


def test_who_gives_up_a_part_is_the_one_that_assigns() -> None:
    """The core gives 1/5 of its 3/5 to Z: A must consent, the core need not ask itself."""
    wanted = (
        a_title("CORE", "2/5", period=Period(DAY)),
        a_title("A", "2/5"),
        a_title("Z", "1/5", acquired_by=AcquiredBy.ASSIGNMENT, period=Period(DAY)),
    )
    assert lacking(wanted=wanted) == [(id_of("party", "A"), "JP")]


def test_shares_nobody_stipulated_are_assigned_alike() -> None:
    record = a_patent(owners={"CORE": None, "A": None})
    wanted = (a_title("CORE", None), a_title("Z", None, acquired_by=AcquiredBy.ASSIGNMENT, period=Period(DAY)))
    assert [one.owner for one in missing_consents(record, wanted, (), DAY)] == [id_of("party", "CORE")]

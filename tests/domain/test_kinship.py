"""Families by priority: the real families of the European office, and what must never be put together."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import combinations, pairwise, permutations
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.kinship import Filing, Kinship, families, invention_of, kinship, why
from ippool.domain.numbers import APPLICATIONS, NumberNotation, NumberRefused, from_parts
from tests.conftest import REAL_DATA

FIRST = "JP:app:2016:123456"
SECOND = "JP:app:2016:200000"
PCT = "WO:app:JP2017:012345"
WO = "WO:pub:2018:123456"


def filing(key: str, application: str | None, *priorities: str, international: frozenset[str] | set[str] = frozenset()) -> Filing:
    return Filing(key, application, frozenset(priorities), frozenset(international))


JAPAN = filing("jp", FIRST)
EUROPE = filing("ep", "EP:app:2017:167109", FIRST)
AMERICA = filing("us", "US:app:15:123456", FIRST)


def test_a_first_filing_and_what_claims_it_are_one_family() -> None:
    assert {kinship(one, other) for one, other in permutations((JAPAN, EUROPE, AMERICA), 2)} == {Kinship.SAME}
    assert families([JAPAN, EUROPE, AMERICA]) == (("ep", "jp", "us"),)
    assert why(EUROPE, AMERICA).en == "Their priorities are equal: JP:app:2016:123456."


def test_a_source_may_list_the_own_application_among_the_priorities() -> None:
    listed = filing("jp", FIRST, FIRST)
    assert (invention_of(listed), kinship(listed, EUROPE)) == (frozenset({FIRST}), Kinship.SAME)


def test_a_part_of_the_priorities_is_shown_and_never_put_together() -> None:
    both = filing("both", "EP:app:2017:200000", FIRST, SECOND)
    assert kinship(both, EUROPE) is kinship(EUROPE, both) is Kinship.OVERLAPS
    assert why(both, EUROPE).en == ("They share the priorities JP:app:2016:123456, but JP:app:2016:200000 is of one alone.")
    assert why(both, EUROPE).ja == "優先権の基礎は JP:app:2016:123456 が共通だが、JP:app:2016:200000 は一方だけにある。"
    assert families([both, EUROPE, filing("second", SECOND)]) == (("both",), ("ep",), ("second",))


def test_a_chain_of_overlaps_is_no_family() -> None:
    chain = [
        filing(str(count), f"EP:app:2017:{count:06d}", f"JP:app:2016:{count:06d}", f"JP:app:2016:{count + 1:06d}")
        for count in range(1, 6)
    ]
    assert [kinship(one, other) for one, other in pairwise(chain)] == [Kinship.OVERLAPS] * 4
    assert len(families(chain)) == 5


def test_what_shares_nothing_is_apart() -> None:
    assert kinship(EUROPE, filing("x", "EP:app:2017:300000", SECOND)) is Kinship.APART
    assert why(EUROPE, filing("x", "EP:app:2017:300000", SECOND)).en == "They share no priority."
    assert kinship(filing("a", None), filing("b", None)) is Kinship.APART
    assert families([filing("a", None), filing("b", None)]) == (("a",), ("b",))


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (filing("later", "US:app:10:098708", "US:app:07:699336"), filing("earlier", "US:app:07:699336")),
        (filing("later", "JP:app:2020:123456", "JP:app:2019:210418"), filing("earlier", "JP:app:2019:210418")),
        (filing("later", "WO:app:JP2018:000001", PCT), filing("earlier", PCT, FIRST)),
    ],
)
def test_who_claims_an_earlier_application_of_the_same_office_may_have_added_matter(later: Filing, earlier: Filing) -> None:
    assert kinship(later, earlier) is Kinship.OVERLAPS
    assert families([later, earlier]) == (("earlier",), ("later",))


def test_a_provisional_application_is_a_priority_like_one_from_abroad() -> None:
    american, european = (
        filing("us", "US:app:14:899646", "US:app:61:872392"),
        filing("ep", "EP:app:2014:840455", "US:app:61:872392"),
    )
    assert kinship(american, european) is Kinship.SAME


def test_an_international_application_links_its_national_parts() -> None:
    published = filing("wo", PCT, FIRST, international={WO})
    american = filing("us", "US:app:16:345678", FIRST, international={PCT})
    european = filing("ep", "EP:app:2017:801234", international={PCT})
    republished = filing("jp", "JP:app:2018:538012", international={WO})
    assert {kinship(published, part) for part in (american, european, republished)} == {Kinship.SAME}
    assert why(published, european).en == "Both are of the application WO:app:JP2017:012345."
    assert families([republished, american, european]) == (("ep", "us"), ("jp",))
    assert families([republished, american, european, published]) == (("ep", "jp", "us", "wo"),)


def test_the_international_application_is_no_priority_of_its_national_part() -> None:
    part = filing("us", "US:app:16:345678", FIRST, PCT, international={PCT})
    assert (invention_of(part), kinship(part, EUROPE)) == (frozenset({FIRST}), Kinship.SAME)
    untold = filing("us", "US:app:16:345678", FIRST, PCT)
    assert kinship(untold, filing("wo", PCT, FIRST)) is Kinship.OVERLAPS
    without_priority = filing("us", "US:app:16:345678", PCT, international={PCT})
    assert {invention_of(without_priority), invention_of(filing("wo", PCT, international={WO}))} == {frozenset({PCT})}


def test_who_claims_the_application_of_another_with_priorities_of_its_own_is_shown() -> None:
    claiming = filing("claiming", "US:app:16:000001", "EP:app:2017:167109")
    assert kinship(claiming, EUROPE) is Kinship.OVERLAPS
    assert why(EUROPE, claiming).en == (
        "One (claiming) claims the application of the other, EP:app:2017:167109, but their priorities are not equal."
    )


NUMBERS = st.sampled_from(
    [f"{office}:app:2016:00000{count}" for office in ("JP", "EP", "CN") for count in range(1, 4)]
    + ["US:app:61:000001", "US:app:15:000001", "WO:app:JP2017:000001", "WO:app:US2017:000002"]
)
INTERNATIONAL = st.sampled_from(["WO:app:JP2017:000001", "WO:app:US2017:000002", "WO:pub:2018:000001"])
MANY = st.lists(
    st.builds(
        Filing,
        key=st.uuids().map(str),
        application=st.none() | NUMBERS,
        priorities=st.frozensets(NUMBERS, max_size=3),
        international=st.frozensets(INTERNATIONAL, max_size=1),
    ),
    max_size=8,
)


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(filings: list[Filing], random: Random) -> None:
    shuffled = list(filings)
    random.shuffle(shuffled)
    assert families(shuffled) == families(filings)
    assert sorted(key for family in families(filings) for key in family) == sorted(one.key for one in filings)


@given(MANY)
def test_kinship_is_mutual_and_whoever_is_the_same_is_in_one_family(filings: list[Filing]) -> None:
    of = {key: family for family in families(filings) for key in family}
    for one, other in combinations(filings, 2):
        assert kinship(one, other) is kinship(other, one)
        assert why(one, other) == why(other, one) or kinship(one, other) is Kinship.OVERLAPS
        if kinship(one, other) is Kinship.SAME:
            assert of[one.key] == of[other.key]
    for one in filings:
        assert kinship(one, one) is (Kinship.SAME if one.identities or one.priorities else Kinship.APART)


@given(MANY)
def test_equal_sets_are_transitive(filings: list[Filing]) -> None:
    """Without international applications a family holds exactly those of one set."""
    plain = [Filing(one.key, f"DE:app:{number}", one.priorities) for number, one in enumerate(filings, 10_000_000)]
    inventions = {one.key: invention_of(one) for one in plain}
    for family in families(plain):
        assert len({inventions[key] for key in family}) == 1
    assert len(families(plain)) == len(set(inventions.values()))


# Real records


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def found(element: ElementTree.Element, *names: str) -> Iterator[ElementTree.Element]:
    yield from (child for child in element.iter() if local(child) in names)


def number_of(document: ElementTree.Element) -> str:
    parts = {local(child): child.text or "" for child in document}
    notation = NumberNotation.DOCDB if document.get("document-id-type") == "docdb" else NumberNotation.EPODOC
    office = parts.get("country") or parts["doc-number"][:2]
    number = from_parts(office, parts["doc-number"], parts.get("kind"), this_year=2026, as_type=APPLICATIONS, in_notation=notation)
    return number.lookup


def members(path: Path, member: str, notation: str) -> list[Filing]:
    """Read the members of a family with the numbers of one notation, priorities that are not active left out."""
    read = []
    for count, element in enumerate(found(ElementTree.parse(path).getroot(), member)):
        own = [
            number_of(document)
            for reference in found(element, "application-reference")
            for document in found(reference, "document-id")
            if document.get("document-id-type") == notation
        ]
        claimed = [
            number_of(document)
            for claim in found(element, "priority-claim")
            if not any(flag.text == "NO" for flag in found(claim, "priority-active-indicator"))
            for document in found(claim, "document-id")
            if document.get("document-id-type") == notation
        ]
        read.append(Filing(str(count), own[0], frozenset(claimed)))
    return read


@pytest.mark.parametrize(
    ("path", "member", "notation", "inventions", "applications"),
    [
        ("epo_ops_xml/get_family", "family-member", "docdb", {"EP:app:2010:167109"}, 3),
        ("epo_ops_xml/get_family_with_biblio", "family-member", "docdb", {"EP:app:2010:167109"}, 3),
        ("epo_ops_xml/get_family_with_biblio", "bibliographic-data", "epodoc", {"EP:app:2010:167109"}, 3),
    ],
)
def test_the_five_members_of_a_real_family_are_one(
    path: str, member: str, notation: str, inventions: set[str], applications: int
) -> None:
    read = members(REAL_DATA / path / "response.xml", member, notation)
    assert len(read) == 5
    assert set().union(*map(invention_of, read)) == inventions
    assert len({one.application for one in read}) == applications
    assert families(read) == (("0", "1", "2", "3", "4"),)


def test_the_six_members_of_another_real_family_are_one() -> None:
    read = members(REAL_DATA / "epo_ops_xml2" / "fixtures" / "family_input.xml", "family-member", "docdb")
    assert [one.application for one in read] == [
        "EP:app:1999:203729",
        "EP:app:1999:203729",
        "AT:app:99203729",
        "DE:app:69905327",
        "NL:app:1010536",
        "US:app:1998:206856",
    ]
    assert {invention_of(one) for one in read} == {frozenset({"NL:app:1010536"})}
    assert families(read) == (("0", "1", "2", "3", "4", "5"),)


def test_a_continuation_is_known_by_its_active_priority_alone() -> None:
    read = members(REAL_DATA / "epo_ops_xml2" / "fixtures" / "example_3.xml", "family-member", "docdb")
    assert [invention_of(one) for one in read] == [frozenset({"US:app:61:761070"})]


def lens(name: str) -> list[tuple[Filing, dict[str, str]]]:
    """Read the records of a Lens file that have a readable application number."""
    read = []
    with (REAL_DATA / "lens_csv" / name / "lens-export.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            numbers = [lens_number(text) for text in (row["Application Number"], *row["Priority Numbers"].split(";;")) if text]
            priorities = frozenset(number for number in numbers[1:] if number)
            read.append((Filing(row["Lens ID"], numbers[0], priorities), row))
    return read


def lens_number(text: str) -> str | None:
    parts = re.fullmatch("([A-Z]{2}) (.+) ([A-Z])(?: [0-9]{8})?", text)
    assert parts is not None, text
    try:
        return from_parts(parts[1], parts[2], parts[3], this_year=2026, as_type=APPLICATIONS).lookup
    except NumberRefused:
        return None


def test_of_1873_records_of_a_search_only_two_are_put_together() -> None:
    records = lens("birdstrike")
    by_key = {filing.key: row["Publication Number"] for filing, row in records}
    together = [sorted(by_key[key] for key in family) for family in families(one for one, _ in records) if len(family) > 1]
    assert len(records) == 1873
    assert together == [["EP 3039266 B1", "US 2016/0146102 A1"]]  # one title, one provisional application, one owner
    pairs = {
        frozenset((by_key[one.key], by_key[other.key]))
        for (one, _), (other, _) in combinations(records, 2)
        if one.priorities & (other.priorities | other.identities) or other.priorities & one.identities
        if kinship(one, other) is Kinship.OVERLAPS
    }
    # A continuation filed eleven years later, and an international application with its part in one of the states.
    assert frozenset({"US 6722934 B2", "US 5421753 A"}) in pairs
    assert frozenset({"AU 1989/041866 A", "WO 1990/002253 A1"}) in pairs


def test_no_two_records_of_different_simple_families_are_put_together() -> None:
    records = lens("sangamo")
    simple = {filing.key: set(row["Simple Family Members"].split(";;")) for filing, row in records}
    judged = [(one, other, kinship(one, other)) for (one, _), (other, _) in combinations(records, 2)]
    assert [one.key for one, other, how in judged if how is Kinship.SAME and other.key not in simple[one.key]] == []
    assert sum(how is Kinship.OVERLAPS for *_, how in judged) == 1

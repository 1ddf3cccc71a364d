"""Two patents that differ in one fact, and therefore in their answer, are not alike: each fact has its pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ippool.domain.alike import Answer
from ippool.domain.patents import PatentRecord
from ippool.domain.timeline import Period
from ippool.intake.house import HouseFolder
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.whole_pool import whole_pool
from tests.builders import (
    TODAY,
    a_consent,
    a_disclosure,
    a_patent,
    a_title,
    a_world,
    an_arrangement,
    card_m,
    card_n,
)
from tests.conftest import OFFICER
from tests.pools import write

CHANGE = date(2018, 1, 20)
WORLD = a_world(
    arrangements=[
        an_arrangement(number=1, in_force=Period(date(2016, 4, 1), CHANGE)),
        an_arrangement(number=2, in_force=Period(CHANGE), cards=(card_n(rate="0.05"), card_m(rate="0.02"))),
    ],
    consents=[a_consent("A")],
)


def pairs() -> dict[str, tuple[PatentRecord, PatentRecord]]:
    """Name the fact in which the two of a pair differ."""

    def joint(code: str, who: str, **differ: Any) -> PatentRecord:
        return a_patent(code, owners={"CORE": "1/2", who: "1/2"}, **differ)

    early = a_disclosure("JP-V1", conceived_on=date(2018, 1, 2), disclosed_on=date(2018, 1, 10))
    disputed = [a_title("CORE", "1/2", patent="JP-U2"), a_title("Z", "1/2", patent="JP-U2", disputed=True)]
    only_jp = a_consent("Z", patent="JP-P1", code="CNS-P1", jurisdictions=["JP"])
    only_us = a_consent("Z", patent="JP-P2", code="CNS-P2", jurisdictions=["US"])
    return {
        "version": (a_patent("JP-V1", disclosure=early), a_patent("JP-V2")),
        "cover of a blanket consent": (joint("JP-C1", "A"), joint("JP-C2", "B")),
        "consent about the patent": (
            joint("JP-O1", "Z", consents=[a_consent("Z", patent="JP-O1", code="CNS-O1")]),
            joint("JP-O2", "Z"),
        ),
        "consent for one country": (joint("JP-P1", "Z", consents=[only_jp]), joint("JP-P2", "Z", consents=[only_us])),
        "dispute": (joint("JP-U1", "Z"), a_patent("JP-U2", titles=disputed)),
    }


async def test_what_tells_two_patents_apart_is_seen(empty_pool: Pool) -> None:
    both = pairs()
    records = [record for pair in both.values() for record in pair]
    reference = WORLD.reference
    register = HouseFolder(
        parties=tuple(reference.parties.values()),
        centers=tuple(reference.centers.values()),
        labs=tuple(reference.labs.values()),
        memberships=reference.memberships,
        arrangements=reference.arrangements,
        consents=(*reference.lab_consents, *(one for record in records for one in record.consents)),
        families=tuple(record.family for record in records),
        patents=tuple(replace(record.patent, registration_number=None) for record in records),
        disclosures=tuple(record.disclosure for record in records if record.disclosure),
        titles=tuple(title for record in records for title in record.titles),
        lab_tags=tuple(tag for record in records for tag in record.tags),
    )
    await write(empty_pool.database, register)
    differing = set()
    for party in reference.parties.values():
        stream = whole_pool(empty_pool, OFFICER, Moment(TODAY, datetime(2100, 1, 1, tzinfo=UTC)), applicant=party.code)
        found = {line.code: line.answer async for piece in stream for line in piece}
        expected = {record.patent.code: Answer.of(WORLD.packages(party.code, record)[0]) for record in records}
        assert found == expected, party.code
        differing |= {name for name, (one, other) in both.items() if expected[one.patent.code] != expected[other.patent.code]}
    assert differing == set(both), "each pair comes to different answers for somebody"

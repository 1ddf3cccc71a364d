"""What a question comes to is found once for all that are alike, and is what each of them comes to by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.reference import Reference
from ippool.domain.terms import Determination, packages, settle_question
from ippool.usecases import pool as kept_in_process
from ippool.usecases.pool import CaseMemo
from tests.builders import a_membership, a_patent, a_world
from tests.second.random_pools import pools

KNOWN_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SCOPES = (WHOLE, WHOLE, Scope("JP"), Scope("US", None), Scope(None, "batteries"))


def answers(
    record: PatentRecord, applicant: Party, reference: Reference, on: date, scope: Scope, memo: CaseMemo | None
) -> list[tuple[object, ...]]:
    """Write down what every package of a patent comes to."""
    if memo is None:
        found = packages(record, applicant, reference, on=on, known_at=KNOWN_AT, scope=scope)
    else:
        found = packages(record, applicant, reference, on=on, known_at=KNOWN_AT, scope=scope, price=memo, settle=memo.settle)
    return [told(one) for one in found]


def told(one: Determination) -> tuple[object, ...]:
    return one.lab, one.case, one.found, one.standing_finding, one.cover, one.digest, one.headline, one.steps


@pytest.mark.parametrize("batch", range(3))
def test_every_patent_of_random_pools_comes_to_the_same(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settled = [0]

    def counted(*asked: Any) -> object:
        settled[0] += 1
        return settle_question(*asked)

    monkeypatch.setattr(kept_in_process, "settle_question", counted)
    asked = 0
    for seed in range(batch * 5, batch * 5 + 5):
        pool, memo, chance = pools(seed), CaseMemo(), Random(seed)
        for applicant in chance.sample(pool.parties, min(4, len(pool.parties))):
            on, scope = chance.choice(pool.days), chance.choice(SCOPES)
            for one in variants(chance.sample(pool.records, 6), pool.days, chance):
                expected = answers(one, applicant, pool.reference, on, scope, None)
                assert answers(one, applicant, pool.reference, on, scope, memo) == expected
                asked += len(expected)
    assert asked > 1_200
    assert settled[0] < asked * 0.7


def variants(records: list[PatentRecord], days: Sequence[date], chance: Random) -> Iterator[PatentRecord]:
    """Make of each patent some that differ in the day of the invention, on or beside days on which something begins or ends."""
    for record in records:
        yield record
        bare = replace(record, licenses=(), consents=(), statutory=(), needs=())
        for _ in range(10):
            day = chance.choice(days)
            disclosure = replace(bare.disclosure, conceived_on=day) if bare.disclosure and chance.random() < 0.5 else None
            yield replace(bare, disclosure=disclosure, patent=replace(bare.patent, filed_on=day, priority_on=None))


def test_other_reference_data_is_never_answered_for() -> None:
    memo = CaseMemo()
    record = a_patent(owners={"CORE": "1"})
    without, within = a_world(memberships=()), a_world(memberships=(a_membership("B"),))
    found = []
    for world in (without, within, without, within):
        applicant = world.party("B")
        assert answers(record, applicant, world.reference, date(2026, 11, 23), WHOLE, memo) == answers(
            record, applicant, world.reference, date(2026, 11, 23), WHOLE, None
        )
        found.append(answers(record, applicant, world.reference, date(2026, 11, 23), WHOLE, memo)[0][3])
    assert found[0] == found[2] != found[1] == found[3]


def test_what_is_kept_stays_within_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_in_process, "KEPT_APPLICANTS", 3)
    memo = CaseMemo(limit=4, settled=5)
    for seed in range(4):
        pool = pools(seed, patents=20)
        for record, applicant, on in pool.triples(60, seed):
            bare = replace(record, licenses=(), consents=(), statutory=(), needs=())
            answers(bare, applicant, pool.reference, on, WHOLE, memo)
    assert len(memo) == 4
    assert len(memo._settled) == kept_in_process.KEPT_REFERENCES
    assert [(len(of.found), len(of.days)) for of in memo._settled.values()] == [(5, 3), (5, 3)]

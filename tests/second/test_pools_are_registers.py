"""Random pools satisfy every constraint of the database, and reach every standing and outcome."""

from __future__ import annotations

from collections import Counter

from ippool.store.reference import load_reference
from ippool.usecases.pool import Pool
from tests.second.computation import BEST_FIRST, answer
from tests.second.random_pools import pools
from tests.store.filling import filled

STANDINGS = {
    "CORE",
    "UNDETERMINED",
    "CO_OWNER",
    "STATUTORY_LICENSEE",
    "LICENSEE",
    "LAB_MEMBER",
    "FORMER_LAB_MEMBER",
    "AFFILIATE",
    "CENTER_MEMBER",
    "NON_MEMBER",
}


async def test_random_pools_can_be_written_and_read_back(empty_pool: Pool) -> None:
    for seed in range(5):
        pool = pools(seed)
        async with filled(empty_pool.database, pool.folder) as tx:
            found = await load_reference(tx.connection)
        assert set(found.parties.values()) == set(pool.reference.parties.values())
        assert set(found.memberships) == set(pool.reference.memberships)
        assert {version.digest for version in found.arrangements} == {version.digest for version in pool.reference.arrangements}
        assert set(found.lab_consents) == set(pool.reference.lab_consents)


def test_the_same_seed_is_the_same_pool() -> None:
    assert pools(3).folder == pools(3).folder
    assert pools(3).folder != pools(4).folder


def test_random_pools_reach_every_standing_and_every_outcome() -> None:
    standings, outcomes = Counter[str](), Counter[str]()
    for seed in range(12):
        pool = pools(seed)
        for record, applicant, on in pool.triples(250, seed):
            found = answer(record, applicant, pool.reference, on)
            standings[found.standing] += 1
            outcomes[found.outcome] += 1
    assert set(standings) == STANDINGS
    assert set(outcomes) == set(BEST_FIRST)
    assert min(*standings.values(), *outcomes.values()) >= 20

"""The second computation and the whole pool's terms, found set-based in the database, agree on random pools."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.profiles import renew
from ippool.usecases.whole_pool import whole_pool
from tests.conftest import OFFICER, Cluster
from tests.pools import write
from tests.second.computation import Second, answer
from tests.second.deviations import Deviation, taken_over
from tests.second.random_organizations import Dice
from tests.second.random_pools import RandomPool, pools

NOW = datetime(2100, 1, 1, tzinfo=UTC)
SEEDS, PATENTS, DAYS = 7, 110, 1
TRIPLES = 20_000
"""So many questions of patent, applicant and day are compared in each run, at least."""


async def answers(pool: Pool, applicant: str, on: date) -> dict[str, Second]:
    """Take what the stream says of every patent, by code, as the second computation writes its answers."""
    stream = whole_pool(pool, OFFICER, Moment(on, NOW), applicant=applicant, asked=Asked(on=on))
    return {
        line.code: Second(
            line.answer.outcome.value,
            line.answer.would_be.value if line.answer.would_be else None,
            line.answer.standing.value,
            line.answer.rate,
        )
        async for piece in stream
        for line in piece
    }


async def differences(pool: Pool, drawn: RandomPool, dice: Dice, *, profiled: bool) -> tuple[int, list[str]]:
    """Compare for every applicant, on some days; return how many triples were compared, and what differed."""
    compared, found = 0, []
    day = dice.one(drawn.days)
    if profiled:
        assert await renew(pool, day) == len(drawn.records)
    for applicant in drawn.parties:
        # Profiles were worked out for one day; on others some of them still hold.
        for on in {day, dice.one(drawn.days)} if profiled else {dice.one(drawn.days)}:
            theirs = await answers(pool, applicant.code, on)
            for record in drawn.records:
                ours = answer(record, applicant, drawn.reference, on)
                compared += 1
                if theirs[record.patent.code] != ours:
                    found.append(f"{record.patent.code}, {applicant.code}, {on}: {ours} but {theirs[record.patent.code]}")
    return compared, found


async def test_the_whole_pool_comes_to_what_each_patent_does(cluster: Cluster) -> None:
    compared = 0
    for seed in range(1000, 1000 + SEEDS):
        drawn = pools(seed, patents=PATENTS)
        async with cluster.copy_of("ippool") as url:
            database = Database.at(url)
            try:
                await write(database, drawn.folder)
                with taken_over(*Deviation):
                    some, found = await differences(Pool(database, ReferenceMemo()), drawn, Dice(seed), profiled=seed % 2 == 0)
            finally:
                await database.close()
        assert found == [], seed
        compared += some
    assert compared >= TRIPLES

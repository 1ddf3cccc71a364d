"""The synthetic pool is a register like any other: the domain reads it, answers terms on it, and finds no fault in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.outcomes import Outcome
from ippool.domain.paging import PageRequest
from ippool.domain.patents import Patent
from ippool.domain.permissions import Actor, Role
from ippool.store.register import load_all
from ippool.usecases import patents as patent_use
from ippool.usecases import register
from ippool.usecases.tokens import recognize
from tests.bench import pool
from tests.bench.organizations import LABS, MEMBERSHIPS, PARTIES, VERSIONS
from tests.conftest import OFFICER, TODAY, Cluster, now, pool_at

PATENTS = 200
BY_NUMBER = PatentOrder(PatentOrderField.NUMBER, Direction.ASC)


async def test_a_synthetic_pool_is_read_by_the_domain_and_answers_terms(cluster: Cluster, tmp_path: Path) -> None:
    async with cluster.copy_of("ippool") as url:
        found = await pool.fill(url, PATENTS)
        async with pool_at(url) as asked:
            async with asked.database.read() as session:
                every = await load_all(session)
            counts = {kind.__name__: len(records) for kind, records in every.items()}
            assert counts["Patent"] == PATENTS
            assert counts["OpenLab"] == LABS
            assert counts["Party"] == PARTIES
            assert counts["Membership"] == MEMBERSHIPS
            assert counts["Arrangement"] == LABS * VERSIONS

            members = pool.members_of(found)
            assert len(members) == pool.MEMBERS
            actor = await recognize(asked, pool.secret_of(3), now())
            assert actor is not None
            assert (actor.role, actor.party) == (Role.MEMBER, members[3].id)

            outcomes = Counter[Outcome]()
            for party in members[:3]:
                request = PageRequest(100)
                page, view = await patent_use.browse(
                    asked, Actor(Role.MEMBER, party.id), now(), request=request, filter=PatentFilter(), order=BY_NUMBER
                )
                assert len(page.records) == 100
                outcomes.update(view.packages(record, party)[0].outcome for record in page.records)
            assert {Outcome.PREFERRED, Outcome.STANDARD, Outcome.NO_LICENSE_NEEDED, Outcome.CONSENT_NEEDED} <= set(outcomes)

            # What is written out is taken back without a fault, and changes nothing.
            await register.export_house(asked.database, OFFICER, tmp_path / "house", today=TODAY)
            again = await register.import_house(asked.database, OFFICER, tmp_path / "house", today=TODAY, dry_run=True)
            assert again.changes_nothing
            assert again.unchanged["patent"] == PATENTS


async def test_the_same_seed_gives_the_same_pool_and_a_larger_one_begins_with_it(cluster: Cluster) -> None:
    async def patents(count: int) -> list[Patent]:
        async with cluster.copy_of("ippool") as url:
            await pool.fill(url, count)
            async with pool_at(url) as asked, asked.database.read() as session:
                return sorted(
                    (one for one in (await load_all(session))[Patent] if isinstance(one, Patent)), key=lambda one: one.code
                )

    few, more = await patents(10), await patents(30)
    assert [one.code for one in few] == [f"R-{number:07}" for number in range(1, 11)]
    assert more[:9] == few[:9]

"""Profiles of patents: with them and without them the whole pool comes to the same; a change of a patent takes its own away."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from ippool.domain.browsing import PatentFilter
from ippool.domain.figures import Dimension, Shape
from ippool.domain.permissions import Actor, Role
from ippool.store.records import Recorded, add
from ippool.usecases import figures as figure_use
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.profiles import renew
from ippool.usecases.whole_pool import TermsLine, whole_pool
from tests.builders import a_consent, a_membership, since
from tests.conftest import OFFICER, TODAY
from tests.pools import of_size, write

NOW = datetime(2100, 1, 1, tzinfo=UTC)
EVERY = 48
"""Patents of the demonstration register."""
CHANGES = {
    "patent": "update patent set version = version + 1 where id = :patent",
    "title_share": "update title_share set version = version + 1 where patent_id = :patent",
    "lab_tag": "update lab_tag set version = version + 1 where patent_id = :patent",
    "legal_status_span": "update legal_status_span set status = status where patent_id = :patent",
    "disclosure": "update disclosure set version = version + 1 where family_id = (select family_id from patent where id = :patent)",
}


async def lines(pool: Pool, actor: Actor, applicant: str | None, on: date) -> list[TermsLine]:
    stream = whole_pool(pool, actor, Moment(TODAY, NOW), applicant=applicant, asked=Asked(on=on))
    return [line async for piece in stream for line in piece]


async def profiled(pool: Pool) -> set[object]:
    async with pool.database.read() as session:
        return set((await session.execute(text("select patent_id from patent_profile"))).scalars())


@pytest.mark.parametrize("later", [0, 400], ids=["the same day", "days later"])
async def test_with_profiles_and_without_the_whole_pool_comes_to_the_same(
    own_demo_pool: Pool, later: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ippool.store.whole_pool._ROWS", 3)
    pool, on = own_demo_pool, TODAY + timedelta(days=later)
    reference, _ = await patent_use.look(pool, OFFICER, Moment(TODAY, NOW))
    callers: list[tuple[Actor, str | None]] = [(OFFICER, party.code) for party in reference.parties.values()]
    callers += [(Actor(Role.MEMBER, party.id), None) for party in reference.parties.values()]
    before = [await lines(pool, *caller, on) for caller in callers]
    assert await renew(pool, TODAY) == EVERY
    fresh = Pool(pool.database, pool.references)
    after = [await lines(fresh, *caller, on) for caller in callers]
    assert [[(one.number, one.code, one.answer) for one in found] for found in after] == [
        [(one.number, one.code, one.answer) for one in found] for found in before
    ]
    kinds = {one.kind for found in after for one in found}
    assert any(len(kind) == 8 for kind in kinds), "profiles were used"
    assert await renew(pool, TODAY) == 0


async def test_a_member_is_told_of_the_whole_pool_by_profiles_and_of_the_rest_by_patents(own_demo_pool: Pool) -> None:
    pool = own_demo_pool
    reference, _ = await patent_use.look(pool, OFFICER, Moment(TODAY, NOW))
    company = reference.party_by_code("COMPANY-B")
    assert company is not None
    member = Actor(Role.MEMBER, company.id)
    assert await renew(pool, TODAY) == EVERY
    before = await lines(pool, member, None, TODAY)
    async with pool.database.derive() as connection:
        assert connection is not None
        await connection.execute(text("update patent_profile set number = 'by its profile'"))
    after = await lines(pool, member, None, TODAY)
    assert [one.code for one in after] == [one.code for one in before]
    by_profile = {one.code for one in after if one.number == "by its profile"}
    assert "SYN-2" not in by_profile, "it has to do with that one, which is not laid open"
    assert {one.code for one in after if len(one.kind) == 8} == by_profile
    assert 0 < len(by_profile) < len(after)


async def test_what_was_told_of_a_patent_holds_until_the_register_changes(own_demo_pool: Pool) -> None:
    pool, company = own_demo_pool, "COMPANY-B"

    def told(found: list[TermsLine]) -> dict[str, object]:
        return {one.code: one.answer for one in found}

    assert await renew(pool, TODAY) == EVERY
    before = told(await lines(pool, OFFICER, company, TODAY))
    assert told(await lines(pool, OFFICER, company, TODAY)) == before
    async with pool.database.write(OFFICER) as tx:
        opened = "update patent set title_state = 'OPEN', version = version + 1 where title_state <> 'OPEN' returning code"
        changed = set((await tx.connection.execute(text(opened))).scalars())
        tx.record("patent:changed", None)
    after = told(await lines(pool, OFFICER, company, TODAY))
    assert after == told(await lines(Pool(pool.database, pool.references), OFFICER, company, TODAY))
    assert {code for code in before if after[code] != before[code]} & changed


@pytest.mark.parametrize("table", CHANGES)
async def test_what_is_recorded_of_a_patent_takes_its_profile_away(own_demo_pool: Pool, table: str) -> None:
    pool = own_demo_pool
    assert await renew(pool, TODAY) == EVERY
    async with pool.database.write(OFFICER) as tx:
        patent, family = (
            await tx.connection.execute(
                text("select p.id, p.family_id from patent p join disclosure using (family_id) order by p.code limit 1")
            )
        ).one()
        of_family = set((await tx.connection.execute(text("select id from patent where family_id = :f"), {"f": family})).scalars())
        await tx.connection.execute(text(CHANGES[table]), {"patent": patent})
        tx.record("patent:changed", None)
    gone = of_family if table == "disclosure" else {patent}
    assert len(await profiled(pool)) == EVERY - len(gone)
    assert not gone & await profiled(pool)
    assert await renew(pool, TODAY) == len(gone)


SIZE = 6
LATER: dict[str, tuple[Recorded | str, str]] = {
    "a consent about it": (a_consent("A", patent="JP-00001", code="CNS-P"), "JP-00001"),
    "a consent about its family": (a_consent("A", family="JP-00001", code="CNS-F"), "JP-00001"),
    "its license": ("update license set version = version + 1", "JP-00000"),
    "another patent under a license": (
        "insert into license_patent select id, (select id from patent where code = 'JP-00002') from license",
        "JP-00002",
    ),
}


@pytest.mark.parametrize("what", LATER)
async def test_what_is_given_about_a_patent_takes_its_profile_away_and_counts_at_once(empty_pool: Pool, what: str) -> None:
    pool, (change, code) = empty_pool, LATER[what]
    await write(pool.database, of_size(SIZE))
    assert await renew(pool, TODAY) == SIZE
    async with pool.database.write(OFFICER) as tx:
        if isinstance(change, str):
            await tx.connection.execute(text(change))
        else:
            await add(tx.connection, [change])
        tx.record("patent:changed", None)
    async with pool.database.read() as session:
        gone = "select code from patent p where not exists (select from patent_profile f where f.patent_id = p.id)"
        assert (await session.execute(text(gone))).scalars().all() == [code]
    with_profiles = {party: await lines(pool, OFFICER, party, TODAY) for party in ("A", "B", "Z")}
    async with pool.database.derive() as connection:
        assert connection is not None
        await connection.execute(text("delete from patent_profile"))
    for party, found in with_profiles.items():
        without = await lines(Pool(pool.database, pool.references), OFFICER, party, TODAY)
        assert [(one.code, one.answer) for one in found] == [(one.code, one.answer) for one in without], party


BY = (Dimension.STANDING, Dimension.OUTCOME)
SHAPES = [Shape(BY), Shape((*BY, Dimension.JURISDICTION)), Shape((*BY, Dimension.OPEN_LAB))]


async def test_figures_tell_patents_apart_that_differ_in_the_day_of_their_invention_alone(empty_pool: Pool) -> None:
    """Of one profile, they were made before, during and after a membership."""
    pool, register = empty_pool, of_size(24)
    days = {one.id: date(2012 + at % 12, 6, 1) for at, one in enumerate(register.disclosures)}
    disclosures = tuple(replace(one, conceived_on=days[one.id], disclosed_on=days[one.id]) for one in register.disclosures)
    left = a_membership("B", period=since(date(2016, 4, 1), date(2020, 4, 1)))
    await write(pool.database, replace(register, disclosures=disclosures, memberships=(a_membership("A"), left)))
    without = {party: await lines(pool, OFFICER, party, TODAY) for party in ("A", "B", "Z")}
    assert await renew(pool, TODAY) == 24
    reference, _ = await patent_use.look(pool, OFFICER, Moment(TODAY, NOW))
    for party, found in without.items():
        asked = Asked(applicant=next(one.id for one in reference.parties.values() if one.code == party))
        fresh = Pool(pool.database, pool.references)
        told = await figure_use.count(fresh, OFFICER, Moment(TODAY, NOW), SHAPES, filter=PatentFilter(), asked=asked)
        expected = Counter((line.answer.standing.value, line.answer.outcome.value) for line in found)
        for figures in told:
            assert {one.values[:2]: one.count for one in figures} == expected, party
    assert len({line.answer.outcome for line in without["B"]}) > 1


async def test_nobody_is_answered_by_the_plan_of_another_applicant(own_demo_pool: Pool) -> None:
    """The database would keep one plan after five times, with which an owner of half of the pool waits for minutes."""
    pool = own_demo_pool
    assert await renew(pool, TODAY) == EVERY
    reference, _ = await patent_use.look(pool, OFFICER, Moment(TODAY, NOW))
    for party in list(reference.parties.values())[:8]:
        asked = Asked(applicant=party.id)
        await figure_use.count(pool, OFFICER, Moment(TODAY, NOW), SHAPES, filter=PatentFilter(), asked=asked)
    async with pool.database.read() as session:
        planned = (
            await session.execute(
                text(
                    "select sum(custom_plans), sum(generic_plans) from pg_prepared_statements "
                    "where statement like '%profiled as%' and statement not like '%pg_prepared_statements%'"
                )
            )
        ).one()
    assert planned[0] >= 16
    assert planned[1] == 0


async def test_what_a_lab_is_measured_with_moves_all_of_its_patents(own_demo_pool: Pool) -> None:
    pool = own_demo_pool
    assert await renew(pool, TODAY) == EVERY
    async with pool.database.write(OFFICER) as tx:
        ended = "valid = daterange(lower(valid), '2020-01-01') where lower(valid) < '2020-01-01'"
        await tx.connection.execute(text(f"update membership set version = version + 1, {ended}"))
        tx.record("membership:changed", None)
    moved = await renew(pool, TODAY)
    assert moved is not None
    assert 0 < moved <= EVERY

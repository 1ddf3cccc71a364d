"""What came since a place in the history of the register: each patent once, wherever a look ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from ippool.domain.labs import OpenLab
from ippool.domain.patents import LabTag, Patent
from ippool.domain.permissions import Actor, Role
from ippool.domain.timeline import Period
from ippool.graphql.context import moment_in
from ippool.store import publications
from ippool.store.identity import new_id
from ippool.store.records import add, load
from ippool.usecases import following, patents
from ippool.usecases.following import Days, Place
from ippool.usecases.pool import Moment, Pool
from tests.conftest import OFFICER
from tests.graphql.api import OFFICE_ZONE

ZONE = OFFICE_ZONE.key


def at_present() -> Moment:
    """The real moment and its day: what is recorded is recorded then, whatever day other tests ask about."""
    return moment_in(OFFICE_ZONE)


async def test_of_a_whole_register_each_patent_comes_once(demo_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was imported at once comes patent by patent; who may know of what is as in a list of them."""
    monkeypatch.setattr(following, "LINES", 7)
    monkeypatch.setattr(following, "PATENTS", 3)
    days, moment = Days(ZONE), at_present()
    async with demo_pool.database.read_alone() as session:
        published = "select id from patent where published_on <= cast(:today as date)"
        everything = {row.id for row in await session.execute(text(published), {"today": moment.today})}
    seen = {}
    for role in (Role.IP_OFFICER, Role.ANONYMOUS):
        place, told, has_more = Place(0, moment.today), [], True
        while has_more:
            found = await following.published(demo_pool, Actor(role), moment, place, days)
            told += [record.patent.id for record, _ in found.found]
            place, has_more = found.place, found.has_more
        assert len(told) == len(set(told))
        seen[role] = set(told)
    assert seen[Role.IP_OFFICER] == everything
    listed, _ = await patents.by_ids(demo_pool, Actor(Role.ANONYMOUS), moment, list(everything))
    assert seen[Role.ANONYMOUS] == set(listed)
    assert 10 < len(listed) < len(everything)


async def test_a_patent_put_into_two_labs_by_one_change_comes_once(own_demo_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LINES", 1)
    pool, days, moment = own_demo_pool, Days(ZONE), at_present()
    place = await following.present(pool, moment)
    async with pool.database.write(OFFICER) as tx:
        tagged = "(select string_agg(l.code, ' ') from lab_tag t join open_lab l on l.id = t.lab_id where t.patent_id = r.id)"
        patent = (await load(tx.connection, Patent, f"published_on < '2020-01-01' and {tagged} = 'OL-BAT'"))[0]
        labs = await load(tx.connection, OpenLab, "r.code in ('OL-ROB', 'CL-DRV')")
        tags = [LabTag(new_id(), patent.id, lab.id, Period(moment.today - timedelta(days=9), None)) for lab in labs]
        await add(tx.connection, tags)
        for tag in tags:
            tx.record("lab_tag:recorded", tag)
    told, looks, has_more = [], 0, True
    while has_more:
        found = await following.published(pool, Actor(Role.ANONYMOUS), moment, place, days)
        told += [record.patent.id for record, _ in found.found]
        place, looks, has_more = found.place, looks + 1, found.has_more
    assert looks > 2
    assert told == [patent.id]


async def test_a_day_has_come_when_no_change_of_the_day_before_can_follow(empty_pool: Pool) -> None:
    database, today = empty_pool.database, at_present().today
    async with database.read_alone() as session:
        assert await publications.is_settled(session, today, ZONE)
        assert not await publications.is_settled(session, today + timedelta(days=1), ZONE)
        async with database.write(OFFICER) as under_way:
            assert not await publications.is_settled(session, today, ZONE)
            under_way.nothing_done = True
        assert await publications.is_settled(session, today, ZONE)

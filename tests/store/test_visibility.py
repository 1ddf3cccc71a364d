"""Who may see a row: the SQL of `store/visibility.py` and the pure function of `domain/disclosure.py` say the same (I-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.disclosure import may_know_of, may_know_of_lab, owns
from ippool.domain.labs import Scheme
from ippool.domain.paging import PageRequest
from ippool.domain.patents import LabTag
from ippool.domain.permissions import ANONYMOUS, Actor, Level, Role
from ippool.domain.secrecy import level_of
from ippool.domain.timeline import Period
from ippool.intake.house import HouseFolder
from ippool.store import parties as party_store
from ippool.store import patents as patent_store
from ippool.store.database import Reading
from ippool.store.identity import new_id
from ippool.store.reference import load_reference
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, TODAY
from tests.intake.registers import registers
from tests.store.filling import filled

EVERYTHING = PageRequest(100)
EVERY_PATENT = PatentFilter()
STUDENT = Actor(Role.STUDENT, user=UUID(int=1), clearance=Level.LEVEL_3)
"""Cleared by mistake: a student has no access from level 2 up whatever it is cleared for."""


def in_every_lab(register: HouseFolder) -> HouseFolder:
    """Put every patent in every lab, open and closed: what the law of a register forbids, visibility must stand all the same."""
    tags = tuple(
        LabTag(new_id(), patent.id, lab.id, Period(None, None), "") for patent in register.patents for lab in register.labs
    )
    return replace(register, lab_tags=tags)


async def seen(session: Reading, actor: Actor, today: date, filter: PatentFilter = EVERY_PATENT) -> frozenset[UUID]:
    """The patents a caller gets."""
    found = await patent_store.page(
        session,
        actor,
        request=EVERYTHING,
        filter=filter,
        order=PatentOrder(),
        on=today,
        known_at=None,
        today=today,
        with_total=True,
    )
    assert found.total == len(found.records)
    return frozenset(record.patent.id for record in found.records)


# A failing register is shown as it was made: making it smaller takes a database write for each attempt.
@settings(max_examples=60, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(register=registers() | registers().map(in_every_lab), today=st.dates(date(2010, 1, 1), date(2030, 1, 1)))
async def test_every_caller_sees_exactly_what_it_may_know_of(empty_pool: Pool, register: HouseFolder, today: date) -> None:
    async with filled(empty_pool.database, register) as tx:
        reference = await load_reference(tx.connection)
        everything = await patent_store.by_ids(
            tx.connection,
            Actor(Role.AUDITOR),
            [patent.id for patent in register.patents],
            known_at=None,
            today=today,
        )
        assert len(everything.records) == len(register.patents)
        levels = {one.patent.id: level_of(one.patent, today) for one in everything.records}
        secret = {id for id, level in levels.items() if level.covers(Level.LEVEL_2)}
        assert everything.confidential == {id: level for id, level in levels.items() if level is not Level.PUBLIC}
        members = [Actor(Role.MEMBER, party.id) for party in register.parties]
        for actor in (ANONYMOUS, STUDENT, Actor(Role.IP_OFFICER), Actor(Role.AUDITOR), *members):
            may = {one.patent.id for one in everything.records if may_know_of(actor, one, reference, on=today).holds}
            assert await seen(tx.connection, actor, today) == may
            assert actor.role not in (Role.ANONYMOUS, Role.STUDENT) or not may & secret
            for lab in register.labs:
                of_lab = {
                    one.patent.id
                    for one in everything.records
                    if one.patent.id in may
                    and lab.id in one.labs(today)
                    and (may_know_of_lab(actor, lab, reference, on=today).holds or owns(actor, one, reference, on=today))
                }
                assert await seen(tx.connection, actor, today, PatentFilter(open_lab=lab.code)) == of_lab


async def test_an_outsider_never_gets_an_unpublished_patent_of_the_demo_pool(demo_pool: Pool) -> None:
    async with demo_pool.database.read() as session:
        reference = await load_reference(session)
        everything = await patent_store.by_ids(session, Actor(Role.AUDITOR), list(await _all(session)), known_at=None, today=TODAY)
        unpublished = {
            one.patent.id for one in everything.records if one.patent.published_on is None or one.patent.published_on > TODAY
        }
        closed_only = {
            one.patent.id
            for one in everything.records
            if all(reference.labs[lab].scheme is Scheme.CLOSED for lab in one.labs(TODAY))
        }
        assert len(unpublished) >= 2
        assert len(closed_only) >= 2
        outsider = reference.party_by_code("COMPANY-Z")
        assert outsider is not None
        for actor in (ANONYMOUS, Actor(Role.MEMBER, outsider.id)):
            assert not await seen(session, actor, TODAY) & (unpublished | closed_only)


async def _all(session: Reading) -> frozenset[UUID]:
    return await seen(session, Actor(Role.AUDITOR), TODAY)


async def test_who_has_merged_into_another_party_sees_its_closed_lab_no_more(own_demo_pool: Pool) -> None:
    async with own_demo_pool.database.write(OFFICER) as tx:
        everything = await patent_store.by_ids(
            tx.connection, Actor(Role.AUDITOR), list(await _all(tx.connection)), known_at=None, today=TODAY
        )
        partner = (await load_reference(tx.connection)).party_by_code("COMPANY-P")
        assert partner is not None
        actor, sights = Actor(Role.MEMBER, partner.id), []
        for day in (date(2026, 11, 25), TODAY):
            merged = (
                "update party set version = version + 1, merged_on = :day, "
                "merged_into_id = (select id from party where code = 'COMPANY-Z') where id = :id"
            )
            await tx.connection.execute(text(merged), {"day": day, "id": partner.id})
            reference = await load_reference(tx.connection)
            may = {one.patent.id for one in everything.records if may_know_of(actor, one, reference, on=TODAY).holds}
            sights.append(await seen(tx.connection, actor, TODAY))
            assert sights[-1] == may
        closed = {one.patent.code for one in everything.records if one.patent.id in sights[0] - sights[1]}
        tx.nothing_done = True
    assert closed >= {"JP-2008162523-A", "JP-2008162524-A"}


async def test_an_outsider_knows_core_institutions_itself_and_owners_of_what_it_sees(demo_pool: Pool) -> None:
    async with demo_pool.database.read() as session:
        reference = await load_reference(session)
        ids = list(reference.parties)
        codes = {party.id: party.code for party in reference.parties.values()}
        outsider = next(party for party in reference.parties.values() if party.code == "COMPANY-Z")
        found = await party_store.visible_ids(session, Actor(Role.MEMBER, outsider.id), ids, today=TODAY)
        shown = {codes[one] for one in found}
        assert {"AIST", "TUT", "COMPANY-Z", "TOYOTA-INDUSTRIES"} <= shown
        # The closed lab's partners, and members that own nothing public, are nobody's business.
        assert not {"NISSAN", "COMPANY-P", "COMPANY-C", "COMPANY-F"} & shown
        assert await party_store.visible_ids(session, Actor(Role.IP_OFFICER), ids, today=TODAY) == frozenset(ids)

"""Who may see a row: the SQL of `store/visibility.py` and the pure function of `domain/disclosure.py` say the same (I-14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.disclosure import may_know_of, may_know_of_lab, owns
from ippool.domain.labs import Scheme
from ippool.domain.paging import PageRequest
from ippool.domain.patents import LabTag, PatentRecord
from ippool.domain.people import User
from ippool.domain.permissions import ANONYMOUS, ROLES, Actor, Level, Role
from ippool.domain.reference import Reference
from ippool.domain.secrecy import NamedReader, Secrecy, SecrecyLabel, is_published
from ippool.domain.timeline import Period
from ippool.intake.house import HouseFolder
from ippool.store import parties as party_store
from ippool.store import patents as patent_store
from ippool.store.database import Reading
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.store.reference import load_reference
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, TODAY
from tests.intake.registers import registers
from tests.store.filling import filled

EVERYTHING = PageRequest(100)
EVERY_PATENT = PatentFilter()
READERS = (UUID(int=1), UUID(int=2))
"""Users who may be named."""
CONFIDENTIAL = (Level.LEVEL_1, Level.LEVEL_2, Level.LEVEL_3)


@st.composite
def periods(draw: st.DrawFn, today: date) -> Period:
    """A period that goes on always, or ends, begins or goes on around a day."""
    if draw(st.booleans()):
        return Period(None, None)
    days = [None, *(today + timedelta(days=at) for at in (-400, -1, 0, 1, 400))]
    start = draw(st.sampled_from(days[:-1]))
    return Period(start, draw(st.sampled_from([one for one in days if one is None or start is None or one > start])))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[HouseFolder, date, Secrecy]:
    """A register, a day, and what is said of how confidential each patent is, also of those that are laid open."""
    register, today = draw(registers() | registers().map(in_every_lab)), draw(st.dates(date(2010, 1, 1), date(2030, 1, 1)))
    labels, readers = dict[UUID, list[SecrecyLabel]](), dict[UUID, list[NamedReader]]()
    for patent in register.patents:
        level = draw(st.sampled_from((None, Level.LEVEL_1, Level.LEVEL_2, Level.LEVEL_3, Level.LEVEL_3)))
        if level is not None:
            label = SecrecyLabel(new_id(), patent.id, level, draw(periods(today)), "why")
            labels[patent.id] = [label]
            if label.period.until is not None and draw(st.booleans()):
                after = Period(label.period.until, None)
                labels[patent.id].append(SecrecyLabel(new_id(), patent.id, draw(st.sampled_from(CONFIDENTIAL)), after, "why"))
        named = [one for one in READERS if draw(st.booleans())]
        readers[patent.id] = [NamedReader(new_id(), patent.id, one, draw(periods(today)), "why") for one in named]
    return register, today, Secrecy(labels, readers)


RARE = (
    Actor(Role.SENIOR_OFFICER, None, UUID(int=9), READERS[0], clearance=Level.LEVEL_3),
    Actor(Role.STUDENT, None, UUID(int=9), READERS[0], clearance=Level.LEVEL_3),
    Actor(Role.RESEARCHER, None, None, READERS[1], clearance=Level.LEVEL_3),
)
"""Those for whom much comes together; the student is cleared by mistake."""


def owning_officers(records: Iterable[PatentRecord], today: date) -> list[Actor]:
    """An officer of a party that owns something not laid open, where there is one."""
    owners = [title.party for one in records if not is_published(one.patent, today) for title in one.owners(today)]
    return [Actor(Role.IP_OFFICER, party, UUID(int=9)) for party in owners[:1]]


def callers(register: HouseFolder) -> list[Actor]:
    """Everybody: every role with and without being a user, cleared for each level, for each party where it speaks for one."""
    found = [ANONYMOUS, Actor(Role.AUDITOR), Actor(Role.IP_OFFICER)]
    parties = [party.id for party in register.parties]
    for role in Role:
        if role is not Role.ANONYMOUS:
            found += [Actor(role, None, UUID(int=9), user, clearance=level) for user in (None, READERS[0]) for level in Level]
        if ROLES[role].speaks:
            found += [Actor(role, party, UUID(int=9)) for party in parties]
            found += [Actor(role, party, UUID(int=9), READERS[1], clearance=Level.LEVEL_2) for party in parties[:3]]
    return found


def in_every_lab(register: HouseFolder) -> HouseFolder:
    """Put every patent in every lab, open and closed: what the law of a register forbids, visibility must stand all the same."""
    tags = tuple(
        LabTag(new_id(), patent.id, lab.id, Period(None, None), "") for patent in register.patents for lab in register.labs
    )
    return replace(register, lab_tags=tags)


async def seen(
    session: Reading, actor: Actor, today: date, filter: PatentFilter = EVERY_PATENT, known_at: datetime | None = None
) -> frozenset[UUID]:
    """The patents a caller gets."""
    found = await patent_store.page(
        session,
        actor,
        request=EVERYTHING,
        filter=filter,
        order=PatentOrder(),
        on=today,
        known_at=known_at,
        today=today,
        with_total=True,
    )
    assert found.total == len(found.records)
    return frozenset(record.patent.id for record in found.records)


# A failing register is shown as it was made: making it smaller takes a database write for each attempt.
@settings(max_examples=40, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(world=worlds(), dice=st.randoms())
async def test_every_caller_sees_exactly_what_it_may_know_of(
    empty_pool: Pool, world: tuple[HouseFolder, date, Secrecy], dice: Random
) -> None:
    register, today, secrecy = world
    async with filled(empty_pool.database, register) as tx:
        await add(tx.connection, [User(one, f"U-{one.int}", "Somebody") for one in READERS])
        for said in (*secrecy.labels.values(), *secrecy.readers.values()):
            await add(tx.connection, list[Any](said))
        reference = await load_reference(tx.connection)
        machine = Actor(Role.AUDITOR)
        everything = await patent_store.by_ids(
            tx.connection, machine, [patent.id for patent in register.patents], known_at=None, today=today
        )
        assert len(everything.records) == len(register.patents)
        levels = {one.patent.id: secrecy.level_of(one.patent, today) for one in everything.records}
        assert everything.confidential == {id: level for id, level in levels.items() if level is not Level.PUBLIC}
        every = callers(register)
        for actor in [ANONYMOUS, machine, *RARE, *owning_officers(everything.records, today), *dice.sample(every, 8)]:
            may = {
                one.patent.id for one in everything.records if may_know_of(actor, one, reference, on=today, secrecy=secrecy).holds
            }
            assert await seen(tx.connection, actor, today) == may
            assert await seen(tx.connection, actor, today, known_at=tx.moment) == may
            _require_rules(actor, {levels[one] for one in may if one not in _owned(actor, everything.records, reference, today)})
            for lab in register.labs:
                of_lab = {
                    one.patent.id
                    for one in everything.records
                    if one.patent.id in may
                    and lab.id in one.labs(today)
                    and (may_know_of_lab(actor, lab, reference, on=today).holds or owns(actor, one, reference, on=today))
                }
                assert await seen(tx.connection, actor, today, PatentFilter(open_lab=lab.code)) == of_lab


def _owned(actor: Actor, records: Iterable[PatentRecord], reference: Reference, today: date) -> set[UUID]:
    return {one.patent.id for one in records if owns(actor, one, reference, on=today)}


def _require_rules(actor: Actor, levels: set[Level]) -> None:
    """What holds of the levels of whatever somebody knows of that is not its own, said once more and in other words."""
    if actor.role in (Role.ANONYMOUS, Role.SERVICE_ACCOUNT):
        assert levels <= {Level.PUBLIC}
    if actor.role is Role.STUDENT:
        assert levels <= {Level.PUBLIC, Level.LEVEL_1}
    if Level.LEVEL_3 in levels and (actor.token is not None or actor.user is not None):
        assert actor.user is not None
        assert actor.clearance is Level.LEVEL_3
        assert actor.role is not Role.AUDITOR
    if Level.LEVEL_2 in levels and not actor.sees_all:
        assert actor.clearance.covers(Level.LEVEL_2)


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

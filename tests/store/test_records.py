"""Records in their tables: what goes in comes out, history stays, and nothing changes without an audit line."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ippool.domain.labs import Membership
from ippool.domain.parties import Party
from ippool.domain.patents import Patent
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.house import HouseFolder
from ippool.store import audit
from ippool.store.constraints import Conflict
from ippool.store.database import Database, UnauditedWrite
from ippool.store.identity import new_id
from ippool.store.records import StaleVersion, add, at_version, change, find, load
from ippool.store.records.values import period_from
from ippool.store.reference import load_reference
from ippool.usecases.pool import Pool
from ippool.usecases.register import load_register
from tests.builders import a_party
from tests.conftest import OFFICER
from tests.intake.registers import registers
from tests.store.filling import filled


@settings(max_examples=40, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(register=registers())
async def test_every_record_comes_out_as_it_went_in(empty_pool: Pool, register: HouseFolder) -> None:
    async with filled(empty_pool.database, register) as tx:
        found = await load_register(tx.connection)
        there = {record.id: record for record in found.records()}
        assert len(there) == len(list(register.records()))
        for record in register.records():
            assert audit.hash_of(there[record.id]) == audit.hash_of(record)
            assert there[record.id].version == 1
            assert there[record.id].recorded_at == tx.moment


async def write_party(database: Database, **differ: Any) -> Party:
    party = replace(a_party("X"), id=new_id(), **differ)
    async with database.write(OFFICER) as tx:
        await add(tx.connection, [party])
        tx.record("party:registered", party)
    return party


async def rename(database: Database, party: Party, name: str, expected: int) -> Party:
    changed = replace(party, name=Words(name, name))
    async with database.write(OFFICER) as tx:
        await change(tx.connection, changed, expected=expected)
        tx.record("party:renamed", changed, before=party)
    return changed


async def test_the_ends_of_the_calendar_come_out_as_they_went_in(empty_pool: Pool) -> None:
    """No form lets them in; should a row hold them all the same, the driver has written them as infinities."""
    async with empty_pool.database.read() as session:
        written = text("select jsonb_build_object('valid', daterange(cast(:start as date), cast(:until as date)))::text")
        row = orjson.loads((await session.execute(written, {"start": date.min, "until": date.max})).scalar_one())
    assert row == {"valid": "[-infinity,infinity)"}
    assert period_from(row["valid"]) == Period(date.min, date.max)


async def test_a_change_keeps_the_version_before_with_the_moment_it_was_superseded(empty_pool: Pool) -> None:
    database = empty_pool.database
    party = await write_party(database)
    await rename(database, party, "新", expected=1)
    await rename(database, party, "最新", expected=2)
    async with database.read() as session:
        current = await find(session, Party, party.id)
        assert current is not None
        assert (current.version, current.name.ja) == (3, "最新")
        assert (await at_version(session, Party, party.id, 1)).name == party.name
        assert (await at_version(session, Party, party.id, 2)).name.ja == "新"
        rows = (await session.execute(text("select version, recorded_at, superseded_at from party_past order by version"))).all()
        assert [row.version for row in rows] == [1, 2]
        assert rows[0].superseded_at == rows[1].recorded_at
        assert rows[1].superseded_at == current.recorded_at
        assert rows[0].recorded_at < rows[1].recorded_at < rows[1].superseded_at
        # As known at any moment in between, the name is the one of that time.
        for row, name in zip(rows, (party.name.ja, "新"), strict=True):
            assert (await load_reference(session, row.recorded_at)).parties[party.id].name.ja == name
        assert (await load_reference(session, current.recorded_at)).parties[party.id].name.ja == "最新"


async def test_a_stale_version_changes_nothing(empty_pool: Pool) -> None:
    database = empty_pool.database
    party = await write_party(database)
    await rename(database, party, "新", expected=1)
    with pytest.raises(StaleVersion) as refused:
        await rename(database, party, "遅い", expected=1)
    assert (refused.value.expected, refused.value.found) == (1, 2)
    async with database.read() as session:
        current = await find(session, Party, party.id)
        assert current is not None
        assert current.name.ja == "新"
        assert (await session.execute(text("select count(*) from audit"))).scalar_one() == 2


async def test_a_write_without_an_audit_line_is_undone(empty_pool: Pool) -> None:
    party = replace(a_party("X"), id=new_id())
    with pytest.raises(UnauditedWrite):
        async with empty_pool.database.write(OFFICER) as tx:
            await add(tx.connection, [party])
    async with empty_pool.database.read() as session:
        assert await find(session, Party, party.id) is None


async def test_overlapping_memberships_are_refused_by_the_database_itself(own_demo_pool: Pool) -> None:
    database = own_demo_pool.database
    async with database.read() as session:
        running = [one for one in await load(session, Membership) if one.lab is not None and one.period.until is None]
    again = replace(running[0], id=new_id(), period=Period(None, None))

    async def admit() -> None:
        async with database.write(OFFICER) as tx:
            await add(tx.connection, [again])
            tx.record("membership:admitted", again)

    with pytest.raises(Conflict) as refused:
        await admit()
    assert refused.value.constraint == "membership_one_at_a_time"
    assert refused.value.message.ja == "同じ者の同じラボの会員期間が重なる。"
    async with database.read() as session:
        assert await find(session, Membership, again.id) is None


UNLAWFUL = (
    "update party_past set name_ja = '改竄'",
    "delete from party_past",
    "truncate party_past",
    "update audit set action = 'x'",
    "delete from audit",
    "truncate audit",
    "delete from answer",
    "update license_patent set patent_id = patent_id",
    "truncate party cascade",
    "update party set name_ja = '改竄'",
    "update party set version = version + 2",
    "insert into party (id, version, recorded_at, source, code, kind, name_ja, name_en, country, size) "
    "values (gen_random_uuid(), 7, register_moment(), '', 'Y', 'COMPANY', 'y', 'y', 'JP', 'LARGE')",
    "insert into party (id, version, recorded_at, source, code, kind, name_ja, name_en, country, size) "
    "values (gen_random_uuid(), 1, now() - interval '1 day', '', 'Y', 'COMPANY', 'y', 'y', 'JP', 'LARGE')",
)


@pytest.mark.parametrize("statement", UNLAWFUL)
async def test_no_statement_changes_history_quietly(own_demo_pool: Pool, statement: str) -> None:
    database = own_demo_pool.database
    async with database.read() as session:
        party = (await load(session, Party))[0]
    await rename(database, party, "新", expected=party.version)
    with pytest.raises(DBAPIError, match=r"only ever added to|has version|moment of its change"):
        async with database.write(OFFICER) as tx:
            await tx.connection.execute(text(statement))


async def test_a_bare_update_keeps_the_old_version_and_the_reference_version_goes_up(own_demo_pool: Pool) -> None:
    database = own_demo_pool.database
    async with database.write(OFFICER) as tx:
        before = (await tx.connection.execute(text("select ref_version from register_state"))).scalar_one()
        await tx.connection.execute(text("update party set version = version + 1, name_ja = '直接' where code = 'COMPANY-B'"))
        after = (await tx.connection.execute(text("select ref_version from register_state"))).scalar_one()
        tx.record("party:renamed", None)
    assert after == before + 1
    async with database.read() as session:
        found = (await session.execute(text("select name_ja from party_past where code = 'COMPANY-B'"))).scalar_one()
        assert found == "B社"


async def test_a_deleted_record_is_still_known_as_of_then(own_demo_pool: Pool) -> None:
    database = own_demo_pool.database
    async with database.write(OFFICER) as tx:
        await tx.connection.execute(text("delete from need"))
        tx.record("need:withdrawn", None)
    async with database.read() as session:
        assert (await session.execute(text("select count(*) from need"))).scalar_one() == 0
        assert (await session.execute(text("select count(*) from need_past"))).scalar_one() >= 1


async def test_the_audit_chain_holds_from_its_beginning(own_demo_pool: Pool) -> None:
    database = own_demo_pool.database
    async with database.read() as session:
        party = (await load(session, Party))[0]
    await rename(database, party, "新", expected=party.version)
    async with database.read() as session:
        rows = [dict(row) for row in (await session.execute(text("select * from audit order by seq"))).mappings()]
    records = sum(1 for row in rows if row["action"].endswith(":imported"))
    assert records > 300
    assert rows[-1]["action"] == "party:renamed"
    assert rows[-1]["before_hash"] == audit.hash_of(party)
    assert rows[-1]["record_id"] == party.id
    previous = audit.BEGINNING
    for row in rows:
        assert row["previous_hash"] == previous
        assert row["hash"] == audit.line_hash(row, previous)
        previous = row["hash"]
    # A line whose words were changed no longer has its hash.
    assert audit.line_hash({**rows[0], "action": "party:forged"}, audit.BEGINNING) != rows[0]["hash"]


async def test_two_changes_at_once_happen_one_after_the_other(own_demo_pool: Pool) -> None:
    database = own_demo_pool.database
    names = [f"P-{number}" for number in range(12)]

    async def register(code: str) -> UUID:
        party = replace(a_party(code), id=new_id(), code=code)
        async with database.write(OFFICER) as tx:
            await add(tx.connection, [party])
            tx.record("party:registered", party)
        return party.id

    await asyncio.gather(*(register(code) for code in names))
    async with database.read() as session:
        rows = (await session.execute(text("select seq, at, hash, previous_hash from audit order by seq desc limit 12"))).all()
    assert len({row.at for row in rows}) == 12
    assert all(later.previous_hash == earlier.hash for later, earlier in pairwise(rows))


async def test_a_patents_numbers_are_found_by_any_notation(demo_pool: Pool) -> None:
    async with demo_pool.database.read() as session:
        (patent,) = await load(session, Patent, "r.code = 'JP-2008162524-A'")
        row = (await session.execute(text("select lookups, number_key from patent where id = :id"), {"id": patent.id})).one()
    assert row.lookups == ["JP:app:2006:356742", "JP:pub:2008:162524", "JP:reg:4958268"]
    assert row.number_key == "JP:reg:4958268"

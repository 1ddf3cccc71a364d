"""Reading patents: by one statement where what else is needed is at hand, and never from what is at hand but no longer holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.paging import PageRequest
from ippool.domain.parties import PartyKind
from ippool.domain.reference import Reference
from ippool.domain.words import Words
from ippool.store.database import Reading
from ippool.store.patents import PatentPage
from ippool.store.reference import ReferenceMemo
from ippool.usecases import parties
from ippool.usecases import patents as patent_use
from ippool.usecases.parties import RegisterParty
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Pool, View
from tests.conftest import OFFICER, now

BY_NUMBER = PatentOrder(PatentOrderField.NUMBER, Direction.ASC)


@contextmanager
def sent_to(pool: Pool) -> Iterator[list[str]]:
    """Note the statements that are sent, and where a transaction begins."""
    sent: list[str] = []
    engine = pool.database._engine.sync_engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def page_of(pool: Pool, asked: Asked = patent_use.NOW) -> tuple[PatentPage, View]:
    return await patent_use.browse(
        pool, OFFICER, now(), request=PageRequest(5), filter=PatentFilter(), order=BY_NUMBER, asked=asked
    )


async def test_a_page_and_a_patent_take_one_statement_where_the_reference_data_is_at_hand(own_demo_pool: Pool) -> None:
    page, view = await page_of(own_demo_pool)
    with sent_to(own_demo_pool) as sent:
        again, view_again = await page_of(own_demo_pool)
        found, _ = await patent_use.find(own_demo_pool, OFFICER, now(), page.records[0].patent.code)
        by_id, _ = await patent_use.by_ids(own_demo_pool, OFFICER, now(), [page.records[0].patent.id])
    assert sent == ["with", "with", "with"]
    assert again.records == page.records
    assert view_again.reference is view.reference
    assert found == page.records[0] == by_id[page.records[0].patent.id]


async def test_reference_data_that_has_changed_is_read_again_of_one_moment(own_demo_pool: Pool) -> None:
    _, before = await page_of(own_demo_pool)
    await parties.register_party(own_demo_pool, OFFICER, now(), RegisterParty("a key", "NEW", PartyKind.COMPANY, Words("新", "")))
    with sent_to(own_demo_pool) as sent:
        page, after = await page_of(own_demo_pool)
    assert sent == ["with", "select"]
    assert before.reference.party_by_code("NEW") is None
    assert after.reference.party_by_code("NEW") is not None
    assert page.ref_version == after.reference.version == before.reference.version + 1


async def test_reference_data_that_changes_between_two_statements_is_read_with_the_page_in_one_transaction(
    own_demo_pool: Pool,
) -> None:
    await page_of(own_demo_pool)
    register = RegisterParty("first", "FIRST", PartyKind.COMPANY, Words("一", ""))
    await parties.register_party(own_demo_pool, OFFICER, now(), register)

    class Overtaken(ReferenceMemo):
        """Is overtaken by another change just before it reads for the first time."""

        async def get(self, session: Reading, version: int, known_at: datetime | None = None) -> Reference:
            if self._current is None:
                again = RegisterParty("second", "SECOND", PartyKind.COMPANY, Words("二", ""))
                await parties.register_party(own_demo_pool, OFFICER, now(), again)
            return await super().get(session, version, known_at)

    pool = replace(own_demo_pool, references=Overtaken())
    with sent_to(pool) as sent:
        page, view = await page_of(pool)
    assert sent[-1] == "with"
    assert page.ref_version == view.reference.version
    assert view.reference.party_by_code("SECOND") is not None


async def test_a_connection_the_database_has_closed_is_not_used(own_demo_pool: Pool) -> None:
    await page_of(own_demo_pool)
    other = create_async_engine(own_demo_pool.database.url)
    try:
        async with other.connect() as connection:
            closed = await connection.execute(
                text(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
            assert closed.scalar_one() == 1
    finally:
        await other.dispose()
    await asyncio.sleep(0.1)
    page, _ = await page_of(own_demo_pool)
    assert len(page.records) == 5

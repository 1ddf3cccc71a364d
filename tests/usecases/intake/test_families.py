"""Families: members from different formats land together by their priorities; an international application is the family's own."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.review import ReviewKind
from ippool.store.database import Database
from ippool.usecases.intake import Outcome
from ippool.usecases.pool import Pool
from tests.usecases.brought import Office, document, jplatpat, lens, lens_document
from tests.usecases.intake.real_files import BY_PATH
from tests.usecases.intake.registers import came_to, count, held, rows_of, take

FAMILY = BY_PATH["epo_ops_xml/get_family_with_biblio/response.xml"]
PRIORITY = "JP 2018200001 A"
ALPHA = "Alpha Battery Inc"


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


async def families(database: Database) -> dict[str, set[str]]:
    """Return the codes of the patents of each family, by its code."""
    async with database.read() as session:
        found = await session.execute(
            text("select f.code, array_agg(p.code) as patents from family f left join patent p on p.family_id = f.id group by f.id")
        )
        return {row.code: {code for code in row.patents if code} for row in found}


async def together(office: Office) -> set[str]:
    """Return the patents of the one family there is."""
    (found,) = (await families(office.pool.database)).values()
    return found


def us(number: int = 1, priorities: str = PRIORITY) -> str:
    return lens(lens_document(f"US 2020/{100000 + number:07d} A1", ALPHA, priorities=priorities))


def ep(number: int = 1, priorities: str = PRIORITY) -> str:
    return lens(lens_document(f"EP {3000000 + number} A1", ALPHA, priorities=priorities))


def wo(number: int = 1, priorities: str = PRIORITY) -> str:
    return lens(lens_document(f"WO 2020/{100000 + number:06d} A1", ALPHA, priorities=priorities))


JP = jplatpat(document(1, "見本化学株式会社"))
"""特願2018-200001, whose priority the others claim."""


@pytest.mark.parametrize("order", ["jp us ep", "us jp ep", "ep us jp"])
async def test_a_japanese_application_and_what_claims_it_are_one_family_whatever_comes_first(office: Office, order: str) -> None:
    for name in order.split():
        format, content = {"jp": ("jplatpat-csv", JP), "us": ("lens-csv", us()), "ep": ("lens-csv", ep())}[name]
        assert came_to(await office.bring(format, content)) == {"ADDED": 1}
    assert await together(office) == {"JP-PUB-2020-100001-A", "US-PUB-2020-0100001-A1", "EP-PUB-3000001-A1"}


@pytest.mark.parametrize("order", ["wo us jp", "us wo jp", "jp wo us", "jp us wo"])
async def test_an_international_publication_is_its_familys_and_no_patent(office: Office, order: str) -> None:
    for name in order.split():
        format, content = {"jp": ("jplatpat-csv", JP), "us": ("lens-csv", us()), "wo": ("lens-csv", wo())}[name]
        await office.bring(format, content)
    assert await together(office) == {"JP-PUB-2020-100001-A", "US-PUB-2020-0100001-A1"}
    async with office.pool.database.read() as session:
        found = await held(session, "US:pub:2020:0100001:A1")
        assert found.family.international_publication == "WO:pub:2020:100001:A1"
        assert await count(session, "patent", "jurisdiction = 'WO'") == 0
    before = await rows_of(office.pool.database)
    again = await office.bring("lens-csv", wo())
    assert (came_to(again), again.made) == ({"UNCHANGED": 1}, {})
    assert await rows_of(office.pool.database) == before


async def test_the_applicants_of_an_international_application_own_nothing_by_it(office: Office) -> None:
    report = await office.bring("lens-csv", wo())
    assert (came_to(report), report.made) == ({"ADDED": 1}, {"family": 1, "statement": 1})
    async with office.pool.database.read() as session:
        assert (await count(session, "title_share"), await count(session, "party")) == (0, 0)


async def test_an_application_that_claims_nothing_is_a_family_by_itself(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, "見本化学株式会社"), document(2, "見本化学株式会社")))
    assert len(await families(office.pool.database)) == 2


async def test_part_of_the_priorities_is_asked_about_and_never_joined_by_itself(office: Office) -> None:
    await office.bring("lens-csv", us(1, f"{PRIORITY};;JP 2018200002 A"))
    report = await office.bring("lens-csv", ep(1, PRIORITY))
    assert came_to(report) == {"TO_REVIEW": 1}
    assert len(await families(office.pool.database)) == 2
    (item,) = await office.items()
    assert (item.kind, item.held, item.said) == (
        ReviewKind.FAMILY_OVERLAPS,
        "F-EP-PUB-3000001-A1",
        "F-US-PUB-2020-0100001-A1",
    )
    ((candidate,),) = (item.candidates,)
    assert candidate.evidence[0].en == ("They share the priorities JP:app:2018:200001, but JP:app:2018:200002 is of one alone.")
    before = await rows_of(office.pool.database)
    again = await office.bring("lens-csv", ep(1, PRIORITY))
    assert (came_to(again), again.made) == ({"TO_REVIEW": 1}, {})
    assert await rows_of(office.pool.database) == before


async def test_two_international_publications_of_one_priority_stay_with_the_first_number(office: Office) -> None:
    """The family has one international application; a second one of the same priority is known by its statement only."""
    await office.bring("lens-csv", us())
    await office.bring("lens-csv", wo(1))
    await office.bring("lens-csv", wo(2))
    async with office.pool.database.read() as session:
        family = (await held(session, "US:pub:2020:0100001:A1")).family
        assert family.international_publication == "WO:pub:2020:100001:A1"
        assert await count(session, "family") == 1
    before = await rows_of(office.pool.database)
    for content in (wo(1), wo(2), wo(1)):
        assert (await office.bring("lens-csv", content)).made == {}
    assert await rows_of(office.pool.database) == before


async def test_what_entered_from_an_international_application_belongs_to_its_family(office: Office) -> None:
    """A republication (再表) bears the number of the international one; it claims no priority here."""
    await office.bring("lens-csv", wo(1))
    republished = {**document(1, "見本化学株式会社"), "文献番号": "再表2020/100001", "公開番号": "WO2020/100001"}
    await office.bring("jplatpat-csv", jplatpat(republished))
    (code,) = await families(office.pool.database)
    assert code == "F-WO-PUB-2020-100001-A1"
    async with office.pool.database.read() as session:
        found = await held(session, "JP:app:2018:200001")
    assert found.family.international_publication == "WO:pub:2020:100001:A1"
    assert found.statements["jplatpat-csv"].facts["international"] == "WO:pub:2020:100001"


async def test_priorities_that_come_later_are_known_from_then_on(office: Office) -> None:
    """A first list without priorities, a second with them: a third document is then found to be of the same invention."""
    for content in (us(1, ""), us(1, PRIORITY), ep(1, PRIORITY)):
        await office.bring("lens-csv", content)
    assert await together(office) == {"US-PUB-2020-0100001-A1", "EP-PUB-3000001-A1"}


async def test_priorities_that_come_later_in_the_same_list_are_known_at_once(office: Office) -> None:
    american = "US 2020/0100001 A1"
    rows = (
        lens_document(american, ALPHA),
        lens_document(american, ALPHA, priorities=PRIORITY),
        lens_document("EP 3000001 A1", ALPHA, priorities=PRIORITY),
    )
    await office.bring("lens-csv", lens(*rows))
    assert await together(office) == {"US-PUB-2020-0100001-A1", "EP-PUB-3000001-A1"}


# --- the real family of EP 2400812


async def test_the_real_family_is_one(empty_pool: Pool) -> None:
    """Five documents of three rights: an application and a grant in Europe and in the United States, an application in Canada."""
    database = empty_pool.database
    report = await take(database, FAMILY.format, FAMILY.source)
    assert came_to(report) == {"ADDED": 3, "CHANGED": 2}
    assert await families(database) == {"F-EP-PUB-2400812-A1": {"EP-PUB-2400812-A1", "CA-PUB-2744162-A1", "US-PUB-2012-0057518-A1"}}
    async with database.read() as session:
        european, american = await held(session, "EP:app:2010:167109"), await held(session, "US:reg:9648662")
    assert american.patent.priorities == {"EP:app:2010:167109"}
    assert (european.patent.registration_number, str(european.patent.registered_on)) == ("EP:reg:2400812", "2019-11-27")
    assert european.names == american.names == {"9SOLUTIONS OY"}


async def test_a_member_from_another_format_lands_in_the_real_family(empty_pool: Pool, tmp_path: Path) -> None:
    office = Office(empty_pool, tmp_path)
    database = empty_pool.database
    await take(database, FAMILY.format, FAMILY.source)
    chinese = lens_document("CN 102300151 A", "9SOLUTIONS OY", priorities="EP 10167109 A")
    assert came_to(await office.bring("lens-csv", lens(chinese))) == {"ADDED": 1}
    async with database.read() as session:
        found = await held(session, "CN:pub:102300151:A")
    assert found.family.code == "F-EP-PUB-2400812-A1"


async def test_one_list_of_a_family_in_two_formats_asks_nothing(empty_pool: Pool, tmp_path: Path) -> None:
    """What EPO OPS has told, the Lens tells again."""
    office = Office(empty_pool, tmp_path)
    await take(empty_pool.database, FAMILY.format, FAMILY.source)
    before = await families(empty_pool.database)
    rows = lens_document("EP 2400812 A1", "9Solutions Oy") | {"Publication Date": "2011-12-28", "Title": ""}
    report = await office.bring("lens-csv", lens(rows))
    assert report.outcomes[Outcome.REFUSED] == 0
    assert await families(empty_pool.database) == before


def test_the_columns_of_the_lists_here_are_read() -> None:
    row = next(csv.DictReader(io.StringIO(us())))
    assert (row["Priority Numbers"], row["Display Key"]) == (PRIORITY, "US 2020/0100001 A1")
    assert date.fromisoformat(row["Publication Date"]) == date(2020, 7, 2)

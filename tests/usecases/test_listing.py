"""A listing has what its reader may know of and nothing else, as of a day and as known at a moment, all of one moment."""

from __future__ import annotations

from contextlib import aclosing
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.disclosure import may_know_of
from ippool.domain.labs import Scheme
from ippool.domain.paging import LARGEST_PAGE, PageRequest
from ippool.domain.patents import LegalStatus, PatentRecord, ShareBasis
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.words import Words
from ippool.intake.house import HouseFolder
from ippool.intake.listing import ListedLab, ListingRow, read_listing
from ippool.usecases import listing, patents, register
from ippool.usecases.intake import LabNotFound
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Pool, View
from tests import pools
from tests.architecture.test_query_counts import statements
from tests.builders import a_lab, a_patent, a_world
from tests.conftest import OFFICER, TODAY, now


async def listed(pool: Pool, actor: Actor, *, asked: Asked | None = None, lab: str | None = None) -> list[ListingRow]:
    return [row async for row in listing.list_patents(pool, actor, now(), asked=asked or Asked(), lab=lab)]


async def everything(pool: Pool) -> tuple[list[PatentRecord], View]:
    page, view = await patents.browse(
        pool, OFFICER, now(), request=PageRequest(LARGEST_PAGE), filter=PatentFilter(), order=PatentOrder()
    )
    assert not page.has_next
    return list(page.records), view


async def member(pool: Pool, code: str) -> Actor:
    _, view = await everything(pool)
    party = view.reference.party_by_code(code)
    assert party is not None
    return Actor(Role.MEMBER, party.id)


ROLES = {"anonymous": ANONYMOUS, "auditor": Actor(Role.AUDITOR), "officer": OFFICER}


@pytest.mark.parametrize("caller", [*ROLES, "COMPANY-B", "COMPANY-Z", "TOYOTA-INDUSTRIES", "NISSAN"])
async def test_it_has_exactly_what_its_reader_may_know_of(demo_pool: Pool, caller: str) -> None:
    records, view = await everything(demo_pool)
    actor = ROLES[caller] if caller in ROLES else await member(demo_pool, caller)
    expected = [one.patent.code for one in records if may_know_of(actor, one, view.reference, on=TODAY).holds]
    rows = await listed(demo_pool, actor)
    assert [row.code for row in rows] == expected
    assert 0 < len(rows) <= len(records)
    if not actor.sees_all:
        assert len(rows) < len(records)
    if actor is ANONYMOUS:
        assert all(row.published_on is not None and row.published_on <= TODAY for row in rows)
        assert {lab.scheme for row in rows for lab in row.labs} == {Scheme.OPEN}


async def test_a_row_says_what_is_recorded(demo_pool: Pool) -> None:
    rows = {row.code: row for row in await listed(demo_pool, OFFICER)}
    row = rows["JP-2015032498-A"]
    assert row == ListingRow(
        code="JP-2015032498-A",
        number="特開2015-032498",
        title=Words("", "All-solid secondary battery"),
        jurisdiction="JP",
        application_number=None,
        publication_number="特開2015-032498",
        registration_number=None,
        filed_on=date(2013, 8, 5),
        published_on=date(2015, 2, 16),
        registered_on=None,
        expires_on=None,
        legal_status=LegalStatus.PUBLISHED,
        owners=row.owners,
        labs=(ListedLab("OL-BAT", Scheme.OPEN),),
        listed=False,
        on=TODAY,
    )
    assert {(one.code, one.name.ja, one.share, one.basis) for one in row.owners} == {
        ("AIST", "国立研究開発法人産業技術総合研究所", Fraction(1, 2), ShareBasis.ASSUMED_EQUAL),
        ("TOYOTA-INDUSTRIES", "株式会社豊田自動織機", Fraction(1, 2), ShareBasis.ASSUMED_EQUAL),
    }
    assert rows["SYN-6"].listed


async def test_it_is_as_of_the_day_asked(demo_pool: Pool) -> None:
    before = {row.code: row for row in await listed(demo_pool, OFFICER, asked=Asked(on=date(2014, 1, 1)))}
    row = before["JP-2015032498-A"]
    assert (row.legal_status, row.on) == (LegalStatus.PENDING, date(2014, 1, 1))
    assert {(owner.code, owner.basis) for owner in row.owners} == {
        ("AIST", ShareBasis.ASSUMED_EQUAL),
        ("TOYOTA-INDUSTRIES", ShareBasis.ASSUMED_EQUAL),
    }
    long_ago = {row.code: row for row in await listed(demo_pool, OFFICER, asked=Asked(on=date(2000, 1, 1)))}
    assert (long_ago["JP-2015032498-A"].owners, long_ago["JP-2015032498-A"].labs) == ((), ())
    assert set(long_ago) == set(before)


async def test_it_may_be_of_one_lab(demo_pool: Pool) -> None:
    rows = await listed(demo_pool, OFFICER, lab="OL-ROB")
    every = await listed(demo_pool, OFFICER)
    assert rows == [row for row in every if "OL-ROB" in {lab.code for lab in row.labs}]
    assert 0 < len(rows) < len(every)


async def test_a_lab_that_is_hidden_is_like_one_that_is_not_there(demo_pool: Pool, tmp_path: Path) -> None:
    assert len(await listed(demo_pool, OFFICER, lab="CL-DRV")) == 4
    for actor in (ANONYMOUS, await member(demo_pool, "COMPANY-Z")):
        messages = set()
        for lab in ("CL-DRV", "NOWHERE"):
            with pytest.raises(LabNotFound) as refused:
                await listing.export_listing(demo_pool, actor, now(), tmp_path / "x.csv", lab=lab)
            messages.add(refused.value.message.en.replace(lab, "?"))
        assert messages == {"The register has no lab ?."}
    assert await listed(demo_pool, await member(demo_pool, "NISSAN"), lab="CL-DRV")


async def test_a_lab_that_is_hidden_is_not_in_the_row_of_a_patent_that_is_not(empty_pool: Pool) -> None:
    record = a_patent("JP-1", labs=("CL-1", "OL-BAT"), registration_number="JP:reg:6000001")
    world = a_world(labs=(a_lab("CL-1", scheme=Scheme.CLOSED),)).reference
    register_of_one = HouseFolder(
        parties=tuple(world.parties.values()),
        centers=tuple(world.centers.values()),
        labs=tuple(world.labs.values()),
        families=(record.family,),
        patents=(record.patent,),
        titles=record.titles,
        lab_tags=record.tags,
    )
    await pools.write(empty_pool.database, register_of_one)
    (shown,) = await listed(empty_pool, ANONYMOUS)
    assert shown.labs == (ListedLab("OL-BAT", Scheme.OPEN),)
    (whole,) = await listed(empty_pool, OFFICER)
    assert whole.labs == (ListedLab("CL-1", Scheme.CLOSED), ListedLab("OL-BAT", Scheme.OPEN))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_is_written_is_what_was_listed(demo_pool: Pool, tmp_path: Path, kind: str) -> None:
    rows = await listed(demo_pool, ANONYMOUS)
    count = await listing.export_listing(demo_pool, ANONYMOUS, now(), tmp_path / f"x.{kind}")
    assert count == len(rows)
    assert list(read_listing(tmp_path / f"x.{kind}")) == rows


async def test_it_is_all_of_one_moment_and_of_the_moment_asked(empty_pool: Pool, tmp_path: Path) -> None:
    """What is changed while it is written is not in it, in no page; asked as known before, it is as before."""
    await pools.write(empty_pool.database, pools.of_size(LARGEST_PAGE * 2 + 50))
    before = await listed(empty_pool, OFFICER)
    assert len(before) == LARGEST_PAGE * 2 + 50
    assert [row.code for row in before] == sorted(row.code for row in before)
    moment = now()
    async with aclosing(listing.list_patents(empty_pool, OFFICER, now())) as rows:
        found = [await anext(rows)]
        await register.export_house(empty_pool.database, OFFICER, tmp_path / "house", today=TODAY)
        file = tmp_path / "house" / "patents.csv"
        text = file.read_text("utf-8")
        last = before[-1]
        file.write_text(text.replace(f",{last.title.en},", ",changed meanwhile,"), "utf-8")
        assert file.read_text("utf-8") != text
        await register.import_house(empty_pool.database, OFFICER, tmp_path / "house", today=TODAY)
        found += [row async for row in rows]
    assert found == before
    assert {row.title.en for row in await listed(empty_pool, OFFICER)} >= {"changed meanwhile"}
    assert await listed(empty_pool, OFFICER, asked=Asked(known_at=moment.now)) == before


async def test_it_reads_a_page_when_it_needs_it(empty_pool: Pool) -> None:
    await pools.write(empty_pool.database, pools.of_size(LARGEST_PAGE * 2 + 50))
    await listed(empty_pool, OFFICER)
    with statements() as sent:
        async with aclosing(listing.list_patents(empty_pool, OFFICER, now())) as rows:
            counts = [len([one for one in sent if "with page as" in one]) async for _ in rows]
    assert counts == [1] * LARGEST_PAGE + [2] * LARGEST_PAGE + [3] * 50


async def test_what_will_be_known_is_what_is_known(demo_pool: Pool) -> None:
    later = Asked(known_at=now().now + timedelta(days=400))
    assert await listed(demo_pool, OFFICER, asked=later) == await listed(demo_pool, OFFICER)


async def test_an_empty_register_is_an_empty_listing(empty_pool: Pool, tmp_path: Path) -> None:
    assert await listing.export_listing(empty_pool, OFFICER, now(), tmp_path / "x.xlsx") == 0
    assert list(read_listing(tmp_path / "x.xlsx")) == []

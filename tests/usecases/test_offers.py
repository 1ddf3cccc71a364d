"""Offers before publication: what is listed and not laid open goes out in seven fields, the rest is refused with its reasons."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from ippool.domain.consents import Beneficiaries
from ippool.domain.errors import NotPermitted
from ippool.domain.labs import Scheme
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.words import Words
from ippool.intake.house import HouseFolder
from ippool.intake.inpit import InpitRow, cells_of, offers_to, read_offers
from ippool.usecases import offers
from ippool.usecases.asking import PatentNotFound
from ippool.usecases.pool import Pool
from tests import pools
from tests.builders import a_consent, a_lab, a_patent, a_world
from tests.conftest import OFFICER, now

SECRET = "only for members"


def application(code: str, number: int, **differ: object) -> PatentRecord:
    """A listed Japanese application that is not laid open; whatever it has besides the seven fields says so."""
    usual: dict[str, object] = {
        "application_number": f"JP:app:2026:{number}",
        "title": Words(f"発明{code}", SECRET),
        "abstract": Words(SECRET, SECRET),
        "filed_on": date(2026, 6, 1),
        "published_on": None,
        "registered_on": None,
        "expires_on": None,
        "listed": True,
        "source": SECRET,
    }
    return a_patent(code, **usual | differ)  # type: ignore[arg-type]


RECORDS = (
    application("SOLE", 100001),
    application("JOINT", 100002, owners={"CORE": "3/5", "A": "2/5"}),
    application("UNASKED", 100003, owners={"CORE": "1/2", "B": "1/2"}),
    application("UNLISTED", 100004, listed=False),
    application("LAID-OPEN", 100005, published_on=date(2026, 10, 1)),
    application("TOMORROW", 100006, published_on=date(2026, 11, 25)),
    application("CLOSED", 100007, labs=("CL-1",)),
)


def register_of(records: tuple[PatentRecord, ...]) -> HouseFolder:
    world = a_world(labs=(a_lab("CL-1", scheme=Scheme.CLOSED),)).reference
    return HouseFolder(
        parties=tuple(world.parties.values()),
        centers=tuple(world.centers.values()),
        labs=tuple(world.labs.values()),
        memberships=world.memberships,
        arrangements=world.arrangements,
        consents=(a_consent("A", beneficiaries=Beneficiaries.MEMBERS_AND_THIRD_PARTIES), a_consent("B")),
        families=tuple(record.family for record in records),
        patents=tuple(record.patent for record in records),
        disclosures=tuple(record.disclosure for record in records if record.disclosure),
        titles=tuple(title for record in records for title in record.titles),
        lab_tags=tuple(tag for record in records for tag in record.tags),
    )


@pytest.fixture
async def pool(empty_pool: Pool) -> Pool:
    await pools.write(empty_pool.database, register_of(RECORDS))
    return empty_pool


def row(code: str, number: int, applicant: str = "中核機関") -> InpitRow:
    return InpitRow("", f"発明{code}", f"特願2026-{number}", "中核機関", applicant, may_transfer=False, may_license=True)


async def test_what_is_listed_and_not_laid_open_is_offered_and_the_others_are_told(pool: Pool, tmp_path: Path) -> None:
    found = await offers.offers(pool, OFFICER, now())
    assert set(found.rows) == {row("SOLE", 100001), row("JOINT", 100002, "中核機関、A社"), row("TOMORROW", 100006)}
    assert {one.code: [(finding.path, finding.because.en) for finding in one.findings] for one in found.refused} == {
        "UNASKED": [(("labs",), "The consent of Company B for Japan does not reach third parties.")],
        "CLOSED": [(("labs",), "It belongs to the closed lab CL-1, whose partner may have exclusivity.")],
    }
    assert found.attorney == {"特願2026-100002": (Words("A社", "Company A"),)}
    for kind in ("csv", "xlsx"):
        offers.write_offers(tmp_path / f"x.{kind}", found)
        assert tuple(read_offers(tmp_path / f"x.{kind}")) == found.rows


async def test_nothing_else_of_an_application_gets_out(pool: Pool, tmp_path: Path) -> None:
    found = await offers.offers(pool, OFFICER, now())
    offers.write_offers(tmp_path / "x.csv", found)
    text = written(tmp_path / "x.csv")
    assert SECRET not in text
    for record in RECORDS:
        assert record.patent.code not in text.replace(f"発明{record.patent.code}", "")
        assert record.family.code not in text
    assert not any(word in text for word in ("2026-06-01", "OL-BAT", "3/5", "D-SOLE", "UNLISTED", "CLOSED"))
    assert len(fields(InpitRow)) == 7


def written(file: Path) -> str:
    return file.read_text("utf-8")


async def test_patents_that_are_named_are_offered_or_refused_each(pool: Pool) -> None:
    found = await offers.offers(pool, OFFICER, now(), numbers=["特願2026-100001", "LAID-OPEN", "UNLISTED", "LAID-OPEN"])
    assert set(found.rows) == {row("SOLE", 100001), row("LAID-OPEN", 100005)}
    (refused,) = found.refused
    assert (refused.code, [finding.path for finding in refused.findings]) == ("UNLISTED", [("listed",)])
    with pytest.raises(PatentNotFound):
        await offers.offers(pool, OFFICER, now(), numbers=["SOLE", "NOWHERE"])


async def test_the_numbers_that_inpit_gave_are_carried_on(pool: Pool, tmp_path: Path) -> None:
    earlier = replace(row("SOLE", 100001), listing_number="L2026000123")
    with offers_to(tmp_path / "earlier.xlsx") as table:
        table.add(cells_of(earlier))
    found = await offers.offers(pool, OFFICER, now(), earlier=tmp_path / "earlier.xlsx")
    assert {one.application_number: one.listing_number for one in found.rows} == {
        "特願2026-100001": "L2026000123",
        "特願2026-100002": "",
        "特願2026-100006": "",
    }


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(Role.AUDITOR), Actor(Role.MEMBER)], ids=lambda actor: actor.role)
async def test_only_an_officer_offers(empty_pool: Pool, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        await offers.offers(empty_pool, actor, now())


async def test_where_there_is_nothing_to_offer_no_file_is_written(empty_pool: Pool, tmp_path: Path) -> None:
    found = await offers.offers(empty_pool, OFFICER, now())
    assert (found.rows, found.refused, found.attorney) == ((), (), {})
    with pytest.raises(offers.NothingToOffer):
        offers.write_offers(tmp_path / "x.csv", found)

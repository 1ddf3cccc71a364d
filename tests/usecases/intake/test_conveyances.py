"""Recorded transfers of US patents: what moves a share, from which day, and what a person is asked."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.patents import AcquiredBy, ShareBasis
from ippool.domain.review import ReviewKind
from ippool.usecases.pool import Pool
from ippool.usecases.title import OwnerShare, RecordTitle, record_title
from tests.conftest import OFFICER, now
from tests.usecases.brought import Office, lens, lens_document
from tests.usecases.intake.real_files import BY_PATH
from tests.usecases.intake.registers import Held, came_to, held, rows_of, take

ALPHA, BETA, GAMMA, DELTA = "ALPHA BATTERY INC", "BETA MOTOR INC", "GAMMA ENERGY INC", "DELTA CHEMICAL INC"
FILED = date(2018, 12, 20)


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


def transfer(
    assignors: list[str],
    assignees: list[str],
    executed: str,
    *patents: str,
    frame: int = 1,
    conveyance: str = "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).",
    recorded: str = "",
) -> dict[str, Any]:
    return {
        "reelNo": "100",
        "frameNo": str(frame),
        "recordedDate": f"{recorded or executed}T04:00:00Z",
        "conveyanceText": conveyance,
        "assignors": [{"patAssignorName": name, "patAssignorExDate": f"{executed}T04:00:00Z"} for name in assignors],
        "assignees": [{"patAssigneeName": name} for name in assignees],
        "properties": [{"applNum": None, "patNum": patent, "publNum": None, "pctNum": None} for patent in patents or ("10000001",)],
    }


def transfers(*records: dict[str, Any]) -> str:
    return json.dumps({"numFound": str(len(records)), "docs": list(records)})


async def patents(office: Office, *owners: str, numbers: tuple[str, ...] = ("10000001",)) -> None:
    """Patents that belong to the same owners from the filing day on."""
    rows = [lens_document(f"US {number} B2", *owners) | {"Application Date": "2018-12-20"} for number in numbers]
    report = await office.bring("lens-csv", lens(*rows))
    assert came_to(report) == {"ADDED": len(numbers)}


async def of(office: Office, number: str = "10000001") -> Held:
    async with office.pool.database.read() as session:
        return await held(session, f"US:reg:{number}")


async def periods(office: Office, number: str = "10000001") -> dict[str, tuple[date | None, date | None]]:
    found = await of(office, number)
    return {
        owner.name.en: (share.period.start, share.period.until) for owner, share in zip(found.owners, found.shares, strict=True)
    }


async def test_an_assignment_moves_the_share_on_the_day_it_was_executed(office: Office) -> None:
    await patents(office, ALPHA, BETA)
    content = transfers(transfer([ALPHA], [GAMMA], "2020-03-01", recorded="2020-06-09"))
    report = await office.bring("us-assignment-json", content)
    assert came_to(report) == {"CHANGED": 1}
    assert report.made == {"party": 1, "statement": 1, "title_share": 2}
    day = date(2020, 3, 1)
    assert await periods(office) == {ALPHA: (FILED, day), BETA: (FILED, None), GAMMA: (day, None)}
    found = await of(office)
    new = next(share for share in found.shares if share.period.start == day)
    assert (new.share, new.basis, new.acquired_by) == (None, ShareBasis.NOT_STIPULATED, AcquiredBy.ASSIGNMENT)
    assert new.source == "USPTO assignments 000100/0001"
    statement = found.statements["us-assignment-json 000100/0001"]
    assert (statement.source_date, statement.facts["executed_on"]) == (date(2020, 6, 9), "2020-03-01")
    assert statement.facts["assignors"] == (ALPHA,)


async def test_the_same_file_again_changes_nothing(office: Office) -> None:
    await patents(office, ALPHA)
    content = transfers(
        transfer([ALPHA], [BETA], "2020-03-01"),
        transfer([BETA], [GAMMA], "2021-03-01", frame=2),
        transfer([DELTA], [ALPHA], "2022-03-01", frame=3),
        transfer([GAMMA], [ALPHA], "2023-01-01", frame=4, conveyance="CHANGE OF NAME (SEE DOCUMENT FOR DETAILS)."),
    )
    assert came_to(await office.bring("us-assignment-json", content)) == {"CHANGED": 2, "TO_REVIEW": 1, "REFUSED": 1}
    before = await rows_of(office.pool.database)
    again = await office.bring("us-assignment-json", content)
    assert (came_to(again), again.made) == ({"UNCHANGED": 2, "TO_REVIEW": 1, "REFUSED": 1}, {})
    assert await rows_of(office.pool.database) == before


@pytest.mark.parametrize("latest_first", [True, False])
async def test_a_chain_is_followed_whichever_end_the_list_begins_at(office: Office, latest_first: bool) -> None:
    await patents(office, ALPHA)
    chain = [
        transfer([ALPHA], [BETA], "2019-05-01"),
        transfer([BETA], [GAMMA], "2020-05-01", frame=2),
        transfer([GAMMA], [DELTA], "2021-05-01", frame=3),
    ]
    report = await office.bring("us-assignment-json", transfers(*(reversed(chain) if latest_first else chain)))
    assert came_to(report) == {"CHANGED": 3}
    first, second, third = date(2019, 5, 1), date(2020, 5, 1), date(2021, 5, 1)
    assert await periods(office) == {ALPHA: (FILED, first), BETA: (first, second), GAMMA: (second, third), DELTA: (third, None)}


async def test_a_merger_is_general_succession(office: Office) -> None:
    await patents(office, ALPHA)
    await office.bring("us-assignment-json", transfers(transfer([ALPHA], [BETA], "2020-03-01", conveyance="MERGER")))
    share = next(share for share in (await of(office)).shares if share.period.until is None)
    assert share.acquired_by is AcquiredBy.GENERAL_SUCCESSION


@pytest.mark.parametrize(
    "conveyance",
    [
        "CHANGE OF NAME (SEE DOCUMENT FOR DETAILS).",
        "SECURITY INTEREST (SEE DOCUMENT FOR DETAILS).",
        "RELEASE BY SECURED PARTY (SEE DOCUMENT FOR DETAILS).",
        "CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE NAME",
        "ENTITY CONVERSION",
        "LICENSE",
    ],
)
async def test_what_moves_no_title_is_refused_and_changes_nothing(office: Office, conveyance: str) -> None:
    await patents(office, ALPHA)
    before = await rows_of(office.pool.database)
    report = await office.bring("us-assignment-json", transfers(transfer([ALPHA], [BETA], "2020-03-01", conveyance=conveyance)))
    assert came_to(report) == {"REFUSED": 1}
    (finding,) = report.findings
    assert (finding.field, finding.value) == ("conveyance", conveyance)
    assert finding.because.en == "A record of this kind does not move title."
    assert await rows_of(office.pool.database) == before


async def test_a_transfer_of_patents_that_the_register_does_not_have_is_refused(office: Office) -> None:
    await patents(office, ALPHA)
    report = await office.bring("us-assignment-json", transfers(transfer([ALPHA], [BETA], "2020-03-01", "10000009")))
    (finding,) = report.findings
    assert (came_to(report), finding.because.en) == ({"REFUSED": 1}, "None of its patents is in the register.")


async def test_one_transfer_over_several_patents_is_told_once_and_moves_each(office: Office) -> None:
    await patents(office, ALPHA, numbers=("10000001", "10000002"))
    content = transfers(transfer([ALPHA], [BETA], "2020-03-01", "10000001", "10000002", "10000003"))
    report = await office.bring("us-assignment-json", content)
    assert (came_to(report), report.made) == ({"CHANGED": 1}, {"party": 1, "statement": 2, "title_share": 4})
    for number in ("10000001", "10000002"):
        assert (await periods(office, number))[BETA] == (date(2020, 3, 1), None)


# --- what is not plain


async def asked(office: Office, *records: dict[str, Any]) -> None:
    """The transfer is unclear: nothing moves, and a person is asked once."""
    shares = (await of(office)).shares
    report = await office.bring("us-assignment-json", transfers(*records))
    assert came_to(report) == {"TO_REVIEW": 1}
    found = await of(office)
    assert found.shares == shares
    items = [item for item in found.items if item.kind is ReviewKind.CONVEYANCE_UNCLEAR]
    assert len(items) == 1
    assert items[0].said_source.startswith("USPTO assignments 000100/0001, file-")


async def test_an_assignor_who_is_no_owner_asks(office: Office) -> None:
    await patents(office, ALPHA)
    await asked(office, transfer([DELTA], [BETA], "2020-03-01"))
    (item,) = (await of(office)).items
    assert item.said == f"2020-03-01: {DELTA} → {BETA}"
    assert item.held.startswith(ALPHA)
    assert item.held_source == "Lens US 10000001 B2"
    async with office.pool.database.read() as session:
        found = await held(session, "US:reg:10000001")
    assert {candidate.record for candidate in item.candidates} == {
        party.id for name, party in (await office.parties()).items() if name == BETA
    }
    assert found.names == {ALPHA}


async def test_a_transfer_between_owners_asks_since_nobody_says_how_much_moves(office: Office) -> None:
    await patents(office, ALPHA, BETA)
    await asked(office, transfer([ALPHA], [BETA], "2020-03-01"))


async def test_one_of_two_assignors_who_is_no_owner_asks(office: Office) -> None:
    await patents(office, ALPHA)
    await asked(office, transfer([ALPHA, DELTA], [BETA], "2020-03-01"))


async def test_a_transfer_before_one_that_is_recorded_asks(office: Office) -> None:
    await patents(office, ALPHA)
    await office.bring("us-assignment-json", transfers(transfer([ALPHA], [BETA], "2021-03-01", frame=9)))
    await asked(office, transfer([ALPHA], [GAMMA], "2020-03-01"))


async def with_stipulated_shares(office: Office, **shares: str) -> None:
    patent = (await of(office)).patent
    by_name = {name.split()[0]: party.code for name, party in (await office.parties()).items()}
    owners = tuple(OwnerShare(by_name[name], ShareBasis.STIPULATED, Fraction(share)) for name, share in shares.items())
    await record_title(office.pool, OFFICER, now(), RecordTitle("title", patent.code, FILED, owners, patent.version))


async def test_a_stipulated_share_goes_whole_to_one_taker(office: Office) -> None:
    await patents(office, ALPHA, BETA)
    await with_stipulated_shares(office, ALPHA="2/5", BETA="3/5")
    report = await office.bring("us-assignment-json", transfers(transfer([ALPHA], [GAMMA], "2020-03-01")))
    assert came_to(report) == {"CHANGED": 1}
    found = await of(office)
    share = next(share for share in found.shares if share.period.start == date(2020, 3, 1))
    assert (str(share.share), share.basis) == ("2/5", ShareBasis.STIPULATED)


async def test_how_two_takers_divide_a_stipulated_share_is_asked(office: Office) -> None:
    await patents(office, ALPHA, BETA)
    await with_stipulated_shares(office, ALPHA="2/5", BETA="3/5")
    await asked(office, transfer([ALPHA], [GAMMA, DELTA], "2020-03-01"))


async def test_without_figures_two_takers_are_two_owners(office: Office) -> None:
    await patents(office, ALPHA)
    report = await office.bring("us-assignment-json", transfers(transfer([ALPHA], [GAMMA, DELTA], "2020-03-01")))
    assert came_to(report) == {"CHANGED": 1}
    day = date(2020, 3, 1)
    assert await periods(office) == {ALPHA: (FILED, day), GAMMA: (day, None), DELTA: (day, None)}


# --- inventors


@pytest.mark.parametrize("executed", ["2018-12-01", "2019-02-01"], ids=["before filing", "after filing"])
async def test_an_assignment_by_inventors_to_the_owner_that_is_recorded_is_nothing_new(office: Office, executed: str) -> None:
    await patents(office, ALPHA)
    before = await of(office)
    report = await office.bring("us-assignment-json", transfers(transfer(["LIU, WENJUN", "RAMM, ROBERT JAMES"], [ALPHA], executed)))
    assert (came_to(report), report.made) == ({"UNCHANGED": 1}, {"statement": 1})
    assert (await of(office)).shares == before.shares


async def test_an_inventor_who_owns_it_gives_it_away_under_his_name(office: Office) -> None:
    await patents(office, "Robert James Ramm")
    report = await office.bring("us-assignment-json", transfers(transfer(["RAMM, ROBERT JAMES"], [ALPHA], "2019-02-01")))
    assert came_to(report) == {"CHANGED": 1}
    day = date(2019, 2, 1)
    assert await periods(office) == {"Robert James Ramm": (FILED, day), ALPHA: (day, None)}


async def test_a_taker_who_may_be_somebody_known_is_asked_about(office: Office) -> None:
    await patents(office, ALPHA, numbers=("10000001",))
    await patents(office, "GAMMA ENERGY LLC", numbers=("10000002",))
    report = await office.bring("us-assignment-json", transfers(transfer([ALPHA], [GAMMA], "2020-03-01")))
    assert came_to(report) == {"TO_REVIEW": 1}
    assert (await periods(office))[GAMMA] == (date(2020, 3, 1), None)
    (item,) = (await of(office)).items
    assert (item.kind, item.said) == (ReviewKind.PARTY_MATCH, GAMMA)


# --- real records


async def test_the_real_transfer_of_2006_moves_what_the_register_has_of_it(office: Office) -> None:
    """Five patents went from Realtime Data Compression Systems to Realtime Data on 2006-09-14; two of them are in this register."""
    old, new = "REALTIME DATA COMPRESSION SYSTEMS, INC.", "REALTIME DATA LLC"
    rows = [
        lens_document(f"US {number} B2", old) | {"Application Date": filed}
        for number, filed in (("7130913", "2003-07-28"), ("7321937", "2006-04-08"))
    ]
    await office.bring("lens-csv", lens(*rows))
    file = BY_PATH["uspto_assignment/assignment_1.json"]
    report = await take(office.pool.database, file.format, file.source)
    assert (came_to(report), report.made) == ({"CHANGED": 1}, {"party": 1, "statement": 2, "title_share": 4})
    day = date(2006, 9, 14)
    assert await periods(office, "7130913") == {old: (date(2003, 7, 28), day), new: (day, None)}
    assert await periods(office, "7321937") == {old: (date(2006, 4, 8), day), new: (day, None)}


async def test_of_the_real_list_of_eighty_two_only_assignments_and_mergers_move(office: Office) -> None:
    """Forty assignments and two mergers; the register has a patent of one merger, and three that were assigned to their owner."""
    rows = [
        lens_document("US 7349827 B1", "DOUBLECLICK INC.") | {"Application Date": "2002-09-18"},
        *(
            lens_document(f"US {number} B2", "GOOGLE LLC") | {"Application Date": filed, "Publication Date": "2026-03-31"}
            for number, filed in (("12436182", "2023-11-01"), ("12333971", "2024-03-07"), ("12592427", "2023-03-05"))
        ),
    ]
    await office.bring("lens-csv", lens(*rows))
    file = BY_PATH["uspto_assignment/assignmentcenter_search_v2.json"]
    report = await take(office.pool.database, file.format, file.source)
    assert report.read == 82
    refused = [finding for finding in report.findings if finding.because.en == "A record of this kind does not move title."]
    assert len(refused) == 82 - 42
    assert not any(finding.value.startswith(("ASSIGNMENT", "MERGER")) for finding in refused)
    moved = {"UNCHANGED": 3, "TO_REVIEW": 1, "REFUSED": 78}
    assert came_to(report) == moved
    whose, item = (await of(office, "7349827")).items
    assert (whose.kind, whose.said) == (ReviewKind.PARTY_MATCH, "GOOGLE INC.")
    whose, item = (await of(office, "7349827")).items
    assert (whose.kind, whose.said) == (ReviewKind.PARTY_MATCH, "GOOGLE INC.")
    # Three companies merged into Google, two of which own nothing here: a person has to say that this moved all of it.
    assert item.kind is ReviewKind.CONVEYANCE_UNCLEAR
    assert item.said == "2008-05-01: DOUBLECLICK INC.; CLICK SUBCO CORP.; CLICK HOLDING CORP. → GOOGLE INC."

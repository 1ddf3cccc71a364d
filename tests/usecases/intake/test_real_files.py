"""Every real file of every format: what was read, what became of it, and that a second reading changes nothing at all."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest

from ippool.intake.formats import FORMATS, detect
from ippool.store.database import Database
from ippool.usecases.intake import Outcome
from tests.conftest import REAL_DATA, Cluster
from tests.graphql.register_state import audit_lines
from tests.usecases.intake.conftest import Filled
from tests.usecases.intake.real_files import BY_PATH, REAL_FILES, RealFile
from tests.usecases.intake.registers import NOTHING_NEW, came_to, count, database_at, rows_of, take

each_file = pytest.mark.parametrize("file", REAL_FILES, ids=lambda file: file.path)
BIG = ("google_patents_csv/gp-search-2.csv", "lens_csv/birdstrike/lens-export.csv", "nasa/dsv-stream/NASA_Patents.csv")

NOTHING_TO_TAKE = {
    "lens_csv/battery/raw_patents.csv",
    "epo_ops_xml/convert_patent_number_epodoc/response.xml",
    "epo_ops_xml/get_classification_schema/response.xml",
    "epo_ops_xml/get_published_equivalents/response.xml",
    "epo_ops_xml/get_register_biblio/response.xml",
    "epo_ops_xml/get_register_events/response.xml",
    # Of these the register has no patent, and they say too little to enter one.
    "epo_ops_xml2/fixtures/example_3.xml",
    "jpo_api/patent_v1_applicant_attorney_cd_000003207.json",
    "uspto_assignment/assignment_1.json",
    "uspto_assignment/assignment_2.json",
    "uspto_assignment/assignmentcenter_search_v2.json",
}

NOTHING_NEW_IN = {"epo_ops_xml/get_biblio/response.xml"}
"""Its document was read with the family."""


def test_every_format_and_every_file_of_one_is_tried() -> None:
    assert {file.format for file in REAL_FILES} == {format.code for format in FORMATS}
    assert len(BY_PATH) == len(REAL_FILES)
    detected = set()
    for path in sorted(path for path in REAL_DATA.rglob("*.*") if path.is_file() and path.parent != REAL_DATA):
        name = str(path.relative_to(REAL_DATA))
        if name.split("/")[0] in ("reference", "ror"):
            continue
        found = detect(type(REAL_FILES[0].source)(path, path.name))
        if found.format is not None:
            detected.add((name, found.format.code))
    assert detected == {(file.path, file.format) for file in REAL_FILES}


@each_file
def test_the_outcomes_sum_to_the_records_that_the_file_has(filled: Filled, file: RealFile) -> None:
    report = filled.reports[file.path]
    assert report.read == sum(report.outcomes.values()) == file.records
    assert Counter(one.outcome for one in report.findings if one.outcome is Outcome.REFUSED) == Counter(
        {Outcome.REFUSED: report.outcomes[Outcome.REFUSED]}
    )
    to_review = {(one.place.file, one.place.record) for one in report.findings if one.outcome is Outcome.TO_REVIEW}
    assert len(to_review) == report.outcomes[Outcome.TO_REVIEW]
    assert report.made.get("review_item", 0) == sum(one.outcome is Outcome.TO_REVIEW for one in report.findings)
    assert (file.path in NOTHING_TO_TAKE) == (report.read == report.outcomes[Outcome.REFUSED])
    assert (file.path in NOTHING_TO_TAKE | NOTHING_NEW_IN) == report.changes_nothing


@each_file
def test_every_refusal_says_where_and_why(filled: Filled, file: RealFile) -> None:
    for finding in filled.reports[file.path].findings:
        assert finding.place.file == file.source.name
        assert 1 <= finding.place.record <= file.records
        assert finding.because.ja
        assert finding.because.en
        assert finding.field or finding.cited
        assert (finding.outcome is Outcome.TO_REVIEW) == bool(finding.review)


async def test_what_is_made_is_what_there_is(real: Database, filled: Filled) -> None:
    """New rows are counted once; a change of a row adds to the count and not to the rows."""
    made: Counter[str] = Counter()
    for report in filled.reports.values():
        made.update(report.made)
    async with real.read() as session:
        for table in ("family", "patent", "party", "party_name", "party_identifier", "title_share", "legal_event", "review_item"):
            changes = await count(session, f"{table}_past")
            assert (table, made[table] - changes) == (table, await count(session, table))
        assert made["statement"] == await count(session, "statement") + await count(session, "statement_past")


async def test_all_files_once_more_change_nothing_at_all(own_real: Database, filled: Filled) -> None:
    """Not a row, not a version, not an audit line; all files of a format are imported together this time."""
    before = await rows_of(own_real)
    for format, files in groupby(sorted(REAL_FILES, key=lambda file: file.format), key=lambda file: file.format):
        these = list(files)
        again = await take(own_real, format, *(file.source for file in these))
        first = [filled.reports[file.path] for file in these]
        assert (format, again.made) == (format, {})
        assert again.changes_nothing
        assert {outcome for outcome, times in again.outcomes.items() if times} <= NOTHING_NEW
        assert again.read == sum(report.read for report in first)
        assert again.outcomes[Outcome.REFUSED] == sum(report.outcomes[Outcome.REFUSED] for report in first)
    assert await rows_of(own_real) == before


@pytest.mark.parametrize("file", [file for file in REAL_FILES if file.path not in BIG], ids=lambda file: file.path)
async def test_each_file_alone_twice(empty: Database, file: RealFile) -> None:
    first = await take(empty, file.format, file.source)
    assert first.read == file.records
    before = await rows_of(empty)
    again = await take(empty, file.format, file.source)
    assert (again.made, again.read) == ({}, first.read)
    assert {outcome for outcome, times in again.outcomes.items() if times} <= NOTHING_NEW
    assert again.outcomes[Outcome.REFUSED] == first.outcomes[Outcome.REFUSED]
    assert await rows_of(empty) == before


async def test_two_lists_of_one_source_in_turn(cluster: Cluster) -> None:
    """NASA's newer list, its older one, the newer one again, the older one again: the last two change nothing."""
    newer, older = BY_PATH["nasa/dsv-stream/NASA_Patents.csv"], BY_PATH["nasa/patents_as_of_2014-10-31.csv"]
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        await take(database, newer.format, newer.source)
        second = await take(database, older.format, older.source)
        assert second.outcomes[Outcome.CHANGED] > 300
        before = await rows_of(database)
        for file in (newer, older):
            again = await take(database, file.format, file.source)
            assert again.made == {}
            assert came_to(again).keys() <= {"UNCHANGED", "REFUSED"}
        assert await rows_of(database) == before


async def test_the_audit_is_whole(real: Database) -> None:
    """Every line has the hash of what it says and of the line before."""
    lines = await audit_lines(real)
    actions = Counter(line["action"] for line in lines)
    assert actions["register:imported"] == len(REAL_FILES) - len(NOTHING_TO_TAKE | NOTHING_NEW_IN)
    async with real.read() as session:
        for kind in ("patent", "family", "party", "party_name", "party_identifier", "title_share", "legal_event", "review_item"):
            written = await count(session, kind) + await count(session, f"{kind}_past")
            assert (kind, actions[f"{kind}:imported"]) == (kind, written)
    assert actions["statement:imported"] == 0

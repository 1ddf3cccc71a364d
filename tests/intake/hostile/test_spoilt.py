"""Real records spoilt at random, and brought into a register that has them: whatever happens is a report or a refusal.

More of them: `pytest -m long tests/intake/hostile/test_spoilt.py`.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from itertools import count, islice
from pathlib import Path

import orjson
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippool.domain.errors import DomainError
from ippool.intake.formats import FORMATS
from ippool.intake.sources import Source
from ippool.store.database import Database
from ippool.usecases.intake import ImportFiles, Report, import_files
from tests.conftest import OFFICER, Cluster, now
from tests.intake.csv_records import other_cells
from tests.intake.hostile.good import GOOD
from tests.intake.records import REAL_DATA
from tests.intake.us_records import other_values, spoilt
from tests.intake.xml_records import other_elements

RECORDS = 6


def rows_of(name: str, preamble: int = 0) -> bytes:
    """Take the first records of a real table."""
    with (REAL_DATA / name).open(encoding="utf-8-sig", newline="") as file:
        before = [next(file) for _ in range(preamble)]
        text = io.StringIO()
        csv.writer(text).writerows(islice(csv.reader(file), RECORDS + 1))
    return ("".join(before) + text.getvalue()).encode()


def documents_of(name: str) -> bytes:
    """Take the first documents of a real file of many."""
    beginning = b"<?xml "
    parts = (REAL_DATA / name).read_bytes().split(beginning)
    return b"".join(beginning + part for part in parts[1 : RECORDS + 1])


def items_of(name: str, key: str) -> bytes:
    """Take the first records of a list in a real answer."""
    answer = json.loads((REAL_DATA / name).read_bytes())
    answer[key] = answer[key][:RECORDS]
    return json.dumps(answer).encode()


def whole(name: str) -> bytes:
    return (REAL_DATA / name).read_bytes()


SEEDS: dict[str, tuple[bytes, ...]] = {
    "jplatpat-csv": (rows_of("jplatpat_csv_robot/特実_国内文献.csv"), rows_of("jplatpat_csv_agv/特実_国内文献.csv")),
    "google-patents-csv": (rows_of("google_patents_csv/gp-search-2.csv", 1),),
    "lens-csv": (rows_of("lens_csv/birdstrike/lens-export.csv"), rows_of("lens_csv/sangamo/lens-export.csv")),
    "nasa-csv": (rows_of("nasa/dsv-stream/NASA_Patents.csv"),),
    "us-grant-xml": (documents_of("uspto_grant_xml/ipg090106.small.biblio.xml"),),
    "us-application-xml": (whole("uspto_app_xml/application/v4-0-A1.xml"),),
    "us-assignment-json": (whole("uspto_assignment/assignment_1.json"), GOOD["us-assignment-json"].whole(3).encode()),
    "patentsview-json": (items_of("patentsview_json/patent_search_response.json", "patents"),),
    "epo-ops-xml": (whole("epo_ops_xml/get_biblio/response.xml"), whole("epo_ops_xml2/fixtures/family_input.xml")),
    "kipris-xml": (whole("kipris_xml/patent/120050421158/1.xml"),),
    "jpo-api-json": (whole("jpo_api/patent_v1_app_progress_simple_2020123456.json"),),
}
assert set(SEEDS) == {one.code for one in FORMATS}

_MORE: dict[str, Callable[[bytes], st.SearchStrategy[bytes]]] = {
    "csv": lambda seed: other_cells(seed.decode()),
    "json": other_values,
    "xml": other_elements,
}


@st.composite
def spoilt_records(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a format and a file of it with something spoilt: bytes, or cells, values and elements."""
    code = draw(st.sampled_from(sorted(SEEDS)))
    seed = draw(st.sampled_from(SEEDS[code]))
    kind = code.rpartition("-")[2]
    # A file of many documents is no XML as a whole.
    if code == "us-grant-xml" or draw(st.integers(0, 3)) == 0:
        return code, draw(spoilt(seed))
    return code, draw(_MORE[kind](seed))


@pytest_asyncio.fixture(scope="module")
async def database(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """A register that has every seed already, so that spoilt ones contradict it."""
    async with cluster.copy_of("ippool") as url:
        database = Database.at(url, pool_size=2)
        for code, seeds in SEEDS.items():
            for number, seed in enumerate(seeds):
                path = tmp_path_factory.mktemp("seed") / f"{code}-{number}"
                path.write_bytes(seed)
                report = await import_files(database, OFFICER, ImportFiles(code, (Source(path, path.name),)), now())
                assert report.read > 0
        yield database
        await database.close()


NUMBERS = count()


async def bring(database: Database, folder: Path, code: str, content: bytes, *, dry_run: bool) -> None:
    """Import a file: a report whose sums come out, or a refusal with its reason."""
    path = folder / f"spoilt-{next(NUMBERS)}"
    path.write_bytes(content)
    command = ImportFiles(code, (Source(path, path.name),), dry_run=dry_run)
    try:
        came_to = await asyncio.wait_for(_refusal_or_report(database, command), 10)
    finally:
        path.unlink()
    if isinstance(came_to, DomainError):
        assert came_to.code == "FILE_REFUSED"
        assert came_to.message.ja
        assert came_to.message.en.startswith(path.name)
    else:
        assert came_to.read == sum(came_to.outcomes.values())
        assert orjson.dumps(came_to.as_json())


async def _refusal_or_report(database: Database, command: ImportFiles) -> DomainError | Report:
    try:
        return await import_files(database, OFFICER, command, now())
    except DomainError as refused:
        return refused


HOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(HOW, max_examples=60)
@given(made=spoilt_records())
async def test_spoilt_records_come_to_a_report_or_a_refusal(database: Database, tmp_path: Path, made: tuple[str, bytes]) -> None:
    await bring(database, tmp_path, *made, dry_run=True)


@pytest.mark.long
@settings(HOW, max_examples=3_000)
@given(made=spoilt_records(), dry_run=st.booleans())
async def test_many_spoilt_records_come_to_a_report_or_a_refusal(
    database: Database, tmp_path: Path, made: tuple[str, bytes], dry_run: bool
) -> None:
    """Half of them are taken, so that the register itself becomes stranger with each."""
    await bring(database, tmp_path, *made, dry_run=dry_run)

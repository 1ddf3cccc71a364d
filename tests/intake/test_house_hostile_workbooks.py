"""Workbooks made to harm are refused with file, place and reason, within ten seconds and 200 MB; nothing of them is taken.

A process of its own reads them all, so that what it needed can be told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ippool.intake.house import read_house, write_house
from ippool.intake.workbook import opened
from tests.intake.hostile_workbooks import HOSTILE, good, write
from tests.intake.house import GOOD, THIS_YEAR, read, resolve

READER = """
import json, sys, time
from pathlib import Path
from uuid import uuid4
from ippool.intake.house import read_house

def peak():
    (line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024

before, told = peak(), {}
for name, path in json.load(sys.stdin).items():
    started = time.process_time()
    found = read_house(Path(path), lambda kind, key: uuid4(), this_year=2026)
    faults = [[one.file, one.line, one.field, one.value, one.because.ja, one.because.en] for one in found.findings if one.refuses]
    told[name] = {"faults": faults, "records": len(list(found.records())), "seconds": time.process_time() - started}
json.dump({"told": told, "bytes": peak() - before}, sys.stdout)
"""


@pytest.fixture(scope="module")
def read_apart(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    paths = {}
    for index, name in enumerate(HOSTILE):
        (folder / str(index)).mkdir()
        paths[name] = str(write(folder / str(index), name))
    done = subprocess.run([sys.executable, "-c", READER], input=json.dumps(paths), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_there_are_more_than_forty() -> None:
    assert len(HOSTILE) > 50


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_with_file_place_and_reason(read_apart: dict[str, Any], name: str) -> None:
    file, _, part, reason = HOSTILE[name]
    told = read_apart["told"][name]
    assert told["seconds"] < 10
    assert told["records"] == 0
    place = [fault for fault in told["faults"] if fault[0] in (file, "families.csv")]
    assert [fault[3] for fault in place] == [part], told
    assert place[0][5].startswith(reason), told
    assert place[0][4]


def test_all_of_them_together_need_little_memory(read_apart: dict[str, Any]) -> None:
    assert read_apart["bytes"] < 200_000_000


def test_the_workbook_they_are_made_of_is_good(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(good())
    with opened(tmp_path / "a.xlsx") as workbook:
        assert [row.cells(3) for row in workbook.sheets["families.csv"].rows()][1] == ["F-1", "発明", ""]


def test_rows_that_are_all_alike_are_no_bomb(tmp_path: Path) -> None:
    """An export of our own is never refused for packing well."""
    texts = dict(GOOD)
    header = "code,title_ja,title_en\n"
    texts["families.csv"] += "".join(f"G-{index},発明,Invention\n" for index in range(20_000))
    assert header in texts["families.csv"]
    write_house(tmp_path / "out.xlsx", read(tmp_path / "in", texts))
    found = read_house(tmp_path / "out.xlsx", resolve, this_year=THIS_YEAR)
    assert (found.findings, len(found.families)) == ((), 20_002)

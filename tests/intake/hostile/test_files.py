"""Each hostile file is refused with file, place and reason, within ten seconds and 200 MB; no reader goes to the network.

The slow ones: `python -m tests.intake.hostile.apart`, or `pytest -m long`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from tests.intake.hostile.files import ALL
from tests.intake.hostile.making import FileIs, FindingIs, RecordsAre

SECONDS, BYTES = 10, 200_000_000
KINDS = sorted({name.partition(":")[0] for name in ALL})
SLOW = [name for name, hostile in ALL.items() if hostile.slow]
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")

Told = dict[str, Any]


def read_apart(names: Collection[str]) -> dict[str, Told]:
    """Make and read files in processes of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.intake.hostile.apart", "--json"],
        input=json.dumps(list(names)),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    found: dict[str, Told] = json.loads(done.stdout)
    return found


def check(name: str, told: Told) -> None:
    assert "raised" not in told, told["raised"]
    assert told["touched"] == []
    assert told["seconds"] < SECONDS
    assert told["bytes"] < BYTES
    expected = ALL[name].expected
    if isinstance(expected, FindingIs):
        check_finding(expected, told)
    elif isinstance(expected, FileIs):
        check_refusal(expected, told)
    else:
        check_records(expected, told)


def check_refusal(expected: FileIs, told: Told) -> None:
    assert told["file"] is not None, f"{told['taken']} records were taken"
    where_ja, where_en, because_ja, because_en = told["file"]
    # A place whose figure depends on how the reader's pieces fall is given by its beginning.
    if expected.where.endswith(" "):
        assert where_en.startswith(expected.where)
    else:
        assert where_en == expected.where
    assert because_en.startswith(expected.because)
    assert sorted(re.findall("[0-9,]*[0-9]", where_ja)) == sorted(re.findall("[0-9,]*[0-9]", where_en))
    assert JAPANESE.search(because_ja)


def check_finding(expected: FindingIs, told: Told) -> None:
    found = [(line, because_ja, because_en) for file, line, because_ja, because_en in told["findings"] if file == expected.file]
    assert any(line == expected.line and because.startswith(expected.because) for line, _, because in found), told
    assert all(JAPANESE.search(because_ja) for _, because_ja, _ in found)
    assert told["count"] <= 20_000


def check_records(expected: RecordsAre, told: Told) -> None:
    assert told["file"] is None, told["file"]
    assert told["taken"] == expected.taken
    found = [(place.removeprefix("hostile"), field, value) for place, field, value, _, _ in told["refused"]]
    assert found == [one[:3] for one in expected.refused]
    for (*_, because_ja, because_en), (*_, because) in zip(told["refused"], expected.refused, strict=True):
        assert because_en.startswith(because)
        assert JAPANESE.search(because_ja)


@pytest.fixture(scope="module")
def every_told() -> dict[str, Told]:
    """What came of each file that is not slow: all are read by one process, which is a copy of itself for each."""
    return read_apart([name for name, hostile in ALL.items() if not hostile.slow])


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_comes_to_what_is_expected_of_it(kind: str, every_told: dict[str, Told]) -> None:
    told = {name: one for name, one in every_told.items() if name.startswith(f"{kind}:")}
    assert len(told) > 20
    wrong = {}
    for name, one in told.items():
        try:
            check(name, one)
        except AssertionError as fault:
            wrong[name] = str(fault)
    assert not wrong, "\n\n".join(f"{name}: {fault}" for name, fault in wrong.items())


@pytest.mark.long
@pytest.mark.parametrize("name", SLOW)
def test_a_hostile_file_of_its_full_size_comes_to_what_is_expected_of_it(name: str) -> None:
    check(name, read_apart([name])[name])


def test_there_are_enough_of_them() -> None:
    refused = [one for one in ALL.values() if not isinstance(one.expected, RecordsAre) or one.expected.refused]
    assert len(refused) > 150

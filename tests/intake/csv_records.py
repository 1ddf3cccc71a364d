"""Tables: real ones row by row, and with other cells, without some rows and columns or with some of them twice, to try readers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from hypothesis import strategies as st

from tests.intake.records import REAL_DATA
from tests.intake.us_records import HOSTILE, spoilt


def table(header: Sequence[str], records: Iterable[Mapping[str, str]], preamble: str = "") -> str:
    """Write a table: a cell that a record does not have is empty."""
    text = io.StringIO()
    rows = csv.DictWriter(text, header, lineterminator="\n")
    rows.writeheader()
    rows.writerows(records)
    return preamble + text.getvalue()


def rows_of(name: str, preamble: int = 0) -> list[dict[str, str]]:
    """Read a real table as it is; `preamble` lines stand before its header."""
    with (REAL_DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(islice(file, preamble, None)))


def changed(record: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Return a record with other cells, named by their columns with `_` for spaces."""
    return {**record, **{name.replace("_", " "): value for name, value in changes.items()}}


def spoilt_tables(*seeds: str) -> st.SearchStrategy[bytes]:
    """Spoil the bytes of one of some tables."""
    return st.sampled_from(seeds).flatmap(lambda seed: spoilt(seed.encode()))


def other_tables(*seeds: str, preamble: int = 0) -> st.SearchStrategy[bytes]:
    """Put other cells into one of some tables."""
    return st.sampled_from(seeds).flatmap(lambda seed: other_cells(seed, preamble))


@st.composite
def other_cells(draw: st.DrawFn, content: str, preamble: int = 0) -> bytes:
    """Put other values into a table, exchange some, take cells out and double rows; `preamble` lines are left as they are."""
    lines = content.splitlines(keepends=True)
    rows = list(csv.reader(lines[preamble:]))
    values = st.sampled_from(HOSTILE) | st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=30)
    for _ in range(draw(st.integers(1, 5))):
        # The header changes now and then, too.
        row = draw(st.sampled_from(rows[draw(st.sampled_from((0, 1, 1, 1, 1))) :] or rows))
        if not row:
            continue
        at, other = (draw(st.integers(0, len(row) - 1)) for _ in range(2))
        match draw(st.sampled_from(("other", "other", "other", "exchange", "from elsewhere", "out", "more", "join", "double"))):
            case "other":
                row[at] = draw(values)
            case "exchange":
                row[at], row[other] = row[other], row[at]
            case "from elsewhere":
                row[at] = draw(st.sampled_from([cell for line in rows for cell in line] or [""]))
            case "out":
                del row[at]
            case "more":
                row[at] = row[at] + draw(st.sampled_from((", ", ";;", "; ", " ", "\n"))) + draw(values)
            case "join":
                row[at] = draw(st.sampled_from((", ", ";;"))).join([row[at]] * draw(st.integers(2, 400)))
            case _:
                rows.append(list(row))
    text = io.StringIO()
    csv.writer(text, lineterminator=draw(st.sampled_from(("\n", "\r\n")))).writerows(rows)
    return ("".join(lines[:preamble]) + text.getvalue()).encode("utf-8", "surrogatepass")

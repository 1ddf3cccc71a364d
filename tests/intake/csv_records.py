"""Tables with other cells, without some of their rows and columns and with some of them twice, for the fuzzing of readers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from hypothesis import strategies as st

from tests.intake.us_records import HOSTILE


def table(header: Sequence[str], records: Iterable[Mapping[str, str]], preamble: str = "") -> str:
    """Write a table: a cell that a record does not have is empty."""
    text = io.StringIO()
    rows = csv.DictWriter(text, header, lineterminator="\n")
    rows.writeheader()
    rows.writerows(records)
    return preamble + text.getvalue()


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

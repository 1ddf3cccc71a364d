"""CSV as a stream: a header, then one mapping for each row, within the limits; broken quoting is refused with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Place, Reading, Refused, line_of
from ippool.intake.sources import Source, lines


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column."""

    place: Place
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def get(self, column: str) -> str:
        """Return a cell, or nothing where the layout does not have the column."""
        return self.cells.get(column, "")


def rows(
    source: Source, reading: Reading, *, layouts: Sequence[frozenset[str]], preamble: int = 0, repeats: bool = False
) -> Iterator[Row | Refused]:
    """Yield the rows of a table; one with too few or too many cells is a refusal.

    `layouts` are the sets of columns a header must hold, one of them at least; `preamble` lines stand before the header.
    Raises: FileRefused where the header is another one, or quoting is broken.
    """
    text = lines(source, reading)
    skipped = 0
    for _ in range(preamble):
        if not next(text, ""):
            break
        skipped += 1
    # One record of a table stays within the line limit too: a quoted cell may hold many lines.
    csv.field_size_limit(reading.limits.line_characters)
    table = csv.reader(text, strict=True)
    with _told(source, table, skipped):
        header = next(table, None)
        _check_header(source, header, layouts, reading, skipped + 1)
        assert header is not None
        columns = [name.strip() for name in header]
        wide = len(columns)
        line = skipped + table.line_num + 1
        number = 0
        for cells in table:
            if not cells:
                line = skipped + table.line_num + 1
                continue
            number += 1
            place = Place(source.name, number, line)
            line = skipped + table.line_num + 1
            if len(cells) != wide:
                yield Refused(
                    place,
                    "",
                    "",
                    Words(
                        f"見出しは {wide} 列、この行は {len(cells)} 列である。",
                        f"The header has {wide} columns, this row {len(cells)}.",
                    ),
                    cells[0][:80],
                )
                continue
            yield Row(place, dict(zip(columns, cells, strict=True)))


@contextmanager
def _told(source: Source, table: object, skipped: int) -> Iterator[None]:
    try:
        yield
    except csv.Error as fault:
        line = skipped + getattr(table, "line_num", 0)
        raise FileRefused(
            source.name,
            line_of(line),
            Words(f"CSV として壊れている（{fault}）。", f"It is broken as CSV: {fault}."),
        ) from fault


def _check_header(
    source: Source, header: Sequence[str] | None, layouts: Sequence[frozenset[str]], reading: Reading, line: int
) -> None:
    found = [name.strip() for name in header or ()]
    if len(found) > reading.limits.columns:
        raise FileRefused(
            source.name,
            line_of(line),
            Words(
                f"{len(found):,} 列あり、上限 {reading.limits.columns} 列を超える。",
                f"It has {len(found):,} columns; at most {reading.limits.columns} are read.",
            ),
        )
    repeated = sorted({name for name in found if found.count(name) > 1})
    if repeated:
        raise FileRefused(
            source.name,
            line_of(line),
            Words(
                f"見出しに同じ列が二度ある：{'、'.join(repeated)[:80]}",
                f"The header names a column twice: {', '.join(repeated)[:80]}",
            ),
        )
    if any(layout <= set(found) for layout in layouts):
        return
    nearest = min(layouts, key=lambda layout: len(layout - set(found)))
    missing = sorted(nearest - set(found))
    raise FileRefused(
        source.name,
        line_of(line),
        Words(
            f"この形式の見出しではない。ない列：{'、'.join(missing)[:200]}",
            f"This is not a header of the format; it lacks {', '.join(missing)[:200]}.",
        ),
        next_step=Words("「ippool import --detect」で形式を確かめる。", "Ask `ippool import --detect` what the file is."),
    )

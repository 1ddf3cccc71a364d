"""CSV as a stream: a header, then one mapping for each row, within the limits; broken quoting is refused with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from ippool.domain.words import Words
from ippool.intake.delimited import RecordLines
from ippool.intake.entries import Entry, FileRefused, Place, Reading, RecordRefused, Refused, line_of, shown
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
    with closing(_Text(source, reading)) as text:
        yield from _rows(text, source, reading, layouts, preamble)


def _rows(
    text: _Text, source: Source, reading: Reading, layouts: Sequence[frozenset[str]], preamble: int
) -> Iterator[Row | Refused]:
    for _ in range(preamble):
        if not next(text, ""):
            break
    table = csv.reader(text, strict=True)
    first = text.record()
    with _told(source, text):
        # Records are bounded here: the module's own bound is one for the whole process.
        csv.field_size_limit(_UNBOUNDED)
        header = next(table, None)
        _check_header(source, header, layouts, reading, first)
        assert header is not None
        columns = [name.strip() for name in header]
        wide = len(columns)
        number = blank = 0
        while True:
            place = Place(source.name, number + 1, text.record())
            cells = next(table, None)
            if cells is None:
                return
            if not cells:
                blank += 1
                if blank > reading.limits.blank_lines:
                    raise _refused(source, text, f"空行が {blank:,} 行続く。", f"{blank:,} empty lines follow one another.")
                continue
            number, blank = number + 1, 0
            if len(cells) != wide:
                yield Refused(
                    place,
                    "",
                    "",
                    Words(
                        f"見出しは {wide} 列、この行は {len(cells)} 列である。",
                        f"The header has {wide} columns, this row {len(cells)}.",
                    ),
                    shown(cells[0]),
                )
                continue
            yield Row(place, dict(zip(columns, cells, strict=True)))


class _Text(RecordLines):
    def __init__(self, source: Source, reading: Reading) -> None:
        super().__init__(lines(source, reading), reading.limits.line_characters)
        self._source = source

    def too_long(self) -> FileRefused:
        return _refused(
            self._source,
            self,
            f"一件が {self.most:,} 字を超える。閉じていない引用符があるかもしれない。",
            f"One record has more than {self.most:,} characters; a quote may not be closed.",
        )

    @property
    def where(self) -> Words:
        """The lines of the record under way."""
        if self.first >= self.line:
            return line_of(self.first)
        return Words(f"{self.first}～{self.line} 行目", f"lines {self.first} to {self.line}")


_UNBOUNDED = 2**31 - 1
_FAULTS = {
    "unexpected end of data": Words("引用符が閉じていない。", "A quote is not closed."),
    "',' expected after '\"'": Words("閉じた引用符の後に、区切りでない文字がある。", "Something follows a closing quote."),
}
"""What is broken, by what the csv module says."""


@contextmanager
def _told(source: Source, text: _Text) -> Iterator[None]:
    try:
        yield
    except csv.Error as fault:
        because = _FAULTS.get(str(fault), Words(f"CSV として壊れている（{fault}）。", f"It is broken as CSV: {fault}."))
        raise FileRefused(source.name, text.where, because) from fault


def _refused(source: Source, text: _Text, ja: str, en: str) -> FileRefused:
    return FileRefused(source.name, text.where, Words(ja, en))


def entries(found: Iterable[Row | Refused], entry: Callable[[Row], Entry], cited: Callable[[Row], str]) -> Iterator[Entry]:
    """Yield what each row comes to: its entry, or the refusal of what it is cited as."""
    for row in found:
        if isinstance(row, Refused):
            yield row
            continue
        try:
            yield entry(row)
        except RecordRefused as refused:
            yield refused.at(row.place, cited(row)[:80])


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

"""The seven fields of an offer in INPIT's database before publication, and nothing else, as CSV or XLSX (LISTING.md).

The number of an offer is INPIT's own: it is empty until the office types in what INPIT gave, and carried on from an earlier file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ippool.domain.words import Words
from ippool.intake.sheet_files import TableRefused, TableWriter, rows_of, table_to

SHEET = "開放特許情報"
COLUMNS = ("開放特許情報番号", "タイトル", "出願番号", "名称", "出願人", "特許権譲渡の可否", "特許権実施許諾の可否")
_YES, _NO = "可", "否"


@dataclass(frozen=True, slots=True)
class InpitRow:
    """One offer. Shape: `name` is the registrant's, `applicant` the owners' names, joined with 「、」."""

    listing_number: str
    title: str
    application_number: str
    name: str
    applicant: str
    may_transfer: bool
    may_license: bool


def offers_to(file: Path) -> AbstractContextManager[TableWriter]:
    """Open a new file for the cells of offers. Raises: PlaceRefused, TableUnwritable, OSError; then there is no file."""
    return table_to(file, SHEET, COLUMNS, named_by=2)


def read_offers(file: Path) -> Iterator[InpitRow]:
    """Yield the offers of a file as they were written. Raises: PlaceRefused, TableRefused."""
    for line, cells in rows_of(file, SHEET, COLUMNS):
        number, title, application, name, applicant, transfer, license = cells.values()
        flags = []
        for column, cell in zip(COLUMNS[-2:], (transfer, license), strict=True):
            if cell not in (_YES, _NO):
                raise TableRefused(file.name, line, column, Words(f"{_YES} か {_NO} を書く。", f"Write {_YES} or {_NO}."))
            flags.append(cell == _YES)
        yield InpitRow(number, title, application, name, applicant, *flags)


def cells_of(row: InpitRow) -> tuple[str, ...]:
    """Write an offer as cells, in the order of the columns."""
    flags = (_YES if flag else _NO for flag in (row.may_transfer, row.may_license))
    return (row.listing_number, row.title, row.application_number, row.name, row.applicant, *flags)

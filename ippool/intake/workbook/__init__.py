"""A workbook (XLSX) of sheets that hold text and nothing else: written as a stream, and read within limits from whoever sent it.

XLSX is a ZIP archive of XML. Writing puts every cell as text, so that no program makes a date of 2/5 or drops a leading zero.
Reading takes nothing else: a number, a date or a formula is what a spreadsheet program made of what somebody typed, and what that
was cannot be told any more.
"""

from ippool.intake.workbook.reading import CellFault, Row, Sheet, Workbook, opened
from ippool.intake.workbook.refusal import WorkbookRefused
from ippool.intake.workbook.texts import LONGEST
from ippool.intake.workbook.writing import CellUnwritable, SheetRows, SheetWriter, letters_of, sheet_alone, write_workbook

__all__ = [
    "LONGEST",
    "CellFault",
    "CellUnwritable",
    "Row",
    "Sheet",
    "SheetRows",
    "SheetWriter",
    "Workbook",
    "WorkbookRefused",
    "letters_of",
    "opened",
    "sheet_alone",
    "write_workbook",
]

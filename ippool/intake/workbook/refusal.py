"""Why a workbook is not read at all."""

from __future__ import annotations

from ippool.domain.errors import DomainError
from ippool.domain.words import Words


class WorkbookRefused(DomainError):
    """A file is no workbook that may be read. Shape: `part` is the part of the archive at fault, or empty; `because` the reason."""

    code = "WORKBOOK_REFUSED"

    def __init__(self, file: str, part: str, because: Words) -> None:
        self.file, self.part, self.because = file, part, because
        place = f"{file} {part!r}" if part else file
        super().__init__(
            Words(f"{place}：{because.ja}", f"{place}: {because.en}"),
            next_step=Words(
                "表計算ソフトで「Excel ブック (.xlsx)」として保存し直す。",
                "Save it again as an Excel workbook (.xlsx) without macros or links.",
            ),
        )

"""CSV: the lines of a file of records, and a line written, quoted only where needed so that the same cells are the same bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Iterator


class RecordLines(ABC):
    """The lines of a file of records, which counts them, and bounds the characters of the record under way.

    Shape: `line` is the last line read, `first` the first one of the record under way, both from 1; a record has at most `most`
    characters.
    """

    def __init__(self, lines: Generator[str, None, None], most: int) -> None:
        self._lines, self.most = lines, most
        self._characters = 0
        self.first = 1
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        found = next(self._lines)
        self.line += 1
        self._characters += len(found)
        if self._characters > self.most:
            raise self.too_long()
        return found

    @abstractmethod
    def too_long(self) -> Exception:
        """Say that the record under way has too many characters."""

    def record(self) -> int:
        """Begin a record; return its first line."""
        self._characters, self.first = 0, self.line + 1
        return self.first

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


def csv_line(cells: Iterable[str]) -> str:
    """Write one line, its end included; a cell of any text comes back as it was."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    plain = cell == cell.strip() and not any(mark in cell for mark in ',"\r\n')
    return cell if plain else '"' + cell.replace('"', '""') + '"'

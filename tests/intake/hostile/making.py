"""How a hostile file is made, and what reading it must come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.intake.hostile.good import GOOD

MEGABYTE = 10**6
Make = Callable[[Path], None]
"""Writes the file at a path."""


@dataclass(frozen=True)
class FileIs:
    """The whole file is refused: at which place, and why, as the reason begins; in English."""

    where: str
    because: str


@dataclass(frozen=True)
class RecordsAre:
    """The file is read: so many records are taken, the others refused by record and line, field, value and reason."""

    taken: int
    refused: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class FindingIs:
    """A house folder is refused: for which of its files, in which line (0: as a whole), and why, as the reason begins."""

    file: str
    line: int
    because: str


@dataclass(frozen=True)
class Hostile:
    """A file, the format as which it is read, and what is expected.

    `slow` ones are not read with every run of the tests; `poisoned` ones have good records before what is bad.
    """

    format: str
    make: Make
    expected: FileIs | RecordsAre | FindingIs
    encoding: str = "utf-8"
    slow: bool = False
    poisoned: bool = False


def holding(content: str | bytes) -> Make:
    """Make a file of this content."""
    return of_pieces(lambda: [content if isinstance(content, bytes) else content.encode()])


def of_pieces(pieces: Callable[[], Iterable[bytes]]) -> Make:
    """Make a file of pieces, however long, without holding it."""

    def make(path: Path) -> None:
        with path.open("xb") as stream:
            for piece in pieces():
                stream.write(piece)

    return make


def spoilt_at_its_end(format: str, poison: str | bytes, encoding: str = "utf-8") -> Make:
    """Make a file of good records and then something else."""
    bad = poison if isinstance(poison, bytes) else poison.encode(encoding)
    return holding(GOOD[format].beginning(GOOD[format].many).encode(encoding) + bad)


def refused_at_its_end(format: str, poison: str | bytes, where: str, because: str, encoding: str = "utf-8") -> Hostile:
    """Make such a file, which is refused."""
    return Hostile(format, spoilt_at_its_end(format, poison, encoding), FileIs(where, because), encoding, poisoned=True)


def repeated(piece: bytes, size: int) -> Iterator[bytes]:
    """Yield a piece again and again, to about so many bytes."""
    block = piece * max(1, MEGABYTE // len(piece))
    for _ in range(size // len(block) + 1):
        yield block


def sparse(size: int) -> Make:
    """Make a file of zeros that takes no room."""

    def make(path: Path) -> None:
        with path.open("xb") as stream:
            stream.truncate(size)

    return make

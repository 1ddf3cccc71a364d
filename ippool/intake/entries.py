"""What a reader of a file yields: what the file says of one patent, of one transfer of title, or why a record cannot be taken.

A reader reports what its source says, in the register's words, and decides nothing: whether an entry is new, changes something or
contradicts what is known is decided by the use case (`usecases/intake.py`), which alone knows the register.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ippool.domain.errors import RuleBroken
from ippool.domain.names import OwnerName
from ippool.domain.numbers import PatentNumber
from ippool.domain.patents import Classification, LegalStatus
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file's name, the record in it (from 1) and, where lines are counted, its first line."""

    file: str
    record: int
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}#{self.record}" if self.line is None else f"{self.file}#{self.record}:{self.line}"


class RightKind(StrEnum):
    """What a record is about, as its source tells rights apart. The register keeps patents and utility models only."""

    PATENT = "PATENT"
    UTILITY_MODEL = "UTILITY_MODEL"
    PLANT = "PLANT"
    DESIGN = "DESIGN"
    INVENTION_REGISTRATION = "INVENTION_REGISTRATION"


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Something that happened to a right as its source tells it; `status` None: it does not move the legal status.

    Shape: `on` None: the source gives no day; it holds by the day of the source.
    """

    status: LegalStatus | None
    on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class PatentEntry:
    """What one record of a file says of one jurisdiction's right. What it does not say is None or empty.

    Shape: `cited` is how the source names the record. `jurisdiction` is where the right stands. A WO publication has the
    jurisdiction WO: it is an event of a family. `owners` has one entry for each owner, however often and in however many scripts
    the source names it; `owners_stated` False: the source says nothing of owners (not: that there are none). `priorities` are the
    numbers of the earlier applications it claims. `source_date` is the day of which the source itself says it speaks.
    """

    place: Place
    cited: str
    jurisdiction: str
    right: RightKind = RightKind.PATENT
    application: PatentNumber | None = None
    publication: PatentNumber | None = None
    registration: PatentNumber | None = None
    title: Words = Words("", "")
    abstract: Words = Words("", "")
    owners: tuple[OwnerName, ...] = ()
    owners_stated: bool = True
    inventors: int | None = None
    filed_on: date | None = None
    priority_on: date | None = None
    published_on: date | None = None
    registered_on: date | None = None
    expires_on: date | None = None
    priorities: tuple[PatentNumber, ...] = ()
    international: PatentNumber | None = None
    classifications: tuple[Classification, ...] = ()
    events: tuple[SourceEvent, ...] = ()
    source_date: date | None = None


@dataclass(frozen=True, slots=True)
class ConveyanceEntry:
    """One recorded transfer of title: from whom to whom, over which patents, executed and recorded on which days.

    Shape: `conveyance` is the source's own word; `moves_title` tells whether it moves title at all (a change of name does not);
    `general` marks general succession (a merger). `properties` are the numbers of each patent it is about, one tuple for each;
    `unlisted` counts those that it covers besides and the source does not name.
    """

    place: Place
    cited: str
    conveyance: str
    moves_title: bool
    general: bool
    assignors: tuple[OwnerName, ...]
    assignees: tuple[OwnerName, ...]
    executed_on: date | None
    recorded_on: date | None
    properties: tuple[tuple[PatentNumber, ...], ...]
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot be taken: where, which field, what stood there, why. `cited` is the record's own name, if it has one."""

    place: Place
    field: str
    value: str
    because: Words
    cited: str = ""


Entry = PatentEntry | ConveyanceEntry | Refused


class RecordRefused(Exception):
    """Raised while one record is read; the reader makes a `Refused` of it and goes on."""

    def __init__(self, field: str, value: str, because: Words) -> None:
        super().__init__(because.en)
        self.field, self.value, self.because = field, value, because

    def at(self, place: Place, cited: str = "") -> Refused:
        """Return the refusal of the record at a place."""
        because = Words(shown(self.because.ja, _LONGEST), shown(self.because.en, _LONGEST))
        return Refused(place, shown(self.field), shown(self.value), because, shown(cited))


_LONGEST = 1_000
"""Characters of a reason."""


class FileRefused(RuleBroken):
    """A file cannot be read as what it is said to be; nothing of it, nor of the files that came with it, is taken.

    Shape: `file` is its name, `where` the place in it ("line 12", "byte 4096", "") in both languages.
    """

    code = "FILE_REFUSED"

    def __init__(self, file: str, where: Words, because: Words, *, next_step: Words | None = None) -> None:
        # A reason quotes what the file has, and a name is whatever a sender chose.
        file, because = shown(file, _LONGEST), Words(shown(because.ja, _LONGEST), shown(because.en, _LONGEST))
        self.file, self.where, self.because = file, where, because
        place = Words(f"{file}{f'（{where.ja}）' if where else ''}", f"{file}{f' ({where.en})' if where else ''}")
        super().__init__(Words(f"{place.ja}：{because.ja}", f"{place.en}: {because.en}"), next_step=next_step)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything a reader takes; beyond it the file is refused, so that no file can fill memory or time.

    Units: bytes for a file, one record of it, what is passed over between two records, and one tag; characters for a line of a
    table and for one row of it; counts for the others (`names`: different names of elements and attributes in a document).
    """

    file_bytes: int = 512 * 2**20
    record_bytes: int = 16 * 2**20
    passed_bytes: int = 64 * 2**20
    tag_bytes: int = 2**20
    line_characters: int = 2**20
    blank_lines: int = 1_000
    columns: int = 200
    depth: int = 100
    names: int = 2_000
    refusals: int = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader is told beside the file: the current year (no number is of a later one), the declared encoding, the limits."""

    this_year: int
    encoding: str = "utf-8"
    limits: Limits = field(default_factory=Limits)


def shown(value: str, longest: int = 80) -> str:
    """Return a value as a report shows it: on one line, without what a terminal would act on, cut where it is long."""
    plain = value[: longest + 1]
    if not plain.isprintable():
        plain = "".join(letter if letter.isprintable() or unicodedata.category(letter) == "Zs" else "\ufffd" for letter in plain)
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


def line_of(number: int) -> Words:
    """Name a line of a file."""
    return Words(f"{number} 行目", f"line {number}")

"""What a patent number is: office, type, year, serial and kind, and the one form in which the register keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words


class NumberNotation(StrEnum):
    """How a patent number is written."""

    OFFICE = "OFFICE"
    CANONICAL = "CANONICAL"
    DOCDB = "DOCDB"
    EPODOC = "EPODOC"


class NumberType(StrEnum):
    """What a number numbers: the same digits can be an application, a publication or a registration."""

    APP = "app"
    PUB = "pub"
    KOKOKU = "kokoku"
    REG = "reg"
    UTILAPP = "utilapp"
    UTILPUB = "utilpub"
    UTILKOKOKU = "utilkokoku"
    UTILITY = "utility"


TYPE_WORDS = {
    NumberType.APP: Words("出願番号", "an application number"),
    NumberType.PUB: Words("公開番号", "a publication number"),
    NumberType.KOKOKU: Words("公告番号", "an examined publication number"),
    NumberType.REG: Words("登録番号", "a registration number"),
    NumberType.UTILAPP: Words("実用新案の出願番号", "a utility model application number"),
    NumberType.UTILPUB: Words("実用新案の公開番号", "a utility model publication number"),
    NumberType.UTILKOKOKU: Words("実用新案の公告番号", "an examined utility model publication number"),
    NumberType.UTILITY: Words("実用新案登録番号", "a utility model registration number"),
}
APPLICATIONS = frozenset({NumberType.APP, NumberType.UTILAPP})
PUBLICATIONS = frozenset({NumberType.PUB, NumberType.UTILPUB})
REGISTRATIONS = frozenset({NumberType.REG, NumberType.UTILITY})

_SHOWN = 60
_NEXT_STEP = Words(
    "特許第6123456号、JP6123456B2、特願2016-123456、US 10,123,456 B2 のように書く。",
    "Write it like 特許第6123456号, JP6123456B2, 特願2016-123456 or US 10,123,456 B2.",
)
LAST_SHOWA_DAY = date(1989, 1, 7)
_SHOWA_64_LATE = Words(
    "昭和64年の番号だが、日付は昭和の終わり（1989年1月7日）より後である。",
    "The number is of Shōwa 64 but dated after the end of Shōwa (7 January 1989).",
)


class Unreadable(Exception):
    """Why a text cannot be read as a number; `NumberRefused` adds the text."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.reason = Words(ja, en)


class NumberRefused(RuleBroken):
    """A text that is no patent number, or not one that can be told apart; the message names the text and the reason."""

    code = "NUMBER_REFUSED"

    def __init__(self, text: str, reason: Words) -> None:
        spaced = (" " if letter.isspace() else letter for letter in text[:_SHOWN])
        shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in spaced)
        shown += "…" if len(text) > _SHOWN else ""
        super().__init__(
            Words(f"番号「{shown}」を読めない：{reason.ja}", f"The number “{shown}” cannot be read: {reason.en}"),
            next_step=_NEXT_STEP,
        )
        self.reason = reason


class NumberingRules(Protocol):
    """What a number asks of its office."""

    def write(self, number: PatentNumber, notation: NumberNotation) -> str | None:
        """Write a number in the office's, the DOCDB or the EPODOC notation; None where that does not exist."""

    def keeps_kind(self, type: NumberType) -> bool:
        """Tell whether the kind stands in the canonical form of a type."""

    def shares_number_with_publication(self, number: PatentNumber) -> bool:
        """Tell whether the publication of the granted patent carries the same digits."""

    def with_kind(self, number: PatentNumber, kind: str) -> PatentNumber:
        """Return the number with a kind. Raises: NumberRefused where its type has no such kind."""


@dataclass(frozen=True, slots=True)
class PatentNumber:
    """One patent number, read.

    Shape: `year` is what stands in the canonical form: 2016, 1989S or 1989H (the year of two eras), JP2016 (an international
    application with its receiving office), 13 (the series of a US application). `kind` is kept as given also where the canonical
    form leaves it out. `republication` marks the Japanese republication (再表) of an international publication. `raw` is the text
    as typed, `raw_era` the era year it carried (平10), `stated_year` a year it carried that the canonical form leaves out.
    `ambiguous` marks a text that can also be read as a number of another type or era.
    """

    office: str
    type: NumberType
    serial: str
    year: str | None = None
    kind: str | None = None
    republication: bool = False
    raw: str = field(default="", compare=False)
    raw_era: str | None = field(default=None, compare=False)
    stated_year: str | None = field(default=None, compare=False)
    ambiguous: bool = field(default=False, compare=False)
    warnings: tuple[Words, ...] = field(default=(), compare=False)
    rules: NumberingRules = field(kw_only=True, compare=False, repr=False)

    @property
    def jurisdiction(self) -> str:
        """The office in whose country the right stands: JP for a republication, else the office of the number."""
        return "JP" if self.republication else self.office

    @property
    def calendar_year(self) -> int | None:
        """The western year of the number, where it is known."""
        found = re.search("[0-9]{4}", self.year or "") or re.search("[0-9]{4}", self.stated_year or "")
        return int(found[0]) if found else None

    @property
    def canonical(self) -> str:
        """The form in which the register keeps the number: a publication with its kind, an application or a right without."""
        return self._joined(self.type, self.kind if self.rules.keeps_kind(self.type) else None)

    @property
    def lookup(self) -> str:
        """The canonical form without its kind: what look-up compares.

        A right whose publication carries the same digits (EP, DE, FR, GB, CN of today) is looked up as that publication, so that
        EP 2400812 finds it at whichever stage it was recorded.
        """
        shared = self.type is NumberType.REG and self.rules.shares_number_with_publication(self)
        return self._joined(NumberType.PUB if shared else self.type, None)

    def in_notation(self, notation: NumberNotation) -> str | None:
        """Write the number in a notation; None where that notation does not exist or needs a kind that is not known."""
        return self.canonical if notation is NumberNotation.CANONICAL else self.rules.write(self, notation)

    def of_kind(self, kind: str) -> PatentNumber:
        """Return the number with its kind, where that follows from elsewhere (B2 where the family has a publication).

        Raises: NumberRefused where the type has no such kind.
        """
        return self.rules.with_kind(self, kind)

    def warnings_on(self, day: date) -> tuple[Words, ...]:
        """Return what to warn of where the number's document is dated `day`: numbers of Shōwa 64 ran on after its end."""
        late = self.year == "1989S" and day > LAST_SHOWA_DAY
        return (*self.warnings, _SHOWA_64_LATE) if late else self.warnings

    def _joined(self, type: NumberType, kind: str | None) -> str:
        dated = (
            f"{self.office}:{type.value}:{self.year}:{self.serial}" if self.year else f"{self.office}:{type.value}:{self.serial}"
        )
        return f"{dated}:{kind}" if kind else dated


def with_warning(number: PatentNumber, warning: Words) -> PatentNumber:
    """Return the number with one more warning."""
    return replace(number, warnings=(*number.warnings, warning))

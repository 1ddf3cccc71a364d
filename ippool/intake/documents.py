"""What a published document is of: which of a right's numbers it carries, and which kind of right it is.

Lists of documents (Google Patents, Lens) have one number for each, and its office and kind alone tell what it numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ippool.domain.numbers import APPLICATIONS, PUBLICATIONS, REGISTRATIONS, NumberType, PatentNumber
from ippool.intake.entries import RightKind

DOCUMENTS = PUBLICATIONS | REGISTRATIONS | {NumberType.KOKOKU, NumberType.UTILKOKOKU}
"""The types of numbers that documents have: a list of them is no list of applications."""

_UTILITY_MODELS = frozenset({NumberType.UTILAPP, NumberType.UTILPUB, NumberType.UTILKOKOKU, NumberType.UTILITY})
_US_LETTERS = {
    "D": RightKind.DESIGN,
    "PP": RightKind.PLANT,
    "H": RightKind.INVENTION_REGISTRATION,
    "T": RightKind.INVENTION_REGISTRATION,
}
_US_DESIGN_SERIES = frozenset({"29", "35"})


@dataclass(frozen=True, slots=True)
class Carried:
    """The numbers of a right that one of its documents carries."""

    application: PatentNumber | None = None
    publication: PatentNumber | None = None
    registration: PatentNumber | None = None
    international: PatentNumber | None = None


def carried_by(document: PatentNumber) -> Carried:
    """Tell which of a right's numbers the number of its document is; a Japanese republication carries two."""
    if document.type in APPLICATIONS:
        return Carried(application=document)
    if document.type in REGISTRATIONS:
        return Carried(registration=document)
    if document.republication:
        return Carried(publication=document, international=replace(document, republication=False))
    return Carried(publication=document)


def right_of(number: PatentNumber) -> RightKind:
    """Tell which kind of right a number is of."""
    if number.type in _UTILITY_MODELS:
        return RightKind.UTILITY_MODEL
    if number.office != "US":
        return RightKind.PATENT
    if number.type is NumberType.REG:
        return _US_LETTERS.get(number.serial.rstrip("0123456789"), RightKind.PATENT)
    if number.type is NumberType.PUB:
        return RightKind.PLANT if (number.kind or "").startswith("P") else RightKind.PATENT
    return RightKind.DESIGN if number.year in _US_DESIGN_SERIES else RightKind.PATENT

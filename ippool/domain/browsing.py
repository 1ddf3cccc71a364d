"""What a list of patents is asked for: which ones, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from ippool.domain.labs import Scheme
from ippool.domain.patents import LegalStatus, Ownership


class PatentOrderField(StrEnum):
    """What a list of patents may be ordered by; the record's id breaks ties.

    ROYALTY_RATE is the first tier's rate after adjustments in the applicant's best package, 0 where the use is free; a patent
    without one comes last in both directions. RELEVANCE is how many of the words and passages looked for (`searching.wanted`) occur
    in a title, in either language; a patent whose number or code the text is has one more than there are. Without a text it is the
    order of numbers.
    """

    NUMBER = "NUMBER"
    FILED_ON = "FILED_ON"
    EXPIRES_ON = "EXPIRES_ON"
    ROYALTY_RATE = "ROYALTY_RATE"
    RELEVANCE = "RELEVANCE"


class Direction(StrEnum):
    """Up or down; a patent without the value comes last in both."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class PatentOrder:
    """A field and a direction."""

    by: PatentOrderField = PatentOrderField.NUMBER
    direction: Direction = Direction.ASC


@dataclass(frozen=True, slots=True)
class PatentFilter:
    """Which patents: everything that is given must hold on the day asked; None does not limit.

    Shape: `text` is words and passages that must all occur in the titles and abstracts (`searching.wanted`), or a number;
    `classification` the beginning of a symbol; `open_lab` a lab's code.
    """

    text: str | None = None
    classification: str | None = None
    open_lab: str | None = None
    scheme: Scheme | None = None
    ownership: Ownership | None = None
    owner: UUID | None = None
    jurisdiction: str | None = None
    legal_status: frozenset[LegalStatus] | None = None
    filed_year: int | None = None

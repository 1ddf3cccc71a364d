"""The review list: what a file brought that is not certain, with the evidence, until a person decides.

Three decisions: *confirmed* takes what the item proposes, *rejected* leaves the register as it is and remembers that, and a
confirmed or rejected item can be taken back (*reopened*), which restores exactly what was there before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from ippool.domain.browsing import Direction
from ippool.domain.canonical import content_hash
from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words


class ReviewKind(StrEnum):
    """What a person is asked."""

    PARTY_MATCH = "PARTY_MATCH"
    FACT_DIFFERS = "FACT_DIFFERS"
    OWNERS_DIFFER = "OWNERS_DIFFER"
    FAMILY_OVERLAPS = "FAMILY_OVERLAPS"
    CONVEYANCE_UNCLEAR = "CONVEYANCE_UNCLEAR"


REVIEW_WORDS = {
    ReviewKind.PARTY_MATCH: Words("同じ者か", "Is it the same party?"),
    ReviewKind.FACT_DIFFERS: Words("どちらの事実が正しいか", "Which fact is right?"),
    ReviewKind.OWNERS_DIFFER: Words("権利者は誰か", "Who are the owners?"),
    ReviewKind.FAMILY_OVERLAPS: Words("同じ発明か", "Is it the same invention?"),
    ReviewKind.CONVEYANCE_UNCLEAR: Words("この移転で権利は移ったか", "Did this transfer move the title?"),
}


class ReviewState(StrEnum):
    """How far an item is."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


class ReviewOrderField(StrEnum):
    """What the review list may be ordered by; the number breaks ties."""

    NUMBER = "NUMBER"
    SCORE = "SCORE"


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """A field and a direction."""

    by: ReviewOrderField = ReviewOrderField.NUMBER
    direction: Direction = Direction.ASC


TRANSITIONS = {
    ReviewState.OPEN: frozenset({ReviewState.CONFIRMED, ReviewState.REJECTED}),
    ReviewState.CONFIRMED: frozenset({ReviewState.OPEN}),
    ReviewState.REJECTED: frozenset({ReviewState.OPEN}),
}
"""Which state may follow which."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate of an item: the record it names, how likely it is (0 to 1), and what speaks for it."""

    record: UUID
    score: Fraction
    evidence: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One question to a person.

    Shape: `number` is how people name it. `subject` is the record it is about: the party for PARTY_MATCH, else the patent.
    `patent` is the patent whose record raised it, None where none did. `fact` names the field, `held` and `said` are the two
    statements, with `held_source` and `said_source` as their sources; `candidates` best first. `key` is the same for the same
    question. `undo` names the versions that were in force before a confirmation.
    """

    id: UUID
    number: str
    kind: ReviewKind
    state: ReviewState
    subject: UUID
    patent: UUID | None
    format: str
    fact: str
    held: str
    held_source: str
    said: str
    said_source: str
    candidates: tuple[Proposal, ...]
    key: str
    undo: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)

    @property
    def score(self) -> Fraction:
        """How likely the best candidate is; 0 where there is none."""
        return max((one.score for one in self.candidates), default=Fraction(0))


def key_of(kind: ReviewKind, about: UUID, *told: object) -> str:
    """Return the key of a question about a record; `told` tells it from others of its kind, as the field and its value a fact's."""
    return content_hash([kind.value, str(about), *told])


class NotReviewable(RuleBroken):
    """An item cannot go from its state into another one."""

    code = "REVIEW_STATE"

    def __init__(self, item: ReviewItem, wanted: ReviewState) -> None:
        super().__init__(
            Words(
                f"{item.number} は {item.state} であり、{wanted} にできない。",
                f"{item.number} is {item.state} and cannot become {wanted}.",
            ),
            next_step=Words("一度決めたものは、先に取り消す。", "Take back what was decided first."),
        )


def require_transition(item: ReviewItem, wanted: ReviewState) -> None:
    """Go on only where an item may become what is wanted. Raises: NotReviewable."""
    if wanted not in TRANSITIONS[item.state]:
        raise NotReviewable(item, wanted)

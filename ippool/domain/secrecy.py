"""How confidential an invention is: public once it is laid open, until then level 2 unless the office labels it otherwise.

What the office treats as strictly secret is level 2, and an invention before its publication is. A label says another level for a
period, with its reason and the clause it rests on. Level 3 is for those alone who are named, over periods, each of them cleared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ippool.domain.access import Role
from ippool.domain.clause import pool_rule
from ippool.domain.errors import Finding
from ippool.domain.patents import Patent
from ippool.domain.permissions import Actor, Level
from ippool.domain.timeline import Period
from ippool.domain.words import Words

UNLABELED = Level.LEVEL_2
"""The level of an invention before it is laid open, where the office has not labeled it."""
LONGEST_REASON = 1_000

LABELING = pool_rule(
    "7",
    "公開前の発明はレベル2とする。知財部門は期間を定めてレベル1から3までに区分できる。",
    "An invention is level 2 before it is laid open; the office may label it level 1, 2 or 3 for a period.",
)
NAMING = pool_rule(
    "7",
    "レベル3は、指名され、かつその区分の許可を受けた者のみが知り得る。",
    "Level 3 is for those only who are named and cleared for it.",
)


@dataclass(frozen=True, slots=True)
class SecrecyLabel:
    """How confidential an invention is over a period, for what reason, by which clause; at most one on a day."""

    id: UUID
    patent: UUID
    level: Level
    period: Period
    reason: str
    clause: str = ""
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NamedReader:
    """Somebody is named as one who may know of an invention before it is laid open, over a period."""

    id: UUID
    patent: UUID
    user: UUID
    period: Period
    reason: str
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The labels and the named readers of patents, as known now."""

    labels: Mapping[UUID, Sequence[SecrecyLabel]] = field(default_factory=dict)
    readers: Mapping[UUID, Sequence[NamedReader]] = field(default_factory=dict)

    def level_of(self, patent: Patent, on: date) -> Level:
        """Return how confidential a patent is on a day."""
        if is_published(patent, on):
            return Level.PUBLIC
        return next((one.level for one in self.labels.get(patent.id, ()) if on in one.period), UNLABELED)

    def is_named(self, user: UUID | None, patent: Patent, on: date) -> bool:
        """Tell whether a user is named as a reader of a patent on a day."""
        return user is not None and any(one.user == user and on in one.period for one in self.readers.get(patent.id, ()))


UNLABELED_POOL = Secrecy()
"""No patent is labeled, and nobody is named."""


def is_published(patent: Patent, on: date) -> bool:
    """Tell whether the patent is laid open on a day; it goes by the real publication day, never by a computed one."""
    return patent.published_on is not None and patent.published_on <= on


def within_reach(actor: Actor) -> frozenset[Level]:
    """Return the levels up to which a caller may read what it is named for: those it is cleared for, a student never level 2."""
    ceiling = Level.LEVEL_1 if actor.role is Role.STUDENT else Level.LEVEL_3
    confidential = (Level.LEVEL_1, Level.LEVEL_2, Level.LEVEL_3)
    return frozenset(one for one in confidential if actor.clearance.covers(one) and ceiling.covers(one))


def faults_of_label(level: Level, reason: str) -> Sequence[Finding]:
    """Say what is wrong with a label by itself."""
    found = []
    if level is Level.PUBLIC:
        because = Words("公開は公開日による。レベル1から3までを書く。", "What is public follows from its publication: say 1 to 3.")
        found.append(Finding(("level",), because, LABELING))
    return [*found, *faults_of_reason(reason)]


def faults_of_reason(reason: str) -> Sequence[Finding]:
    """Say what is wrong with the reason of a label or a naming."""
    if reason.strip() and len(reason) <= LONGEST_REASON:
        return []
    because = Words(f"理由を {LONGEST_REASON:,} 字以内で書く。", f"Give the reason, in {LONGEST_REASON:,} characters at most.")
    return [Finding(("reason",), because, LABELING)]


def is_known_to_nobody(
    labels: Collection[SecrecyLabel], readers: Collection[NamedReader], since: date, *, published_on: date | None
) -> bool:
    """Tell whether on some day from `since` on a patent would be level 3 with nobody named, so that nobody could name anybody."""
    starts = {since, *(one.period.start for one in labels if one.period.start is not None and one.period.start > since)}
    starts |= {one.period.until for one in readers if one.period.until is not None and one.period.until > since}
    return any(
        any(one.level is Level.LEVEL_3 and day in one.period for one in labels) and not any(day in one.period for one in readers)
        for day in starts
        if published_on is None or day < published_on
    )


@dataclass(frozen=True, slots=True)
class DisclosureEvent:
    """Somebody is told of a patent: who, of which one, how confidential it is today, in which request. The store says when."""

    id: UUID
    actor: Actor
    patent: UUID
    level: Level
    request_id: str | None

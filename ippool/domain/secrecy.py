"""How confidential an invention is: public once it is laid open, until then level 2, what the office treats as strictly secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.patents import Patent
from ippool.domain.permissions import Actor, Level

UNLABELED = Level.LEVEL_2
"""The level of an invention before it is laid open."""


def is_published(patent: Patent, on: date) -> bool:
    """Tell whether the patent is laid open on a day; it goes by the real publication day, never by a computed one."""
    return patent.published_on is not None and patent.published_on <= on


def level_of(patent: Patent, on: date) -> Level:
    """Return how confidential a patent is on a day."""
    return Level.PUBLIC if is_published(patent, on) else UNLABELED


@dataclass(frozen=True, slots=True)
class DisclosureEvent:
    """Somebody is told of a patent: who, of which one, how confidential it is today, in which request. The store says when."""

    id: UUID
    actor: Actor
    patent: UUID
    level: Level
    request_id: str | None

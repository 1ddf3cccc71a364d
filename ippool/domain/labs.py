"""Centers, open labs, memberships and affiliates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from ippool.domain.timeline import Period
from ippool.domain.words import Words


class Scheme(StrEnum):
    """The scheme of a lab, fixed for its life."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class PinRule(StrEnum):
    """Which day picks the arrangement version that holds for a patent."""

    AT_DISCLOSURE = "AT_DISCLOSURE"
    AT_APPLICATION = "AT_APPLICATION"


class Area(StrEnum):
    """Whether the field is one in which the members compete."""

    NONCOMPETITIVE = "NONCOMPETITIVE"
    COMPETITIVE = "COMPETITIVE"


class LeftReason(StrEnum):
    """Why a membership ended."""

    EXPIRY = "EXPIRY"
    WITHDRAWAL = "WITHDRAWAL"
    EXPULSION = "EXPULSION"
    MERGER = "MERGER"


@dataclass(frozen=True, slots=True)
class Center:
    """A membership center: the umbrella over labs. Its members are not thereby members of a lab."""

    id: UUID
    code: str
    title: Words
    core: UUID
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class OpenLab:
    """A research program: the unit for which terms are arranged (R2)."""

    id: UUID
    code: str
    title: Words
    scheme: Scheme
    center: UUID
    period: Period = Period()
    pin_rule: PinRule = PinRule.AT_DISCLOSURE
    area: Area = Area.NONCOMPETITIVE
    parent: UUID | None = None
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


def cores_of_labs(centers: Iterable[Center], labs: Iterable[OpenLab]) -> dict[UUID, frozenset[UUID]]:
    """Return for each lab the core institution of its center: who signs its arrangements without a consent of its own."""
    core = {center.id: center.core for center in centers}
    return {lab.id: frozenset({core[lab.center]}) for lab in labs if lab.center in core}


@dataclass(frozen=True, slots=True)
class Membership:
    """A party's membership of a lab or of the center; exactly one of `lab` and `center` is set.

    `period.until` is the day after the last day of membership. `arrears_since` is the first day in arrears, `suspended_since` the
    first day of a suspension that still runs.
    """

    id: UUID
    party: UUID
    lab: UUID | None
    center: UUID | None
    tier: str
    period: Period
    left_reason: LeftReason | None = None
    arrears_since: date | None = None
    suspended_since: date | None = None
    buy_in_paid_on: date | None = None
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Affiliate:
    """A subsidiary under a parent's control; `annex` names the labs (by id) whose annex lists it."""

    id: UUID
    parent: UUID
    subsidiary: UUID
    control: Fraction
    annex: frozenset[UUID]
    period: Period
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)

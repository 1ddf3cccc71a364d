"""The trace: every rule that was tried, in order, with what it looked at and why it did or did not apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ippool.domain.cases import Terms
from ippool.domain.verdict import Verdict


class TraceStage(StrEnum):
    """The stages of a determination, in order."""

    STANDING = "STANDING"
    DECISION = "DECISION"
    CARD = "CARD"
    PREFERENCE = "PREFERENCE"
    CONSENT = "CONSENT"
    SCOPE = "SCOPE"
    RESULT = "RESULT"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact a rule looked at: its name, its value as text, and where it comes from."""

    name: str
    value: str
    source: str | None = None
    valid_from: date | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One rule tried. `parent` gives the tree; `before` and `after` are the terms around an adjustment."""

    id: str
    parent: str | None
    stage: TraceStage
    rule: str
    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    before: Terms | None = None
    after: Terms | None = None

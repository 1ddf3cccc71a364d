"""A verdict: yes or no, always with the reason and the clause."""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.clause import Clause
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something holds, why in both languages, and by which clause."""

    holds: bool
    because: Words
    clause: Clause | None = None

    def __bool__(self) -> bool:
        return self.holds

    @classmethod
    def yes(cls, ja: str, en: str, clause: Clause | None = None) -> Verdict:
        """Make a verdict that holds."""
        return cls(True, Words(ja, en), clause)

    @classmethod
    def no(cls, ja: str, en: str, clause: Clause | None = None) -> Verdict:
        """Make a verdict that does not hold."""
        return cls(False, Words(ja, en), clause)

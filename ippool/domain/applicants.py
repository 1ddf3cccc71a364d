"""Which of the applicants that a source names own what was applied for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ippool.domain.names import NameKind, OwnerName

INVENTORS_APPLIED_UNTIL = date(2012, 9, 16)
"""Before this filing day only inventors could apply in the United States (35 USC 111, 118 before the America Invents Act)."""


def owning(jurisdiction: str, filed_on: date | None, applicants: Sequence[OwnerName]) -> tuple[OwnerName, ...]:
    """Return the applicants that own the right, as far as their names tell.

    In the United States of old the inventors stand among the applicants by force of law, and own nothing beside the organization to
    which they assigned: where one is named with them, those that the source knows as inventors are left out.
    """
    if jurisdiction != "US" or filed_on is None or filed_on >= INVENTORS_APPLIED_UNTIL:
        return tuple(applicants)
    others = tuple(one for one in applicants if one.stated_kind is not NameKind.PERSON)
    return others or tuple(applicants)

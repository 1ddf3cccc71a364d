"""Who is who on a day: mergers (5.1 step 2, edges 5 and 29), the core institution of a lab, the owners of a patent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

from ippool.domain.labs import OpenLab
from ippool.domain.parties import PartyKind
from ippool.domain.patents import AcquiredBy, PatentRecord, ShareBasis, TitleShare, TitleState
from ippool.domain.reference import Reference
from ippool.domain.timeline import Period


def within(period: Period, day: date) -> bool:
    """Tell whether a day lies in [start, until)."""
    return (period.start is None or period.start <= day) and (period.until is None or day < period.until)


_KEPT: list[tuple[Reference, dict[Any, Any]]] = []
Found = TypeVar("Found")


def kept(reference: Reference, question: tuple[object, ...], answer: Callable[[], Found]) -> Found:
    """Answer what depends on the reference data and the question alone: once, as long as the reference data are the same object."""
    if not _KEPT or _KEPT[0][0] is not reference:
        _KEPT[:] = [(reference, {})]
    answers = _KEPT[0][1]
    if question not in answers:
        answers[question] = answer()
    found: Found = answers[question]
    return found


def who(reference: Reference, party: UUID, on: date) -> UUID:
    """Return the party a party is on a day: itself, the one it was found to be, or its general successor."""
    found = reference.parties[party]
    while True:
        if found.same_as is not None:
            found = reference.parties[found.same_as]
        elif found.merged_into is not None and found.merged_on is not None and found.merged_on <= on:
            found = reference.parties[found.merged_into]
        else:
            return found.id


def absorbed(reference: Reference, party: UUID, on: date) -> dict[UUID, date]:
    """Return the parties merged into one by a day, directly or through others, each with the day of its own merger."""
    return kept(reference, ("absorbed", party, on), lambda: _absorbed(reference, party, on))


def _absorbed(reference: Reference, party: UUID, on: date) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    waiting = [party]
    while waiting:
        into = waiting.pop(0)
        for other in reference.parties.values():
            if other.merged_into == into and other.merged_on is not None and other.merged_on <= on and other.id not in found:
                found[other.id] = other.merged_on
                waiting.append(other.id)
    return found


def core_of(reference: Reference, lab: OpenLab, on: date) -> UUID:
    """Return the core institution of a lab: that of its center, or its general successor (D-029)."""
    return who(reference, reference.centers[lab.center].core, on)


def is_core(reference: Reference, party: UUID, lab: OpenLab | None, on: date) -> bool:
    """Tell whether a party is the core as a lab sees it; without a lab every core institution is one."""
    if lab is None:
        return reference.parties[party].kind is PartyKind.CORE
    return party == core_of(reference, lab, on)


@dataclass(frozen=True)
class Title:
    """The title of one patent on one day: its shares, and the same by who holds each of them now."""

    shares: tuple[TitleShare, ...]
    by_owner: dict[UUID, tuple[TitleShare, ...]]
    settled: bool

    def is_certain_of(self, party: UUID) -> bool:
        """Tell whether a party holds a share that nobody disputes."""
        return any(not share.disputed for share in self.by_owner.get(party, ()))

    def figure_of(self, party: UUID) -> Fraction | None:
        """Return the sum of a party's shares, None where one of them is not stipulated: that blocks money (step 1)."""
        shares = self.by_owner.get(party, ())
        if any(share.basis is not ShareBasis.STIPULATED for share in shares):
            return None
        return sum((share.share or Fraction(0) for share in shares), Fraction(0))


def title_on(record: PatentRecord, reference: Reference, on: date) -> Title:
    """Read the title of a day; settled as in 5.1 step 1, I-6 and D-019."""
    shares = tuple(share for share in record.titles if within(share.period, on))
    by_owner: dict[UUID, tuple[TitleShare, ...]] = {}
    for share in shares:
        owner = who(reference, share.party, on)
        by_owner[owner] = (*by_owner.get(owner, ()), share)
    bases = {share.basis for share in shares}
    alike = len(bases) == 1
    complete = bases == {ShareBasis.NOT_STIPULATED} or sum((share.share or Fraction(0) for share in shares), Fraction(0)) == 1
    settled = record.patent.title_state is TitleState.SETTLED and alike and complete and not any(share.disputed for share in shares)
    return Title(shares, by_owner, settled)


def bound_by(reference: Reference, share: TitleShare, on: date) -> set[UUID]:
    """Return whose consents bind a share: its holder's, those of the holder's successors, and, where it came by general
    succession, those of the parties the holder absorbed (D-018, edge 8)."""
    givers = {share.party}
    if share.acquired_by is AcquiredBy.GENERAL_SUCCESSION:
        givers |= set(absorbed(reference, share.party, on))
    holder = share.party
    while (successor := who_next(reference, holder, on)) is not None:
        givers.add(successor)
        holder = successor
    return givers


def who_next(reference: Reference, party: UUID, on: date) -> UUID | None:
    """Return the party into which a party has gone by a day, one step on, or None."""
    found = reference.parties[party]
    if found.same_as is not None:
        return found.same_as
    return found.merged_into if found.merged_on is not None and found.merged_on <= on else None

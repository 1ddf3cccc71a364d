"""Which filings belong to one family: those of one invention, known by the priorities they claim.

Only equal priorities make a family. Filings that share a part of them, or of which one is claimed by the other, may be of one
invention or of two (a continuation in part, a later improvement): they are shown with the reason, and never put together by a
machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ippool.domain.words import Words

_SHOWN = 3
_INTERNATIONAL = "WO:app:"
_PROVISIONAL = ("US:app:60:", "US:app:61:", "US:app:62:", "US:app:63:", "US:app:64:")


@dataclass(frozen=True, slots=True)
class Filing:
    """One application as its priorities tell of it; all numbers in the form that look-up compares (`PatentNumber.lookup`).

    Shape: `key` names the filing to the caller. `priorities` are those claimed; a source that lists the filing's own application
    among them is understood. `international` has the numbers of the international application that it entered the country from,
    of its filing or its publication (`WO:app:...`, `WO:pub:...`; of a republication the publication it repeats); the international
    application itself has its publication there.
    """

    key: str
    application: str | None
    priorities: frozenset[str]
    international: frozenset[str] = frozenset()

    @property
    def identities(self) -> frozenset[str]:
        """The numbers of the application itself: its own and those of the international application that it is a part of."""
        return self.international if self.application is None else self.international | {self.application}


class Kinship(StrEnum):
    """How two filings stand to one another."""

    SAME = "SAME"
    OVERLAPS = "OVERLAPS"
    APART = "APART"


def invention_of(filing: Filing) -> frozenset[str]:
    """Return the set that identifies the invention: the priorities claimed, or the own application where none is claimed.

    The international application whose part a filing is is no priority of it, and is its own application where it claims none. Who
    claims an earlier application of the same office (a continuation, a division, domestic priority) may have added matter, so that
    the own application belongs to the set as well; a provisional application, and what an international one claims, are no such
    earlier application. Empty where nothing is known.
    """
    claimed = filing.priorities - filing.identities
    if not claimed:
        return _own(filing)
    domestic = not filing.international and any(_is_domestic(priority, filing.application) for priority in claimed)
    return claimed | _own(filing) if domestic else claimed


def _own(filing: Filing) -> frozenset[str]:
    """Return the filing itself: the international application it is or is a part of, else its own application."""
    of_international = frozenset(number for number in filing.identities if number.startswith(_INTERNATIONAL))
    return of_international or filing.international or filing.identities


def _is_domestic(priority: str, application: str | None) -> bool:
    """Tell whether a priority is of the office of the application that claims it, and not provisional."""
    return application is not None and priority[:3] == application[:3] and not priority.startswith(_PROVISIONAL)


def kinship(first: Filing, second: Filing) -> Kinship:
    """Tell how two filings stand to one another."""
    return _judged(first, second)[0]


def why(first: Filing, second: Filing) -> Words:
    """Say why two filings stand to one another as they do."""
    return _judged(first, second)[1]


def _judged(first: Filing, second: Filing) -> tuple[Kinship, Words]:
    if shared := first.identities & second.identities:
        return Kinship.SAME, Words(f"同じ出願（{_list(shared)}）である。", f"Both are of the application {_list(shared)}.")
    one, other = invention_of(first), invention_of(second)
    if one and one == other:
        return Kinship.SAME, Words(f"優先権の基礎が同じ（{_list(one)}）。", f"Their priorities are equal: {_list(one)}.")
    if shared := one & other:
        differing = one ^ other
        return Kinship.OVERLAPS, Words(
            f"優先権の基礎は {_list(shared)} が共通だが、{_list(differing)} は一方だけにある。",
            f"They share the priorities {_list(shared)}, but {_list(differing)} is of one alone.",
        )
    for claiming, claimed in ((first, second), (second, first)):
        if basis := claiming.priorities & claimed.identities:
            return Kinship.OVERLAPS, Words(
                f"一方（{claiming.key}）が他方の出願 {_list(basis)} を基礎とするが、優先権の基礎は同じでない。",
                f"One ({claiming.key}) claims the application of the other, {_list(basis)}, but their priorities are not equal.",
            )
    return Kinship.APART, Words("共通の優先権の基礎がない。", "They share no priority.")


def families(filings: Iterable[Filing]) -> tuple[tuple[str, ...], ...]:
    """Group filings into families and return their keys, each family and all families in order.

    A family holds whatever a chain of `SAME` connects; the order of the filings does not matter. A key given twice is one filing.
    """
    leader: dict[str, str] = {}
    holder: dict[object, str] = {}
    for filing in filings:
        leader.setdefault(filing.key, filing.key)
        for mark in _marks(filing):
            _join(leader, filing.key, holder.setdefault(mark, filing.key))
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for key in leader:
        grouped[_leader_of(leader, key)].append(key)
    return tuple(sorted(tuple(sorted(keys)) for keys in grouped.values()))


def _marks(filing: Filing) -> Iterator[object]:
    """Yield what a filing has in common with every other of the same kin: its numbers, and its invention as a whole."""
    yield from filing.identities
    if invention := invention_of(filing):
        yield invention


def _leader_of(leader: dict[str, str], key: str) -> str:
    while leader[key] != key:
        leader[key] = leader[leader[key]]
        key = leader[key]
    return key


def _join(leader: dict[str, str], one: str, other: str) -> None:
    one, other = _leader_of(leader, one), _leader_of(leader, other)
    leader[max(one, other)] = min(one, other)


def _list(numbers: Iterable[str]) -> str:
    found = sorted(numbers)
    return ", ".join(found[:_SHOWN]) + ("…" if len(found) > _SHOWN else "")

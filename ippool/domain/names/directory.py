"""The parties known to the register, found again by the names and identifiers of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ippool.domain.names.comparing import EQUAL_NAMES, EQUAL_PERSONS, NameVerdict, compare_names
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.name import name_key, taken_apart
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What identifies a party without its name. Shape: `office_codes` pairs an office with its code, ("JPO", "000003207")."""

    corporate_number: str | None = None
    ror: str | None = None
    office_codes: frozenset[tuple[str, str]] = frozenset()

    def all(self) -> list[tuple[str, str]]:
        """Return every identifier with the system it belongs to."""
        found = list(self.office_codes)
        if self.corporate_number:
            found.append(("corporate number", self.corporate_number))
        if self.ror:
            found.append(("ROR", self.ror))
        return found


NO_IDENTIFIERS = Identifiers()


@dataclass(frozen=True, slots=True)
class OwnerName:
    """An owner as a record names it: `text` is its name, `spellings` what else the record calls it."""

    text: str
    spellings: tuple[str, ...] = ()
    country: str | None = None
    stated_kind: NameKind | None = None
    identifiers: Identifiers = NO_IDENTIFIERS


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party of the register. Shape: `names` are official names and variants, `predecessors` the names of those it succeeded."""

    id: UUID
    code: str
    names: tuple[str, ...]
    predecessors: tuple[str, ...] = ()
    country: str | None = None
    identifiers: Identifiers = NO_IDENTIFIERS
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that a name may mean, with the reasons."""

    party: UUID
    score: Fraction
    evidence: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Recognized:
    """Whose name it is. Shape: `candidates`, best first and at most five, only where `party` is None; a new name has none."""

    party: UUID | None
    candidates: tuple[Candidate, ...] = ()
    evidence: tuple[Words, ...] = ()
    conflict: bool = False


_MOST = 5


class Directory:
    """An index of known parties.

    It changes while a run adds parties and learns names: building it anew for each record would cost more than reading the file,
    so this is the one thing of the domain that is not frozen. It lives no longer than the run.
    """

    def __init__(self, parties: Iterable[KnownParty] = ()) -> None:
        self._parties: dict[UUID, KnownParty] = {}
        self._by_identifier: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self._by_core: dict[str, dict[UUID, list[str]]] = defaultdict(dict)
        self._former: dict[str, dict[UUID, list[str]]] = defaultdict(dict)
        self._apart: set[tuple[str, UUID]] = set()
        self._memo: dict[OwnerName, Recognized] = {}
        for party in parties:
            self.add(party)

    def add(self, party: KnownParty) -> None:
        """Add a party, or state it anew."""
        self._parties[party.id] = party
        for identifier in party.identifiers.all():
            self._by_identifier[identifier].add(party.id)
        for name in party.names:
            self._index(self._by_core, party.id, name)
        for name in party.predecessors:
            self._index(self._former, party.id, name)
        self._memo.clear()

    def learn(self, party: UUID, name: str) -> None:
        """Learn that a party is also called `name`."""
        self._index(self._by_core, party, name)
        self._memo.clear()

    def keep_apart(self, name: str, party: UUID) -> None:
        """Take note that a person decided that `name` is not that party: it is never a candidate again."""
        self._apart.add((name_key(name), party))
        self._memo.clear()

    @staticmethod
    def _index(index: dict[str, dict[UUID, list[str]]], party: UUID, name: str) -> None:
        taken = taken_apart(name)
        for core in {taken.core} if taken.latin is None else {taken.core, taken.latin.core}:
            index[core].setdefault(party, []).append(name)

    def recognize(self, owner: OwnerName) -> Recognized:
        """Say whose name it is: one party where that is certain, else the parties it may be, else nobody."""
        known = self._memo.get(owner)
        if known is None:
            known = self._memo[owner] = self._recognize(owner)
        return known

    def _recognize(self, owner: OwnerName) -> Recognized:
        texts = (owner.text, *owner.spellings)
        kind = owner.stated_kind or kind_of_name(owner.text, country=owner.country)
        identified = {identifier: self._by_identifier.get(identifier, set()) for identifier in owner.identifiers.all()}
        parties = set().union(*identified.values()) if identified else set()
        if len(parties) > 1:
            evidence = (Words("識別番号が別々の当事者を指す。", "The identifiers point to different parties."),)
            return Recognized(None, self._ranked({p: (Fraction(1), evidence) for p in parties}), evidence, conflict=True)
        if parties:
            (party,) = parties
            return Recognized(party, (), (Words("識別番号が同じである。", "An identifier is equal."),))
        found: dict[UUID, tuple[Fraction, tuple[Words, ...]]] = {}
        same: set[UUID] = set()
        for text in texts:
            taken = taken_apart(text)
            for core in {taken.core} if taken.latin is None else {taken.core, taken.latin.core}:
                for party, names in self._by_core.get(core, {}).items():
                    if (name_key(text), party) in self._apart:
                        continue
                    known = self._parties[party]
                    if known.is_person != (kind is NameKind.PERSON) and kind is not NameKind.UNKNOWN:
                        continue
                    if known.is_person:
                        found[party] = (Fraction(9, 10), (EQUAL_PERSONS,))
                        continue
                    for name in names:
                        comparison = compare_names(text, name)
                        if comparison.verdict is NameVerdict.SAME:
                            same.add(party)
                        if (
                            comparison.verdict is not NameVerdict.DIFFERENT
                            and comparison.score > found.get(party, (Fraction(0), ()))[0]
                        ):
                            found[party] = (comparison.score, comparison.evidence)
                for party in self._former.get(core, {}):
                    found.setdefault(party, (Fraction(4, 5), (Words("前身の名称である。", "It is the name of a predecessor."),)))
        if len(same) == 1:
            (party,) = same
            return Recognized(party, (), (EQUAL_NAMES,))
        return Recognized(None, self._ranked(found))

    def _ranked(self, found: dict[UUID, tuple[Fraction, tuple[Words, ...]]]) -> tuple[Candidate, ...]:
        ranked = sorted(found.items(), key=lambda item: (-item[1][0], self._parties[item[0]].code))
        return tuple(Candidate(party, score, evidence) for party, (score, evidence) in ranked[:_MOST])

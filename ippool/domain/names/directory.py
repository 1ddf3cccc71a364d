"""The parties known to the register, found again by the identifiers and names of a record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import nlargest
from uuid import UUID

from ippool.domain.names.blocking import blocks_of, cores_of
from ippool.domain.names.comparing import EQUAL_PERSONS, NameVerdict, compare_organizations, compared
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.name import Name, name_key, taken_apart
from ippool.domain.names.successions import former_cores
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What identifies a party without its name. Shape: `office_codes` pairs an office with its code, ("JPO", "000003207")."""

    corporate_number: str | None = None
    ror: str | None = None
    office_codes: frozenset[tuple[str, str]] = frozenset()

    def all(self) -> tuple[tuple[str, str], ...]:
        """Return every identifier with the system it belongs to."""
        stated = (("法人番号", self.corporate_number), ("ROR", self.ror))
        return (*((system, number) for system, number in stated if number), *sorted(self.office_codes))


NO_IDENTIFIERS = Identifiers()


@dataclass(frozen=True, slots=True)
class OwnerName:
    """An owner as a record names it. Shape: `text` is its name, `spellings` what else the record calls it."""

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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name of a party in the index."""

    party: UUID
    name: Name
    former: bool


_Found = dict[UUID, Candidate]

CONFLICTING = Words("識別番号が別々の当事者を指す。", "The identifiers point to different parties.")
KEPT_APART = Words("この名称はこの当事者ではないと判断されている。", "It was decided that this name is not this party.")
FORMER = Words("前身の名称である。", "It is the name of a predecessor.")
SEVERAL = Words("複数の当事者の名称に当たる。", "It is the name of more than one party.")
OTHER_COUNTRY = Words("国が違う。", "The country is another one.")
_MOST_CANDIDATES = 5
_MOST_COMPARED = 6
# So many names are remembered; then they are forgotten all at once, so that memory does not grow with the file.
_MOST_REMEMBERED = 50_000
# A block that holds more names than this tells none of them from the others.
_CROWD = 60
# A name that shares no more than words that many have (that weigh so little) is not compared.
_LEAST_WEIGHT = 4


class Directory:
    """An index of known parties.

    It changes while a run adds parties and learns names: building it anew for each record would cost more than reading the file, so
    this is the one thing of the domain that is not frozen. It lives no longer than the run.
    """

    def __init__(self, parties: Iterable[KnownParty] = ()) -> None:
        self._parties: dict[UUID, KnownParty] = {}
        self._by_identifier: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self._entries: list[_Entry] = []
        self._by_core: dict[str, list[int]] = defaultdict(list)
        self._by_block: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []  # in how many blocks an entry is; entries are put into blocks when these are first asked for
        self._people: dict[str, set[UUID]] = defaultdict(set)
        self._apart: set[tuple[str, UUID]] = set()
        # What was recognized for certain stays until a party comes with that name; all else is open to any change.
        self._settled: dict[OwnerName, Recognized] = {}
        self._settled_by_core: dict[str, list[OwnerName]] = defaultdict(list)
        self._open: dict[OwnerName, Recognized] = {}
        for party in parties:
            self.add(party)

    def add(self, party: KnownParty) -> None:
        """Add a party."""
        self._parties[party.id] = party
        identifiers = party.identifiers.all()
        for identifier in identifiers:
            self._by_identifier[identifier].add(party.id)
        for name in party.names:
            self._enter(party, name, former=False)
        for name in party.predecessors:
            anew = any(compare_organizations(name, other).verdict is NameVerdict.SAME for other in party.names)
            self._enter(party, name, former=not anew)  # one legal person designated anew has had one name all along
        if identifiers:
            self._forget()
        self._open.clear()

    def learn(self, party: UUID, name: str) -> None:
        """Learn that a party is also called `name`."""
        self._enter(self._parties[party], name, former=False)
        self._open.clear()

    def keep_apart(self, name: str, party: UUID) -> None:
        """Take note that a person decided that `name` is not that party: it is never a candidate again."""
        self._apart.add((name_key(name), party))
        self._forget()

    def recognize(self, owner: OwnerName) -> Recognized:
        """Say whose name it is: one party where that is certain, else the parties it may be, else nobody."""
        known = self._settled.get(owner) or self._open.get(owner)
        if known is not None:
            return known
        found = self._recognize(owner)
        if len(self._settled) + len(self._open) >= _MOST_REMEMBERED:
            self._forget()
        if found.party is None:
            self._open[owner] = found
        else:
            self._settled[owner] = found
            for text in (owner.text, *owner.spellings):
                for core in cores_of(taken_apart(text)):
                    self._settled_by_core[core].append(owner)
        return found

    def _forget(self) -> None:
        self._settled.clear()
        self._settled_by_core.clear()
        self._open.clear()

    def _enter(self, party: KnownParty, name: str, *, former: bool) -> None:
        if party.is_person:
            self._people[_person_key(name)].add(party.id)
            return
        taken = taken_apart(name)
        entry = len(self._entries)
        self._entries.append(_Entry(party.id, taken, former))
        for core in {*cores_of(taken), *former_cores(taken)}:
            self._by_core[core].append(entry)
            for owner in self._settled_by_core.pop(core, ()):
                self._settled.pop(owner, None)

    def _recognize(self, owner: OwnerName) -> Recognized:
        names = tuple(dict.fromkeys((owner.text, *owner.spellings)))
        apart = {party for key, party in self._apart if key in set(map(name_key, names))} if self._apart else set()
        if (identified := self._by_identifiers(owner, apart)) is not None:
            return self._unless_named_otherwise(owner, names, identified)
        kind = owner.stated_kind or kind_of_name(owner.text, country=owner.country)
        found: _Found = {}
        same: _Found = {}
        for name in names:
            if kind is not NameKind.PERSON:
                self._by_names(owner, name, apart, found, same)
            if kind is not NameKind.ORGANIZATION:
                for party in self._people.get(_person_key(name), set()) - apart:
                    _keep(found, Candidate(party, Fraction(9, 10), (EQUAL_PERSONS,)))
        return self._decided(owner, found, same)

    def _unless_named_otherwise(self, owner: OwnerName, names: Sequence[str], identified: Recognized) -> Recognized:
        """Hold a party known by an identifier against the names: where they are plainly another's, one of the two is wrong."""
        same: _Found = {}
        if identified.party is not None:
            for name in names:
                self._by_names(owner, name, set(), {}, same)
        others = {party: candidate.evidence for party, candidate in same.items() if party != identified.party}
        if identified.party is None or not others or identified.party in same:
            return identified
        return self._conflict({identified.party: identified.evidence, **others}, CONFLICTING)

    def _by_identifiers(self, owner: OwnerName, apart: set[UUID]) -> Recognized | None:
        """Decide by identifiers, where the record gives any that is known."""
        pointed: dict[UUID, list[Words]] = defaultdict(list)
        for system, number in owner.identifiers.all():
            for party in self._by_identifier.get((system, number), ()):
                pointed[party].append(Words(f"{system} {number} が同じである。", f"{_in_english(system)} {number} is equal."))
        if not pointed:
            return None
        evidence = {party: (*reasons, *self._contradictions(owner, party)) for party, reasons in pointed.items()}
        (party, *others) = pointed
        if others:
            return self._conflict(evidence, CONFLICTING)
        if party in apart:
            return Recognized(None, (), (KEPT_APART,), conflict=True)
        if len(evidence[party]) > len(pointed[party]):
            return self._conflict(evidence, evidence[party][-1])
        return Recognized(party, (), evidence[party])

    def _conflict(self, evidence: dict[UUID, tuple[Words, ...]], reason: Words) -> Recognized:
        found = {party: Candidate(party, Fraction(1), reasons) for party, reasons in evidence.items()}
        return Recognized(None, self._ranked(found), (reason,), conflict=True)

    def _contradictions(self, owner: OwnerName, party: UUID) -> list[Words]:
        """Say which identifiers of the record are other ones than the party's in the same system."""
        known: dict[str, set[str]] = defaultdict(set)
        for system, number in self._parties[party].identifiers.all():
            known[system].add(number)
        return [
            Words(
                f"{system} {number} が当事者のもの（{'、'.join(sorted(known[system]))}）と違う。",
                f"{_in_english(system)} {number} is not that of the party ({', '.join(sorted(known[system]))}).",
            )
            for system, number in owner.identifiers.all()
            if system in known and number not in known[system]
        ]

    def _by_names(self, owner: OwnerName, text: str, apart: set[UUID], found: _Found, same: _Found) -> None:
        """Collect the parties that a name is certainly, and those it may be."""
        name = taken_apart(text)
        country = owner.country or (name.place.upper() if name.place else None)
        entries = [entry for core in cores_of(name) for entry in self._by_core.get(core, ())]
        certain = False
        for index in dict.fromkeys(entries):
            certain = self._weigh(self._entries[index], name, country, apart, found, same) or certain
        if not certain:
            for entry in self._near(name):
                self._weigh(entry, name, country, apart, found, same)

    def _weigh(self, entry: _Entry, name: Name, country: str | None, apart: set[UUID], found: _Found, same: _Found) -> bool:
        """Compare a name with one of the index; tell whether it is the party's for certain."""
        if entry.party in apart:
            return False
        home = self._parties[entry.party].country
        if country is not None and country == home:  # Hitachi (Japan) is Hitachi to one who knows that Japan is meant
            comparison = compared(_without_country(name, country), _without_country(entry.name, country))
        else:
            comparison = compared(name, entry.name)
        if comparison.verdict is NameVerdict.DIFFERENT:
            return False
        candidate = Candidate(entry.party, comparison.score, comparison.evidence)
        if entry.former:
            candidate = Candidate(entry.party, min(comparison.score, Fraction(4, 5)), (FORMER, *comparison.evidence))
        elif country is not None and home is not None and country != home:
            candidate = Candidate(entry.party, min(comparison.score, Fraction(7, 10)), (*comparison.evidence, OTHER_COUNTRY))
        elif comparison.verdict is NameVerdict.SAME:
            _keep(same, candidate)
            return True
        _keep(found, candidate)
        return False

    def _fill_blocks(self) -> None:
        for entry in range(len(self._sizes), len(self._entries)):
            blocks = _blocks(self._entries[entry].name)
            self._sizes.append(len(blocks))
            for block in blocks:
                self._by_block[block].append(entry)

    def _near(self, name: Name) -> list[_Entry]:
        """Return the entries that share the most telling blocks with a name."""
        self._fill_blocks()
        votes: dict[int, int] = {}
        for block in _blocks(name):
            entries = self._by_block.get(block)
            if entries is not None and len(entries) <= _CROWD:
                weight = _CROWD // len(entries)
                for entry in entries:
                    votes[entry] = votes.get(entry, 0) + weight
        # of names that share as much, the one that has the least besides
        telling = [entry for entry, weight in votes.items() if weight >= _LEAST_WEIGHT]
        best = nlargest(_MOST_COMPARED, telling, key=lambda entry: votes[entry] / (10 + self._sizes[entry]))
        return [self._entries[entry] for entry in best]

    def _decided(self, owner: OwnerName, found: _Found, same: _Found) -> Recognized:
        if len(same) == 1:
            ((party, candidate),) = same.items()
            if contradictions := self._contradictions(owner, party):
                evidence = {party: (*candidate.evidence, *contradictions)}
                return self._conflict(evidence, contradictions[0])
            return Recognized(party, (), candidate.evidence)
        if same:
            several = {party: Candidate(party, c.score, (*c.evidence, SEVERAL)) for party, c in same.items()}
            return Recognized(None, self._ranked(found | several), (SEVERAL,))
        return Recognized(None, self._ranked(found))

    def _ranked(self, found: _Found) -> tuple[Candidate, ...]:
        best = sorted(found.values(), key=lambda candidate: (-candidate.score, self._parties[candidate.party].code))
        return tuple(best[:_MOST_CANDIDATES])


def _keep(found: _Found, candidate: Candidate) -> None:
    """Keep the better of two reasons for one party."""
    if candidate.party not in found or found[candidate.party].score < candidate.score:
        found[candidate.party] = candidate


def _without_country(name: Name, country: str) -> Name:
    return replace(name, place=None) if name.place == country.lower() else name


def _scripts(name: Name) -> tuple[Name, ...]:
    return (name,) if name.latin is None else (name, name.latin)


def _blocks(name: Name) -> set[str]:
    return {block for part in _scripts(name) for block in blocks_of(part.core, part.spoken, part.words)}


def _person_key(text: str) -> str:
    """Return the key of a person's name, in whatever order family and given name stand."""
    return " ".join(sorted(part for part in re.split(r"[\s,;.、・]+", taken_apart(text).plain) if part))


def _in_english(system: str) -> str:
    return "corporate number" if system == "法人番号" else system

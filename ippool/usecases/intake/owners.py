"""Whose name is it: the owners a file names, recognized among the parties of the register, or recorded as new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from uuid import UUID

from ippool.domain.names import Candidate, Directory, Identifiers, KnownParty, OwnerName
from ippool.domain.newcomers import name_of_owner, newcomer
from ippool.domain.parties import NameRelation, Party, PartyIdentifier, PartyKind, PartyName
from ippool.domain.review import ReviewItem, ReviewState
from ippool.domain.territories import UNKNOWN
from ippool.store.database import Reading
from ippool.store.identity import new_id
from ippool.store.intake import matches
from ippool.store.records import load

LEAST_ASKED = Fraction(1, 2)
"""Candidates less likely than this are not worth a person's time: of such questions almost all are noise."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom an owner's name stands for; `candidates` are the parties it may also be, where that is not certain."""

    party: UUID
    candidates: tuple[Candidate, ...] = ()
    conflict: bool = False


@dataclass
class Owners:
    """The parties of the register during one import, and those it has added so far.

    `added` and what goes with it wait to be written; whoever writes them empties the lists. `undecided` are the organizations that
    were entered under a name, of a country, that may be somebody else's too: whom the name means is asked once, and until then, and
    after, it means that one.
    """

    directory: Directory
    parties: dict[UUID, Party]
    last_number: int
    added: list[Party] = field(default_factory=list)
    names: list[PartyName] = field(default_factory=list)
    identifiers: list[PartyIdentifier] = field(default_factory=list)
    undecided: dict[tuple[str, str], UUID] = field(default_factory=dict)

    @classmethod
    async def known(cls, session: Reading, last_number: int) -> Owners:
        """Read every party with its names, codes and what a person decided about it."""
        parties = {party.id: party for party in await load(session, Party)}
        names = await load(session, PartyName)
        identifiers = await load(session, PartyIdentifier)
        asked = await matches(session)
        rejected = [item for item in asked if item.state is ReviewState.REJECTED]
        known = cls(_directory(parties, names, identifiers, rejected), parties, last_number)
        for item in asked:
            if item.state is not ReviewState.REJECTED:
                known._note_undecided(item.said, parties[item.subject])
        return known

    def named(self, owner: OwnerName, source: str) -> Named:
        """Find the party a name stands for, or add it: what is not certain is a party of its own until a person decides."""
        found = self.directory.recognize(owner)
        if found.party is not None:
            return Named(found.party)
        name = name_of_owner(owner)
        for country in (owner.country or UNKNOWN, UNKNOWN):
            if (undecided := self.undecided.get((name.ja or name.en, country))) is not None:
                return Named(undecided)
        party = self._add(owner, source, conflict=found.conflict)
        likely = tuple(one for one in found.candidates if one.score >= LEAST_ASKED)
        if likely:
            self._note_undecided(name.ja or name.en, party)
        return Named(party.id, likely, found.conflict)

    def _note_undecided(self, name: str, party: Party) -> None:
        # People of one name are many: each mention is one of its own until a person has decided.
        if party.kind is not PartyKind.INDIVIDUAL:
            meant = party
            while meant.same_as is not None:
                meant = self.parties[meant.same_as]
            self.undecided.setdefault((name, party.country), meant.id)

    def _add(self, owner: OwnerName, source: str, *, conflict: bool) -> Party:
        self.last_number += 1
        code = f"P-{self.last_number:06}"
        # An identifier that contradicts another one is not this party's until a person has decided.
        trusted = owner if not conflict else OwnerName(owner.text, owner.spellings, owner.country, owner.stated_kind)
        party = newcomer(new_id(), code, trusted, source)
        self.added.append(party)
        self.parties[party.id] = party
        further = [name for name in dict.fromkeys(owner.spellings) if name not in (party.name.ja, party.name.en, "")]
        if owner.text not in (party.name.ja, party.name.en):
            further.insert(0, owner.text)
        names = [PartyName(new_id(), party.id, name[:200], NameRelation.VARIANT, source) for name in dict.fromkeys(further)]
        codes = [
            PartyIdentifier(new_id(), party.id, scheme, value, source) for scheme, value in sorted(trusted.identifiers.office_codes)
        ]
        self.names += names
        self.identifiers += codes
        self.directory.add(known_party(party, names, codes))
        return party

    def name_of(self, party: UUID) -> str:
        """Return the name of a party as reports and questions show it."""
        found = self.parties[party]
        return f"{found.name.ja or found.name.en} ({found.code})"


def known_party(party: Party, names: Iterable[PartyName], identifiers: Iterable[PartyIdentifier]) -> KnownParty:
    """Return a party as names are compared with it."""
    further = list(names)
    return KnownParty(
        id=party.id,
        code=party.code,
        names=(
            *(name for name in (party.name.ja, party.name.en) if name),
            *(one.text for one in further if one.relation is NameRelation.VARIANT),
        ),
        predecessors=tuple(one.text for one in further if one.relation is NameRelation.PREDECESSOR),
        country=None if party.country == UNKNOWN else party.country,
        identifiers=Identifiers(
            corporate_number=party.corporate_number,
            ror=party.ror,
            office_codes=frozenset((one.scheme, one.value) for one in identifiers),
        ),
        is_person=party.kind is PartyKind.INDIVIDUAL,
    )


def _directory(
    parties: dict[UUID, Party],
    names: Iterable[PartyName],
    identifiers: Iterable[PartyIdentifier],
    rejected: Iterable[ReviewItem],
) -> Directory:
    further: dict[UUID, list[PartyName]] = {}
    codes: dict[UUID, list[PartyIdentifier]] = {}
    for name in names:
        further.setdefault(name.party, []).append(name)
    for code in identifiers:
        codes.setdefault(code.party, []).append(code)
    known = {party.id: known_party(party, further.get(party.id, ()), codes.get(party.id, ())) for party in parties.values()}
    # Under the names and codes of one that was found to be another party, that other one is meant.
    for party in parties.values():
        if party.same_as is not None:
            known[party.same_as] = _with_another(known[party.same_as], known.pop(party.id))
    directory = Directory(sorted(known.values(), key=lambda one: one.code))
    for item in rejected:
        for proposal in item.candidates:
            directory.keep_apart(item.said, proposal.record)
    return directory


def _with_another(party: KnownParty, other: KnownParty) -> KnownParty:
    mine, its = party.identifiers, other.identifiers
    return replace(
        party,
        names=(*party.names, *other.names),
        predecessors=(*party.predecessors, *other.predecessors),
        identifiers=Identifiers(
            mine.corporate_number or its.corporate_number, mine.ror or its.ror, mine.office_codes | its.office_codes
        ),
    )

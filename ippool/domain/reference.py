"""Reference data: centers, parties, labs, memberships, affiliates, arrangements and the consents given about labs.

One `Reference` is what was known at one moment, through all of business time. It is small, loaded whole, and carries the version of
the reference data (`ref_version`) under which whatever is derived from it may be kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ippool.domain.consents import AboutKind, Consent
from ippool.domain.labs import Affiliate, Center, Membership, OpenLab
from ippool.domain.parties import Party, PartyKind
from ippool.domain.versions import Arrangement


@dataclass(frozen=True, eq=False)
class Reference:
    """What the rules look up besides the patent itself."""

    version: int
    centers: Mapping[UUID, Center]
    parties: Mapping[UUID, Party]
    labs: Mapping[UUID, OpenLab]
    memberships: tuple[Membership, ...]
    affiliates: tuple[Affiliate, ...]
    arrangements: tuple[Arrangement, ...]
    lab_consents: tuple[Consent, ...]
    _by_party: Mapping[UUID, tuple[Membership, ...]] = field(init=False)
    _versions: Mapping[UUID, tuple[Arrangement, ...]] = field(init=False)
    _consents: Mapping[UUID, tuple[Consent, ...]] = field(init=False)
    _parents: Mapping[UUID, tuple[Affiliate, ...]] = field(init=False)
    _predecessors: Mapping[UUID, tuple[Party, ...]] = field(init=False)
    _moved: frozenset[UUID] = field(init=False)

    def __post_init__(self) -> None:
        def group(name: str, pairs: Iterable[tuple[UUID, object]]) -> None:
            table: dict[UUID, list[object]] = defaultdict(list)
            for key, value in pairs:
                table[key].append(value)
            object.__setattr__(self, name, {key: tuple(values) for key, values in table.items()})

        group("_by_party", ((membership.party, membership) for membership in self.memberships))
        versions = sorted(self.arrangements, key=lambda version: version.version_number)
        group("_versions", ((version.lab, version) for version in versions))
        group(
            "_consents",
            ((consent.about_id, consent) for consent in self.lab_consents if consent.about is AboutKind.LAB),
        )
        group("_parents", ((affiliate.subsidiary, affiliate) for affiliate in self.affiliates))
        group(
            "_predecessors",
            ((party.merged_into, party) for party in self.parties.values() if party.merged_into is not None),
        )
        # Nearly every party is itself for ever, and every rule asks who it is.
        moved = frozenset(one.id for one in self.parties.values() if one.merged_into is not None or one.same_as is not None)
        object.__setattr__(self, "_moved", moved)

    def memberships_of(self, party: UUID) -> tuple[Membership, ...]:
        """Return every membership a party ever had."""
        return self._by_party.get(party, ())

    def versions_of(self, lab: UUID) -> tuple[Arrangement, ...]:
        """Return a lab's arrangement versions in order."""
        return self._versions.get(lab, ())

    def consents_about(self, lab: UUID) -> tuple[Consent, ...]:
        """Return the consents given about a lab."""
        return self._consents.get(lab, ())

    def parents_of(self, subsidiary: UUID) -> tuple[Affiliate, ...]:
        """Return the control relations above a party."""
        return self._parents.get(subsidiary, ())

    def predecessors_of(self, party: UUID, on: date) -> tuple[UUID, ...]:
        """Return the parties whose general successor this one is on a day, through every merger."""
        found: list[UUID] = []
        waiting = [party]
        while waiting:
            for absorbed in self._predecessors.get(waiting.pop(), ()):
                if absorbed.merged_on is not None and absorbed.merged_on <= on and absorbed.id not in found:
                    found.append(absorbed.id)
                    waiting.append(absorbed.id)
        return tuple(found)

    def successor_of(self, party: UUID, on: date) -> UUID:
        """Return who a party is on a day: itself, or its general successor through every merger up to then (edge 29)."""
        found = self.successors_of(party, on)
        return found[-1] if found else party

    def successors_of(self, party: UUID, on: date) -> tuple[UUID, ...]:
        """Return the general successors of a party on a day, one merger after the other.

        A party that was found to be another one under a second code is that other one on every day.
        """
        return self._followed(party, on, codes=True)

    def heir_of(self, party: UUID, on: date) -> UUID:
        """Return who a party is on a day by mergers alone: finding that two are one gives neither the other's eyes."""
        found = self._followed(party, on, codes=False)
        return found[-1] if found else party

    def _followed(self, party: UUID, on: date, *, codes: bool) -> tuple[UUID, ...]:
        if party not in self._moved:
            return ()
        found: list[UUID] = []
        at = self.parties.get(party)
        while at is not None:
            merged = at.merged_into if at.merged_on is not None and at.merged_on <= on else None
            following = (at.same_as if codes else None) or merged
            if following is None or following in (party, *found):
                break
            found.append(following)
            at = self.parties.get(following)
        return tuple(found)

    def core_of(self, lab: OpenLab, on: date) -> UUID:
        """Return the core institution of a lab on a day: that of its center, or its general successor. No lab has another."""
        return self.successor_of(self.centers[lab.center].core, on)

    def is_core(self, party: UUID, lab: OpenLab | None, on: date) -> bool:
        """Tell whether a party is the core institution as a lab sees it; outside every lab each one of kind CORE is."""
        if lab is None:
            return party in self.parties and self.parties[party].kind is PartyKind.CORE
        return party == self.core_of(lab, on)

    def lab_by_code(self, code: str) -> OpenLab | None:
        """Return the lab of a code, or None."""
        return next((lab for lab in self.labs.values() if lab.code == code), None)

    def party_by_code(self, code: str) -> Party | None:
        """Return the party of a code, or None."""
        return next((party for party in self.parties.values() if party.code == code), None)

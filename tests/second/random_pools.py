"""Whole pools thrown by seed: a register as a house folder, the same as reference data and records, and the days worth asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple, TypeVar

from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.reference import Reference
from ippool.intake.house import HouseFolder
from tests.second.membership import months_later
from tests.second.random_organizations import ONE_DAY, Dice, Organizations, organizations
from tests.second.random_patents import families, lab_consents

T = TypeVar("T")


class RandomPool(NamedTuple):
    """One pool. `folder` is what `tests.pools.write` writes; `reference` and `records` are the same facts in memory.

    Shape: `days` are those on or beside which something begins, ends or runs out, in order.
    """

    folder: HouseFolder
    reference: Reference
    records: tuple[PatentRecord, ...]
    days: tuple[date, ...]

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who may ask."""
        return self.folder.parties

    def triples(self, count: int, seed: int) -> Iterator[tuple[PatentRecord, Party, date]]:
        """Draw triples of patent, applicant and day; those near to the patent, and days on which it is alive, oftener."""
        dice = Dice(seed)
        for _ in range(count):
            record = dice.one(self.records)
            near = self._near(record)
            applicant = dice.one(near) if near and dice.chance(0.6) else dice.one(self.parties)
            filed = record.patent.filed_on
            alive = [day for day in self.days if filed is None or day >= filed - ONE_DAY]
            yield record, applicant, dice.one(alive) if alive and dice.chance(0.85) else dice.one(self.days)

    def _near(self, record: PatentRecord) -> list[Party]:
        """Return whoever was ever an owner or a member of one of the labs, and the subsidiaries of these."""
        labs = {tag.lab for tag in record.tags}
        members = {membership.party for membership in self.reference.memberships if membership.lab in labs}
        owners = {title.party for title in record.titles}
        parents = members | owners
        children = {relation.subsidiary for relation in self.reference.affiliates if relation.parent in parents}
        return [party for party in self.parties if party.id in parents or party.id in children]


def pools(seed: int, *, patents: int = 40) -> RandomPool:
    """Throw the pool of a seed; the same seed is the same pool."""
    dice = Dice(seed)
    around = organizations(dice)
    records = tuple(families(dice, around, patents))
    consents = (*around.signed, *lab_consents(dice, around))
    reference = Reference(
        version=seed,
        centers={center.id: center for center in around.centers},
        parties={party.id: party for party in around.parties},
        labs={lab.id: lab for lab in around.labs},
        memberships=around.memberships,
        affiliates=around.affiliates,
        arrangements=around.arrangements,
        lab_consents=consents,
    )
    folder = HouseFolder(
        parties=around.parties,
        centers=around.centers,
        labs=around.labs,
        memberships=around.memberships,
        affiliates=around.affiliates,
        arrangements=around.arrangements,
        families=_once(record.family for record in records),
        patents=tuple(record.patent for record in records),
        disclosures=_once(record.disclosure for record in records if record.disclosure),
        titles=tuple(chain.from_iterable(record.titles for record in records)),
        lab_tags=tuple(chain.from_iterable(record.tags for record in records)),
        legal_events=tuple(chain.from_iterable(record.events for record in records)),
        consents=(*consents, *_once(chain.from_iterable(record.consents for record in records))),
        licenses=tuple(chain.from_iterable(record.licenses for record in records)),
        statutory_licenses=tuple(chain.from_iterable(record.statutory for record in records)),
        needs=tuple(chain.from_iterable(record.needs for record in records)),
    )
    return RandomPool(folder, reference, records, _days(dice, around))


def _once(records: Iterator[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(records))


def _days(dice: Dice, around: Organizations) -> tuple[date, ...]:
    """Return the days on which something of the pool turns, those beside them, and those on which tails and patience end."""
    found = set(dice.used) | {day + ONE_DAY * step for day in dice.calendar for step in (-1, 0, 1)}
    tails = {version.policies.tail_months for version in around.arrangements}
    patience = {version.policies.arrears_days for version in around.arrangements}
    for membership in around.memberships:
        if membership.period.until is not None:
            for tail in tails:
                found |= {months_later(membership.period.until, tail) - ONE_DAY * step for step in (0, 1)}
        if membership.arrears_since is not None:
            for days in patience:
                found |= {membership.arrears_since + timedelta(days=days + step) for step in (-1, 0, 1)}
    return tuple(sorted(found))

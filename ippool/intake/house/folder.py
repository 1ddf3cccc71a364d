"""What a house folder holds, and how one record is told from another without ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from ippool.domain.arrangements import Arrangement
from ippool.domain.consents import Consent
from ippool.domain.labs import Affiliate, Center, Membership, OpenLab
from ippool.domain.licenses import License, StatutoryLicense
from ippool.domain.parties import Party, PartyIdentifier, PartyName
from ippool.domain.patents import Disclosure, Family, LabTag, LegalEvent, Need, Patent, TitleShare
from ippool.domain.words import Words

PLAIN, GUARDED = 1, 2
"""The versions of the format: in the second, cells that begin like a formula have an apostrophe before them (`formulas`).

The second is written only where there is such a cell, so that an earlier release reads every other register.
"""

HouseRecord = (
    Party
    | Center
    | OpenLab
    | Membership
    | Affiliate
    | Arrangement
    | Family
    | Patent
    | Disclosure
    | TitleShare
    | LabTag
    | LegalEvent
    | Consent
    | License
    | StatutoryLicense
    | Need
    | PartyName
    | PartyIdentifier
)
Resolve = Callable[[type, str], UUID]
"""Give the id of the record of a type with this natural key, or mint one."""


class BadValue(ValueError):
    """A value that cannot be read, with the reason in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.because = Words(ja, en)


@dataclass(frozen=True, slots=True)
class HouseFinding:
    """One fault of a folder. Shape: `line` 0 speaks of the whole file; `refuses` False is a warning, the record is kept."""

    file: str
    line: int
    field: str
    value: str
    because: Words
    refuses: bool = True


@dataclass(frozen=True, slots=True)
class DemoApplicant:
    """A party for which a demonstration shows the terms, and in a few words who it is."""

    code: str
    role: Words


@dataclass(frozen=True, slots=True)
class Header:
    """What house.toml says of the folder: the banner to show with it, where it comes from, who asks in a demonstration."""

    banner: Words = Words("", "")
    source: str = ""
    applicants: tuple[DemoApplicant, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseFolder:
    """A whole register in records. After reading, `findings` lists every fault; records they refuse are left out."""

    header: Header = Header()
    parties: tuple[Party, ...] = ()
    centers: tuple[Center, ...] = ()
    labs: tuple[OpenLab, ...] = ()
    memberships: tuple[Membership, ...] = ()
    affiliates: tuple[Affiliate, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
    families: tuple[Family, ...] = ()
    patents: tuple[Patent, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    titles: tuple[TitleShare, ...] = ()
    lab_tags: tuple[LabTag, ...] = ()
    legal_events: tuple[LegalEvent, ...] = ()
    consents: tuple[Consent, ...] = ()
    licenses: tuple[License, ...] = ()
    statutory_licenses: tuple[StatutoryLicense, ...] = ()
    needs: tuple[Need, ...] = ()
    party_names: tuple[PartyName, ...] = ()
    party_identifiers: tuple[PartyIdentifier, ...] = ()
    findings: tuple[HouseFinding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Tell whether any finding refuses the folder."""
        return any(finding.refuses for finding in self.findings)

    def records(self) -> Iterator[HouseRecord]:
        """Every record, in an order in which each stands after what it refers to (but for parties merged into one another)."""
        return chain(
            self.parties,
            self.centers,
            self.labs,
            self.memberships,
            self.affiliates,
            self.arrangements,
            self.families,
            self.patents,
            self.disclosures,
            self.titles,
            self.lab_tags,
            self.legal_events,
            self.consents,
            self.licenses,
            self.statutory_licenses,
            self.needs,
            self.party_names,
            self.party_identifiers,
        )

    def codes(self) -> dict[UUID, str]:
        """The code of every record that has one, by id: what `natural_key` needs."""
        coded: tuple[Party | Center | OpenLab | Family | Patent, ...]
        coded = (*self.parties, *self.centers, *self.labs, *self.families, *self.patents)
        return {record.id: record.code for record in coded}


def natural_key(record: HouseRecord, codes: Mapping[UUID, str]) -> str:
    """Return what names a record within its type, from codes and days only; an open beginning is written as nothing."""
    match record:
        case Party() | Center() | OpenLab() | Arrangement() | Family() | Patent() | Consent():
            return record.code
        case Disclosure() | License():
            return record.number
        case Membership():
            of = record.lab if record.lab is not None else record.center
            parts = [codes[record.party], "" if of is None else codes[of], record.period.start]
        case Affiliate():
            parts = [codes[record.parent], codes[record.subsidiary], record.period.start]
        case TitleShare() | Need():
            parts = [codes[record.patent], codes[record.party], record.period.start]
        case LabTag():
            parts = [codes[record.patent], codes[record.lab], record.period.start]
        case LegalEvent():
            parts = [codes[record.patent], record.effective_on, record.status]
        case PartyName():
            parts = [codes[record.party], record.text]
        case PartyIdentifier():
            parts = [record.scheme, record.value]
        case StatutoryLicense():
            parts = [codes[record.patent], codes[record.holder], record.basis, record.period.start]
    return "/".join("" if part is None else str(part) for part in parts)

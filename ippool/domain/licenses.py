"""Licenses that exist, and statutory licenses: both are recorded facts; applications and grants come with their own subject."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from ippool.domain.errors import RuleBroken
from ippool.domain.territories import REGIONS, territory_from
from ippool.domain.timeline import Period
from ippool.domain.words import Words


class LicenseType(StrEnum):
    """The kinds of license. SOLE to PROVISIONAL_EXCLUSIVE exist in closed labs only."""

    NON_EXCLUSIVE = "NON_EXCLUSIVE"
    PROVISIONAL_NON_EXCLUSIVE = "PROVISIONAL_NON_EXCLUSIVE"
    SOLE = "SOLE"
    EXCLUSIVE = "EXCLUSIVE"
    REGISTERED_EXCLUSIVE = "REGISTERED_EXCLUSIVE"
    PROVISIONAL_EXCLUSIVE = "PROVISIONAL_EXCLUSIVE"
    RESEARCH = "RESEARCH"


LICENSE_WORDS = {
    LicenseType.NON_EXCLUSIVE: Words("非独占的通常実施権", "a non-exclusive license"),
    LicenseType.PROVISIONAL_NON_EXCLUSIVE: Words("仮通常実施権（非独占）", "a provisional non-exclusive license"),
    LicenseType.SOLE: Words("不完全独占的通常実施権", "a sole license"),
    LicenseType.EXCLUSIVE: Words("独占的通常実施権", "an exclusive license"),
    LicenseType.REGISTERED_EXCLUSIVE: Words("専用実施権", "a registered exclusive license"),
    LicenseType.PROVISIONAL_EXCLUSIVE: Words("仮専用実施権", "a provisional exclusive license"),
    LicenseType.RESEARCH: Words("研究目的の通常実施権", "a research license"),
}

EXCLUSIVE_TYPES = frozenset(
    {LicenseType.SOLE, LicenseType.EXCLUSIVE, LicenseType.REGISTERED_EXCLUSIVE, LicenseType.PROVISIONAL_EXCLUSIVE}
)


class LicenseStatus(StrEnum):
    """The states of a license; only ACTIVE counts for standing."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    TERMINATED = "TERMINATED"
    EXPIRED = "EXPIRED"
    CONVERTED = "CONVERTED"


class TermsClass(StrEnum):
    """Which kind of card a license was granted on, frozen at the grant."""

    ROYALTY_FREE = "ROYALTY_FREE"
    MEMBER = "MEMBER"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class FrozenTerms:
    """The terms of a license as granted; they never change.

    Units: money in the currency's main unit; `rate` the first tier's running rate.
    """

    terms_class: TermsClass
    rate: Fraction | None = None
    upfront: Fraction | None = None
    minimum: Fraction | None = None
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class License:
    """A license on one or more patents.

    Shape: `field_of_use` None means every field; `territory` empty means every country where a licensed patent stands.
    """

    id: UUID
    number: str
    license_type: LicenseType
    licensee: UUID
    patents: frozenset[UUID]
    field_of_use: str | None
    territory: frozenset[str]
    period: Period
    status: LicenseStatus
    terms: FrozenTerms
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StatutoryLicense:
    """A license by statute, recorded with basis and evidence and never derived (edge 20)."""

    id: UUID
    patent: UUID
    holder: UUID
    basis: str
    evidence: str
    free: bool
    period: Period
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: a country and a field of use, or None for the whole territory and every field.

    Shape: `territory` is a code that `territory_from` gave; what somebody typed becomes a scope by `scope_of` only.
    """

    territory: str | None = None
    field_of_use: str | None = None


WHOLE = Scope()


RESEARCH_FIELD = "research"
"""The field a research license is for where it names none: never every field."""


class FieldOfUseRefused(RuleBroken):
    """A field of use was given that names none."""

    code = "FIELD_OF_USE_REFUSED"


def scope_of(territory: str | None, field_of_use: str | None) -> Scope:
    """Read what somebody asks about; None is the whole territory, or every field.

    Raises: TerritoryRefused, FieldOfUseRefused for a text that names no country, or no field.
    """
    code = None if territory is None else territory_from(territory)
    if field_of_use is not None and not field_of_use.strip():
        raise FieldOfUseRefused(
            Words("分野が空である。", "The field of use is empty."),
            path=("fieldOfUse",),
            next_step=Words("分野の名を書く。全分野を問うときは何も指定しない。", "Name a field; for every field leave it out."),
        )
    return Scope(code, None if field_of_use is None else field_of_use.strip())


def covers(license: License, scope: Scope, countries: frozenset[str], *, jurisdiction: str) -> bool:
    """Tell whether a license covers the scope asked; `countries` are those of the right within it.

    No scope asked means every field in the whole territory, so a narrower license does not cover it (step 4). A territory that
    names the jurisdiction (EP) reaches every country of the right. Where no right stands a license covers nothing.
    """
    return bool(countries) and _reaches_field(license, scope) and _reaches(license, countries, jurisdiction, all_of_them=True)


def overlaps(license: License, scope: Scope, countries: frozenset[str], *, jurisdiction: str) -> bool:
    """Tell whether any part of the scope asked lies within a license.

    `countries` are those within it where the right stands or may come to stand, each by its own code (`Patent.reach_in`).
    """
    touches_field = scope.field_of_use is None or _reaches_field(license, scope)
    return bool(countries) and touches_field and _reaches(license, countries, jurisdiction, all_of_them=False)


def _reaches(license: License, countries: frozenset[str], jurisdiction: str, *, all_of_them: bool) -> bool:
    """Tell whether a license reaches some countries of a right, or all; a regional office in its territory names its states."""
    if not license.territory or jurisdiction in license.territory:
        return True
    within = license.territory.union(*(REGIONS[code] for code in license.territory if code in REGIONS))
    return countries <= within if all_of_them else bool(countries & within)


def _reaches_field(license: License, scope: Scope) -> bool:
    own = license.field_of_use or (RESEARCH_FIELD if license.license_type is LicenseType.RESEARCH else None)
    if own is None:
        return True
    return scope.field_of_use is not None and _folded(own) == _folded(scope.field_of_use)


def _folded(field_of_use: str) -> str:
    """Return a field as it is compared: case, width and the number of spaces do not tell fields apart."""
    return " ".join(unicodedata.normalize("NFKC", field_of_use).casefold().split())

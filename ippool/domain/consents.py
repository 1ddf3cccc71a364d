"""Consents: the only source of truth on what a co-owner has agreed to.

An arrangement demands consents; it is never read as one. Signing a version that demands a blanket consent creates one record for
each signatory (`consents_by_signature` in `arrangements`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from ippool.domain.timeline import Period


class ConsentKind(StrEnum):
    """What is consented to."""

    LICENSE_BLANKET = "LICENSE_BLANKET"
    LICENSE_SINGLE = "LICENSE_SINGLE"
    ASSIGN_SHARE = "ASSIGN_SHARE"
    PLEDGE = "PLEDGE"
    SECRECY_RELEASE = "SECRECY_RELEASE"
    CORRECTION = "CORRECTION"


class Beneficiaries(StrEnum):
    """For whose licenses the consent is given."""

    MEMBERS = "MEMBERS"
    MEMBERS_AND_THIRD_PARTIES = "MEMBERS_AND_THIRD_PARTIES"
    NAMED = "NAMED"


class AboutKind(StrEnum):
    """What a consent is about."""

    LAB = "LAB"
    FAMILY = "FAMILY"
    PATENT = "PATENT"


class LicensedAct(StrEnum):
    """Acts a license may cover (Patent Act art. 2(3))."""

    MAKE = "MAKE"
    USE = "USE"
    ASSIGN = "ASSIGN"
    LEASE = "LEASE"
    EXPORT = "EXPORT"
    IMPORT = "IMPORT"
    OFFER = "OFFER"


ALL_ACTS = frozenset(LicensedAct)


class ConsentCover(IntEnum):
    """How far the consents of all other owners reach, weakest first; NOT_NEEDED where there is nobody to ask."""

    MISSING = 0
    MEMBERS = 1
    MEMBERS_AND_THIRD_PARTIES = 2
    NOT_NEEDED = 3


@dataclass(frozen=True, slots=True)
class Consent:
    """One owner's consent.

    Shape: `acts` empty means every act; `jurisdictions` empty means every country; `named` is filled exactly where beneficiaries
    is NAMED. `survives_exit` False: it ends with the giver's membership of the lab.
    """

    id: UUID
    code: str
    giver: UUID
    about: AboutKind
    about_id: UUID
    kind: ConsentKind
    beneficiaries: Beneficiaries
    named: frozenset[UUID]
    acts: frozenset[LicensedAct]
    jurisdictions: frozenset[str]
    period: Period
    revocable: bool = False
    survives_exit: bool = True
    evidence: str = ""
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)

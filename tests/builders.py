"""Facts for tests: each is valid as it stands, and one keyword makes it differ.

Parties, labs and patents are named by their codes; `id_of` gives the same id for the same code everywhere. The usual situation is
that of the worked examples: the core institution CORE, companies A and B and a university C in the open lab OL-BAT, company Z
outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID, uuid5

from ippool.domain.arrangements import Arrangement, Card, Signatory, consents_by_signature
from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind, LicensedAct
from ippool.domain.labs import Affiliate, Center, Membership, OpenLab, Scheme, cores_of_labs
from ippool.domain.licenses import WHOLE, FrozenTerms, License, LicenseStatus, LicenseType, Scope, StatutoryLicense, TermsClass
from ippool.domain.parties import Party, PartyKind
from ippool.domain.patents import (
    AcquiredBy,
    Disclosure,
    Family,
    LabTag,
    LegalEvent,
    LegalStatus,
    Need,
    Origin,
    Patent,
    PatentRecord,
    ShareBasis,
    TitleShare,
)
from ippool.domain.reference import Reference
from ippool.domain.rules import Tier
from ippool.domain.terms import Determination, determine, packages
from ippool.domain.timeline import Period
from ippool.domain.words import Words

T = TypeVar("T")

_NAMES = UUID("6f1f2c52-7f0f-4f6e-9c39-6a2a5d1f0a11")

TODAY = date(2026, 11, 23)
"""The day on which the worked examples ask."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = date(2016, 4, 1)
"""The day the usual lab, its arrangement and its memberships began: before the usual invention."""


def id_of(kind: str, code: str) -> UUID:
    """Return the id that stands for a code; a lab and a party of the same code differ."""
    return uuid5(_NAMES, f"{kind}/{code}")


def since(start: date | None = LONG_AGO, until: date | None = None) -> Period:
    """Return the period from `start` up to `until`; without days, since the usual beginning."""
    return Period(start, until)


def amount(text: str | int) -> Fraction:
    """Read a number as it is written: "0.018", "3/5" or 500000."""
    return Fraction(text)


def _made(kind: type[T], usual: dict[str, Any], differ: dict[str, Any]) -> T:
    return kind(**usual | differ)


def a_party(code: str = "B", *, kind: PartyKind = PartyKind.COMPANY, merged_into: str | None = None, **differ: Any) -> Party:
    names = {
        PartyKind.CORE: Words("中核機関", "the core institution"),
        PartyKind.UNIVERSITY: Words(f"{code}大学", f"University {code}"),
    }
    usual = {
        "id": id_of("party", code),
        "code": code,
        "kind": kind,
        "name": names.get(kind, Words(f"{code}社", f"Company {code}")),
        "merged_into": id_of("party", merged_into) if merged_into else None,
    }
    return _made(Party, usual, differ)


def a_center(code: str = "CENTER", *, core: str = "CORE") -> Center:
    return Center(id_of("center", code), code, Words("会員制センター", "the membership center"), id_of("party", core))


def a_lab(code: str = "OL-BAT", *, scheme: Scheme = Scheme.OPEN, center: str = "CENTER", **differ: Any) -> OpenLab:
    usual = {
        "id": id_of("lab", code),
        "code": code,
        "title": Words(f"{code} ラボ", f"Lab {code}"),
        "scheme": scheme,
        "center": id_of("center", center),
        "period": since(),
    }
    return _made(OpenLab, usual, differ)


def a_membership(
    party: str = "B", *, lab: str | None = "OL-BAT", center: str | None = None, tier: str = "standard", **differ: Any
) -> Membership:
    """A membership of a lab, or with `center` of a center; from 2016-04-01 on unless `period` says otherwise."""
    period = differ.pop("period", since())
    usual = {
        "id": id_of("membership", f"{party}/{center or lab}/{tier}/{period.start}"),
        "party": id_of("party", party),
        "lab": None if center or lab is None else id_of("lab", lab),
        "center": id_of("center", center) if center else None,
        "tier": tier,
        "period": period,
    }
    return _made(Membership, usual, differ)


def an_affiliate(
    subsidiary: str = "B1", *, parent: str = "B", control: str = "4/5", annex: Iterable[str] = ("OL-BAT",), **differ: Any
) -> Affiliate:
    """A subsidiary under 80 % control that the annex of OL-BAT lists."""
    usual = {
        "id": id_of("affiliate", f"{parent}/{subsidiary}"),
        "parent": id_of("party", parent),
        "subsidiary": id_of("party", subsidiary),
        "control": amount(control),
        "annex": frozenset(id_of("lab", lab) for lab in annex),
        "period": since(),
    }
    return _made(Affiliate, usual, differ)


def tiers(*pairs: tuple[str | int, str | int]) -> tuple[Tier, ...]:
    """Write tiers as (from, rate) pairs."""
    return tuple(Tier(amount(start), amount(rate)) for start, rate in pairs)


def a_card(
    code: str = "NONMEM", *, upfront: str | int = 1_000_000, rate: str = "0.03", minimum: str | int = 300_000, **differ: Any
) -> Card:
    """A card with one rate; `tiers` for more. As it stands it is the base card N."""
    usual = {"code": code, "upfront": amount(upfront), "tiers": tiers((0, rate)), "minimum": amount(minimum)}
    return _made(Card, usual, differ)


def card_n(code: str = "NONMEM", **differ: Any) -> Card:
    """The base card N of the worked examples: upfront 1,000,000; 3.0 % of net sales; minimum 300,000 a year."""
    return a_card(code, **differ)


def card_m(code: str = "MEMBER:standard", **differ: Any) -> Card:
    """The base card M of the worked examples: upfront 500,000; 1.8 % of net sales; minimum 150,000 a year."""
    usual: dict[str, Any] = {"upfront": 500_000, "rate": "0.018", "minimum": 150_000}
    return a_card(code, **usual | differ)


def an_arrangement(
    lab: str = "OL-BAT", number: int = 1, *, signed_by: Mapping[str, date] | None = None, **differ: Any
) -> Arrangement:
    """A version with the base cards N and M, in force since 2016-04-01."""
    usual = {
        "id": id_of("arrangement", f"{lab}@{number}"),
        "lab": id_of("lab", lab),
        "lab_code": lab,
        "version_number": number,
        "in_force": since(),
        "scheme": Scheme.OPEN,
        "cards": (card_n(), card_m()),
        "signatories": tuple(Signatory(id_of("party", party), day) for party, day in (signed_by or {}).items()),
    }
    return _made(Arrangement, usual, differ)


def a_title(party: str = "CORE", share: str | None = "1", *, patent: str = "JP-1", **differ: Any) -> TitleShare:
    """A stipulated share since the conception; with `share` None one that nobody stipulated."""
    period = differ.pop("period", Period(date(2018, 1, 10)))
    usual = {
        "id": id_of("title", f"{patent}/{party}/{period.start}"),
        "patent": id_of("patent", patent),
        "party": id_of("party", party),
        "share": None if share is None else amount(share),
        "basis": ShareBasis.STIPULATED if share is not None else ShareBasis.NOT_STIPULATED,
        "period": period,
        "acquired_by": AcquiredBy.INVENTION,
    }
    return _made(TitleShare, usual, differ)


def a_disclosure(patent: str = "JP-1", **differ: Any) -> Disclosure:
    """A disclosure of foreground, conceived 2018-01-10 and disclosed 2018-02-01."""
    usual = {
        "id": id_of("disclosure", patent),
        "number": f"D-{patent}",
        "family": id_of("family", patent),
        "conceived_on": date(2018, 1, 10),
        "disclosed_on": date(2018, 2, 1),
        "origin": Origin.FOREGROUND,
    }
    return _made(Disclosure, usual, differ)


def an_event(status: LegalStatus, effective_on: date, *, patent: str = "JP-1", **differ: Any) -> LegalEvent:
    return LegalEvent(id_of("event", f"{patent}/{status}/{effective_on}"), id_of("patent", patent), status, effective_on, **differ)


def a_need(party: str = "B", *, patent: str = "JP-1", period: Period | None = None) -> Need:
    return Need(id_of("need", f"{patent}/{party}"), id_of("patent", patent), id_of("party", party), period or since())


def a_patent(
    code: str = "JP-1",
    *,
    owners: Mapping[str, str | None] | None = None,
    titles: Iterable[TitleShare] | None = None,
    labs: Iterable[str] = ("OL-BAT",),
    events: Iterable[LegalEvent] = (),
    disclosure: Disclosure | str | None = "usual",
    consents: Iterable[Consent] = (),
    licenses: Iterable[License] = (),
    statutory: Iterable[StatutoryLicense] = (),
    needs: Iterable[Need] = (),
    **differ: Any,
) -> PatentRecord:
    """A granted Japanese patent of the core institution alone, in OL-BAT; `owners` maps parties to their stipulated shares."""
    usual = {
        "id": id_of("patent", code),
        "code": code,
        "family": id_of("family", code),
        "jurisdiction": "JP",
        "title": Words("電池", "A battery"),
        "filed_on": date(2018, 6, 1),
        "published_on": date(2019, 12, 5),
        "registered_on": date(2022, 9, 21),
        "expires_on": date(2038, 6, 1),
    }
    patent = _made(Patent, usual, differ)
    shares = owners if owners is not None else {"CORE": "1"}
    return PatentRecord(
        patent=patent,
        family=Family(patent.family, f"F-{code}", patent.title),
        disclosure=a_disclosure(code) if isinstance(disclosure, str) else disclosure,
        titles=tuple(titles) if titles is not None else tuple(a_title(who, share, patent=code) for who, share in shares.items()),
        tags=tuple(LabTag(id_of("tag", f"{code}/{lab}"), patent.id, id_of("lab", lab), since()) for lab in labs),
        events=tuple(events),
        consents=tuple(consents),
        licenses=tuple(licenses),
        statutory=tuple(statutory),
        needs=tuple(needs),
    )


def a_consent(
    giver: str = "A",
    *,
    lab: str | None = "OL-BAT",
    patent: str | None = None,
    family: str | None = None,
    beneficiaries: Beneficiaries = Beneficiaries.MEMBERS,
    named: Iterable[str] = (),
    acts: Iterable[LicensedAct] = (),
    jurisdictions: Iterable[str] = (),
    **differ: Any,
) -> Consent:
    """A blanket consent about the lab, for members; with `patent` or `family` about that instead."""
    about, kind = next((code, kind) for code, kind in ((patent, "patent"), (family, "family"), (lab, "lab")) if code is not None)
    code = differ.pop("code", f"CNS-{giver}")
    usual = {
        "id": id_of("consent", code),
        "code": code,
        "giver": id_of("party", giver),
        "about": AboutKind(kind.upper()),
        "about_id": id_of(kind, about),
        "kind": ConsentKind.LICENSE_BLANKET,
        "beneficiaries": beneficiaries,
        "named": frozenset(id_of("party", party) for party in named),
        "acts": frozenset(acts),
        "jurisdictions": frozenset(jurisdictions),
        "period": since(),
    }
    return _made(Consent, usual, differ)


def a_license(
    licensee: str = "B",
    *,
    patents: Iterable[str] = ("JP-1",),
    terms_class: TermsClass = TermsClass.MEMBER,
    rate: str | None = "0.018",
    territory: Iterable[str] = (),
    **differ: Any,
) -> License:
    """A running license on the whole patent at the member's 1.8 %."""
    number = differ.pop("number", f"L-{licensee}")
    usual = {
        "id": id_of("license", number),
        "number": number,
        "license_type": LicenseType.NON_EXCLUSIVE,
        "licensee": id_of("party", licensee),
        "patents": frozenset(id_of("patent", code) for code in patents),
        "field_of_use": None,
        "territory": frozenset(territory),
        "period": Period(date(2023, 4, 1)),
        "status": LicenseStatus.ACTIVE,
        "terms": FrozenTerms(terms_class, None if rate is None else amount(rate)),
    }
    return _made(License, usual, differ)


def a_statutory_license(holder: str = "A", *, patent: str = "JP-1", **differ: Any) -> StatutoryLicense:
    usual = {
        "id": id_of("statutory", f"{patent}/{holder}"),
        "patent": id_of("patent", patent),
        "holder": id_of("party", holder),
        "basis": "35(1)",
        "evidence": "dispatch agreement",
        "free": True,
        "period": since(),
    }
    return _made(StatutoryLicense, usual, differ)


USUAL_PARTIES = (
    a_party("CORE", kind=PartyKind.CORE),
    a_party("A"),
    a_party("B"),
    a_party("Z"),
    a_party("C", kind=PartyKind.UNIVERSITY),
)
USUAL_MEMBERS = (a_membership("A"), a_membership("B"), a_membership("C", tier="academic"))


@dataclass(frozen=True)
class World:
    """Reference data and the way to ask it; what is asked about a patent comes with its record."""

    reference: Reference
    on: date = TODAY
    known_at: datetime = field(default=NOW)

    def party(self, code: str) -> Party:
        return self.reference.parties[id_of("party", code)]

    def lab(self, code: str = "OL-BAT") -> OpenLab:
        return self.reference.labs[id_of("lab", code)]

    def ask(
        self,
        applicant: str = "B",
        record: PatentRecord | None = None,
        *,
        on: date | None = None,
        lab: str | None = "OL-BAT",
        scope: Scope = WHOLE,
        known_at: datetime | None = None,
    ) -> Determination:
        """Determine one package."""
        return determine(
            record or a_patent(),
            self.party(applicant),
            self.reference,
            lab=self.lab(lab) if lab else None,
            on=on or self.on,
            known_at=known_at or self.known_at,
            scope=scope,
        )

    def packages(
        self, applicant: str, record: PatentRecord, *, on: date | None = None, scope: Scope = WHOLE
    ) -> tuple[Determination, ...]:
        """Determine every package, best first."""
        return packages(record, self.party(applicant), self.reference, on=on or self.on, known_at=self.known_at, scope=scope)


def a_world(
    *,
    parties: Iterable[Party] = (),
    centers: Iterable[Center] = (),
    labs: Iterable[OpenLab] = (),
    memberships: Iterable[Membership] = USUAL_MEMBERS,
    affiliates: Iterable[Affiliate] = (),
    arrangements: Iterable[Arrangement] | None = None,
    consents: Iterable[Consent] = (),
    on: date = TODAY,
) -> World:
    """The usual situation; parties and labs add to or replace the usual ones by code, memberships and versions replace all.

    Signatures of versions create their blanket consents, as in the register.
    """
    everyone = {party.code: party for party in (*USUAL_PARTIES, *parties)}
    every_lab = {lab.code: lab for lab in (a_lab(), *labs)}
    umbrellas = {center.code: center for center in (a_center(), *centers)}
    versions = tuple(arrangements) if arrangements is not None else (an_arrangement(),)
    codes = {party.id: party.code for party in everyone.values()}
    cores = cores_of_labs(umbrellas.values(), every_lab.values())
    signed = [
        consent
        for version in versions
        for consent in consents_by_signature(
            version, id_of=lambda code: id_of("consent", code), core=cores[version.lab], code_of=lambda party: codes[party]
        )
    ]
    return World(
        Reference(
            version=1,
            centers={center.id: center for center in umbrellas.values()},
            parties={party.id: party for party in everyone.values()},
            labs={lab.id: lab for lab in every_lab.values()},
            memberships=tuple(memberships),
            affiliates=tuple(affiliates),
            arrangements=versions,
            lab_consents=(*consents, *signed),
        ),
        on,
    )

"""Determinations: on what terms may this party use this patent, on this day, as known then, and why.

`Determination = (what is particular to the patent, what its case comes to)`. The particulars fill names into the trace; they change
neither outcome nor price. A determination is a pure function of patent, lab, party, scope, day and known-at moment (I-11).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from ippool.domain.cards import RoyaltyBase
from ippool.domain.cases import Case, Exclusivity, asset_state
from ippool.domain.consent_cover import ConsentNeed, Cover, consent_cover
from ippool.domain.consents import ConsentCover
from ippool.domain.digest import digest_of
from ippool.domain.explanation import headline_of, steps_of
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, WHOLE, License, LicenseStatus, LicenseType, Scope, TermsClass, overlaps
from ippool.domain.membership import days_of, invented_on
from ippool.domain.outcomes import ENOUGH, PRICED, CaseDetermination, Outcome, RightBasis, determine_terms
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord, ShareBasis
from ippool.domain.pinning import Pin, pin
from ippool.domain.policies import NonworkingCompensation
from ippool.domain.preferences.region_table import FACTORS as REGION_FACTORS
from ippool.domain.prices import QuotedPrice, quoted
from ippool.domain.reference import Reference
from ippool.domain.rules import Tier
from ippool.domain.standing import StandingFinding, standing_of
from ippool.domain.standing.licensees import license_in_point, own_licenses
from ippool.domain.standing.question import Question
from ippool.domain.tables import Standing
from ippool.domain.title import is_background, owner_on, ownership_class
from ippool.domain.trace import Step
from ippool.domain.versions import Arrangement
from ippool.domain.words import Words

__all__ = [
    "Determination",
    "Price",
    "QuotedPrice",
    "Settle",
    "Settled",
    "days_that_count",
    "determine",
    "is_given",
    "likeness_of",
    "packages",
    "quoted",
    "region_rates",
    "settle_question",
]

Price = Callable[[Case], CaseDetermination]

Settle = Callable[[Question, Arrangement | None, bool, Price], "Settled"]
"""Finds what a question comes to: `settle_question`, or a memo of it."""


@dataclass(frozen=True)
class Determination:
    """One whole package: the terms of one patent in one lab for one applicant (lab None: outside every lab).

    Shape: `steps` are the trace in order; `question` and `case` are what was asked and the key it came to.
    """

    question: Question
    known_at: datetime
    pin: Pin | None
    case: Case
    found: CaseDetermination
    standing_finding: StandingFinding
    cover: Cover

    @property
    def outcome(self) -> Outcome:
        """What the answer is."""
        return self.found.outcome

    @property
    def would_be(self) -> Outcome | None:
        """What it would be with the missing consents; set exactly with CONSENT_NEEDED."""
        return self.found.would_be

    @property
    def standing(self) -> Standing:
        """How the applicant stands to the patent."""
        return self.case.standing

    @property
    def basis(self) -> RightBasis:
        """The ground of the use."""
        return self.found.basis

    @property
    def license_type(self) -> LicenseType | None:
        """The type of license held or to be granted; None where no license is needed or given."""
        if self.standing is Standing.LICENSEE and self.basis is RightBasis.LICENSE:
            held = license_in_point(self.question)
            return held.license_type if held else None
        return self.found.license_type

    @property
    def lab(self) -> OpenLab | None:
        """The lab whose package this is."""
        return self.question.lab

    @property
    def arrangement(self) -> Arrangement | None:
        """The version that prices the patent."""
        return self.pin.cards if self.pin else None

    @property
    def own_licenses(self) -> tuple[License, ...]:
        """The applicant's running licenses on the patent, wide and narrow."""
        return own_licenses(self.question)

    @property
    def royalty_free(self) -> bool:
        """Tell whether the use costs nothing."""
        return Outcome.FREE in (self.outcome, self.would_be) or self.outcome is Outcome.NO_LICENSE_NEEDED

    @cached_property
    def price(self) -> QuotedPrice | None:
        """What it costs: the case's terms, or a licensee's frozen ones; None where neither license nor own working is the basis."""
        if self.found.terms is not None or self.basis not in PRICED or self.standing is not Standing.LICENSEE:
            return self.found.price
        held = license_in_point(self.question)
        if held is None or held.terms.terms_class is TermsClass.ROYALTY_FREE:
            return None
        frozen = held.terms
        tiers = (Tier(Fraction(0), frozen.rate),) if frozen.rate is not None else ()
        return QuotedPrice(frozen.currency, frozen.upfront, RoyaltyBase.NET_SALES, tiers, None, frozen.minimum, None, ())

    @property
    def comparable_rate(self) -> Fraction | None:
        """The rate by which packages are compared: of the first tier, 0 where the use is free; None where there is none."""
        if self.outcome in (Outcome.NO_LICENSE_NEEDED, Outcome.FREE):
            return Fraction(0)
        return self.price.first_rate if self.price else None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The whole trace: standing, pin and class, decision, card and preferences, consents by owner, scope, result."""
        return steps_of(self)

    @cached_property
    def headline(self) -> Words:
        """The answer in one sentence, in both languages."""
        return headline_of(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over canonical JSON of everything the answer rests on (see `digest`)."""
        return digest_of(self)


def determine(
    record: PatentRecord,
    applicant: Party,
    reference: Reference,
    *,
    lab: OpenLab | None,
    on: date,
    known_at: datetime,
    scope: Scope = WHOLE,
    price: Price = determine_terms,
    settle: Settle | None = None,
) -> Determination:
    """Determine one package. `price` answers a case; a memo of `determine_terms` may stand in for it, one of `settle_question` too.

    A party that was merged is asked about as its general successor (edge 29).
    """
    named, applicant = applicant, reference.parties[reference.successor_of(applicant.id, on)]
    pinned_by = pin(record, lab, reference.versions_of(lab.id), on) if lab else None
    pinned = pinned_by.pinned if pinned_by else None
    question = Question(applicant, record, lab, pinned, reference, on, scope, named if named.id != applicant.id else None)
    made_elsewhere = lab is not None and (is_background(record, lab) or bool(pinned_by and pinned_by.by_background_policy))
    settled = (settle or settle_question)(question, pinned_by.cards if pinned_by else None, made_elsewhere, price)
    return Determination(question, known_at, pinned_by, settled.case, settled.found, settled.finding, settled.cover)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a question comes to: its case, what that comes to, and on what it stands."""

    case: Case
    found: CaseDetermination
    finding: StandingFinding
    cover: Cover


def settle_question(question: Question, cards: Arrangement | None, made_elsewhere: bool, price: Price) -> Settled:
    """Find the case a question comes to, and its answer. `cards` price it; `made_elsewhere`: the patent is background."""
    record, lab, reference, on = question.record, question.lab, question.reference, question.on
    pinned, patent = question.pinned, question.record.patent
    finding = standing_of(question)
    classed = ownership_class(record, lab, reference, on=on, is_background=made_elsewhere)
    covenant = pinned is not None and pinned.consent.foreign_license_covenant
    countries = question.countries
    licensable = countries if patent.jurisdiction != "WO" else frozenset()
    cover = consent_cover(record, question.applicant.id, lab, reference, covenant=covenant, countries=licensable, on=on)
    country = next(iter(countries)) if len(countries) == 1 else patent.jurisdiction
    case = Case(
        pinned=pinned,
        cards=cards,
        scheme=lab.scheme if lab else None,
        ownership_class=classed,
        standing=finding.standing,
        asset_state=asset_state(record.status(on), published=_is_published(question)),
        jurisdiction=country,
        consent_cover=cover.cover,
        exclusivity=_exclusivity(question),
        size=question.applicant.size,
        signing_day=on,
        tier=finding.tier,
        member_kind=finding.member_kind,
        free_affiliate=finding.free_affiliate,
        patent_kind=patent.kind,
        right_in_territory=bool(countries),
        statutory_free=finding.statutory_free,
        licensed_as=finding.licensed_as,
        need_recorded=any(question.is_applicant(need.party) and on in need.period for need in record.needs),
        core_share=_core_share(question, finding),
        region=_region(country, patent.jurisdiction, cards),
        open_tagged=_is_open_tagged(question),
    )
    return Settled(case, price(case), finding, cover)


def likeness_of(question: Question, cards: Arrangement | None, made_elsewhere: bool, days: Sequence[date]) -> Hashable | None:
    """Return a key under which questions for one applicant, day and scope settle alike; None where this one is by itself.

    It holds everything `settle_question` looks at. `days` are those on which a membership that may count begins or ends, in order:
    between two of them all inventions are judged alike. A patent with licenses, consents or needs of its own is by itself.
    """
    record, on, lab, pinned = question.record, question.on, question.lab, question.pinned
    if record.licenses or record.consents or record.statutory or record.needs:
        return None
    patent, made = record.patent, invented_on(record)
    return (
        lab.id.int if lab else None,
        pinned.version_number if pinned else None,
        cards.version_number if cards else None,
        made_elsewhere,
        bisect_right(days, made) if made is not None else None,
        patent.title_state,
        patent.jurisdiction,
        patent.states,
        patent.kind,
        record.status(on),
        _is_published(question),
        _is_open_tagged(question),
        tuple((one.party.int, one.share, one.basis, one.acquired_by, one.disputed) for one in record.owners(on)),
    )


def days_that_count(applicant: Party, reference: Reference, on: date) -> tuple[date, ...]:
    """Return the days on which a membership begins or ends that may count for an applicant: its own, or one it stands under."""
    itself = reference.successor_of(applicant.id, on)
    parties = {itself, *(reference.successor_of(relation.parent, on) for relation in reference.parents_of(itself))}
    return tuple(
        sorted({day for party in parties for lab in reference.labs.values() for day in days_of(reference, party, lab, on)})
    )


def _is_published(question: Question) -> bool:
    published_on = question.record.patent.published_on
    return published_on is not None and published_on <= question.on


def _is_open_tagged(question: Question) -> bool:
    labs = question.reference.labs
    return any(labs[tagged].scheme is Scheme.OPEN for tagged in question.record.labs(question.on))


def packages(
    record: PatentRecord,
    applicant: Party,
    reference: Reference,
    *,
    on: date,
    known_at: datetime,
    scope: Scope = WHOLE,
    price: Price = determine_terms,
    settle: Settle | None = None,
) -> tuple[Determination, ...]:
    """Determine one whole package for each lab of the patent, best first, never mixed (I-18). In no lab: one, by right."""
    labs: tuple[OpenLab | None, ...] = tuple(reference.labs[lab] for lab in dict.fromkeys(record.labs(on))) or (None,)
    found = [
        determine(record, applicant, reference, lab=lab, on=on, known_at=known_at, scope=scope, price=price, settle=settle)
        for lab in labs
    ]
    return tuple(sorted(found, key=_rank))


def is_given(found: Determination, need: ConsentNeed) -> bool:
    """Tell whether an owner's consent is given as far as this standing needs it."""
    return need.cover >= ENOUGH.get(found.standing, ConsentCover.MEMBERS)


def region_rates(found: Determination) -> tuple[tuple[str, Fraction | None], ...]:
    """Return the first tier's rate in every region of the arrangement's table; empty without a table or a price."""
    table = found.arrangement.value(REGION_FACTORS) if found.arrangement else None
    if table is None or found.found.terms is None:
        return ()
    answers = ((region, determine_terms(replace(found.case, region=region)).terms) for region in sorted(table))
    return tuple((region, quoted(terms).first_rate if terms else None) for region, terms in answers)


_BEST_FIRST = (
    Outcome.NO_LICENSE_NEEDED,
    Outcome.FREE,
    Outcome.PREFERRED,
    Outcome.STANDARD,
    Outcome.CONSENT_NEEDED,
    Outcome.NEGOTIATE,
    Outcome.NOT_COVERED,
    Outcome.REFUSED,
    Outcome.UNDETERMINED,
)


Rank = tuple[int, int, bool, Fraction, str]
"""The place of a package among those of a patent, the best first."""


def rank(outcome: Outcome, would_be: Outcome | None, rate: Fraction | None, lab: str | None) -> Rank:
    """Rank a package by what it comes to; `lab` is the code of its lab, by which those that come to the same are ordered."""
    second = _BEST_FIRST.index(would_be) if would_be else 0
    return _BEST_FIRST.index(outcome), second, rate is None, rate or Fraction(0), lab or ""


def _rank(found: Determination) -> Rank:
    return rank(found.outcome, found.would_be, found.comparable_rate, found.lab.code if found.lab else None)


def _region(country: str, jurisdiction: str, cards: Arrangement | None) -> str:
    """Return the row of the region table a right falls under: its country's, else that of its jurisdiction (EP)."""
    table = cards.value(REGION_FACTORS) if cards else None
    return country if table and country in table else jurisdiction


def _exclusivity(question: Question) -> Exclusivity:
    patent = question.record.patent
    held = any(
        license.license_type in EXCLUSIVE_TYPES
        and not question.is_applicant(license.licensee)
        and license.status is LicenseStatus.ACTIVE
        and question.on in license.period
        and overlaps(license, question.scope, patent.reach_in(question.scope.territory), jurisdiction=patent.jurisdiction)
        for license in question.record.licenses
    )
    return Exclusivity.OTHERS_HOLD_IT if held else Exclusivity.NONE


def _core_share(question: Question, finding: StandingFinding) -> Fraction | None:
    pinned = question.pinned
    priced = (
        finding.standing is Standing.CO_OWNER
        and pinned is not None
        and pinned.scheme is Scheme.CLOSED
        and pinned.policies.nonworking_compensation is NonworkingCompensation.RATE_BY_SHARE
    )
    if not priced:
        return None
    shares = [
        title.share
        for title in question.record.owners(question.on)
        if question.is_core(owner_on(title, question.reference, question.on)) and title.basis is ShareBasis.STIPULATED
    ]
    return sum((share for share in shares if share is not None), Fraction(0)) or None

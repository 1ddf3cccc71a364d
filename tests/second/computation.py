"""A second computation of outcome, standing and rate, from the law as written and from nothing of the product's own rules.

One patent, one applicant, one day; the whole territory and every field; straightforward and slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.cards import RoyaltyBase
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import License, LicenseStatus, LicenseType, TermsClass
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.policies import NonworkingCompensation, Policies
from ippool.domain.reference import Reference
from tests.second.consenting import EVERYBODY, MEMBERS, countries_of, cover
from tests.second.deviations import Deviation, deviates
from tests.second.identity import Title, core_of, is_core, title_on, who, within
from tests.second.membership import Standing, by_membership
from tests.second.pricing import card_of, price
from tests.second.state import State, state_on
from tests.second.table import Asked, verdict
from tests.second.versions import class_of, pinned

NONE = Fraction(0)

BEST_FIRST = (
    "NO_LICENSE_NEEDED",
    "FREE",
    "PREFERRED",
    "STANDARD",
    "CONSENT_NEEDED",
    "NEGOTIATE",
    "NOT_COVERED",
    "REFUSED",
    "UNDETERMINED",
)


@dataclass(frozen=True)
class Second:
    """The answer: outcome, what it would be with the consents, standing, and the first tier's rate where there is one."""

    outcome: str
    would_be: str | None
    standing: str
    rate: Fraction | None


def answer(record: PatentRecord, applicant: Party, reference: Reference, on: date) -> Second:
    """Answer for the best package (5.1, "Several labs"); without a lab for the rights alone."""
    party = who(reference, applicant.id, on)
    title = title_on(record, reference, on)
    labs = [reference.labs[tag.lab] for tag in record.tags if within(tag.period, on)]
    if not labs:
        return _answer_in(record, party, reference, None, title, on)
    found = [(_answer_in(record, party, reference, lab, title, on), lab.code) for lab in labs]
    return min(found, key=lambda one: _place(*one))[0]


def _place(found: Second, code: str) -> tuple[int, int, bool, Fraction, str]:
    would_be = BEST_FIRST.index(found.would_be) if found.would_be else 0
    return BEST_FIRST.index(found.outcome), would_be, found.rate is None, found.rate or NONE, code


def _covering(record: PatentRecord, party: UUID, reference: Reference, on: date) -> License | None:
    """Find the own license that makes a LICENSEE, that with the best terms (step 4, D-019)."""
    countries = countries_of(record.patent)
    found = [
        license_
        for license_ in record.licenses
        if who(reference, license_.licensee, on) == party
        and license_.status is LicenseStatus.ACTIVE
        and within(license_.period, on)
        and license_.field_of_use is None
        and license_.license_type is not LicenseType.RESEARCH
        and (not license_.territory or countries <= license_.territory or record.patent.jurisdiction in license_.territory)
    ]
    best = (TermsClass.ROYALTY_FREE, TermsClass.MEMBER, TermsClass.OTHER)
    return min(found, key=lambda one: (best.index(one.terms.terms_class), one.number), default=None)


def _standing(
    record: PatentRecord, party: UUID, reference: Reference, lab: OpenLab | None, title: Title, on: date
) -> tuple[str, License | None, bool]:
    """Resolve steps 0 to 4: the standing or "", the license that covers, whether a statutory license is free."""
    if is_core(reference, party, lab, on) and title.is_certain_of(party):
        return "CORE", None, False
    if not title.settled and not title.is_certain_of(party):
        return "UNDETERMINED", None, False
    if party in title.by_owner:
        return "CO_OWNER", None, False
    statutory = [one for one in record.statutory if who(reference, one.holder, on) == party and within(one.period, on)]
    if statutory:
        return "STATUTORY_LICENSEE", None, any(one.free for one in statutory)
    license_ = _covering(record, party, reference, on)
    return ("LICENSEE" if license_ else ""), license_, False


def _answer_in(record: PatentRecord, party: UUID, reference: Reference, lab: OpenLab | None, title: Title, on: date) -> Second:
    name, license_, free = _standing(record, party, reference, lab, title, on)
    held = pinned(record, reference, lab, on) if lab else None
    if name:
        standing = Standing(name)
    elif lab is None:
        standing = Standing("NON_MEMBER")
    else:
        policies = held.rules.policies if held else Policies()
        standing = by_membership(record, reference, party, lab, policies, title, on)
    if name == "UNDETERMINED" or record.patent.jurisdiction == "WO":
        return Second("UNDETERMINED", None, standing.name, None)
    if state_on(record, on) is State.ENDED:
        return Second("NO_LICENSE_NEEDED", None, standing.name, NONE)
    if name == "CORE" or (name == "STATUTORY_LICENSEE" and free):
        return Second("FREE", None, name, NONE)
    if license_ is not None:
        return _as_licensed(license_)
    if name == "STATUTORY_LICENSEE" and (held is not None or deviates(Deviation.STATUTORY_WITHOUT_A_LAB)):
        return Second("NEGOTIATE", None, name, None)
    if lab is None or held is None:
        return Second("FREE", None, name, NONE) if name == "CO_OWNER" else Second("NOT_COVERED", None, standing.name, None)
    asked = Asked(record, reference, party, lab, class_of(record, reference, lab, title, held, on), standing, held, on)
    return _own_working(asked, title) if name == "CO_OWNER" else _by_table(asked, title)


def _as_licensed(license_: License) -> Second:
    terms = license_.terms
    if terms.terms_class is TermsClass.ROYALTY_FREE:
        return Second("FREE", None, "LICENSEE", NONE)
    outcome = "PREFERRED" if terms.terms_class is TermsClass.MEMBER else "STANDARD"
    return Second(outcome, None, "LICENSEE", terms.rate)


def _own_working(asked: Asked, title: Title) -> Second:
    """Own working is free, but where a closed lab's contract prices it, by rate and the core's share and nothing else (W18)."""
    held = asked.held
    card = card_of(held.cards, "OWN_WORKING", None)
    priced = (
        held.rules.scheme is Scheme.CLOSED
        and held.rules.policies.nonworking_compensation is NonworkingCompensation.RATE_BY_SHARE
        and asked.ownership == "CORE_AND_COMPANY"
    )
    if not priced:
        return Second("FREE", None, "CO_OWNER", NONE)
    share = title.figure_of(core_of(asked.reference, asked.lab, asked.on))
    if card is None or share is None:
        return Second("NEGOTIATE", None, "CO_OWNER", None)
    first = card.tiers[0].rate * share
    return Second("STANDARD", None, "CO_OWNER", first if card.base is RoyaltyBase.NET_SALES else None)


def _by_table(asked: Asked, title: Title) -> Second:
    found, standing, held = verdict(asked), asked.standing, asked.held
    rate: Fraction | None
    if found.kind not in ("FREE", "CARD"):
        return Second(found.kind, None, standing.name, None)
    if found.kind == "FREE":
        outcome, rate = "FREE", NONE
    else:
        card = card_of(held.cards, found.card, standing.tier)
        if card is None:
            return Second("NOT_COVERED", None, standing.name, None)
        member = found.card == "MEMBER"
        priced = price(
            held.cards,
            card,
            member=member,
            tier=standing.tier,
            discounted=found.discounted,
            applicant=asked.reference.parties[asked.applicant],
            patent=asked.record.patent,
            on=asked.on,
        )
        outcome = "FREE" if priced.is_zero else "PREFERRED" if member or found.discounted else "STANDARD"
        rate = priced.rate
    reach = cover(
        asked.record,
        asked.reference,
        asked.lab,
        title,
        asked.applicant,
        covenant=held.rules.consent.foreign_license_covenant,
        on=asked.on,
    )
    enough = EVERYBODY if standing.name in ("CENTER_MEMBER", "NON_MEMBER") else MEMBERS
    if reach < enough:
        return Second("CONSENT_NEEDED", outcome, standing.name, rate)
    return Second(outcome, None, standing.name, NONE if outcome == "FREE" else rate)

"""One package as the page shows it: outcome, price, consents, licenses and the trace, worded in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ippool.domain.cards import RoyaltyBase
from ippool.domain.consent_cover import ConsentNeed
from ippool.domain.licenses import License
from ippool.domain.outcomes import Outcome
from ippool.domain.patents import PatentRecord
from ippool.domain.rules import Tier
from ippool.domain.terms import Determination, QuotedPrice, region_rates
from ippool.domain.versions import Arrangement
from ippool.domain.words import Language, Words
from ippool.pages import writing
from ippool.pages.explaining import StepShown, tree_of
from ippool.pages.listing import OutcomeShown, Told, outcome_shown, price_in_short, told
from ippool.pages.naming import country, words_of
from ippool.usecases import terms as terms_use
from ippool.usecases.pool import View


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One component of a price: its name, and its values, each with the part of the sales it holds for (empty: all)."""

    name: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """A consent that a license needs: whose, where, and whether it is given as far as this applicant needs it."""

    owner: Told
    country: str
    given: bool
    record: str
    last_day: str


@dataclass(frozen=True, slots=True)
class LicenseShown:
    """A license the applicant holds."""

    number: str
    kind: str
    status: str
    field_of_use: str
    territory: str
    period: str


@dataclass(frozen=True, slots=True)
class ArrangementShown:
    """The version that prices the patent."""

    code: str
    title: Told
    in_force: str
    digest: str


@dataclass(frozen=True, slots=True)
class PackageShown:
    """One package. `lab` is None for a patent in no lab; `after_consent` where the price is what it would be with the consents."""

    anchor: str
    lab: tuple[str, Told, str] | None
    applicant: Told
    applicant_code: str
    outcome: OutcomeShown
    headline: str
    standing: str
    basis: str
    license_type: str
    price_in_short: str
    is_free: bool
    after_consent: bool
    prices: tuple[PriceRow, ...]
    regions: tuple[tuple[str, str], ...]
    consents: tuple[ConsentShown, ...]
    consents_missing: int
    licenses: tuple[LicenseShown, ...]
    arrangement: ArrangementShown | None
    trace: StepShown
    digest: str


def packages_of(record: PatentRecord, view: View, language: Language) -> tuple[PackageShown, ...]:
    """Show every package of a patent for the view's applicant, best first; none where there is no applicant."""
    found = terms_use.packages_shown(view, record)
    return tuple(_package(one, number, language) for number, one in enumerate(found, start=1))


def _package(found: Determination, number: int, language: Language) -> PackageShown:
    lab, question = found.lab, found.question
    consents = tuple(_consent(found, need, language) for need in found.cover.needs)
    return PackageShown(
        anchor=f"package-{number}",
        lab=(lab.code, told(lab.title, language), words_of(lab.scheme).in_language(language)) if lab else None,
        applicant=told(question.applicant.name, language),
        applicant_code=question.applicant.code,
        outcome=outcome_shown(found, language),
        headline=found.headline.in_language(language),
        standing=words_of(found.standing).in_language(language),
        basis=words_of(found.basis).in_language(language),
        license_type=words_of(found.license_type).in_language(language) if found.license_type else "",
        price_in_short=price_in_short(found, language),
        is_free=found.royalty_free,
        after_consent=found.outcome is Outcome.CONSENT_NEEDED,
        prices=tuple(_price_rows(found.price, language)) if found.price and not found.royalty_free else (),
        regions=tuple((country(code).in_language(language), writing.percent(rate)) for code, rate in _regions(found)),
        consents=consents,
        consents_missing=sum(not consent.given for consent in consents),
        licenses=tuple(_license(license, language) for license in found.own_licenses),
        arrangement=_arrangement(found.arrangement, language) if found.arrangement else None,
        trace=tree_of(found.steps, language),
        digest=found.digest,
    )


def _regions(found: Determination) -> Iterator[tuple[str, Fraction]]:
    for code, rate in region_rates(found):
        if rate is not None:
            yield code, rate


def _price_rows(price: QuotedPrice, language: Language) -> Iterator[PriceRow]:
    def row(name: Words, *lines: tuple[Words, Words]) -> PriceRow:
        return PriceRow(
            name.in_language(language), tuple((part.in_language(language), value.in_language(language)) for part, value in lines)
        )

    def amount(value: Fraction | None) -> tuple[Words, Words]:
        text = writing.money(value, price.currency) if value is not None else writing.NO_VALUE
        return Words("", ""), Words(text, text)

    yield row(Words("一時金", "Upfront fee"), amount(price.upfront))
    if price.tiers:
        yield row(Words("ランニングロイヤルティ", "Running royalty"), *_tier_lines(price.tiers, price))
    if price.pre_grant_tiers:
        yield row(Words("登録前の実施分", "For sales before the grant"), *_tier_lines(price.pre_grant_tiers, price))
    yield row(Words("年間最低額", "Yearly minimum"), amount(price.minimum))
    yield row(Words("年間上限額", "Yearly cap"), amount(price.cap))
    for name, value in price.milestones:
        yield row(Words(f"節目の支払い：{name}", f"Milestone: {name}"), amount(value))


def _tier_lines(tiers: tuple[Tier, ...], price: QuotedPrice) -> Iterator[tuple[Words, Words]]:
    for tier, following in zip(tiers, (*tiers[1:], None), strict=True):
        rate = writing.rate_of(tier, price.base, price.currency)
        value = (
            Words(f"正味売上高の {rate}", f"{rate} of net sales")
            if price.base is RoyaltyBase.NET_SALES
            else Words(f"1 個につき {rate}", f"{rate} per unit")
        )
        yield writing.tier_range(tier, following, price.base, price.currency), value


def _consent(found: Determination, need: ConsentNeed, language: Language) -> ConsentShown:
    consent = need.consent
    return ConsentShown(
        owner=told(found.question.reference.parties[need.owner].name, language),
        country=country(need.country).in_language(language),
        given=terms_use.is_given(found, need),
        record=consent.code if consent else "",
        last_day=writing.day(writing.last_day(consent.period.until)) if consent else "",
    )


def _license(license: License, language: Language) -> LicenseShown:
    every = Words("すべて", "all")
    return LicenseShown(
        number=license.number,
        kind=words_of(license.license_type).in_language(language),
        status=words_of(license.status).in_language(language),
        field_of_use=license.field_of_use or every.in_language(language),
        territory=", ".join(country(code).in_language(language) for code in sorted(license.territory))
        or every.in_language(language),
        period=writing.period(license.period),
    )


def _arrangement(version: Arrangement, language: Language) -> ArrangementShown:
    return ArrangementShown(version.code, told(version.title, language), writing.period(version.in_force), version.digest[:12])

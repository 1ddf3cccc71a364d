"""Steps 3 and 4: a license by statute, and one from the owners that covers the whole scope asked."""

from __future__ import annotations

from ippool.domain.clause import PA_35_1, PA_79, PATENT_ACT, Clause
from ippool.domain.co_ownership import national_law
from ippool.domain.licenses import License, LicenseStatus, StatutoryLicense, TermsClass, covers
from ippool.domain.standing.question import Question
from ippool.domain.standing.tried import Tried
from ippool.domain.trace import Fact
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words

_BEST_TERMS = (TermsClass.ROYALTY_FREE, TermsClass.MEMBER, TermsClass.OTHER)


def own_licenses(question: Question) -> tuple[License, ...]:
    """Return the applicant's licenses on the patent that run on the day asked, wide and narrow alike, best terms first.

    A license passes to the licensee's general successor (Patent Act art. 94).
    """
    running = (
        license
        for license in question.record.licenses
        if question.is_applicant(license.licensee) and license.status is LicenseStatus.ACTIVE and question.on in license.period
    )
    return tuple(sorted(running, key=lambda license: (_BEST_TERMS.index(license.terms.terms_class), license.number)))


def license_in_point(question: Question) -> License | None:
    """Return the applicant's license that covers the whole scope asked, the one on the best terms, or None."""
    return next((license for license in own_licenses(question) if is_wide(license, question)), None)


def is_wide(license: License, question: Question) -> bool:
    """Tell whether a license covers the whole scope asked."""
    return covers(license, question.scope, question.countries, jurisdiction=question.record.patent.jurisdiction)


def statutory(question: Question) -> Tried:
    """Try a license by statute, as recorded with evidence; a free one first."""
    held = sorted(
        (one for one in question.record.statutory if question.is_applicant(one.holder) and question.on in one.period),
        key=lambda one: (not one.free, one.basis),
    )
    if not held:
        return Tried(
            Verdict.no(
                "法定通常実施権の記録はない。推認はしない。",
                "No statutory license is recorded; none is ever inferred.",
                question.clauses.statutory,
            )
        )
    license = held[0]
    return Tried(
        Verdict.yes(
            f"法定通常実施権（根拠 {license.basis}）が証拠とともに記録されている。",
            f"A statutory license (basis: {license.basis}) is recorded with evidence.",
            _statutory_clause(license, question.country),
        ),
        lambda: (Fact("statutory license", license.basis, license.evidence or None, license.period.start, license.recorded_at),),
        statutory_free=license.free,
    )


def _statutory_clause(license: StatutoryLicense, country: str) -> Clause:
    """Return the provision a statutory license rests on; one that is not among those read is shown as unverified."""
    text = Words("記録された法定通常実施権。", "A statutory license as recorded.")
    if country != "JP":
        return national_law(country, text, license.basis)
    for clause in (PA_35_1, PA_79):
        if license.basis == clause.article.removeprefix("art. "):
            return clause
    return Clause(PATENT_ACT, f"art. {license.basis}", text, verified=False)


def licensee(question: Question) -> Tried:
    """Try a license that covers the whole scope asked."""
    own, wide, clauses = own_licenses(question), license_in_point(question), question.clauses

    def facts() -> tuple[Fact, ...]:
        return tuple(
            Fact(
                "license",
                f"{license.number} {license.license_type.value}",
                license.source or None,
                license.period.start,
                license.recorded_at,
            )
            for license in own
        )

    if wide is not None:
        return Tried(
            Verdict.yes(
                f"ライセンス {wide.number} が照会の範囲を覆う。",
                f"License {wide.number} covers the scope asked.",
                clauses.given if wide.licensee == question.applicant.id else clauses.passed,
            ),
            facts,
            licensed_as=wide.terms.terms_class,
        )
    if own:
        return Tried(
            Verdict.no(
                "有効なライセンスはあるが、照会の範囲を覆わない。",
                "A license is in force, but it is narrower than the scope asked.",
                clauses.given,
            ),
            facts,
        )
    return Tried(Verdict.no("有効なライセンスはない。", "No license is in force.", clauses.given))

"""Determinations: on what terms may this party use this patent, on this day, as known then, and why.

`Determination = (what is particular to the patent, what its case comes to)`. The particulars fill names into the trace; they change
neither outcome nor price. A determination is a pure function of patent, lab, party, scope, day and known-at moment (I-11).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from ippool.domain.arrangements import Arrangement, NonworkingCompensation, RoyaltyBase, canonical
from ippool.domain.cases import Case, Exclusivity, Terms, asset_state
from ippool.domain.clause import PA_69_1, PA_73_3, PA_99, pool_rule
from ippool.domain.consents import ConsentCover
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, WHOLE, License, LicenseStatus, LicenseType, Scope, TermsClass, covers, overlaps
from ippool.domain.outcomes import ENOUGH, OUTCOME_WORDS, CaseDetermination, Outcome, RightBasis, determine_terms
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord, ShareBasis
from ippool.domain.pinning import Pin, pin
from ippool.domain.preferences import PREFERENCES, holds
from ippool.domain.preferences.region_table import FACTORS as REGION_FACTORS
from ippool.domain.reference import Reference
from ippool.domain.rules import Before, Tier
from ippool.domain.standing import Question, StandingFinding, own_licenses, standing_of
from ippool.domain.tables import STANDING_WORDS, Standing
from ippool.domain.title import ConsentNeed, Cover, background, consent_cover, ownership_class
from ippool.domain.trace import Fact, Step, TraceStage
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words, listed

DIGEST_FORMAT = 1
RULES_VERSION = "2026-11-24"
"""The version of the rules' code; it changes when the same facts come to another answer."""

Price = Callable[[Case], CaseDetermination]


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
            return next((one.license_type for one in self.own_licenses if self._covers(one)), None)
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

    def _covers(self, license: License) -> bool:
        return covers(license, self.question.scope, self.question.record.patent.countries)

    @property
    def royalty_free(self) -> bool:
        """Tell whether the use costs nothing."""
        return Outcome.FREE in (self.outcome, self.would_be) or self.outcome is Outcome.NO_LICENSE_NEEDED

    @cached_property
    def price(self) -> QuotedPrice | None:
        """What it costs: the case's terms, or for a licensee the terms frozen in its license."""
        if self.found.terms is not None:
            return quoted(self.found.terms)
        if self.standing is not Standing.LICENSEE:
            return None
        held = next((one for one in self.own_licenses if self._covers(one)), None)
        if held is None or held.terms.terms_class is TermsClass.ROYALTY_FREE:
            return None
        frozen = held.terms
        tiers = (Tier(Fraction(0), frozen.rate),) if frozen.rate is not None else ()
        return QuotedPrice(frozen.currency, frozen.upfront, RoyaltyBase.NET_SALES, tiers, None, frozen.minimum, None, ())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The whole trace: standing, pin and class, decision, card and preferences, consents by owner, scope, result."""
        head, tail = self.found.steps[:-1], self.found.steps[-1:]
        before, after = _split(head)
        return (
            *self.standing_finding.steps,
            *_pin_steps(self),
            *before,
            *_consent_steps(self),
            *after,
            *_scope_steps(self),
            *tail,
        )

    @cached_property
    def headline(self) -> Words:
        """The answer in one sentence, in both languages."""
        return _headline(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over canonical JSON of everything the answer rests on.

        Not in it: the day and moment asked, language, names, messages. A day that changes no fact and no terms changes no digest.
        """
        text = json.dumps(_digest_content(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class QuotedPrice:
    """A price as it is shown. Units: money in the currency's main unit, exact and unrounded."""

    currency: str
    upfront: Fraction | None
    base: RoyaltyBase
    tiers: tuple[Tier, ...]
    pre_grant_tiers: tuple[Tier, ...] | None
    minimum: Fraction | None
    cap: Fraction | None
    milestones: tuple[tuple[str, Fraction], ...]

    @property
    def first_rate(self) -> Fraction | None:
        """The rate of the first tier."""
        return self.tiers[0].rate if self.tiers else None


def quoted(terms: Terms) -> QuotedPrice:
    """Show the terms of a case as a price."""
    return QuotedPrice(
        terms.currency, terms.upfront, terms.base, terms.tiers, terms.pre_grant_tiers, terms.minimum, terms.cap, terms.milestones
    )


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
) -> Determination:
    """Determine one package. `price` answers a case; a memo of `determine_terms` may stand in for it."""
    pinned_by = pin(record, lab, reference.versions_of(lab.id), on) if lab else None
    pinned = pinned_by.pinned if pinned_by else None
    question = Question(applicant, record, lab, pinned, reference, on, scope)
    finding = standing_of(question)
    is_background = lab is not None and (background(record, lab).holds or bool(pinned_by and pinned_by.by_background_policy))
    classed = ownership_class(record, lab, reference, on=on, is_background=is_background)
    covenant = pinned is not None and pinned.consent.foreign_license_covenant
    cover = consent_cover(record, applicant.id, lab, reference, covenant=covenant, scope=scope, on=on)
    patent = record.patent
    published = patent.published_on is not None and patent.published_on <= on
    case = Case(
        pinned=pinned,
        cards=pinned_by.cards if pinned_by else None,
        scheme=lab.scheme if lab else None,
        ownership_class=classed,
        standing=finding.standing,
        asset_state=asset_state(record.status(on), published=published),
        jurisdiction=patent.jurisdiction,
        consent_cover=cover.cover,
        exclusivity=_exclusivity(question),
        size=applicant.size,
        signing_day=on,
        tier=finding.tier,
        member_kind=finding.member_kind,
        free_affiliate=finding.free_affiliate,
        patent_kind=patent.kind,
        right_in_territory=scope.territory is None or scope.territory in patent.countries,
        statutory_free=finding.statutory_free,
        licensed_as=finding.licensed_as,
        need_recorded=any(need.party == applicant.id and on in need.period for need in record.needs),
        core_share=_core_share(question, finding),
        region=patent.jurisdiction,
    )
    return Determination(question, known_at, pinned_by, case, price(case), finding, cover)


def packages(
    record: PatentRecord,
    applicant: Party,
    reference: Reference,
    *,
    on: date,
    known_at: datetime,
    scope: Scope = WHOLE,
    price: Price = determine_terms,
) -> tuple[Determination, ...]:
    """Determine one whole package for each lab of the patent, best first; components are never mixed (I-18). No lab: one, by right."""
    labs: tuple[OpenLab | None, ...] = tuple(reference.labs[lab] for lab in record.labs(on)) or (None,)
    found = [determine(record, applicant, reference, lab=lab, on=on, known_at=known_at, scope=scope, price=price) for lab in labs]
    return tuple(sorted(found, key=_rank))


def is_given(found: Determination, need: ConsentNeed) -> bool:
    """Tell whether an owner's consent is given as far as this standing needs it."""
    return need.cover >= ENOUGH.get(found.standing, ConsentCover.MEMBERS)


def region_rates(found: Determination) -> tuple[tuple[str, Fraction | None], ...]:
    """Return the first tier's rate in every region of the arrangement's region table; empty where it has none or nothing is priced."""
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


def _rank(found: Determination) -> tuple[int, int, bool, Fraction, str]:
    rate = found.price.first_rate if found.price else None
    would_be = _BEST_FIRST.index(found.would_be) if found.would_be else 0
    return _BEST_FIRST.index(found.outcome), would_be, rate is None, rate or Fraction(0), found.lab.code if found.lab else ""


def _exclusivity(question: Question) -> Exclusivity:
    held = any(
        license.license_type in EXCLUSIVE_TYPES
        and license.licensee != question.applicant.id
        and license.status is LicenseStatus.ACTIVE
        and question.on in license.period
        and overlaps(license, question.scope, question.record.patent.countries)
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
        if question.reference.is_core(title.party) and title.basis is ShareBasis.STIPULATED
    ]
    return sum((share for share in shares if share is not None), Fraction(0)) or None


def _split(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    at = next((index for index, step in enumerate(steps) if step.id == "consent"), len(steps))
    return steps[:at], steps[at:]


def _pin_steps(found: Determination) -> tuple[Step, ...]:
    if found.pin is None or found.lab is None:
        none = Verdict.yes(
            "この特許は当日どのラボにも属さない。", "The patent is in no lab on the day.", pool_rule("5.1 no lab", "", "")
        )
        return (Step("decision/lab", "decision", TraceStage.DECISION, "NO_LAB", none),)
    record, on, reference = found.question.record, found.question.on, found.question.reference
    owners = tuple(Fact("owner", reference.parties[title.party].code, title.source or None) for title in record.owners(on))
    made_background = background(record, found.lab)
    anchor = (Fact("anchor day", str(found.pin.anchor)),) if found.pin.anchor else ()
    cards = found.pin.cards
    return (
        Step("decision/pin", "decision", TraceStage.DECISION, "PIN", Verdict(True, found.pin.because, found.pin.clause), anchor),
        Step(
            "decision/cards",
            "decision",
            TraceStage.DECISION,
            "CARDS",
            Verdict(cards is not found.pin.pinned, found.pin.cards_because, pool_rule("edge 28", "", "")),
            (Fact("cards", cards.code, cards.source or None),) if cards else (),
        ),
        Step("decision/background", "decision", TraceStage.DECISION, "BACKGROUND", made_background),
        Step(
            "decision/class",
            "decision",
            TraceStage.DECISION,
            "OWNERSHIP_CLASS",
            Verdict.yes(
                f"権利の区分は {found.case.ownership_class} である。",
                f"The ownership class is {found.case.ownership_class}.",
                pool_rule("5.2 ownership class", "", ""),
            ),
            owners,
        ),
    )


def _consent_steps(found: Determination) -> tuple[Step, ...]:
    parties = found.question.reference.parties
    steps = []
    for need in found.cover.needs:
        owner, consent = parties[need.owner].name, need.consent
        given = need.cover is not ConsentCover.MISSING
        because = (
            Words(
                f"{owner.ja or owner.en} の同意 {consent.code}（{need.country}、{need.cover.name}）がある。",
                f"{owner.en or owner.ja} consented by {consent.code} ({need.country}, {need.cover.name}).",
            )
            if consent is not None
            else Words(
                f"{owner.ja or owner.en} の {need.country} についての同意の記録がない。",
                f"No consent of {owner.en or owner.ja} is recorded for {need.country}.",
            )
        )
        facts = (
            (Fact("consent", consent.code, consent.evidence or consent.source or None, consent.period.start, consent.recorded_at),)
            if consent
            else ()
        )
        step_id = f"consent/{parties[need.owner].code}/{need.country}"
        steps.append(Step(step_id, "consent", TraceStage.CONSENT, "CONSENT", Verdict(given, because, need.clause), facts))
    if not any(step.id == "consent" for step in found.found.steps) and steps:
        because = Words("この結論は他の権利者の同意に左右されない。", "This outcome does not turn on the other owners' consents.")
        steps.append(Step("consent", "result", TraceStage.CONSENT, "PA73(3)", Verdict(False, because, PA_73_3)))
    return tuple(steps)


def _scope_steps(found: Determination) -> tuple[Step, ...]:
    scope, patent = found.question.scope, found.question.record.patent
    asked = Words(
        f"照会の範囲: {scope.territory or '全域'}、{scope.field_of_use or '全分野'}。",
        f"Scope asked: {scope.territory or 'the whole territory'}, {scope.field_of_use or 'every field'}.",
    )
    steps = [
        Step(
            "scope",
            "result",
            TraceStage.SCOPE,
            "SCOPE",
            Verdict(True, asked, pool_rule("5.1 step 4", "", "")),
            (Fact("countries of the right", " ".join(sorted(patent.countries))),),
        )
    ]
    for license in found.own_licenses:
        wide = found._covers(license)
        because = Words(
            f"自らのライセンス {license.number} は照会の範囲{'を覆う' if wide else 'より狭く、立場を変えない'}。",
            f"Its own license {license.number} {'covers' if wide else 'is narrower than'} the scope asked.",
        )
        steps.append(Step(f"scope/{license.number}", "scope", TraceStage.SCOPE, "OWN_LICENSE", Verdict(wide, because, PA_99)))
    if found.case.member_kind is not None and found.license_type is LicenseType.RESEARCH:
        because = Words(
            "試験・研究のための実施は特許の効力の外にもある。", "Working for experiment or research is outside the patent anyway."
        )
        steps.append(Step("scope/research", "scope", TraceStage.SCOPE, "PA69(1)", Verdict(False, because, PA_69_1)))
    return tuple(steps)


def _headline(found: Determination) -> Words:
    lab, standing = found.lab, STANDING_WORDS[found.standing]
    where = Words(f"{lab.code} の" if lab else "", f" of {lab.code}" if lab and found.standing in _OF_LAB else "")
    missing = [
        found.question.reference.parties[need.owner].name for need in found.cover.needs if need.cover is ConsentCover.MISSING
    ]
    who_ja = f"{where.ja if found.standing in _OF_LAB else ''}{standing.ja}"
    who_en = f"{standing.en}{where.en}"
    kind = LICENSE_WORDS[found.license_type] if found.license_type else Words("許諾", "license")
    match found.outcome:
        case Outcome.CONSENT_NEEDED:
            would = OUTCOME_WORDS[found.would_be] if found.would_be else Words("", "")
            names = listed(missing)
            lacking = (
                Words(f"{names.ja} の同意がない", f"the consent of {names.en} is missing")
                if missing
                else Words("共有者の同意が第三者に及ばない", "the co-owners' consents do not reach third parties")
            )
            return Words(
                f"{who_ja}。{lacking.ja}ため、まだ許諾できない（同意があれば{would.ja}の{kind.ja}）。",
                f"{_capital(who_en)}: {lacking.en}, so it cannot be granted yet (with it: {would.en}, {kind.en}).",
            )
        case Outcome.PREFERRED | Outcome.STANDARD if found.basis is RightBasis.LICENSE:
            name = OUTCOME_WORDS[found.outcome]
            return Words(f"{who_ja}として、{name.ja}の{kind.ja}。", f"As {who_en}: {name.en}, {kind.en}.")
        case Outcome.FREE if found.basis is RightBasis.LICENSE:
            return Words(f"{who_ja}として、無償の{kind.ja}。", f"As {who_en}: free, {kind.en}.")
        case _:
            name, because = OUTCOME_WORDS[found.outcome], found.found.because
            return Words(f"{who_ja}。{name.ja}: {because.ja}", f"{_capital(who_en)}. {_capital(name.en)}: {because.en}")


_OF_LAB = (Standing.LAB_MEMBER, Standing.FORMER_LAB_MEMBER)

LICENSE_WORDS = {
    LicenseType.NON_EXCLUSIVE: Words("非独占的通常実施権", "a non-exclusive license"),
    LicenseType.PROVISIONAL_NON_EXCLUSIVE: Words("仮通常実施権（非独占）", "a provisional non-exclusive license"),
    LicenseType.SOLE: Words("不完全独占的通常実施権", "a sole license"),
    LicenseType.EXCLUSIVE: Words("独占的通常実施権", "an exclusive license"),
    LicenseType.REGISTERED_EXCLUSIVE: Words("専用実施権", "a registered exclusive license"),
    LicenseType.PROVISIONAL_EXCLUSIVE: Words("仮専用実施権", "a provisional exclusive license"),
    LicenseType.RESEARCH: Words("研究のための通常実施権", "a research license"),
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _digest_content(found: Determination) -> dict[str, object]:
    question, case = found.question, found.case
    answers = {
        preference.code: [
            holds(atom, case)
            for atom in preference.condition
            if isinstance(atom, Before) and case.cards is not None and atom.limit.name in case.cards.adjustments
        ]
        for preference in PREFERENCES
    }
    facts = {
        "case": {
            name: canonical(getattr(case, name))
            for name in Case.__dataclass_fields__
            if name not in ("pinned", "cards", "signing_day")
        },
        "days": {code: held for code, held in answers.items() if held},
        "owners": sorted(
            (str(title.party), canonical(title.share) or "-", title.basis.value) for title in question.record.owners(question.on)
        ),
        "consents": sorted((str(need.owner), need.country, need.cover.name) for need in found.cover.needs),
        "licenses": sorted((str(one.id), one.version) for one in found.own_licenses),
        "membership": str(found.standing_finding.membership.id) if found.standing_finding.membership else None,
    }
    content: dict[str, object] = {
        "format": DIGEST_FORMAT,
        "patent": str(question.record.patent.id),
        "applicant": str(question.applicant.id),
        "scope": {"territory": question.scope.territory, "field_of_use": question.scope.field_of_use},
        "arrangement": [case.pinned.digest if case.pinned else None, case.cards.digest if case.cards else None],
        "rules": RULES_VERSION,
        "facts": facts,
        "outcome": found.outcome.value,
        "would_be": found.would_be.value if found.would_be else None,
        "license_type": found.license_type.value if found.license_type else None,
        "terms": canonical(found.price),
    }
    return content

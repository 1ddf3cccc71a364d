"""What is told of a determination: the whole trace, with the particulars of the patent filled in, and the answer in one sentence.

Nothing here changes outcome or price.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ippool.domain.clause import PA_69_1, pool_rule
from ippool.domain.co_ownership import law_of
from ippool.domain.consent_cover import LEAK, ConsentNeed
from ippool.domain.consents import Beneficiaries, ConsentCover
from ippool.domain.countries import coded_words, place_words
from ippool.domain.licenses import LICENSE_WORDS, LicenseType
from ippool.domain.outcomes import ENOUGH, OUTCOME_WORDS, Outcome, RightBasis, consent_clause
from ippool.domain.patents import OWNERSHIP_CLASS_WORDS
from ippool.domain.pinning import CARDS
from ippool.domain.standing import standing_steps
from ippool.domain.standing.licensees import is_wide, license_in_point
from ippool.domain.standing.owners import NOBODY_OWNS, NOT_SETTLED, nobody_owns
from ippool.domain.tables import Standing
from ippool.domain.title import CLASSES, background, owner_on
from ippool.domain.trace import Fact, Step, TraceStage
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words, listed

if TYPE_CHECKING:
    from ippool.domain.terms import Determination

__all__ = ["LICENSE_WORDS", "headline_of", "steps_of"]

NO_LAB = pool_rule("5.1 no lab", "ラボに属さない特許に条件の一式はない。", "A patent in no lab has no package.")
SCOPE = pool_rule(
    "5.1 step 4", "範囲を示さない照会は全域・全分野に及ぶ。", "No scope asked means every field in the whole territory."
)


def steps_of(found: Determination) -> tuple[Step, ...]:
    """Return every step in order: standing, pin and class, decision, card and preferences, consents by owner, scope, result."""
    told = tuple(_particular(found, step) for step in found.found.steps)
    head, result = told[:-1], told[-1:]
    at = next((index for index, step in enumerate(head) if step.id == "consent"), len(head))
    return (
        *standing_steps(found.question),
        *_pin_steps(found),
        *head[:at],
        *_consent_steps(found),
        *head[at:],
        *_scope_steps(found),
        *result,
    )


def _particular(found: Determination, step: Step) -> Step:
    """Say of a step of the case what only the patent tells: that on this day nobody holds title."""
    because = _of_nobody(found, step.verdict.because)
    return step if because is step.verdict.because else replace(step, verdict=replace(step.verdict, because=because))


def _of_nobody(found: Determination, because: Words) -> Words:
    if found.standing is not Standing.UNDETERMINED or not nobody_owns(found.question):
        return because
    return Words(
        because.ja.replace(NOT_SETTLED.ja, NOBODY_OWNS.ja),
        because.en.replace(NOT_SETTLED.en, NOBODY_OWNS.en),
    )


def _pin_steps(found: Determination) -> tuple[Step, ...]:
    if found.pin is None or found.lab is None:
        none = Verdict.yes("この特許は当日どのラボにも属さない。", "The patent is in no lab on the day.", NO_LAB)
        return (Step("decision/lab", "decision", TraceStage.DECISION, "NO_LAB", none),)
    record, on, reference = found.question.record, found.question.on, found.question.reference
    owners = tuple(
        Fact("owner", reference.parties[owner_on(title, reference, on)].code, title.source or None, title.period.start)
        for title in record.owners(on)
    )
    anchor = (Fact("anchor day", str(found.pin.anchor)),) if found.pin.anchor else ()
    cards, disclosure, patent = found.pin.cards, record.disclosure, record.patent
    origin = (Fact("origin", disclosure.origin.value, disclosure.source or None),) if disclosure and disclosure.origin else ()
    conceived = (
        (Fact("conceived on", str(disclosure.conceived_on), disclosure.source or None),)
        if disclosure and disclosure.conceived_on
        else ()
    )
    pinned = Verdict(found.pin.pinned is not None, found.pin.because, found.pin.clause)
    other_cards = Verdict(cards is not found.pin.pinned, found.pin.cards_because, CARDS)
    made_elsewhere = background(record, found.lab)
    if found.pin.by_background_policy and not made_elsewhere.holds:
        made_elsewhere = pinned
    called = OWNERSHIP_CLASS_WORDS[found.case.ownership_class]
    classed = Verdict.yes(f"権利の区分は「{called.ja}」である。", f"The ownership class is “{called.en}”.", CLASSES)
    filed = (Fact("filed on", str(patent.filed_on), patent.source or None),) if patent.filed_on else ()
    return tuple(
        Step(f"decision/{name}", "decision", TraceStage.DECISION, rule, verdict, facts)
        for name, rule, verdict, facts in (
            ("pin", "PIN", pinned, anchor),
            ("cards", "CARDS", other_cards, (Fact("cards", cards.code, cards.source or None),) if cards else ()),
            ("background", "BACKGROUND", made_elsewhere, (*origin, *conceived, *filed)),
            ("class", "OWNERSHIP_CLASS", classed, owners),
        )
    )


def _consent_steps(found: Determination) -> tuple[Step, ...]:
    parties = found.question.reference.parties
    steps = [_need_step(found, need) for need in found.cover.needs]
    for owner, country in found.cover.alone:
        name, law, where = parties[owner].name, law_of(country, found.question.on), place_words(country)
        because = Words(
            f"{where.ja}の法は単独の許諾を認め、{name.ja or name.en}の同意を要しない。",
            f"The law of {where.en} lets the core institution license alone; the consent of {name.en or name.ja} is not needed.",
        )
        step_id = f"consent/{parties[owner].code}/{country}"
        steps.append(Step(step_id, "consent", TraceStage.CONSENT, "CONSENT", Verdict(False, because, law.license_clause)))
    leaks = listed([parties[owner].name for owner, country in found.cover.alone if country == "US"])
    if leaks:
        because = Words(
            f"誓約がないため、{leaks.ja}は米国では単独で誰にでも許諾でき、会員の優遇が崩れるおそれがある。",
            f"Without a covenant, {leaks.en} may license anybody in the United States alone, which can undercut members' terms.",
        )
        steps.append(Step("consent/leak", "consent", TraceStage.CONSENT, "US_262_LEAK", Verdict(True, because, LEAK)))
    if steps and not any(step.id == "consent" for step in found.found.steps):
        because = Words("この結論は他の権利者の同意に左右されない。", "This outcome does not turn on the other owners' consents.")
        verdict = Verdict(False, because, consent_clause(found.case))
        steps.append(Step("consent", "result", TraceStage.CONSENT, "CONSENT_COVER", verdict))
    return tuple(steps)


_REACH = {
    ConsentCover.MEMBERS: Words("会員", "members"),
    ConsentCover.MEMBERS_AND_THIRD_PARTIES: Words("会員と第三者", "members and third parties"),
}


def _need_step(found: Determination, need: ConsentNeed) -> Step:
    owner, consent = found.question.reference.parties[need.owner], need.consent
    name, where = owner.name, place_words(need.country)
    facts: tuple[Fact, ...] = ()
    because = Words(
        f"{where.ja}について、この照会者に及ぶ{name.ja or name.en}の同意の記録がない。",
        f"No consent of {name.en or name.ja} that reaches this applicant is recorded for {where.en}.",
    )
    if consent is not None:
        reach = _REACH[need.cover]
        if consent.beneficiaries is Beneficiaries.NAMED:
            reach = Words("この照会者", "this applicant")
        because = Words(
            f"{where.ja}について、{reach.ja}に及ぶ{name.ja or name.en}の同意がある。",
            f"{name.en or name.ja} has consented to licenses for {reach.en} in {where.en}.",
        )
        source = consent.evidence or consent.source or None
        facts = (Fact("consent", consent.code, source, consent.period.start, consent.recorded_at),)
    verdict = Verdict(need.cover is not ConsentCover.MISSING, because, need.clause)
    return Step(f"consent/{owner.code}/{need.country}", "consent", TraceStage.CONSENT, "CONSENT", verdict, facts)


def _scope_steps(found: Determination) -> tuple[Step, ...]:
    scope, patent = found.question.scope, found.question.record.patent
    where = coded_words(scope.territory) if scope.territory else Words("全域", "the whole territory")
    field = Words(f"分野「{scope.field_of_use}」", f"the field “{scope.field_of_use}”") if scope.field_of_use else _EVERY_FIELD
    asked = Words(f"照会の範囲は{where.ja}、{field.ja}である。", f"The scope asked is {where.en}, {field.en}.")
    countries = Fact("countries of the right", " ".join(sorted(patent.countries)), patent.source or None)
    return (
        Step("scope", "result", TraceStage.SCOPE, "SCOPE", Verdict(True, asked, SCOPE), (countries,)),
        *_own_license_steps(found),
        *_notes(found),
    )


_EVERY_FIELD = Words("全分野", "every field")


def _own_license_steps(found: Determination) -> Iterator[Step]:
    clause = found.question.clauses.held
    for license in found.own_licenses:
        wide = is_wide(license, found.question)
        because = Words(
            f"自らのライセンス {license.number} は照会の範囲{'を覆う' if wide else 'より狭く、立場を変えない'}。",
            f"The applicant's own license {license.number} {'covers' if wide else 'is narrower than'} the scope asked.",
        )
        fact = Fact("license", license.number, license.source or None, license.period.start, license.recorded_at)
        yield Step(f"scope/{license.number}", "scope", TraceStage.SCOPE, "OWN_LICENSE", Verdict(wide, because, clause), (fact,))


def _notes(found: Determination) -> Iterator[Step]:
    """Tell what the law adds without changing the answer: research on the invention, and whom an owner owes abroad."""
    if found.license_type is LicenseType.RESEARCH and found.case.jurisdiction == "JP":
        because = Words(
            "発明そのものの試験・研究には、もともと特許の効力が及ばない。",
            "Experiment and research on the invention itself are outside the reach of the patent in any case.",
        )
        yield Step("scope/research", "scope", TraceStage.SCOPE, "PA69(1)", Verdict(False, because, PA_69_1))
    if found.standing is not Standing.CO_OWNER:
        return
    for country in sorted(found.question.countries):
        law, where = law_of(country, found.question.on), place_words(country)
        if law.own_working_compensates and found.cover.needs + found.cover.alone:
            because = Words(
                f"{where.ja}では、自ら実施する共有者が他の共有者に補償する。",
                f"In {where.en} a co-owner that works the patent compensates the others.",
            )
            verdict = Verdict(True, because, law.own_working_clause)
            yield Step(f"scope/compensation/{country}", "scope", TraceStage.SCOPE, "COMPENSATION", verdict)


_AS = {
    Standing.CORE: Words("中核機関", "the core institution"),
    Standing.UNDETERMINED: Words("照会者", "the applicant"),
    Standing.CO_OWNER: Words("共有者", "a co-owner"),
    Standing.STATUTORY_LICENSEE: Words("法定通常実施権者", "a statutory licensee"),
    Standing.LICENSEE: Words("実施権者", "the licensee"),
    Standing.LAB_MEMBER: Words("ラボ会員", "a lab member"),
    Standing.FORMER_LAB_MEMBER: Words("元ラボ会員", "a former lab member"),
    Standing.AFFILIATE: Words("会員の関係会社", "an affiliate of a member"),
    Standing.CENTER_MEMBER: Words("センター会員", "a center member"),
    Standing.NON_MEMBER: Words("非会員", "a non-member"),
}
_OF_LAB = (Standing.LAB_MEMBER, Standing.FORMER_LAB_MEMBER, Standing.AFFILIATE)


def headline_of(found: Determination) -> Words:
    """Return the answer in one sentence."""
    who = who_asks(found)
    return _consent_headline(found, who) if found.outcome is Outcome.CONSENT_NEEDED else _headline(found, who)


def headline_of_case(found: Determination) -> Words:
    """Return the answer in one sentence that names neither owner nor license: it fits every patent of the same case."""
    who = _AS[found.standing] if found.standing is Standing.LICENSEE else who_asks(found)
    if found.outcome is not Outcome.CONSENT_NEEDED:
        return _headline(found, who)
    assert found.would_be is not None
    offer, because = _offer(found, found.would_be), found.found.because
    return Words(
        f"{who.ja}には、まだ許諾できない。{because.ja}同意があれば、{offer.ja}となる。",
        f"As {who.en}: no license can be granted yet. {because.en} With all consents, {offer.en}.",
    )


def _headline(found: Determination, who: Words) -> Words:
    because, name = _of_nobody(found, found.found.because), OUTCOME_WORDS[found.outcome]
    match found.outcome:
        case Outcome.PREFERRED | Outcome.STANDARD | Outcome.FREE if found.basis is RightBasis.LICENSE:
            offer = _offer(found, found.outcome)
            return Words(f"{who.ja}として、{offer.ja}。", f"As {who.en}: {offer.en}.")
        case Outcome.NOT_COVERED:
            return Words(f"{who.ja}には条件の定めがない。{because.ja}", f"Not covered for {who.en}. {because.en}")
        case Outcome.REFUSED:
            return Words(f"{who.ja}には許諾できない。{because.ja}", f"Refused to {who.en}. {because.en}")
        case Outcome.NEGOTIATE:
            return Words(f"{who.ja}として、条件は協議による。{because.ja}", f"As {who.en}: to be negotiated. {because.en}")
        case _:
            return Words(f"{name.ja}。{because.ja}", f"{name.en[:1].upper()}{name.en[1:]}. {because.en}")


_ON = {Outcome.FREE: "free of charge", Outcome.PREFERRED: "on preferred terms", Outcome.STANDARD: "on standard terms"}


def _offer(found: Determination, outcome: Outcome) -> Words:
    """Say a license and its terms as one."""
    name = OUTCOME_WORDS[outcome]
    kind = LICENSE_WORDS[found.license_type] if found.license_type else Words("許諾", "a license")
    en = f"{kind.en} {_ON[outcome]}"
    if found.license_type is LicenseType.RESEARCH:
        return Words(f"研究目的の{name.ja}の通常実施権", en)
    return Words(f"{name.ja}の{kind.ja}", en)


def who_asks(found: Determination) -> Words:
    """Say as what the applicant asks."""
    who, lab = _AS[found.standing], found.lab
    held = license_in_point(found.question) if found.standing is Standing.LICENSEE else None
    if held is not None:
        return Words(f"ライセンス{held.number}の{who.ja}", f"{who.en} of {held.number}")
    membership = found.standing_finding.membership
    if found.standing is Standing.CENTER_MEMBER and membership is not None and membership.lab is not None:
        return Words("他ラボの会員", "a member of another lab")
    if lab is not None and found.standing in _OF_LAB:
        return Words(f"{lab.code}の{who.ja}", f"{who.en} of {lab.code}")
    return who


def _consent_headline(found: Determination, who: Words) -> Words:
    parties, enough = found.question.reference.parties, ENOUGH[found.standing]
    assert found.would_be is not None
    offer = _offer(found, found.would_be)
    missing = dict.fromkeys(need.owner for need in found.cover.needs if need.cover is ConsentCover.MISSING)
    short = dict.fromkeys(need.owner for need in found.cover.needs if need.cover < enough)
    owners = [parties[owner].name for owner in missing or short]
    ja, several = listed(owners).ja, len(owners) > 1
    names = " and ".join(name.en or name.ja for name in owners)
    en = f"the consents of {names}" if several else f"the consent of {names}"
    lacking = (
        Words(f"{ja}の同意がない", f"{en} {'are' if several else 'is'} missing")
        if missing
        else Words(f"{ja}の同意が第三者に及ばない", f"{en} {'do' if several else 'does'} not reach third parties")
    )
    return Words(
        f"{who.ja}には、{lacking.ja}ため、まだ許諾できない。同意があれば、{offer.ja}となる。",
        f"As {who.en}: no license can be granted yet, as {lacking.en}; with {'them' if several else 'it'}, {offer.en}.",
    )

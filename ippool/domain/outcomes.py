"""Outcomes: what the answer is, the nine of them in their precedence, and what one case comes to (domain rules, 5.2).

`determine_terms` is pure and is asked once for each case; a single quote and a whole pool read the same answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from ippool.domain.cards import Card
from ippool.domain.cases import BEFORE_GRANT, NOT_YET_GRANTED, PREFERRED_CLASSES, AssetState, CardClass, Case, Terms
from ippool.domain.clause import GRANTED_TERMS, R3, R5, Clause, clauses_of, pool_rule
from ippool.domain.co_ownership import law_of
from ippool.domain.consent_cover import COVENANT, NO_SHARE
from ippool.domain.consents import ConsentCover
from ippool.domain.countries import place_words
from ippool.domain.decision import Decision, Ruling, card_words, decide
from ippool.domain.labs import Scheme
from ippool.domain.licenses import LICENSE_WORDS, LicenseType, TermsClass
from ippool.domain.patents import OwnershipClass
from ippool.domain.policies import NonworkingCompensation
from ippool.domain.preferences import PREFERENCES, adjust, applies
from ippool.domain.prices import QuotedPrice, quoted, terms_of
from ippool.domain.tables import Standing
from ippool.domain.trace import Fact, Step, TraceStage
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words


class Outcome(StrEnum):
    """What the answer is; never merged with one another."""

    NO_LICENSE_NEEDED = "NO_LICENSE_NEEDED"
    FREE = "FREE"
    PREFERRED = "PREFERRED"
    STANDARD = "STANDARD"
    NEGOTIATE = "NEGOTIATE"
    CONSENT_NEEDED = "CONSENT_NEEDED"
    REFUSED = "REFUSED"
    NOT_COVERED = "NOT_COVERED"
    UNDETERMINED = "UNDETERMINED"


class RightBasis(StrEnum):
    """Why the party may use it, where it may: LICENSE is held or to be granted, NONE is none needed or none to be had."""

    OWN_WORKING = "OWN_WORKING"
    STATUTORY = "STATUTORY"
    LICENSE = "LICENSE"
    NONE = "NONE"


OUTCOME_WORDS = {
    Outcome.NO_LICENSE_NEEDED: Words("許諾不要", "no license needed"),
    Outcome.FREE: Words("無償", "free"),
    Outcome.PREFERRED: Words("優遇条件", "preferred terms"),
    Outcome.STANDARD: Words("標準条件", "standard terms"),
    Outcome.NEGOTIATE: Words("協議", "to be negotiated"),
    Outcome.CONSENT_NEEDED: Words("同意が必要", "consent needed"),
    Outcome.REFUSED: Words("許諾不可", "refused"),
    Outcome.NOT_COVERED: Words("定めなし", "not covered"),
    Outcome.UNDETERMINED: Words("未確定", "undetermined"),
}

ENOUGH = {
    Standing.LAB_MEMBER: ConsentCover.MEMBERS,
    Standing.FORMER_LAB_MEMBER: ConsentCover.MEMBERS,
    Standing.AFFILIATE: ConsentCover.MEMBERS,
    Standing.CENTER_MEMBER: ConsentCover.MEMBERS_AND_THIRD_PARTIES,
    Standing.NON_MEMBER: ConsentCover.MEMBERS_AND_THIRD_PARTIES,
}


@dataclass(frozen=True)
class CaseDetermination:
    """What one case comes to. `would_be` is set exactly with CONSENT_NEEDED; `terms` where a card priced the case.

    Shape: `derived` keeps what was made of the case alone, by what it is, for as long as the answer is kept.
    """

    outcome: Outcome
    basis: RightBasis
    steps: tuple[Step, ...]
    because: Words
    would_be: Outcome | None = None
    license_type: LicenseType | None = None
    terms: Terms | None = None

    @cached_property
    def price(self) -> QuotedPrice | None:
        """What it costs; None where neither license nor own working is the basis, or no card priced it."""
        return quoted(self.terms) if self.terms is not None and self.basis in PRICED else None

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What was made of the case so far."""
        return {}


PRICED = (RightBasis.LICENSE, RightBasis.OWN_WORKING)
"""The grounds of a use that may cost something."""


@dataclass(frozen=True, slots=True)
class _Settled:
    outcome: Outcome
    basis: RightBasis
    verdict: Verdict
    terms: Terms | None = None


_Rule = tuple[str, Callable[[Case], _Settled | Verdict]]


def determine_terms(case: Case) -> CaseDetermination:
    """Determine outcome and terms of a case: first what a right settles, then the decision table, card, preferences, consent."""
    steps: list[Step] = []
    for rule, settle in _BEFORE_THE_TABLE:
        found = settle(case)
        verdict = found.verdict if isinstance(found, _Settled) else found
        after = found.terms if isinstance(found, _Settled) else None
        steps.append(_step(f"decision/{rule}", "decision", TraceStage.DECISION, rule.upper(), verdict, after=after))
        if isinstance(found, _Settled):
            return _close(CaseDetermination(found.outcome, found.basis, tuple(steps), verdict.because, terms=found.terms), verdict)
    decision = decide(case)
    verdict = Verdict(True, decision.because, decision.clause)
    facts = (
        Fact("ownership class", case.ownership_class.value),
        Fact("standing", case.standing.value),
        Fact("asset state", case.asset_state.value),
        *((Fact("member kind", case.member_kind.value),) if case.member_kind else ()),
    )
    steps.append(_step("decision/table", "decision", TraceStage.DECISION, "TABLE", verdict, facts))
    if decision.ruling is not Ruling.CARD:
        outcome, basis = _WITHOUT_CARD[decision.ruling]
        return _close(CaseDetermination(outcome, basis, tuple(steps), decision.because), verdict)
    return _priced(case, decision, steps)


_WITHOUT_CARD = {
    Ruling.HOLE: (Outcome.NOT_COVERED, RightBasis.NONE),
    Ruling.REFUSE: (Outcome.REFUSED, RightBasis.NONE),
    Ruling.NEGOTIATE: (Outcome.NEGOTIATE, RightBasis.LICENSE),
}


def _priced(case: Case, decision: Decision, steps: list[Step]) -> CaseDetermination:
    assert decision.card is not None
    assert decision.card_class is not None
    license_type = license_type_in(case, decision.license_type)
    steps.append(
        _step("decision/license-type", "decision", TraceStage.DECISION, "LICENSE_TYPE", _type_verdict(case, decision, license_type))
    )
    terms = terms_of(decision.card, decision.card_class)
    card_verdict = Verdict(True, _start(decision, decision.card), _cited(decision, case))
    steps.append(_step("card", "result", TraceStage.CARD, decision.card.code, card_verdict, after=terms))
    priced = replace(case, card_class=decision.card_class)
    for preference in PREFERENCES:
        verdict = (
            Verdict(False, _BY_POLICY, preference.clause) if decision.by_policy else applies(preference, priced, decision.card)
        )
        after = adjust(preference, priced, decision.card, terms) if verdict.holds else terms
        steps.append(
            _step(f"card/{preference.code}", "card", TraceStage.PREFERENCE, preference.code, verdict, before=terms, after=after)
        )
        terms = after
    would_be = outcome_of(terms)
    consent = consent_verdict(case)
    steps.append(
        _step("consent", "result", TraceStage.CONSENT, "CONSENT_COVER", consent, (Fact("consent cover", case.consent_cover.name),))
    )
    reached = would_be if consent.holds else Outcome.CONSENT_NEEDED
    because = decision.because if consent.holds else consent.because
    determination = CaseDetermination(
        outcome=reached,
        basis=RightBasis.LICENSE,
        steps=tuple(steps),
        because=because,
        would_be=None if consent.holds else would_be,
        license_type=license_type,
        terms=terms,
    )
    return _close(determination, Verdict(True, because, consent.clause if not consent.holds else decision.clause))


def _start(decision: Decision, card: Card) -> Words:
    if decision.by_policy:
        return _BY_POLICY
    name = card_words(card.code)
    return Words(f"{name.ja}を基に計算する。", f"The calculation starts from {name.en}.")


_BY_CONTRACT = pool_rule(
    "5.3 exclusivity", "クローズド・スキームでは契約が実施権の種類を定める。", "In a closed lab the contract says which license."
)
_NO_CONTRACT = pool_rule(
    "5.3 exclusivity",
    "クローズド・スキームの独占は契約の相手方に限り、その他の者への許諾は非独占とする。",
    "Exclusivity in a closed lab is for the contract's partner only; anyone else gets a non-exclusive license.",
)


def _type_verdict(case: Case, decision: Decision, license_type: LicenseType) -> Verdict:
    """Say which license it is and by which rule: research, before the grant, the open scheme, or a closed lab's contract."""
    name, clauses = LICENSE_WORDS[license_type], clauses_of(case.jurisdiction)
    if license_type is LicenseType.RESEARCH:
        because = f"取決めの研究利用の定めにより、{name.ja}となる。", f"By the arrangement's rule on research it is {name.en}."
        return Verdict.yes(*because, _research_clause(case, decision))
    if license_type is LicenseType.PROVISIONAL_NON_EXCLUSIVE:
        return Verdict.yes(f"登録前であり、{name.ja}となる。", f"Before the grant it can only be {name.en}.", clauses.before_grant)
    if license_type is LicenseType.PROVISIONAL_EXCLUSIVE:
        return Verdict.yes(
            f"登録前であり、{name.ja}となる。", f"Before the grant it can only be {name.en}.", clauses.exclusive_before_grant
        )
    if case.scheme is Scheme.OPEN or case.open_tagged:
        return Verdict.yes(f"オープン・スキームでは{name.ja}に限る。", f"The open scheme allows {name.en} only.", R3)
    if decision.by_contract:
        return Verdict.yes(f"相手方との契約により、{name.ja}となる。", f"By the partner's contract it is {name.en}.", _BY_CONTRACT)
    return Verdict.yes(
        f"独占を定める契約の相手方ではないため、{name.ja}となる。",
        f"The applicant is not the partner of a contract that gives exclusivity, so that it gets {name.en}.",
        _NO_CONTRACT,
    )


def _research_clause(case: Case, decision: Decision) -> Clause:
    """Cite the arrangement's research policy in the version whose law holds."""
    if case.pinned is None:
        return decision.clause
    text = Words("会員である大学の研究利用の扱いを定める。", "It says what a university in the lab gets for research.")
    return Clause(case.pinned.code, "research_policy", text)


_BY_POLICY = Words(
    "取決めの方針により無償であり、増減しない。", "A policy of the arrangement makes it free; nothing is added or taken away."
)


def _cited(decision: Decision, case: Case) -> Clause:
    """Cite the card in the version that sets it, or the policy that makes it free."""
    version = case.cards or case.pinned
    if decision.by_policy or decision.card is None or version is None:
        return decision.clause
    text = Words("この版の料率表。", "A card of this version.")
    return Clause(version.code, f"cards {decision.card.code}", text)


def outcome_of(terms: Terms) -> Outcome:
    """Name what terms come to: FREE where every component is zero, PREFERRED on a member-class card, else STANDARD."""
    if terms.is_free:
        return Outcome.FREE
    return Outcome.PREFERRED if terms.card_class in PREFERRED_CLASSES else Outcome.STANDARD


def consent_verdict(case: Case) -> Verdict:
    """Tell whether the other owners' consents reach far enough for this standing (5.2, consent)."""
    enough, clause = ENOUGH[case.standing], consent_clause(case)
    match case.consent_cover:
        case ConsentCover.NOT_NEEDED:
            return Verdict.yes("同意を得るべき他の権利者はいない。", "There is no other owner whose consent is needed.", clause)
        case cover if cover >= enough:
            return Verdict.yes("他の権利者全員の同意が及ぶ。", "The consents of all other owners reach this far.", clause)
        case ConsentCover.MISSING:
            return Verdict.no("他の権利者の同意がそろっていない。", "The consent of another owner is missing.", clause)
        case _:
            return Verdict.no(
                "他の権利者の同意は会員までで、第三者に及ばない。",
                "The other owners' consents reach members only, not third parties.",
                clause,
            )


def consent_clause(case: Case) -> Clause:
    """Return where the need of consent comes from: the country's law for the state of the right, or what goes beyond it."""
    law, core_owns = law_of(case.jurisdiction, case.signing_day), case.ownership_class is not OwnershipClass.MEMBER_SOLE
    if law.license_alone and not core_owns:
        return NO_SHARE
    if law.license_alone and case.pinned is not None and case.pinned.consent.foreign_license_covenant:
        return COVENANT
    return law.licensing(before_grant=case.asset_state in NOT_YET_GRANTED)


def license_type_in(case: Case, license_type: LicenseType) -> LicenseType:
    """Return the type a license has in the state of the right: before the grant it is provisional (art. 34-2, 34-3).

    What a contract adds to an ordinary license, exclusivity or a field of research, stays what it is.
    """
    if case.asset_state not in BEFORE_GRANT:
        return license_type
    provisional = {
        LicenseType.NON_EXCLUSIVE: LicenseType.PROVISIONAL_NON_EXCLUSIVE,
        LicenseType.REGISTERED_EXCLUSIVE: LicenseType.PROVISIONAL_EXCLUSIVE,
    }
    return provisional.get(license_type, license_type)


def _step(
    id: str,
    parent: str | None,
    stage: TraceStage,
    rule: str,
    verdict: Verdict,
    facts: tuple[Fact, ...] = (),
    *,
    before: Terms | None = None,
    after: Terms | None = None,
) -> Step:
    return Step(id, parent, stage, rule, verdict, facts, before, after)


def _close(found: CaseDetermination, verdict: Verdict) -> CaseDetermination:
    decision = _step("decision", "result", TraceStage.DECISION, "DECISION", verdict)
    name = OUTCOME_WORDS[found.outcome]
    outcome = Words(f"結論は「{name.ja}」である。{found.because.ja}", f"The outcome is “{name.en}”. {found.because.en}")
    facts = [Fact("outcome", found.outcome.value)]
    if found.would_be is not None:
        facts.append(Fact("would be", found.would_be.value))
    result = _step(
        "result",
        None,
        TraceStage.RESULT,
        found.outcome.value,
        Verdict(True, outcome, verdict.clause),
        tuple(facts),
        after=found.terms,
    )
    last = max(index for index, step in enumerate(found.steps) if step.parent == "decision")
    return replace(found, steps=(*found.steps[: last + 1], decision, *found.steps[last + 1 :], result))


_WO = pool_rule(
    "5.2",
    "国際出願は権利ではなくファミリーの出来事である。",
    "An international application is an event of its family, not a right.",
)
_NONE_NEEDED = pool_rule(
    "5.2 NO_LICENSE_NEEDED", "権利のないところに許諾は要らない。", "Where there is no right, no license is needed."
)
_NOT_SETTLED = pool_rule("5.1 step 1", "権利者が確定しなければ条件は決まらない。", "Without settled owners there are no terms.")
_STATUTORY = pool_rule("5.1 step 3", "法定通常実施権は記録に従う。", "A statutory license is what is recorded.")
_BY_RIGHT = pool_rule(
    "5.2 by right", "自らの権利で実施する者に条件は要らない。", "Whoever works by a right of its own needs no terms."
)
_CORE_CLAUSE = pool_rule("5.1 step 0", "中核機関は自らに許諾しない。", "The core institution gives no license to itself.")


def _undetermined(case: Case) -> _Settled | Verdict:
    if case.standing is Standing.UNDETERMINED:
        verdict = Verdict.yes("権利者が確定していない。", "The owners are not settled.", _NOT_SETTLED)
        return _Settled(Outcome.UNDETERMINED, RightBasis.NONE, verdict)
    if case.jurisdiction == "WO":
        verdict = Verdict.yes(
            "国際出願であり、条件は各国の権利による。",
            "It is an international application; the terms are those of its national rights.",
            _WO,
        )
        return _Settled(Outcome.UNDETERMINED, RightBasis.NONE, verdict)
    return Verdict.no(
        "照会者の立場は定まっており、国際出願ではなく各国の権利である。",
        "The standing is settled, and it is a national or regional right, not an international application.",
        _NOT_SETTLED,
    )


def _no_license_needed(case: Case) -> _Settled | Verdict:
    if case.asset_state is AssetState.ENDED:
        verdict = Verdict.yes("権利は終了している。", "The right has ended.", _NONE_NEEDED)
        return _Settled(Outcome.NO_LICENSE_NEEDED, RightBasis.NONE, verdict)
    if not case.right_in_territory:
        verdict = Verdict.yes(
            "照会された国にこの権利はない。同じファミリーの他の国の権利は別に照会する。",
            "This right does not stand in the country asked; ask for the family's other rights on their own.",
            _NONE_NEEDED,
        )
        return _Settled(Outcome.NO_LICENSE_NEEDED, RightBasis.NONE, verdict)
    return Verdict.no("権利は存続し、又は出願が係属している。", "The right is in force or pending.", _NONE_NEEDED)


def _by_right(case: Case) -> _Settled | Verdict:
    match case.standing:
        case Standing.CORE:
            verdict = Verdict.yes(
                "中核機関自身であり、許諾を要しない。", "The core institution itself needs no license.", _CORE_CLAUSE
            )
            return _Settled(Outcome.FREE, RightBasis.NONE, verdict)
        case Standing.CO_OWNER:
            return _own_working(case)
        case Standing.STATUTORY_LICENSEE if case.statutory_free:
            verdict = Verdict.yes(
                "法定通常実施権は無償と記録されている。", "The statutory license is recorded as free.", _STATUTORY
            )
            return _Settled(Outcome.FREE, RightBasis.STATUTORY, verdict)
        case Standing.STATUTORY_LICENSEE:
            verdict = Verdict.yes(
                "有償の法定通常実施権であり、対価の定めがない。",
                "The statutory license is not free, and no price is set.",
                _STATUTORY,
            )
            return _Settled(Outcome.NEGOTIATE, RightBasis.STATUTORY, verdict)
        case Standing.LICENSEE:
            return _as_licensed(case)
        case _:
            return Verdict.no(
                "権利者でも、法定又は契約による実施権者でもない。",
                "The applicant is neither an owner nor licensed by statute or by contract.",
                _BY_RIGHT,
            )


def _own_working(case: Case) -> _Settled:
    joint = case.ownership_class is not OwnershipClass.MEMBER_SOLE
    if (
        case.scheme is Scheme.CLOSED
        and case.ownership_class is OwnershipClass.CORE_AND_COMPANY
        and case.pinned is not None
        and case.pinned.policies.nonworking_compensation is NonworkingCompensation.RATE_BY_SHARE
    ):
        return _compensated(case)
    law = law_of(case.jurisdiction, case.signing_day)
    note = _compensates(law.country) if law.own_working_compensates and joint else Words("", "")
    by_rule = case.scheme is Scheme.OPEN and case.ownership_class is OwnershipClass.CORE_AND_COMPANY and case.jurisdiction == "JP"
    cited = f" ({R5.article})" if by_rule else ""
    who = Words("共有者", "A co-owner's") if joint else Words("権利者", "An owner's")
    verdict = Verdict.yes(
        f"{who.ja}の自己実施は無償で、許諾を要しない{f'（{R5.article}）' if by_rule else ''}。{note.ja}",
        f"{who.en} own working is free and needs no license{cited}.{note.en}",
        law.own_working_clause,
    )
    return _Settled(Outcome.FREE, RightBasis.OWN_WORKING, verdict)


def _compensates(country: str) -> Words:
    name = place_words(country)
    return Words(
        f"ただし、{name.ja}の法では他の共有者への補償を要する。",
        f" By the law of {name.en}, however, it has to compensate the other owners.",
    )


def _compensated(case: Case) -> _Settled:
    card = case.cards.card("OWN_WORKING") if case.cards else None
    clause = law_of(case.jurisdiction, case.signing_day).own_working_clause
    if card is None or case.core_share is None:
        verdict = Verdict.yes(
            "契約は自己実施を有償とするが、料率表又は持分の約定がない。",
            "The contract puts a price on own working, but the card or the stipulated share is missing.",
            clause,
        )
        return _Settled(Outcome.NEGOTIATE, RightBasis.OWN_WORKING, verdict)
    terms = replace(terms_of(card, CardClass.OWN_WORKING), rate_factor=case.core_share)
    verdict = Verdict.yes(
        f"契約により、自己実施には料率に中核機関の持分 {case.core_share} を掛けた対価を要する。",
        f"By contract own working bears the rate times the core institution's share of {case.core_share}.",
        clause,
    )
    return _Settled(Outcome.STANDARD, RightBasis.OWN_WORKING, verdict, terms)


def _as_licensed(case: Case) -> _Settled:
    outcome = {
        TermsClass.ROYALTY_FREE: Outcome.FREE,
        TermsClass.MEMBER: Outcome.PREFERRED,
        TermsClass.OTHER: Outcome.STANDARD,
    }[case.licensed_as or TermsClass.OTHER]
    verdict = Verdict.yes(
        "照会の範囲は既に許諾されており、許諾時の条件が続く。",
        "The scope asked is licensed already; the terms of that license continue.",
        GRANTED_TERMS,
    )
    return _Settled(outcome, RightBasis.LICENSE, verdict)


_BEFORE_THE_TABLE: tuple[_Rule, ...] = (
    ("undetermined", _undetermined),
    ("no-license-needed", _no_license_needed),
    ("by-right", _by_right),
)

__all__ = [
    "ENOUGH",
    "OUTCOME_WORDS",
    "CaseDetermination",
    "Outcome",
    "RightBasis",
    "consent_verdict",
    "determine_terms",
    "license_type_in",
    "outcome_of",
    "terms_of",
]

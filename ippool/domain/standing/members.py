"""Steps 5 to 8: a member of the lab, a former one within the tail, a member's subsidiary, a member elsewhere in the center."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from ippool.domain.clause import Clause
from ippool.domain.labs import Affiliate, OpenLab
from ippool.domain.membership import Hold, Holding, barred, holding, running
from ippool.domain.policies import Policies
from ippool.domain.standing.question import Question
from ippool.domain.standing.tried import Tried, step
from ippool.domain.trace import Fact
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words

_LAB_MEMBER = step(5, "当日、ラボの会員である。", "A membership in the lab runs on the day.")
_FORMER_LAB_MEMBER = step(6, "退会後の経過期間にある。", "Within the tail after leaving.")
_AFFILIATE = step(7, "附属書に載る子会社である（下方向のみ）。", "A listed subsidiary of a member, downwards only.")
_CENTER_MEMBER = step(8, "センター又は他のラボの会員である。", "A member of the center or of another of its labs.")
_BARRED = Words(
    "滞納・停止・除名の会員は、他に何があっても非会員として扱う。",
    "A member in arrears, suspended or expelled is treated as a non-member, whatever else holds.",
)


def lab_member(question: Question) -> Tried:
    """Try a membership of the lab that runs on the day."""
    return _of_lab(question, Hold.ACTIVE, _LAB_MEMBER)


def former_lab_member(question: Question) -> Tried:
    """Try the tail that a membership of the lab leaves behind."""
    return _of_lab(question, Hold.TAIL, _FORMER_LAB_MEMBER)


def _of_lab(question: Question, wanted: Hold, clause: Clause) -> Tried:
    if question.lab is None:
        return _in_no_lab(clause)
    found = _own_holding(question)
    return Tried(
        Verdict(found.hold is wanted, found.because, clause),
        lambda: _membership_facts(found),
        tier=found.membership.tier if found.hold is wanted and found.membership else None,
        membership=found.membership if found.hold is wanted else None,
    )


def affiliate(question: Question) -> Tried:
    """Try the parties that control the applicant; of those that give nothing, the nearest miss is told."""
    clause, lab = _AFFILIATE, question.lab
    if lab is None:
        return _in_no_lab(clause)
    if _own_holding(question).hold is Hold.BARRED:
        return Tried(Verdict(False, _BARRED, clause))
    relations = question.reference.parents_of(question.applicant.id)

    def facts() -> tuple[Fact, ...]:
        return tuple(
            Fact(
                "affiliate",
                f"{question.reference.parties[relation.parent].code} {relation.control}",
                relation.source or None,
                relation.period.start,
                relation.recorded_at,
            )
            for relation in relations
        )

    tried = [_under_parent(question, lab, relation, question.policies) for relation in relations]
    best = min((one for one, _ in tried if one.verdict.holds), key=lambda one: not one.free_affiliate, default=None)
    if best is not None:
        return replace(best, facts=facts)
    if not tried:
        return Tried(Verdict.no("子会社としての記録はない。", "It is not recorded as anybody's subsidiary.", clause))
    nearest, _ = max(tried, key=lambda pair: pair[1])
    return replace(nearest, facts=facts)


def _under_parent(question: Question, lab: OpenLab, relation: Affiliate, policies: Policies) -> tuple[Tried, int]:
    """Try one control relation: a co-owner's subsidiary where the arrangement frees these, else a member's that the annex lists.

    Returns what was found and how many of the conditions were met, so that of several relations the nearest miss can be told.
    """
    clause, on = _AFFILIATE, question.on
    parent = question.reference.parties[question.reference.successor_of(relation.parent, on)]
    ja, en = parent.name.ja or parent.name.en, parent.name.en or parent.name.ja
    if on not in relation.period:
        because = Words(f"{ja}の支配は当日のものではない。", f"{en} does not control it on the day.")
        return Tried(Verdict(False, because, clause)), 0
    if relation.control <= policies.affiliate_threshold:
        because = Words(
            f"{ja}の支配割合 {relation.control} は {policies.affiliate_threshold} を超えない。",
            f"{en} controls {relation.control} of it, not more than {policies.affiliate_threshold}.",
        )
        return Tried(Verdict(False, because, clause)), 1
    owns = any(owner == question.reference.successor_of(parent.id, on) for _, owner in question.owners)
    if policies.owner_affiliates_free and owns and not question.is_core(parent.id):
        because = Words(
            f"共有者の{ja}が支配し、取決めは共有者の子会社の実施を無償とする。",
            f"The co-owner {en} controls it, and the arrangement lets a co-owner's subsidiaries work free.",
        )
        return Tried(Verdict(True, because, clause), free_affiliate=True), 4
    if policies.affiliate_list_required and lab.id not in relation.annex:
        because = Words(
            f"{ja}が支配するが、{lab.code} の附属書に記載がない。",
            f"{en} controls it, but the annex of {lab.code} does not list it.",
        )
        return Tried(Verdict(False, because, clause)), 2
    held = _holding(question, parent.id, lab)
    if held.hold not in (Hold.ACTIVE, Hold.TAIL) or held.membership is None:
        because = Words(
            f"親会社の{ja}について、{held.because.ja}",
            f"As for its parent, {en}: {held.because.en[:1].lower()}{held.because.en[1:]}",
        )
        return Tried(Verdict(False, because, clause)), 3
    member = Words("会員", "member") if held.hold is Hold.ACTIVE else Words("経過期間中の元会員", "former member")
    listed = policies.affiliate_list_required
    because = Words(
        f"{member.ja}の{ja}が支配し、{'附属書に載る' if listed else '附属書への記載は要らない'}。",
        f"The {member.en} {en} controls it, and {'the annex lists it' if listed else 'no annex need list it'}.",
    )
    return Tried(Verdict(True, because, clause), tier=held.membership.tier, membership=held.membership), 4


def center_member(question: Question) -> Tried:
    """Try a membership of the lab's center, or of another of its labs."""
    clause, lab = _CENTER_MEMBER, question.lab
    if lab is None:
        return _in_no_lab(clause)
    if _own_holding(question).hold is Hold.BARRED:
        return Tried(Verdict(False, _BARRED, clause))
    for membership in question.reference.memberships_of(question.applicant.id):
        other = question.reference.labs.get(membership.lab) if membership.lab else None
        elsewhere = membership.center == lab.center or (other is not None and other.id != lab.id and other.center == lab.center)
        if elsewhere and question.on in running(membership, other) and barred(membership, question.policies, question.on) is None:
            of = other.code if other else question.reference.centers[lab.center].code
            because = (
                Words(f"他のラボ {of} の会員である。", f"It is a member of another lab, {of}.")
                if other
                else Words(f"センター {of} の会員である。", f"It is a member of the center {of}.")
            )
            one = membership
            fact = Fact("membership", f"{of} {one.tier}", one.source or None, one.period.start, one.recorded_at)
            return Tried(Verdict(True, because, clause), partial(tuple, [fact]), membership=one)
    return Tried(
        Verdict.no(
            "センター及び他のラボの会員ではない。", "It is a member neither of the center nor of another of its labs.", clause
        )
    )


def _in_no_lab(clause: Clause) -> Tried:
    return Tried(Verdict.no("この特許はどのラボにも属さない。", "The patent is in no lab.", clause))


def _holding(question: Question, party: UUID, lab: OpenLab) -> Holding:
    return holding(question.reference, party, lab, question.policies, on=question.on, record=question.record)


def _own_holding(question: Question) -> Holding:
    assert question.held is not None
    return question.held


def _membership_facts(found: Holding) -> tuple[Fact, ...]:
    one = found.membership
    if one is None:
        return ()
    days = f"{one.period.start or ''}..{one.period.until or ''}"
    return (Fact("membership", f"{one.tier} {days}", one.source or None, one.period.start, one.recorded_at),)

"""Steps 0 to 2: the core institution with a title of its own, owners that are not settled, a co-owner."""

from __future__ import annotations

from ippool.domain.patents import TitleState, fault_of_shares, title_is_settled
from ippool.domain.standing.question import Question
from ippool.domain.standing.tried import Tried, step
from ippool.domain.trace import Fact
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words

NOT_SETTLED = Words("権利者が確定していない。", "The owners are not settled.")
NOBODY_OWNS = Words("当日に権利を有する者が記録されていない。", "Nobody is recorded as holding title on that day.")
_CORE = step(0, "中核機関自身である。", "The institution itself.")
_UNDETERMINED = step(1, "権利者が確定しなければ立場も決まらない。", "Without settled owners there is no standing.")


def core(question: Question) -> Tried:
    """Try the institution itself: the core of the lab asked, with a title of its own; to another lab it is like anybody."""
    clause, party = _CORE, question.applicant

    def facts() -> tuple[Fact, ...]:
        return (Fact("party kind", party.kind.value, party.source or None),)

    if not question.is_core(party.id):
        return Tried(Verdict.no("照会者は中核機関ではない。", "The applicant is not the core institution.", clause), facts)
    if not _own_title(question):
        because = Words(
            "照会者は中核機関であるが、この特許に争いのない権利を持たない。",
            "The applicant is the core institution, but has no undisputed title to this patent.",
        )
        return Tried(Verdict(False, because, clause), facts)
    return Tried(Verdict.yes("照会者は中核機関自身である。", "The applicant is the core institution itself.", clause), facts)


def undetermined(question: Question) -> Tried:
    """Try whether the owners are not settled, and the applicant has no undisputed title of its own."""
    clause, record = _UNDETERMINED, question.record

    def facts() -> tuple[Fact, ...]:
        patent = record.patent
        return (Fact("title state", patent.title_state.value, patent.source or None), *_owner_facts(question))

    if title_is_settled(record, question.on):
        return Tried(Verdict.no("権利者は確定している。", "The owners are settled.", clause), facts)
    if _own_title(question):
        return Tried(
            Verdict.no(
                "権利者は確定していないが、照会者自身の権利に争いはない。",
                "The owners are not settled, but the applicant's own title is undisputed.",
                clause,
            ),
            facts,
        )
    return Tried(Verdict(True, _unsettled(question), clause), facts)


def nobody_owns(question: Question) -> bool:
    """Tell whether no title is recorded for the day asked, as before the filing."""
    return not question.record.owners(question.on)


def _unsettled(question: Question) -> Words:
    """Say what keeps the owners from being settled."""
    record, owners = question.record, question.record.owners(question.on)
    if not owners:
        return NOBODY_OWNS
    if record.patent.title_state is TitleState.OPEN:
        return NOT_SETTLED
    if any(owner.disputed for owner in owners):
        return Words("権利者の間に争いがある。", "The title is disputed.")
    return fault_of_shares((owner.basis, owner.share) for owner in owners) or NOT_SETTLED


def _own_title(question: Question) -> bool:
    applicant = question.reference.successor_of(question.applicant.id, question.on)
    return any(owner == applicant and not title.disputed for title, owner in question.owners)


def co_owner(question: Question) -> Tried:
    """Try a title of the applicant's own."""
    clause = question.law.own_working_clause

    def facts() -> tuple[Fact, ...]:
        return _owner_facts(question)

    if _own_title(question):
        return Tried(Verdict.yes("照会者は当日の権利者である。", "The applicant holds title on the day.", clause), facts)
    return Tried(Verdict.no("照会者は当日の権利者ではない。", "The applicant holds no title on the day.", clause), facts)


def _owner_facts(question: Question) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            "owner",
            f"{question.reference.parties[title.party].code} {title.share or '-'} {title.basis.value}",
            title.source or None,
            title.period.start,
            title.recorded_at,
        )
        for title in question.record.owners(question.on)
    )

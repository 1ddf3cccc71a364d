"""Standing: how a party stands to a patent on a day; the first of ten steps that matches (domain rules, 5.1).

Steps 0 to 4 look at the patent, 5 to 8 at the lab whose package is asked. Every step that was tried is kept with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ippool.domain.clause import pool_rule
from ippool.domain.labs import Membership
from ippool.domain.licenses import TermsClass
from ippool.domain.parties import MemberKind
from ippool.domain.standing.licensees import licensee, statutory
from ippool.domain.standing.members import affiliate, center_member, former_lab_member, lab_member
from ippool.domain.standing.owners import co_owner, core, undetermined
from ippool.domain.standing.question import Question
from ippool.domain.standing.tried import Tried, step
from ippool.domain.tables import STANDING_WORDS, Standing
from ippool.domain.trace import Fact, Step, TraceStage
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A standing with its facts: the tier and kind of member, what a license or statute gives, the membership it rests on."""

    standing: Standing
    tier: str | None = None
    member_kind: MemberKind | None = None
    free_affiliate: bool = False
    statutory_free: bool | None = None
    licensed_as: TermsClass | None = None
    membership: Membership | None = None


def standing_of(question: Question) -> StandingFinding:
    """Find the standing: try the steps in order until one applies; NON_MEMBER always does."""
    *_, (standing, tried) = _tried(question)
    return StandingFinding(
        standing=standing,
        tier=tried.tier,
        member_kind=question.member_kind if standing in _MEMBERS else None,
        free_affiliate=tried.free_affiliate,
        statutory_free=tried.statutory_free,
        licensed_as=tried.licensed_as,
        membership=tried.membership,
    )


def _tried(question: Question) -> Iterator[tuple[Standing, Tried]]:
    for standing, rule in _STEPS:
        tried = rule(question)
        yield standing, tried
        if tried.verdict.holds:
            return


def standing_steps(question: Question) -> Iterator[Step]:
    """Tell every step tried, in order, and the standing found."""
    yield from _identity(question)
    every = tuple(_tried(question))
    for standing, tried in every:
        yield Step(
            id=f"standing/{standing.value.lower()}",
            parent="standing",
            stage=TraceStage.STANDING,
            rule=standing.value,
            verdict=tried.verdict,
            facts=tried.facts(),
        )
    standing, tried = every[-1]
    name = standing_words(standing, tried.membership)
    because = Words(f"立場は「{name.ja}」である。", f"The standing is “{name.en}”.")
    yield Step(
        id="standing",
        parent="result",
        stage=TraceStage.STANDING,
        rule="STANDING",
        verdict=Verdict(True, because, tried.verdict.clause),
        facts=(Fact("standing", standing.value), *((Fact("tier", tried.tier),) if tried.tier else ())),
    )


def standing_words(standing: Standing, membership: Membership | None) -> Words:
    """Name a standing; a member of another of the center's labs is not called a member of the center."""
    if standing is Standing.CENTER_MEMBER and membership is not None and membership.lab is not None:
        return Words("他ラボの会員", "member of another lab")
    return STANDING_WORDS[standing]


def _identity(question: Question) -> tuple[Step, ...]:
    named, now = question.asked_as, question.applicant
    if named is None:
        return ()
    because = Words(
        f"{named.name.ja or named.name.en}は合併により消滅し、一般承継人の{now.name.ja or now.name.en}を照会者とする。",
        f"{named.name.en or named.name.ja} was merged; its general successor {now.name.en or now.name.ja} stands in its place.",
    )
    if named.same_as is not None:
        because = Words(
            f"{named.code} は {now.code} と同一と確認されており、{now.code} を照会者とする。",
            f"{named.code} was found to be {now.code} under a second code; {now.code} is the applicant.",
        )
    facts = (
        Fact(
            "one and the same" if named.same_as is not None else "merger",
            f"{named.code} -> {now.code}",
            named.source or None,
            named.merged_on,
            named.recorded_at,
        ),
    )
    return (Step("standing/identity", "standing", TraceStage.STANDING, "IDENTITY", Verdict(True, because, _IDENTITY), facts),)


def _non_member(question: Question) -> Tried:
    return Tried(Verdict.yes("上のいずれにも当たらない。", "None of the steps above applies.", _NON_MEMBER))


_IDENTITY = pool_rule(
    "edge 29", "立場を見る前に照会者を特定する。", "The applicant is identified before its standing is looked at."
)
_MEMBERS = (Standing.LAB_MEMBER, Standing.FORMER_LAB_MEMBER, Standing.AFFILIATE)
_NON_MEMBER = step(9, "その他の者である。", "Anyone else.")
_STEPS: tuple[tuple[Standing, Callable[[Question], Tried]], ...] = (
    (Standing.CORE, core),
    (Standing.UNDETERMINED, undetermined),
    (Standing.CO_OWNER, co_owner),
    (Standing.STATUTORY_LICENSEE, statutory),
    (Standing.LICENSEE, licensee),
    (Standing.LAB_MEMBER, lab_member),
    (Standing.FORMER_LAB_MEMBER, former_lab_member),
    (Standing.AFFILIATE, affiliate),
    (Standing.CENTER_MEMBER, center_member),
    (Standing.NON_MEMBER, _non_member),
)

"""How a party holds on to a lab on a day: as a member, in the tail after leaving, barred, or not at all (domain rules, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from ippool.domain.labs import LeftReason, Membership, OpenLab
from ippool.domain.patents import PatentRecord
from ippool.domain.policies import LateJoiner, Policies
from ippool.domain.reference import Reference
from ippool.domain.timeline import Period, day_before, months_after
from ippool.domain.words import Words


class Hold(StrEnum):
    """What a membership gives on a day."""

    ACTIVE = "ACTIVE"
    TAIL = "TAIL"
    TOO_LATE = "TOO_LATE"
    BARRED = "BARRED"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a party's memberships of one lab give on a day, by which of them, and why."""

    hold: Hold
    membership: Membership | None
    because: Words


_NEVER = Holding(Hold.NONE, None, Words("このラボの会員であったことがない。", "It has never been a member of this lab."))
_MERGED = Holding(
    Hold.NONE,
    None,
    Words("合併により消滅し、会員資格も終わった。", "It was merged into another party, which ended its membership."),
)
_ORDER = (Hold.ACTIVE, Hold.BARRED, Hold.TAIL, Hold.TOO_LATE, Hold.NONE)


def holding(
    reference: Reference, party: UUID, lab: OpenLab, policies: Policies, *, on: date, record: PatentRecord | None = None
) -> Holding:
    """Find what a party's memberships of a lab give it on a day.

    With a `record` the late-joiner rule and the tail are judged for that invention; without one only running membership counts. A
    predecessor's membership counts for its general successor as a tail from the day of the merger, and no more for itself (edge 5).
    """
    if is_merged_away(reference, party, on):
        return _MERGED
    own = [m for m in reference.memberships_of(party) if m.lab == lab.id]
    inherited = _inherited(reference, party, lab, on)
    found = [
        *(_judge(m, own, lab, policies, on, record) for m in own),
        *(
            _judge(m, [one for one in inherited if one.party == m.party], lab, policies, on, record)
            for m in inherited
            # An expulsion left nothing, and bars the party expelled alone.
            if m.left_reason is not LeftReason.EXPULSION
        ),
    ]
    made = invented_on(record) if record else None
    return min(found, key=lambda one: _rank(one, party, made)) if found else _NEVER


def _rank(one: Holding, party: UUID, made: date | None) -> tuple[int, bool, bool, int]:
    """Order holdings, what counts first: of several tails its own, then the one of the time of the invention, then the latest."""
    membership = one.membership
    if membership is None:
        return _ORDER.index(one.hold), True, True, 0
    until = membership.period.until or date.max
    is_of_then = made is not None and made in membership.period
    return _ORDER.index(one.hold), membership.party != party, not is_of_then, -until.toordinal()


def is_member(reference: Reference, party: UUID, lab: OpenLab, on: date) -> bool:
    """Tell whether a party's membership of a lab runs on a day, whatever its standing within it; a merger ends it (edge 5)."""
    return not is_merged_away(reference, party, on) and any(
        on in running(m, lab) for m in reference.memberships_of(party) if m.lab == lab.id
    )


def is_merged_away(reference: Reference, party: UUID, on: date) -> bool:
    """Tell whether a party has a general successor on a day; the day of the merger is the successor's."""
    return reference.heir_of(party, on) != party


def running(membership: Membership, lab: OpenLab | None) -> Period:
    """Return the days of a membership: the end of the lab ends it."""
    return membership.period if lab is None else membership.period.cut_at(lab.period.until)


def days_of(reference: Reference, party: UUID, lab: OpenLab, on: date) -> frozenset[date]:
    """Return the days on which a membership of a lab that counts for a party begins or ends: by them inventions are judged."""
    own = [m for m in reference.memberships_of(party) if m.lab == lab.id]
    counting = [*own, *_inherited(reference, party, lab, on)]
    periods = (period for one in counting for period in (one.period, running(one, lab)))
    return frozenset(day for period in periods for day in (period.start, period.until) if day is not None)


def _inherited(reference: Reference, party: UUID, lab: OpenLab, on: date) -> list[Membership]:
    """Return what a party has of those merged into it: memberships up to that day, and those left before it."""
    found = []
    for absorbed in reference.predecessors_of(party, on):
        merged_on = reference.parties[absorbed].merged_on
        for one in reference.memberships_of(absorbed):
            begun = merged_on is not None and (one.period.start is None or one.period.start < merged_on)
            if one.lab != lab.id or not begun:
                continue
            # What was to end later, for whatever reason, was ended by the merger.
            had_left = one.period.until is not None and merged_on is not None and one.period.until <= merged_on
            cut = replace(one, period=one.period.cut_at(merged_on), left_reason=LeftReason.MERGER)
            found.append(one if had_left else cut)
    return found


def barred(membership: Membership, policies: Policies, on: date) -> Words | None:
    """Say why a member is treated as a non-member on a day, or None: expelled, suspended, or in arrears too long (edge 2)."""
    if membership.left_reason is LeftReason.EXPULSION and membership.period.is_over(on):
        return Words("除名された会員である。", "It was expelled.")
    if membership.suspended_since is not None and membership.suspended_since <= on:
        return Words(
            f"{membership.suspended_since} から資格停止中である。", f"It has been suspended since {membership.suspended_since}."
        )
    if membership.arrears_since is not None and (on - membership.arrears_since).days > policies.arrears_days:
        return Words(
            f"{membership.arrears_since} から {policies.arrears_days} 日を超えて会費を滞納している。",
            f"It has been in arrears since {membership.arrears_since}, longer than {policies.arrears_days} days.",
        )
    return None


def invented_on(record: PatentRecord) -> date | None:
    """Return the day an invention counts as made: the proven conception day, else the filing day."""
    conceived = record.disclosure.conceived_on if record.disclosure else None
    return conceived or record.patent.filed_on


def _judge(
    membership: Membership, all_own: list[Membership], lab: OpenLab, policies: Policies, on: date, record: PatentRecord | None
) -> Holding:
    period = running(membership, lab)
    if not period.begins_by(on):
        return Holding(
            Hold.NONE, membership, Words(f"会員資格は {period.start} から始まる。", f"Its membership begins on {period.start}.")
        )
    why_barred = None if _was_readmitted(membership, all_own, on) else barred(membership, policies, on)
    if why_barred is not None and (on in period or membership.left_reason is LeftReason.EXPULSION):
        return Holding(Hold.BARRED, membership, why_barred)
    if on in period:
        late = _late_joiner(membership, all_own, policies, on, record)
        if late is not None:
            return Holding(Hold.TOO_LATE, membership, late)
        begun = membership.period.start
        because = Words(
            f"{begun or '当初'} から会員（区分 {membership.tier}）である。",
            f"It has been a member since {begun or 'the beginning'} (tier {membership.tier}).",
        )
        return Holding(Hold.ACTIVE, membership, because)
    return _after_leaving(membership, all_own, lab, policies, on, record)


def _was_readmitted(membership: Membership, all_own: list[Membership], on: date) -> bool:
    """Tell whether a membership that has ended was followed by another: an expulsion bars until then."""
    left = membership.period.until
    return left is not None and any(
        one is not membership and one.period.start is not None and left <= one.period.start <= on for one in all_own
    )


def _late_joiner(
    membership: Membership, all_own: list[Membership], policies: Policies, on: date, record: PatentRecord | None
) -> Words | None:
    """Say why an invention came before the party joined, or None; a change of tier is no new joining."""
    made, joined = (invented_on(record) if record else None), _joined(membership, all_own)
    if policies.late_joiner is LateJoiner.ALL or record is None or joined is None:
        return None
    if made is not None and (made >= joined or any(made in one.period for one in all_own)):
        return None
    if policies.late_joiner is LateJoiner.BUY_IN:
        if any(one.buy_in_paid_on is not None and one.buy_in_paid_on <= on for one in all_own):
            return None
        return Words(
            f"発明は加入日（{joined}）より前のもので、買入金が支払われていない。",
            f"The invention was made before it joined on {joined}, and the buy-in is not paid.",
        )
    return Words(
        f"発明（{made or '日不明'}）は加入日（{joined}）より前のものである。",
        f"The invention ({made or 'day unknown'}) was made before it joined on {joined}.",
    )


def _joined(membership: Membership, all_own: list[Membership]) -> date | None:
    """Return the first day of the membership, through earlier ones that it follows without a gap."""
    joined = membership.period.start
    for one in sorted(all_own, key=lambda one: one.period.start or date.min, reverse=True):
        start, until = one.period.start, one.period.until
        if joined is not None and (start is None or start < joined) and (until is None or until >= joined):
            joined = start
    return joined


def _after_leaving(
    membership: Membership, all_own: list[Membership], lab: OpenLab, policies: Policies, on: date, record: PatentRecord | None
) -> Holding:
    """Judge a membership that is over: the tail, for inventions made while it was a member, not after arrears or a suspension."""

    def none(ja: str, en: str) -> Holding:
        return Holding(Hold.NONE, membership, Words(ja, en))

    left = running(membership, lab).until
    if left is None or record is None:
        return none("会員資格は終了している。", "Its membership has ended.")
    if membership.left_reason is LeftReason.EXPULSION:
        return none("除名されて退会した。", "It was expelled.")
    if membership.arrears_since is not None and membership.arrears_since < left:
        return none("退会時に滞納があった。", "It left in arrears.")
    if membership.suspended_since is not None and membership.suspended_since < left:
        return none("資格停止中に退会した。", "It left while suspended.")
    tail_end = months_after(left, policies.tail_months)
    if tail_end is not None and on >= tail_end:
        last = day_before(tail_end)
        return none(f"退会後の経過期間は {last} に終わった。", f"Its tail ended on {last}.")
    made = invented_on(record)
    if made is None or not any(made in running(one, lab) for one in all_own):
        return none("発明は会員であった期間のものではない。", "The invention was not made while it was a member.")
    last = day_before(tail_end) if tail_end is not None else date.max
    return Holding(
        Hold.TAIL,
        membership,
        Words(
            f"会員期間は {day_before(left)} に終わり、発明（{made}）はその間のもので、経過期間は {last} まで続く。",
            f"Its membership ended on {day_before(left)}; the invention ({made}) was made during it; the tail runs until {last}.",
        ),
    )

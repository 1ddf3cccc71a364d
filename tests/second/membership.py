"""Memberships on a day, and the steps of standing that follow from them (5.1 steps 5 to 9; D-018, D-019, D-032)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.labs import LeftReason, Membership, OpenLab
from ippool.domain.patents import PatentRecord
from ippool.domain.policies import LateJoiner, Policies
from ippool.domain.reference import Reference
from ippool.domain.timeline import Period
from tests.second.identity import Title, absorbed, is_core, kept, who, within


@dataclass(frozen=True)
class Stay:
    """A membership as it really ran: cut where the lab ended or the member was merged away."""

    membership: Membership
    period: Period
    reason: LeftReason | None
    own: bool

    def suspended_on(self, day: date) -> bool:
        since = self.membership.suspended_since
        return since is not None and since <= day

    def arrears_on(self, day: date) -> bool:
        since = self.membership.arrears_since
        return since is not None and since <= day

    def beyond(self, day: date, arrears_days: int) -> bool:
        """Tell whether more days have gone by since the first one in arrears than the arrangement bears."""
        since = self.membership.arrears_since
        return since is not None and (day - since).days > arrears_days


@dataclass(frozen=True)
class Standing:
    """One of 5.1, with the tier that prices it; `free` marks the affiliate of an owner that pays nothing."""

    name: str
    tier: str | None = None
    free: bool = False


def months_later(day: date, months: int) -> date:
    """Add months, to the last day of the month where there is no such day (5, Periods)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _stay(membership: Membership, ends: list[tuple[date, LeftReason]], *, own: bool) -> Stay | None:
    start, until, reason = membership.period.start, membership.period.until, membership.left_reason
    for end, why in ends:
        if until is None or end < until:
            until, reason = end, why
    if start is not None and until is not None and until <= start:
        return None
    return Stay(membership, Period(start, until), reason, own)


def stays_in(reference: Reference, party: UUID, lab: OpenLab, on: date) -> list[Stay]:
    """Return a party's stays in a lab, then those of the parties it absorbed, which end with their merger at the latest."""
    return kept(reference, ("stays", party, lab.id, on), lambda: _stays_in(reference, party, lab, on))


def _stays_in(reference: Reference, party: UUID, lab: OpenLab, on: date) -> list[Stay]:
    lab_end = [(lab.period.until, LeftReason.EXPIRY)] if lab.period.until is not None else []
    merged = absorbed(reference, party, on)
    found = []
    for membership in reference.memberships:
        if membership.lab != lab.id:
            continue
        if membership.party == party:
            found.append(_stay(membership, lab_end, own=True))
        elif membership.party in merged:
            found.append(_stay(membership, [*lab_end, (merged[membership.party], LeftReason.MERGER)], own=False))
    order = list(merged)
    return sorted((stay for stay in found if stay), key=lambda stay: -1 if stay.own else order.index(stay.membership.party))


def is_member(reference: Reference, party: UUID, lab: OpenLab, on: date) -> bool:
    """Tell whether a party is a member of a lab on a day, in good standing or not."""
    return any(stay.own and within(stay.period, on) for stay in stays_in(reference, party, lab, on))


def made_on(record: PatentRecord) -> date | None:
    """Return the day of the invention: the proven conception, else the filing (steps 5 and 6, edge 3)."""
    if record.disclosure is not None and record.disclosure.conceived_on is not None:
        return record.disclosure.conceived_on
    return record.patent.filed_on


def _in_time(stays: list[Stay], current: Stay, made: date | None, policies: Policies, on: date) -> bool:
    """Apply the late-joiner rule: earlier stays of its own count, and a buy-in paid in one (D-019)."""
    if policies.late_joiner is LateJoiner.ALL:
        return True
    if made is not None:
        if current.period.start is None or made >= current.period.start:
            return True
        if any(stay.own and within(stay.period, made) for stay in stays):
            return True
    paid = [stay.membership.buy_in_paid_on for stay in stays if stay.own]
    return policies.late_joiner is LateJoiner.BUY_IN and any(day is not None and day <= on for day in paid)


def _has_tail(stay: Stay, policies: Policies, on: date) -> bool:
    until = stay.period.until
    if until is None or until > on or stay.reason is LeftReason.EXPULSION:
        return False
    last = date.fromordinal(until.toordinal() - 1)
    if stay.arrears_on(last) or stay.suspended_on(last):
        return False
    return on < months_later(until, policies.tail_months)


def _made_in(left: Stay, stays: list[Stay], made: date | None) -> bool:
    """Tell whether an invention was made while the party of a stay was a member, then or in another stay of its own."""
    if made is None:
        return False
    return any(stay.membership.party == left.membership.party and within(stay.period, made) for stay in stays)


def barred(stays: list[Stay], policies: Policies, on: date) -> bool:
    """Tell whether a party is 9 whatever else holds: expelled, suspended, or in arrears for too long (edge 2)."""
    begun = [stay for stay in stays if stay.own and (stay.period.start is None or stay.period.start <= on)]
    if not begun:
        return False
    last = max(begun, key=lambda stay: stay.period.start or date.min)
    if within(last.period, on):
        return last.suspended_on(on) or last.beyond(on, policies.arrears_days)
    return last.reason is LeftReason.EXPULSION


def by_own_membership(
    record: PatentRecord, reference: Reference, party: UUID, lab: OpenLab, policies: Policies, on: date
) -> Standing | None:
    """Resolve steps 5 and 6 for one party, or None."""
    stays = stays_in(reference, party, lab, on)
    if barred(stays, policies, on):
        return None
    made = made_on(record)
    current = next((stay for stay in stays if stay.own and within(stay.period, on)), None)
    if current is not None:
        if _in_time(stays, current, made, policies, on):
            return Standing("LAB_MEMBER", current.membership.tier)
        # Who comes too late goes on to 7; only what an absorbed party has left it, edge 5, it still has.
        stays = [stay for stay in stays if not stay.own]
    tails = [stay for stay in stays if _has_tail(stay, policies, on) and _made_in(stay, stays, made)]
    if not tails:
        return None
    # Of two tails that run its own comes before a taken-over one, that in which the invention was made before a later one.
    best = max(tails, key=lambda stay: (stay.own, made is not None and within(stay.period, made), stay.period.until or date.max))
    return Standing("FORMER_LAB_MEMBER", best.membership.tier)


def _as_affiliate(
    record: PatentRecord, reference: Reference, party: UUID, lab: OpenLab, policies: Policies, title: Title, on: date
) -> Standing | None:
    for relation in reference.affiliates:
        if relation.subsidiary != party or not within(relation.period, on) or relation.control <= policies.affiliate_threshold:
            continue
        parent = who(reference, relation.parent, on)
        if parent == party:
            continue
        owner = parent in title.by_owner and not is_core(reference, parent, lab, on)
        if policies.owner_affiliates_free and owner:
            return Standing("AFFILIATE", free=True)
        if policies.affiliate_list_required and lab.id not in relation.annex:
            continue
        own = by_own_membership(record, reference, parent, lab, policies, on)
        if own is not None:
            return Standing("AFFILIATE", own.tier)
    return None


def _is_center_member(reference: Reference, party: UUID, lab: OpenLab, policies: Policies, on: date) -> bool:
    for membership in reference.memberships:
        if membership.party != party or membership.lab == lab.id:
            continue
        ends: list[tuple[date, LeftReason]] = []
        if membership.lab is not None:
            other = reference.labs[membership.lab]
            if other.center != lab.center:
                continue
            if other.period.until is not None:
                ends.append((other.period.until, LeftReason.EXPIRY))
        elif membership.center != lab.center:
            continue
        stay = _stay(membership, ends, own=True)
        if stay and within(stay.period, on) and not stay.suspended_on(on) and not stay.beyond(on, policies.arrears_days):
            return True
    return False


def by_membership(
    record: PatentRecord, reference: Reference, party: UUID, lab: OpenLab, policies: Policies, title: Title, on: date
) -> Standing:
    """Resolve steps 5 to 9."""
    stays = stays_in(reference, party, lab, on)
    if barred(stays, policies, on):
        return Standing("NON_MEMBER")
    own = by_own_membership(record, reference, party, lab, policies, on)
    if own is not None:
        return own
    affiliate = _as_affiliate(record, reference, party, lab, policies, title, on)
    if affiliate is not None:
        return affiliate
    return Standing("CENTER_MEMBER" if _is_center_member(reference, party, lab, policies, on) else "NON_MEMBER")

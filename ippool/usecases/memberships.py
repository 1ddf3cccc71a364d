"""Memberships of a lab or of the center: admitting a member, ending a membership."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ippool.domain.errors import NotFound
from ippool.domain.labs import Center, LeftReason, Membership, OpenLab
from ippool.domain.parties import Party
from ippool.domain.permissions import Actor
from ippool.domain.timeline import Period, day_after
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, keep, named, require_version
from ippool.usecases.pool import Moment, Pool


@dataclass(frozen=True, slots=True)
class AdmitMember:
    """What is asked for to admit a party to a lab or to the center: one of the two, by its code."""

    idempotency_key: str
    party: str
    tier: str
    start: date
    open_lab: str | None = None
    center: str | None = None
    until: date | None = None
    buy_in_paid_on: date | None = None
    source: str = ""


async def admit_member(
    pool: Pool, actor: Actor, moment: Moment, command: AdmitMember, *, request_id: str | None = None
) -> Kept[Membership]:
    """Record a membership from its first day on. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict."""
    form = Form(command)
    form.one_of({"open_lab": command.open_lab, "center": command.center})
    form.label(command.tier, "tier")
    period = form.period(command.start, command.until)

    async def deciding(tx: Writing) -> Membership:
        party = await named(tx, Party, command.party, "party")
        lab, center = await _of(tx, command.open_lab, command.center)
        if lab is not None and command.start not in lab.period:
            form.fault(
                ("from",),
                f"{command.start} はラボ {lab.code} の存続期間にない。",
                f"{command.start} is not in the life of the lab {lab.code}.",
            )
        form.settle()
        membership = Membership(
            id=new_id(),
            party=party.id,
            lab=lab.id if lab else None,
            center=center.id if center else None,
            tier=command.tier,
            period=period,
            buy_in_paid_on=command.buy_in_paid_on,
            source=command.source,
        )
        await add(tx.connection, [membership])
        tx.record("membership:admitted", membership)
        return membership

    return await keep(pool, actor, command, "membership:admitted", Membership, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class EndMembership:
    """What is asked for to end a membership; `last_day` is the last one of it."""

    idempotency_key: str
    party: str
    last_day: date
    reason: LeftReason
    expected_version: int
    open_lab: str | None = None
    center: str | None = None


class MembershipNotFound(NotFound):
    """The party is no member on the day that is to be its last."""

    def __init__(self, party: str, of: str, on: date) -> None:
        super().__init__(
            Words(f"{party} は {on} に {of} の会員ではない。", f"{party} is no member of {of} on {on}."),
            path=("last_day",),
            next_step=Words("会員期間を確かめる。", "Look at the period of its membership."),
        )


async def end_membership(
    pool: Pool, actor: Actor, moment: Moment, command: EndMembership, *, request_id: str | None = None
) -> Kept[Membership]:
    """End a membership with its last day; what was recorded before stays known as it was.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, MembershipNotFound, StaleVersion.
    """
    form = Form(command)
    form.one_of({"open_lab": command.open_lab, "center": command.center})

    async def deciding(tx: Writing) -> Membership:
        party = await named(tx, Party, command.party, "party")
        lab, center = await _of(tx, command.open_lab, command.center)
        of = lab or center
        assert of is not None, "the form has seen to one of the two"
        held = await load(tx.connection, Membership, "r.party_id = :party and r.of_id = :of", party=party.id, of=of.id)
        before = next((membership for membership in held if command.last_day in membership.period), None)
        if before is None:
            raise MembershipNotFound(party.code, of.code, command.last_day)
        require_version(before, command.expected_version)
        ended = replace(
            before,
            period=Period(before.period.start, day_after(command.last_day)),
            left_reason=command.reason,
            version=before.version + 1,
        )
        await change(tx.connection, ended, expected=before.version)
        tx.record("membership:ended", ended, before=before)
        return ended

    return await keep(pool, actor, command, "membership:ended", Membership, deciding, form=form, request_id=request_id)


async def _of(tx: Writing, open_lab: str | None, center: str | None) -> tuple[OpenLab | None, Center | None]:
    return (
        await named(tx, OpenLab, open_lab, "open_lab") if open_lab is not None else None,
        await named(tx, Center, center, "center") if center is not None else None,
    )

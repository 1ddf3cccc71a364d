"""Parties: who they are, as far as the caller may know; registering one, and who controls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.errors import RuleBroken
from ippool.domain.labs import Affiliate, Membership, OpenLab
from ippool.domain.membership import running
from ippool.domain.parties import Party, PartyKind, SizeClass
from ippool.domain.permissions import Actor, may_ask_terms_of
from ippool.domain.words import Words
from ippool.store import parties as party_store
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, every_named, keep, named
from ippool.usecases.patents import look
from ippool.usecases.pool import Moment, Pool, View


def memberships_shown(view: View, party: Party) -> tuple[Membership, ...]:
    """Return a party's memberships that run on the day of the view, to whoever may ask for its terms; to others none."""
    if not may_ask_terms_of(view.actor, party.id).holds:
        return ()
    return tuple(
        membership
        for membership in view.reference.memberships_of(party.id)
        if view.on in running(membership, view.reference.labs.get(membership.lab) if membership.lab else None)
    )


async def by_ids(pool: Pool, actor: Actor, moment: Moment, ids: Sequence[str]) -> tuple[dict[str, Party], View]:
    """Find parties by id. What the caller may not know of is absent, like what does not exist."""
    wanted = [UUID(one) for one in ids if _is_uuid(one)]
    reference, view = await look(pool, actor, moment)
    async with pool.database.read() as session:
        visible = await party_store.visible_ids(session, actor, wanted, today=moment.today)
    return {str(one): reference.parties[one] for one in visible if one in reference.parties}, view


async def applicants(pool: Pool, actor: Actor, moment: Moment) -> tuple[Party, ...]:
    """Return the parties whose terms the caller may ask for, by code."""
    reference, _ = await look(pool, actor, moment)
    allowed = (party for party in reference.parties.values() if may_ask_terms_of(actor, party.id).holds)
    return tuple(sorted(allowed, key=lambda party: party.code))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class RegisterParty:
    """What is asked for to register a party. `code` is the register's own short name, unique."""

    idempotency_key: str
    code: str
    kind: PartyKind
    name: Words
    country: str = "JP"
    size: SizeClass = SizeClass.LARGE
    corporate_number: str | None = None
    ror: str | None = None
    source: str = ""


async def register_party(
    pool: Pool, actor: Actor, moment: Moment, command: RegisterParty, *, request_id: str | None = None
) -> Kept[Party]:
    """Register a party. Raises: NotPermitted, FormRefused, KeyReused, Conflict."""
    form = Form(command)
    form.code(command.code, "code")
    form.words(command.name, "name")
    form.country(command.country, "country")
    form.corporate_number(command.corporate_number, "corporate_number")
    if command.ror is not None:
        form.label(command.ror, "ror")

    async def deciding(tx: Writing) -> Party:
        party = Party(
            id=new_id(),
            code=command.code,
            kind=command.kind,
            name=command.name,
            country=command.country,
            size=command.size,
            corporate_number=command.corporate_number,
            ror=command.ror,
            source=command.source,
        )
        await add(tx.connection, [party])
        tx.record("party:registered", party)
        return party

    return await keep(pool, actor, command, "party:registered", Party, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class RegisterAffiliate:
    """What is asked for to record that one party controls another. `annex` names the labs whose annex lists the subsidiary."""

    idempotency_key: str
    parent: str
    subsidiary: str
    control: Fraction
    annex: tuple[str, ...] = ()
    start: date | None = None
    until: date | None = None
    source: str = ""


class ControlInACircle(RuleBroken):
    """With this relation a party would control itself."""

    code = "CONTROL_IN_A_CIRCLE"

    def __init__(self, parent: str, subsidiary: str) -> None:
        super().__init__(
            Words(
                f"{subsidiary} は既に {parent} を支配しており（1/2 超）、支配が自分に戻る。",
                f"{subsidiary} controls {parent} already (above 1/2), so that control would lead back to itself.",
            ),
            path=("subsidiary",),
            next_step=Words("既存の支配の期間を確かめる。", "Look at the period of the control that stands there."),
        )


async def register_affiliate(
    pool: Pool, actor: Actor, moment: Moment, command: RegisterAffiliate, *, request_id: str | None = None
) -> Kept[Affiliate]:
    """Record a subsidiary under a parent's control.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, ControlInACircle, Conflict.
    """
    form = Form(command)
    if not 0 < command.control <= 1:
        form.fault(("control",), "支配割合は 0 より大きく 1 以下である。", "Control is above 0 and at most 1.")
    if command.parent == command.subsidiary:
        form.fault(("subsidiary",), "親と子は別の者でなければならない。", "Parent and subsidiary must be two parties.")
    form.no_repeats(command.annex, "annex")
    period = form.period(command.start, command.until)

    async def deciding(tx: Writing) -> Affiliate:
        parent = await named(tx, Party, command.parent, "parent")
        subsidiary = await named(tx, Party, command.subsidiary, "subsidiary")
        annex = await every_named(tx, OpenLab, command.annex, "annex")
        affiliate = Affiliate(
            id=new_id(),
            parent=parent.id,
            subsidiary=subsidiary.id,
            control=command.control,
            annex=frozenset(lab.id for lab in annex),
            period=period,
            source=command.source,
        )
        if _leads_back(affiliate, await load(tx.connection, Affiliate)):
            raise ControlInACircle(parent.code, subsidiary.code)
        await add(tx.connection, [affiliate])
        tx.record("affiliate:registered", affiliate)
        return affiliate

    return await keep(pool, actor, command, "affiliate:registered", Affiliate, deciding, form=form, request_id=request_id)


def _leads_back(new: Affiliate, standing: Sequence[Affiliate]) -> bool:
    """Tell whether, on some day of the new relation, the subsidiary controls its parent."""
    majority = [one for one in standing if one.control > Fraction(1, 2) and one.period.overlaps(new.period)]
    days = {max(one.period.start or date.min, new.period.start or date.min) for one in majority}
    return new.control > Fraction(1, 2) and any(_controls(new.subsidiary, new.parent, majority, day) for day in days)


def _controls(above: UUID, below: UUID, majority: Sequence[Affiliate], on: date) -> bool:
    reached, waiting = {above}, [above]
    while waiting:
        at = waiting.pop()
        for one in majority:
            if one.parent == at and on in one.period and one.subsidiary not in reached:
                reached.add(one.subsidiary)
                waiting.append(one.subsidiary)
    return below in reached

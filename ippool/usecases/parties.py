"""Parties: who they are, as far as the caller may know; registering one, and who controls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from ippool.domain.errors import RuleBroken
from ippool.domain.labs import Affiliate, Membership, OpenLab
from ippool.domain.membership import running
from ippool.domain.names import name_key
from ippool.domain.parties import NameRelation, Party, PartyIdentifier, PartyKind, PartyName, SizeClass
from ippool.domain.permissions import Actor, may_ask_terms_of
from ippool.domain.ror import fault_of_ror, ror_id
from ippool.domain.words import Words
from ippool.store import parties as party_store
from ippool.store.about import about
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Conflict, Kept, every_named, keep, named
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


async def names_of(pool: Pool, parties: Sequence[UUID], *, known_at: datetime | None = None) -> dict[UUID, tuple[PartyName, ...]]:
    """Read the further names of several parties that the caller may know of. One statement."""
    async with pool.database.read() as session:
        return await about(session, PartyName, "party_id", parties, known_at=known_at)


async def identifiers_of(
    pool: Pool, parties: Sequence[UUID], *, known_at: datetime | None = None
) -> dict[UUID, tuple[PartyIdentifier, ...]]:
    """Read the codes of several parties that the caller may know of. One statement."""
    async with pool.database.read() as session:
        return await about(session, PartyIdentifier, "party_id", parties, known_at=known_at)


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
    ror = _checked_ror(form, command.ror, "ror") if command.ror is not None else None

    async def deciding(tx: Writing) -> Party:
        party = Party(
            id=new_id(),
            code=command.code,
            kind=command.kind,
            name=command.name,
            country=command.country,
            size=command.size,
            corporate_number=command.corporate_number,
            ror=ror,
            source=command.source,
        )
        await add(tx.connection, [party])
        tx.record("party:registered", party)
        return party

    return await keep(pool, actor, command, "party:registered", Party, deciding, form=form, request_id=request_id)


def _checked_ror(form: Form, text: str, *path: str) -> str:
    """Return a ROR id in the one form in which the register keeps it."""
    fault = fault_of_ror(text)
    form.note(path, fault)
    return text if fault else ror_id(text)


@dataclass(frozen=True, slots=True)
class RecordPartyName:
    """What is asked for to teach the register a further name of a party, by which files are recognized."""

    idempotency_key: str
    party: str
    text: str
    relation: NameRelation = NameRelation.VARIANT
    source: str = ""


async def record_party_name(
    pool: Pool, actor: Actor, moment: Moment, command: RecordPartyName, *, request_id: str | None = None
) -> Kept[PartyName]:
    """Record a further name of a party.

    A variant that is another party's name would make two parties of one name: that is refused. What predecessors were called may
    well be the same. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict.
    """
    form = Form(command)
    form.label(command.text, "text")

    async def deciding(tx: Writing) -> PartyName:
        party = await named(tx, Party, command.party, "party")
        if command.text in (party.name.ja, party.name.en):
            form.fault(("text",), f"{party.code} の名称そのものである。", f"It is what {party.code} is called already.")
            form.settle()
        if command.relation is NameRelation.VARIANT:
            await _require_own_name(tx, party, command.text)
        name = PartyName(new_id(), party.id, command.text, command.relation, command.source)
        await add(tx.connection, [name])
        tx.record("party_name:recorded", name)
        return name

    return await keep(pool, actor, command, "party_name:recorded", PartyName, deciding, form=form, request_id=request_id)


async def _require_own_name(tx: Writing, party: Party, text: str) -> None:
    """Go on only where no other organization bears a name. Raises: Conflict."""
    key = name_key(text)
    parties = {one.id: one for one in await load(tx.connection, Party)}
    further = await load(tx.connection, PartyName, "r.relation = 'VARIANT'")
    bearing = {one.id for one in parties.values() if key in {name_key(name) for name in (one.name.ja, one.name.en) if name}}
    bearing |= {name.party for name in further if name_key(name.text) == key}
    for other in sorted((parties[id] for id in bearing), key=lambda one: one.code):
        is_one = other.id == party.id or party.id == other.same_as or other.id == party.same_as
        if not is_one and not other.kind is party.kind is PartyKind.INDIVIDUAL:
            raise Conflict(
                "party_name_of_another",
                f"{other.code} の名称である。",
                f"It is a name of {other.code}.",
            )


@dataclass(frozen=True, slots=True)
class RecordPartyIdentifier:
    """What is asked for to teach the register by which code an office or directory knows a party, such as JPO's of an applicant."""

    idempotency_key: str
    party: str
    scheme: str
    value: str
    source: str = ""


ROR, CORPORATE_NUMBER = "ROR", "corporate number"
"""The schemes of what is a field of a party too; these are checked by their check digits (`domain.names.Identifiers`)."""
_FIELDS = {ROR: "ror", CORPORATE_NUMBER: "corporate_number"}
_SCHEMES = {"ror": ROR, "corporate number": CORPORATE_NUMBER, "corporate_number": CORPORATE_NUMBER, "法人番号": CORPORATE_NUMBER}


async def record_party_identifier(
    pool: Pool, actor: Actor, moment: Moment, command: RecordPartyIdentifier, *, request_id: str | None = None
) -> Kept[PartyIdentifier]:
    """Record a code of a party; within its scheme it is one party's only.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict.
    """
    form = Form(command)
    form.label(command.scheme, "scheme")
    form.label(command.value, "value")
    scheme, value = _SCHEMES.get(command.scheme.casefold(), command.scheme), command.value
    if scheme == ROR:
        value = _checked_ror(form, value, "value")
    if scheme == CORPORATE_NUMBER:
        form.corporate_number(value, "value")

    async def deciding(tx: Writing) -> PartyIdentifier:
        party = await named(tx, Party, command.party, "party")
        field = _FIELDS.get(scheme)
        for other in await load(tx.connection, Party, f"r.{field} = :value", value=value) if field else ():
            raise Conflict(
                "party_identifier_of_another", f"{other.code} の識別番号として記録されている。", f"It is recorded of {other.code}."
            )
        identifier = PartyIdentifier(new_id(), party.id, scheme, value, command.source)
        await add(tx.connection, [identifier])
        tx.record("party_identifier:recorded", identifier)
        return identifier

    return await keep(
        pool, actor, command, "party_identifier:recorded", PartyIdentifier, deciding, form=form, request_id=request_id
    )


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

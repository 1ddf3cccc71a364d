"""Arrangements: putting a version of a lab's arrangement in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.arrangements import (
    AdjustmentValue,
    Arrangement,
    ArrangementRefused,
    Card,
    ConsentDemand,
    Exclusivity,
    Policies,
    Signatory,
    check_scheme_law,
    consents_by_signature,
)
from ippool.domain.errors import Finding
from ippool.domain.form import fault_of_card_code
from ippool.domain.labs import Center, OpenLab
from ippool.domain.parties import Party
from ippool.domain.patents import Patent
from ippool.domain.permissions import Actor
from ippool.domain.rules import Tier
from ippool.domain.tables import Row
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, every_named, keep, named, require_version
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.scheme_rules import belongings, require_one_scheme

MOST = 9999
"""More days, months or years than any term runs; a tail beyond it would leave the calendar."""

_POLICIES = frozenset(policy.name for policy in fields(Policies))


@dataclass(frozen=True, slots=True)
class Signed:
    """A party, by its code, and the day it signed."""

    party: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A value that switches a preference rule on, by the name of its parameter; exactly one of the four shapes is given."""

    name: str
    number: Fraction | None = None
    day: date | None = None
    factors: tuple[tuple[str, Fraction], ...] | None = None
    tiers: tuple[Tier, ...] | None = None

    @property
    def value(self) -> AdjustmentValue:
        """The value in the shape in which it is given."""
        given = (self.number, self.day, self.factors, self.tiers)
        return next(value for value in given if value is not None)


@dataclass(frozen=True, slots=True)
class PutArrangementInForce:
    """What is asked for to put the next version of a lab's arrangement in force; `expected_version` is the lab's.

    The scheme is the lab's own, and the number follows the last one.
    """

    idempotency_key: str
    open_lab: str
    start: date
    cards: tuple[Card, ...]
    expected_version: int
    title: Words = Words("", "")
    policies: Policies = field(default_factory=Policies)
    consent: ConsentDemand = field(default_factory=ConsentDemand)
    exclusivity: Exclusivity = field(default_factory=Exclusivity)
    rows: tuple[Row, ...] = ()
    adjustments: tuple[Adjusted, ...] = ()
    signatories: tuple[Signed, ...] = ()
    source: str = ""


async def put_arrangement_in_force(
    pool: Pool, actor: Actor, moment: Moment, command: PutArrangementInForce, *, request_id: str | None = None
) -> Kept[Arrangement]:
    """Put a version in force: the one before ends with the day it begins, and signing it creates the blanket consents it demands.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, ArrangementRefused, SchemeConflict, Conflict.
    """
    form = Form(command)
    _check(form, command)

    async def deciding(tx: Writing) -> Arrangement:
        lab = await named(tx, OpenLab, command.open_lab, "open_lab")
        signatories = await every_named(tx, Party, [one.party for one in command.signatories], "signatories")
        require_version(lab, command.expected_version)
        earlier = sorted(
            await load(tx.connection, Arrangement, "r.lab_id = :lab", lab=lab.id), key=lambda version: version.version_number
        )
        _check_order(form, command.start, earlier)
        form.settle()
        arrangement = _version(command, lab, signatories, number=earlier[-1].version_number + 1 if earlier else 1)
        faults = tuple(replace(fault, path=_input_path(fault)) for fault in check_scheme_law(arrangement, lab))
        if faults:
            raise ArrangementRefused(arrangement, faults)
        await _close(tx, earlier, command.start)
        await _require_tags_allowed(tx, lab, arrangement)
        await add(tx.connection, [arrangement])
        tx.record("arrangement:put_in_force", arrangement, open_lab=lab.code, open_lab_version=lab.version + 1)
        await _add_consents(tx, arrangement, signatories)
        await change(tx.connection, lab, expected=lab.version)
        return arrangement

    return await keep(pool, actor, command, "arrangement:put_in_force", Arrangement, deciding, form=form, request_id=request_id)


def _check(form: Form, command: PutArrangementInForce) -> None:
    form.no_repeats([one.party for one in command.signatories], "signatories")
    for name, times in Counter(one.name for one in command.adjustments).items():
        if times > 1:
            form.fault(("adjustments", name), f"{name} が二度ある。", f"{name} is there twice.")
    for one in command.adjustments:
        shapes = {"number": one.number, "day": one.day, "factors": one.factors, "tiers": one.tiers}
        form.one_of(shapes, "adjustments", one.name)
        form.no_repeats([of for of, _ in one.factors or ()], "adjustments", one.name, "factors")
    for card in command.cards:
        form.note(("cards", card.code, "code"), fault_of_card_code(card.code))
        form.currency(card.currency, "cards", card.code, "currency")
        for name, _ in card.milestones:
            form.filled(name, "cards", card.code, "milestones")
    for index, row in enumerate(command.rows):
        if not row.standings:
            form.fault(
                ("rows", str(index), "standings"),
                "立場を一つは書く。",
                "Name one standing at least; a row without any matches nothing.",
            )
    policies = command.policies
    for name in ("quote_days", "tail_months", "arrears_days"):
        _count(form, getattr(policies, name), "policies", name)
    _count(form, command.exclusivity.period_years, "exclusivity", "period_years")
    form.amount(policies.buy_in_amount, "policies", "buy_in_amount")
    form.amount(policies.affiliate_threshold, "policies", "affiliate_threshold", most=1)


def _count(form: Form, number: int, *path: str) -> None:
    if not 0 <= number <= MOST:
        form.fault(path, f"0 から {MOST} までの整数を書く。", f"Write a whole number from 0 to {MOST}.")


def _check_order(form: Form, start: date, earlier: Sequence[Arrangement]) -> None:
    last = earlier[-1] if earlier else None
    if last is not None and start <= (last.in_force.start or date.min):
        form.fault(
            ("from",),
            f"前の版 {last.code} の始まり（{last.in_force.start}）より後の日でなければならない。",
            f"It must begin after {last.code}, which began on {last.in_force.start}.",
        )


def _version(command: PutArrangementInForce, lab: OpenLab, signatories: Sequence[Party], *, number: int) -> Arrangement:
    return Arrangement(
        id=new_id(),
        lab=lab.id,
        lab_code=lab.code,
        version_number=number,
        in_force=Period(command.start, None),
        scheme=lab.scheme,
        cards=command.cards,
        policies=command.policies,
        consent=command.consent,
        exclusivity=command.exclusivity,
        rows=command.rows,
        adjustments={one.name: one.value for one in command.adjustments},
        signatories=tuple(Signatory(party.id, one.signed_on) for party, one in zip(signatories, command.signatories, strict=True)),
        title=command.title,
        source=command.source,
    )


def _input_path(fault: Finding) -> tuple[str, ...]:
    """Say where in the input the law's fault stands: policies have a place of their own there."""
    return ("policies", *fault.path) if fault.path and fault.path[0] in _POLICIES else fault.path


async def _close(tx: Writing, earlier: Sequence[Arrangement], start: date) -> None:
    for version in earlier:
        if version.in_force.overlaps(Period(start, None)):
            closed = replace(version, in_force=version.in_force.cut_at(start), version=version.version + 1)
            await change(tx.connection, closed, expected=version.version)
            tx.record("arrangement:closed", closed, before=version)


async def _require_tags_allowed(tx: Writing, lab: OpenLab, arrangement: Arrangement) -> None:
    """A version that gives exclusivity must not meet a patent that is in an open lab too (I-18)."""
    tagged = "r.id in (select t.patent_id from lab_tag t where t.lab_id = :lab)"
    patents = await load(tx.connection, Patent, tagged, lab=lab.id)
    places = await belongings(tx, [patent.id for patent in patents])
    for patent in patents:
        if len(places[patent.id]) > 1:
            await require_one_scheme(tx, patent, places[patent.id], "exclusivity", more=[arrangement])


async def _add_consents(tx: Writing, arrangement: Arrangement, signatories: Sequence[Party]) -> None:
    codes: dict[UUID, str] = {party.id: party.code for party in signatories}
    of_lab = "r.id in (select l.center_id from open_lab l where l.id = :lab)"
    centers = await load(tx.connection, Center, of_lab, lab=arrangement.lab)
    consents = consents_by_signature(
        arrangement,
        id_of=lambda code: new_id(),
        core=frozenset(center.core for center in centers),
        code_of=lambda party: codes[party],
    )
    await add(tx.connection, consents)
    for consent in consents:
        tx.record("consent:given", consent)

"""Labs: those the caller may know of; registering a center and a lab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ippool.domain.disclosure import may_know_of_lab
from ippool.domain.labs import Area, Center, OpenLab, PinRule, Scheme
from ippool.domain.parties import Party, PartyKind
from ippool.domain.permissions import Actor
from ippool.domain.words import Words
from ippool.store import labs as lab_store
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, keep, named
from ippool.usecases.patents import look
from ippool.usecases.pool import Moment, Pool, View

LONGEST_LAB_CODE = 200
"""In bytes: with the number of a version it names a file."""


async def visible(pool: Pool, actor: Actor, moment: Moment) -> tuple[tuple[OpenLab, ...], View]:
    """Return the labs the caller may know of, by code: an owner knows those of its patents too."""
    reference, view = await look(pool, actor, moment)
    async with pool.database.read() as session:
        through_patents = await lab_store.of_own_patents(session, actor, today=moment.today)
    found = (
        lab
        for lab in reference.labs.values()
        if lab.id in through_patents or may_know_of_lab(actor, lab, reference, on=moment.today).holds
    )
    return tuple(sorted(found, key=lambda lab: lab.code)), view


@dataclass(frozen=True, slots=True)
class RegisterCenter:
    """What is asked for to register a center. `core` is the code of its core institution."""

    idempotency_key: str
    code: str
    title: Words
    core: str
    source: str = ""


async def register_center(
    pool: Pool, actor: Actor, moment: Moment, command: RegisterCenter, *, request_id: str | None = None
) -> Kept[Center]:
    """Register a membership center. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict."""
    form = Form(command)
    form.code(command.code, "code")
    form.words(command.title, "title")

    async def deciding(tx: Writing) -> Center:
        core = await named(tx, Party, command.core, "core")
        if core.kind is not PartyKind.CORE:
            form.fault(("core",), f"{core.code} は中核機関（CORE）ではない。", f"{core.code} is not of kind CORE.")
        form.settle()
        center = Center(new_id(), command.code, command.title, core.id, command.source)
        await add(tx.connection, [center])
        tx.record("center:registered", center)
        return center

    return await keep(pool, actor, command, "center:registered", Center, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class RegisterOpenLab:
    """What is asked for to register a lab. `center` and `parent` are codes."""

    idempotency_key: str
    code: str
    title: Words
    scheme: Scheme
    center: str
    start: date | None = None
    until: date | None = None
    pin_rule: PinRule = PinRule.AT_DISCLOSURE
    area: Area = Area.NONCOMPETITIVE
    parent: str | None = None
    source: str = ""


async def register_open_lab(
    pool: Pool, actor: Actor, moment: Moment, command: RegisterOpenLab, *, request_id: str | None = None
) -> Kept[OpenLab]:
    """Register a lab; its scheme is fixed for its life. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict."""
    form = Form(command)
    form.code(command.code, "code")
    if len(command.code.encode()) > LONGEST_LAB_CODE:
        form.fault(
            ("code",),
            f"ラボのコードは {LONGEST_LAB_CODE} バイトまでである。",
            f"A lab's code has at most {LONGEST_LAB_CODE} bytes.",
        )
    form.words(command.title, "title")
    period = form.period(command.start, command.until)
    if command.parent == command.code:
        form.fault(("parent",), "自分自身を親にできない。", "A lab cannot be its own parent.")

    async def deciding(tx: Writing) -> OpenLab:
        center = await named(tx, Center, command.center, "center")
        parent = await named(tx, OpenLab, command.parent, "parent") if command.parent is not None else None
        lab = OpenLab(
            id=new_id(),
            code=command.code,
            title=command.title,
            scheme=command.scheme,
            center=center.id,
            period=period,
            pin_rule=command.pin_rule,
            area=command.area,
            parent=parent.id if parent else None,
            source=command.source,
        )
        await add(tx.connection, [lab])
        tx.record("open_lab:registered", lab)
        return lab

    return await keep(pool, actor, command, "open_lab:registered", OpenLab, deciding, form=form, request_id=request_id)

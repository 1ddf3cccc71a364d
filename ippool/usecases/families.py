"""Families of patents and the disclosures they began with: registering one, recording a disclosure, deciding on its origin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ippool.domain.errors import Finding
from ippool.domain.patents import Disclosure, Family, Origin
from ippool.domain.permissions import Actor
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, RecordNotFound, keep, named, require_version
from ippool.usecases.pool import Moment, Pool


@dataclass(frozen=True, slots=True)
class RegisterFamily:
    """What is asked for to register the family of an invention."""

    idempotency_key: str
    code: str
    title: Words
    source: str = ""


async def register_family(
    pool: Pool, actor: Actor, moment: Moment, command: RegisterFamily, *, request_id: str | None = None
) -> Kept[Family]:
    """Register a family. Raises: NotPermitted, FormRefused, KeyReused, Conflict."""
    form = Form(command)
    form.code(command.code, "code")
    form.words(command.title, "title")

    async def deciding(tx: Writing) -> Family:
        family = Family(new_id(), command.code, command.title, command.source)
        await add(tx.connection, [family])
        tx.record("family:registered", family)
        return family

    return await keep(pool, actor, command, "family:registered", Family, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class RecordDisclosure:
    """What is asked for to record the disclosure of a family; `origin` None: the office has not decided."""

    idempotency_key: str
    number: str
    family: str
    conceived_on: date | None = None
    disclosed_on: date | None = None
    origin: Origin | None = None
    source: str = ""


async def record_disclosure(
    pool: Pool, actor: Actor, moment: Moment, command: RecordDisclosure, *, request_id: str | None = None
) -> Kept[Disclosure]:
    """Record a disclosure, one for each family. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict."""
    form = Form(command)
    form.label(command.number, "number")
    conceived, disclosed = command.conceived_on, command.disclosed_on
    if conceived is not None and disclosed is not None and disclosed < conceived:
        form.fault(("disclosed_on",), "着想日より前に届け出ることはできない。", "It cannot be disclosed before it was conceived.")

    async def deciding(tx: Writing) -> Disclosure:
        family = await named(tx, Family, command.family, "family")
        disclosure = Disclosure(new_id(), command.number, family.id, conceived, disclosed, command.origin, command.source)
        await add(tx.connection, [disclosure])
        tx.record("disclosure:recorded", disclosure)
        return disclosure

    return await keep(pool, actor, command, "disclosure:recorded", Disclosure, deciding, form=form, request_id=request_id)


@dataclass(frozen=True, slots=True)
class DecideOrigin:
    """What is asked for to decide where an invention came from; `disclosure` is its number."""

    idempotency_key: str
    disclosure: str
    origin: Origin
    expected_version: int
    reason: str = ""


async def decide_origin(
    pool: Pool, actor: Actor, moment: Moment, command: DecideOrigin, *, request_id: str | None = None
) -> Kept[Disclosure]:
    """Record the office's decision on origin; the one before stays known as of its time.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion.
    """

    async def deciding(tx: Writing) -> Disclosure:
        found = await load(tx.connection, Disclosure, "r.number = :number", number=command.disclosure)
        if not found:
            raise RecordNotFound(
                [
                    Finding(
                        ("disclosure",),
                        Words(
                            f"登録簿に届出 {command.disclosure} はない。", f"The register has no disclosure {command.disclosure}."
                        ),
                    )
                ]
            )
        before = found[0]
        require_version(before, command.expected_version)
        decided = replace(before, origin=command.origin, version=before.version + 1)
        await change(tx.connection, decided, expected=before.version)
        tx.record("disclosure:origin_decided", decided, before=before, reason=command.reason)
        return decided

    return await keep(
        pool, actor, command, "disclosure:origin_decided", Disclosure, deciding, form=Form(command), request_id=request_id
    )

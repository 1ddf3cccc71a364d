"""Keeping the register, whatever is kept: the permission, the key that makes a retry harmless, and the records that are named.

A use case that changes the register is a frozen *command*, its form, and a function that decides, within one transaction, what the
change is:

    async def register_party(pool, actor, moment, command, *, request_id=None) -> Kept[Party]:
        form = Form(command)
        form.code(command.code, "code")

        async def deciding(tx): ...
        return await keep(pool, actor, command, "party:registered", Party, deciding, form=form, request_id=request_id)

A patent is an aggregate: its version goes up with every change of what is recorded about it (title, legal events, labs). So does a
lab's with its arrangement. Consents and licenses are records of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any, Generic, Protocol, TypeVar

from ippool.domain.canonical import canonical
from ippool.domain.errors import Finding, NotFound, NotPermitted, RuleBroken, require
from ippool.domain.labs import Center, OpenLab
from ippool.domain.parties import Party
from ippool.domain.patents import Family, Patent
from ippool.domain.permissions import Actor, may_keep_register
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words
from ippool.store import answers
from ippool.store.answers import Answered
from ippool.store.constraints import Conflict
from ippool.store.database import Writing
from ippool.store.records import Recorded, StaleVersion, at_version, load
from ippool.store.visibility import parameters, visible_patents
from ippool.usecases.forms import Form, Path
from ippool.usecases.patents import lookups_of
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.refusals import record_refusal

R = TypeVar("R", bound=Recorded)

__all__ = [
    "Command",
    "Conflict",
    "Kept",
    "KeyReused",
    "RecordNotFound",
    "Recorded",
    "StaleVersion",
    "every_named",
    "every_patent_named",
    "hash_of_command",
    "keep",
    "named",
    "patent_named",
    "require_version",
]


class Command(Protocol):
    """What is asked for: a frozen dataclass with its idempotency key."""

    @property
    def idempotency_key(self) -> str:
        """The caller's own name for this one request."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """What a change came to; `replayed` where the same request had been answered before."""

    record: R
    replayed: bool


class KeyReused(RuleBroken):
    """The idempotency key was used before, for something else."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self, key: str) -> None:
        super().__init__(
            Words(f"鍵 {key} は別の内容で使われている。", f"The key {key} was used before, with another body."),
            path=("idempotencyKey",),
            next_step=Words("新しい鍵で送る。", "Send it with a new key."),
        )


class RecordNotFound(NotFound):
    """Records named in a command are not in the register; `findings` names every one of a list."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            Words(
                "".join(finding.because.ja for finding in findings),
                " ".join(finding.because.en for finding in findings),
            ),
            path=findings[0].path,
            next_step=Words("先に登録するか、コードを確かめる。", "Register it first, or check the code."),
        )


async def keep(
    pool: Pool,
    actor: Actor,
    command: Command,
    action: str,
    kind: type[R],
    decide: Callable[[Writing], Awaitable[R]],
    *,
    form: Form,
    request_id: str | None = None,
    allowed: Verdict | None = None,
    principal: str | None = None,
) -> Kept[R]:
    """Change the register once: the same key and body give the same answer, however often they are sent.

    `decide` writes the change, records its audit lines and returns the record the change is about. `allowed` says whether the
    caller may where another right is needed than to keep the register; `principal` whose the key is, if not the party's.
    Raises: NotPermitted, FormRefused, KeyReused, and whatever `decide` raises.
    """
    key = command.idempotency_key
    try:
        require(allowed if allowed is not None else may_keep_register(actor))
        form.settle()
        body_hash = hash_of_command(action, command)
        async with pool.database.write(actor, request_id=request_id) as tx:
            before = await answers.earlier(tx, key, principal)
            if before is not None:
                if before.body_hash != body_hash:
                    raise KeyReused(key)
                tx.nothing_done = True
                return Kept(await at_version(tx.connection, kind, before.record_id, before.record_version), replayed=True)
            record = await decide(tx)
            await answers.remember(tx, key, action, Answered(body_hash, record.id, record.version), principal)
            return Kept(await at_version(tx.connection, kind, record.id, record.version), replayed=False)
    except NotPermitted as refusal:
        await record_refusal(pool.database, actor, refusal.verdict, action, request_id=request_id)
        raise
    except Conflict as conflict:
        conflict.path = _AT_FAULT.get(conflict.constraint, ())
        raise


_AT_FAULT: Mapping[str, Path] = {
    "uq_party_code": ("code",),
    "uq_party_corporate_number": ("corporate_number",),
    "uq_party_ror": ("ror",),
    "uq_party_name_party_id_text": ("text",),
    "party_name_of_another": ("text",),
    "uq_party_identifier_scheme_value": ("value",),
    "party_identifier_of_another": ("value",),
    "uq_center_code": ("code",),
    "uq_open_lab_code": ("code",),
    "uq_family_code": ("code",),
    "uq_disclosure_number": ("number",),
    "uq_disclosure_family_id": ("family",),
    "uq_patent_code": ("code",),
    "uq_patent_application_number": ("application_number",),
    "uq_patent_publication_number": ("publication_number",),
    "uq_patent_registration_number": ("registration_number",),
    "uq_legal_event_patent_day_status": ("effective_on",),
    "uq_consent_code": ("code",),
    "uq_license_number": ("number",),
    "membership_one_at_a_time": ("from",),
    "affiliate_one_at_a_time": ("from",),
    "lab_tag_one_at_a_time": ("from",),
    "statutory_license_one_at_a_time": ("from",),
    "arrangement_one_in_force": ("from",),
    "uq_user_account_code": ("code",),
    "uq_user_account_sign_in": ("sign_in_name",),
    "appointment_one_at_a_time": ("from",),
    "named_reader_one_at_a_time": ("from",),
    "secrecy_label_one_at_a_time": ("from",),
}
"""The field of a command that a guard speaks of; most are constraints of the database."""


def hash_of_command(action: str, command: Command) -> str:
    """Hash what is asked for.

    A field that has its default is not in it: keys are kept for ever, and a field that a later release adds changes no older body.
    """
    body = _asked(command)
    del body["idempotency_key"]
    text = json.dumps([action, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(value: object) -> Any:
    if is_dataclass(value):
        given = {one.name: (getattr(value, one.name), _default(one)) for one in fields(value)}
        return {name: _asked(found) for name, (found, default) in given.items() if default is MISSING or found != default}
    if isinstance(value, tuple):
        return [_asked(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): _asked(entry) for key, entry in value.items()}
    return canonical(value)


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def require_version(record: Recorded, expected: int) -> None:
    """Go on only where the record is as the caller read it. Raises: StaleVersion."""
    if record.version != expected:
        raise StaleVersion(expected, record.version)


async def named(tx: Writing, kind: type[R], code: str, *path: str) -> R:
    """Find the record of a code. Raises: RecordNotFound."""
    found = await load(tx.connection, kind, "r.code = :code", code=code)
    missing = [_missing(kind, code, path)] if not found else await _made_one(tx, found, {code: path})
    if missing:
        raise RecordNotFound(missing)
    return found[0]


async def every_named(tx: Writing, kind: type[R], codes: Sequence[str], *path: str) -> tuple[R, ...]:
    """Find the records of several codes, in their order. Raises: RecordNotFound, naming every one that is not there."""
    found = {
        getattr(record, "code", ""): record
        for record in await load(tx.connection, kind, "r.code = any(cast(:codes as text[]))", codes=list(codes))
    }
    where = {code: (*path, str(index)) for index, code in enumerate(codes)}
    missing = [_missing(kind, code, place) for code, place in where.items() if code not in found]
    missing += await _made_one(tx, found.values(), where)
    if missing:
        raise RecordNotFound(missing)
    return tuple(found[code] for code in codes)


async def _made_one(tx: Writing, found: Iterable[Recorded], where: Mapping[str, Path]) -> list[Finding]:
    """Find the parties that were found to be another party: whatever is recorded is recorded of that one."""
    aliases = {party.code: party.same_as for party in found if isinstance(party, Party) and party.same_as is not None}
    if not aliases:
        return []
    ids = list(aliases.values())
    others = {party.id: party.code for party in await load(tx.connection, Party, "r.id = any(cast(:ids as uuid[]))", ids=ids)}
    return [
        Finding(
            where[code],
            Words(
                f"{code} は {others[other]} と同じ者とされた。{others[other]} と書く。",
                f"{code} was found to be {others[other]}: name that one.",
            ),
        )
        for code, other in aliases.items()
    ]


async def patent_named(tx: Writing, number: str, moment: Moment, *path: str) -> Patent:
    """Find a patent by its code or any notation of one of its numbers. Raises: RecordNotFound, also where several bear it."""
    return (await every_patent_named(tx, [number], moment, *path, counted=False))[0]


async def every_patent_named(
    tx: Writing, numbers: Sequence[str], moment: Moment, *path: str, counted: bool = True
) -> tuple[Patent, ...]:
    """Find several patents that the caller may know of, in their order.

    Raises: RecordNotFound, naming every one that is not there or not one alone.
    """
    found: list[Patent] = []
    missing: list[Finding] = []
    for index, number in enumerate(numbers):
        where = (*path, str(index)) if counted else path
        bearing = await load(
            tx.connection,
            Patent,
            f"(r.code = :code or r.lookups && cast(:lookups as text[])) and {visible_patents(tx.actor, 'r')}",
            **parameters(tx.actor, moment.today),
            code=number.strip(),
            lookups=list(lookups_of(number, moment.today)),
        )
        right = _the_one(bearing, number.strip())
        if right is not None:
            found.append(right)
        elif bearing:
            codes = ", ".join(sorted(patent.code for patent in bearing))
            because = Words(
                f"{number} は複数の特許の番号である（{codes}）。登録簿のコードで指定する。",
                f"Several patents bear {number}: {codes}. Name one by its code.",
            )
            missing.append(Finding(where, because))
        else:
            missing.append(_missing(Patent, number, where))
    if missing:
        raise RecordNotFound(missing)
    return tuple(found)


def _the_one(bearing: Sequence[Patent], code: str) -> Patent | None:
    """Of the patents that bear a text, the one with this code, else the only one, else the only national right."""
    for choice in (
        [patent for patent in bearing if patent.code == code],
        list(bearing),
        [patent for patent in bearing if patent.jurisdiction != "WO"],
    ):
        if len(choice) == 1:
            return choice[0]
    return None


def _missing(kind: type, name: str, path: Path) -> Finding:
    what = _KIND_WORDS[kind]
    return Finding(path, Words(f"登録簿に{what.ja} {name} はない。", f"The register has no {what.en} {name}."))


_KIND_WORDS: dict[type, Words] = {
    Party: Words("当事者", "party"),
    Center: Words("センター", "center"),
    OpenLab: Words("ラボ", "lab"),
    Family: Words("ファミリー", "family"),
    Patent: Words("特許", "patent"),
}

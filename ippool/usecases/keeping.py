"""Keeping the register, whatever is kept: the permission, the key that makes a retry harmless, and the records that are named.

A use case that changes the register is a frozen *command* and a function that decides, within one transaction, what the change is:

    async def register_party(pool, actor, command, *, request_id=None) -> Kept[Party]:
        async def deciding(tx): ...
        return await keep(pool, actor, command, "party:registered", Party, deciding, request_id=request_id)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from ippool.domain.arrangements import canonical
from ippool.domain.errors import NotFound, RuleBroken, require
from ippool.domain.labs import Center, OpenLab
from ippool.domain.parties import Party
from ippool.domain.patents import Family
from ippool.domain.permissions import Actor, may_keep_register
from ippool.domain.words import Words
from ippool.store import answers
from ippool.store.answers import Answered
from ippool.store.database import Writing
from ippool.store.records import Recorded, at_version, load
from ippool.usecases.pool import Pool

R = TypeVar("R", bound=Recorded)
LONGEST_KEY = 200


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


class KeyRefused(RuleBroken):
    """An idempotency key is empty or too long."""

    code = "IDEMPOTENCY_KEY"

    def __init__(self) -> None:
        super().__init__(
            Words(f"鍵は 1 字から {LONGEST_KEY} 字までである。", f"A key has 1 to {LONGEST_KEY} characters."),
            path=("idempotencyKey",),
        )


class RecordNotFound(NotFound):
    """A record named in a command is not in the register."""

    def __init__(self, what: Words, name: str, path: tuple[str, ...]) -> None:
        super().__init__(
            Words(f"登録簿に{what.ja} {name} はない。", f"The register has no {what.en} {name}."),
            path=path,
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
    request_id: str | None = None,
) -> Kept[R]:
    """Change the register once: the same key and body give the same answer, however often they are sent.

    `decide` writes the change, records its audit lines and returns the record the change is about.
    Raises: NotPermitted, KeyRefused, KeyReused, and whatever `decide` raises.
    """
    require(may_keep_register(actor))
    key = command.idempotency_key
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyRefused
    body_hash = _hash(action, command)
    async with pool.database.write(actor, request_id=request_id) as tx:
        before = await answers.earlier(tx, key)
        if before is not None:
            if before.body_hash != body_hash:
                raise KeyReused(key)
            tx.nothing_done = True
            return Kept(await at_version(tx.connection, kind, before.record_id, before.record_version), replayed=True)
        record = await decide(tx)
        await answers.remember(tx, key, action, Answered(body_hash, record.id, record.version))
        return Kept(await at_version(tx.connection, kind, record.id, record.version), replayed=False)


def _hash(action: str, command: Command) -> str:
    body: dict[str, Any] = canonical(command)
    body.pop("idempotency_key")
    text = json.dumps([action, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def named(tx: Writing, kind: type[R], code: str, path: tuple[str, ...]) -> R:
    """Find the record of a code. Raises: RecordNotFound."""
    found = await load(tx.connection, kind, "r.code = :code", code=code)
    if not found:
        raise RecordNotFound(_KIND_WORDS[kind], code, path)
    return found[0]


_KIND_WORDS: dict[type, Words] = {
    Party: Words("当事者", "party"),
    Center: Words("センター", "center"),
    OpenLab: Words("ラボ", "lab"),
    Family: Words("ファミリー", "family"),
}

"""Taking a change back exactly: which versions stood before it, and writing their contents again as the next ones.

History is not rewritten: what was changed and what takes it back are both versions, and both stay known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from uuid import UUID

from ippool.domain.errors import RuleBroken
from ippool.domain.parties import Party
from ippool.domain.patents import LegalEvent, Patent, TitleShare
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import Recorded, add, at_version, change, find, layout_of, load, withdraw
from ippool.store.statuses import lay_out

_KINDS: Mapping[str, type[Recorded]] = {layout_of(kind).name: kind for kind in (Party, Patent, TitleShare, LegalEvent)}
_FIELD_BY_FIELD = (Patent, Party)
# These have fields that do not depend on one another, and a patent's version goes up with all that is recorded about it.


class ChangedSince(RuleBroken):
    """What would be taken back was changed after it, so that what stood before can no longer be restored."""

    code = "CHANGED_SINCE"

    def __init__(self, kind: str) -> None:
        super().__init__(
            Words(
                f"その後に {kind} の記録が変更されているので、元に戻せない。",
                f"A {kind} was changed after it, so it cannot be taken back.",
            ),
            next_step=Words("記録を一つずつ直す。", "Correct the records one by one."),
        )


R = TypeVar("R", bound=Recorded)


@dataclass
class Doing:
    """Changes that can be taken back: written here, each notes what stood before it."""

    tx: Writing
    changed: dict[UUID, tuple[Recorded, Recorded]]
    added: list[Recorded]
    withdrawn: list[Recorded]

    @classmethod
    def within(cls, tx: Writing) -> Doing:
        """Begin."""
        return cls(tx, {}, [], [])

    async def change(self, before: R, after: R, action: str) -> R:
        """Write the next version of a record."""
        written = replace(after, version=before.version + 1)
        await change(self.tx.connection, written, expected=before.version)
        self.tx.record(action, written, before=before)
        first, _ = self.changed.get(before.id, (before, before))
        self.changed[before.id] = (first, written)
        return written

    async def add(self, record: Recorded, action: str) -> None:
        """Write a new record."""
        await add(self.tx.connection, [record])
        self.tx.record(action, record)
        self.added.append(record)

    async def withdraw(self, record: Recorded, action: str) -> None:
        """Take a record back that stood before."""
        await withdraw(self.tx.connection, record)
        self.tx.record(action, None, before=record)
        first, _ = self.changed.pop(record.id, (record, record))
        self.withdrawn.append(first)

    def undo(self) -> dict[str, Any]:
        """Return what takes it all back."""
        return {
            "changed": [[_name(after), str(after.id), before.version, after.version] for before, after in self.changed.values()],
            "added": [[_name(one), str(one.id), one.version] for one in self.added],
            "withdrawn": [[_name(one), str(one.id), one.version] for one in self.withdrawn],
        }


async def take_back(tx: Writing, undo: Mapping[str, Any], action: str) -> None:
    """Write again what stood before a change.

    Of a patent or party only what the change had changed is restored: a later correction of something else stays.
    Raises: ChangedSince.
    """
    patents: set[UUID] = set()
    for name, id, version in undo.get("added", ()):
        record = await _standing(tx, name, id, version)
        await withdraw(tx.connection, record)
        tx.record(f"{name}:{action}", None, before=record)
        patents |= _patent_of(record)
    for name, id, before_version, version in undo.get("changed", ()):
        record, restored = await _restored(tx, name, id, before_version, version)
        await change(tx.connection, restored, expected=record.version)
        tx.record(f"{name}:{action}", restored, before=record)
        patents |= _patent_of(record)
    for name, id, version in undo.get("withdrawn", ()):
        before = await at_version(tx.connection, _KINDS[name], UUID(id), version)
        # A withdrawn record does not come back under its id: its versions are closed. Its content does.
        again = replace(before, id=new_id(), version=1)
        await add(tx.connection, [again])
        tx.record(f"{name}:{action}", again)
        patents |= _patent_of(again)
    await lay_out(tx, patents)


async def _restored(tx: Writing, name: str, id: str, before_version: int, version: int) -> tuple[Recorded, Recorded]:
    """Return a record as it stands, and the next version of it with everything again that a change had changed."""
    kind = _KINDS[name]
    before = await at_version(tx.connection, kind, UUID(id), before_version)
    if kind not in _FIELD_BY_FIELD:
        standing = await _standing(tx, name, id, version)
        return standing, replace(before, id=standing.id, version=standing.version + 1)
    after = await at_version(tx.connection, kind, UUID(id), version)
    record = await find(tx.connection, kind, UUID(id))
    changed = [one for one in _contents(kind) if getattr(before, one) != getattr(after, one)]
    if record is None or any(getattr(record, one) != getattr(after, one) for one in changed):
        raise ChangedSince(name)
    return record, replace(record, version=record.version + 1, **{one: getattr(before, one) for one in changed})


async def _standing(tx: Writing, name: str, id: str, version: int) -> Recorded:
    """Find a record that says what one of its versions said; where it was withdrawn and came back, the one that says the same."""
    kind = _KINDS[name]
    wanted = await at_version(tx.connection, kind, UUID(id), version)
    found = await find(tx.connection, kind, UUID(id))
    patents = list(_patent_of(wanted))
    alike = [found] if found is not None else await load(tx.connection, kind, "r.patent_id = any(:patents)", patents=patents)
    for record in alike:
        if all(getattr(record, one) == getattr(wanted, one) for one in _contents(kind)):
            return record
    raise ChangedSince(name)


def _contents(kind: type[Recorded]) -> list[str]:
    return [one.name for one in fields(kind) if one.name not in ("id", "version", "recorded_at")]


def _patent_of(record: Recorded) -> set[UUID]:
    if isinstance(record, Patent):
        return {record.id}
    return {record.patent} if isinstance(record, TitleShare | LegalEvent) else set()


def _name(record: Recorded) -> str:
    return layout_of(type(record)).name

"""Reference data: read whole in one statement, and kept in the process as long as its version holds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.domain.arrangements import Arrangement
from ippool.domain.consents import Consent
from ippool.domain.labs import Affiliate, Center, Membership, OpenLab
from ippool.domain.parties import Party
from ippool.domain.reference import Reference
from ippool.store.database import Reading
from ippool.store.records import Recorded, as_json, known, layout_of

R = TypeVar("R", bound=Recorded)

_KINDS: tuple[type[Recorded], ...] = (Center, Party, OpenLab, Membership, Affiliate, Arrangement, Consent)
KEPT_PAST = 8
"""How many references as known in the past are kept."""


def _statement(*, past: bool) -> str:
    parts = []
    for kind in _KINDS:
        layout = layout_of(kind)
        where = " where r.about = 'LAB'" if kind is Consent else ""
        rows = f"jsonb_agg({as_json(layout, 'r')} order by r.id)"
        parts.append(f"(select coalesce({rows}, '[]') from {known(layout, past=past)} r{where})::text as {layout.name}")
    return f"select s.ref_version, {', '.join(parts)} from register_state s"


_NOW, _THEN = text(_statement(past=False)), text(_statement(past=True))


async def load_reference(session: Reading, known_at: datetime | None = None) -> Reference:
    """Read all reference data, as known now or at a moment. One statement."""
    row = (await session.execute(_THEN, {"known_at": known_at}) if known_at else await session.execute(_NOW)).mappings().one()

    def of(kind: type[R]) -> tuple[R, ...]:
        layout = layout_of(kind)
        return tuple(layout.read(one) for one in orjson.loads(row[layout.name]))

    return Reference(
        version=row["ref_version"],
        centers=_by_id(of(Center)),
        parties=_by_id(of(Party)),
        labs=_by_id(of(OpenLab)),
        memberships=of(Membership),
        affiliates=of(Affiliate),
        arrangements=of(Arrangement),
        lab_consents=of(Consent),
    )


def _by_id(records: Iterable[R]) -> dict[UUID, R]:
    return {record.id: record for record in records}


class ReferenceMemo:
    """The reference data as known now, reloaded when its version has changed, and the last few as known in the past."""

    def __init__(self) -> None:
        self._current: Reference | None = None
        self._past: OrderedDict[tuple[int, datetime], Reference] = OrderedDict()

    async def version(self, session: Reading) -> int:
        """Read the version of the reference data. One statement."""
        found: int = (await session.execute(text("select ref_version from register_state"))).scalar_one()
        return found

    async def get(self, session: Reading, version: int, known_at: datetime | None = None) -> Reference:
        """Return the reference data of a version, or as known at a moment; `version` was read in the same transaction.

        Where it was not, the answer may be of a later version.
        """
        if known_at is not None:
            return await self._then(session, version, known_at)
        if self._current is None or self._current.version != version:
            loaded = await load_reference(session)
            if self._current is not None and self._current.version > loaded.version:
                return loaded  # another request has read a later one meanwhile; this one is right for this transaction
            self._current = loaded
        return self._current

    async def _then(self, session: Reading, version: int, known_at: datetime) -> Reference:
        # By version too: a change that was under way at a moment just past is recorded as of its own beginning.
        found = self._past.get((version, known_at))
        if found is None:
            found = self._past[version, known_at] = await load_reference(session, known_at)
            if len(self._past) > KEPT_PAST:
                self._past.popitem(last=False)
        return found

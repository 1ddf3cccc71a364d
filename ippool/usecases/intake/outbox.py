"""What a batch of records came to, waiting to be written: all of it in a few statements, with its audit lines.

It is packed in the thread that took the batch, so that writing it is hardly more than waiting for the database.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from ippool.domain.patents import LegalEvent, Patent, status_spans
from ippool.domain.statements import Statement
from ippool.store.audit import AuditLine, Chain
from ippool.store.copying import Packed, pack_columns, pack_records, send
from ippool.store.database import Writing
from ippool.store.record_rows import table_of
from ippool.store.records import BROUGHT, LAYOUTS, Recorded, change, layout_of
from ippool.store.records.values import span_of
from ippool.store.rows import LegalStatusSpanRow
from ippool.store.statuses import lay_out

R = TypeVar("R", bound=Recorded)


@dataclass
class Outbox:
    """New records by kind, and changed ones with the record as it stood before the batch."""

    added: dict[type, dict[UUID, Recorded]] = field(default_factory=dict)
    changed: dict[UUID, tuple[Recorded, Recorded]] = field(default_factory=dict)
    restated: list[tuple[Statement, Statement]] = field(default_factory=list)

    def add(self, record: Recorded) -> None:
        """Note a new record."""
        self.added.setdefault(type(record), {})[record.id] = record

    def alter(self, before: R, after: R) -> R:
        """Note the next state of a record; return it with the version it will have.

        A record that waits to be added is added in its new state; of one that is changed twice the first state before is kept.
        """
        waiting = self.added.get(type(before), {})
        if before.id in waiting:
            waiting[before.id] = after
            return after
        first, _ = self.changed.get(before.id, (before, before))
        written = replace(after, version=first.version + 1)
        self.changed[before.id] = (first, written)
        return written

    def pack(self, chain: Chain) -> Parcel:
        """Make everything ready to be sent, with its audit lines and the legal statuses that follow. It may run in a thread."""
        rows: list[Packed | None] = []
        lines: list[AuditLine] = []
        made: Counter[str] = Counter()
        for layout in (*LAYOUTS, *BROUGHT):
            records = list(self.added.get(layout.kind, {}).values())
            if not records:
                continue
            rows.append(pack_records(layout, records, chain.moment))
            made[layout.name] += len(records)
            # A statement is no record of the register itself: it is kept beside it, with every version.
            if layout.kind is not Statement:
                action = f"{layout.name}:imported"
                lines += [AuditLine(action, None, record) for record in records]
        rows.append(pack_columns(table_of(LegalStatusSpanRow), self._statuses(chain.moment)))
        changes: list[tuple[Recorded, int]] = []
        for before, after in self.changed.values():
            changes.append((after, before.version))
            lines.append(AuditLine(f"{_name(after)}:imported", before, after))
            made[_name(after)] += 1
        for earlier, statement in self.restated:
            changes.append((statement, earlier.version))
            made[_name(statement)] += 1
        return Parcel(rows, changes, self._touched(), chain.add(lines), made)

    def _touched(self) -> set[UUID]:
        """The patents that were there before and whose legal status may be another one now."""
        records = (*(after for _, after in self.changed.values()), *self.added.get(LegalEvent, {}).values())
        touched = {one.id if isinstance(one, Patent) else one.patent for one in records if isinstance(one, Patent | LegalEvent)}
        return touched - set(self.added.get(Patent, ()))

    def _statuses(self, moment: datetime) -> dict[str, list[Any]]:
        events: dict[UUID, list[LegalEvent]] = {}
        for event in self.added.get(LegalEvent, {}).values():
            assert isinstance(event, LegalEvent)
            events.setdefault(event.patent, []).append(event)
        spans = [
            (patent.id, span)
            for patent in self.added.get(Patent, {}).values()
            if isinstance(patent, Patent)
            for span in status_spans(patent, tuple(events.get(patent.id, ())))
        ]
        return {
            "patent_id": [patent for patent, _ in spans],
            "recorded_at": [moment] * len(spans),
            "valid": [span_of(span.period) for _, span in spans],
            "status": [span.status.value for _, span in spans],
        }


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a batch came to, packed: new rows, changed records with the version before, patents to lay out anew, audit lines."""

    rows: list[Packed | None]
    changes: list[tuple[Recorded, int]]
    touched: set[UUID]
    lines: Packed | None
    made: Counter[str]

    async def write(self, tx: Writing) -> None:
        """Write everything."""
        for rows in self.rows:
            await send(tx.connection, rows)
        for record, expected in self.changes:
            await change(tx.connection, record, expected=expected)
        await lay_out(tx, self.touched)
        await tx.write_packed(self.lines)


def _name(record: Recorded) -> str:
    return layout_of(type(record)).name

"""What a batch of records came to, waiting to be written: all of it in a few statements, with its audit lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from ippool.domain.patents import LegalEvent, Patent, status_spans
from ippool.domain.statements import Statement
from ippool.store.copying import copy_records, copy_rows
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

    async def write(self, tx: Writing, made: Counter[str]) -> None:
        """Write everything, with its audit lines and the legal statuses that follow; count it by kind."""
        for layout in (*LAYOUTS, *BROUGHT):
            records = list(self.added.get(layout.kind, {}).values())
            if not records:
                continue
            await copy_records(tx.connection, layout, records, tx.moment)
            made[layout.name] += len(records)
            # A statement is no record of the register itself: it is kept beside it, with every version.
            if layout.kind is not Statement:
                for record in records:
                    tx.record(f"{layout.name}:imported", record)
        await self._write_statuses(tx)
        for before, after in self.changed.values():
            await change(tx.connection, after, expected=before.version)
            tx.record(f"{_name(after)}:imported", after, before=before)
            made[_name(after)] += 1
        for earlier, statement in self.restated:
            await change(tx.connection, statement, expected=earlier.version)
            made[_name(statement)] += 1
        await lay_out(tx, self._touched())
        await tx.write_lines()

    def _touched(self) -> set[UUID]:
        """The patents that were there before and whose legal status may be another one now."""
        records = (*(after for _, after in self.changed.values()), *self.added.get(LegalEvent, {}).values())
        touched = {one.id if isinstance(one, Patent) else one.patent for one in records if isinstance(one, Patent | LegalEvent)}
        return touched - set(self.added.get(Patent, ()))

    async def _write_statuses(self, tx: Writing) -> None:
        events: dict[UUID, list[LegalEvent]] = {}
        for event in self.added.get(LegalEvent, {}).values():
            assert isinstance(event, LegalEvent)
            events.setdefault(event.patent, []).append(event)
        rows: list[dict[str, Any]] = [
            {"patent_id": patent.id, "recorded_at": tx.moment, "valid": span_of(span.period), "status": span.status.value}
            for patent in self.added.get(Patent, {}).values()
            if isinstance(patent, Patent)
            for span in status_spans(patent, tuple(events.get(patent.id, ())))
        ]
        await copy_rows(tx.connection, table_of(LegalStatusSpanRow), rows)


def _name(record: Recorded) -> str:
    return layout_of(type(record)).name

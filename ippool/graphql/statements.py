"""What sources say, in the API."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from ippool.domain import statements as domain
from ippool.graphql.problems import input_path


@strawberry.type(description="One fact, as a source states it.")
class StatedFact:
    """One field of a `statements.Statement` in the API."""

    name: str = strawberry.field(description="The field, as the API names it where it has it: filedOn, titleJa, class:FI, owners.")
    value: str = strawberry.field(description='What the source says, as text; of a list, its entries with "; " between them.')
    values: list[str] = strawberry.field(description="The entries of a list; of any other fact, its one value.")
    supplied: bool = strawberry.field(
        description="Whether the register has the value from this source. Of owners and events their own records say so."
    )

    @classmethod
    def of(cls, name: str, value: domain.Value, *, supplied: bool) -> StatedFact:
        """Translate."""
        values = [value] if isinstance(value, str) else list(value)
        return cls(name=input_path([name])[0], value="; ".join(values), values=values, supplied=supplied)


@strawberry.type(description="What a source says of a patent or family: one statement for each kind of source, the last one read.")
class SourceStatement:
    """`statements.Statement` in the API; shown to officers and auditors only."""

    format: str = strawberry.field(description="The kind of source, by the code of its format, such as jplatpat-csv.")
    cited: str = strawberry.field(description="How the source names the record.")
    file: str = strawberry.field(description="The file it was read from.")
    record: int = strawberry.field(description="Which record of the file, from 1.")
    line: int | None = strawberry.field(description="The first line of the record, where lines are counted.")
    source_date: date | None = strawberry.field(description="The day of which the source speaks; null where it does not say.")
    read_at: datetime = strawberry.field(description="When it was read; the same said again later is not read anew.")
    facts: list[StatedFact] = strawberry.field(description="What it says, field by field; what it does not say is not there.")

    @classmethod
    def of(cls, statement: domain.Statement, held: domain.Facts) -> SourceStatement:
        """Translate; `held` is what the register holds now: a value that somebody has changed since is not from this source."""
        assert statement.recorded_at is not None, "it was read"
        return cls(
            format=statement.format,
            cited=statement.cited,
            file=statement.file,
            record=statement.record,
            line=statement.line,
            source_date=statement.source_date,
            read_at=statement.recorded_at,
            facts=[
                StatedFact.of(name, value, supplied=name in statement.supplied and _holds(name, value, held))
                for name, value in sorted(statement.facts.items())
            ],
        )


def _holds(name: str, value: domain.Value, held: domain.Facts) -> bool:
    there = held.get(name, "")
    return set(value) <= set(there) if isinstance(value, tuple) else domain.agree(name, value, there)

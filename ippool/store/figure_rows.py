"""The tables of what is counted: what each patent counts under, how many there are, which ones have changed since.

All of it is derived; the migration that made them says how, and their triggers and functions stand there.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Field, SQLModel


class FigureCardRow(SQLModel, table=True):
    """What a patent counts under from `since` on and before `until`; an empty text where it has no status, or no filing day.

    `audience` is the nil UUID alone where it is in an open lab, else its labs.
    """

    __tablename__ = "figure_card"
    patent_id: UUID = Field(primary_key=True)
    published: bool
    labs: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)))
    legal_status: str = Field(sa_type=Text)
    jurisdiction: str = Field(sa_type=Text)
    filed_year: str = Field(sa_type=Text)
    classes: list[str] = Field(sa_type=ARRAY(Text))
    audience: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)))
    since: date = Field(index=True)
    until: date = Field(index=True)


class FigureRollupRow(SQLModel, table=True):
    """How many cards have a value of a dimension, by whether they are published and by all their labs (classes: by audience).

    0 stays where they went.
    """

    __tablename__ = "figure_rollup"
    dimension: str = Field(sa_type=Text, primary_key=True)
    published: bool = Field(primary_key=True)
    labs: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)), primary_key=True)
    value: str = Field(sa_type=Text, primary_key=True)
    count: int


class FigureDueRow(SQLModel, table=True):
    """A patent that has changed since its card was written."""

    __tablename__ = "figure_due"
    patent_id: UUID = Field(primary_key=True)

"""The tables of what files of others brought: further names and codes of parties, what sources say, what waits for a person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from ippool.store.record_rows import Record, to


class PartyNameRow(Record, table=True):
    """`parties.PartyName`."""

    __tablename__ = "party_name"
    __table_args__ = (UniqueConstraint("party_id", "text", name="uq_party_name_party_id_text"),)
    party_id: UUID = to("party.id")
    text: str = Field(sa_type=Text)
    relation: str


class PartyIdentifierRow(Record, table=True):
    """`parties.PartyIdentifier`."""

    __tablename__ = "party_identifier"
    __table_args__ = (UniqueConstraint("scheme", "value", name="uq_party_identifier_scheme_value"),)
    party_id: UUID = to("party.id")
    scheme: str
    value: str


class StatementRow(Record, table=True):
    """`statements.Statement`; `subject_id` is a patent or a family, one statement of each kind of source about each."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("subject_id", "format", name="uq_statement_subject_id_format"),
        Index("ix_statement_priorities", text("(facts -> 'priorities')"), postgresql_using="gin"),
    )
    subject_id: UUID
    format: str
    file: str = Field(sa_type=Text)
    record: int
    line: int | None = None
    cited: str = Field(sa_type=Text)
    source_date: date | None = None
    facts: dict[str, Any] = Field(sa_type=JSONB)
    supplied: list[str] = Field(sa_type=ARRAY(Text))
    job_id: UUID


class ReviewItemRow(Record, table=True):
    """`review.ReviewItem`; `key` is the same for the same question, so that it is asked once."""

    __tablename__ = "review_item"
    __table_args__ = (
        Index("ix_review_item_state_number", "state", "number"),
        Index("ix_review_item_patent_id", "patent_id"),
        Index("ix_review_item_subject_id", "subject_id"),
    )
    number: str = Field(unique=True)
    kind: str
    state: str
    subject_id: UUID
    patent_id: UUID | None = None
    format: str
    fact: str
    held: str = Field(sa_type=Text)
    held_source: str = Field(sa_type=Text)
    said: str = Field(sa_type=Text)
    said_source: str = Field(sa_type=Text)
    candidates: list[dict[str, Any]] = Field(sa_type=JSONB)
    score: str
    key: str = Field(unique=True)
    undo: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))
    reason: str = Field(sa_type=Text)


class ImportJobRow(SQLModel, table=True):
    """One import of files: what was asked, how far it is, and its report. Written beside the import, not within it."""

    __tablename__ = "import_job"
    id: UUID = Field(primary_key=True)
    format: str
    files: list[str] = Field(sa_type=ARRAY(Text))
    lab: str | None = None
    encoding: str
    source_date: date | None = None
    dry_run: bool
    actor_role: str
    actor_party_id: UUID | None = None
    actor_token_id: UUID | None = None
    actor_user_id: UUID | None = None
    state: str
    asked_at: datetime
    ended_at: datetime | None = None
    bytes_total: int = Field(sa_type=BigInteger)
    bytes_read: int = Field(default=0, sa_type=BigInteger)
    report: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))

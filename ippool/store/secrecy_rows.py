"""The tables of what is confidential; a part of `rows.py`. Labels and named readers are records that keep their past."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ippool.store.record_rows import Dated, Record, one_at_a_time, to


class SecrecyLabelRow(Dated, table=True):
    """How confidential an invention is over a period; at most one on a day."""

    __tablename__ = "secrecy_label"
    __table_args__ = (one_at_a_time("secrecy_label_one_at_a_time", "patent_id"),)
    patent_id: UUID = to("patent.id")
    level: str
    reason: str
    clause: str


class NamedReaderRow(Dated, table=True):
    """Somebody is named as one who may know of an invention before it is laid open, over a period."""

    __tablename__ = "named_reader"
    __table_args__ = (one_at_a_time("named_reader_one_at_a_time", "patent_id", "user_id"),)
    patent_id: UUID = to("patent.id")
    user_id: UUID = to("user_account.id")
    reason: str


SECRECY: tuple[type[Record], ...] = (SecrecyLabelRow, NamedReaderRow)
"""The record tables among them."""


class DisclosureEventRow(SQLModel, table=True):
    """Somebody was told of something confidential. The table takes no change: it is evidence of how secrets are kept.

    No reference is checked: an event is written at every answer, and what it speaks of is never deleted.
    """

    __tablename__ = "disclosure_event"
    id: UUID = Field(primary_key=True)
    at: datetime
    actor_role: str
    actor_party_id: UUID | None = None
    actor_token_id: UUID | None = None
    actor_user_id: UUID | None = None
    patent_id: UUID = Field(index=True)
    level: str
    request_id: str | None = None

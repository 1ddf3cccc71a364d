"""The tables of what is confidential; a part of `rows.py`."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


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

"""The tables of people and of what they sign in with; a part of `rows.py`.

Users and their appointments are records that keep their past. Tokens and sessions are not: of each only the hash is stored, and
when it was last used is no change of the register.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from ippool.store.record_rows import Dated, Record, one_at_a_time, to


class UserRow(Record, table=True):
    """A person or a program that signs in; `sign_in` is how the identity provider knows it."""

    __tablename__ = "user_account"
    code: str = Field(unique=True)
    name: str
    sign_in: str | None = Field(default=None, unique=True)


class AppointmentRow(Dated, table=True):
    """For which party a user is there, in what role, cleared up to where, over a period."""

    __tablename__ = "appointment"
    __table_args__ = (one_at_a_time("appointment_one_at_a_time", "user_id"),)
    user_id: UUID = to("user_account.id")
    role: str
    party_id: UUID | None = Field(default=None, foreign_key="party.id", index=True)
    clearance: str


class TokenRow(SQLModel, table=True):
    """A caller's token: only its hash is stored. Either of a user, or of a role by itself; `maker` where another made it."""

    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint("(user_id is null) = (role is not null)", name="of_user_or_role"),
        CheckConstraint("maker is null or user_id is not null", name="made_for_user"),
    )
    id: UUID = Field(primary_key=True)
    hash: str = Field(unique=True)
    role: str | None = None
    party_id: UUID | None = Field(default=None, foreign_key="party.id")
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    maker: str | None = None


class SessionRow(SQLModel, table=True):
    """A browser's session after signing in at the identity provider: only the hash of its secret is stored."""

    __tablename__ = "browser_session"
    id: UUID = Field(primary_key=True)
    hash: str = Field(unique=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


PEOPLE: tuple[type[Record], ...] = (UserRow, AppointmentRow)
"""The record tables among them."""

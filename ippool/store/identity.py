"""Ids of records: UUIDv7, made here because neither PostgreSQL before 18 nor Python before 3.14 has it."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Make the id of a new record; later ones are greater."""
    return uuid7()

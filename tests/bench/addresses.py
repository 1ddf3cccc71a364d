"""The address of a database as the driver itself takes it."""

from __future__ import annotations

from sqlalchemy import make_url


def plain_address(url: str) -> str:
    """Write a SQLAlchemy address without the name of its driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

"""Database addresses: what people and platforms write as `DATABASE_URL`, as the driver wants it."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ippool.domain.errors import DomainError
from ippool.domain.words import Words


class AddressRefused(DomainError):
    """`DATABASE_URL` cannot be used; the message never holds the address, which may hold a password."""

    code = "DATABASE_URL"


def asyncpg_url(address: str | URL) -> URL:
    """Read `postgres://user:password@host/db?sslmode=require` and its like. Raises: AddressRefused."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise _refused("接続先の形ではない", "it is not an address") from None
    if url.drivername not in ("postgres", "postgresql", "postgresql+asyncpg"):
        raise _refused(f"{url.drivername} は PostgreSQL ではない", f"{url.drivername} is not PostgreSQL")
    url = url.set(drivername="postgresql+asyncpg")
    if "sslmode" in url.query:
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": str(url.query["sslmode"])})
    return url


def _refused(ja: str, en: str) -> AddressRefused:
    return AddressRefused(
        Words(f"DATABASE_URL を使えない: {ja}。", f"DATABASE_URL cannot be used: {en}."),
        next_step=Words(
            "postgresql://利用者:パスワード@ホスト/データベース の形で指定する。",
            "Write it as postgresql://user:password@host/database.",
        ),
    )

"""The application beside an identity provider, and people of the demo pool who sign in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient, Response

from ippool.app import make_app
from ippool.auth.provider import Client
from ippool.domain.permissions import Actor, Level, Role, TokenScope
from ippool.usecases import people, tokens
from ippool.usecases.last_uses import LastUses
from ippool.usecases.people import AddUser, EndUser
from ippool.usecases.pool import Pool
from tests.auth import identity_provider
from tests.auth.identity_provider import AUDIENCE, CLIENT_ID, CLIENT_SECRET, PUBLIC_URL, IdentityProvider
from tests.conftest import Cluster, pool_at
from tests.conftest import now as moment_now
from tests.graphql.api import Caller

VIEWER = "{ viewer { role scopes party { code } user { code } } }"
START = date(2020, 4, 1)
OFFICE = Actor(Role.SENIOR_OFFICER)

PEOPLE: dict[str, tuple[Role, str | None]] = {
    "b-viewer": (Role.MEMBER, "COMPANY-B"),
    "b-manager": (Role.MEMBER_MANAGER, "COMPANY-B"),
    "b-program": (Role.SERVICE_ACCOUNT, "COMPANY-B"),
    "p-manager": (Role.MEMBER_MANAGER, "COMPANY-P"),
    "researcher": (Role.RESEARCHER, "AIST"),
    "student": (Role.STUDENT, "AIST"),
    "officer": (Role.IP_OFFICER, "AIST"),
    "senior": (Role.SENIOR_OFFICER, None),
    "coi": (Role.COI_COMMITTEE, None),
    "export": (Role.EXPORT_OFFICER, None),
    "auditor": (Role.AUDITOR, None),
}
"""Who is there: by the code, which is also the name the identity provider knows."""


@dataclass
class Office:
    """The application over a pool with people in it."""

    pool: Pool
    client: AsyncClient
    provider: IdentityProvider
    uses: LastUses

    def key(self) -> str:
        """Make an idempotency key."""
        return str(uuid4())

    async def add(self, code: str, role: Role, party: str | None, **more: Any) -> None:
        command = AddUser(self.key(), code, role, more.pop("start", START), party, code=code, sign_in_name=code, **more)
        await people.add_user(self.pool, OFFICE, moment_now(), command)

    async def end(self, code: str, until: date) -> None:
        found = await people.user_by_code(self.pool, OFFICE, code)
        assert found is not None
        await people.end_user(self.pool, OFFICE, moment_now(), EndUser(self.key(), code, until, found.user.version))

    async def secret(self, code: str, *scopes: TokenScope) -> str:
        """Make a token of a user."""
        command = tokens.CreateToken(self.key(), "test", scopes or tuple(TokenScope), 30, code)
        made = await tokens.create_token(self.pool, OFFICE, moment_now(), command)
        assert made.secret is not None
        return made.secret

    def caller(self, token: str | None) -> Caller:
        return Caller(self.client, token)

    async def as_user(self, code: str, *scopes: TokenScope) -> Caller:
        return self.caller(await self.secret(code, *scopes))

    async def answer(self, headers: dict[str, str] | list[tuple[str, str]], path: str = "/graphql") -> Response:
        """Ask who calls, with some headers."""
        return await self.client.post(path, json={"query": VIEWER}, headers=headers)


@asynccontextmanager
async def office_on(url: str, provider: IdentityProvider) -> AsyncIterator[Office]:
    async with pool_at(url) as pool, serving(pool, provider) as office:
        for code, (role, party) in PEOPLE.items():
            await office.add(code, role, party, clearance=Level.PUBLIC)
        yield office


@asynccontextmanager
async def serving(pool: Pool, provider: IdentityProvider, **given: Any) -> AsyncIterator[Office]:
    """The application over a pool with the people that are in it."""
    told = {"client_secret": CLIENT_SECRET, "audience": AUDIENCE, **given}
    app: Any = make_app(pool.database, ZoneInfo("Asia/Tokyo"), client=Client(provider.issuer, CLIENT_ID, PUBLIC_URL, **told))
    async with AsyncClient(transport=ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield Office(pool, client, provider, app.state["uses"])


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider.running() as found:
        yield found


@pytest_asyncio.fixture(scope="module")
async def office(cluster: Cluster, demo_template: str) -> AsyncIterator[Office]:
    """One that the tests of a file share; each has its own people where it ends them."""
    with identity_provider.running() as found:
        async with cluster.copy_of(demo_template) as url, office_on(url, found) as made:
            yield made

"""A9: no form of a bad token is taken for anybody, and what is stored of a token is its hash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.permissions import Role
from ippool.store import tokens as token_store
from ippool.usecases import sessions, tokens
from ippool.usecases.tokens import RevokeToken
from tests.auth.bad_tokens import Material, Sent, bearer, forms
from tests.auth.conftest import START, Office
from tests.auth.identity_provider import Key
from tests.conftest import OFFICER
from tests.conftest import now as moment_now

FORMS = dict(forms())
FLOOR = 60


@pytest_asyncio.fixture(scope="module")
async def material(office: Office) -> Material:
    return await material_of(office)


async def material_of(office: Office) -> Material:
    """Make what the forms are made of: keys that are none of ours, and tokens that were good once."""
    provider = office.provider
    stranger, weak = Key.rsa("stranger"), Key.rsa("weak", 1024)
    provider.keys += [weak, replace(stranger, name="encrypting", use="enc")]
    await office.add("ended", Role.MEMBER, "COMPANY-B", until=START + timedelta(days=30))
    await office.add("coming", Role.MEMBER, "COMPANY-B", start=START.replace(year=2199))
    once = {"ended": await office.secret("ended"), "coming": await office.secret("coming")}
    once["expired"] = await office.secret("b-viewer")
    once["revoked"] = await office.secret("b-viewer")
    good = await office.secret("b-viewer")
    once["hash"] = hashlib.sha256(good.encode()).hexdigest()
    async with office.pool.database.beside() as connection:
        hashed = {"hash": token_store.hashed(once["expired"])}
        await connection.execute(text("update token set expires_at = now() - interval '1 second' where hash = :hash"), hashed)
        for name, secret in (("revoked", once["revoked"]), ("id", good)):
            found = await connection.execute(
                text("select id::text from token where hash = :hash"), {"hash": token_store.hashed(secret)}
            )
            once[f"id of {name}"] = found.scalar_one()
    once["id"] = once["id of id"]
    revoking = RevokeToken(office.key(), once["id of revoked"], 1)
    await tokens.revoke_token(office.pool, OFFICER, moment_now(), revoking)
    session = await sessions.open_session(office.pool, "b-viewer", moment_now())
    return Material(provider, stranger, weak, good, session, once)


async def accepted(office: Office, sent: Sent) -> bool:
    """Send it; tell whether it was taken for somebody. What is said has a form of its own, and nothing of what was sent."""
    response = await office.answer(sent.headers, sent.path)
    answer = response.json()
    if sent.refused:
        (error,) = answer["errors"]
        assert (response.status_code, error["extensions"]["code"]) == (401, "UNAUTHENTICATED")
        assert response.headers["www-authenticate"] == 'Bearer realm="ippool"'
        assert "data" not in answer
        return False
    assert response.status_code == 200, answer
    return answer["data"]["viewer"] is not None


@pytest.mark.parametrize("name", FORMS)
async def test_a_bad_token_is_taken_for_nobody(office: Office, material: Material, name: str) -> None:
    assert await accepted(office, FORMS[name](material)) is False


async def test_enough_forms_were_tried_and_the_good_ones_are_taken(office: Office, material: Material) -> None:
    assert len(FORMS) >= FLOOR
    for token in (material.good, material.jwt):
        answer = (await office.answer(bearer(token).headers)).json()
        assert answer["data"]["viewer"]["user"] == {"code": "b-viewer"}
        assert answer["data"]["viewer"]["party"] == {"code": "COMPANY-B"}


async def test_of_a_token_its_hash_alone_is_stored(office: Office, material: Material) -> None:
    async with office.pool.database.read() as session:
        for table in ("token", "browser_session", "audit", "answer"):
            stored = "\n".join((await session.execute(text(f"select t::text from {table} t"))).scalars())
            assert material.good not in stored
            assert material.session not in stored
            assert material.good.removeprefix("ippool_") not in stored

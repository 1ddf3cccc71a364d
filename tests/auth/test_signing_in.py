"""People sign in at the identity provider: there and back, what the cookies are, and what does not let anybody in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from httpx import AsyncClient, Response
from sqlalchemy import text

from ippool.auth.provider import SIGNING_SECONDS, Client, Provider, ProviderRefused, Unfinished
from ippool.domain.permissions import Role
from ippool.usecases import people, sessions
from ippool.usecases.people import LinkUser
from tests.auth.bad_tokens import In, resolved
from tests.auth.conftest import OFFICE, Office
from tests.auth.identity_provider import AUDIENCE, CLIENT_ID, CLIENT_SECRET, PUBLIC_URL, Key
from tests.auth.test_rights import today
from tests.conftest import now as moment_now
from tests.pages.reading import read


@pytest_asyncio.fixture
async def browser(office: Office) -> AsyncIterator[AsyncClient]:
    """A browser of this test's own, with its cookies."""
    transport = office.client._transport
    client = AsyncClient(transport=transport, base_url=PUBLIC_URL)
    yield client


async def go(browser: AsyncClient, state: str = "") -> tuple[Response, str]:
    """Go to the provider and come back as far as its answer: what sent the browser there, and where it sends the browser."""
    away = await browser.get("/sign-in/provider", params={"state": state} if state else {})
    assert away.status_code == 303
    async with httpx.AsyncClient(trust_env=False) as outside:
        back = await outside.get(away.headers["location"])
    return away, back.headers["location"]


async def sign_in(browser: AsyncClient, state: str = "") -> Response:
    _, back = await go(browser, state)
    return await browser.get(back)


async def whoami(browser: AsyncClient) -> str | None:
    page = read(await browser.get("/?lang=en"))
    found = page.all("form", action="/sign-out")
    return found[0].text.removeprefix("Signed in ").removesuffix(" Sign out") if found else None


async def test_there_and_back_to_the_page_that_was_left(office: Office, browser: AsyncClient) -> None:
    form = read(await browser.get("/sign-in?q=電池&lang=en"))
    (way,) = [one.attributes["href"] for one in form.all("a") if one.text == "Sign in with your organization's account"]
    office.provider.person = {"sub": "b-viewer"}
    state = parse_qs(urlsplit(way or "").query)["state"][0]
    assert state == "q=%E9%9B%BB%E6%B1%A0&lang=en"
    away, back = await go(browser, state)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()}
    assert away.headers["location"].startswith(f"{office.provider.issuer}/authorize?")
    assert asked["redirect_uri"] == "http://ippool.test/sign-in/callback"
    assert {asked["response_type"], asked["code_challenge_method"]} == {"code", "S256"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) == 43
    kept = away.headers["set-cookie"]
    assert {part.strip() for part in kept.split(";")[1:]} == {"HttpOnly", "Max-Age=600", "Path=/sign-in", "SameSite=lax"}
    assert not any(asked[name] in kept for name in ("state", "nonce"))
    landed = await browser.get(back)
    assert (landed.status_code, landed.headers["location"]) == (303, f"/?{state}")
    session, over = landed.headers.get_list("set-cookie")
    assert session.startswith("ippool_token=ippools_")
    assert {part.strip() for part in session.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=lax"}
    assert over.startswith('ippool_signing="";')
    assert "Max-Age=0" in over
    assert await whoami(browser) == "member, Company B"


async def test_cookies_are_secure_where_the_browser_speaks_https(office: Office) -> None:
    async with AsyncClient(transport=office.client._transport, base_url="https://ippool.test") as browser:
        office.provider.person = {"sub": "b-viewer"}
        away, back = await go(browser)
        assert "Secure" in away.headers["set-cookie"]
        landed = await browser.get(back.replace("http://", "https://"))
        assert all("Secure" in one for one in landed.headers.get_list("set-cookie"))
        await browser.post("/sign-out", data={})


async def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(office: Office, browser: AsyncClient) -> None:
    office.provider.person = {"sub": "b-viewer"}
    await sign_in(browser)
    kept = browser.cookies["ippool_token"]
    assert await whoami(browser) == "member, Company B"
    await browser.post("/sign-out", data={})
    assert await whoami(browser) is None
    replayed = await browser.get("/", headers={"Cookie": f"ippool_token={kept}"})
    assert replayed.status_code == 401


async def test_a_session_is_no_bearer_and_ends_with_the_working_day(office: Office, browser: AsyncClient) -> None:
    secret = await sessions.open_session(office.pool, "b-viewer", moment_now())
    cookie = {"Cookie": f"ippool_token={secret}"}
    assert (await browser.get("/", headers=cookie)).status_code == 200
    assert (await office.answer({"Authorization": f"Bearer {secret}"})).status_code == 401
    assert (await browser.get("/terms.jsonl", headers={"Authorization": f"Bearer {secret}"})).status_code == 401
    async with office.pool.database.beside() as connection:
        await connection.execute(text("update browser_session set expires_at = now() - interval '1 second'"))
    assert (await browser.get("/", headers=cookie)).status_code == 401


async def test_a_session_is_worth_what_its_user_is_at_each_request(office: Office, browser: AsyncClient) -> None:
    await office.add("guest", Role.AUDITOR, None)
    office.provider.person = {"sub": "guest"}
    await sign_in(browser)
    assert await whoami(browser) == "auditor"
    await office.end("guest", today())
    assert (await browser.get("/")).status_code == 401
    refused = await sign_in(browser)
    assert refused.status_code == 403


ID_TOKENS: dict[str, dict[str, Any]] = {
    "expired": {"exp": In(-1)},
    "another audience": {"aud": "somebody-else"},
    "an access token's audience": {"aud": AUDIENCE},
    "several audiences, none of them the party": {"aud": ["ippool-web", "somebody-else"]},
    "another authorized party": {"azp": "somebody-else"},
    "another issuer": {"iss": "https://evil.test"},
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "a number as nonce": {"nonce": 7},
    "issued in ten minutes": {"iat": In(600)},
    "no subject": {"sub": None},
    "an unknown subject": {"sub": "nobody"},
    "a subject that is no text": {"sub": ["b-viewer"]},
}


@pytest.mark.parametrize("name", ID_TOKENS)
async def test_an_id_token_that_does_not_hold_lets_nobody_in(office: Office, browser: AsyncClient, name: str) -> None:
    office.provider.person, office.provider.spoilt = {"sub": "b-viewer"}, resolved(ID_TOKENS[name])
    try:
        refused = await sign_in(browser)
    finally:
        office.provider.spoilt = {}
    assert refused.status_code == 403
    assert "ippool_token" not in browser.cookies
    assert read(refused).one("p", role="alert").text
    assert await whoami(browser) is None


async def test_an_id_token_of_a_stranger_lets_nobody_in(office: Office, browser: AsyncClient) -> None:
    office.provider.person = {"sub": "b-viewer"}
    await sign_in(browser)  # the provider's keys are known
    await browser.post("/sign-out", data={})
    own, office.provider.keys = office.provider.keys, [Key("first", "RS256", Key.rsa("stranger").private)]
    try:
        refused = await sign_in(browser)
    finally:
        office.provider.keys = own
    assert refused.status_code == 403
    assert "ippool_token" not in browser.cookies


@pytest.mark.parametrize("change", ["state", "code", "iss", "no code", "no state", "error", "a code of 5 kB"])
async def test_what_comes_back_otherwise_lets_nobody_in(office: Office, browser: AsyncClient, change: str) -> None:
    office.provider.person = {"sub": "b-viewer"}
    _, back = await go(browser)
    answer = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    changed: dict[str, dict[str, str | None]] = {
        "state": {"state": "x" * 43},
        "code": {"code": "made up"},
        "iss": {"iss": "https://evil.test"},
        "no code": {"code": None},
        "no state": {"state": None},
        "error": {"error": "access_denied"},
        "a code of 5 kB": {"code": "x" * 5000},
    }
    given = {name: value for name, value in {**answer, **changed[change]}.items() if value is not None}
    refused = await browser.get("/sign-in/callback", params=given)
    assert refused.status_code == 403
    assert "ippool_token" not in browser.cookies


async def test_another_browser_cannot_come_back_in_its_place_nor_twice(office: Office, browser: AsyncClient) -> None:
    office.provider.person = {"sub": "b-viewer"}
    _, back = await go(browser)
    async with AsyncClient(transport=office.client._transport, base_url=PUBLIC_URL) as other:
        assert (await other.get(back)).status_code == 403
        await go(other)
        assert (await other.get(back)).status_code == 403
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403  # the code was good once, and the cookie is gone


@pytest.mark.parametrize("state", ["//evil.example", "q=a\r\nSet-Cookie: x=1", "https://evil.example/?a", "x" * 2001, "<script>"])
async def test_the_way_back_never_leaves(office: Office, browser: AsyncClient, state: str) -> None:
    office.provider.person = {"sub": "b-viewer"}
    landed = await sign_in(browser, state)
    assert landed.headers["location"] == "/"


@pytest.mark.parametrize(("seconds", "is_over"), [(SIGNING_SECONDS, False), (SIGNING_SECONDS + 1, True)])
async def test_a_sign_in_may_take_ten_minutes(office: Office, seconds: int, is_over: bool) -> None:
    provider, began = Provider(Client(office.provider.issuer, CLIENT_ID, PUBLIC_URL), a_key), moment_now().now
    address, sealed = await provider.begin("", began)
    given = {"state": parse_qs(urlsplit(address).query)["state"][0], "error": "access_denied"}
    with pytest.raises(Unfinished if is_over else ProviderRefused):
        await provider.finish(sealed, given, began + timedelta(seconds=seconds))


async def a_key() -> bytes:
    return b"x" * 64


async def test_who_is_known_by_another_name_is_let_in_no_longer(office: Office, browser: AsyncClient) -> None:
    await office.add("renamed", Role.AUDITOR, None)
    secret, other = [await sessions.open_session(office.pool, code, moment_now()) for code in ("renamed", "auditor")]
    found = await people.user_by_code(office.pool, OFFICE, "renamed")
    assert found is not None
    await people.link_user(office.pool, OFFICE, moment_now(), LinkUser(office.key(), "renamed", found.user.version, "new name"))
    assert (await browser.get("/", headers={"Cookie": f"ippool_token={secret}"})).status_code == 401
    assert (await browser.get("/", headers={"Cookie": f"ippool_token={other}"})).status_code == 200
    with pytest.raises(sessions.UnknownUser):
        await sessions.open_session(office.pool, "renamed", moment_now())


async def test_no_secret_of_a_sign_in_nor_of_a_token_is_logged(
    office: Office, browser: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.provider.person = {"sub": "b-viewer"}
    away, back = await go(browser)
    landed = await browser.get(back)
    jwt, token = office.provider.token(), await office.secret("b-viewer")
    for text_ in (jwt, token, jwt[:-1], token[:-1]):
        await office.answer({"Authorization": f"Bearer {text_}"})
    given = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    secrets = [given["code"], given["state"], jwt, jwt.split(".")[2][:-1], token, token.removeprefix("ippool_")[:-1], CLIENT_SECRET]
    secrets += [browser.cookies["ippool_token"], away.headers["set-cookie"].split("=", 1)[1].split(";")[0]]
    # Our own browser tells where it goes; that is not the server speaking.
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert landed.status_code == 303
    assert len(logged) == 2  # of the two that were spoilt
    assert [secret for secret in secrets if any(secret in line for line in logged)] == []


async def test_a_silent_provider_is_told_on_the_page(office: Office, browser: AsyncClient) -> None:
    office.provider.person = {"sub": "b-viewer"}
    _, back = await go(browser)
    office.provider.is_down = True
    try:
        refused = await browser.get(back)
    finally:
        office.provider.is_down = False
    assert refused.status_code == 403
    assert read(refused).one("p", role="alert").text == "認証基盤が応答しない。"


LASTING = timedelta(hours=10)


async def test_a_session_lasts_ten_hours(office: Office) -> None:
    await sessions.open_session(office.pool, "auditor", moment_now())
    async with office.pool.database.read() as session:
        lasting = "select max(expires_at - created_at) from browser_session s join user_account u on u.id = s.user_id"
        found = (await session.execute(text(f"{lasting} where u.code = 'auditor'"))).scalar_one()
    assert found == LASTING

"""Signing in and out: the token stays in a cookie that nobody else can read or send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient, Response

from tests.graphql.api import Api, app_on
from tests.pages.reading import read


@pytest_asyncio.fixture
async def browser(pages: Api) -> AsyncIterator[AsyncClient]:
    """A browser of this test's own, with its cookies."""
    app = app_on(pages.database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://ippool.test") as client:
        yield client


async def sign_in(browser: AsyncClient, token: str, state: str = "", **headers: str) -> Response:
    return await browser.post("/sign-in", data={"token": token, "state": state}, headers=headers)


async def token_of(pages: Api, party: str) -> str:
    token = (await pages.member(party)).token
    assert token is not None
    return token


async def test_signing_in_keeps_the_state_and_shows_ones_own_terms(pages: Api, browser: AsyncClient) -> None:
    form = read(await browser.get("/sign-in?q=ロボット&on=2026-11-24&lang=ja")).one("form", kind="sign-in")
    assert form.one("input", id="token").attributes["type"] == "password"
    token, state = await token_of(pages, "COMPANY-B"), form.one("input", name="state").attributes["value"]
    response = await sign_in(browser, f" {token}\n", state)
    assert (response.status_code, response.content) == (303, b"")
    assert response.headers["location"] == "/?q=%E3%83%AD%E3%83%9C%E3%83%83%E3%83%88&on=2026-11-24&lang=ja"
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"ippool_token={token};")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=strict"}
    page = read(await browser.get(response.headers["location"]))
    assert page.one("form", action="/sign-out").text == "サインイン中 会員・B社 サインアウト"
    assert page.all("th", role="columnheader")[2].text == "条件"


async def test_cookie_is_secure_where_the_browser_speaks_https(pages: Api, browser: AsyncClient) -> None:
    token = await token_of(pages, "COMPANY-B")
    assert "Secure" in (await sign_in(browser, token, **{"X-Forwarded-Proto": "https"})).headers["set-cookie"]
    assert "Secure" in (await browser.post("https://ippool.test/sign-in", data={"token": token})).headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "nonsense", "ippool_x", "x" * 5000, "\x00", "漢字", "ippool_\ud7ff", '"; Path=/evil'])
async def test_bad_token_is_refused_and_forgotten(browser: AsyncClient, token: str) -> None:
    for language, said in (("ja", "トークンが無効か、取り消されている。"), ("en", "The token is not valid, or was revoked.")):
        response = await sign_in(browser, token, f"lang={language}")
        assert response.status_code == 401
        assert read(response).one("p", role="alert").text.startswith(said)
        assert 'ippool_token="";' in response.headers["set-cookie"]
        assert "Max-Age=0" in response.headers["set-cookie"]
        assert token not in response.text or not token


async def test_cookie_of_a_token_that_holds_no_longer(browser: AsyncClient) -> None:
    response = await browser.get("/?q=SYN-7&lang=ja", headers={"Cookie": "ippool_token=ippool_revoked"})
    assert response.status_code == 401
    page = read(response)
    assert page.one("p", role="alert").text.startswith("トークンが無効か、取り消されている。")
    assert page.one("main").all("a")[-1].attributes["href"] == "/?q=SYN-7&lang=ja"
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert "固体" not in page.text
    assert "電池" not in page.text


@pytest.mark.parametrize("authorization", ["Basic YTpi", "Bearer x", "Bearer \xff", "x"])
async def test_other_authorization_is_refused(browser: AsyncClient, authorization: str) -> None:
    response = await browser.get("/", headers=[(b"authorization", authorization.encode("latin-1"))])
    assert response.status_code == 401


async def test_signing_out_forgets_the_token(pages: Api, browser: AsyncClient) -> None:
    await sign_in(browser, await token_of(pages, "COMPANY-B"))
    assert browser.cookies.get("ippool_token")
    response = await browser.post("/sign-out", data={"state": "q=SYN-2&applicant=COMPANY-B&lang=en"})
    assert (response.status_code, response.headers["location"]) == (303, "/?q=SYN-2&lang=en")
    assert not browser.cookies.get("ippool_token")
    assert "The register has no such patent" in (await browser.get(response.headers["location"])).text


@pytest.mark.parametrize(
    "state", ["//evil.example/", "https://evil.example/", "/\\evil", "q=a\r\nSet-Cookie: x=1", "lang=ja&next=//evil", "%0d%0aX: y"]
)
async def test_the_way_back_never_leaves(pages: Api, browser: AsyncClient, state: str) -> None:
    response = await sign_in(browser, await token_of(pages, "COMPANY-B"), state)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/")
    assert not response.headers["location"].startswith(("//", "/\\"))
    assert "evil" not in response.headers["location"]
    assert "x" not in browser.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://ippool.test.evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
    ],
)
async def test_forms_of_other_sites_are_refused(pages: Api, browser: AsyncClient, headers: dict[str, str]) -> None:
    token = await token_of(pages, "COMPANY-B")
    await sign_in(browser, token)
    for path in ("/sign-in", "/sign-out"):
        response = await browser.post(path, data={"token": token}, headers=headers)
        assert response.status_code == 403
        assert "set-cookie" not in response.headers
    assert browser.cookies.get("ippool_token") == token


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://ippool.test"}, {"Sec-Fetch-Site": "same-origin"}])
async def test_forms_of_our_own_are_taken(pages: Api, browser: AsyncClient, headers: dict[str, str]) -> None:
    assert (await sign_in(browser, await token_of(pages, "COMPANY-B"), **headers)).status_code == 303


async def test_the_cookie_opens_the_page_only(pages: Api, browser: AsyncClient) -> None:
    token = await token_of(pages, "COMPANY-B")
    await sign_in(browser, token)
    for headers in ({}, {"Authorization": f"Bearer {token}"}):
        answer = await browser.post("/graphql", json={"query": '{ patent(number: "SYN-2") { jurisdiction } }'}, headers=headers)
        assert answer.json()["data"] == {"patent": {"jurisdiction": "JP"} if headers else None}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"])
async def test_any_body_is_answered(browser: AsyncClient, kind: str) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"token=%ff&token=b&state=%00"):
        response = await browser.post("/sign-in", content=body, headers={"Content-Type": kind})
        assert 400 <= response.status_code < 500
    response = await browser.post("/sign-in", content=b"token=" + b"a" * 100_000, headers={"Content-Type": kind})
    assert 400 <= response.status_code < 500

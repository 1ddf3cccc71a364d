"""Programs with an access token of the identity provider: what it is worth, and what becomes of it when keys change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ippool.auth.assertions import AssertionRefused
from ippool.auth.keys import BETWEEN_SECONDS, FRESH_SECONDS, STALE_SECONDS, ProviderSilent, SigningKeys, usable
from ippool.auth.provider import Client, Provider
from ippool.domain.permissions import Role
from tests.auth.bad_tokens import bearer
from tests.auth.conftest import Office, serving
from tests.auth.identity_provider import AUDIENCE, CLIENT_ID, PUBLIC_URL, IdentityProvider, Key
from tests.conftest import now as moment_now


class Watch:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def no_key() -> bytes:
    return b"x" * 64


def a_provider(idp: IdentityProvider, watch: Watch) -> Provider:
    return Provider(Client(idp.issuer, CLIENT_ID, PUBLIC_URL, audience=AUDIENCE), no_key, watch)


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        (None, ["READ"]),
        ("", ["READ"]),
        ("openid ippool:read", ["READ"]),
        ("ippool:write", ["READ", "WRITE"]),
        ("ippool:import openid ippool:write", ["READ", "WRITE", "IMPORT"]),
        ("ippool:writes IPPOOL:WRITE write", ["READ"]),
        (["ippool:write"], ["READ"]),
    ],
)
async def test_a_program_may_what_its_scope_names(office: Office, scope: str | None, scopes: list[str]) -> None:
    answer = (await office.answer(bearer(office.provider.token(sub="b-program", scope=scope)).headers)).json()
    assert answer["data"]["viewer"] == {
        "role": "SERVICE_ACCOUNT",
        "scopes": scopes,
        "party": {"code": "COMPANY-B"},
        "user": {"code": "b-program"},
    }


async def test_the_audience_may_be_one_of_several(office: Office) -> None:
    token = office.provider.token(aud=["https://other.test", AUDIENCE])
    assert (await office.answer(bearer(token).headers)).json()["data"]["viewer"]["role"] == "MEMBER"


async def test_an_access_token_holds_to_the_moment_at_which_it_ends(provider: IdentityProvider) -> None:
    asked, now = a_provider(provider, Watch()), moment_now().now.replace(microsecond=0)
    token = provider.token(iat=now.timestamp(), nbf=now.timestamp(), exp=(now + timedelta(seconds=60)).timestamp())
    for seconds, holds in ((-0.001, False), (0, True), (59.999, True), (60, False), (3600, False)):
        if holds:
            assert (await asked.bearer(token, now + timedelta(seconds=seconds)))[0] == "b-viewer"
        else:
            with pytest.raises(AssertionRefused):
                await asked.bearer(token, now + timedelta(seconds=seconds))


async def test_keys_are_fetched_once_and_a_new_one_when_it_is_first_named(provider: IdentityProvider) -> None:
    watch = Watch()
    asked = a_provider(provider, watch)
    for _ in range(3):
        assert (await asked.bearer(provider.token(), moment_now().now))[0] == "b-viewer"
    assert provider.asked == ["/.well-known/openid-configuration", "/keys"]
    second = Key.ec("second")
    provider.keys = [second, *provider.keys]
    watch.now += BETWEEN_SECONDS
    assert (await asked.bearer(provider.token(key=second), moment_now().now))[0] == "b-viewer"
    assert provider.asked.count("/keys") == 2
    old = provider.keys.pop()
    watch.now += FRESH_SECONDS
    assert await asked.keys.key("second") is not None
    assert await asked.keys.key(old.name) is None


async def test_unknown_names_bring_about_one_fetch_in_half_a_minute(provider: IdentityProvider) -> None:
    watch = Watch()
    asked = a_provider(provider, watch)
    for number in range(50):
        assert await asked.keys.key(f"made up {number}") is None
    assert provider.asked.count("/keys") == 1
    watch.now += BETWEEN_SECONDS - 0.1
    await asked.keys.key("again")
    assert provider.asked.count("/keys") == 1
    watch.now += 0.1
    await asked.keys.key("again")
    assert provider.asked.count("/keys") == 2


async def test_while_the_provider_is_silent_known_keys_hold_for_an_hour(provider: IdentityProvider) -> None:
    watch = Watch()
    asked = a_provider(provider, watch)
    await asked.bearer(provider.token(), moment_now().now)
    provider.is_down = True
    watch.now += STALE_SECONDS - 1
    assert (await asked.bearer(provider.token(), moment_now().now))[0] == "b-viewer"
    watch.now += 1
    with pytest.raises(ProviderSilent):
        await asked.bearer(provider.token(), moment_now().now)
    provider.is_down = False
    watch.now += BETWEEN_SECONDS
    assert (await asked.bearer(provider.token(), moment_now().now))[0] == "b-viewer"


async def test_a_silent_provider_is_told_and_other_tokens_go_on(office: Office, provider: IdentityProvider) -> None:
    provider.is_down = True
    async with serving(office.pool, provider) as silent:
        response = await silent.answer(bearer(provider.token()).headers)
        assert (response.status_code, response.headers["retry-after"]) == (503, "30")
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
        answer = (await silent.answer(bearer(await silent.secret("b-viewer")).headers)).json()
        assert answer["data"]["viewer"]["role"] == "MEMBER"


async def test_without_an_audience_no_access_token_is_taken(office: Office) -> None:
    provider = office.provider
    async with serving(office.pool, provider, audience=None) as deaf:
        assert (await deaf.answer(bearer(provider.token()).headers)).status_code == 401
        assert (await deaf.answer(bearer(provider.token(aud=None)).headers)).status_code == 401


async def test_an_address_counts_only_where_the_provider_has_verified_it(office: Office) -> None:
    await office.add("sato@example.test", Role.MEMBER, "COMPANY-B")
    async with serving(office.pool, office.provider, claim="email") as asking:
        for verified, status in ((True, 200), (False, 401), ("true", 401), (None, 401)):
            token = office.provider.token(email="sato@example.test", email_verified=verified)
            assert (await asking.answer(bearer(token).headers)).status_code == status, verified


@pytest.mark.parametrize(
    "jwks",
    [
        {},
        {"keys": None},
        {"keys": {}},
        {"keys": [7, None, {}, {"kid": "a"}, {"kid": "a", "kty": "oct", "k": "AAAA"}, {"kid": 7, "kty": "RSA"}]},
        {
            "keys": [
                {"kid": "a", "kty": "RSA", "n": "AQ", "e": "AQAB"},
                {"kid": "b", "kty": "EC", "crv": "P-9"},
            ]
        },
    ],
)
def test_what_is_no_key_is_none(jwks: dict[str, object]) -> None:
    assert usable(jwks) == {}


def test_two_keys_of_one_name_are_none_of_them() -> None:
    one, other = Key.ec("a"), Key.ec("a")
    assert usable({"keys": [one.jwk, other.jwk]}) == {}
    assert list(usable({"keys": [one.jwk, Key.ec("b").jwk]})) == ["a", "b"]


def test_a_key_for_something_else_signs_nothing() -> None:
    key = Key.ec("a").jwk
    assert usable({"keys": [{**key, "use": "enc"}]}) == {}
    assert usable({"keys": [{**key, "key_ops": ["encrypt"]}]}) == {}


async def test_a_name_that_is_no_text_is_not_looked_for() -> None:
    keys = SigningKeys(_never)
    for name in (None, 7, ["a"], "", "x" * 201):
        assert await keys.key(name) is None


async def _never() -> dict[str, object]:
    raise AssertionError("nothing is fetched")

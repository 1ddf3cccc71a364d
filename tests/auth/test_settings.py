"""The settings of the identity provider: off unless set, and refused where they would be unsafe."""

from __future__ import annotations

import pytest

from ippool.settings import IdentityProvider, Settings

GOOD = {
    "IPPOOL_OIDC_ISSUER": "https://id.example.test/realm",
    "IPPOOL_OIDC_CLIENT_ID": "ippool",
    "IPPOOL_PUBLIC_URL": "https://pool.example.test",
    "HOME": "/nowhere",
}


def test_nobody_signs_in_elsewhere_unless_it_is_set() -> None:
    assert Settings.from_environment({"HOME": "/nowhere"}).identity_provider is None


def test_what_is_set() -> None:
    told = {**GOOD, "IPPOOL_OIDC_CLIENT_SECRET": "hush", "IPPOOL_OIDC_AUDIENCE": "api", "IPPOOL_OIDC_CLAIM": "email"}
    settings = Settings.from_environment(told)
    assert settings.identity_provider == IdentityProvider(
        "https://id.example.test/realm", "ippool", "https://pool.example.test", "hush", "api", "email"
    )
    assert "hush" not in repr(settings)
    usual = Settings.from_environment(GOOD).identity_provider
    assert usual is not None
    assert (usual.client_secret, usual.audience, usual.claim) == (None, None, "sub")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"IPPOOL_OIDC_CLIENT_ID": ""}, "IPPOOL_OIDC_CLIENT_ID: it is needed"),
        ({"IPPOOL_PUBLIC_URL": ""}, "IPPOOL_PUBLIC_URL: it is needed"),
        ({"IPPOOL_OIDC_ISSUER": "http://id.example.test"}, "IPPOOL_OIDC_ISSUER: 'http://id.example.test' is not an https address"),
        ({"IPPOOL_OIDC_ISSUER": "id.example.test"}, "IPPOOL_OIDC_ISSUER"),
        ({"IPPOOL_OIDC_ISSUER": "https://"}, "IPPOOL_OIDC_ISSUER"),
        ({"IPPOOL_PUBLIC_URL": "http://127.0.0.1.evil.test"}, "IPPOOL_PUBLIC_URL"),
        ({"IPPOOL_PUBLIC_URL": "https://pool.example.test/?x"}, "IPPOOL_PUBLIC_URL"),
        ({"IPPOOL_OIDC_AUDIENCE": "ippool"}, "IPPOOL_OIDC_AUDIENCE: it must differ from the client id"),
    ],
)
def test_what_is_refused(changed: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Settings.from_environment({**GOOD, **changed})


def test_on_this_machine_http_will_do() -> None:
    told = {**GOOD, "IPPOOL_OIDC_ISSUER": "http://127.0.0.1:8080/realm", "IPPOOL_PUBLIC_URL": "http://localhost:8000"}
    assert Settings.from_environment(told).identity_provider is not None

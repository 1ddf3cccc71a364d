"""Settings, read once from the environment. Only the composition roots (`app`, `cli`) import this."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Where people sign in by OpenID Connect, and how the registry is known there.

    `audience` None: programs show no access tokens of it. `claim` names who somebody is; `public_url` is where browsers find us.
    """

    issuer: str
    client_id: str
    public_url: str
    client_secret: str | None = field(repr=False)
    audience: str | None
    claim: str


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What the registry tells of its own work. `metrics_token` None: no metrics; `traces_url` None: no traces.

    `operations` are the names that operations are called by there; any other name is told as `other`.
    """

    metrics_token: str | None = field(repr=False, default=None)
    traces_url: str | None = None
    operations: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    `database_url` None: the embedded PostgreSQL under `data_dir` is used. `office_zone` is the pool's time zone: its calendar day
    is the office's today. `cost_per_minute`, the usual where None, is what a caller may spend at all `workers` together; how many
    they are is said by `ippool serve`. `upload_dir` None: files that are sent lie in the system's folder for temporary files.
    `owner_url` is the address by which the owner of the database migrates it, `database_url` the one by which it is served.
    `audit_key` and `audit_checkpoints` are files: the private key that signs the end of the audit, and where it is written to.
    `debugging` names the variables of the environment that switch some debugging on.
    `identity_provider` None: nobody signs in but with the registry's own tokens.
    """

    database_url: str | None = field(repr=False)
    owner_url: str | None = field(repr=False)
    is_production: bool
    debugging: tuple[str, ...]
    audit_key: Path | None
    audit_checkpoints: Path | None
    data_dir: Path
    pg_bin: Path | None
    office_zone: ZoneInfo
    pool_size: int
    statement_timeout_ms: int
    cost_per_minute: int | None
    workers: int
    upload_dir: Path | None
    upload_mb: int
    identity_provider: IdentityProvider | None = None
    telemetry: Telemetry = Telemetry()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, *, data_dir: Path | None = None) -> Settings:
        """Read the environment. Raises: ValueError naming the variable that is wrong."""
        env = os.environ if environment is None else environment
        zone = env.get("IPPOOL_OFFICE_ZONE", "Asia/Tokyo")
        try:
            office_zone = ZoneInfo(zone)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(f"IPPOOL_OFFICE_ZONE: {zone!r} is not a time zone; use a name such as Asia/Tokyo") from error
        environment_name = env.get("IPPOOL_ENVIRONMENT") or "production"
        if environment_name not in ("production", "development"):
            raise ValueError(f"IPPOOL_ENVIRONMENT: {environment_name!r} is neither production nor development")
        database_url = env.get("DATABASE_URL") or None
        return cls(
            database_url=database_url,
            owner_url=env.get("IPPOOL_OWNER_URL") or None,
            is_production=database_url is not None and environment_name == "production",
            debugging=tuple(name for name in _DEBUGGING if env.get(name, "").lower() not in ("", "0", "false")),
            audit_key=_path(env, "IPPOOL_AUDIT_KEY"),
            audit_checkpoints=_path(env, "IPPOOL_AUDIT_CHECKPOINTS"),
            data_dir=data_dir or Path(env.get("IPPOOL_DATA_DIR") or default_data_dir(env)),
            pg_bin=_path(env, "IPPOOL_PG_BIN"),
            office_zone=office_zone,
            pool_size=_number(env, "IPPOOL_POOL_SIZE", 10),
            statement_timeout_ms=_number(env, "IPPOOL_STATEMENT_TIMEOUT_MS", 3_000),
            cost_per_minute=_number(env, "IPPOOL_COST_PER_MINUTE", 0) or None,
            workers=_number(env, "IPPOOL_WORKERS", 1),
            upload_dir=_path(env, "IPPOOL_UPLOAD_DIR"),
            upload_mb=_number(env, "IPPOOL_UPLOAD_MB", 200),
            identity_provider=_identity_provider(env),
            telemetry=_telemetry(env),
        )


def default_data_dir(env: Mapping[str, str]) -> Path:
    """Return where the embedded database lives unless told otherwise."""
    base = env.get("XDG_DATA_HOME")
    return (Path(base) if base else Path(env.get("HOME") or Path.home()) / ".local" / "share") / "ippool"


_DEBUGGING = ("IPPOOL_DEBUG", "LITESTAR_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE")


def _path(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]) if env.get(name) else None


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name}: {text!r} is not a positive whole number")
    return int(text)


def _identity_provider(env: Mapping[str, str]) -> IdentityProvider | None:
    issuer = env.get("IPPOOL_OIDC_ISSUER")
    if not issuer:
        return None
    for name in ("IPPOOL_OIDC_CLIENT_ID", "IPPOOL_PUBLIC_URL"):
        if not env.get(name):
            raise ValueError(f"{name}: it is needed beside IPPOOL_OIDC_ISSUER")
    for name in ("IPPOOL_OIDC_ISSUER", "IPPOOL_PUBLIC_URL"):
        parts = urlsplit(env[name])
        is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
        if (parts.scheme != "https" and not is_here) or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{name}: {env[name]!r} is not an https address")
    client_id, audience = env["IPPOOL_OIDC_CLIENT_ID"], env.get("IPPOOL_OIDC_AUDIENCE") or None
    if audience == client_id:
        raise ValueError("IPPOOL_OIDC_AUDIENCE: it must differ from the client id, or proof of a sign-in would open the API")
    return IdentityProvider(
        issuer=issuer,
        client_id=client_id,
        public_url=env["IPPOOL_PUBLIC_URL"],
        client_secret=env.get("IPPOOL_OIDC_CLIENT_SECRET") or None,
        audience=audience,
        claim=env.get("IPPOOL_OIDC_CLAIM") or "sub",
    )


LEAST_METRICS_TOKEN = 24
MOST_OPERATION_NAMES = 100


def _telemetry(env: Mapping[str, str]) -> Telemetry:
    token, url, names = (env.get(f"IPPOOL_{name}") or None for name in ("METRICS_TOKEN", "TRACES_URL", "OPERATION_NAMES"))
    if token is not None and (len(token) < LEAST_METRICS_TOKEN or not token.isascii() or len(set(token)) < 8):
        raise ValueError(f"IPPOOL_METRICS_TOKEN: make it of {LEAST_METRICS_TOKEN} random characters or more")
    if url is not None:
        parts = urlsplit(url)
        is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
        if (parts.scheme != "https" and not is_here) or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("IPPOOL_TRACES_URL: it is no https address without a password, nor one of this machine")
    operations = None if names is None else frozenset(name.strip() for name in names.split(","))
    if operations is not None:
        if len(operations) > MOST_OPERATION_NAMES:
            raise ValueError(f"IPPOOL_OPERATION_NAMES: at most {MOST_OPERATION_NAMES} names")
        for name in operations:
            if not re.fullmatch("[_A-Za-z][_0-9A-Za-z]{0,63}", name):
                raise ValueError(f"IPPOOL_OPERATION_NAMES: {name!r} is not the name of an operation")
    return Telemetry(token, url, operations)

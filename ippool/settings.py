"""Settings, read once from the environment. Only the composition roots (`app`, `cli`) import this."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    `database_url` None: the embedded PostgreSQL under `data_dir` is used. `office_zone` is the pool's time zone: its calendar day
    is the office's today. `cost_per_minute`, the usual where None, is what a caller may spend at all `workers` together; how many
    they are is said by `ippool serve`. `upload_dir` None: files that are sent lie in the system's folder for temporary files.
    `owner_url` is the address by which the owner of the database migrates it, `database_url` the one by which it is served.
    `audit_key` and `audit_checkpoints` are files: the private key that signs the end of the audit, and where it is written to.
    `debugging` names the variables of the environment that switch some debugging on.
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

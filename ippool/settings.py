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
    """

    database_url: str | None = field(repr=False)
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
        return cls(
            database_url=env.get("DATABASE_URL") or None,
            data_dir=data_dir or Path(env.get("IPPOOL_DATA_DIR") or default_data_dir(env)),
            pg_bin=Path(env["IPPOOL_PG_BIN"]) if env.get("IPPOOL_PG_BIN") else None,
            office_zone=office_zone,
            pool_size=_number(env, "IPPOOL_POOL_SIZE", 10),
            statement_timeout_ms=_number(env, "IPPOOL_STATEMENT_TIMEOUT_MS", 3_000),
            cost_per_minute=_number(env, "IPPOOL_COST_PER_MINUTE", 0) or None,
            workers=_number(env, "IPPOOL_WORKERS", 1),
            upload_dir=Path(env["IPPOOL_UPLOAD_DIR"]) if env.get("IPPOOL_UPLOAD_DIR") else None,
            upload_mb=_number(env, "IPPOOL_UPLOAD_MB", 200),
        )


def default_data_dir(env: Mapping[str, str]) -> Path:
    """Return where the embedded database lives unless told otherwise."""
    base = env.get("XDG_DATA_HOME")
    return (Path(base) if base else Path(env.get("HOME") or Path.home()) / ".local" / "share") / "ippool"


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name}: {text!r} is not a positive whole number")
    return int(text)

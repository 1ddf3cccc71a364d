"""May the server start here? Not on a database that is not ours to trust, nor with what everybody knows; and it says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ippool.domain.errors import DomainError, Finding
from ippool.domain.words import Words
from ippool.store import migrations, roles
from ippool.store.checkpoints import Checkpoints, KeyRefused, read_key
from ippool.store.database import Database

KNOWN_TO_ALL = frozenset(
    (
        "secret",
        "password",
        "passwd",
        "postgres",
        "ippool",
        "ippool_app",
        "changeme",
        "change-me",
        "admin",
        "example",
        "test",
        "root",
    )
)
"""Passwords of examples and of defaults."""

_NOT_GRANTED = "42501"


@dataclass(frozen=True, slots=True)
class Settled:
    """What the environment has settled, as far as starting depends on it. `debugging` names variables that switch it on."""

    is_production: bool
    debugging: tuple[str, ...] = ()
    checkpoints: Checkpoints | None = None


class StartRefused(DomainError):
    """The server does not start; `findings` has every reason."""

    code = "START_REFUSED"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            Words(
                "サーバーを起動しない。" + " ".join(one.because.ja for one in findings),
                "The server does not start. " + " ".join(one.because.en for one in findings),
            )
        )


async def require(database: Database, settled: Settled) -> None:
    """Go on only where the server may start. Raises: StartRefused. A database that does not answer is not judged."""
    found = [*_of_settings(database, settled), *await _of_database(database, settled)]
    if found:
        raise StartRefused(found)


def _of_settings(database: Database, settled: Settled) -> list[Finding]:
    if not settled.is_production:
        return []
    found = []
    if (database.url.password or "").lower() in KNOWN_TO_ALL | {(database.url.username or "").lower()} - {""}:
        found.append(
            _finding(
                "DATABASE_URL",
                "データベースのパスワードが例や既定のものである。別のものに変える。",
                "The password of the database is that of an example or a default: set another one.",
            )
        )
    if settled.debugging:
        names = ", ".join(settled.debugging)
        found.append(
            _finding(
                settled.debugging[0], f"デバッグが有効である（{names}）。環境変数を消す。", f"Debugging is on ({names}): unset it."
            )
        )
    if settled.checkpoints is None:
        found.append(
            _finding(
                "IPPOOL_AUDIT_KEY",
                "監査に署名する鍵と、署名を書く場所がない。「ippool audit key FILE」で鍵を作り、IPPOOL_AUDIT_KEY と"
                " IPPOOL_AUDIT_CHECKPOINTS に指定する。",
                "There is no key that signs the audit and no place for its checkpoints: make a key with `ippool audit key FILE`, "
                "and set IPPOOL_AUDIT_KEY and IPPOOL_AUDIT_CHECKPOINTS.",
            )
        )
        return found
    try:
        read_key(settled.checkpoints.key)
        with settled.checkpoints.file.open("ab"):
            pass
    except KeyRefused as refusal:
        found.append(Finding(("IPPOOL_AUDIT_KEY",), refusal.message))
    except OSError as fault:
        place, why = settled.checkpoints.file, fault.strerror
        found.append(
            _finding(
                "IPPOOL_AUDIT_CHECKPOINTS",
                f"{place} に書けない（{why}）。書ける場所を指定する。",
                f"{place} cannot be written ({why}): name a place that can.",
            )
        )
    return found


async def _of_database(database: Database, settled: Settled) -> list[Finding]:
    try:
        async with database.read() as session:
            if (role := await roles.superuser(session)) is not None:
                return [
                    _finding(
                        "DATABASE_URL",
                        f"{role} はスーパーユーザーである。DATABASE_URL には権限の限られたロールを使う。",
                        f"{role} is a superuser: use a role with fewer rights in DATABASE_URL.",
                    )
                ]
            revision = await migrations.revision(session)
            powers = await roles.powers(session) if revision == migrations.HEAD else None
    except (SQLAlchemyError, OSError, TimeoutError) as fault:
        if isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) == _NOT_GRANTED:
            role = database.url.username
            return [
                _finding(
                    "DATABASE_URL",
                    f"{role} は表を読めない。IPPOOL_OWNER_URL に所有者を指定し、「ippool migrate」を実行する。",
                    f"{role} may not read the tables: name their owner in IPPOOL_OWNER_URL, and run `ippool migrate`.",
                )
            ]
        return []
    if powers is None:
        return [
            _finding(
                "DATABASE_URL",
                f"データベースの版は {revision}、この版の ippool は {migrations.HEAD} を使う。「ippool migrate」を実行する。",
                f"The database is at revision {revision}, this release works with {migrations.HEAD}: run `ippool migrate`.",
            )
        ]
    role = powers.role
    found = []
    if settled.is_production and (powers.owns_audit or powers.may_change_audit):
        found.append(
            _finding(
                "DATABASE_URL",
                f"{role} は監査記録を書き換えられる。表の所有者を IPPOOL_OWNER_URL に、別のロールを DATABASE_URL に指定し、"
                "「ippool migrate」を実行する。",
                f"{role} could change the audit: name the owner of the tables in IPPOOL_OWNER_URL, another role in DATABASE_URL, "
                "and run `ippool migrate`.",
            )
        )
    if settled.is_production and "off" in (powers.synchronous_commit, powers.fsync):
        found.append(
            _finding(
                "DATABASE_URL",
                "サーバーの synchronous_commit か fsync が off である。on にする。",
                "The server has synchronous_commit or fsync off: switch both on.",
            )
        )
    return found


def _finding(variable: str, ja: str, en: str) -> Finding:
    return Finding((variable,), Words(ja, en))

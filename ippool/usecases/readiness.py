"""Is the server ready: the database answers, is at the revision of this release, and its audit is whole and signed in time?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ippool.store import migrations
from ippool.store.checkpoints import Checkpoints
from ippool.store.database import Database, Reading
from ippool.usecases import sealing

LONGEST_WAIT = 300.0
"""Seconds a line of the audit may wait for its checkpoint: five times as long as it should."""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the audit: for how many seconds its oldest unsigned line waits, and whether what was signed last is there."""

    unsigned_for: float
    is_whole: bool

    @property
    def is_ready(self) -> bool:
        """Tell whether the audit keeps its promise."""
        return self.is_whole and self.unsigned_for <= LONGEST_WAIT


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found.

    Shape: `revision` None where the database was never migrated; `wanted` is this release's; `because` says, to who runs the
    server alone, why the database does not answer. `audit` None where nothing signs it here, or the database is not ready.
    """

    database: bool
    revision: str | None
    wanted: str
    because: str = ""
    audit: AuditHead | None = None

    @property
    def is_ready(self) -> bool:
        """Tell whether requests can be answered."""
        return self.database and self.revision == self.wanted and (self.audit is None or self.audit.is_ready)


async def look(database: Database, checkpoints: Checkpoints | None = None) -> Readiness:
    """Ask the database; it never raises for a database that does not answer, nor for checkpoints that cannot be read."""
    wanted = migrations.HEAD
    try:
        async with database.read() as session:
            revision = await migrations.revision(session)
            head = await _head(session, checkpoints) if checkpoints is not None and revision == wanted else None
            return Readiness(True, revision, wanted, audit=head)
    except (SQLAlchemyError, OSError, TimeoutError) as failure:
        cause = failure.orig if isinstance(failure, DBAPIError) else failure
        return Readiness(False, None, wanted, str(cause) or type(cause).__name__)


async def _head(session: Reading, checkpoints: Checkpoints) -> AuditHead:
    try:
        last = checkpoints.last()
    except OSError:
        last = None
    return AuditHead(await sealing.waiting_since(session, last), await sealing.is_whole(session, last))

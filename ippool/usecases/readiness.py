"""Is the server ready: the database answers and is at the revision of this release?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ippool.store import migrations
from ippool.store.database import Database


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found.

    Shape: `revision` None where the database was never migrated; `wanted` is this release's; `because` says, to who runs the
    server alone, why the database does not answer.
    """

    database: bool
    revision: str | None
    wanted: str
    because: str = ""

    @property
    def is_ready(self) -> bool:
        """Tell whether requests can be answered."""
        return self.database and self.revision == self.wanted


async def look(database: Database) -> Readiness:
    """Ask the database; it never raises for a database that does not answer."""
    wanted = migrations.HEAD
    try:
        async with database.read() as session:
            return Readiness(True, await migrations.revision(session), wanted)
    except (SQLAlchemyError, OSError, TimeoutError) as failure:
        cause = failure.orig if isinstance(failure, DBAPIError) else failure
        return Readiness(False, None, wanted, str(cause) or type(cause).__name__)

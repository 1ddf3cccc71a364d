"""Who the command line acts for: whoever may open the database has the rights of an IP officer.

Over people and tokens it has those of a senior officer: somebody has to appoint the first one.
"""

from __future__ import annotations

from ippool.domain.permissions import Actor, Role

OPERATOR = Actor(Role.IP_OFFICER)
FOUNDER = Actor(Role.SENIOR_OFFICER)

"""Who the command line acts for: whoever may open the database has the rights of an IP officer."""

from __future__ import annotations

from ippool.domain.permissions import Actor, Role

OPERATOR = Actor(Role.IP_OFFICER)

"""The schemes a lab may run under."""

from __future__ import annotations

from ippool.domain.labs import Scheme
from ippool.domain.schemes.closed_scheme import CLOSED
from ippool.domain.schemes.open_scheme import OPEN
from ippool.domain.tables import SchemeLaw

SCHEMES: dict[Scheme, SchemeLaw] = {Scheme.OPEN: OPEN, Scheme.CLOSED: CLOSED}

"""Labs, as far as the caller may know of them."""

from __future__ import annotations

from ippool.domain.disclosure import may_know_of_lab
from ippool.domain.labs import OpenLab
from ippool.domain.permissions import Actor
from ippool.usecases.patents import look
from ippool.usecases.pool import Moment, Pool, View


async def visible(pool: Pool, actor: Actor, moment: Moment) -> tuple[tuple[OpenLab, ...], View]:
    """Return the labs the caller may know of, by code."""
    reference, view = await look(pool, actor, moment)
    found = (lab for lab in reference.labs.values() if may_know_of_lab(actor, lab, reference, on=moment.today).holds)
    return tuple(sorted(found, key=lambda lab: lab.code)), view

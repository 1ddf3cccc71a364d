"""A register of any size, written through the store."""

from __future__ import annotations

from itertools import chain

from ippool.domain.patents import PatentRecord
from ippool.intake.house import HouseFolder
from ippool.store.database import Database
from tests.builders import a_consent, a_license, a_patent, a_world, since
from tests.conftest import OFFICER
from tests.store.filling import fill


def of_size(count: int) -> HouseFolder:
    """A lab with `count` patents, every third joint with A, whose consent is recorded; the first is licensed to B."""
    records = [_patent(number, licensed=number == 0) for number in range(count)]
    world = a_world().reference
    return HouseFolder(
        parties=tuple(world.parties.values()),
        centers=tuple(world.centers.values()),
        labs=tuple(world.labs.values()),
        memberships=world.memberships,
        arrangements=world.arrangements,
        consents=(a_consent("A", period=since()),),
        families=tuple(record.family for record in records),
        patents=tuple(record.patent for record in records),
        disclosures=tuple(record.disclosure for record in records if record.disclosure),
        titles=tuple(chain.from_iterable(record.titles for record in records)),
        lab_tags=tuple(chain.from_iterable(record.tags for record in records)),
        licenses=tuple(chain.from_iterable(record.licenses for record in records)),
    )


def _patent(number: int, *, licensed: bool) -> PatentRecord:
    code = f"JP-{number:05}"
    return a_patent(
        code,
        owners={"CORE": "3/5", "A": "2/5"} if number % 3 == 1 else None,
        registration_number=f"JP:reg:{6000000 + number}",
        licenses=(a_license(patents=[code]),) if licensed else (),
    )


async def write(database: Database, register: HouseFolder) -> None:
    """Write a register, for good."""
    async with database.write(OFFICER) as tx:
        await fill(tx, register)
        tx.record("register:filled", None)

"""What the schemes of its labs let be recorded about a patent: checked against everything recorded about it, on every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from ippool.domain.arrangements import Arrangement
from ippool.domain.errors import RuleBroken
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import License, LicenseType
from ippool.domain.patents import LabTag, Patent
from ippool.domain.scheme_law import may_have_type, may_share_labs
from ippool.domain.timeline import Period
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.records import load


class _SchemesDiffer(RuleBroken):
    """What a patent is given that its labs' schemes do not allow together."""

    way_out: ClassVar[Words]

    def __init__(self, patent: Patent, verdict: Verdict, path: tuple[str, ...]) -> None:
        because = Words(f"{patent.code}: {verdict.because.ja}", f"{patent.code}: {verdict.because.en}")
        super().__init__(because, clause=verdict.clause, path=path, next_step=self.way_out)


class SchemeConflict(_SchemesDiffer):
    """A patent would be in an open lab and in a closed one whose contract gives exclusivity (I-18)."""

    code = "SCHEME_CONFLICT"
    way_out = Words(
        "クローズドの取決めから独占を外すか、一方のラボだけに属させる。",
        "Drop exclusivity from the closed lab's arrangement, or keep the patent in one of the labs only.",
    )


class ExclusiveInOpenScheme(_SchemesDiffer):
    """A license of an exclusive type and an open lab on one patent (I-1)."""

    code = "EXCLUSIVE_IN_OPEN_SCHEME"
    way_out = Words(
        "非独占の実施権とするか、その期間にオープンラボの特許でないことを確かめる。",
        "Record a non-exclusive license, or see that the patent is in no open lab in its period.",
    )


@dataclass(frozen=True, slots=True)
class Belonging:
    """A patent's place in a lab for a period."""

    lab: OpenLab
    period: Period


async def belongings(tx: Writing, patents: Sequence[UUID]) -> dict[UUID, tuple[Belonging, ...]]:
    """Read the labs of patents, through all of business time."""
    labs = {lab.id: lab for lab in await load(tx.connection, OpenLab)}
    found: dict[UUID, list[Belonging]] = {patent: [] for patent in patents}
    for tag in await load(tx.connection, LabTag, "r.patent_id = any(cast(:patents as uuid[]))", patents=list(patents)):
        found[tag.patent].append(Belonging(labs[tag.lab], tag.period))
    return {patent: tuple(every) for patent, every in found.items()}


async def require_one_scheme(
    tx: Writing, patent: Patent, places: Sequence[Belonging], *path: str, more: Sequence[Arrangement] = ()
) -> None:
    """Go on only where these labs go together on every day; `more` are versions about to come into force.

    Raises: SchemeConflict.
    """
    versions = (*await load(tx.connection, Arrangement), *more)
    for day in _days(places, versions):
        labs = [place.lab for place in places if day in place.period]
        ids = {lab.id for lab in labs}
        verdict = may_share_labs(labs, [one for one in versions if one.lab in ids and day in one.in_force])
        if not verdict.holds:
            raise SchemeConflict(patent, verdict, path)


async def require_licenses_allowed(tx: Writing, patent: Patent, places: Sequence[Belonging], *path: str) -> None:
    """Go on only where the licenses on a patent are of types that these labs allow. Raises: ExclusiveInOpenScheme."""
    where = "r.id in (select lp.license_id from license_patent lp where lp.patent_id = :patent)"
    for license in await load(tx.connection, License, where, patent=patent.id):
        require_type_allowed(license.license_type, license.period, patent, places, *path)


def require_type_allowed(
    license_type: LicenseType, period: Period, patent: Patent, places: Sequence[Belonging], *path: str
) -> None:
    """Go on only where the patent's labs in a period allow a license of a type. Raises: ExclusiveInOpenScheme."""
    verdict = may_have_type(license_type, [place.lab for place in places if place.period.overlaps(period)])
    if not verdict.holds:
        raise ExclusiveInOpenScheme(patent, verdict, path)


def _days(places: Sequence[Belonging], versions: Sequence[Arrangement]) -> list[date]:
    """Return the first day of every span in which neither labs nor versions change."""
    periods = (*(place.period for place in places), *(one.in_force for one in versions))
    return sorted({date.min, *(day for one in periods for day in (one.start, one.until) if day is not None)})

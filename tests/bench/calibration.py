"""How real registers are spread, read from the calibration figures beside the real data, as things to draw from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from tests.conftest import REAL_DATA

T = TypeVar("T")

FIRST_YEAR = 2004
"""Nothing older is drawn: what was filed before has run out."""
_NOT_A_RIGHT = ("WO", "NO", "RU", "CA")
# A WO application is an event of its family; the other three are a handful, and write their numbers in ways of their own.


@dataclass(frozen=True)
class Weighted(Generic[T]):
    """Values with weights, to draw from."""

    values: tuple[T, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[T, float]]) -> Weighted[T]:
        kept = [(value, weight) for value, weight in pairs if weight > 0]
        return cls(tuple(value for value, _ in kept), tuple(accumulate(weight for _, weight in kept)))

    @classmethod
    def falling(cls, values: Iterable[T], *, power: float = 1.0) -> Weighted[T]:
        """Weigh values by their rank: the first most, as owners of patents are."""
        return cls.of((value, 1 / (rank + 1) ** power) for rank, value in enumerate(values))

    def draw(self, chance: Random) -> T:
        return chance.choices(self.values, cum_weights=self.cumulative)[0]


@dataclass(frozen=True)
class Spread:
    """A number known by its least value, tenth, middle, ninetieth hundredth and greatest."""

    knots: tuple[float, float, float, float, float]

    @classmethod
    def of(cls, figures: dict[str, float], *, least: float, greatest: float, unit: float = 1.0) -> Spread:
        tenth, middle, ninetieth = figures["p10"] / unit, figures["median"] / unit, figures["p90"] / unit
        return cls((min(least, tenth), tenth, middle, ninetieth, min(greatest, figures["max"] / unit)))

    def draw(self, chance: Random) -> float:
        part = chance.random()
        least, tenth, middle, ninetieth, greatest = self.knots
        if part < 0.1:
            return least + (tenth - least) * part * 10
        if part < 0.5:
            return tenth + (middle - tenth) * (part - 0.1) / 0.4
        if part < 0.9:
            return middle + (ninetieth - middle) * (part - 0.5) / 0.4
        # The last tenth is a long tail, most of it near its beginning.
        return float(ninetieth * (greatest / ninetieth) ** (((part - 0.9) * 10) ** 3))


@dataclass(frozen=True)
class Calibration:
    """What the synthetic pool draws from.

    Units: `grant_after` years from filing to grant; `symbols` classification symbols for each patent; `family` jurisdictions for
    each invention.
    """

    offices: Weighted[str]
    filing_years: Weighted[int]
    grant_after: Spread
    symbols: Spread
    family: Spread
    sections: Weighted[str]
    stages: Weighted[str]
    ends: Weighted[str]

    @classmethod
    def read(cls) -> Calibration:
        """Read `CALIBRATION.json` of the real data."""
        figures: dict[str, Any] = json.loads((REAL_DATA / "CALIBRATION.json").read_text(encoding="utf-8"))
        japan, battery, families = figures["jplatpat"], figures["google_battery"], figures["lens_birdstrike"]
        offices = [(office, float(count)) for office, count in battery["offices"].items() if office not in _NOT_A_RIGHT]
        sections = dict[str, float]()
        for counts in (japan["fi_section"], families["ipc_section"], figures["us_bulk_2005_2013"]["ipc_section"]):
            total = sum(counts.values())
            for section, count in counts.items():
                if section in set("ABCDEFGH"):
                    sections[section] = sections.get(section, 0.0) + count / total
        years = [
            (year, count / 5)
            for start, count in battery["filing_5y"].items()
            for year in range(int(start), int(start) + 5)
            if FIRST_YEAR <= year <= 2024
        ]
        return cls(
            offices=Weighted.of(offices),
            filing_years=Weighted.of(years),
            grant_after=Spread.of(battery["filing_to_grant_years_x10"], least=0.6, greatest=12, unit=10),
            symbols=Spread.of(japan["n_fi_codes"], least=1, greatest=59),
            family=Spread.of(families["simple_family"], least=1, greatest=8),
            sections=Weighted.of(sections.items()),
            stages=Weighted.of((stage, float(count)) for stage, count in japan["stage"].items()),
            ends=Weighted.of((event, float(count)) for event, count in japan["last_event"].items() if event in ENDS),
        )


GRANTED, ENDED, REFUSED, EXAMINED, NOT_YET_EXAMINED, APPEALED = (
    *("特許 有効", "特許 消滅", "（出願の）却下・拒絶", "審査中", "審査請求前", "査定不服"),
)
"""The stages of the calibration figures."""

ENDS = ("出願の拒絶・却下", "出願のみなし取下げ", "出願の取下げ")
"""How applications ended without a grant."""

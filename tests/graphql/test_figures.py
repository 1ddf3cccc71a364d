"""Figures and facets as a client gets them: every count is the `totalCount` of its filtered list, whoever asks, on random pools.

And `totalCount` is how many patents the list has when it is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.figures import Dimension
from ippool.domain.labs import Scheme
from ippool.domain.outcomes import Outcome
from ippool.domain.patents import Classification, LegalStatus
from ippool.domain.tables import Standing
from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.callers import Callers
from ippool.store import rollup
from ippool.usecases.pool import Pool
from ippool.usecases.profiles import renew
from tests.conftest import Cluster, pool_at
from tests.graphql.api import Api, Caller, api_on
from tests.pools import write
from tests.second.random_organizations import Dice
from tests.second.random_pools import RandomPool, pools

SEEDS = (11, 12)
PATENTS = 60
"""Fewer than a page may have."""
FIELDS = {
    "OPEN_LAB": "openLab",
    "SCHEME": "scheme",
    "STANDING": "standing",
    "OUTCOME": "outcome",
    "LEGAL_STATUS": "legalStatus",
    "CLASSIFICATION": "classification",
    "JURISDICTION": "jurisdiction",
    "FILED_YEAR": "filedYear",
}
OF_ANSWERS = {"STANDING", "OUTCOME"}
KNOWN: dict[str, list[str]] = {
    "SCHEME": [one.value for one in Scheme],
    "STANDING": [one.value for one in Standing],
    "OUTCOME": [one.value for one in Outcome],
    "LEGAL_STATUS": [one.value for one in LegalStatus],
    "CLASSIFICATION": ["H01M", "C01B", "G06F", "5H02", "B01J"],
    "JURISDICTION": ["JP", "US", "EP", "CN", "KR", "DE", "FR", "WO"],
}
SYMBOLS = (
    *(Classification("IPC", symbol) for symbol in ("H01M 10/05", "H01M 4/00", "C01B 25/00", "G06F", "H01", "Ｈ０１Ｍ10/0562")),
    *(Classification("F-term", symbol) for symbol in ("5H029AJ14", "5h029")),
)
FILTERS: list[dict[str, Any]] = [
    {},
    {"scheme": "OPEN"},
    {"openLab": "OL-1", "legalStatus": ["GRANTED", "PUBLISHED"]},
    {"classification": "h01m"},
    {"classification": "H01M10", "jurisdiction": "JP"},
    {"filedYear": 2020, "scheme": "CLOSED"},
    {"text": "電池"},
    {"text": "電池", "ownership": "JOINT", "openLab": "OL-2"},
    {"outcome": ["FREE", "CONSENT_NEEDED"], "scheme": "OPEN"},
    {"available": True, "standing": ["LAB_MEMBER"]},
    {"filedYear": 0},
]
MORE_FILTERS: list[dict[str, Any]] = [
    {"classification": "H01M"},
    {"classification": "H01M", "openLab": "OL-1"},
    {"jurisdiction": "JP"},
    {"jurisdiction": "JP", "filedYear": 2020},
    {"legalStatus": ["GRANTED", "PENDING"], "scheme": "OPEN"},
    {"ownership": "SOLE"},
    {"text": "電池", "legalStatus": ["GRANTED"]},
    {"openLab": "OL-1"},
    {"standing": ["CO_OWNER", "LAB_MEMBER", "NON_MEMBER"]},
    {"outcome": ["FREE", "STANDARD"], "jurisdiction": "JP"},
]
GONE_THROUGH = [{}, {"scheme": "OPEN"}, {"openLab": "OL-1"}, {"text": "電池"}, {"classification": "H01M10", "jurisdiction": "JP"}]
LISTED = """
query ($filter: PatentFilter, $on: Date) {
  patents(first: 100, filter: $filter, on: $on) { totalCount edges { node { id } } }
}
"""
FACETS = """
query ($filter: PatentFilter, $by: [FigureDimension!]!, $on: Date, $knownAt: DateTime) {
  patents(first: 1, filter: $filter, on: $on, knownAt: $knownAt) { totalCount facets(by: $by) { dimension values { value count } } }
}
"""
FIGURES = """
query ($filter: PatentFilter, $by: [FigureDimension!]!, $on: Date, $knownAt: DateTime) {
  figures(by: $by, filter: $filter, on: $on, knownAt: $knownAt) {
    key { openLab scheme standing outcome legalStatus classification jurisdiction filedYear } count
  }
}
"""


@dataclass(frozen=True)
class Asking:
    """A random pool behind the API, and who asks."""

    drawn: RandomPool
    api: Api
    callers: dict[str, Caller]


def classified(drawn: RandomPool, seed: int) -> RandomPool:
    """Give the patents classes, some of them too short or written otherwise, and some of them a title that can be searched."""
    dice = Dice(seed)
    patents = tuple(
        replace(
            patent,
            classifications=tuple(dict.fromkeys(dice.some(SYMBOLS, 0.3))),
            title=Words("電池の発明", "Battery") if dice.chance(0.4) else patent.title,
        )
        for patent in drawn.folder.patents
    )
    return drawn._replace(folder=replace(drawn.folder, patents=patents))


@pytest.fixture(autouse=True)
def _many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen lists that go by answers in one document cost more than anybody may ask for; here they are only counted."""
    monkeypatch.setattr(limits, "COST", replace(limits.COST, most=10**6))


@pytest_asyncio.fixture(scope="module", params=SEEDS, loop_scope="session")
async def asking(request: pytest.FixtureRequest, cluster: Cluster) -> AsyncIterator[Asking]:
    drawn = classified(pools(request.param, patents=PATENTS), request.param)
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        await write(pool.database, drawn.folder)
        await keep_profiles(pool)
        merged = [party.code for party in drawn.parties if party.merged_into is not None]
        owners = Counter(title.party for title in drawn.folder.titles)
        owner = max(drawn.parties, key=lambda party: owners[party.id]).code
        # On a fast machine all that is asked here is more than anybody may ask in a minute.
        async with api_on(pool.database, callers=Callers(10**9)) as api:
            callers = {"anonymous": api.anonymous, "officer": await api.officer(drawn.parties[-1].code)}
            for code in dict.fromkeys([owner, drawn.parties[3].code, *merged[:1]]):
                callers[code] = await api.member(code)
            if request.param != SEEDS[0]:
                # Callers were made by changes, which fold what is due.
                await leave_work(pool)
            yield Asking(drawn, api, callers)


async def keep_profiles(pool: Pool) -> None:
    """Work out the profiles of the office's day."""
    async with pool.database.read() as session:
        today = (await session.execute(text("select cast(now() at time zone 'Asia/Tokyo' as date)"))).scalar_one()
    assert await renew(pool, today) == PATENTS


async def leave_work(pool: Pool) -> None:
    """Take the profiles of every other patent away, and the cards of every third for not yet right, as after a change."""
    numbered = "(select id, row_number() over (order by id) as n from patent) p"
    async with pool.database.derive() as connection:
        assert connection is not None
        await connection.execute(text(f"delete from patent_profile where patent_id in (select id from {numbered} where n % 2 = 0)"))
        await connection.execute(text(f"insert into figure_due select id from {numbered} where n % 3 = 0"))


def filtered(filter: dict[str, Any], dimension: str, value: str) -> dict[str, Any]:
    """Return a filter that asks for a value in place of what it asked for in that dimension."""
    field = FIELDS[dimension]
    given: Any = [value] if dimension in ("LEGAL_STATUS", *OF_ANSWERS) else int(value) if dimension == "FILED_YEAR" else value
    return {**filter, field: given}


async def totals(caller: Caller, filters: list[dict[str, Any]], **asked: Any) -> list[int]:
    """Ask for the `totalCount` of many lists, some of them at once."""
    found: list[int] = []
    for start in range(0, len(filters), 15):
        some = filters[start : start + 15]
        names = range(len(some))
        declared = " ".join(f"$f{name}: PatentFilter" for name in names)
        fields = " ".join(
            f"a{name}: patents(first: 1, filter: $f{name}, on: $on, knownAt: $knownAt) {{ totalCount }}" for name in names
        )
        data = await caller.ask(
            f"query ({declared} $on: Date, $knownAt: DateTime) {{ {fields} }}",
            **{f"f{name}": filter for name, filter in enumerate(some)},
            **asked,
        )
        found += [data[f"a{name}"]["totalCount"] for name in names]
    return found


def dimensions_for(name: str) -> list[str]:
    return [one for one in Dimension if name != "anonymous" or one not in OF_ANSWERS]


def universe(asking: Asking) -> dict[str, list[str]]:
    """Every value that any patent of the pool could have, and some that none has."""
    labs = [lab.code for lab in asking.drawn.folder.labs]
    return {**KNOWN, "OPEN_LAB": [*labs, "OL-NONE"], "FILED_YEAR": [str(year) for year in range(2012, 2029)]}


async def compare_facets(asking: Asking, name: str, filter: dict[str, Any], **asked: Any) -> int:
    """Compare every facet with the lists of its values; return how many patents the list has."""
    caller, by = asking.callers[name], dimensions_for(name)
    data = (await caller.ask(FACETS, filter=filter, by=by, **asked))["patents"]
    assert [facet["dimension"] for facet in data["facets"]] == by
    wanted, told = [], []
    for facet in data["facets"]:
        values = {one["value"]: one["count"] for one in facet["values"]}
        counts = [one["count"] for one in facet["values"]]
        assert counts == sorted(counts, reverse=True)
        assert len(values) == len(facet["values"])
        every = universe(asking)[facet["dimension"]]
        assert set(values) <= set(every)
        # What is not told has no patents: some of these too.
        for value in (*values, *[one for one in every if one not in values][-2:]):
            wanted.append(filtered(filter, facet["dimension"], value))
            told.append(values.get(value, 0))
    assert told == await totals(caller, wanted, **asked), (name, filter)
    assert 0 not in [one["count"] for facet in data["facets"] for one in facet["values"]]
    return int(data["totalCount"])


def asked_for(asking: Asking) -> Iterable[tuple[str, dict[str, Any]]]:
    """Choose pairs of caller and filter, so that each meets each other one in a few of the pools, and the plain list every one."""
    for place, (name, filter) in enumerate(product(asking.callers, FILTERS)):
        if name == "anonymous" and {"outcome", "available"} & filter.keys():
            continue
        if not filter or place % 4 == 0:
            yield name, filter


async def test_each_value_of_a_facet_counts_the_list_filtered_by_it(asking: Asking) -> None:
    sizes = [await compare_facets(asking, name, filter) for name, filter in asked_for(asking)]
    assert len({size for size in sizes if size}) > 5


@pytest.mark.parametrize("few", [rollup.FEW, 0], ids=["some cards looked up", "all cards gone through"])
async def test_the_total_is_how_many_patents_the_list_has(asking: Asking, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup, "FEW", few)
    sizes = set[int]()
    for name, filter in product(asking.callers, [*FILTERS, *MORE_FILTERS] if few else GONE_THROUGH):
        if name == "anonymous" and {"outcome", "available", "standing"} & filter.keys():
            continue
        for asked in ({}, {"on": "2020-03-01"}) if few and filter in FILTERS[:3] else ({},):
            found = (await asking.callers[name].ask(LISTED, filter=filter, **asked))["patents"]
            assert found["totalCount"] == len(found["edges"]), (name, filter, asked)
            sizes.add(found["totalCount"])
    assert len(sizes) > 5


@pytest.mark.parametrize("on", ["2020-03-01", "2035-01-01"])
async def test_facets_of_another_day(asking: Asking, on: str) -> None:
    for name in list(asking.callers)[1:3]:
        await compare_facets(asking, name, {}, on=on)
        await compare_facets(asking, name, {"scheme": "OPEN", "outcome": ["STANDARD", "NOT_COVERED"]}, on=on)


async def test_facets_as_known_before_anything_was(asking: Asking) -> None:
    officer = asking.callers["officer"]
    data = await officer.ask(FACETS, by=dimensions_for("anonymous"), knownAt="2001-01-01T00:00:00Z")
    assert {len(facet["values"]) for facet in data["patents"]["facets"]} == {0}
    assert (await officer.ask(FIGURES, by=["OPEN_LAB"], knownAt="2001-01-01T00:00:00Z"))["figures"] == []


@pytest.mark.parametrize(
    "by",
    [
        ["OPEN_LAB", "SCHEME", "LEGAL_STATUS"],
        ["CLASSIFICATION", "OPEN_LAB"],
        ["JURISDICTION", "FILED_YEAR"],
        ["SCHEME", "STANDING", "LEGAL_STATUS"],
        ["OUTCOME", "CLASSIFICATION"],
        [],
    ],
    ids="-".join,
)
async def test_each_figure_counts_the_list_filtered_by_its_values(asking: Asking, by: list[str]) -> None:
    for name, filter in product(asking.callers, ({}, {"text": "電池"})):
        if name == "anonymous" and OF_ANSWERS & set(by):
            continue
        caller = asking.callers[name]
        figures = (await caller.ask(FIGURES, by=by, filter=filter))["figures"]
        keys = [{field: value for field, value in figure["key"].items() if value is not None} for figure in figures]
        assert all(key.keys() == {FIELDS[one] for one in by} for key in keys)
        assert len({tuple(key.values()) for key in keys}) == len(keys)
        in_lists = {"legalStatus", "standing", "outcome"}
        wanted = [
            {**filter, **{field: [value] if field in in_lists else value for field, value in key.items()}} for key in keys[:20]
        ]
        assert [figure["count"] for figure in figures[:20]] == await totals(caller, wanted)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("by: [SCHEME, SCHEME]", "BAD_USER_INPUT"),
        ("by: [SCHEME], first: 0", "PAGE_SIZE"),
        ("by: [SCHEME], first: 1001", "PAGE_SIZE"),
    ],
)
async def test_what_cannot_be_counted_is_refused(asking: Asking, arguments: str, code: str) -> None:
    (error,) = await asking.callers["anonymous"].errors(f"{{ figures({arguments}) {{ count }} }}")
    assert error["extensions"]["code"] == code
    if "1001" not in arguments:
        (error,) = await asking.callers["anonymous"].errors(f"{{ patents(first: 1) {{ facets({arguments}) {{ dimension }} }} }}")
        assert error["extensions"]["code"] == code


async def test_whose_standing_is_asked_for_has_to_be_said_and_the_other_figures_come(asking: Asking) -> None:
    document = "{ a: figures(by: [STANDING]) { count } b: figures(by: [SCHEME]) { key { scheme } count } }"
    said = (await asking.api.anonymous.send(document)).json()
    (error,) = said["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["a"], "APPLICANT_UNNAMED")


async def test_the_largest_come_first_and_no_more_than_asked(asking: Asking) -> None:
    officer = asking.callers["officer"]
    every = (await officer.ask("{ figures(by: [OPEN_LAB]) { key { openLab } count } }"))["figures"]
    assert [one["count"] for one in every] == sorted((one["count"] for one in every), reverse=True)
    assert (await officer.ask("{ figures(by: [OPEN_LAB], first: 2) { key { openLab } count } }"))["figures"] == every[:2]
    assert len(every) > 2

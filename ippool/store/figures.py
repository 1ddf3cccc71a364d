"""Counting the patents that a caller may know of: everything that is asked in one statement.

Where it is about today, as known now, and limits no more than the rollup tells apart, the rollup is added up (`_Rolled`); else the
patents themselves are counted (`_Counted`), those of today by their cards. Where answers matter, they were found for each kind of
alike patents before, and the kinds are counted by what they come to (`store.profiles.Sieve`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from ippool.domain.alike import NO_LAB
from ippool.domain.browsing import PatentFilter
from ippool.domain.figures import CLASS_LENGTH, Dimension, Shape, given, only, sometimes_left_out, without
from ippool.domain.patents import LabTag, Patent
from ippool.domain.permissions import ANONYMOUS, Actor
from ippool.domain.searching import fold
from ippool.store.database import Reading, can_hold
from ippool.store.profiles import Sieve
from ippool.store.records import known, layout_of
from ippool.store.searching import Conditions, conditions
from ippool.store.visibility import (
    named_patent_ids,
    own_patent_ids,
    parameters,
    restricted_patent_ids,
    visible_lab_ids,
    visible_labs,
    visible_patents,
)

NO_SHAPES: Mapping[int, Shape] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Count:
    """How many patents of a shape have these values, one of each of its dimensions that are of the patent itself.

    Shape: where answers matter, those of one `place` of the sieve.
    """

    shape: int
    values: tuple[str, ...]
    count: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted: for whom, which patents, on which day, as known when (None: now), and by which answers."""

    actor: Actor
    filter: PatentFilter
    on: date
    known_at: datetime | None
    today: date
    lookups: Sequence[str]
    sieve: Sieve | None = None

    @property
    def is_of_now(self) -> bool:
        """Tell whether cards say it: it is about today, as known now, and nobody asks who is named for single patents."""
        return self.known_at is None and self.on == self.today and (self.actor.sees_all or named_patent_ids(self.actor) is None)


async def count(
    session: Reading, counting: Counting, shapes: Mapping[int, Shape], sieved: Mapping[int, Shape] = NO_SHAPES
) -> list[Count]:
    """Count in every shape. One statement.

    Shape: those of the patents that the sieve lets pass are told apart by their place; of the others only the largest are read.
    """
    written = _written(counting, shapes, sieved)
    statement = text(f"with {', '.join(written.parts)} {' union all '.join(written.selects)}")
    found = await session.execute(statement, written.values)
    return [Count(row.shape, tuple(row.values), row.many, row.place) for row in found]


@dataclass(frozen=True, slots=True)
class Total:
    """How many patents there are, as a number within another statement: what it is counted from, the number, the parameters."""

    parts: list[str]
    number: str
    values: dict[str, Any]


def total(counting: Counting) -> Total:
    """Write the count of a list.

    Cards do not say what is searched for, nor who owns: where they would have nothing to tell, patents are counted themselves.
    """
    whole = Shape((), most=1)
    counted = _Counted(counting, [whole])
    if not counting.is_of_now or (not _Rolled(counting).can(whole) and counted.needs_no_cards):
        values = parameters(counting.actor, counting.today)
        rows, where = counted.seen(counting.filter, values)
        return Total([], f"(select count(*) from {rows} where {where})", values)
    written = _written(counting, {0: whole}, NO_SHAPES)
    return Total(written.parts, f"coalesce((select t.many from {written.selects[0]} t), 0)", written.values)


@dataclass(frozen=True, slots=True)
class _Written:
    parts: list[str]
    selects: list[str]
    values: dict[str, Any]


def _written(counting: Counting, shapes: Mapping[int, Shape], sieved: Mapping[int, Shape]) -> _Written:
    rolled = _Rolled(counting)
    counted = _Counted(counting, [*(one for one in shapes.values() if not rolled.can(one)), *sieved.values()])
    values: dict[str, Any] = {
        **{f"most_{place}": shape.most for place, shape in shapes.items()},
        **parameters(counting.actor, counting.today),
    }
    parts = list[str]()
    selects = [
        rolled.select(place, shape, values) if rolled.can(shape) else counted.select(place, shape)
        for place, shape in shapes.items()
    ] + [counted.select(place, shape, is_sieved=True) for place, shape in sieved.items()]
    if counting.is_of_now:
        parts += [part.strip() for part in rolled.parts()]
        values["today"] = counting.today
    if counted.shapes:
        parts += counted.parts(values)
    if sieved and counting.sieve:
        parts.append(counting.sieve.expressions("", seen="counted").strip())
        values |= counting.sieve.values
    return _Written(parts, selects, values)


def _select(place: int, columns: Sequence[str], count: str, source: str, *, is_sieved: bool = False) -> str:
    """Write the counts of one shape, the largest first; those of a sieve are all needed."""
    by = ", ".join([*columns, "k.place"] if is_sieved else columns)
    end = "" if is_sieved else f" order by 3 desc, 2 limit :most_{place}"
    return (
        f'(select {place} as shape, cast(array[{", ".join(columns)}] as text[]) collate "C" as values, '
        f"cast({count} as bigint) as many, {'k.place' if is_sieved else 'null::int'} as place {source} "
        f"{f'group by {by} ' if by else ''}having {count} > 0{end})"
    )


# The rollup


_ROLLED = {
    Dimension.LEGAL_STATUS: "legal_status",
    Dimension.JURISDICTION: "jurisdiction",
    Dimension.FILED_YEAR: "filed_year",
    Dimension.CLASSIFICATION: "classes",
}
"""The dimensions the rollup has a shape for, each with its column of a card."""
_OF_LABS = frozenset({Dimension.OPEN_LAB, Dimension.SCHEME})

FEW = 10_000
"""Patents up to which looking up the card of each is cheaper than going through all cards."""
_CARDS_OF = """(
    select c.* from {ids} i join figure_card c on c.patent_id = i.id where (select count(*) from {ids}) <= {few}
    union all select c.* from figure_card c
    where (select count(*) from {ids}) > {few} and (c.patent_id in (select id from {ids})) is true
) c"""
"""The cards of some patents, read in one of two ways; `is true` keeps the planner, which does not know how many, from joining."""
_SINGLE = """
seen as materialized (
    select {labs} as labs, {public} as public
),
stale as materialized (
    select patent_id from figure_due union select patent_id from figure_card
    where until <= cast(:today as date) or since > cast(:today as date)
),
live as materialized (
    select c.* from (select array_agg(patent_id) as ids from stale having count(*) > 0) s
        cross join lateral figure_cards(s.ids, cast(:today as date)) c
),
own as materialized (select distinct one.id from unnest({own}) as one(id)),
restricted as materialized (select distinct one.id from unnest({restricted}) as one(id)),
single as materialized (
    select c.*, -1 as n, false as own from stale join figure_card c using (patent_id)
    union all select l.*, 1, false from live l
    where l.patent_id not in (select id from own) and l.patent_id not in (select id from restricted)
    union all select l.*, 1, true from live l where l.patent_id in (select id from own)
    union all select c.*, s.n, s.own
    from {own_cards} cross join (values (-1, false), (1, true)) as s(n, own)
    where c.patent_id not in (select patent_id from stale)
        and not (c.published and c.labs <> '{{}}' and c.labs <@ (select labs from seen))
    union all select c.*, -1, false from restricted join figure_card c on c.patent_id = restricted.id
    where c.patent_id not in (select patent_id from stale)
)
"""
"""What the rollup does not say: the patents whose cards do not hold today are counted as they are, and those of the caller's own
that it knows more of than others do are counted for it, and what is kept even from who sees all is not. -1 takes out again what
the rollup has counted.
"""
_AUDIENCES = """
audiences as materialized (
    select array['{everybody}'::uuid] as labs
    union select r.labs from figure_rollup r, seen s
    where r.dimension = 'JURISDICTION' and r.published and r.labs && s.labs and not r.labs && s.public
)
"""
"""The audiences the caller belongs to: by these the counts of classes are found."""


_OF_SHOWN_LABS = """
with grouped as materialized (
    select labs, own, value, cast(sum(n) as int) as n from ({groups}) g group by labs, own, value
),
shown as materialized (
    select x.labs, x.own, l.code, l.scheme
    from (select distinct labs, own from grouped) x cross join unnest(x.labs) as one(lab) join open_lab l on l.id = one.lab
    where x.own or l.id = any((select labs from seen)::uuid[])
)
select {columns} from grouped g {joins} where {wanted}
"""
"""Counts with the labs that are shown of the patents counted, found once for each set of labs."""
_SAME = "{0}.labs = g.labs and {0}.own = g.own"


@dataclass
class _Rolled:
    """Counts added up from the rollup."""

    counting: Counting
    _audiences: bool = False

    def can(self, shape: Shape) -> bool:
        """Tell whether the rollup says what a shape asks."""
        counting, filter = self.counting, shape.filter(self.counting.filter)
        limited = given(filter)
        asked = limited | set(shape.by)
        typed = [one for one in (filter.classification, filter.open_lab, filter.jurisdiction) if one is not None]
        return (
            counting.is_of_now
            and without(filter, limited) == PatentFilter()
            and len(asked & set(_ROLLED)) <= 1
            and not (Dimension.CLASSIFICATION in asked and asked & _OF_LABS)
            and all(map(can_hold, typed))
            and (filter.classification is None or len(_symbol(filter.classification)) == CLASS_LENGTH)
        )

    def parts(self) -> list[str]:
        """Return the expressions that the counts are added up from."""
        own = "array[]::uuid[]" if self.counting.actor.sees_all or self.counting.actor.party is None else own_patent_ids()
        labs, own_cards = visible_lab_ids(self.counting.actor), _CARDS_OF.format(ids="own", few=FEW)
        restricted = restricted_patent_ids(self.counting.actor) if self.counting.actor.sees_all else None
        parts = [
            _SINGLE.format(
                labs=labs,
                public=visible_lab_ids(ANONYMOUS),
                own=own,
                own_cards=own_cards,
                restricted=restricted or "array[]::uuid[]",
            )
        ]
        return [*parts, _AUDIENCES.format(everybody=NO_LAB)] if self._audiences else parts

    def select(self, place: int, shape: Shape, values: dict[str, Any]) -> str:
        """Write the counts of one shape."""
        filter = shape.filter(self.counting.filter)
        rolled = next((one for one in _ROLLED if one in shape.by or one in given(filter)), Dimension.JURISDICTION)
        groups = self._groups(rolled, _limit(rolled, filter, values))
        if not _OF_LABS & (given(filter) | set(shape.by)):
            wanted = "where g.value <> ''" if rolled in shape.by else ""
            return _select(place, ["g.value"] * (rolled in shape.by), "sum(g.n)", f"from ({groups}) g {wanted}")
        joins, columns = list[str](), list[str]()
        for dimension in shape.by:
            match dimension:
                case Dimension.OPEN_LAB:
                    joins.append(f"join shown la on {_SAME.format('la')}")
                    columns.append("la.code")
                case Dimension.SCHEME:
                    joins.append(f"join (select distinct labs, own, scheme from shown) ls on {_SAME.format('ls')}")
                    columns.append("ls.scheme")
                case _:
                    columns.append("g.value")
        conditions = ["g.value <> ''"] if rolled in shape.by else ["true"]
        for column, asked in (("code", filter.open_lab), ("scheme", filter.scheme)):
            if asked is not None:
                conditions.append(f"exists (select from shown w where {_SAME.format('w')} and w.{column} = :figures_{column})")
                values[f"figures_{column}"] = str(asked)
        source = _OF_SHOWN_LABS.format(
            groups=groups,
            columns=", ".join(["g.n", *(f"{column} as value_{at}" for at, column in enumerate(columns))]),
            joins=" ".join(joins),
            wanted=" and ".join(conditions),
        )
        return _select(place, [f"o.value_{at}" for at in range(len(columns))], "sum(o.n)", f"from ({source}) o")

    def _groups(self, rolled: Dimension, limit: str) -> str:
        """Write what the rollup says of a dimension, and what it does not: rows of labs, own, value, n."""
        column = _ROLLED[rolled]
        is_class = rolled is Dimension.CLASSIFICATION
        of_single = f"cross join unnest(s.{column}) as one(value)" if is_class else ""
        value = "one.value" if of_single else f"s.{column}"
        source, seen, seen_single = "figure_rollup r", "true", "true"
        if not self.counting.actor.sees_all:
            seen_single = "(s.own or s.published and s.labs && (select labs from seen)::uuid[])"
            seen = "r.published and r.labs && (select labs from seen)::uuid[]"
            if is_class:
                self._audiences = True
                # One after the other: the planner would read the counts of all audiences.
                one = f"select * from figure_rollup r where r.dimension = '{rolled}' and r.published and r.labs = a.labs offset 0"
                source, seen = f"audiences a cross join lateral ({one}) r", "true"
        return (
            f"select r.labs, false as own, r.value, r.count as n from {source} where r.dimension = '{rolled}' "
            f"and {limit.format(value='r.value')} and {seen} "
            f"union all select s.labs, s.own, {value}, s.n from single s {of_single} "
            f"where {limit.format(value=value)} and {seen_single}"
        )


def _limit(dimension: Dimension, filter: PatentFilter, values: dict[str, Any]) -> str:
    """Write which values of a dimension pass."""
    passing: list[str]
    match dimension:
        case Dimension.LEGAL_STATUS if filter.legal_status is not None:
            passing = [one.value for one in sorted(filter.legal_status)]
        case Dimension.JURISDICTION if filter.jurisdiction is not None:
            passing = [filter.jurisdiction] if can_hold(filter.jurisdiction) else []
        case Dimension.FILED_YEAR if filter.filed_year is not None:
            passing = [str(filter.filed_year)]
        case Dimension.CLASSIFICATION if filter.classification is not None:
            passing = [_symbol(filter.classification)]
        case _:
            return "true"
    values[f"figures_{dimension.lower()}"] = passing
    return f"{{value}} = any(cast(:figures_{dimension.lower()} as text[]))"


def _symbol(classification: str) -> str:
    return fold(classification).replace(" ", "")


# The patents themselves


@dataclass
class _Counted:
    """Counts of the patents one by one, whatever is filtered by: by their cards today, else by what is recorded."""

    counting: Counting
    shapes: Sequence[Shape]

    @property
    def facets(self) -> tuple[Dimension, ...]:
        """The dimensions whose own filter is left out in one of the shapes, and holds in the others."""
        return sometimes_left_out(self.counting.filter, self.shapes)

    def parts(self, values: dict[str, Any]) -> Iterator[str]:
        """Return the expressions that are counted, and give them their parameters."""
        if self.counting.is_of_now:
            yield from self._by_cards(values)
        else:
            yield from self._by_records(*self.seen(without(self.counting.filter, self.facets), values, whole=True), values)

    def seen(self, filter: PatentFilter, values: dict[str, Any], *, whole: bool = False) -> tuple[str, str]:
        """Return the source of patents, `p`, `whole` or maybe ids alone, and which the caller knows of and a filter wants."""
        counting, past = self.counting, self.counting.known_at is not None
        values |= {"on": counting.on} | ({"known_at": counting.known_at} if past else {})
        rows, seen_as = f"{known(layout_of(Patent), past=past)} p", "p"
        if not past and counting.actor.sees_all and (searched := self._of_patents(filter)).by_words:
            values |= searched.values
            rows = f"({searched.ids}) h join patent p on p.id = h.id" if whole else f"({searched.ids}) p"
            return rows, visible_patents(counting.actor, "p")
        if past:
            rows, seen_as = f"{rows} join patent v on v.id = p.id", "v"
        return rows, " and ".join([visible_patents(counting.actor, seen_as), *self._conditions(filter, values)])

    @property
    def needs_no_cards(self) -> bool:
        """Tell whether patents are counted sooner than their cards are gone through."""
        filter, rest = self.counting.filter, self._unsaid(self.counting.filter)
        if self._of_patents(rest).by_words:
            return self.counting.actor.sees_all and rest == filter
        return rest.ownership is not None or (self.counting.actor.sees_all and rest != PatentFilter())

    def _unsaid(self, filter: PatentFilter) -> PatentFilter:
        """Return what is left of a filter that cards do not tell."""
        return without(filter, {one for one in given(filter) if one is not Dimension.CLASSIFICATION or self._is_class})

    def _conditions(self, filter: PatentFilter, values: dict[str, Any]) -> list[str]:
        """Write a filter over what is recorded."""
        found = self._of_patents(filter)
        values |= found.values
        return found.all

    def _of_patents(self, filter: PatentFilter) -> Conditions:
        counting = self.counting
        return conditions(filter, counting.actor, counting.on, counting.lookups, past=counting.known_at is not None)

    def _by_records(self, rows: str, where: str, values: dict[str, Any]) -> Iterator[str]:
        past = self.counting.known_at is not None
        known_then = "s.recorded_at <= :known_at and (s.superseded_at is null or s.superseded_at > :known_at)"
        flags = [
            f", ({' and '.join(self._conditions(only(self.counting.filter, one), values)) or 'true'}) as {_flag(one)}"
            for one in self.facets
        ]
        asked = {one for shape in self.shapes for one in shape.by}
        classes = "figure_classes(p.classifications)" if Dimension.CLASSIFICATION in asked else "cast(null as text[])"
        yield (
            f"found as materialized (select p.id, p.jurisdiction, {classes} as classes, "
            "cast(cast(extract(year from p.filed_on) as int) as text) as filed_year, "
            "(select s.status from legal_status_span s where s.patent_id = p.id and s.valid @> cast(:on as date) "
            f"and {known_then if past else 's.superseded_at is null'}) as legal_status{''.join(flags)} from {rows} where {where})"
        )
        if not asked & _OF_LABS:
            yield "counted as (select f.*, cast('{}' as uuid[]) as labs, true as own from found f)"
            return
        yield (
            "found_lab as (select f.id, array_agg(l.id order by l.id) as labs from found f "
            f"join {known(layout_of(LabTag), past=past)} t on t.patent_id = f.id join open_lab l on l.id = t.lab_id "
            f"where t.valid @> cast(:on as date) and {visible_labs(self.counting.actor, 'l', 'f')} group by f.id)"
        )
        # Of these all labs are shown, as of one's own.
        yield "counted as materialized (select f.*, g.labs, true as own from found f left join found_lab g on g.id = f.id)"
        yield _COUNTED_LABS.format(shown="true").strip()

    def _by_cards(self, values: dict[str, Any]) -> Iterator[str]:
        """Write the same of the cards, which say it all but what is typed to be searched for, and who owns."""
        counting = self.counting
        sees_all = counting.actor.sees_all
        shown = "(c.own or c.published and c.labs && (select labs from seen)::uuid[])"
        if sees_all:
            shown = "c.patent_id not in (select id from restricted)"
        said = given(counting.filter) - given(self._unsaid(counting.filter))
        rest = without(self._unsaid(counting.filter), self.facets)
        wanted = [_of_card(only(counting.filter, one), values) for one in sorted(said - set(self.facets))]
        others, source, live = self._conditions(rest, values), "figure_card c", "live l"
        if (searched := self._of_patents(rest)).by_words:
            yield f"hit as materialized ({searched.ids})"
            others, source, live = [], _CARDS_OF.format(ids="hit", few=FEW), "live l where l.patent_id in (select id from hit)"
        cards = (
            f"(select c.*, c.patent_id in (select id from own) as own from {source} "
            "where c.patent_id not in (select patent_id from stale) "
            f"union all select l.*, l.patent_id in (select id from own) from {live}) c"
        )
        flags = []
        for one in self.facets:
            filter = only(counting.filter, one)
            passes = [_of_card(filter, values)] if one in said else self._conditions(filter, values)
            flags.append(f", ({' and '.join(passes) or 'true'}) as {_flag(one)}")
        joined = " join patent p on p.id = c.patent_id" if others or not set(self.facets) <= said else ""
        yield (
            "counted as materialized (select c.patent_id as id, c.labs, c.own, c.jurisdiction, c.classes, "
            f"nullif(c.filed_year, '') as filed_year, nullif(c.legal_status, '') as legal_status{''.join(flags)} "
            f"from {cards}{joined} where {' and '.join([shown, *wanted, *others])})"
        )
        yield _COUNTED_LABS.format(shown="true" if sees_all else "(x.own or l.id = any((select labs from seen)::uuid[]))").strip()

    @property
    def _is_class(self) -> bool:
        classification = self.counting.filter.classification
        return classification is not None and can_hold(classification) and len(_symbol(classification)) == CLASS_LENGTH

    def select(self, place: int, shape: Shape, *, is_sieved: bool = False) -> str:
        """Write the counts of one shape: patents that are alike in it first, and the labs of these, which are few sets."""
        joins = ["join sieve s on s.id = c.id"] if is_sieved else []
        alike = ["s.place as place"] if is_sieved else []
        wanted = [f"c.{_flag(one)}" for one in self.facets if one is not shape.leaving_out]
        of_labs, columns = list[str](), list[str]()
        for at, dimension in enumerate(shape.by):
            match dimension:
                case Dimension.OPEN_LAB:
                    of_labs.append("join counted_lab la on la.labs = k.labs and la.own = k.own")
                    columns.append("la.code")
                case Dimension.SCHEME:
                    schemes = "(select distinct labs, own, scheme from counted_lab)"
                    of_labs.append(f"join {schemes} ls on ls.labs = k.labs and ls.own = k.own")
                    columns.append("ls.scheme")
                case Dimension.STANDING | Dimension.OUTCOME:
                    assert is_sieved
                case Dimension.CLASSIFICATION:
                    joins.append("cross join unnest(c.classes) as one(class)")
                    alike.append(f"one.class as value_{at}")
                    columns.append(f"k.value_{at}")
                case _:
                    wanted.append(f"c.{dimension.lower()} is not null")
                    alike.append(f"c.{dimension.lower()} as value_{at}")
                    columns.append(f"k.value_{at}")
        if of_labs:
            alike += ["c.labs as labs", "c.own as own"]
        group = f" group by {', '.join(one.rpartition(' as ')[0] for one in alike)}" if alike else ""
        source = (
            f"select {', '.join([*alike, 'count(*) as n'])} from counted c {' '.join(joins)} "
            f"where {' and '.join(wanted or ['true'])}{group}"
        )
        return _select(place, columns, "sum(k.n)", f"from ({source}) k {' '.join(of_labs)}", is_sieved=is_sieved)


_COUNTED_LABS = """
counted_lab as materialized (
    select x.labs, x.own, l.code, l.scheme
    from (select distinct labs, own from counted) x cross join unnest(x.labs) as one(lab) join open_lab l on l.id = one.lab
    where {shown}
)
"""
"""The labs that are shown of patents, found once for each set of labs."""


def _of_card(filter: PatentFilter, values: dict[str, Any]) -> str:
    """Write a filter that limits one dimension over a card `c`."""
    (dimension,) = given(filter)
    if dimension in _OF_LABS:
        column, asked = ("code", filter.open_lab) if dimension is Dimension.OPEN_LAB else ("scheme", filter.scheme)
        if not can_hold(str(asked)):
            return "false"
        values[f"figures_{column}"] = str(asked)
        labs = f"array(select l.id from open_lab l where l.{column} = :figures_{column}"
        return f"(c.labs && {labs} and l.id = any((select labs from seen)::uuid[])) or c.own and c.labs && {labs}))"
    column = _ROLLED[dimension]
    limit = _limit(dimension, filter, values)
    if dimension is Dimension.CLASSIFICATION:
        return f"c.classes && cast(:figures_{dimension.lower()} as text[])"
    return limit.format(value=f"c.{column}")


def _flag(dimension: Dimension) -> str:
    return f"passes_{dimension.lower()}"

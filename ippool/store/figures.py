"""Counting the patents that a caller may know of: everything that is asked in one statement.

Where it is about today, as known now, and limits no more than the rollup tells apart, the rollup is added up (`Rolled`); else the
patents themselves are counted (`_Counted`), those of today by their cards. Where answers matter, they were found for each kind of
alike patents before, and the kinds are counted by what they come to (`store.profiles.Sieve`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from ippool.domain.browsing import PatentFilter
from ippool.domain.figures import CLASS_LENGTH, Dimension, Shape, given, only, sometimes_left_out, without
from ippool.domain.patents import LabTag, Patent
from ippool.store.database import Reading, can_hold
from ippool.store.records import known, layout_of
from ippool.store.rollup import OF_LABS, ROLLED, Counting, Rolled, cards_of, limit_of, select_of, symbol_of
from ippool.store.searching import Conditions, conditions
from ippool.store.visibility import (
    parameters,
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
    if not counting.is_of_now or (not Rolled(counting).can(whole) and counted.needs_no_cards):
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
    rolled = Rolled(counting)
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
        if not asked & OF_LABS:
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
            others, source, live = [], cards_of("hit"), "live l where l.patent_id in (select id from hit)"
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
        return classification is not None and can_hold(classification) and len(symbol_of(classification)) == CLASS_LENGTH

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
        return select_of(place, columns, "sum(k.n)", f"from ({source}) k {' '.join(of_labs)}", is_sieved=is_sieved)


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
    if dimension in OF_LABS:
        column, asked = ("code", filter.open_lab) if dimension is Dimension.OPEN_LAB else ("scheme", filter.scheme)
        if not can_hold(str(asked)):
            return "false"
        values[f"figures_{column}"] = str(asked)
        labs = f"array(select l.id from open_lab l where l.{column} = :figures_{column}"
        return f"(c.labs && {labs} and l.id = any((select labs from seen)::uuid[])) or c.own and c.labs && {labs}))"
    column = ROLLED[dimension]
    limit = limit_of(dimension, filter, values)
    if dimension is Dimension.CLASSIFICATION:
        return f"c.classes && cast(:figures_{dimension.lower()} as text[])"
    return limit.format(value=f"c.{column}")


def _flag(dimension: Dimension) -> str:
    return f"passes_{dimension.lower()}"

"""Counts that are added up from the rollup, which every change keeps true, and from what it does not say yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ippool.domain.alike import NO_LAB
from ippool.domain.browsing import PatentFilter
from ippool.domain.figures import CLASS_LENGTH, Dimension, Shape, given, without
from ippool.domain.permissions import ANONYMOUS, Actor
from ippool.domain.searching import fold
from ippool.store.database import can_hold
from ippool.store.profiles import Sieve
from ippool.store.visibility import named_patent_ids, own_patent_ids, restricted_patent_ids, visible_lab_ids


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


def select_of(place: int, columns: Sequence[str], count: str, source: str, *, is_sieved: bool = False) -> str:
    """Write the counts of one shape, the largest first; those of a sieve are all needed."""
    by = ", ".join([*columns, "k.place"] if is_sieved else columns)
    end = "" if is_sieved else f" order by 3 desc, 2 limit :most_{place}"
    return (
        f'(select {place} as shape, cast(array[{", ".join(columns)}] as text[]) collate "C" as values, '
        f"cast({count} as bigint) as many, {'k.place' if is_sieved else 'null::int'} as place {source} "
        f"{f'group by {by} ' if by else ''}having {count} > 0{end})"
    )


ROLLED = {
    Dimension.LEGAL_STATUS: "legal_status",
    Dimension.JURISDICTION: "jurisdiction",
    Dimension.FILED_YEAR: "filed_year",
    Dimension.CLASSIFICATION: "classes",
}
"""The dimensions the rollup has a shape for, each with its column of a card."""
OF_LABS = frozenset({Dimension.OPEN_LAB, Dimension.SCHEME})

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


def cards_of(ids: str) -> str:
    """Write the cards of some patents, given as an expression of ids."""
    return _CARDS_OF.format(ids=ids, few=FEW)


@dataclass
class Rolled:
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
            and len(asked & set(ROLLED)) <= 1
            and not (Dimension.CLASSIFICATION in asked and asked & OF_LABS)
            and all(map(can_hold, typed))
            and (filter.classification is None or len(symbol_of(filter.classification)) == CLASS_LENGTH)
        )

    def parts(self) -> list[str]:
        """Return the expressions that the counts are added up from."""
        own = "array[]::uuid[]" if self.counting.actor.sees_all or self.counting.actor.party is None else own_patent_ids()
        labs, own_cards = visible_lab_ids(self.counting.actor), cards_of("own")
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
        rolled = next((one for one in ROLLED if one in shape.by or one in given(filter)), Dimension.JURISDICTION)
        groups = self._groups(rolled, limit_of(rolled, filter, values))
        if not OF_LABS & (given(filter) | set(shape.by)):
            wanted = "where g.value <> ''" if rolled in shape.by else ""
            return select_of(place, ["g.value"] * (rolled in shape.by), "sum(g.n)", f"from ({groups}) g {wanted}")
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
        return select_of(place, [f"o.value_{at}" for at in range(len(columns))], "sum(o.n)", f"from ({source}) o")

    def _groups(self, rolled: Dimension, limit: str) -> str:
        """Write what the rollup says of a dimension, and what it does not: rows of labs, own, value, n."""
        column = ROLLED[rolled]
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


def limit_of(dimension: Dimension, filter: PatentFilter, values: dict[str, Any]) -> str:
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
            passing = [symbol_of(filter.classification)]
        case _:
            return "true"
    values[f"figures_{dimension.lower()}"] = passing
    return f"{{value}} = any(cast(:figures_{dimension.lower()} as text[]))"


def symbol_of(classification: str) -> str:
    """Write a classification as the rollup has its values."""
    return fold(classification).replace(" ", "")

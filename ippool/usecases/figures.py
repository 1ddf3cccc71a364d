"""Counting the pool, as far as a caller may know of it: figures, and the facets of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ippool.domain.alike import ANY_ANSWER, Answer, AnswerFilter
from ippool.domain.browsing import PatentFilter
from ippool.domain.figures import OF_ANSWERS, Dimension, Figure, Shape, class_name, largest, sometimes_left_out, without
from ippool.domain.outcomes import Outcome
from ippool.domain.permissions import Actor
from ippool.domain.tables import Standing
from ippool.store import figures as figure_store
from ippool.store import patents as patent_store
from ippool.store.database import Reading
from ippool.store.figures import Count
from ippool.store.profiles import Kind, Sieve
from ippool.store.rollup import Counting
from ippool.usecases import alike
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import NOW, ApplicantUnnamed, Asked
from ippool.usecases.pool import Moment, Pool, View


async def facets(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    dimensions: Sequence[Dimension],
    *,
    filter: PatentFilter,
    answers: AnswerFilter = ANY_ANSWER,
    asked: Asked = NOW,
    most: int,
) -> list[tuple[Figure, ...]]:
    """Count a list by each of some dimensions: each value as many as the list has that is filtered by this value instead.

    Raises as `count`.
    """
    shapes = [Shape.facet(one, most) for one in dimensions]
    return await count(pool, actor, moment, shapes, filter=filter, answers=answers, asked=asked)


async def count(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    shapes: Sequence[Shape],
    *,
    filter: PatentFilter,
    answers: AnswerFilter = ANY_ANSWER,
    asked: Asked = NOW,
) -> list[tuple[Figure, ...]]:
    """Count the patents of a filter that the caller may know of in every shape.

    One statement; where answers matter, those too that find the kinds of alike patents and answer for them.
    Raises: ApplicantUnnamed where answers are asked about and nobody is named whose terms the caller may ask for.
    """
    asked = asked.at(moment)
    lookups = patent_use.lookups_of(filter.text or "", moment.today)
    by_answers = {place: shape for place, shape in enumerate(shapes) if shape.needs_answers(answers)}
    plain = {place: shape for place, shape in enumerate(shapes) if place not in by_answers}
    counting = Counting(actor, filter, asked.on or moment.today, asked.known_at, moment.today, lookups)
    async with pool.database.read() as session:
        answered, sieved = None, dict[int, Shape]()
        if by_answers:
            view = await patent_use.view_of(pool, session, actor, moment, asked)
            answered = await _answer(pool, session, view, by_answers, filter, answers, lookups)
            # Where nothing of the patents themselves is asked the kinds tell how many they are.
            sieved = {place: shape for place, shape in by_answers.items() if not answered.tells(shape)}
        counts = list[Count]()
        if plain or sieved:
            counting = replace(counting, sieve=answered.sieve if answered else None)
            counts = await figure_store.count(session, counting, plain, sieved)
    if answered:
        counts += answered.counts(place for place in by_answers if place not in sieved)
    return [
        largest(_figures(place, shape, counts, answered if place in by_answers else None), shape.most)
        for place, shape in enumerate(shapes)
    ]


@dataclass(frozen=True)
class _Answered:
    """The kinds among the patents that are counted, sorted by what matters of their answers: one place for all alike in that.

    Shape: `groups` holds for each place one of the answers, and in which of the shapes they pass.
    """

    sieve: Sieve
    groups: Sequence[tuple[Answer, frozenset[int]]]
    facets: tuple[Dimension, ...]

    def tells(self, shape: Shape) -> bool:
        """Tell whether a shape can be counted by the kinds alone: it is by answers, and of all of their patents."""
        return set(shape.by) <= OF_ANSWERS and all(one is shape.leaving_out for one in self.facets)

    def counts(self, shapes: Iterable[int]) -> list[Count]:
        """Count the kinds, for shapes that they tell."""
        found = Counter[int]()
        for kind, place in self.sieve.passing:
            assert place is not None
            found[place] += kind.count
        return [Count(shape, (), count, place) for shape in shapes for place, count in found.items()]


async def _answer(
    pool: Pool,
    session: Reading,
    view: View,
    shapes: Mapping[int, Shape],
    filter: PatentFilter,
    answers: AnswerFilter,
    lookups: Sequence[str],
) -> _Answered:
    """Answer for every kind among the patents that are counted in some of the shapes."""
    if view.applicant is None:
        raise ApplicantUnnamed
    told = alike.told_for(pool, view, view.applicant)
    sorting = await alike.sorting_for(session, view, told)
    facets = sometimes_left_out(filter, shapes.values())
    kinds = await patent_store.kinds_among(session, sorting, without(filter, facets), lookups=lookups)
    found = await alike.answer(session, view, told, kinds)
    filters = {place: shape.answers(answers) for place, shape in shapes.items()}
    places: dict[tuple[Standing, Outcome, frozenset[int]], int] = {}
    groups, passing = list[tuple[Answer, frozenset[int]]](), list[tuple[Kind, int | None]]()
    for kind in kinds:
        answer = found.get(kind.likeness)
        passes = frozenset(place for place, one in filters.items() if one.lets_pass(answer)) if answer else None
        if not answer or not passes:
            continue
        at = places.setdefault((answer.standing, answer.outcome, passes), len(places))
        if at == len(groups):
            groups.append((answer, passes))
        passing.append((kind, at))
    return _Answered(Sieve(sorting, passing), groups, facets)


def _figures(place: int, shape: Shape, counts: Iterable[Count], answered: _Answered | None) -> list[Figure]:
    """Add up what counts of kinds come to, with the answers among the values."""
    found = Counter[tuple[str, ...]]()
    for one in counts:
        if one.shape != place:
            continue
        answer = None
        if answered and one.place is not None:
            answer, passes = answered.groups[one.place]
            if place not in passes:
                continue
        found[tuple(_values(shape, one.values, answer))] += one.count
    return [Figure(values, count) for values, count in found.items()]


def _values(shape: Shape, values: Sequence[str], answer: Answer | None) -> Iterator[str]:
    rest = iter(values)
    for dimension in shape.by:
        match dimension:
            case Dimension.STANDING if answer:
                yield answer.standing.value
            case Dimension.OUTCOME if answer:
                yield answer.outcome.value
            case Dimension.CLASSIFICATION:
                yield class_name(next(rest))
            case _:
                yield next(rest)

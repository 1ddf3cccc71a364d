"""Counting the pool, as far as a caller may know of it: figures, and the facets of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ippool.domain.alike import ANY_ANSWER, Answer, AnswerFilter
from ippool.domain.browsing import PatentFilter
from ippool.domain.figures import Dimension, Figure, Shape, class_name, largest
from ippool.domain.permissions import Actor
from ippool.store import figures as figure_store
from ippool.store.figures import Count, Counting
from ippool.store.profiles import Kind
from ippool.usecases import alike
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import NOW, ApplicantUnnamed, Asked
from ippool.usecases.pool import Moment, Pool


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

    One statement; where answers matter, those for kinds that were never answered before too.
    Raises: ApplicantUnnamed where answers are asked about and nobody is named whose terms the caller may ask for.
    """
    asked = asked.at(moment)
    of_kinds = [shape.needs_answers(answers) for shape in shapes]
    async with pool.database.read() as session:
        view = told = None
        if any(of_kinds):
            view = await patent_use.view_of(pool, session, actor, moment, asked)
            if view.applicant is None:
                raise ApplicantUnnamed
            told = alike.told_for(pool, view, view.applicant)
        counting = Counting(
            actor=actor,
            filter=filter,
            on=asked.on or moment.today,
            known_at=asked.known_at,
            today=moment.today,
            lookups=patent_use.lookups_of(filter.text or "", moment.today),
            by_answers=alike.asked_of(view, told) if view and told else None,
        )
        counts = await figure_store.count(session, counting, shapes, of_kinds)
        found: dict[bytes, Answer] = {}
        if view and told:
            kinds = {one.likeness: one.example for one in counts if one.likeness and one.example}
            found = await alike.answer(session, view, told, [Kind(likeness, 1, example) for likeness, example in kinds.items()])
    return [
        largest(_figures(shape, [one for one in counts if one.shape == place], shape.answers(answers), found), shape.most)
        for place, shape in enumerate(shapes)
    ]


def _figures(shape: Shape, counts: Sequence[Count], filter: AnswerFilter, answers: dict[bytes, Answer]) -> list[Figure]:
    """Add up what counts of kinds come to, with the answers among the values."""
    found = Counter[tuple[str, ...]]()
    for one in counts:
        answer = answers.get(one.likeness) if one.likeness else None
        if one.likeness and (answer is None or not filter.lets_pass(answer)):
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

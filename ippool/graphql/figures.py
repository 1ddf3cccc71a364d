"""Figures of the pool, and the facets of a list of patents: translation only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry.relay import GlobalID

from ippool.domain import figures as domain
from ippool.domain.alike import ANY_ANSWER
from ippool.domain.browsing import PatentFilter as Filter
from ippool.domain.figures import MOST_FIGURES, MOST_VALUES, Dimension, Shape
from ippool.domain.labs import Scheme
from ippool.domain.outcomes import Outcome
from ippool.domain.patents import LegalStatus
from ippool.domain.tables import Standing
from ippool.domain.words import Words
from ippool.graphql.browsing import PatentFilter, party_id_in
from ippool.graphql.context import Info
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.loading import FigureQuestion
from ippool.graphql.scalars import KnownAt, On, describe_enum
from ippool.usecases import figures as figure_use
from ippool.usecases.patents import Asked

describe_enum(
    Dimension,
    "What patents are counted by. A patent counts once in every combination of its values, and in none where it has none.",
    {
        Dimension.OPEN_LAB: "The labs it belongs to, by their codes, as far as the caller may know of them.",
        Dimension.SCHEME: "The schemes of these labs.",
        Dimension.STANDING: "The applicant's standing in its best package.",
        Dimension.OUTCOME: "What the best package comes to for the applicant.",
        Dimension.LEGAL_STATUS: "The legal status on the day asked.",
        Dimension.CLASSIFICATION: "Its classes: the first four characters of each classification symbol, such as H01M.",
        Dimension.JURISDICTION: "ST.3 code of the office.",
        Dimension.FILED_YEAR: "The year in which it was filed.",
    },
    name="FigureDimension",
)

By = Annotated[list[Dimension], strawberry.argument(description="By what, each at most once.")]


@strawberry.type(description="The values that the patents of a figure have in common; null is what was not counted by.")
class FigureKey:
    """The values of a `figures.Figure` by name; each bears the name of the filter that asks for it."""

    open_lab: str | None = strawberry.field(default=None, description="Code of the lab.")
    scheme: Scheme | None = strawberry.field(default=None, description="Scheme of a lab.")
    standing: Standing | None = strawberry.field(default=None, description="Standing of the applicant.")
    outcome: Outcome | None = strawberry.field(default=None, description="Outcome for the applicant.")
    legal_status: LegalStatus | None = strawberry.field(default=None, description="Legal status on the day asked.")
    classification: str | None = strawberry.field(default=None, description="Class.")
    jurisdiction: str | None = strawberry.field(default=None, description="ST.3 code of the office.")
    filed_year: int | None = strawberry.field(default=None, description="Year of filing.")


_READ = {
    Dimension.OPEN_LAB: ("open_lab", str),
    Dimension.SCHEME: ("scheme", Scheme),
    Dimension.STANDING: ("standing", Standing),
    Dimension.OUTCOME: ("outcome", Outcome),
    Dimension.LEGAL_STATUS: ("legal_status", LegalStatus),
    Dimension.CLASSIFICATION: ("classification", str),
    Dimension.JURISDICTION: ("jurisdiction", str),
    Dimension.FILED_YEAR: ("filed_year", int),
}


@strawberry.type(description="How many patents have certain values.")
class Figure:
    """`figures.Figure` in the API."""

    key: FigureKey = strawberry.field(description="The values.")
    count: int = strawberry.field(description="How many patents have all of them.")

    @classmethod
    def of(cls, figure: domain.Figure, by: Sequence[Dimension]) -> Figure:
        """Translate."""
        key = FigureKey()
        for dimension, value in zip(by, figure.values, strict=True):
            name, read = _READ[dimension]
            setattr(key, name, read(value))
        return cls(key=key, count=figure.count)


@strawberry.type(description="One value of a facet.")
class FacetValue:
    """A value and its count."""

    value: str = strawberry.field(description="The value, as the filter of the same name takes it.")
    count: int = strawberry.field(description="`totalCount` of the list that is filtered by this value.")


@strawberry.type(description="How the patents of a list are spread over the values of a dimension.")
class Facet:
    """One facet."""

    dimension: Dimension = strawberry.field(description="The dimension.")
    values: list[FacetValue] = strawberry.field(description=f"The values, the largest first, at most {MOST_VALUES}.")

    @classmethod
    def of(cls, dimension: Dimension, figures: Sequence[domain.Figure]) -> Facet:
        """Translate."""
        return cls(dimension=dimension, values=[FacetValue(value=one.values[0], count=one.count) for one in figures])


def _checked(by: Sequence[Dimension], first: int, most: int) -> None:
    """Raises: ClientError (BAD_USER_INPUT, PAGE_SIZE)."""
    if len(set(by)) < len(by):
        raise ClientError(
            Code.BAD_USER_INPUT, Words("by に同じものが二度あります。", "`by` names something twice; name each at most once.")
        )
    if not 1 <= first <= most:
        raise ClientError(
            Code.PAGE_SIZE,
            Words(
                f"first は 1 から {most} までで指定してください({first} は使えません)。",
                f"`first` must be 1 to {most}, not {first}.",
            ),
        )


async def facets(info: Info, by: Sequence[Dimension], first: int, filter: PatentFilter | None, asked: Asked) -> list[Facet]:
    """Count a list by some dimensions. Raises: ClientError."""
    _checked(by, first, MOST_VALUES)
    found = await figure_use.facets(
        info.context.pool,
        info.context.actor,
        info.context.moment,
        by,
        filter=filter.to_filter() if filter else Filter(),
        answers=filter.to_answers() if filter else ANY_ANSWER,
        asked=asked,
        most=first,
    )
    return [Facet.of(dimension, figures) for dimension, figures in zip(by, found, strict=True)]


@strawberry.type(description="The root fields about figures.")
class FigureQuery:
    """The root fields about figures."""

    @strawberry.field(
        description=(
            "How many patents there are, as far as the caller may know of them, of each combination of values. Every figure is the "
            "number of patents that meet the filter and have its values: `totalCount` of `patents` filtered by both. "
            f"The largest first, at most {MOST_FIGURES:,}; combinations that no patent has are left out."
        )
    )
    async def figures(
        self,
        info: Info,
        by: By,
        first: Annotated[
            int, strawberry.argument(description=f"At most so many, the largest first; 1 to {MOST_FIGURES:,}.")
        ] = MOST_FIGURES,
        filter: Annotated[PatentFilter | None, strawberry.argument(description="Which patents.")] = None,
        applicant: Annotated[
            GlobalID | None, strawberry.argument(description="Whose standing and outcomes; left out, the caller's own party's.")
        ] = None,
        on: On = None,
        known_at: KnownAt = None,
    ) -> list[Figure]:
        """Count."""
        _checked(by, first, MOST_FIGURES)
        found = await info.context.loaders.figures.load(
            FigureQuestion(
                shape=Shape(tuple(by), first),
                filter=filter.to_filter() if filter else Filter(),
                answers=filter.to_answers() if filter else ANY_ANSWER,
                asked=Asked(on=on, known_at=known_at, applicant=party_id_in(applicant)),
            )
        )
        return [Figure.of(one, by) for one in found]

"""Expected refusals as data: the `Problem` interface, its types, and the one table from domain errors to them.

A use case raises a `DomainError`. Where the field's result union declares the problem type of that error, or of a class
it derives from, the error becomes that member of the union, the nearest one first. Where the union declares none of
them it goes out as a top-level error with its code (`errors.py`); what is no `DomainError` is masked there.

To add one: write the type below its nearest relative, put the pair into `PROBLEMS`, and name the type in the unions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from ippool.domain.errors import DomainError, NotFound, NotPermitted, RuleBroken
from ippool.domain.words import Language
from ippool.graphql.clauses import Clause
from ippool.graphql.scalars import InLanguage, worded


@strawberry.interface(
    description=(
        "Why something asked for was not done: what, why, and what to do next. Every refusal that can be expected is one, "
        "so `... on Problem { code message }` reads them all, those added later too."
    )
)
class Problem:
    """A refusal as the API shows it."""

    code: str = strawberry.field(
        description="What kind of refusal it is, for programs. Codes are only ever added; they are listed with each type."
    )
    path: list[str] = strawberry.field(
        description="The field of the input at fault, outermost first; empty where it is none in particular."
    )
    clause: Clause | None = strawberry.field(description="The provision that says no, where there is one.")
    refusal: strawberry.Private[DomainError]

    @strawberry.field(description="What was refused and why, for a person.")
    def message(self, language: InLanguage = Language.JA) -> str:
        """Give the message in one language."""
        return self.refusal.message.in_language(language or Language.JA)

    @strawberry.field(description="What the caller can do now; null where there is nothing.")
    def next_step(self, language: InLanguage = Language.JA) -> str | None:
        """Give the next step in one language."""
        return worded(self.refusal.next_step, language)


@strawberry.type(description="There is no such record, or the caller may not know of it: the two are told alike. Code: NOT_FOUND.")
class NotFoundProblem(Problem):
    """`NotFound` in the API."""


@strawberry.type(description="The caller may know of the record but may not do this. Code: NOT_PERMITTED.")
class NotPermittedProblem(Problem):
    """`NotPermitted` in the API."""


@strawberry.type(
    description=("A rule of law, of an arrangement or of form says no. Code: RULE_BROKEN, or a narrower one that names the rule.")
)
class RuleBrokenProblem(Problem):
    """`RuleBroken` in the API."""


PROBLEMS: Mapping[type[DomainError], type[Problem]] = {
    NotFound: NotFoundProblem,
    NotPermitted: NotPermittedProblem,
    RuleBroken: RuleBrokenProblem,
}


class Refusals:
    """Turns one class of domain errors into its problem, in fields whose union declares that problem.

    Has the shape of Strawberry's `ExceptionHandler`, with the two types known at run time only.
    """

    def __init__(self, error: type[DomainError], problem: type[Problem]) -> None:
        self.exception_type = error
        self.error_type = problem

    def handle(self, exception: DomainError, *, field: StrawberryField, info: Info[Any, Any]) -> Problem:
        """Make the problem of one refusal."""
        return self.error_type(
            code=exception.code,
            path=list(exception.path),
            clause=Clause.of(exception.clause) if exception.clause else None,
            refusal=exception,
        )


def refusal_handlers(problems: Mapping[type[DomainError], type[Problem]] = PROBLEMS) -> list[Refusals]:
    """Make the handlers of a schema, most derived class first, since the first that fits is taken."""
    nearest_first = sorted(problems.items(), key=lambda pair: len(pair[0].__mro__), reverse=True)
    return [Refusals(error, problem) for error, problem in nearest_first]

"""Expected refusals as data: the `Problem` interface, its types, and the one table from domain errors to them.

A use case raises a `DomainError`. Where the field's result union declares the problem type of that error, or of a class
it derives from, the error becomes that member of the union, the nearest one first. Where the union declares none of
them it goes out as a top-level error with its code (`errors.py`); what is no `DomainError` is masked there.

To add one: write the type below its nearest relative, put the pair into `PROBLEMS`, and name the type in the unions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import strawberry
from strawberry.types.field import StrawberryField

from ippool.domain import errors
from ippool.domain.arrangements import ArrangementRefused
from ippool.domain.errors import DomainError, NotFound, NotPermitted, RuleBroken
from ippool.domain.review import NotReviewable
from ippool.domain.words import Language, Words
from ippool.graphql.clauses import Clause
from ippool.graphql.context import Info
from ippool.graphql.scalars import InLanguage, worded
from ippool.graphql.watching import now_watched
from ippool.usecases.confirming import NotTheSame, SharesCollide
from ippool.usecases.consents import ConsentNotRevocable
from ippool.usecases.forms import FormRefused
from ippool.usecases.intake.jobs import FileRefused, TooManyImports
from ippool.usecases.keeping import Conflict, KeyReused, StaleVersion
from ippool.usecases.parties import ControlInACircle
from ippool.usecases.scheme_rules import ExclusiveInOpenScheme, SchemeConflict
from ippool.usecases.secrecy import NobodyNamed
from ippool.usecases.title import AssignmentNotConsented
from ippool.usecases.tokens import TooManyTokens
from ippool.usecases.undoing import ChangedSince


@strawberry.type(description="One of several faults that were found at once.")
class Finding:
    """`errors.Finding` in the API."""

    path: list[str] = strawberry.field(description="The field of the input at fault, outermost first; entries of a list by number.")
    clause: Clause | None = strawberry.field(description="The provision that says no, where there is one.")
    because: strawberry.Private[Words]

    @strawberry.field(description="What is wrong with it, for a person.")
    def message(self, language: InLanguage = Language.JA) -> str:
        """Give the message in one language."""
        return self.because.in_language(language or Language.JA)

    @classmethod
    def of(cls, finding: errors.Finding) -> Finding:
        """Translate."""
        clause = Clause.of(finding.clause) if finding.clause else None
        return cls(path=input_path(finding.path), clause=clause, because=finding.because)


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
    findings: list[Finding] = strawberry.field(
        description="Every fault that was found, where several can be found at once; else empty."
    )
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


@strawberry.type(
    description="The input has faults of form; `findings` has all of them, and nothing was done. Code: FORM_REFUSED.",
)
class FormProblem(RuleBrokenProblem):
    """`FormRefused` in the API."""


@strawberry.type(
    description="The idempotency key was used before, with another body; use a new one. Code: IDEMPOTENCY_KEY_REUSED.",
)
class IdempotencyKeyReusedProblem(RuleBrokenProblem):
    """`KeyReused` in the API."""


@strawberry.type(
    description="The record was changed since the caller read it; read it again, then decide again. Code: STALE_VERSION.",
)
class StaleVersionProblem(RuleBrokenProblem):
    """`StaleVersion` in the API."""

    refusal: strawberry.Private[StaleVersion]

    @strawberry.field(description="The version the caller expected.")
    def expected(self) -> int:
        """Show what was expected."""
        return self.refusal.expected

    @strawberry.field(description="The version the record is at.")
    def found(self) -> int:
        """Show what was found."""
        return self.refusal.found


@strawberry.type(
    description=(
        "The record would contradict one that stands there: its code or number is taken, or its period overlaps. Code: CONFLICT."
    ),
)
class ConflictProblem(RuleBrokenProblem):
    """`Conflict` in the API."""


@strawberry.type(
    description=(
        "The scheme or the form of an arrangement does not allow this version; `findings` has every fault. "
        "Code: ARRANGEMENT_REFUSED."
    ),
)
class ArrangementRefusedProblem(RuleBrokenProblem):
    """`ArrangementRefused` in the API."""


@strawberry.type(
    description=("The patent would be in an open lab and in a closed one whose contract gives exclusivity. Code: SCHEME_CONFLICT."),
)
class SchemeConflictProblem(RuleBrokenProblem):
    """`SchemeConflict` in the API."""


@strawberry.type(
    description="On a patent of an open lab no license is exclusive, in any field or country. Code: EXCLUSIVE_IN_OPEN_SCHEME.",
)
class ExclusiveInOpenSchemeProblem(RuleBrokenProblem):
    """`ExclusiveInOpenScheme` in the API."""


@strawberry.type(
    description="The consent was given for good, or does not run on the day. Code: CONSENT_NOT_REVOCABLE.",
)
class ConsentNotRevocableProblem(RuleBrokenProblem):
    """`ConsentNotRevocable` in the API."""


@strawberry.type(
    description="With this relation a party would control itself. Code: CONTROL_IN_A_CIRCLE.",
)
class ControlInACircleProblem(RuleBrokenProblem):
    """`ControlInACircle` in the API."""


@strawberry.type(
    description=(
        "The other owners' consents that the law asks for are not on record: to the assignment of a share, art. 73(1). "
        "Code: CO_OWNER_CONSENT_MISSING."
    ),
)
class CoOwnerConsentMissingProblem(RuleBrokenProblem):
    """`AssignmentNotConsented` in the API."""


@strawberry.type(
    description=("A patent would be level 3, for those only who are named, with nobody named on some day. Code: NOBODY_NAMED.")
)
class NobodyNamedProblem(RuleBrokenProblem):
    """`secrecy.NobodyNamed` in the API."""


@strawberry.type(
    description=(
        "A file cannot be read: it is empty, too large or an archive; nothing was done. What is found only in reading it stands in "
        "the job. Code: FILE_REFUSED."
    ),
)
class FileRefusedProblem(RuleBrokenProblem):
    """`FileRefused` in the API."""

    refusal: strawberry.Private[FileRefused]

    @strawberry.field(description="The name of the file.")
    def file(self) -> str:
        """Show the name."""
        return self.refusal.file


@strawberry.type(
    description="More imports wait than there is room for; send it again when one is done. Code: TOO_MANY_IMPORTS.",
)
class TooManyImportsProblem(RuleBrokenProblem):
    """`TooManyImports` in the API."""


@strawberry.type(
    description="A review item cannot go from its state to the one asked for; take back its decision first. Code: REVIEW_STATE.",
)
class ReviewStateProblem(RuleBrokenProblem):
    """`NotReviewable` in the API."""


@strawberry.type(
    description=(
        "More than shares of patents is recorded of a party, so that it cannot be made one with another party. Code: PARTY_IN_USE."
    ),
)
class PartyInUseProblem(RuleBrokenProblem):
    """`NotTheSame` in the API."""


@strawberry.type(
    description=(
        "Two parties have a share in one patent whose size is known; record the owners of that patent anew first. "
        "Code: SHARES_COLLIDE."
    ),
)
class SharesCollideProblem(RuleBrokenProblem):
    """`SharesCollide` in the API."""


@strawberry.type(
    description=(
        "What would be taken back was changed after it, so that what stood before cannot be restored exactly. Code: CHANGED_SINCE."
    ),
)
class ChangedSinceProblem(RuleBrokenProblem):
    """`ChangedSince` in the API."""


@strawberry.type(
    description="The user has as many tokens that hold as there may be; revoke one first. Code: TOO_MANY_TOKENS.",
)
class TooManyTokensProblem(RuleBrokenProblem):
    """`TooManyTokens` in the API."""


PROBLEMS: Mapping[type[DomainError], type[Problem]] = {
    NotFound: NotFoundProblem,
    NotPermitted: NotPermittedProblem,
    RuleBroken: RuleBrokenProblem,
    FormRefused: FormProblem,
    KeyReused: IdempotencyKeyReusedProblem,
    StaleVersion: StaleVersionProblem,
    Conflict: ConflictProblem,
    ArrangementRefused: ArrangementRefusedProblem,
    SchemeConflict: SchemeConflictProblem,
    ExclusiveInOpenScheme: ExclusiveInOpenSchemeProblem,
    ConsentNotRevocable: ConsentNotRevocableProblem,
    ControlInACircle: ControlInACircleProblem,
    AssignmentNotConsented: CoOwnerConsentMissingProblem,
    NobodyNamed: NobodyNamedProblem,
    NotReviewable: ReviewStateProblem,
    NotTheSame: PartyInUseProblem,
    SharesCollide: SharesCollideProblem,
    ChangedSince: ChangedSinceProblem,
    FileRefused: FileRefusedProblem,
    TooManyImports: TooManyImportsProblem,
    TooManyTokens: TooManyTokensProblem,
}

_FIELD = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")


def input_path(path: Iterable[str]) -> list[str]:
    """Write a path in the names of the API: a field of a command as a field of the input, anything else as it stands."""
    return [_camel(part) if _FIELD.fullmatch(part) else part for part in path]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


class Refusals:
    """Turns one class of domain errors into its problem, in fields whose union declares that problem.

    Has the shape of Strawberry's `ExceptionHandler`, with the two types known at run time only.
    """

    def __init__(self, error: type[DomainError], problem: type[Problem]) -> None:
        self.exception_type = error
        self.error_type = problem

    def handle(self, exception: DomainError, *, field: StrawberryField, info: Info) -> Problem:
        """Make the problem of one refusal."""
        told = now_watched()
        told.problem = told.problem or exception.code
        return self.error_type(
            code=exception.code,
            path=input_path(exception.path),
            clause=Clause.of(exception.clause) if exception.clause else None,
            findings=[Finding.of(finding) for finding in getattr(exception, "findings", ())],
            refusal=exception,
        )


def refusal_handlers(problems: Mapping[type[DomainError], type[Problem]] = PROBLEMS) -> list[Refusals]:
    """Make the handlers of a schema, most derived class first, since the first that fits is taken."""
    nearest_first = sorted(problems.items(), key=lambda pair: len(pair[0].__mro__), reverse=True)
    return [Refusals(error, problem) for error, problem in nearest_first]

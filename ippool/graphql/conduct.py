"""How operations are conducted: documents prepared once, limits first, errors coded and masked in one place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import _CacheInfo
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exception_handlers import ExceptionHandler
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.base import StrawberryType
from strawberry.types.execution import ExecutionContext, ExecutionResult, ParseOptions

from ippool.domain.paging import LARGEST_PAGE
from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.costs import Costs, Sum, points
from ippool.graphql.echoes import without_values
from ippool.graphql.errors import ClientError, Code, as_client_mistake, code_of, coded, settle
from ippool.graphql.executing import Executor
from ippool.graphql.measures import excess_of_document, excess_of_text, excess_of_variables
from ippool.graphql.scalars import SCALARS

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
KEPT_DOCUMENTS = 256
LONGEST_KEPT = 8192  # characters; longer documents are rare, and a cache of them would be a way to fill the memory


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document within the limits of its size, and what each of its operations may cost, by its name."""

    document: DocumentNode
    costs: Mapping[str, Sum]
    has_mutations: bool

    def cost(self, operation_name: str | None, variables: Mapping[str, Any]) -> int | None:
        """Return the points an operation may cost with these variables; None where it holds no such operation."""
        if operation_name is None and len(self.costs) == 1:
            (found,) = self.costs.values()
            return points(found.of(variables))
        named = self.costs.get(operation_name or "")
        return None if named is None else points(named.of(variables))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, looked at and not yet validated.

    Shape: `prepared` None: it cannot be read or is too large; `refusals` say what is beyond a limit, `cost` what it may cost.
    """

    text: str
    prepared: Prepared | None = None
    cost: int | None = None
    refusals: tuple[GraphQLError, ...] = ()
    is_new: bool = True
    """It has to be validated, or to be refused again."""

    @property
    def holds_several(self) -> bool:
        """Tell whether the document holds more than one operation, so that one has to be named."""
        return self.prepared is not None and len(self.prepared.costs) > 1

    @property
    def may_change(self) -> bool:
        """Tell whether the document holds a mutation."""
        return self.prepared is not None and self.prepared.has_mutations

    def kind(self, operation_name: str | None) -> OperationType | None:
        """Return what the operation to be run is; None where the document cannot be read or holds none of that name."""
        operations = (
            [one for one in self.prepared.document.definitions if isinstance(one, OperationDefinitionNode)] if self.prepared else []
        )
        found = (one for one in operations if operation_name is None or (one.name and one.name.value == operation_name))
        chosen = next(found, None)
        return chosen.operation if chosen else None

    @property
    def points(self) -> int:
        """What the request takes off its caller's allowance."""
        text = min(len(self.text), limits.MOST_TEXT_POINTS) if self.is_new else 0
        return limits.REQUEST_POINTS + text + (0 if self.refusals else self.cost or 0)

    @property
    def extensions(self) -> dict[str, Any]:
        """Show the cost as answers carry it."""
        return {} if self.cost is None else {"cost": {"requested": self.cost, "limit": limits.COST.most}}


class TooLarge(Exception):
    """The document is beyond a limit."""

    def __init__(self, refusals: Iterable[ClientError]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(f"{len(self.refusals)} limits")


class Documents:
    """The documents of one schema by their text, parsed, measured and validated once each.

    Only those that can be run are kept: an error is not the same object twice, and junk pushes nothing out.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._costs = Costs(schema)
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._found = self._made = 0

    def asked(self, text: str, operation_name: str | None = None, variables: Mapping[str, Any] | None = None) -> Asked:
        """Look at what is asked for, within the limits; nothing is validated, and nothing is raised."""
        try:
            prepared = self._kept.get(text) or self._measured(text)
        except GraphQLSyntaxError:
            return Asked(text)
        except TooLarge as large:
            return Asked(text, refusals=large.refusals)
        cost = prepared.cost(operation_name, variables or {})
        refusals = (excess_of_variables(variables), limits.COST.refusal(cost or 0))
        return Asked(text, prepared, cost, tuple(refusal for refusal in refusals if refusal), text not in self._kept)

    def faults(self, asked: Asked) -> list[GraphQLError]:
        """Return why a document cannot be run; empty where it can."""
        if asked.refusals or asked.prepared is None:
            return list(asked.refusals)
        if asked.text in self._kept:
            self._found += 1
            self._kept.move_to_end(asked.text)
            return []
        self._made += 1
        if faults := self._invalid(asked.prepared.document):
            return faults
        if len(asked.text) <= LONGEST_KEPT:
            self._kept[asked.text] = asked.prepared
            if len(self._kept) > KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
        return []

    def cache_info(self) -> _CacheInfo:
        """Tell how often a document was found ready."""
        return _CacheInfo(self._found, self._made, KEPT_DOCUMENTS, len(self._kept))

    def _measured(self, text: str) -> Prepared:
        if excess := excess_of_text(text):
            raise TooLarge([excess])
        document = parse(text, max_tokens=limits.TOKENS.most)
        if found := excess_of_document(document):
            raise TooLarge(found)
        has_mutations = any(
            isinstance(one, OperationDefinitionNode) and one.operation is OperationType.MUTATION for one in document.definitions
        )
        return Prepared(document, self._costs.of(document), has_mutations)

    def _invalid(self, document: DocumentNode) -> list[GraphQLError]:
        # graphql-core adds one line that says it stopped.
        faults = validate(self._schema, document, RULES, max_errors=limits.MOST_ERRORS - 1, hide_suggestions=True)
        invalid = Code.GRAPHQL_VALIDATION_FAILED
        return [fault if code_of(fault) else coded(fault, invalid, without_values(fault.message)) for fault in faults]


_ASKED: ContextVar[Asked | None] = ContextVar("ippool_asked", default=None)


class Preparing(SchemaExtension):
    """Takes the document from the schema's store of documents in place of parsing and validating it again.

    The limits come first, each before what would be slow without it: text, document, variables, cost; then validation.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._asked: Asked | None = None

    def on_parse(self) -> Iterator[None]:
        """Set the document; one that cannot be read is left to the parser, which then refuses it in the usual way."""
        context = self.execution_context
        context.parse_options = ParseOptions(max_tokens=limits.TOKENS.most)
        if context.query:
            asked = _ASKED.get()
            if asked is None or asked.text != context.query:
                asked = self._documents.asked(context.query, context.operation_name, context.variables)
            if asked.refusals:
                context.graphql_document = _nothing(context.operation_name)
            elif asked.prepared is not None:
                context.graphql_document = asked.prepared.document
            self._asked = asked
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate the document, where it was not before."""
        if self._asked is not None:
            self.execution_context.pre_execution_errors = self._documents.faults(self._asked)
        yield

    def get_results(self) -> dict[str, Any]:
        """Show the cost in the answer."""
        return self._asked.extensions if self._asked else {}


def _nothing(name: str | None) -> DocumentNode:
    """Make a document that stands for one that is not run: its size is refused, whatever it asks for."""
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=NameNode(value=name) if name is not None else None,
        directives=(),
        variable_definitions=(),
        selection_set=SelectionSetNode(selections=()),
    )
    return DocumentNode(definitions=(operation,))


def shorten(errors: list[GraphQLError]) -> None:
    """Keep a few errors, in place, and say how many more there were; a fault of ours is kept before any mistake of the client's."""
    if (found := len(errors)) <= limits.MOST_ERRORS:
        return
    errors.sort(key=lambda error: as_client_mistake(error) is not None)
    del errors[limits.MOST_ERRORS - 1 :]
    more = found - len(errors)
    errors.append(
        ClientError(
            Code.LIMIT_EXCEEDED,
            Words(f"このほかに {more:,} 件のエラーがあります。", f"There are {more:,} more errors."),
            limit={"name": "errors", "found": found, "most": limits.MOST_ERRORS},
        )
    )


class Schema(strawberry.Schema):
    """A schema with the house's conduct: scalars, limits, prepared documents, coded and masked errors."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        types: Iterable[type | StrawberryType] = (),
        exception_handlers: Iterable[ExceptionHandler[Any]] = (),
    ) -> None:
        super().__init__(
            query,
            mutation,
            subscription,
            types=types,
            extensions=[lambda: Preparing(self.documents)],
            config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=LARGEST_PAGE, disable_field_suggestions=True),
            exception_handlers=exception_handlers,
            execution_context_class=Executor,
        )
        self.documents = Documents(self._schema)

    def anew(self) -> Schema:
        """Return the same schema with no document prepared yet; its types, which take long to put together, are shared."""
        other = copy(self)
        other.documents = Documents(self._schema)
        other.extensions = (lambda: Preparing(other.documents),)
        return other

    async def execute_asked(self, asked: Asked, **arguments: Any) -> ExecutionResult:
        """Run what was looked at before, as `execute` does."""
        token = _ASKED.set(asked)
        try:
            return await self.execute(asked.text, **arguments)
        finally:
            _ASKED.reset(token)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Code, mask, log and shorten errors. Strawberry calls this once on every way out, with the list that goes out."""
        shorten(errors)
        settle(errors)

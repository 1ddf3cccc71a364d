"""How operations are conducted: documents prepared once, limits first, errors coded and masked in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import _CacheInfo, lru_cache
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
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
from strawberry.types.execution import ExecutionContext, ParseOptions

from ippool.domain.paging import LARGEST_PAGE
from ippool.graphql.errors import Code, code_of, coded, in_brief, settle
from ippool.graphql.limits import MAX_TOKENS, breaches
from ippool.graphql.scalars import SCALARS

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
KEPT_DOCUMENTS = 256
LONGEST_KEPT = 8192  # characters; longer documents are rare, and a cache of them would be a way to fill the memory
MOST_FAULTS = 4  # graphql-core adds one line that says it stopped


class InvalidDocument(Exception):
    """The document can be read but not run."""

    def __init__(self, document: DocumentNode, faults: list[GraphQLError]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.document = document
        self.faults = faults


class Documents:
    """The documents of one schema by their text, parsed, measured and validated once each.

    Only those that can be run are kept: an error is not the same object twice, and junk pushes nothing out.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept = lru_cache(KEPT_DOCUMENTS)(self._prepare)

    def ready(self, text: str) -> DocumentNode:
        """Return the document ready to run. Raises: GraphQLSyntaxError, InvalidDocument."""
        return self._kept(text) if len(text) <= LONGEST_KEPT else self._prepare(text)

    def holds_several(self, text: str) -> bool:
        """Tell whether a document that can be run holds more than one operation, so that one has to be named."""
        try:
            document = self.ready(text)
        except (GraphQLSyntaxError, InvalidDocument):
            return False
        return sum(isinstance(definition, OperationDefinitionNode) for definition in document.definitions) > 1

    def cache_info(self) -> _CacheInfo:
        """Tell how often a document was found ready."""
        return self._kept.cache_info()

    def _prepare(self, text: str) -> DocumentNode:
        document = parse(text, max_tokens=MAX_TOKENS)
        if faults := breaches(document) or self._faults(document):
            raise InvalidDocument(document, faults)
        return document

    def _faults(self, document: DocumentNode) -> list[GraphQLError]:
        faults = validate(self._schema, document, RULES, max_errors=MOST_FAULTS, hide_suggestions=True)
        return [
            fault if code_of(fault) else coded(fault, Code.GRAPHQL_VALIDATION_FAILED, in_brief(fault.message)) for fault in faults
        ]


class Preparing(SchemaExtension):
    """Takes the document from the schema's store of documents in place of parsing and validating it again."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._faults: list[GraphQLError] = []

    def on_parse(self) -> Iterator[None]:
        """Set the document; one that cannot be read is left to the parser, which then refuses it in the usual way."""
        context = self.execution_context
        context.parse_options = ParseOptions(max_tokens=MAX_TOKENS)
        if context.query:
            try:
                context.graphql_document = self._documents.ready(context.query)
            except InvalidDocument as invalid:
                context.graphql_document, self._faults = invalid.document, invalid.faults
            except GraphQLSyntaxError:
                pass
        yield

    def on_validate(self) -> Iterator[None]:
        """Report what was found when the document was prepared."""
        self.execution_context.pre_execution_errors = self._faults
        yield


class Schema(strawberry.Schema):
    """A schema with the house's conduct: scalars, limits, prepared documents, coded and masked errors."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        *,
        types: Iterable[type | StrawberryType] = (),
        exception_handlers: Iterable[ExceptionHandler[Any]] = (),
    ) -> None:
        super().__init__(
            query,
            mutation,
            types=types,
            extensions=[lambda: Preparing(self.documents)],
            config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=LARGEST_PAGE, disable_field_suggestions=True),
            exception_handlers=exception_handlers,
        )
        self.documents = Documents(self._schema)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Code, mask and log errors. Strawberry calls this once on every way out, with the list that goes out."""
        settle(errors, execution_context.operation_name if execution_context else None)

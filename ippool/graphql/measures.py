"""How large a document and its variables are, fragments written out, before any costly rule looks at them.

A fragment is measured once and remembered: a document of two kilobytes can spell out millions of fields through nested
fragments, and a walk that follows each spread anew never ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Lexer,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Source,
    Token,
    TokenKind,
    ValueNode,
)

from ippool.graphql import limits
from ippool.graphql.errors import ClientError
from ippool.graphql.limits import Limit

_OPENING = frozenset({TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L})
_CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R})


# The text


class _Full(Exception):
    """There are more tokens than are read."""


class _Counting(Lexer):
    """A lexer that reads no more tokens than are allowed, comments included."""

    def __init__(self, text: str, most: int) -> None:
        super().__init__(Source(text))
        self._left = most

    def read_next_token(self, start: int) -> Token:
        token = super().read_next_token(start)
        if token.kind is not TokenKind.EOF:
            if self._left == 0:
                raise _Full
            self._left -= 1
        return token


def excess_of_text(text: str) -> ClientError | None:
    """Look at a document before it is parsed: its tokens and brackets. Raises: GraphQLSyntaxError."""
    lexer = _Counting(text, limits.TOKENS.most)
    deep = deepest = 0
    try:
        while (kind := lexer.advance().kind) is not TokenKind.EOF:
            if kind in _OPENING:
                deep += 1
                deepest = max(deepest, deep)
                if deepest > limits.BRACKETS.most:
                    break
            elif kind in _CLOSING:
                deep -= 1
    except _Full:
        return limits.TOKENS.refusal(limits.TOKENS.most + 1)
    return limits.BRACKETS.refusal(deepest)


# The document


@dataclass(frozen=True, slots=True)
class Size:
    """What a selection holds, fragments written out.

    Shape: `depth` of fields, `width` of fields at its own level; values as deep and as long as the largest; the rest in all.
    """

    depth: int = 0
    width: int = 0
    fields: int = 0
    aliases: int = 0
    fragments: int = 0
    directives: int = 0
    input_depth: int = 0
    input_list: int = 0

    def beside(self, other: Size) -> Size:
        """Add another selection at the same level."""
        return Size(
            max(self.depth, other.depth),
            self.width + other.width,
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.fragments + other.fragments,
            self.directives + other.directives,
            max(self.input_depth, other.input_depth),
            max(self.input_list, other.input_list),
        )


class Measure:
    """Measures the selections of one document."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._measured: dict[str, Size] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Size:
        """Measure an operation. Raises: RecursionError."""
        size = self._of_directives(operation.directives).beside(self._of_all(operation.selection_set))
        for variable in operation.variable_definitions or ():
            size = size.beside(self._of_directives(variable.directives))
            if variable.default_value is not None:
                size = size.beside(_of_value(variable.default_value))
        return size

    def _of_all(self, selections: SelectionSetNode | None) -> Size:
        size = Size()
        for selection in selections.selections if selections else ():
            size = size.beside(self._of(selection))
        return size

    def _of(self, selection: SelectionNode) -> Size:
        own = self._of_directives(selection.directives)
        match selection:
            case FieldNode():
                inner = self._of_all(selection.selection_set)
                for argument in selection.arguments or ():
                    own = own.beside(_of_value(argument.value))
                field = Size(inner.depth + 1, 1 - inner.width, 1, int(selection.alias is not None))
                return own.beside(inner).beside(field)
            case InlineFragmentNode():
                return own.beside(Size(fragments=1)).beside(self._of_all(selection.selection_set))
            case FragmentSpreadNode():
                return own.beside(Size(fragments=1)).beside(self._of_fragment(selection.name.value))
        return own

    def _of_fragment(self, name: str) -> Size:
        if name not in self._measured:
            self._measured[name] = Size()  # a fragment within itself adds nothing here; validation refuses it
            if (found := self._fragments.get(name)) is not None:
                self._measured[name] = self._of_directives(found.directives).beside(self._of_all(found.selection_set))
        return self._measured[name]

    def _of_directives(self, directives: Iterable[DirectiveNode] | None) -> Size:
        size = Size()
        for directive in directives or ():
            size = size.beside(Size(directives=1))
            for argument in directive.arguments or ():
                size = size.beside(_of_value(argument.value))
        return size


def _of_value(value: ValueNode) -> Size:
    match value:
        case ListValueNode():
            within: Iterator[ValueNode] = iter(value.values)
            size = Size(input_list=len(value.values))
        case ObjectValueNode():
            within = (field.value for field in value.fields)
            size = Size()
        case _:
            return Size()
    deepest = 0
    for one in within:
        inner = _of_value(one)
        deepest = max(deepest, inner.input_depth)
        size = size.beside(inner)
    return size.beside(Size(input_depth=deepest + 1))


def excess_of_document(document: DocumentNode) -> list[ClientError]:
    """Return what is too large about a document; empty where nothing is."""
    definitions = sum(isinstance(definition, FragmentDefinitionNode) for definition in document.definitions)
    if refusal := limits.FRAGMENTS.refusal(definitions):
        return [refusal]
    measure = Measure(document)
    whole, widest = Size(), 0
    try:
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                size = measure.of_operation(definition)
                whole, widest = whole.beside(size), max(widest, size.width)
    except RecursionError:
        whole = Size(depth=limits.DEPTH.most + 1)
    found: tuple[tuple[Limit, int], ...] = (
        (limits.DEPTH, whole.depth),
        (limits.ALIASES, whole.aliases),
        (limits.ROOT_FIELDS, widest),
        (limits.FRAGMENTS, whole.fragments),
        (limits.DIRECTIVES, whole.directives),
        (limits.FIELDS, whole.fields),
        (limits.INPUT_DEPTH, whole.input_depth),
        (limits.INPUT_LIST, whole.input_list),
    )
    return [refusal for limit, number in found if (refusal := limit.refusal(number))]


# Its variables


def excess_of_variables(variables: Mapping[str, Any] | None) -> ClientError | None:
    """Look at variables as they came, whatever they are for: how deep they are, and how long their lists."""
    level: list[Any] = list((variables or {}).values())
    depth = 0
    while level := [value for value in level if isinstance(value, dict | list)]:
        depth += 1
        if depth > limits.INPUT_DEPTH.most:
            return limits.INPUT_DEPTH.refusal(depth)
        for value in level:
            if isinstance(value, list) and (refusal := limits.INPUT_LIST.refusal(len(value))):
                return refusal
        level = [one for value in level for one in (value.values() if isinstance(value, dict) else value)]
    return None

"""How large a document may be, measured with its fragments written out, before any costly rule looks at it.

A fragment is measured once and remembered: a document of two kilobytes can spell out millions of fields through nested
fragments, and a walk that follows each spread anew never ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from ippool.graphql.errors import Code, coded

MAX_TOKENS = 2000
MAX_DEPTH = 16
MAX_ALIASES = 30


@dataclass(frozen=True, slots=True)
class Size:
    """Fields nested in one another, and aliases, of a selection with its fragments written out."""

    depth: int = 0
    aliases: int = 0


class Measure:
    """Measures the selections of one document."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            definition.name.value: definition.selection_set
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._measured: dict[str, Size] = {}

    def of(self, selections: SelectionSetNode | None) -> Size:
        """Measure one selection set. Raises: RecursionError."""
        depth = aliases = 0
        for selection in selections.selections if selections else ():
            inner = Size()
            if isinstance(selection, FragmentSpreadNode):
                inner = self._fragment(selection.name.value)
            elif isinstance(selection, FieldNode | InlineFragmentNode):
                inner = self.of(selection.selection_set)
            is_field = isinstance(selection, FieldNode)
            depth = max(depth, inner.depth + is_field)
            aliases += inner.aliases + (isinstance(selection, FieldNode) and selection.alias is not None)
        return Size(depth, aliases)

    def _fragment(self, name: str) -> Size:
        if name not in self._measured:
            self._measured[name] = Size()  # a fragment within itself adds nothing here; validation refuses it
            self._measured[name] = self.of(self._fragments.get(name))
        return self._measured[name]


def breaches(document: DocumentNode) -> list[GraphQLError]:
    """Return what is too large about the document; empty where nothing is."""
    measure = Measure(document)
    depth = aliases = 0
    try:
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                size = measure.of(definition.selection_set)
                depth, aliases = max(depth, size.depth), aliases + size.aliases
    except RecursionError:
        return [coded(GraphQLError("The document's fragments are nested too deeply."), Code.LIMIT_EXCEEDED)]
    found = []
    if depth > MAX_DEPTH:
        found.append(f"The document nests {depth} fields; at most {MAX_DEPTH} are allowed.")
    if aliases > MAX_ALIASES:
        found.append(f"The document has {aliases} aliases, fragments written out; at most {MAX_ALIASES} are allowed.")
    return [coded(GraphQLError(text), Code.LIMIT_EXCEEDED) for text in found]

"""What an operation may cost at most, in points, known before it runs and before it is validated.

The rule. An object that may be read costs 1, any other value 1/10; a record that is read with what belongs to it costs
more (`RECORDS`), and so do a few fields that make the register count or look back (`FIELDS`). What stands in a list
counts once for each entry there may be: in a page as many as `first` or `last` say (50 where neither), of `nodes` as
many as there are `ids`, in any other list as many as `LISTS` says, else 10. A page is read even where its `edges` are not
selected: then each entry counts 1. Within a list of 50 that has a list of 4
there are 200. Fragments are written out; what `@skip` or `@include` may leave out is counted; where only one of several
types can come, all of them are. Of the schema itself (introspection) what is there is counted, at a half. What filters,
orders or counts a pool by its answers makes the register look at the whole of it, and costs `ANSWERS` more, however little
is shown. An operation costs 1 besides.

An operation is worked through once, into a sum in which only what depends on variables is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    value_from_ast_untyped,
)

from ippool.domain.figures import MOST_FIGURES, MOST_VALUES, Dimension
from ippool.domain.paging import LARGEST_PAGE, USUAL_PAGE

POINT = 100
"""Costs are added up in hundredths of a point, so that they stay whole."""

OBJECT = POINT
VALUE = POINT // 10
OPERATION = POINT

USUAL_LIST = 10
"""Entries of a list that is no page, where nothing else is said."""

LISTS: Mapping[str, int] = {
    "Patent.classifications": 20,
    "Patent.owners": 5,
    "Patent.openLabs": 3,
    "Patent.packages": 3,
    "Patent.priorities": 5,
    "Determination.trace": 30,
    "Determination.regions": 5,
    "Determination.milestones": 3,
    "Determination.consents": 5,
    "Determination.ownLicenses": 2,
    "License.patents": 5,
    "PatentConnection.facets": len(Dimension),
    "Facet.values": MOST_VALUES,
    "Query.figures": MOST_FIGURES,
    "Query.importFormats": 20,
    "TermsChanged.changes": 20,
    "TraceStep.facts": 5,
    "RunningRoyalty.tiers": 4,
}
"""Entries of the lists of which we know more."""

LONGER: Mapping[str, int] = {"Patent.classifications": 40}
"""Entries that a list may have besides where there is only one of it, or in one of a page: counted once wherever it is selected."""

RECORDS: Mapping[str, int] = {"Patent": 10 * POINT}
"""What a record costs in place of an object's 1."""

FIELDS: Mapping[str, int] = {"totalCount": 10 * POINT, "facets": 100 * POINT, "figures": 100 * POINT}
"""What a field costs besides, wherever it stands."""

LOOKING_BACK = 10 * POINT
"""What a field below the root costs besides where it has a `knownAt` of its own: its record is read again as it was known then."""

ANSWERS = 3000 * POINT
"""What a field costs besides that filters, orders or counts by answers: the whole pool is sorted into kinds of alike patents
for it. That takes as long as a large page: at 100 thousand patents half a second, for which ten thousand kinds are read."""

BY_ANSWERS: Mapping[str, frozenset[str]] = {
    "filter": frozenset({"outcome", "standing", "available", "maxRoyaltyRate"}),
    "orderBy": frozenset({"ROYALTY_RATE"}),
    "by": frozenset({"OUTCOME", "STANDING"}),
}
"""The arguments that may ask for it, each with the names in it that do."""

TOO_MUCH = 10**9
"""A cost beyond any limit, in hundredths."""

_Fields = Callable[[SelectionSetNode | None, GraphQLNamedType | None], Iterator[tuple[FieldNode, GraphQLNamedType | None]]]


@dataclass(frozen=True, slots=True)
class Times:
    """How many entries a list has: the most of a fixed number and of what variables say; `otherwise` where none says anything.

    Shape: each variable with what it is where it is left out, None: nothing.
    """

    fixed: int = 0
    variables: tuple[tuple[str, int | None], ...] = ()
    otherwise: int = 0

    def of(self, variables: Mapping[str, Any]) -> int:
        """Return the number."""
        most = self.fixed
        for name, default in self.variables:
            given = variables.get(name, default)
            if isinstance(given, list):
                most = max(most, len(given))
            elif isinstance(given, int | float):
                most = max(most, _page(int(given)) if -(10**9) < given < 10**9 else LARGEST_PAGE)
        return most or self.otherwise


@dataclass(frozen=True, slots=True)
class ByAnswers:
    """Whether arguments filter, order or count by answers.

    Shape: each argument's name and value, and the operation's defaults of variables.
    """

    arguments: tuple[tuple[str, ValueNode], ...]
    defaults: Mapping[str, ValueNode]

    def of(self, variables: Mapping[str, Any]) -> int:
        """Return 1 or 0."""
        return int(any(self._does(name, value, variables) for name, value in self.arguments))

    def _does(self, name: str, value: ValueNode, variables: Mapping[str, Any]) -> bool:
        known = {one: value_from_ast_untyped(default) for one, default in self.defaults.items()} | dict(variables)
        found, wanted = value_from_ast_untyped(value, known), BY_ANSWERS[name]
        if name == "by":
            return any(one in wanted for one in (found if isinstance(found, list) else [found]) if isinstance(one, str))
        if not isinstance(found, dict):
            return False
        if name == "orderBy":
            return isinstance(found.get("by"), str) and found["by"] in wanted
        return any(found.get(one) is not None for one in wanted)


def _page(size: int) -> int:
    return size if 1 <= size <= LARGEST_PAGE else LARGEST_PAGE


@dataclass(frozen=True, slots=True)
class Sum:
    """A cost in hundredths: a fixed part, and parts that depend on variables."""

    fixed: int = 0
    open: tuple[tuple[Times | ByAnswers, Sum], ...] = ()

    def plus(self, other: Sum) -> Sum:
        """Add."""
        return Sum(self.fixed + other.fixed, self.open + other.open)

    def times(self, number: Times) -> Sum:
        """Multiply."""
        if number.variables or self.open:
            return Sum(0, ((number, self),))
        return Sum(self.fixed * number.of({}))

    def of(self, variables: Mapping[str, Any]) -> int:
        """Return the cost, in hundredths."""
        return self.fixed + sum(number.of(variables) * part.of(variables) for number, part in self.open)


class Costs:
    """The costs of the operations of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema

    def of(self, document: DocumentNode) -> dict[str, Sum]:
        """Work through a document that is within the limits. Returns: the cost of each operation by its name, or by "" without."""
        reading = _Reading(self._schema, document)
        return {
            operation.name.value if operation.name else "": reading.of_operation(operation)
            for operation in document.definitions
            if isinstance(operation, OperationDefinitionNode)
        }


def _literal(number: IntValueNode) -> int:
    return _page(int(number.value)) if len(number.value) < 10 else LARGEST_PAGE


def _is_given(argument: ArgumentNode | None) -> bool:
    return argument is not None and not isinstance(argument.value, NullValueNode)


def points(hundredths: int) -> int:
    """Round up to whole points."""
    return -(-hundredths // POINT)


class _Reading:
    """One document being worked through."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        self._within: list[str] = []
        self._defaults: dict[str, ValueNode] = {}
        self._root: GraphQLNamedType | None = None
        self._longer = Sum()
        # What the list is filtered and ordered by of which fields are being looked at.
        self._asked: tuple[tuple[str, ValueNode], ...] = ()

    def of_operation(self, operation: OperationDefinitionNode) -> Sum:
        self._defaults = {
            one.variable.name.value: one.default_value
            for one in operation.variable_definitions or ()
            if one.default_value is not None
        }
        self._root = self._schema.get_root_type(operation.operation)
        self._longer = Sum()
        whole = Sum(OPERATION).plus(self._of_all(operation.selection_set, self._root, None))
        return whole.plus(self._longer)

    def _of_all(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None, page: Times | None) -> Sum:
        total = Sum()
        for field, holder in self._fields(selections, parent):
            total = total.plus(self._of_field(field, holder, page))
        return total

    def _fields(
        self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType | None]]:
        """Go through the fields of a selection, each with the type it is selected on."""
        for selection in selections.selections if selections else ():
            match selection:
                case FieldNode():
                    yield selection, parent
                case InlineFragmentNode():
                    narrowed = selection.type_condition
                    yield from self._fields(
                        selection.selection_set, self._schema.get_type(narrowed.name.value) if narrowed else parent
                    )
                case FragmentSpreadNode():
                    name = selection.name.value
                    found = self._fragments.get(name)
                    if found is not None and name not in self._within:
                        self._within.append(name)
                        yield from self._fields(found.selection_set, self._schema.get_type(found.type_condition.name.value))
                        self._within.pop()

    def _of_field(self, field: FieldNode, parent: GraphQLNamedType | None, page: Times | None) -> Sum:
        name = field.name.value
        if parent is self._root and name in ("__schema", "__type"):
            return Sum(self._of_introspection(field))
        definition: GraphQLField | None = getattr(parent, "fields", {}).get(name)
        if definition is None:  # unknown: validation refuses it
            inner = self._of_all(field.selection_set, None, None)
            return Sum(OBJECT if field.selection_set else VALUE).plus(inner)
        kind = get_named_type(definition.type)
        arguments = {one.name.value: one for one in field.arguments or ()}
        by_answers = self._by_answers(definition, arguments)
        if is_composite_type(kind):
            pages = self._page(arguments) if "first" in definition.args else None
            before, self._asked = self._asked, by_answers.arguments if "filter" in definition.args else self._asked
            one = Sum(RECORDS.get(kind.name, OBJECT)).plus(self._of_all(field.selection_set, kind, pages))
            self._asked = before
            names = (one.name.value for one, _ in self._fields(field.selection_set, kind))
            if pages is not None and "edges" in getattr(kind, "fields", {}) and "edges" not in names:
                one = one.plus(Sum(OBJECT).times(pages))
        else:
            one = Sum(VALUE)
        if is_list_type(get_nullable_type(definition.type)):
            place = f"{parent.name}.{name}" if parent else name
            self._longer = self._longer.plus(one.times(Times(LONGER.get(place, 0))))
            one = one.times(self._entries(place, arguments, page))
        besides = FIELDS.get(name, 0)
        if parent is not self._root and _is_given(arguments.get("knownAt")):
            besides += LOOKING_BACK
        if by_answers.arguments:
            one = one.plus(Sum(0, ((by_answers, Sum(ANSWERS)),)))
        return one.plus(Sum(besides))

    def _by_answers(self, definition: GraphQLField, arguments: Mapping[str, ArgumentNode]) -> ByAnswers:
        given = [(name, arguments[name].value) for name in BY_ANSWERS if name in definition.args and name in arguments]
        if "by" in definition.args:  # a facet counts what the list beside it holds
            given += self._asked
        return ByAnswers(tuple(given), self._defaults)

    def _page(self, arguments: Mapping[str, ArgumentNode]) -> Times:
        fixed, variables = 0, list[tuple[str, int | None]]()
        for name in ("first", "last"):
            match arguments[name].value if name in arguments else None:
                case IntValueNode() as number:
                    fixed = max(fixed, _literal(number))
                case VariableNode() as variable:
                    default = self._defaults.get(variable.name.value)
                    variables.append((variable.name.value, _literal(default) if isinstance(default, IntValueNode) else None))
        return Times(fixed, tuple(variables), USUAL_PAGE)

    def _entries(self, place: str, arguments: Mapping[str, ArgumentNode], page: Times | None) -> Times:
        if page is not None and place.endswith(".edges"):
            return page
        match arguments["ids"].value if "ids" in arguments else None:
            case ListValueNode() as ids:
                return Times(len(ids.values))
            case VariableNode() as variable:
                default = self._defaults.get(variable.name.value)
                length = len(default.values) if isinstance(default, ListValueNode) else None
                return Times(0, ((variable.name.value, length),), 1)
        return Times(LISTS.get(place, USUAL_LIST))

    # The schema itself

    def _of_introspection(self, field: FieldNode) -> int:
        counted = _Introspected(self._schema, self._fields)
        if field.name.value == "__schema":
            return counted.of(field.selection_set, get_named_type(SchemaMetaFieldDef.type), self._schema)
        # Which type it is a variable may say later; so the one that costs most stands for all.
        kind = get_named_type(TypeMetaFieldDef.type)
        return max(counted.of(field.selection_set, kind, one) for one in self._schema.type_map.values())


_LOOKED_AT = 20_000
"""Things of the schema that are looked at to count what a document asks of it; a document that needs more is too costly."""


class _Introspected:
    """Counts what a selection on the schema itself comes to: objects and values that are there, at a half."""

    def __init__(self, schema: GraphQLSchema, fields: _Fields) -> None:
        self._info = SimpleNamespace(schema=schema)
        self._fields = fields
        self._selected: dict[int, _Selected] = {}
        self._counted: dict[tuple[int, int], int] = {}
        self._left = _LOOKED_AT

    def of(self, selections: SelectionSetNode | None, kind: GraphQLNamedType, thing: Any) -> int:
        """Return the cost, in hundredths, of one thing and of what is selected of it."""
        # A field or an enum value comes as a pair that is made anew each time; what it is of stays.
        key = (id(selections), id(thing[1] if isinstance(thing, tuple) else thing))
        if key not in self._counted:
            self._left -= 1
            if self._left < 0:
                return TOO_MUCH
            selected = self._selected.get(id(selections)) or self._look_at(selections, kind)
            cost = OBJECT // 2 + selected.values * VALUE // 2
            for within, inner, is_list, show in selected.objects:
                found = show(thing)
                for one in (found or ()) if is_list else (found,):
                    if one is not None:
                        cost += self.of(within, inner, one)
            self._counted[key] = cost
        return self._counted[key]

    def _look_at(self, selections: SelectionSetNode | None, kind: GraphQLNamedType) -> _Selected:
        selected = self._selected[id(selections)] = _Selected()
        for field, _ in self._fields(selections, kind):
            definition = getattr(kind, "fields", {}).get(field.name.value)
            inner = get_named_type(definition.type) if definition is not None else None
            if definition is None or not is_composite_type(inner):
                selected.values += 1
                continue
            flags = {"includeDeprecated": True} if "includeDeprecated" in definition.args else {}
            show = partial(_shown, definition.resolve, self._info, flags)
            selected.objects.append((field.selection_set, inner, is_list_type(get_nullable_type(definition.type)), show))
        return selected


class _Selected:
    """What a selection on the schema itself selects: so many values, and objects, each with how they are found."""

    def __init__(self) -> None:
        self.values = 0
        self.objects: list[tuple[SelectionSetNode | None, GraphQLNamedType, bool, Callable[[Any], Any]]] = []


def _shown(resolve: Callable[..., Any], info: Any, flags: dict[str, bool], thing: Any) -> Any:
    return resolve(thing, info, **flags)

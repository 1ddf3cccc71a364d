"""How selections are executed: what is plain data is read without graphql-core's machinery for each field of each object.

A field is plain where its resolver answers at once and its type is a value, an object or a list of these. What is plain is worked
out once for each document, into functions that read a value out of an object; variables are filled in for each execution. Where
such a function meets anything unusual (an error, a null where none may be, an answer that is awaited) it gives up, and graphql-core
executes that field from its beginning, so that errors, their order and their places are its own. Resolvers of objects only read.
"""

from __future__ import annotations

from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import CoroutineType
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    Node,
    OperationDefinitionNode,
    Undefined,
    VariableNode,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import to_nodes
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry import relay
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter, get_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

KEPT_OPERATIONS = 256
_BEHIND = GraphQLCoreConverter.DEFINITION_BACKREF
_SOURCE: Any = object()
_PLAIN: dict[Any, type] = {GraphQLString: str, GraphQLBoolean: bool}
"""What a value of a leaf type is, where it is written as it is."""

Reading = Callable[[Any, "Executor"], Any]
"""Reads out of an object, or completes a value, in one execution. Raises: anything, where it is not as plain as it seemed."""


class NotPlain(Exception):
    """What was met has to be executed by graphql-core."""


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation; plain fields are read, all others executed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._readings = readings_of(self.schema, self.operation, self.fragment_definitions)
        self._found: dict[int, tuple[FieldDetailsList, Reading | None]] = {}
        self._calls: dict[int, Reading] = {}
        self.completed: dict[tuple[Reading, int], tuple[Any, Any]] = {}
        """What objects that occur again came to, by selection and object; this is kept beside, so that no other gets its id."""
        self._wraps = self.middleware_manager is not None and bool(self.middleware_manager.middlewares)

    def build_per_event_executor(self, payload: Any) -> Executor:
        """Make the executor of one event of a subscription; it keeps nothing of the events before it."""
        executor = cast(Executor, super().build_per_event_executor(payload))
        executor._found, executor._calls, executor.completed = {}, {}, {}
        return executor

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """Read a field, or execute it. One that could not be read once is executed from then on. Root fields always are."""
        if path.prev is not None and position_context is None and not self._wraps:
            reading = self._reading(parent_type, field_details_list)
            if reading is not None:
                try:
                    return reading(source, self)
                except Exception:  # whatever it is, graphql-core meets it again and tells it in its own way
                    self._found[id(field_details_list)] = (field_details_list, None)
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def _reading(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Reading | None:
        known = self._found.get(id(details))
        if known is None:
            # The list is kept beside, so that no other one gets its id.
            known = self._found[id(details)] = (details, _Compiling(self).field(parent, details))
        return known[1]

    @property
    def readings(self) -> Readings:
        """What is kept of the document between executions."""
        return self._readings

    def call(self, called: _Called) -> Reading:
        """Return how a resolver is called in this execution: its arguments filled in, the source left open."""
        found = self._calls.get(id(called))
        if found is None:
            found = self._calls[id(called)] = called.filled(self)
        return found


@dataclass(frozen=True, slots=True)
class Readings:
    """What was worked out of one operation.

    Shape: by type and field nodes; None: not plain. `lasts` False: variables decide what is selected, so it is worked out anew.
    """

    operation: OperationDefinitionNode
    lasts: bool
    fields: dict[tuple[str, tuple[int, ...]], tuple[list[FieldNode], Reading | None]]


def readings_of(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, Node]) -> Readings:
    """Return what is kept of an operation, for as long as it is among the last few hundred that were executed."""
    kept: OrderedDict[int, Readings] = schema.extensions.setdefault("ippool-readings", OrderedDict())
    found = kept.get(id(operation))
    if found is None:
        chosen = any(_is_chosen(part) for part in (operation, *fragments.values()))
        found = kept[id(operation)] = Readings(operation, not chosen, {})
        if len(kept) > KEPT_OPERATIONS:
            kept.popitem(last=False)
    kept.move_to_end(id(operation))
    return found


def _is_chosen(part: Node) -> bool:
    """Tell whether variables say which fields of a selection are there."""
    for selection in _selections(part):
        for directive in selection.directives or ():
            if any(isinstance(argument.value, VariableNode) for argument in directive.arguments or ()):
                return True
    return False


def _selections(part: Any) -> Iterator[Any]:
    waiting = [part]
    while waiting:
        within = getattr(waiting.pop(), "selection_set", None)  # a fragment that is spread has none, it is looked at itself
        for selection in within.selections if within else ():
            yield selection
            waiting.append(selection)


@dataclass(frozen=True, slots=True, eq=False)
class _Called:
    """A resolver that is called: with arguments of its own, with `info`, or with the object only."""

    field: StrawberryField
    definition: GraphQLField
    parent: GraphQLObjectType
    details: FieldDetailsList

    @property
    def is_fixed(self) -> bool:
        """Tell whether nothing about the call but the object changes from one execution to another."""
        resolver, node = self.field.base_resolver, self.details[0].node
        return resolver is not None and resolver.info_parameter is None and not _has_variables(node.arguments or ())

    def filled(self, executor: Executor) -> Reading:
        """Fill the arguments in. The path that `info` gives has the field and its type only, not what is above it."""
        schema = cast(Any, executor.schema)._strawberry_schema
        node, first = self.details[0].node, self.details[0]
        path = Path(None, node.alias.value if node.alias else node.name.value, self.parent.name)
        raw: Any = executor.build_resolve_info(self.definition, to_nodes(self.details), self.parent, path)
        given = (
            get_argument_values(
                self.definition, node, executor.variable_values, first.fragment_variable_values, executor.hide_suggestions
            )
            if self.definition.args or node.arguments
            else {}
        )
        positional, named = get_arguments(
            field=self.field,
            source=_SOURCE,
            info=schema.config.info_class(_raw_info=raw, _field=self.field),
            kwargs=given,
            config=schema.config,
            scalar_registry=schema.schema_converter.scalar_registry,
        )
        call = cast(Any, self.field.base_resolver)
        itself = [name for name, value in named.items() if value is _SOURCE]
        named = {name: value for name, value in named.items() if value is not _SOURCE}
        if itself:
            return lambda source, _: call(*(source for _ in positional), **named, **dict.fromkeys(itself, source))
        function = call.wrapped_func
        if not callable(function):
            raise NotPlain
        if not positional:
            return lambda source, _: function(**named)
        if not named:
            return lambda source, _: function(source)
        return lambda source, _: function(source, **named)


def _has_variables(arguments: Any) -> bool:
    waiting = [argument.value for argument in arguments]
    while waiting:
        value = waiting.pop()
        if isinstance(value, VariableNode):
            return True
        waiting += [field.value for field in getattr(value, "fields", None) or ()]
        waiting += getattr(value, "values", None) or ()
    return False


class _Compiling:
    """Works out how the fields of one document are read."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Reading | None:
        """Return how a field is read; None where it is not plain."""
        kept = self._executor.readings
        nodes = to_nodes(details)
        key = (parent.name, tuple(map(id, nodes)))
        if kept.lasts and key in kept.fields:
            return kept.fields[key][1]
        reading = self._field(parent, details)
        if kept.lasts:
            # The nodes are kept beside, so that no others get their ids.
            kept.fields[key] = (nodes, reading)
        return reading

    def _field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Reading | None:
        name = details[0].node.name.value
        definition = self._executor.schema.get_field(parent, name)
        if name == "__typename":
            return lambda _source, _execution: parent.name
        field = definition.extensions.get(_BEHIND) if definition else None
        if definition is None or not isinstance(field, StrawberryField) or field.extensions or field.is_async:
            return None
        complete = self._value(definition.type, details, nullable=True)
        if complete is None:
            return None
        if field.base_resolver is None:
            if field.default_resolver is not getattr:
                return None
            return _attribute(field.python_name, complete, definition.type)
        if field.python_name == "_id" and (node := _node_behind(parent)) is not None:
            return _global_id(parent.name, node)
        return _resolved(_Called(field, definition, parent, details), complete, self._executor)

    def _value(self, kind: GraphQLOutputType, details: FieldDetailsList, *, nullable: bool) -> Reading | None:
        """Return how a value of a type is completed; None where it is not plain."""
        if is_non_null_type(kind):
            return self._value(kind.of_type, details, nullable=False)
        if is_list_type(kind):
            entry = self._value(kind.of_type, details, nullable=True)
            return None if entry is None else _list(entry, nullable)
        if is_leaf_type(kind):
            return _leaf(kind, nullable)
        return self._object(kind, details, nullable) if is_object_type(kind) else None

    def _object(self, kind: GraphQLObjectType, details: FieldDetailsList, nullable: bool) -> Reading | None:
        behind = kind.extensions.get(_BEHIND)
        if not isinstance(behind, StrawberryObjectDefinition) or behind.is_type_of is not None:
            return None
        selected: GroupedFieldSet
        selected, deferred, _ = self._executor.collect_subfields(kind, details)
        parts = [(name, self.field(kind, one)) for name, one in selected.items()]
        if deferred or any(part is None for _, part in parts):
            return None
        readings = tuple((name, part) for name, part in parts if part is not None)
        classes = frozenset({behind.origin} | ({behind.concrete_of.origin} if behind.concrete_of else set()))

        def complete(value: Any, execution: Executor) -> Any:
            if type(value) not in classes:
                return _null(value, nullable)
            return {name: read(value, execution) for name, read in readings}

        return _once(complete) if getattr(behind.origin, "OCCURS_AGAIN", False) else complete


def _null(value: Any, nullable: bool) -> None:
    """Return null for no value, where it may be. Raises: NotPlain for anything else."""
    if value is not None or not nullable:
        raise NotPlain


def _once(complete: Reading) -> Reading:
    """Complete an object once in an execution, however often it is met: the labs and parties of a page are few."""

    def read(value: Any, execution: Executor) -> Any:
        key = (complete, id(value))
        found = execution.completed.get(key)
        if found is None:
            found = execution.completed[key] = (value, complete(value, execution))
        return found[1]

    return read


def _attribute(name: str, complete: Reading, kind: GraphQLOutputType) -> Reading:
    get = attrgetter(name)
    plain = _PLAIN.get(kind.of_type if is_non_null_type(kind) else kind)
    if plain is None:
        return lambda source, execution: complete(get(source), execution)

    def read(source: Any, execution: Executor) -> Any:
        value = get(source)
        return value if type(value) is plain else complete(value, execution)

    return read


def _node_behind(parent: GraphQLObjectType) -> type[relay.Node] | None:
    """Return the class behind a type, where its ids are made as Strawberry makes those of a node; else None."""
    origin = parent.extensions[_BEHIND].origin
    parts = ("_id", "resolve_id", "resolve_typename")
    is_usual = all(getattr(getattr(origin, one, None), "__func__", None) is getattr(relay.Node, one).__func__ for one in parts)
    return origin if is_usual else None


def _global_id(name: str, node: type[relay.Node]) -> Reading:
    attribute, prefix = node.resolve_id_attr(), f"{name}:"

    def read(source: Any, _: Executor) -> Any:
        if type(source) is not node:
            raise NotPlain
        return b64encode((prefix + str(getattr(source, attribute))).encode()).decode()

    return read


def _resolved(called: _Called, complete: Reading, executor: Executor) -> Reading:
    fixed = called.filled(executor) if called.is_fixed and executor.readings.lasts else None

    def read(source: Any, execution: Executor) -> Any:
        value = (fixed or execution.call(called))(source, execution)
        if type(value) is CoroutineType:
            value.close()  # it has not begun, and is made anew where it is awaited
            raise NotPlain
        return complete(value, execution)

    return read


def _list(entry: Reading, nullable: bool) -> Reading:
    def complete(value: Any, execution: Executor) -> Any:
        if type(value) is not list and type(value) is not tuple:
            return _null(value, nullable)
        return [entry(one, execution) for one in value]

    return complete


def _leaf(kind: Any, nullable: bool) -> Reading:
    if is_enum_type(kind) and (values := getattr(kind, "wrapped_cls", None)):
        names: dict[Any, str | None] = {value: kind.coerce_output_value(value) for value in values}
        if nullable:
            names[None] = None
        return lambda value, _: names[value]
    plain = _PLAIN.get(kind, type(None))

    def complete(value: Any, execution: Executor) -> Any:
        if type(value) is plain and value is not None:
            return value
        if value is None:
            return _null(value, nullable)
        if isinstance(value, Exception) or execution.is_awaitable(value):
            raise NotPlain
        coerced = kind.coerce_output_value(value)
        if coerced is None or coerced is Undefined:
            raise NotPlain
        return coerced

    return complete

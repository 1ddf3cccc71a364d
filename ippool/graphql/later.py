"""Fields whose type stands in a module that needs this one: declared lazily, and its class taken from the declaration."""

from __future__ import annotations

from typing import Any

from strawberry.types.base import StrawberryContainer
from strawberry.types.lazy_type import LazyType

from ippool.graphql.context import Info


def declared_class(info: Info) -> Any:
    """Return the class of the field being resolved, whose type is declared with `strawberry.lazy`."""
    declared = info.return_type
    while isinstance(declared, StrawberryContainer):
        declared = declared.of_type
    return declared.resolve_type() if isinstance(declared, LazyType) else declared

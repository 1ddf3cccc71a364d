"""What a log says of a fault of ours: where it happened and of what kind, and never what it says itself.

The text of an exception quotes what it stumbled over: a parameter of a statement, a key that another row has, an address with its
password. Logs are read by people who may see none of it, so only names of code and of the schema go into them.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator

_OF_THE_DATABASE = ("sqlstate", "table_name", "column_name", "constraint_name")


def traced(fault: BaseException) -> str:
    """Write a fault down for a log: each exception it came of, the first one first, with its place in the code."""
    return "\n".join(_told(fault, set()))


def _told(fault: BaseException, seen: set[int]) -> list[str]:
    # One of a group may itself have the group as its context.
    return [line for one in reversed(list(_chain(fault, seen))) for line in _lines(one, seen)]


def _chain(fault: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _lines(fault: BaseException, seen: set[int]) -> Iterator[str]:
    told = [f"{name}={value}" for name in _OF_THE_DATABASE if isinstance(value := getattr(fault, name, None), str)]
    yield " ".join([f"{type(fault).__module__}.{type(fault).__qualname__}", *told])
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    if isinstance(fault, BaseExceptionGroup):
        for one in fault.exceptions:
            yield from (f"  {line}" for line in _told(one, seen))

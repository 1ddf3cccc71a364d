"""The registries are complete: what was written but not entered, or entered with something forgotten, is told here.

Read with "How to make the six common changes" in the README: each of its rows relies on some of these.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import get_args, get_type_hints

import pytest

import ippool.domain.preferences
import ippool.domain.schemes
import ippool.intake
from ippool.domain import outcomes
from ippool.domain.cards import PRE_GRANT_FACTOR, Card
from ippool.domain.cases import AssetState, CardClass, Case, Terms
from ippool.domain.labs import Scheme
from ippool.domain.money import MINOR_DIGITS
from ippool.domain.parties import KINDS, PartyKind
from ippool.domain.preferences import ATTRIBUTES, PARAMETERS, PREFERENCES, VALUES
from ippool.domain.rules import Choice, Day, Is, Number, Parameter, Preference, Table
from ippool.domain.schemes import SCHEMES
from ippool.domain.tables import SchemeLaw

IPPOOL = Path(ippool.__file__).parent


def within(package: ModuleType) -> list[ModuleType]:
    return [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]


def made_in[V](modules: list[ModuleType], kind: type[V]) -> list[V]:
    return [value for module in modules for value in vars(module).values() if isinstance(value, kind)]


def trees(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    for room in rooms:
        for file in sorted((IPPOOL / room).rglob("*.py")):
            yield file.relative_to(IPPOOL).as_posix(), ast.parse(file.read_text(encoding="utf-8"))

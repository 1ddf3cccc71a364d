"""The registries are complete: what was written but not entered, or entered with something forgotten, is told here.

Read with "How to make the six common changes" in the README: each of its rows relies on some of these.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from enum import Enum
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar, get_args, get_type_hints
from uuid import UUID

import pytest

import ippool.domain.preferences
import ippool.domain.schemes
import ippool.intake
from ippool.domain import outcomes, terms
from ippool.domain.arrangements import Arrangement
from ippool.domain.cards import PRE_GRANT_FACTOR, Card
from ippool.domain.cases import AssetState, CardClass, Case, Terms
from ippool.domain.labs import Scheme
from ippool.domain.money import MINOR_DIGITS
from ippool.domain.parties import KINDS, PartyKind
from ippool.domain.preferences import ATTRIBUTES, PARAMETERS, PREFERENCES, VALUES
from ippool.domain.rules import Choice, Day, Is, Number, Parameter, Preference, Table, Tier
from ippool.domain.schemes import SCHEMES
from ippool.domain.tables import STANDING_WORDS, Cell, Row, SchemeLaw, Standing
from ippool.domain.timeline import Period
from ippool.intake.formats import FORMATS

V = TypeVar("V")
IPPOOL = Path(ippool.__file__).parent


def within(package: ModuleType) -> list[ModuleType]:
    return [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]


def made_in(modules: list[ModuleType], kind: type[V]) -> list[V]:
    return [value for module in modules for value in vars(module).values() if isinstance(value, kind)]


def trees(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    for room in rooms:
        for file in sorted((IPPOOL / room).rglob("*.py")):
            yield file.relative_to(IPPOOL).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def calls(name: str, *rooms: str) -> list[tuple[str, set[str]]]:
    """Every place that makes a `name`, with the keywords it gives."""
    return [
        (file, {keyword.arg for keyword in node.keywords if keyword.arg})
        for file, tree in trees(*rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


# A preference rule


def test_every_preference_and_parameter_that_is_declared_is_in_the_registry() -> None:
    modules = within(ippool.domain.preferences)
    assert sorted(one.code for one in made_in(modules, Preference)) == sorted(one.code for one in PREFERENCES)
    declared = {one.name for one in [*made_in(modules, Parameter), PRE_GRANT_FACTOR]}
    assert declared == set(PARAMETERS)


def test_every_attribute_a_rule_may_name_is_one_of_a_case_and_has_words() -> None:
    named = {*get_args(Choice), *get_args(Day), *get_args(Number)}
    assert set(ATTRIBUTES) == named
    assert named <= {field.name for field in fields(Case)}
    assert all(words.ja and words.en for words in (*ATTRIBUTES.values(), *VALUES.values()))


def test_an_attribute_that_no_question_fills_is_named_by_no_rule() -> None:
    """`card_class` is filled once the table has spoken. No question says a volume yet: a rule about it would never apply."""
    ((_, filled),) = [call for call in calls("Case", "domain") if call[0] == "domain/terms.py"]
    unfilled = set(ATTRIBUTES) - filled - {"card_class"}
    assert unfilled == {"volume"}
    looked_at = {atom.attribute for one in PREFERENCES for atom in one.condition}
    assert not looked_at & unfilled


UNPRICED = {CardClass.OWN_WORKING, AssetState.DISCLOSED, AssetState.ENDED}
"""A case with one of these never comes to a preference."""


def test_every_value_a_condition_may_meet_has_words() -> None:
    """A reason names the value found as well as those wanted: every value of an attribute that a condition looks at."""
    hints = get_type_hints(Case)
    looked_at = {atom.attribute for one in PREFERENCES for atom in one.condition if isinstance(atom, Is)}
    looked_at |= {table.attribute for one in PREFERENCES if isinstance(table := getattr(one.effect, "by", None), Table)}
    kinds = {kind for name in looked_at for kind in (hints[name], *get_args(hints[name])) if isinstance(kind, type)}
    met = {value for kind in kinds if issubclass(kind, Enum) for value in kind}
    assert met - UNPRICED <= set(VALUES)


# A kind of party


def test_every_kind_of_party_has_its_facts() -> None:
    assert list(KINDS) == list(PartyKind)
    assert all(facts.name.ja and facts.name.en for facts in KINDS.values())


# A scheme


def test_every_scheme_has_its_law_and_every_law_is_a_schemes() -> None:
    assert list(SCHEMES) == list(Scheme)
    declared = made_in(within(ippool.domain.schemes), SchemeLaw)
    assert sorted(law.name.en for law in declared) == sorted(law.name.en for law in SCHEMES.values())


TOLD_APART = {
    "domain/disclosure.py": "whose patents and labs everybody may know of",
    "domain/folding.py": "whether an open lab is among the labs, as in domain/terms.py",
    "domain/open_offer.py": "a patent is offered to everybody from open labs only",
    "domain/outcomes.py": "whether licenses are non-exclusive by rule, and what own working comes to",
    "domain/scheme_law.py": "whether exclusivity is possible, and which schemes go together on one patent",
    "domain/terms.py": "whether an open lab is among the labs, and whether own working is priced by share",
    "intake/house/versions.py": "what is read where the scheme cannot be",
    "store/visibility.py": "the twin of domain/disclosure.py",
}
WORDS = {"domain/schemes/__init__.py", "graphql/words.py", "pages/naming.py"}


def test_where_schemes_are_told_apart_by_name_every_scheme_was_thought_of() -> None:
    """No type error names these places: what is not `Scheme.OPEN` there is taken for closed, or the other way round."""
    found = {
        file
        for file, tree in trees("domain", "store", "intake", "usecases", "graphql", "pages", "cli")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Scheme")
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and "scheme = '" in node.value)
    }
    assert found - WORDS == set(TOLD_APART)
    assert {scheme.value for scheme in Scheme} == {"OPEN", "CLOSED"}, f"decide for the new scheme in each of {TOLD_APART}"


# Money


def test_every_currency_has_a_code_and_a_number_of_digits_that_may_be() -> None:
    for code, digits in MINOR_DIGITS.items():
        assert len(code) == 3, code
        assert code.isascii(), code
        assert code.isupper(), code
        assert 0 <= digits <= 4, code


@pytest.mark.parametrize("room", ["graphql", "intake"])
def test_a_card_that_comes_in_is_read_with_every_field(room: str) -> None:
    """A field with a default that a reader passes over would be lost without a word."""
    (given,) = [keywords for _, keywords in calls("Card", room)]
    assert given == {field.name for field in fields(Card)}


def test_a_card_that_goes_out_is_written_with_every_field() -> None:
    (function,) = [
        node
        for file, tree in trees("intake")
        for node in ast.walk(tree)
        if file == "intake/house/versions.py" and isinstance(node, ast.FunctionDef) and node.name == "_card_values"
    ]
    written = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
    assert {field.name for field in fields(Card)} - {"code"} <= written


def test_terms_begin_with_every_field_of_the_card_and_are_shown_whole() -> None:
    renamed = {"code": "card", "tiers": "base_tiers"}
    by_preference = {"pre_grant_factor"}
    ((_, taken),) = [call for call in calls("Terms", "domain") if call[0] == "domain/prices.py"]
    assert taken - {"card_class"} == {renamed.get(field.name, field.name) for field in fields(Card)} - by_preference
    begun = {field.name for field in fields(Terms)} - {"rate_factor", *by_preference}
    assert begun == taken
    shown = {field.name for field in fields(terms.QuotedPrice)}
    assert shown == begun - {"card", "card_class", "base_tiers"} | {"tiers", "pre_grant_tiers"}


@pytest.mark.parametrize("file", ["graphql/terms.py", "pages/answering.py"])
def test_every_part_of_a_price_is_shown(file: str) -> None:
    ((_, tree),) = [found for found in trees(file.split("/")[0]) if found[0] == file]
    shown = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "price"
    }
    assert {field.name for field in fields(terms.QuotedPrice)} <= shown


def test_every_outcome_and_standing_has_words() -> None:
    assert list(outcomes.OUTCOME_WORDS) == list(outcomes.Outcome)
    assert list(STANDING_WORDS) == list(Standing)


# An import format


def test_every_import_format_is_in_the_registry_and_in_the_contract() -> None:
    modules = [found.name for found in iter_modules(ippool.intake.__path__)]
    readers = {name for name in modules if hasattr(import_module(f"ippool.intake.{name}"), "FORMAT")}
    contracts = tomllib.loads((IPPOOL.parent / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    apart = next(one["modules"] for one in contracts if one["name"] == "Import formats do not know each other")
    assert len(readers) == len(FORMATS) == 11
    assert {one.read.__module__ for one in FORMATS} == {f"ippool.intake.{name}" for name in readers}
    assert {one.code for one in FORMATS} == {name.replace("_", "-") for name in readers}
    assert {f"ippool.intake.{name}" for name in readers} < set(apart)


# What was agreed


AGREED = Arrangement(
    id=UUID(int=1),
    lab=UUID(int=2),
    lab_code="OL-1",
    version_number=1,
    in_force=Period(date(2020, 4, 1)),
    scheme=Scheme.OPEN,
    cards=(Card("NONMEM", Fraction(1), (Tier(Fraction(0), Fraction(3, 100)),), milestones=(("pilot", Fraction(5)),)),),
    rows=(Row(Cell.HOLE, frozenset({Standing.NON_MEMBER})),),
    adjustments={"annual-cap": Fraction(9)},
)


def test_a_version_recorded_by_an_earlier_release_still_has_its_digest() -> None:
    """A version whose digest is not the recorded one is not read any more, and with it the whole register.

    A field added to a part of an arrangement would change the digest of every version there is: declare it with `added_later`.
    """
    assert AGREED.digest == "d401984c1b9fefca5bdca77f44a2cfc7cdcd4af19fbde33a476e920279b534fb"

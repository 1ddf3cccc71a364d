"""FORMAT.md says everything the house format is: each file, column, key, value and default; and its examples load."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable
from dataclasses import MISSING, fields
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import ippool.intake.house
from ippool.domain.arrangements import Card, ConsentDemand, Exclusivity, Policies
from ippool.domain.consents import AboutKind, Beneficiaries, ConsentKind, LicensedAct
from ippool.domain.labs import Area, LeftReason, PinRule, Scheme
from ippool.domain.licenses import LicenseStatus, LicenseType, TermsClass
from ippool.domain.money import MINOR_DIGITS, exact_decimal
from ippool.domain.parties import MemberKind, PartyKind, SizeClass
from ippool.domain.patents import AcquiredBy, LegalStatus, Origin, OwnershipClass, PatentKind, ShareBasis, TitleState
from ippool.domain.preferences import PARAMETERS
from ippool.domain.tables import Cell, Row, Standing
from ippool.intake.house.layout import Sheet
from ippool.intake.house.reading import SHEETS
from ippool.intake.house.sources import HOUSE, VERSIONS
from tests.intake.house import read

FORMAT = (Path(ippool.intake.house.__file__).parent / "FORMAT.md").read_text("utf-8")
SECTIONS: dict[str, str] = dict(re.findall(r"^##+ `([^`]+)`[^\n]*\n(.*?)(?=^##+ |\Z)", FORMAT, re.MULTILINE | re.DOTALL))
EITHER = ("name_ja", "name_en", "title_ja", "title_en")


def rows(section: str) -> dict[str, list[str]]:
    """Return the rows of a section's table, by what stands in backticks in the first cell."""
    found = {}
    for line in SECTIONS[section].split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| `"):
            for name in re.findall(r"`([^`]+)`", cells[0]):
                assert name not in found, name
                found[name] = cells
    return found


def values_in(text: str) -> set[str]:
    return set(re.findall(r"`([A-Z][A-Z_]+)`", text.partition("Default")[0]))


def default_in(text: str) -> str | None:
    found = re.search(r"Default `([^`]+)`", text)
    return found[1] if found else None


def names(kind: Iterable[StrEnum]) -> set[str]:
    return {entry.value for entry in kind}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.file)
def test_every_file_and_column_in_their_order(sheet: Sheet[Any]) -> None:
    assert tuple(rows(sheet.file)) == sheet.columns


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.file)
def test_what_is_required(sheet: Sheet[Any]) -> None:
    said = {name: cells[2] for name, cells in rows(sheet.file).items()}
    wanted = {column: "yes" if column in sheet.required else "no" for column in sheet.columns}
    wanted |= {column: "one of two" for column in EITHER if column in wanted}
    assert said == wanted


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.file)
def test_every_column_has_a_japanese_name_and_a_meaning(sheet: Sheet[Any]) -> None:
    for name, cells in rows(sheet.file).items():
        assert len(cells) == 4, name
        assert all(cells), name


ENUMS: list[tuple[str, str, type[StrEnum], StrEnum | None]] = [
    ("parties.csv", "kind", PartyKind, None),
    ("parties.csv", "size", SizeClass, SizeClass.LARGE),
    ("labs.csv", "scheme", Scheme, None),
    ("labs.csv", "pin_rule", PinRule, PinRule.AT_DISCLOSURE),
    ("labs.csv", "area", Area, Area.NONCOMPETITIVE),
    ("memberships.csv", "left_reason", LeftReason, None),
    ("patents.csv", "kind", PatentKind, PatentKind.PATENT),
    ("patents.csv", "title_state", TitleState, TitleState.SETTLED),
    ("disclosures.csv", "origin", Origin, None),
    ("titles.csv", "basis", ShareBasis, None),
    ("titles.csv", "acquired_by", AcquiredBy, AcquiredBy.INVENTION),
    ("legal_events.csv", "status", LegalStatus, None),
    ("consents.csv", "about", AboutKind, None),
    ("consents.csv", "kind", ConsentKind, None),
    ("consents.csv", "beneficiaries", Beneficiaries, None),
    ("consents.csv", "acts", LicensedAct, None),
    ("licenses.csv", "license_type", LicenseType, None),
    ("licenses.csv", "status", LicenseStatus, None),
    ("licenses.csv", "terms_class", TermsClass, None),
    ("[[rows]]", "cell", Cell, None),
    ("[[rows]]", "standings", Standing, None),
    ("[[rows]]", "ownership_classes", OwnershipClass, None),
    ("[[rows]]", "member_kinds", MemberKind, None),
]


@pytest.mark.parametrize(("section", "column", "kind", "default"), ENUMS)
def test_every_allowed_value_and_default(section: str, column: str, kind: type[StrEnum], default: StrEnum | None) -> None:
    meaning = rows(section)[column][3]
    assert values_in(meaning) == names(kind)
    assert default_in(meaning) == (default.value if default else None)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.file)
def test_defaults_are_those_of_reading(sheet: Sheet[Any], tmp_path: Path) -> None:
    """A column left empty in the example, where it has a default, reads as the default written out."""
    text, header = example(sheet.file), example(sheet.file).split("\n")[0].split(",")
    defaults = {name: default_in(cells[3]) for name, cells in rows(sheet.file).items()}
    for column, default in defaults.items():
        if default is not None:
            empty = with_column(text, header.index(column), "")
            written = with_column(text, header.index(column), default)
            found = [read(tmp_path / f"{column} {n}", {**EXAMPLES, sheet.file: one}) for n, one in enumerate((empty, written))]
            assert getattr(found[0], sheet.field) == getattr(found[1], sheet.field) != (), column


BLOCKS = [("[policies]", Policies), ("[consent]", ConsentDemand), ("[exclusivity]", Exclusivity)]


@pytest.mark.parametrize(("section", "kind"), BLOCKS)
def test_every_key_of_a_block_with_its_values_and_default(section: str, kind: type[Any]) -> None:
    table, hints = rows(section), typing.get_type_hints(kind)
    assert list(table) == [entry.name for entry in fields(kind)]
    for entry in fields(kind):
        meaning, hint = table[entry.name][2], hints[entry.name]
        if isinstance(hint, type) and issubclass(hint, StrEnum) and hint is not LicenseType:
            assert values_in(meaning) == names(hint), entry.name
        assert default_in(meaning) == said(entry.default), entry.name


def test_every_key_of_a_card() -> None:
    table = rows('[cards."CODE"]')
    assert list(table) == [entry.name for entry in fields(Card) if entry.name != "code"]
    for entry in fields(Card):
        if entry.name not in ("code", "tiers", "milestones"):
            default = Fraction(0) if entry.name == "upfront" else entry.default
            assert default_in(table[entry.name][2]) == said(default, quoted=False), entry.name


def test_every_adjustment_with_its_shape() -> None:
    said_shapes = {name: cells[2].strip("`") for name, cells in rows("[adjustments]").items()}
    assert said_shapes == {name: parameter.shape.value for name, parameter in PARAMETERS.items()}


def test_every_other_key_of_toml() -> None:
    head = ["lab", "version", "title_ja", "title_en", "scheme", "from", "until", "source"]
    assert list(rows(f"{VERSIONS}/<LAB>@<n>.toml")) == head
    assert list(rows("[[rows]]")) == [entry.name for entry in fields(Row)]
    assert list(rows("[[signatories]]")) == ["party", "signed_on"]
    assert list(rows(HOUSE)) == [
        "format",
        "source",
        "banner.ja",
        "banner.en",
        "demo.applicants",
        "demo.applicants.code",
        "demo.applicants.role_ja",
        "demo.applicants.role_en",
    ]


def test_every_currency() -> None:
    assert set(re.findall(r"`([A-Z]{3})`", rows("licenses.csv")["currency"][3])) == set(MINOR_DIGITS)


def said(value: object, *, quoted: bool = True) -> str | None:
    """Write a default as the document does."""
    if value is None or value is MISSING:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        text = str(exact_decimal(value))
        return f'"{text}"' if quoted else text
    return str(value)


def example(file: str) -> str:
    found = re.search(r"```(?:csv|toml)\n(.*?)```", SECTIONS[file], re.DOTALL)
    assert found is not None, file
    return found[1]


def with_column(text: str, position: int, value: str) -> str:
    lines = [line.split(",") for line in text.strip().split("\n")]
    for line in lines[1:]:
        line[position] = value
    return "".join(",".join(line) + "\n" for line in lines)


VERSION_EXAMPLES = dict(re.findall(rf"^`({VERSIONS}/[^`]+)`:\n\n```toml\n(.*?)```", FORMAT, re.MULTILINE | re.DOTALL))
EXAMPLES = {name: example(name) for name in (HOUSE, *(sheet.file for sheet in SHEETS))} | VERSION_EXAMPLES


def test_the_examples_are_one_register_that_loads(tmp_path: Path) -> None:
    found = read(tmp_path, EXAMPLES)
    assert found.findings == ()
    assert set(VERSION_EXAMPLES) == {f"{VERSIONS}/OL-CAT@1.toml", f"{VERSIONS}/CL-CAT@1.toml"}
    for sheet in SHEETS:
        assert getattr(found, sheet.field), sheet.file
    assert "OL-CAT@1/KAISHA-A" in {consent.code for consent in found.consents}


def test_the_examples_fill_every_column() -> None:
    for sheet in SHEETS:
        assert tuple(example(sheet.file).split("\n")[0].split(",")) == sheet.columns

"""arrangements/<LAB>@<n>.toml: one version of a lab's arrangement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from ippool.domain.arrangements import (
    AdjustmentValue,
    Arrangement,
    Card,
    ConsentDemand,
    Exclusivity,
    Policies,
    RoyaltyBase,
    Signatory,
)
from ippool.domain.consents import Beneficiaries
from ippool.domain.form import fault_of_card_code, fault_of_currency, fault_of_order
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.parties import MemberKind, Party
from ippool.domain.patents import OwnershipClass
from ippool.domain.preferences import PARAMETERS
from ippool.domain.rules import ParameterShape, Tier
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.timeline import Period
from ippool.intake.house.cells import NOBODY, Known
from ippool.intake.house.folder import BadValue
from ippool.intake.house.tomls import TomlTable, exact_number, toml_text, toml_value

B = TypeVar("B", Policies, ConsentDemand, Exclusivity)


def read_version(file: TomlTable, known: Known, name: str) -> Arrangement:
    """Read one version; `name` is the file's name without ending. Faults are in `file.findings`."""
    lab_code, number = file.the_text("lab"), file.integer("version", 0)
    if number < 1:
        file.fault("version", "版番号は 1 以上の整数である。", "The version is a whole number from 1.")
    if lab_code and number and name != f"{lab_code}@{number}":
        file.fault(
            "version",
            f"ファイル名は {lab_code}@{number}.toml でなければならない。",
            f"The file must be named {lab_code}@{number}.toml.",
        )
    arrangement = Arrangement(
        id=NOBODY,
        lab=_ref(file, "lab", known, OpenLab),
        lab_code=lab_code,
        version_number=number,
        in_force=_period(file),
        scheme=_the_scheme(file),
        cards=_cards(file.table("cards")),
        policies=_policies(file.table("policies")),
        consent=_consent(file.table("consent")),
        exclusivity=_block(Exclusivity, file.table("exclusivity")),
        rows=tuple(_row(entry) for entry in file.tables("rows")),
        adjustments=_adjustments(file.table("adjustments")),
        signatories=tuple(_signatory(entry, known) for entry in file.tables("signatories")),
        title=file.words("title"),
        source=file.text("source"),
    )
    file.finish()
    return arrangement


def write_version(arrangement: Arrangement, codes: Mapping[UUID, str]) -> str:
    """Write one version: every policy in full, so that a default that changes later changes nothing agreed."""
    head: dict[str, Any] = {
        "lab": arrangement.lab_code,
        "version": arrangement.version_number,
        "title_ja": arrangement.title.ja,
        "title_en": arrangement.title.en,
        "scheme": arrangement.scheme,
        "from": arrangement.in_force.start,
        "until": arrangement.in_force.until,
        "source": arrangement.source,
    }
    parts = [_lines_of(head)]
    for heading, block in (
        ("policies", arrangement.policies),
        ("consent", arrangement.consent),
        ("exclusivity", arrangement.exclusivity),
    ):
        parts.append(f"[{heading}]\n" + _lines_of({entry.name: getattr(block, entry.name) for entry in fields(block)}))
    for card in arrangement.cards:
        parts.append(f"[cards.{toml_text(card.code)}]\n" + _lines_of(_card_values(card)))
    if arrangement.adjustments:
        lines = [f"{name} = {_adjustment_text(name, value)}\n" for name, value in sorted(arrangement.adjustments.items())]
        parts.append("[adjustments]\n" + "".join(lines))
    for row in arrangement.rows:
        parts.append("[[rows]]\n" + _lines_of({entry.name: getattr(row, entry.name) for entry in fields(row)}))
    for signatory in arrangement.signatories:
        parts.append("[[signatories]]\n" + _lines_of({"party": codes[signatory.party], "signed_on": signatory.signed_on}))
    return "\n".join(parts)


def _lines_of(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in values.items() if value is not None)


def _ref(file: TomlTable, key: str, known: Known, kind: type) -> UUID:
    return file.read(key, lambda found: known.find(kind, str(found)), NOBODY)


def _period(file: TomlTable) -> Period:
    start, until = file.day("from"), file.day("until")
    fault = fault_of_order(start, until)
    file.note("until", fault)
    return Period() if fault else Period(start, until)


def _the_scheme(file: TomlTable) -> Scheme:
    file.the_text("scheme")
    return file.choice("scheme", Scheme, Scheme.OPEN)


def _policies(table: TomlTable) -> Policies:
    found = _block(Policies, table)
    if found.affiliate_threshold > 1:
        table.fault("affiliate_threshold", "支配割合は 1 以下である。", "Control is at most 1.")
    return found


def _consent(table: TomlTable) -> ConsentDemand:
    found = _block(ConsentDemand, table)
    if found.scope is Beneficiaries.NAMED:
        table.fault(
            "scope",
            "ラボ全体の同意では相手を指名できない。",
            "For a whole lab nobody is named; write MEMBERS or MEMBERS_AND_THIRD_PARTIES.",
        )
    return found


def _block(kind: type[B], table: TomlTable) -> B:
    readers: dict[object, Callable[[str, Any], Any]] = {
        bool: table.flag,
        int: table.integer,
        Fraction: lambda key, default: _or(table.fraction(key), default),
        Fraction | None: lambda key, default: table.fraction(key),
        str | None: lambda key, default: table.maybe_text(key),
    }
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for entry in fields(kind):
        hint = hints[entry.name]
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            values[entry.name] = table.choice(entry.name, hint, hint(str(entry.default)))
        else:
            values[entry.name] = readers[hint](entry.name, entry.default)
    table.finish()
    return kind(**values)


def _or(found: Fraction | None, default: Fraction) -> Fraction:
    return default if found is None else found


def _cards(table: TomlTable) -> tuple[Card, ...]:
    for code in table.names():
        table.note(code, fault_of_card_code(code))
    return tuple(_card(code, table.table(code)) for code in table.names())


def _card(code: str, table: TomlTable) -> Card:
    currency = table.text("currency") or "JPY"
    table.note("currency", fault_of_currency(currency))
    card = Card(
        code=code,
        upfront=_or(table.fraction("upfront"), Fraction(0)),
        tiers=table.pairs("tiers", _tier),
        minimum=_or(table.fraction("minimum"), Fraction(0)),
        cap=table.fraction("cap"),
        base=table.choice("base", RoyaltyBase, RoyaltyBase.NET_SALES),
        currency=currency,
        pre_grant_factor=table.fraction("pre_grant_factor"),
        milestones=table.pairs("milestones", lambda name, amount: (_name(name), exact_number(amount))),
    )
    table.finish()
    return card


def _card_values(card: Card) -> dict[str, Any]:
    return {
        "upfront": _money(card.upfront),
        "tiers": [[_money(tier.start), tier.rate] for tier in card.tiers],
        "minimum": _money(card.minimum),
        "cap": None if card.cap is None else _money(card.cap),
        "base": card.base,
        "currency": card.currency,
        "pre_grant_factor": card.pre_grant_factor,
        "milestones": [[name, _money(amount)] for name, amount in card.milestones] or None,
    }


def _money(amount: Fraction) -> Fraction | int:
    return int(amount) if amount.denominator == 1 else amount


def _tier(start: object, rate: object) -> Tier:
    return Tier(exact_number(start), exact_number(rate))


def _name(found: object) -> str:
    if not isinstance(found, str) or not found:
        raise BadValue("名前を引用符で囲んで書く。", "Write a name in quotes.")
    return found


def _row(table: TomlTable) -> Row:
    table.the_text("cell")
    if table.value("standings") in (None, []):
        table.fault("standings", "立場を一つは書く。", "Name one standing at least; a row without any matches nothing.")
    row = Row(
        cell=table.choice("cell", Cell, Cell.HOLE),
        standings=table.choices("standings", Standing),
        ownership_classes=table.choices("ownership_classes", OwnershipClass),
        member_kinds=table.choices("member_kinds", MemberKind),
        clause=table.text("clause"),
    )
    table.finish()
    return row


def _signatory(table: TomlTable, known: Known) -> Signatory:
    table.the_text("party")
    signed_on = table.day("signed_on")
    if table.value("signed_on") is None:
        table.fault("signed_on", "署名の日が要る。", "The day of signature is missing.")
    signatory = Signatory(_ref(table, "party", known, Party), signed_on or date.min)
    table.finish()
    return signatory


def _adjustments(table: TomlTable) -> dict[str, AdjustmentValue]:
    found: dict[str, AdjustmentValue] = {}
    for name in table.names():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            known = ", ".join(sorted(PARAMETERS))
            table.fault(name, f"知らない調整である。{known} がある。", f"Unknown adjustment; there are {known}.")
            continue
        value = _adjustment(table, name, parameter.shape)
        if value is not None:
            found[name] = value
    return found


def _adjustment(table: TomlTable, name: str, shape: ParameterShape) -> AdjustmentValue | None:
    match shape:
        case ParameterShape.FACTOR | ParameterShape.AMOUNT:
            return table.fraction(name)
        case ParameterShape.DAY:
            return table.day(name)
        case ParameterShape.FACTOR_TABLE:
            below = table.table(name)
            return tuple((key, _or(below.fraction(key), Fraction(1))) for key in below.names())
        case ParameterShape.TIERS:
            return table.pairs(name, _tier)


def _adjustment_text(name: str, value: AdjustmentValue) -> str:
    if not isinstance(value, tuple):
        return toml_value(value)
    if PARAMETERS[name].shape is ParameterShape.TIERS:
        return toml_value([[_money(entry.start), entry.rate] for entry in value if isinstance(entry, Tier)])
    table = ", ".join(f"{toml_text(entry[0])} = {toml_value(entry[1])}" for entry in value if isinstance(entry, tuple))
    return f"{{ {table} }}" if table else "{}"

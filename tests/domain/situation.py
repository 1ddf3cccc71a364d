"""Reads the worked examples of `tests/cases`: a situation in words a technology-transfer officer uses, as a world to be asked.

Every key is known or the file is refused, so that a misspelled fact cannot pass unnoticed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ippool.domain.arrangements import Arrangement, Card, ConsentDemand, Exclusivity, Policies, RoyaltyBase
from ippool.domain.consents import Beneficiaries, Consent, LicensedAct
from ippool.domain.labs import Affiliate, LeftReason, Membership, OpenLab, PinRule, Scheme
from ippool.domain.licenses import License, LicenseStatus, LicenseType, Scope, StatutoryLicense, TermsClass, scope_of
from ippool.domain.parties import MemberKind, Party, PartyKind, SizeClass
from ippool.domain.patents import AcquiredBy, LegalStatus, Origin, OwnershipClass, PatentKind, PatentRecord, ShareBasis, TitleState
from ippool.domain.preferences import PARAMETERS
from ippool.domain.rules import ParameterShape
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.timeline import Period
from tests import builders

CASES = Path(__file__).parents[1] / "cases"


class UnknownKeys(Exception):
    """A case file says something that nothing reads."""


class Table:
    """A table of a case file that remembers what was read of it."""

    def __init__(self, found: Mapping[str, Any], where: str) -> None:
        self._found = found
        self._read: set[str] = set()
        self.where = where

    def take(self, key: str, default: Any = None) -> Any:
        self._read.add(key)
        return self._found.get(key, default)

    def given(self, *keys: str, **read: Any) -> dict[str, Any]:
        """Take the keys that are there; a keyword names how the value is read."""
        self._read |= {*keys, *read}
        plain = {key: self._found[key] for key in keys if key in self._found}
        return plain | {key: how(self._found[key]) for key, how in read.items() if key in self._found}

    def tables(self, key: str) -> list[tuple[str, Table]]:
        """Take the named tables under a key."""
        return [(name, Table(found, f"{self.where} {key} {name}")) for name, found in self.take(key, {}).items()]

    def rows(self, key: str) -> list[Table]:
        """Take the rows of a list of tables."""
        return [Table(found, f"{self.where} {key} {index}") for index, found in enumerate(self.take(key, []), 1)]

    def finish(self) -> None:
        unknown = sorted(set(self._found) - self._read)
        if unknown:
            raise UnknownKeys(f"{self.where}: {', '.join(unknown)}")


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a change over a situation: tables are merged, everything else is replaced; an empty text takes a key away."""
    found = dict(base)
    for key, value in change.items():
        if value == "":
            found.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(found.get(key), Mapping):
            found[key] = merged(found[key], value)
        else:
            found[key] = value
    return found


def read_file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _period(table: Table, start: date | None = builders.LONG_AGO) -> Period:
    return Period(table.take("from", start), table.take("until"))


def _set(kind: Any) -> Any:
    return lambda found: frozenset(kind(one) for one in found)


def _party(code: str, found: Any) -> Party:
    table = Table({"kind": found} if isinstance(found, str) else found, f"party {code}")
    party = builders.a_party(code, **table.given("country", "merged_into", "merged_on", kind=PartyKind, size=SizeClass))
    table.finish()
    return party


def _lab(code: str, table: Table) -> OpenLab:
    period = _period(table)
    lab = builders.a_lab(code, period=period, **table.given("center", scheme=Scheme, pin_rule=PinRule))
    table.finish()
    return lab


def _membership(table: Table) -> Membership:
    period = _period(table)
    membership = builders.a_membership(
        table.take("party"),
        period=period,
        **table.given("lab", "center", "tier", "arrears_since", "suspended_since", "buy_in_paid_on", left_reason=LeftReason),
    )
    table.finish()
    return membership


def _affiliate(table: Table) -> Affiliate:
    period = _period(table)
    affiliate = builders.an_affiliate(table.take("subsidiary"), period=period, **table.given("parent", "control", "annex"))
    table.finish()
    return affiliate


def _card(code: str, found: Any) -> Card:
    if found in ("N", "M"):
        return builders.card_n(code) if found == "N" else builders.card_m(code)
    table = Table(found, f"card {code}")
    base = table.take("base_card", "N")
    differ = table.given("upfront", "rate", "minimum", cap=Fraction, pre_grant_factor=Fraction, tiers=_tiers, base=RoyaltyBase)
    table.finish()
    return builders.card_n(code, **differ) if base == "N" else builders.card_m(code, **differ)


def _tiers(found: Any) -> Any:
    return builders.tiers(*((start, rate) for start, rate in found))


def _arrangement(code: str, table: Table, labs: Mapping[str, OpenLab]) -> Arrangement:
    lab, number = code.split("@")
    period = _period(table)
    policies = Table(table.take("policies", {}), f"{code} policies")
    consent = Table(table.take("consent", {}), f"{code} consent")
    exclusivity = Table(table.take("exclusivity", {}), f"{code} exclusivity")
    cards = tuple(_card(name, found) for name, found in table.take("cards", {}).items())
    scheme = Scheme(table.take("scheme", labs[lab].scheme))
    arrangement = builders.an_arrangement(
        lab,
        int(number),
        in_force=period,
        scheme=scheme,
        cards=cards,
        policies=_block(Policies, policies),
        consent=_block(ConsentDemand, consent),
        exclusivity=_block(Exclusivity, exclusivity),
        rows=tuple(_row(row) for row in table.rows("rows")),
        adjustments={name: _adjustment(name, value) for name, value in table.take("adjustments", {}).items()},
        signed_by=table.take("signed", {}),
    )
    table.finish()
    return arrangement


def _block(kind: Any, table: Table) -> Any:
    usual = kind()
    values: dict[str, Any] = {}
    for name in kind.__dataclass_fields__:
        found = table.take(name)
        if found is None:
            continue
        default = getattr(usual, name)
        values[name] = found if isinstance(default, bool | int) or default is None else type(default)(found)
    table.finish()
    return kind(**values)


def _row(table: Table) -> Row:
    row = Row(
        cell=Cell(table.take("cell")),
        standings=_set(Standing)(table.take("standings")),
        ownership_classes=_set(OwnershipClass)(table.take("ownership_classes", [])),
        member_kinds=_set(MemberKind)(table.take("member_kinds", [])),
        clause=table.take("clause", ""),
    )
    table.finish()
    return row


def _adjustment(name: str, value: Any) -> Any:
    match PARAMETERS[name].shape:
        case ParameterShape.FACTOR | ParameterShape.AMOUNT:
            return Fraction(value)
        case ParameterShape.DAY:
            return value
        case ParameterShape.FACTOR_TABLE:
            return tuple((key, Fraction(factor)) for key, factor in value.items())
        case ParameterShape.TIERS:
            return _tiers(value)


def _consent(table: Table) -> Consent:
    period = _period(table)
    consent = builders.a_consent(
        table.take("giver"),
        period=period,
        **table.given(
            "code", "lab", "patent", "family", "named", "jurisdictions", "survives_exit",
            beneficiaries=Beneficiaries, acts=_set(LicensedAct),
        ),
    )  # fmt: skip
    table.finish()
    return consent


def _license(table: Table) -> License:
    period = _period(table, date(2023, 4, 1))
    license = builders.a_license(
        table.take("licensee"),
        period=period,
        **table.given(
            "number", "patents", "rate", "territory", "field_of_use",
            license_type=LicenseType, status=LicenseStatus, terms_class=TermsClass,
        ),
    )  # fmt: skip
    table.finish()
    return license


def _statutory(table: Table) -> StatutoryLicense:
    period = _period(table)
    license = builders.a_statutory_license(table.take("holder"), period=period, **table.given("basis", "evidence", "free"))
    table.finish()
    return license


def _title(table: Table, patent: str) -> Any:
    period = _period(table, date(2018, 1, 10))
    title = builders.a_title(
        table.take("party"),
        table.take("share"),
        patent=patent,
        period=period,
        **table.given("disputed", basis=ShareBasis, acquired_by=AcquiredBy),
    )
    table.finish()
    return title


def _patent(table: Table, rights: Mapping[str, Any]) -> PatentRecord:
    code = table.take("code", "JP-1")
    disclosure = table.given("conceived_on", "disclosed_on", origin=Origin)
    titles = [_title(row, code) for row in table.rows("titles")]
    record = builders.a_patent(
        code,
        owners=table.take("owners"),
        titles=titles or None,
        labs=table.take("labs", ["OL-BAT"]),
        disclosure=builders.a_disclosure(code, **{"conceived_on": None, "disclosed_on": None, "origin": None} | disclosure)
        if disclosure
        else None,
        events=[builders.an_event(LegalStatus(row[1]), row[0], patent=code) for row in table.take("events", [])],
        needs=[builders.a_need(party, patent=code) for party in table.take("needed_by", [])],
        jurisdiction=table.take("country", "JP"),
        filed_on=table.take("filed_on"),
        published_on=table.take("published_on"),
        registered_on=table.take("registered_on"),
        expires_on=table.take("expires_on"),
        **table.given("priority_on", "listed", kind=PatentKind, title_state=TitleState, states=frozenset),
        **rights,
    )
    table.finish()
    return record


@dataclass(frozen=True)
class Situation:
    """A world and the patent that is asked about in it."""

    world: builders.World
    record: PatentRecord
    arrangements: Mapping[str, Arrangement]


def situation(found: Mapping[str, Any], where: str) -> Situation:
    """Build a situation. Raises: UnknownKeys."""
    table = Table(found, where)
    labs = {code: _lab(code, one) for code, one in table.tables("labs")}
    arrangements = {code: _arrangement(code, one, labs) for code, one in table.tables("arrangements")}
    consents = [_consent(row) for row in table.rows("consents")]
    about_lab = [consent for consent in consents if consent.about.value == "LAB"]
    record = _patent(
        Table(table.take("patent", {}), f"{where} patent"),
        {
            "consents": [consent for consent in consents if consent not in about_lab],
            "licenses": [_license(row) for row in table.rows("licenses")],
            "statutory": [_statutory(row) for row in table.rows("statutory_licenses")],
        },
    )
    world = builders.a_world(
        parties=[_party(code, one) for code, one in table.take("parties", {}).items()],
        centers=[builders.a_center(code, core=core) for code, core in table.take("centers", {}).items()],
        labs=labs.values(),
        memberships=[_membership(row) for row in table.rows("memberships")],
        affiliates=[_affiliate(row) for row in table.rows("affiliates")],
        arrangements=arrangements.values(),
        consents=about_lab,
    )
    table.finish()
    return Situation(world, record, arrangements)


def asked_scope(table: Table) -> Scope:
    return scope_of(table.take("territory"), table.take("field_of_use"))


__all__ = ["CASES", "Situation", "Table", "UnknownKeys", "asked_scope", "merged", "read_file", "situation"]

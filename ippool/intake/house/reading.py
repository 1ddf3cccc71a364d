"""Reading a house folder: every file, every row, every fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from uuid import UUID

from ippool.domain.arrangements import Arrangement, consents_by_signature
from ippool.domain.consents import Consent
from ippool.domain.labs import cores_of_labs
from ippool.domain.parties import Party
from ippool.domain.words import Words
from ippool.intake.house.cells import Cells, Known
from ippool.intake.house.checks import Places, check
from ippool.intake.house.files import Unreadable
from ippool.intake.house.folder import (
    GUARDED,
    PLAIN,
    DemoApplicant,
    Header,
    HouseFinding,
    HouseFolder,
    HouseRecord,
    Resolve,
    natural_key,
)
from ippool.intake.house.layout import Sheet
from ippool.intake.house.organizations import AFFILIATES, CENTERS, LABS, MEMBERSHIPS, PARTIES, PARTY_IDENTIFIERS, PARTY_NAMES
from ippool.intake.house.permissions import CONSENTS, LICENSES, STATUTORY_LICENSES
from ippool.intake.house.rights import DISCLOSURES, FAMILIES, LAB_TAGS, LEGAL_EVENTS, NEEDS, PATENTS, TITLES
from ippool.intake.house.sheets import SheetText
from ippool.intake.house.sources import HOUSE, Source, source_at
from ippool.intake.house.tomls import TomlTable
from ippool.intake.house.versions import read_version

R = TypeVar("R", bound=HouseRecord)

CODED: tuple[Sheet[Any], ...] = (PARTIES, CENTERS, LABS, FAMILIES, PATENTS)
SHEETS: tuple[Sheet[Any], ...] = (
    *CODED,
    MEMBERSHIPS,
    AFFILIATES,
    DISCLOSURES,
    TITLES,
    LAB_TAGS,
    LEGAL_EVENTS,
    CONSENTS,
    LICENSES,
    STATUTORY_LICENSES,
    NEEDS,
    PARTY_NAMES,
    PARTY_IDENTIFIERS,
)
FILES = frozenset(one.file for one in SHEETS)


@dataclass
class _Reading:
    mint: Resolve
    this_year: int
    known: Known = field(init=False)
    ids: dict[tuple[type, str], UUID] = field(default_factory=dict)
    findings: list[HouseFinding] = field(default_factory=list)
    places: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    paths: dict[UUID, Callable[[str], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = Known(self.resolve)

    def resolve(self, kind: type, key: str) -> UUID:
        """Give the id of a record; asked twice it is the same, also of a `mint` that makes a new one each time."""
        if (kind, key) not in self.ids:
            self.ids[kind, key] = self.mint(kind, key)
        return self.ids[kind, key]

    def note(self, record: R, file: str, line: int) -> R | None:
        """Give a record its id, unless one of the same natural key was read before."""
        key = natural_key(record, self.known.codes)
        identity = self.resolve(type(record), key)
        if identity in self.places:
            first = "{}:{}".format(*self.places[identity])
            because = Words(f"{key} は {first} にもある。", f"{key} stands already at {first}.")
            self.findings.append(HouseFinding(file, line, _KEY_FIELDS.get(type(record).__name__, "code"), key, because))
            return None
        self.places[identity] = (file, line)
        return replace(record, id=identity)


_KEY_FIELDS = {
    "Disclosure": "number",
    "License": "number",
    "Membership": "from",
    "Affiliate": "from",
    "TitleShare": "from",
    "LabTag": "from",
    "LegalEvent": "effective_on",
    "StatutoryLicense": "from",
    "Need": "from",
    "PartyName": "text",
    "PartyIdentifier": "value",
}
"""The field named where two rows have the same natural key; the other types have a code."""


def read_house(place: Path, resolve: Resolve, *, this_year: int) -> HouseFolder:
    """Read a folder, or a workbook of the same sheets, into records, and list everything that is wrong with it.

    `resolve` gives the id of the record that a type and natural key name, or mints one. Signing a version that demands a blanket
    consent makes a consent `<LAB>@<n>/<PARTY>` for each signatory, unless consents.csv has a row of that code. A patent number of a
    year after `this_year` is refused.
    """
    reading = _Reading(resolve, this_year)
    try:
        with source_at(place) as source:
            return _read(source, reading)
    except Unreadable as unreadable:
        return HouseFolder(findings=(unreadable.finding,))


def _read(source: Source, reading: _Reading) -> HouseFolder:
    cover, cover_faults = source.toml(HOUSE)
    guarded = cover.value("format") == GUARDED
    texts = {one.file: source.sheet(one.file, one.columns, one.required, guarded=guarded) for one in SHEETS}
    for one in CODED:
        if not texts[one.file].whole:
            reading.known.unread.add(one.kind)
        for row in texts[one.file].rows:
            code = row.cells.get("code", "")
            if code:
                reading.known.add(one.kind, code, reading.resolve(one.kind, code))
    parts: dict[str, Any] = {one.field: _records(one, texts[one.file], reading) for one in SHEETS}
    parts["arrangements"] = _versions(source, reading)
    reading.findings += cover_faults
    parts["header"] = _header(cover, reading) if not cover_faults else Header()
    found = HouseFolder(**parts)
    found = replace(found, consents=(*found.consents, *_signed(found, reading)))
    shares_are_read = not any(finding.file == TITLES.file for finding in reading.findings)
    found, faults = check(found, Places(reading.places, reading.paths), with_shares=shares_are_read)
    findings = [*source.strangers(FILES), *reading.findings, *faults]
    return replace(found, findings=tuple(sorted(findings, key=lambda one: (one.file, one.line, one.field))))


def _records(sheet: Sheet[Any], text: SheetText, reading: _Reading) -> tuple[Any, ...]:
    reading.findings += text.findings
    found = []
    for row in text.rows:
        cells = Cells(sheet.file, row, reading.known, reading.this_year)
        record = sheet.read(cells)
        reading.findings += cells.findings
        if cells.findings or text.missing:
            continue
        noted = reading.note(record, sheet.file, row.line)
        if noted is not None:
            found.append(noted)
    return tuple(found)


def _versions(source: Source, reading: _Reading) -> tuple[Arrangement, ...]:
    found = []
    for name in source.versions():
        table, faults = source.toml(name)
        reading.findings += faults
        if faults:
            continue
        arrangement = read_version(table, reading.known, PurePosixPath(name).stem)
        reading.findings += table.findings
        if table.findings:
            continue
        noted = reading.note(arrangement, table.file, table.line_of(""))
        if noted is not None:
            reading.paths[noted.id] = table.line_of
            found.append(noted)
    return tuple(found)


def _header(table: TomlTable, reading: _Reading) -> Header:
    if table.integer("format", 0) not in (PLAIN, GUARDED):
        table.fault("format", f"この版の形式は {PLAIN} か {GUARDED} である。", f"The format must be {PLAIN} or {GUARDED}.")
    banner, demo = table.table("banner"), table.table("demo")
    header = Header(
        banner=Words(banner.text("ja"), banner.text("en")),
        source=table.text("source"),
        applicants=tuple(_applicant(entry, reading.known) for entry in demo.tables("applicants")),
    )
    for each in (banner, demo, table):
        each.finish()
    reading.findings += table.findings
    return header


def _applicant(table: TomlTable, known: Known) -> DemoApplicant:
    code = table.the_text("code")
    if code:
        table.read("code", lambda found: known.find(Party, str(found)), None)
    applicant = DemoApplicant(code, table.words("role"))
    table.finish()
    return applicant


def _signed(folder: HouseFolder, reading: _Reading) -> tuple[Consent, ...]:
    cores = cores_of_labs(folder.centers, folder.labs)
    written = {consent.code for consent in folder.consents}
    found = []
    for arrangement in folder.arrangements:
        created = consents_by_signature(
            arrangement,
            id_of=lambda code: reading.resolve(Consent, code),
            core=cores.get(arrangement.lab, frozenset()),
            code_of=lambda party: reading.known.codes[party],
        )
        for consent in created:
            if consent.code not in written:
                written.add(consent.code)
                reading.places[consent.id] = reading.places[arrangement.id]
                found.append(consent)
    return tuple(found)

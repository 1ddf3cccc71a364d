"""The register as a whole: loading a house folder into it, and writing one out. The two are inverse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from ippool.domain.errors import RuleBroken
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import License
from ippool.domain.patents import LegalEvent, Patent
from ippool.domain.permissions import Actor, TokenScope, may_keep_register
from ippool.domain.words import Words
from ippool.intake.house import DemoApplicant, Header, HouseFinding, HouseFolder, HouseRecord, natural_key, read_house, write_house
from ippool.store import patents as patent_store
from ippool.store import register as register_store
from ippool.store import statuses
from ippool.store.audit import hash_of
from ippool.store.database import Database, Reading, Writing
from ippool.store.identity import new_id
from ippool.store.records import LAYOUTS, add, change, layout_of
from ippool.usecases.disclosures import disclose
from ippool.usecases.refusals import permit


class FolderRefused(RuleBroken):
    """A house folder has faults; nothing of it was taken. Every fault is in `findings`."""

    code = "FOLDER_REFUSED"

    def __init__(self, findings: tuple[HouseFinding, ...]) -> None:
        self.findings = findings
        count = sum(finding.refuses for finding in findings)
        super().__init__(
            Words(f"{count} 件の誤りがあり、何も読み込まなかった。", f"There are {count} faults; nothing was taken."),
            next_step=Words("すべて直してから、もう一度読み込む。", "Correct all of them, then import it again."),
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would do: records by kind, and what was noticed without refusing."""

    added: dict[str, int]
    changed: dict[str, int]
    unchanged: dict[str, int]
    warnings: tuple[HouseFinding, ...]
    dry_run: bool

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the register stays as it is."""
        return not self.added and not self.changed


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A folder against the register: what is new, and what differs from the record that stands there."""

    folder: HouseFolder
    added: tuple[HouseRecord, ...]
    changed: tuple[tuple[HouseRecord, HouseRecord], ...]
    unchanged: tuple[HouseRecord, ...]
    header: dict[str, Any] | None

    def report(self, *, dry_run: bool) -> ImportReport:
        """Count."""
        return ImportReport(
            added=_counted(self.added),
            changed=_counted(before for before, _ in self.changed),
            unchanged=_counted(self.unchanged),
            warnings=self.folder.findings,
            dry_run=dry_run,
        )


async def import_house(database: Database, actor: Actor, folder: Path, *, today: date, dry_run: bool = False) -> ImportReport:
    """Load a house folder or workbook: all of it or nothing, and the same folder again changes nothing.

    Records that are in the register and not in the folder stay as they are. Raises: NotPermitted, FolderRefused, Conflict.
    """
    await permit(database, actor, may_keep_register(actor, TokenScope.IMPORT), "register:imported")
    if dry_run:
        async with database.read() as session:
            return (await _compare(session, folder, today)).report(dry_run=True)
    async with database.write(actor) as tx:
        found = await _compare(tx.connection, folder, today)
        await _apply(tx, found)
        return found.report(dry_run=False)


async def export_house(database: Database, actor: Actor, place: Path, *, today: date) -> HouseFolder:
    """Write the whole register, as known now, as a house folder, or as a workbook where the name ends in .xlsx.

    Raises: NotPermitted, AuditUnavailable, FolderNotOurs, RegisterUnwritable, OSError.
    """
    await permit(database, actor, may_keep_register(actor, TokenScope.READ), "register:exported")
    async with database.read() as session:
        register = await load_register(session)
        confidential = await patent_store.confidential(session, today=today)
    await disclose(database, actor, confidential)
    write_house(place, register)
    return register


async def load_register(session: Reading) -> HouseFolder:
    """Read the whole register as a house folder holds it."""
    records = await register_store.load_all(session)
    parts: dict[str, Any] = {_FIELDS[layout.name]: records[layout.kind] for layout in LAYOUTS}
    return HouseFolder(header=_header_from(await register_store.load_header(session)), **parts)


class Contents(StrEnum):
    """What a register holds, as far as a demonstration is concerned."""

    NOTHING = "NOTHING"
    DEMONSTRATION = "DEMONSTRATION"
    OTHER = "OTHER"


async def contents_of(database: Database) -> Contents:
    """Tell whether a register is empty, a demonstration, or something that must never be mixed with one."""
    async with database.read() as session:
        if await register_store.is_empty(session):
            return Contents.NOTHING
        header = _header_from(await register_store.load_header(session))
    return Contents.DEMONSTRATION if header.source == "demonstration" else Contents.OTHER


async def header_of(database: Database) -> Header:
    """Read what is said of the register as a whole."""
    async with database.read() as session:
        return _header_from(await register_store.load_header(session))


_FIELDS = {
    "party": "parties",
    "center": "centers",
    "open_lab": "labs",
    "membership": "memberships",
    "affiliate": "affiliates",
    "arrangement": "arrangements",
    "family": "families",
    "patent": "patents",
    "disclosure": "disclosures",
    "title_share": "titles",
    "lab_tag": "lab_tags",
    "legal_event": "legal_events",
    "consent": "consents",
    "license": "licenses",
    "statutory_license": "statutory_licenses",
    "need": "needs",
    "party_name": "party_names",
    "party_identifier": "party_identifiers",
}


async def _compare(session: Reading, folder: Path, today: date) -> _Comparison:
    register = await load_register(session)
    codes = register.codes()
    standing = {(type(record), natural_key(record, codes)): record for record in register.records()}
    minted: dict[tuple[type, str], UUID] = {}

    def resolve(kind: type, key: str) -> UUID:
        known = standing.get((kind, key))
        return known.id if known is not None else minted.setdefault((kind, key), new_id())

    read = read_house(folder, resolve, this_year=today.year)
    by_id = {record.id: record for record in register.records()}
    added, changed, unchanged = [], [], []
    for record in read.records():
        before = by_id.get(record.id)
        if before is None:
            added.append(record)
        elif hash_of(before) == hash_of(record):
            unchanged.append(record)
        else:
            changed.append((before, record))
    findings = (*read.findings, *(fault for pair in changed if (fault := _forbidden(*pair)) is not None))
    if any(finding.refuses for finding in findings):
        raise FolderRefused(findings)
    header = _header_json(read.header)
    is_new = header != _header_json(register.header)
    return _Comparison(read, tuple(added), tuple(changed), tuple(unchanged), header if is_new else None)


def _forbidden(before: HouseRecord, after: HouseRecord) -> HouseFinding | None:
    match before, after:
        case OpenLab(), OpenLab() if before.scheme is not after.scheme:
            because = Words(
                f"スキームはラボの存続中変わらない（登録簿では {before.scheme}）。",
                f"The scheme is fixed for the life of the lab; the register has {before.scheme}.",
            )
            return HouseFinding("labs.csv", 0, "scheme", f"{after.code}: {after.scheme}", because)
        case License(), License() if before.patents != after.patents:
            because = Words("ライセンスの対象特許は変わらない。", "The patents of a license never change.")
            return HouseFinding("licenses.csv", 0, "patents", after.number, because)
    return None


async def _apply(tx: Writing, found: _Comparison) -> None:
    if not found.added and not found.changed and found.header is None:
        tx.nothing_done = True
        return
    await register_store.defer_constraints(tx)
    for before, after in found.changed:
        await change(tx.connection, after, expected=before.version)
        tx.record(f"{layout_of(type(after)).name}:imported", replace(after, version=before.version + 1), before=before)
    for layout in LAYOUTS:
        records = [record for record in found.added if isinstance(record, layout.kind)]
        await add(tx.connection, records)
        for record in records:
            tx.record(f"{layout.name}:imported", record)
    await statuses.lay_out(tx, _touched((*found.added, *(after for _, after in found.changed))))
    if found.header is not None:
        await register_store.change_header(tx, found.header)
        tx.record("register:described", None, **found.header)
    await register_store.judge_constraints(tx)


def _touched(records: Iterable[HouseRecord]) -> set[UUID]:
    return {
        record.id if isinstance(record, Patent) else record.patent for record in records if isinstance(record, Patent | LegalEvent)
    }


def _counted(records: Iterable[HouseRecord]) -> dict[str, int]:
    return dict(Counter(layout_of(type(record)).name for record in records))


def _header_json(header: Header) -> dict[str, Any]:
    return {
        "banner": {"ja": header.banner.ja, "en": header.banner.en},
        "source": header.source,
        "applicants": [{"code": one.code, "ja": one.role.ja, "en": one.role.en} for one in header.applicants],
    }


def _header_from(content: dict[str, Any]) -> Header:
    if not content:
        return Header()
    return Header(
        banner=Words(content["banner"]["ja"], content["banner"]["en"]),
        source=content["source"],
        applicants=tuple(DemoApplicant(one["code"], Words(one["ja"], one["en"])) for one in content["applicants"]),
    )


async def cursor_key(database: Database) -> bytes:
    """Return the key under which cursors are sealed."""
    async with database.read() as session:
        return await register_store.cursor_key(session)

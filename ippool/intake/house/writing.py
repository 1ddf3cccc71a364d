"""Writing a house folder: the inverse of reading, the same register always in the same bytes, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

from ippool.domain.arrangements import Arrangement, consents_by_signature
from ippool.domain.consents import Consent
from ippool.domain.errors import DomainError
from ippool.domain.form import fault_of_code
from ippool.domain.labs import cores_of_labs
from ippool.domain.words import Words
from ippool.intake.formulas import guarded
from ippool.intake.house.cells import NOBODY
from ippool.intake.house.files import Unreadable
from ippool.intake.house.folder import GUARDED, PLAIN, BadValue, Header, HouseFolder, natural_key
from ippool.intake.house.layout import Sheet
from ippool.intake.house.reading import FILES, SHEETS
from ippool.intake.house.sheets import fault_of_cell, write_sheet
from ippool.intake.house.sources import (
    HOUSE,
    TOML_COLUMNS,
    TOML_SHEET,
    VERSIONS,
    WORKBOOK,
    FolderSource,
    source_at,
    strange_files,
)
from ippool.intake.house.tomls import toml_text
from ippool.intake.house.versions import write_version
from ippool.intake.workbook import CellUnwritable, SheetRows, write_workbook

_NO_PLACE = frozenset({".xlsm", ".xls", ".xlsb", ".xltx", ".ods", ".csv", ".toml", ".zip"})
"""Names of single files that are no workbook we write; a folder of such a name would be taken for one."""


class FolderNotOurs(DomainError):
    """A register may not be written into this folder: it holds something that is no register in the house format."""

    code = "FOLDER_NOT_OURS"

    def __init__(self, folder: Path, because: Words) -> None:
        self.folder = folder
        super().__init__(
            Words(f"{folder} には書き出せない：{because.ja}", f"Nothing was written to {folder}: {because.en}"),
            next_step=Words(
                "空のフォルダーか新しい .xlsx ファイル、又は以前書き出したものを指定する。",
                "Name an empty folder or a new .xlsx file, or one exported before.",
            ),
        )


class RegisterUnwritable(DomainError):
    """A record cannot be said in the house format so that it reads back as it is."""

    code = "REGISTER_UNWRITABLE"


def write_house(place: Path, register: HouseFolder) -> None:
    """Write a register as a house folder, or where the name ends in .xlsx as a workbook, in the place of the one there before.

    A new folder is filled beside the old one and takes its place at the end, so that a failure leaves the old one as it was. Files
    that the format does not own (a README, a repository) stay; house files that the register no longer needs go. Consents that
    reading makes again from a signature are not written.

    Raises: FolderNotOurs, RegisterUnwritable, OSError.
    """
    target = place.resolve()
    if target.suffix.lower() in _NO_PLACE and not target.is_dir():
        raise FolderNotOurs(target, Words("登録簿はフォルダーか .xlsx に書く。", "a register is written as a folder or as .xlsx."))
    if target.suffix.lower() == WORKBOOK and not target.is_dir():
        _write_workbook(target, _files(register))
        return
    _require_ours(target)
    _write_folder(target, _files(register))


def _write_folder(target: Path, files: _Files) -> None:
    texts = {name: write_sheet(file.columns, file.rows) for name, file in files.sheets.items()} | files.tomls
    mark = uuid4().hex
    fresh, old = target.with_name(f".{target.name}.{mark}.new"), target.with_name(f".{target.name}.{mark}.old")
    try:
        for name, text in texts.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        if target.exists():
            shutil.copymode(target, fresh)
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if old.exists():
        _keep_strangers(old, target)
        shutil.rmtree(old)


def _write_workbook(target: Path, files: _Files) -> None:
    if target.exists():
        _require_our_workbook(target)
    lines = [(guarded(name), guarded(line)) for name, text in files.tomls.items() for line in text.split("\n")]
    sheets: list[SheetRows] = [(TOML_SHEET, TOML_COLUMNS, lines)]
    for name, file in files.sheets.items():
        sheets.append((name, file.columns, [[row[column] for column in file.columns] for row in file.rows]))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{uuid4().hex}.new")
    try:
        with fresh.open("xb") as stream:
            write_workbook(stream, sheets)
        fresh.replace(target)
    except CellUnwritable as fault:
        written = files.sheets.get(fault.sheet)
        key = written.keys[fault.row] if written else lines[fault.row][0]
        raise RegisterUnwritable(
            Words(
                f"{fault.sheet} の {key!r} の {fault.column}：{fault.because.ja}",
                f"{fault.sheet}, {key!r}, {fault.column}: {fault.because.en}",
            ),
            next_step=Words("フォルダー（CSV）に書き出す。", "Export it to a folder (CSV) instead."),
        ) from fault
    finally:
        fresh.unlink(missing_ok=True)


def _require_our_workbook(target: Path) -> None:
    try:
        with source_at(target) as source:
            cover, faults = source.toml(HOUSE)
            if not faults and cover.integer("format", 0) in (PLAIN, GUARDED):
                return
        because = Words(f"既にあり、house 形式の {HOUSE} がない。", f"it is there and has no {HOUSE} of the house format.")
    except Unreadable as unreadable:
        why = unreadable.finding.because
        because = Words(f"既にあり、読めない。{why.ja}", f"it is there and cannot be read. {why.en}")
    raise FolderNotOurs(target, because)


def _require_ours(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise FolderNotOurs(target, Words("フォルダーではない。", "it is not a folder."))
    if not any(target.iterdir()):
        return
    source = FolderSource(target)
    table, faults = source.toml(HOUSE)
    if faults or table.integer("format", 0) not in (PLAIN, GUARDED):
        because = Words(f"空でなく、house 形式の {HOUSE} もない。", f"it is not empty and has no {HOUSE} of the house format.")
        raise FolderNotOurs(target, because)
    strange = strange_files(target, FILES)
    if strange:
        names = ", ".join(strange)
        raise FolderNotOurs(
            target, Words(f"house 形式にないファイルがある（{names}）。", f"it has files unknown to the format ({names}).")
        )


def _keep_strangers(old: Path, target: Path) -> None:
    for within in ("", VERSIONS):
        for path in (old / within).glob("*"):
            is_ours = path.name in {HOUSE, VERSIONS, *FILES} if within == "" else path.suffix == ".toml"
            if not is_ours:
                (target / within).mkdir(exist_ok=True)
                path.rename(target / within / path.name)


@dataclass(frozen=True, slots=True)
class _File:
    """One CSV file: its rows with their columns, guarded, and the natural key of each."""

    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class _Files:
    """A register as files, by name, in their order."""

    tomls: dict[str, str]
    sheets: dict[str, _File]


def _files(register: HouseFolder) -> _Files:
    try:
        return _checked_files(register)
    except BadValue as bad:
        raise RegisterUnwritable(bad.because) from bad


def _checked_files(register: HouseFolder) -> _Files:
    codes = register.codes()
    for code in sorted(codes.values()):
        if fault_of_code(code) is not None:
            raise BadValue(f"コード {code!r} は書き出せない。", f"The code {code!r} would be refused on reading.")
    kept = replace(register, consents=_kept(register, codes))
    sheets: dict[str, _File] = {}
    format = PLAIN
    for one in SHEETS:
        records = sorted(getattr(kept, one.field), key=lambda record: natural_key(record, codes))
        if not records:
            continue
        keys = [natural_key(record, codes) for record in records]
        plain = [{**one.write(record, codes), "source": record.source} for record in records]
        _require_writable(one.file, keys, plain)
        rows = [{column: guarded(cell) for column, cell in row.items()} for row in plain]
        format = format if rows == plain else GUARDED
        sheets[one.file] = _File(_columns(one, rows), rows, keys)
    tomls = {HOUSE: _header_text(register.header, format)}
    for arrangement in register.arrangements:
        tomls[f"{VERSIONS}/{arrangement.code}.toml"] = _version_text(arrangement, codes)
    return _Files(tomls, sheets)


def _require_writable(file: str, keys: list[str], rows: list[dict[str, str]]) -> None:
    for key, row in zip(keys, rows, strict=True):
        for column, cell in row.items():
            fault = fault_of_cell(cell)
            if fault is not None:
                raise BadValue(f"{file} の {key!r} の {column}：{fault.ja}", f"{file}, {key!r}, {column}: {fault.en}")


def _version_text(arrangement: Arrangement, codes: Mapping[UUID, str]) -> str:
    try:
        return write_version(arrangement, codes)
    except BadValue as bad:
        raise BadValue(f"{arrangement.code}：{bad.because.ja}", f"{arrangement.code}: {bad.because.en}") from bad


def _columns(sheet: Sheet[object], rows: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(column for column in sheet.columns if column not in sheet.sparse or any(row[column] for row in rows))


def _kept(register: HouseFolder, codes: Mapping[UUID, str]) -> tuple[Consent, ...]:
    cores = cores_of_labs(register.centers, register.labs)
    created: dict[str, Consent] = {}
    for arrangement in register.arrangements:
        core = cores.get(arrangement.lab, frozenset())
        for consent in consents_by_signature(arrangement, id_of=lambda _: NOBODY, core=core, code_of=lambda party: codes[party]):
            created.setdefault(consent.code, consent)
    return tuple(consent for consent in register.consents if created.get(consent.code) != replace(consent, id=NOBODY, version=1))


def _header_text(header: Header, format: int) -> str:
    parts = [
        f"format = {format}\nsource = {toml_text(header.source)}\n",
        f"[banner]\nja = {toml_text(header.banner.ja)}\nen = {toml_text(header.banner.en)}\n",
    ]
    for applicant in header.applicants:
        parts.append(
            f"[[demo.applicants]]\ncode = {toml_text(applicant.code)}\n"
            f"role_ja = {toml_text(applicant.role.ja)}\nrole_en = {toml_text(applicant.role.en)}\n"
        )
    return "\n".join(parts)

"""Writing a house folder: the inverse of reading, the same register always in the same bytes, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from ippool.domain.arrangements import consents_by_signature
from ippool.domain.consents import Consent
from ippool.domain.errors import DomainError
from ippool.domain.form import fault_of_code
from ippool.domain.labs import cores_of_labs
from ippool.domain.words import Words
from ippool.intake.house.cells import NOBODY
from ippool.intake.house.folder import FORMAT, BadValue, Header, HouseFolder, natural_key
from ippool.intake.house.layout import Sheet
from ippool.intake.house.reading import HOUSE, SHEETS, VERSIONS, strange_files
from ippool.intake.house.sheets import write_sheet
from ippool.intake.house.tomls import read_toml, toml_text
from ippool.intake.house.versions import write_version


class FolderNotOurs(DomainError):
    """A register may not be written into this folder: it holds something that is no register in the house format."""

    code = "FOLDER_NOT_OURS"

    def __init__(self, folder: Path, because: Words) -> None:
        self.folder = folder
        super().__init__(
            Words(f"{folder} には書き出せない：{because.ja}", f"Nothing was written to {folder}: {because.en}"),
            next_step=Words(
                "空のフォルダーか、以前書き出したフォルダーを指定する。", "Name an empty folder or one exported before."
            ),
        )


class RegisterUnwritable(DomainError):
    """A record cannot be said in the house format so that it reads back as it is."""

    code = "REGISTER_UNWRITABLE"


def write_house(folder: Path, register: HouseFolder) -> None:
    """Write a register as a house folder, in the place of the register that was there before.

    A new folder is filled beside the old one and takes its place at the end, so that a failure leaves the old one as it was. Files
    that the format does not own (a README, a repository) stay; house files that the register no longer needs go. Consents that
    reading makes again from a signature are not written.

    Raises: FolderNotOurs, RegisterUnwritable, OSError.
    """
    target = folder.resolve()
    _require_ours(target)
    try:
        texts = {name: text.encode() for name, text in _texts(register).items()}
    except BadValue as bad:
        raise RegisterUnwritable(bad.because) from bad
    mark = uuid4().hex
    fresh, old = target.with_name(f".{target.name}.{mark}.new"), target.with_name(f".{target.name}.{mark}.old")
    try:
        for name, text in texts.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
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


def _require_ours(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise FolderNotOurs(target, Words("フォルダーではない。", "it is not a folder."))
    if not any(target.iterdir()):
        return
    table, faults = read_toml(target / HOUSE, HOUSE)
    if faults or table.integer("format", 0) != FORMAT:
        because = Words(
            f"空でなく、format = {FORMAT} の {HOUSE} もない。", f"it is not empty and has no {HOUSE} with format = {FORMAT}."
        )
        raise FolderNotOurs(target, because)
    strange = strange_files(target)
    if strange:
        names = ", ".join(strange)
        raise FolderNotOurs(
            target, Words(f"house 形式にないファイルがある（{names}）。", f"it has files unknown to the format ({names}).")
        )


def _keep_strangers(old: Path, target: Path) -> None:
    for within in ("", VERSIONS):
        for path in (old / within).glob("*"):
            is_ours = path.name in {HOUSE, VERSIONS, *(one.file for one in SHEETS)} if within == "" else path.suffix == ".toml"
            if not is_ours:
                (target / within).mkdir(exist_ok=True)
                path.rename(target / within / path.name)


def _texts(register: HouseFolder) -> dict[str, str]:
    codes = register.codes()
    for code in sorted(codes.values()):
        if fault_of_code(code) is not None:
            raise BadValue(f"コード {code!r} は書き出せない。", f"The code {code!r} would be refused on reading.")
    kept = replace(register, consents=_kept(register, codes))
    texts = {HOUSE: _header_text(register.header)}
    for one in SHEETS:
        records = sorted(getattr(kept, one.field), key=lambda record: natural_key(record, codes))
        if records:
            rows = [{**one.write(record, codes), "source": record.source} for record in records]
            texts[one.file] = write_sheet(_columns(one, rows), rows)
    for arrangement in register.arrangements:
        texts[f"{VERSIONS}/{arrangement.code}.toml"] = write_version(arrangement, codes)
    return texts


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


def _header_text(header: Header) -> str:
    parts = [
        f"format = {FORMAT}\nsource = {toml_text(header.source)}\n",
        f"[banner]\nja = {toml_text(header.banner.ja)}\nen = {toml_text(header.banner.en)}\n",
    ]
    for applicant in header.applicants:
        parts.append(
            f"[[demo.applicants]]\ncode = {toml_text(applicant.code)}\n"
            f"role_ja = {toml_text(applicant.role.ja)}\nrole_en = {toml_text(applicant.role.en)}\n"
        )
    return "\n".join(parts)

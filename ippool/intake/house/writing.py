"""Writing a house folder: the inverse of reading, the same register always in the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from ippool.domain.arrangements import consents_by_signature
from ippool.domain.consents import Consent
from ippool.domain.parties import PartyKind
from ippool.intake.house.cells import NOBODY
from ippool.intake.house.folder import FORMAT, Header, HouseFolder, natural_key
from ippool.intake.house.reading import HOUSE, SHEETS, VERSIONS
from ippool.intake.house.sheets import write_sheet
from ippool.intake.house.tomls import toml_text
from ippool.intake.house.versions import write_version


def write_house(folder: Path, register: HouseFolder) -> None:
    """Write a register as a house folder, one file for each kind of record that there is; other files there are left alone.

    Consents that reading makes again from a signature are not written. Raises: OSError; ValueError for a license whose field of use
    is an empty text.
    """
    codes = register.codes()
    kept = replace(register, consents=_kept(register, codes))
    texts = {HOUSE: _header_text(register.header)}
    for one in SHEETS:
        records = sorted(getattr(kept, one.field), key=lambda record: natural_key(record, codes))
        if records:
            rows = ({**one.write(record, codes), "source": record.source} for record in records)
            texts[one.file] = write_sheet(one.columns, rows)
    for arrangement in register.arrangements:
        texts[f"{VERSIONS}/{arrangement.code}.toml"] = write_version(arrangement, codes)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _kept(register: HouseFolder, codes: Mapping[UUID, str]) -> tuple[Consent, ...]:
    core = frozenset(party.id for party in register.parties if party.kind is PartyKind.CORE)
    created: dict[str, Consent] = {}
    for arrangement in register.arrangements:
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

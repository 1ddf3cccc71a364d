"""Export and import are inverse: what is written reads back as it was, and the same register is always the same bytes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import ippool
from ippool.domain.consents import Beneficiaries
from ippool.domain.patents import Classification
from ippool.domain.words import Words
from ippool.intake.house import HouseFolder, RegisterUnwritable, read_house, write_house
from tests.intake.house import GOOD, THIS_YEAR, read, resolve
from tests.intake.registers import content, registers

DEMO = Path(ippool.__file__).parent / "demo"


def read_back(folder: Path) -> HouseFolder:
    return read_house(folder, resolve, this_year=THIS_YEAR)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@given(registers())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_written_reads_back_as_it_was(register: HouseFolder) -> None:
    with tempfile.TemporaryDirectory() as place:
        first, second = Path(place) / "first", Path(place) / "second"
        write_house(first, register)
        found = read_back(first)
        assert found.findings == ()
        assert content(found) == content(register)
        write_house(second, found)
        assert bytes_of(second) == bytes_of(first)


def test_the_demo_is_in_the_form_in_which_it_is_written(tmp_path: Path) -> None:
    write_house(tmp_path / "again", read_back(DEMO))
    written = bytes_of(tmp_path / "again")
    assert written == {name: text for name, text in bytes_of(DEMO).items() if name in written}
    assert {name for name in bytes_of(DEMO) if name.endswith((".csv", ".toml"))} == set(written)


def test_a_folder_by_hand_settles_after_one_writing(tmp_path: Path) -> None:
    found = read(tmp_path / "hand", GOOD)
    write_house(tmp_path / "first", found)
    again = read_back(tmp_path / "first")
    assert content(again) == content(found)
    write_house(tmp_path / "second", again)
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")


def test_a_record_of_each_kind_has_one_place(tmp_path: Path) -> None:
    """The order of rows in a file is of no account: a folder with its rows turned round is the same register."""
    turned = {
        name: text if not name.endswith(".csv") else "\n".join([text.split("\n")[0], *text.strip().split("\n")[:0:-1], ""])
        for name, text in GOOD.items()
    }
    for name, texts in (("as it is", GOOD), ("turned", turned)):
        write_house(tmp_path / f"{name} written", read(tmp_path / name, texts))
    assert bytes_of(tmp_path / "turned written") == bytes_of(tmp_path / "as it is written")


def test_consents_by_signature_are_written_only_where_they_changed(tmp_path: Path) -> None:
    found = read(tmp_path / "hand", GOOD)
    write_house(tmp_path / "signed", found)
    assert "OL-1@1/A" not in (tmp_path / "signed" / "consents.csv").read_text()
    narrowed = {consent.code: consent for consent in found.consents}
    narrowed["OL-1@1/A"] = replace(narrowed["OL-1@1/A"], beneficiaries=Beneficiaries.MEMBERS)
    write_house(tmp_path / "narrowed", replace(found, consents=tuple(narrowed.values())))
    assert "OL-1@1/A" in (tmp_path / "narrowed" / "consents.csv").read_text()
    assert {one.code: one.beneficiaries for one in read_back(tmp_path / "narrowed").consents}["OL-1@1/A"] is Beneficiaries.MEMBERS


def test_abstracts_have_columns_only_where_there_are_any(tmp_path: Path) -> None:
    found = read(tmp_path / "hand", GOOD)
    write_house(tmp_path / "without", found)
    assert "abstract" not in (tmp_path / "without" / "patents.csv").read_text()
    first, second = found.patents
    write_house(tmp_path / "with", replace(found, patents=(replace(first, abstract=Words("要約\n二行", "")), second)))
    assert [patent.abstract for patent in read_back(tmp_path / "with").patents] == [Words("要約\n二行", ""), Words("", "")]


def test_what_would_not_read_back_is_not_written(tmp_path: Path) -> None:
    found = read(tmp_path / "hand", GOOD)
    first, second = found.patents
    (one, two) = found.licenses
    unwritable = [
        replace(found, patents=(replace(first, source="a\0b"), second)),
        replace(found, patents=(replace(first, source="x" * 100_001), second)),
        replace(found, patents=(replace(first, code="P 1"), second)),
        replace(found, patents=(replace(first, classifications=(Classification("IPC", "H01M;G05D"),)), second)),
        replace(found, licenses=(replace(one, field_of_use=""), two)),
        replace(found, header=replace(found.header, source="a\0b")),
    ]
    for register in unwritable:
        with pytest.raises(RegisterUnwritable) as refused:
            write_house(tmp_path / "out", register)
        assert refused.value.message.ja
        assert not (tmp_path / "out").exists()

"""Where a house folder may be written, what stays beside it, and that a failure leaves the old one as it was."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ippool.intake.house import FolderNotOurs, HouseFolder, read_house, write_house
from tests.intake.house import GOOD, THIS_YEAR, read, resolve, write


@pytest.fixture
def register(tmp_path: Path) -> HouseFolder:
    return read(tmp_path / "good", GOOD)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def no_needs(register: HouseFolder) -> HouseFolder:
    """A register of which the good folder would leave stale files: no needs, one arrangement."""
    return replace(register, needs=(), arrangements=register.arrangements[:1], consents=register.consents[:1])


def test_into_a_folder_that_is_not_there(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "a" / "b", register)
    assert files(tmp_path / "a" / "b") == set(GOOD)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_into_an_empty_folder(tmp_path: Path, register: HouseFolder) -> None:
    (tmp_path / "empty").mkdir(mode=0o750)
    write_house(tmp_path / "empty", register)
    assert files(tmp_path / "empty") == set(GOOD)
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o750


def test_nothing_of_an_earlier_export_is_left_to_be_read_back(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "out", register)
    write_house(tmp_path / "out", no_needs(register))
    assert set(GOOD) - files(tmp_path / "out") == {"needs.csv", f"arrangements/{register.arrangements[1].code}.toml"}
    again = read_house(tmp_path / "out", resolve, this_year=THIS_YEAR)
    assert (again.findings, again.needs, len(again.arrangements)) == ((), (), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "out"]


def test_what_the_format_does_not_own_stays(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "out", register)
    ours = {"README.md": "read me", ".git/HEAD": "ref", "arrangements/notes.txt": "signed on paper", "scans/a.pdf": "%PDF"}
    write(tmp_path / "out", ours)
    write_house(tmp_path / "out", replace(register, arrangements=(), consents=()))
    assert {name: (tmp_path / "out" / name).read_text() for name in ours} == ours
    assert files(tmp_path / "out") - set(ours) == set(GOOD) - {
        "arrangements/OL-1@1.toml",
        "arrangements/CL-1@1.toml",
        "consents.csv",
    }


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"photo.jpg": "x"}, "it is not empty and has no house.toml of the house format."),
        ({"house.toml": "format = 3\n"}, "it is not empty and has no house.toml of the house format."),
        ({"house.toml": "format ="}, "it is not empty and has no house.toml of the house format."),
        ({"house.toml": "format = true\n"}, "it is not empty and has no house.toml of the house format."),
        (
            {"house.toml": "format = 1\n", "sales.csv": "a\n", "arrangements/b.csv": "a\n"},
            "it has files unknown to the format (arrangements/b.csv, sales.csv).",
        ),
    ],
)
def test_a_folder_that_holds_something_else_is_refused(
    tmp_path: Path, register: HouseFolder, texts: dict[str, str], reason: str
) -> None:
    folder = write(tmp_path / "other", texts)
    with pytest.raises(FolderNotOurs) as refused:
        write_house(folder, register)
    assert refused.value.message.en == f"Nothing was written to {folder}: {reason}"
    assert refused.value.next_step is not None
    assert {name: (folder / name).read_text() for name in files(folder)} == texts


def test_a_file_is_not_a_folder(tmp_path: Path, register: HouseFolder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FolderNotOurs, match="it is not a folder"):
        write_house(tmp_path / "file", register)
    assert (tmp_path / "file").read_text() == "x"


def test_a_link_leads_to_the_folder_that_is_written(tmp_path: Path, register: HouseFolder) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_house(tmp_path / "link", register)
    assert (tmp_path / "link").is_symlink()
    assert files(tmp_path / "real") == set(GOOD)


def test_a_register_that_cannot_be_written_leaves_the_old_folder(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "out", register)
    before = {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")}
    families = tuple(replace(family, source="a\0b") for family in register.families)
    with pytest.raises(Exception, match="NUL"):
        write_house(tmp_path / "out", replace(no_needs(register), families=families))
    assert {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "out"]


def test_a_disk_that_fails_leaves_the_old_folder(tmp_path: Path, register: HouseFolder) -> None:
    """A lab's code that is too long for the file system fails while files are written; the folder was not touched."""
    write_house(tmp_path / "out", register)
    before = files(tmp_path / "out")
    long = replace(register.arrangements[0], lab_code="L" * 300)
    with pytest.raises(OSError, match="File name too long"):
        write_house(tmp_path / "out", replace(register, arrangements=(long,)))
    assert files(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "out"]
    with pytest.raises(OSError, match="File name too long"):
        write_house(tmp_path / "new", replace(register, arrangements=(long,)))
    assert not os.path.lexists(tmp_path / "new")


def test_a_folder_that_cannot_be_moved_keeps_what_it_has(
    tmp_path: Path, register: HouseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_house(tmp_path / "out", register)
    before = files(tmp_path / "out")
    rename = Path.rename

    def refuse_new(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError("the disk is full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(OSError, match="the disk is full"):
        write_house(tmp_path / "out", no_needs(register))
    assert files(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "out"]

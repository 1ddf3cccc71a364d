"""The house is built as `pyproject.toml` says: who may enter which room, and that no contract was dropped."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).parents[2]

CONTRACTS = {
    "Rooms are entered from above only",
    "The verifier knows nothing of the application",
    "The domain imports the standard library only",
    "Below the door nobody speaks GraphQL or HTTP",
    "Only the composition roots read settings",
    "Preference rules do not know each other",
    "Schemes do not know each other",
    "Import formats do not know each other",
    "No cycles between neighbors",
}


def test_every_contract_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    configure()
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None, no_logo=True)


def test_no_contract_was_dropped() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract["name"] for contract in configured["contracts"]} == CONTRACTS
    assert next(one for one in configured["contracts"] if one["type"] == "layers")["exhaustive"] is True


def test_the_domain_imports_nothing_but_the_standard_library_and_itself() -> None:
    for file in sorted((ROOT / "ippool" / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, file
                names = [node.module or ""]
            for name in names:
                assert f"{name}.".startswith("ippool.domain.") or name.split(".")[0] in sys.stdlib_module_names, (file, name)


def test_the_domain_awaits_nothing_and_reads_no_clock() -> None:
    for file in sorted((ROOT / "ippool" / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), file
            assert not (isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow", "time", "monotonic"}), file


def test_files_stay_one_room() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for folder in ("ippool", "tests", "migrations")
        for file in (ROOT / folder).rglob("*.py")
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 560 and "versions" not in file.parts
    }
    assert long == {}


def test_nothing_at_the_top_beyond_the_agreed_layout() -> None:
    agreed = {
        ".ci", ".gitignore", "LICENSE", "README.md", "constraints.txt", "ippool", "migrations", "pyproject.toml", "schema.graphql",
        "tests",
    }  # fmt: skip
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {name.split("/")[0] for name in listed} == agreed


def test_every_requirement_is_pinned_once_without_an_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    names = [normal(line.partition("==")[0]) for line in lines]
    assert all(line.partition("==")[2] for line in lines)
    assert len(set(names)) == len(names)
    assert not any("/" in line or "@" in line for line in lines)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    for requirement in wanted:
        assert normal(re.split(r"[\[=<>]", requirement)[0]) in names, requirement


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()

"""The published records that the demo pool names, read from the files they stand in and from nothing of ours."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
REAL_DATA = Path(os.environ.get("IPPOOL_REAL_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True)
class Record:
    """What one source says of one patent, in its own words; `numbers` by the place they stand in."""

    cited: str
    numbers: Mapping[str, str]
    title: str
    owners: tuple[str, ...]
    filed: str
    priority: str
    published: str
    granted: str
    classes: str
    stage: str


def all_records() -> dict[str, Record]:
    """Read every record of the sources the demo pool uses, by the words with which it cites them. Fails where they are missing."""
    found: dict[str, Record] = {}
    for path in sorted(REAL_DATA.glob("jplatpat_csv*/**/*国内文献.csv")):
        for row in csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)):
            found[f"J-PlatPat {row['文献番号']}"] = _of_jplatpat(row)
    lines = (REAL_DATA / "google_patents_csv" / "gp-search-2.csv").read_text("utf-8-sig").splitlines(keepends=True)
    for row in csv.DictReader(lines[1:]):
        found[f"Google Patents {row['id']}"] = _of_google(row)
    return found


def names_by_ror() -> dict[str, str]:
    """Read the English name of every Japanese institution in the registry of research organizations, by its address there."""
    with (REAL_DATA / "ror" / "ror_jp_slim.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["ror_id"]: row["name"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def day_of(text: str) -> date | None:
    """Read a day as a record writes it; nothing is no day."""
    return date.fromisoformat(text.replace("/", "-")) if text else None


def _of_jplatpat(row: Mapping[str, str]) -> Record:
    return Record(
        cited=row["文献番号"],
        numbers={
            "application": row["出願番号"],
            "publication": row["公開番号"] or row["文献番号"],
            "registration": row["登録番号"],
        },
        title=row["発明の名称"],
        owners=tuple(row["出願人/権利者"].split(",")),
        filed=row["出願日"],
        priority="",
        published=row["公知日"],
        granted="",
        classes=row["FI"],
        stage=f"{row.get('ステージ') or ''} {row.get('イベント詳細') or ''}".strip(),
    )


def _of_google(row: Mapping[str, str]) -> Record:
    is_granted = row["id"].rpartition("-")[2].startswith("B")
    return Record(
        cited=row["id"],
        numbers={"registration" if is_granted else "publication": row["id"]},
        title=row["title"].strip(),
        owners=tuple(row["assignee"].split(", ")),
        filed=row["filing/creation date"],
        priority=row["priority date"],
        published=row["publication date"],
        granted=row["grant date"],
        classes="",
        stage="",
    )

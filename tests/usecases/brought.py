"""Registers filled from small files of invented records, in the layouts of their sources; and the register as a whole, to compare.

office = Office(pool, tmp_path)
await office.bring("jplatpat-csv", jplatpat(document(1, "架空電池株式会社")))
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ippool.domain.canonical import canonical
from ippool.domain.paging import PageRequest
from ippool.domain.parties import Party
from ippool.domain.patents import Patent, TitleShare
from ippool.domain.review import ReviewItem, ReviewKind, ReviewOrder, ReviewState
from ippool.intake.sources import Source
from ippool.store.records import load
from ippool.usecases import review
from ippool.usecases.intake import ImportFiles, Report, import_files
from ippool.usecases.pool import Pool
from ippool.usecases.register import load_register
from ippool.usecases.review import ConfirmReview, RejectReview, TakeBackReview
from tests.conftest import OFFICER, now

_JPLATPAT = (
    *("文献番号", "出願番号", "出願日", "公知日", "発明の名称", "出願人/権利者", "FI", "公開番号", "公告番号", "登録番号"),
    *("審判番号", "その他", "ステージ", "イベント詳細", "文献URL"),
)
_LENS = (
    *("Lens ID", "Jurisdiction", "Publication Date", "Title", "Applicants", "Inventors", "Owners", "Display Key"),
    *("Application Number", "Application Date", "Priority Numbers", "Document Type", "Legal Status"),
)


def document(number: int, *owners: str, **changed: str) -> dict[str, str]:
    """Make a record of J-PlatPat: the laid-open application 特開2020-10000n. `changed` are cells by the words of the register."""
    names = {
        "title": "発明の名称",
        "filed": "出願日",
        "published": "公知日",
        "fi": "FI",
        "registration": "登録番号",
        "stage": "ステージ",
        "detail": "イベント詳細",
    }
    return {
        "文献番号": f"特開2020-{100000 + number}",
        "出願番号": f"特願2018-{200000 + number}",
        "出願日": "2018/12/20",
        "公知日": "2020/07/02",
        "発明の名称": f"架空の電池 {number}",
        "出願人/権利者": ",".join(owners),
        "FI": "H01M10/05",
        "公開番号": f"特開2020-{100000 + number}",
        **{names[name]: value for name, value in changed.items()},
    }


def lens_document(key: str, *applicants: str, **changed: str) -> dict[str, str]:
    """Make a record of the Lens under a number such as `US 2020/0100001 A1`."""
    names = {"priorities": "Priority Numbers", "application": "Application Number", "title": "Title", "owners": "Owners"}
    return {
        "Lens ID": "000-000-000-000-000",
        "Jurisdiction": key[:2],
        "Publication Date": "2020-07-02",
        "Title": "Imaginary battery",
        "Applicants": ";;".join(applicants),
        "Display Key": key,
        **{names[name]: value for name, value in changed.items()},
    }


def jplatpat(*documents: dict[str, str]) -> str:
    """Write a list of J-PlatPat."""
    return _table(_JPLATPAT, documents)


def lens(*documents: dict[str, str]) -> str:
    """Write a list of the Lens."""
    return _table(_LENS, documents)


def google(id: str, assignee: str, *, filed: str = "2018-12-20", published: str = "2020-07-02", granted: str = "") -> str:
    """Write what a search of Google Patents downloads, with one document."""
    return (
        "search URL:,https://patents.google.com/?q=x\n"
        "id,title,assignee,inventor/author,priority date,filing/creation date,publication date,grant date,result link\n"
        f"{id},架空の電池 1,{assignee},,,{filed},{published},{granted},\n"
    )


def conveyances(*records: tuple[list[str], list[str], str, str]) -> str:
    """Write recorded assignments of US patents: assignors, assignees, day of execution, number of the patent."""
    docs = [
        {
            "reelNo": "100",
            "frameNo": str(frame),
            "recordedDate": f"{executed}T04:00:00Z",
            "conveyanceText": "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).",
            "assignors": [{"patAssignorName": name, "patAssignorExDate": f"{executed}T04:00:00Z"} for name in assignors],
            "assignees": [{"patAssigneeName": name} for name in assignees],
            "properties": [{"applNum": None, "patNum": patent, "publNum": None, "pctNum": None}],
        }
        for frame, (assignors, assignees, executed, patent) in enumerate(records, 1)
    ]
    return json.dumps({"numFound": str(len(docs)), "docs": docs})


def _table(columns: tuple[str, ...], rows: tuple[dict[str, str], ...]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@dataclass
class Office:
    """The office at its register: bringing in files, and deciding what they leave open."""

    pool: Pool
    folder: Path
    keys: count[int] = field(default_factory=count)

    async def bring(self, format: str, content: str, *, of: date | None = None, lab: str | None = None) -> Report:
        """Import one file; `of` is the day of which it speaks."""
        path = self.folder / f"file-{next(self.keys)}"
        path.write_text(content, encoding="utf-8")
        command = ImportFiles(format, (Source(path, path.name),), lab=lab, source_date=of)
        return await import_files(self.pool.database, OFFICER, command, now())

    async def items(self, state: ReviewState | None = ReviewState.OPEN, kind: ReviewKind | None = None) -> tuple[ReviewItem, ...]:
        """Return the items in a state, by number."""
        page = await review.browse(
            self.pool, OFFICER, now(), request=PageRequest(100), order=ReviewOrder(), state=state, kind=kind, with_total=True
        )
        assert page.total == len(page.rows)
        return page.rows

    async def item(self, kind: ReviewKind) -> ReviewItem:
        """Return the one item that is open, which is of this kind."""
        (found,) = await self.items()
        assert found.kind is kind
        return found

    async def confirm(self, item: ReviewItem, **given: Any) -> ReviewItem:
        """Confirm an item."""
        command = ConfirmReview(f"key {next(self.keys)}", item.number, item.version, **given)
        return (await review.confirm_review(self.pool, OFFICER, now(), command)).record

    async def reject(self, item: ReviewItem) -> ReviewItem:
        """Reject an item."""
        command = RejectReview(f"key {next(self.keys)}", item.number, item.version, "not so")
        return (await review.reject_review(self.pool, OFFICER, now(), command)).record

    async def take_back(self, item: ReviewItem) -> ReviewItem:
        """Take back what was decided of an item."""
        command = TakeBackReview(f"key {next(self.keys)}", item.number, item.version, "too soon")
        return (await review.take_back_review(self.pool, OFFICER, now(), command)).record

    async def register(self) -> Counter[str]:
        """Return every record of the register, without versions and moments, nor ids of shares; and every legal status."""
        async with self.pool.database.read() as session:
            held = await load_register(session)
            spans = await session.execute(
                text("select patent_id, valid::text, status from legal_status_span where superseded_at is null")
            )
            found = Counter(_written(record) for record in held.records())
            return found + Counter(f"{row.patent_id} {row.status} {row.valid}" for row in spans)

    async def patent(self, number: int) -> Patent:
        """Return the patent of a document of J-PlatPat."""
        async with self.pool.database.read() as session:
            (found,) = await load(session, Patent, "r.publication_number = :number", number=f"JP:pub:2020:{100000 + number}:A")
            return found

    async def owners(self, patent: Patent) -> dict[str, tuple[date | None, date | None]]:
        """Return the owners a patent ever had, by the Japanese or English name of the party, with their days."""
        async with self.pool.database.read() as session:
            parties = {party.id: party for party in await load(session, Party)}
            shares = await load(session, TitleShare, "r.patent_id = :patent", patent=patent.id)
        named = [(parties[share.party].name.ja or parties[share.party].name.en, share.period) for share in shares]
        assert len({name for name, _ in named}) == len(named)
        return {name: (period.start, period.until) for name, period in named}

    async def parties(self) -> dict[str, Party]:
        """Return the parties by name."""
        async with self.pool.database.read() as session:
            return {party.name.ja or party.name.en: party for party in await load(session, Party)}


def _written(record: Any) -> str:
    left_out = {"version", "recorded_at"} | ({"id"} if isinstance(record, TitleShare) else set())
    content = {one.name: canonical(getattr(record, one.name)) for one in fields(record) if one.name not in left_out}
    return f"{type(record).__name__} {json.dumps(content, sort_keys=True, ensure_ascii=False)}"

"""J-PlatPat CSV: the list of domestic documents (特実_国内文献.csv) as J-PlatPat exports it, in three layouts.

UTF-8 with a byte order mark; abstracts with line breaks inside quotes and `<BR>` where a line of the gazette broke; FI symbols and
owners joined by commas. The layouts differ by the abstract (要約) and the stage of the proceedings (ステージ, イベント詳細).
The owners are those of today (出願人/権利者), and no share is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ippool.domain.names import OwnerName
from ippool.domain.numbers import NumberType, PatentNumber
from ippool.domain.patents import Classification, LegalStatus
from ippool.domain.words import Words
from ippool.intake.entries import Entry, PatentEntry, Reading, RecordRefused, RightKind, SourceEvent
from ippool.intake.facts import day, name, number, title
from ippool.intake.format import Format, Head
from ippool.intake.sources import Source
from ippool.intake.tables import Row, entries, rows

_COMMON = frozenset(
    {
        *("文献番号", "出願番号", "出願日", "公知日", "発明の名称", "出願人/権利者", "FI"),
        *("公開番号", "公告番号", "登録番号", "審判番号", "その他", "文献URL"),
    }
)


_STAGES: dict[tuple[str, str], LegalStatus | None] = {
    ("特許 有効", "*"): LegalStatus.GRANTED,
    ("登録 有効", "*"): LegalStatus.GRANTED,
    ("特許 消滅", "存続期間満了による特許権の消滅"): LegalStatus.EXPIRED,
    ("特許 消滅", "審判・異議による特許権の消滅"): LegalStatus.INVALIDATED,
    ("特許 消滅", "*"): LegalStatus.LAPSED,
    ("登録 消滅", "存続期間満了による実用新案権の消滅"): LegalStatus.EXPIRED,
    ("登録 消滅", "*"): LegalStatus.LAPSED,
    ("（出願の）却下・拒絶", "出願の取下げ"): LegalStatus.WITHDRAWN,
    ("（出願の）却下・拒絶", "出願のみなし取下げ"): LegalStatus.WITHDRAWN,
    ("（出願の）却下・拒絶", "出願の放棄"): LegalStatus.ABANDONED,
    ("（出願の）却下・拒絶", "*"): LegalStatus.REFUSED,
    ("審査中", "特許査定"): LegalStatus.ALLOWED,
    ("査定不服", "特許査定"): LegalStatus.ALLOWED,
    ("審査請求前", "*"): None,
    ("審査中", "*"): None,
    ("査定不服", "*"): None,
}
"""Stage and detail of J-PlatPat as a legal status; `*` is any other detail. None: pending or published, as its days say."""


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document of the list. Raises: FileRefused."""
    yield from entries(rows(source, reading, layouts=[_COMMON]), lambda row: _entry(row, reading), lambda row: row["文献番号"])


def _recognize(head: Head) -> Words | None:
    if set(head.columns()) >= _COMMON:
        return Words("J-PlatPat の国内文献一覧の見出しである。", "Its header is that of a J-PlatPat list of domestic documents.")
    return None


@dataclass(frozen=True, slots=True)
class _Numbers:
    application: PatentNumber | None
    publication: PatentNumber | None
    registration: PatentNumber | None
    international: PatentNumber | None


def _entry(row: Row, reading: Reading) -> PatentEntry:
    cited = row["文献番号"].strip()
    if not cited:
        raise RecordRefused("文献番号", "", Words("文献番号がない。", "There is no document number."))
    found = _numbers(row, reading)
    is_utility = any(
        one is not None and one.type.value.startswith("util") for one in (found.application, found.publication, found.registration)
    )
    owners = tuple(OwnerName(name(one, "出願人/権利者")) for one in _split(row["出願人/権利者"]))
    return PatentEntry(
        place=row.place,
        cited=cited,
        jurisdiction="JP",
        right=RightKind.UTILITY_MODEL if is_utility else RightKind.PATENT,
        application=found.application,
        publication=found.publication,
        registration=found.registration,
        international=found.international,
        title=Words(title(row["発明の名称"]), ""),
        abstract=Words(_abstract(row.get("要約")), ""),
        owners=owners,
        filed_on=day(row["出願日"], "出願日"),
        published_on=day(row["公知日"], "公知日"),
        classifications=tuple(Classification("FI", symbol) for symbol in _classes(row["FI"])),
        events=_events(row),
    )


def _numbers(row: Row, reading: Reading) -> _Numbers:
    """Read the numbers of a row: the document's own, the publication (a WO number for a 再表), the registration.

    A right published abroad first has the international publication as its 公開番号; the Japanese document is the 文献番号.
    """
    application = number(row["出願番号"], "出願番号", reading)
    if application is not None and application.type not in (NumberType.APP, NumberType.UTILAPP):
        raise RecordRefused("出願番号", row["出願番号"], Words("出願番号ではない。", "It is not an application number."))
    registration = number(row["登録番号"], "登録番号", reading)
    if registration is not None and registration.type not in (NumberType.REG, NumberType.UTILITY):
        raise RecordRefused("登録番号", row["登録番号"], Words("登録番号ではない。", "It is not a registration number."))
    document = number(row["文献番号"], "文献番号", reading)
    published = number(row["公開番号"], "公開番号", reading)
    international = published if published is not None and published.office == "WO" else None
    publication = published if international is None else None
    if document is not None:
        if document.type in (NumberType.REG, NumberType.UTILITY):
            registration = registration or document
        elif document.republication:
            publication = document
            international = international or replace(document, republication=False)
        else:
            publication = publication or document
    if publication is not None and publication.type in (NumberType.REG, NumberType.UTILITY):
        # A registered utility model is published by its registration: the same number stands in both columns.
        publication = None
    return _Numbers(application, publication, registration, international)


def _events(row: Row) -> tuple[SourceEvent, ...]:
    stage, detail = row.get("ステージ").strip(), row.get("イベント詳細").strip()
    if not stage:
        return ()
    if (stage, "*") not in _STAGES:
        raise RecordRefused("ステージ", stage, Words("知らないステージである。", "This stage is not known."))
    status = _STAGES.get((stage, detail), _STAGES[stage, "*"])
    return (SourceEvent(status, None, f"ステージ「{stage}」、{detail}" if detail else f"ステージ「{stage}」"),)


def _split(cell: str) -> Iterator[str]:
    """Split owners at commas; two that are written alike are one."""
    seen = set()
    for part in cell.split(","):
        plain = title(part)
        if plain and plain not in seen:
            seen.add(plain)
            yield plain


_FACET = re.compile(r"[0-9]{1,3}(?:@[A-Z])?|[A-Z]")


def _classes(cell: str) -> Iterator[str]:
    """Split FI symbols at commas: a subdivision (`B60W30/18,282`) belongs to the symbol before it."""
    symbol = ""
    for part in (part.strip() for part in cell.split(",")):
        if symbol and _FACET.fullmatch(part):
            symbol = f"{symbol},{part}"
            continue
        if symbol:
            yield symbol
        symbol = part
    if symbol:
        yield symbol


def _abstract(cell: str) -> str:
    """Return an abstract without its heading and the line breaks of the gazette."""
    text = re.sub(r"<BR\s*/?>", "", cell, flags=re.IGNORECASE)
    text = re.sub(r"^\s*\(57\)【要約】\s*", "", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


FORMAT = Format("jplatpat-csv", Words("J-PlatPat CSV", "J-PlatPat CSV"), "J-PlatPat", _recognize, read)

"""families.csv, patents.csv, disclosures.csv, titles.csv, lab_tags.csv, legal_events.csv and needs.csv."""

from __future__ import annotations

from datetime import date

from ippool.domain.form import IN_ORDER
from ippool.domain.labs import OpenLab
from ippool.domain.numbers import NumberType, from_canonical
from ippool.domain.numbers.number import APPLICATIONS, REGISTRATIONS
from ippool.domain.parties import Party
from ippool.domain.patents import (
    AcquiredBy,
    Classification,
    Disclosure,
    Family,
    LabTag,
    LegalEvent,
    LegalStatus,
    Need,
    Origin,
    Patent,
    PatentKind,
    ShareBasis,
    TitleShare,
    TitleState,
)
from ippool.intake.house.cells import NOBODY, Cells, joined, period_cells, shown, words_cells
from ippool.intake.house.folder import BadValue
from ippool.intake.house.layout import Codes, sheet

FAMILIES = sheet(
    Family,
    "families",
    "code title_ja title_en international_application international_publication",
    "code title_ja title_en",
    lambda cells: Family(
        NOBODY,
        cells.code(),
        cells.words("title"),
        cells.text("source"),
        _international(cells, "international_application", NumberType.APP),
        _international(cells, "international_publication", NumberType.PUB),
    ),
    lambda family, codes: {
        "code": family.code,
        **words_cells("title", family.title),
        "international_application": shown(family.international_application),
        "international_publication": shown(family.international_publication),
    },
    sparse="international_application international_publication",
)


def _international(cells: Cells, column: str, type: NumberType) -> str | None:
    canonical = cells.number(column)
    if canonical is None:
        return None
    number = from_canonical(canonical)
    if number.office != "WO" or number.type is not type:
        cells.fault(
            column, f"{canonical} は国際出願の番号ではない。", f"{canonical} is not such a number of an international application."
        )
    return canonical


def _read_patent(cells: Cells) -> Patent:
    days = {column: cells.day(column) for column in ("priority_on", "filed_on", "published_on", "registered_on", "expires_on")}
    _check_order(cells, days)
    return Patent(
        id=NOBODY,
        code=cells.code(),
        family=cells.the_ref("family", Family),
        jurisdiction=cells.country("jurisdiction"),
        title=cells.words("title"),
        abstract=cells.words("abstract", required=False),
        kind=cells.choice("kind", PatentKind, PatentKind.PATENT),
        application_number=_number(cells, "application_number"),
        publication_number=_number(cells, "publication_number"),
        registration_number=_number(cells, "registration_number"),
        filed_on=days["filed_on"],
        priority_on=days["priority_on"],
        published_on=days["published_on"],
        registered_on=days["registered_on"],
        expires_on=days["expires_on"],
        title_state=cells.choice("title_state", TitleState, TitleState.SETTLED),
        listed=cells.flag("listed", default=False),
        states=_states(cells),
        classifications=cells.classifications("classifications"),
        priorities=cells.numbers("priorities", APPLICATIONS),
        source=cells.text("source"),
    )


_NUMBERS = {
    "application_number": (APPLICATIONS, "出願番号", "an application number"),
    "publication_number": (frozenset(NumberType) - APPLICATIONS - REGISTRATIONS, "公開・公告番号", "a publication number"),
    "registration_number": (REGISTRATIONS, "登録番号", "a registration number"),
}
_ACROSS_BORDERS = frozenset({"WO", "EP"})
"""Offices whose numbers a national part may carry: an international application, a European patent."""


def _number(cells: Cells, column: str) -> str | None:
    canonical = cells.number(column)
    if canonical is None:
        return None
    number, (types, ja, en) = from_canonical(canonical), _NUMBERS[column]
    if number.type not in types:
        cells.fault(column, f"{canonical} は{ja}ではない。", f"{canonical} is not {en}.")
    elif number.office not in {cells.text("jurisdiction"), *_ACROSS_BORDERS}:
        of = cells.text("jurisdiction")
        cells.fault(column, f"{canonical} は {of} の番号ではない。", f"{canonical} is not a number of {of}.")
    return canonical


def _states(cells: Cells) -> frozenset[str]:
    if cells.text("states") and cells.text("jurisdiction") not in ("EP", ""):
        cells.fault("states", "指定国は欧州特許（EP）にだけ書く。", "Only a European patent (EP) has validated states.")
    return cells.countries("states")


def _check_order(cells: Cells, days: dict[str, date | None]) -> None:
    for earlier, later in IN_ORDER:
        first, second = days[earlier], days[later]
        if first is not None and second is not None and second < first:
            cells.fault(later, f"{earlier}（{first}）より前の日である。", f"The day is before {earlier}, {first}.")


def _classification_text(entry: Classification) -> str:
    text = f"{entry.scheme}:{entry.symbol}"
    if ";" in text or ":" in entry.scheme or not (entry.scheme and entry.symbol) or text != text.strip():
        raise BadValue(f"分類「{text}」は書き出せない。", f"The classification {text!r} would not come back as it is.")
    return text


def _write_patent(patent: Patent, codes: Codes) -> dict[str, str]:
    return {
        "code": patent.code,
        "family": codes[patent.family],
        "jurisdiction": patent.jurisdiction,
        **words_cells("title", patent.title),
        **words_cells("abstract", patent.abstract),
        "kind": patent.kind,
        "application_number": shown(patent.application_number),
        "publication_number": shown(patent.publication_number),
        "registration_number": shown(patent.registration_number),
        "filed_on": shown(patent.filed_on),
        "priority_on": shown(patent.priority_on),
        "published_on": shown(patent.published_on),
        "registered_on": shown(patent.registered_on),
        "expires_on": shown(patent.expires_on),
        "title_state": patent.title_state,
        "listed": shown(patent.listed),
        "states": joined(patent.states),
        "classifications": ";".join(map(_classification_text, patent.classifications)),
        "priorities": ";".join(sorted(patent.priorities)),
    }


PATENTS = sheet(
    Patent,
    "patents",
    "code family jurisdiction title_ja title_en abstract_ja abstract_en kind application_number publication_number "
    "registration_number filed_on priority_on published_on registered_on expires_on title_state listed states classifications "
    "priorities",
    "code family jurisdiction title_ja title_en",
    _read_patent,
    _write_patent,
    sparse="abstract_ja abstract_en priorities",
)


def _read_disclosure(cells: Cells) -> Disclosure:
    conceived, disclosed = cells.day("conceived_on"), cells.day("disclosed_on")
    if conceived is not None and disclosed is not None and disclosed < conceived:
        cells.fault("disclosed_on", "着想日より前に届け出ることはできない。", "It cannot be disclosed before it was conceived.")
    return Disclosure(
        id=NOBODY,
        number=cells.label("number"),
        family=cells.the_ref("family", Family),
        conceived_on=conceived,
        disclosed_on=disclosed,
        origin=cells.maybe_choice("origin", Origin),
        source=cells.text("source"),
    )


DISCLOSURES = sheet(
    Disclosure,
    "disclosures",
    "number family conceived_on disclosed_on origin",
    "number family",
    _read_disclosure,
    lambda disclosure, codes: {
        "number": disclosure.number,
        "family": codes[disclosure.family],
        "conceived_on": shown(disclosure.conceived_on),
        "disclosed_on": shown(disclosure.disclosed_on),
        "origin": shown(disclosure.origin),
    },
)


def _read_title(cells: Cells) -> TitleShare:
    share, basis = cells.fraction("share"), cells.the_choice("basis", ShareBasis)
    if share is not None and not 0 < share <= 1:
        cells.fault("share", "持分は 0 より大きく 1 以下である。", "A share is above 0 and at most 1.")
    if basis is ShareBasis.NOT_STIPULATED and cells.text("share"):
        cells.fault(
            "share",
            "定めのない持分（NOT_STIPULATED）に割合は書けない。",
            "A share that is not stipulated has no figure; leave it empty.",
        )
    if basis is not ShareBasis.NOT_STIPULATED and not cells.text("share"):
        cells.fault("share", f"{basis} には割合が要る。", f"{basis} needs a share.")
    return TitleShare(
        id=NOBODY,
        patent=cells.the_ref("patent", Patent),
        party=cells.the_ref("party", Party),
        share=share,
        basis=basis,
        period=cells.period(),
        acquired_by=cells.choice("acquired_by", AcquiredBy, AcquiredBy.INVENTION),
        disputed=cells.flag("disputed", default=False),
        source=cells.text("source"),
    )


TITLES = sheet(
    TitleShare,
    "titles",
    "patent party share basis from until acquired_by disputed",
    "patent party basis",
    _read_title,
    lambda title, codes: {
        "patent": codes[title.patent],
        "party": codes[title.party],
        "share": shown(title.share),
        "basis": title.basis,
        **period_cells(title.period),
        "acquired_by": title.acquired_by,
        "disputed": shown(title.disputed),
    },
)

LAB_TAGS = sheet(
    LabTag,
    "lab_tags",
    "patent lab from until",
    "patent lab",
    lambda cells: LabTag(
        NOBODY, cells.the_ref("patent", Patent), cells.the_ref("lab", OpenLab), cells.period(), cells.text("source")
    ),
    lambda tag, codes: {"patent": codes[tag.patent], "lab": codes[tag.lab], **period_cells(tag.period)},
)

LEGAL_EVENTS = sheet(
    LegalEvent,
    "legal_events",
    "patent status effective_on evidence",
    "patent status effective_on",
    lambda cells: LegalEvent(
        NOBODY,
        cells.the_ref("patent", Patent),
        cells.the_choice("status", LegalStatus),
        cells.the_day("effective_on"),
        cells.text("evidence"),
        cells.text("source"),
    ),
    lambda event, codes: {
        "patent": codes[event.patent],
        "status": event.status,
        "effective_on": shown(event.effective_on),
        "evidence": event.evidence,
    },
)

NEEDS = sheet(
    Need,
    "needs",
    "patent party from until evidence",
    "patent party",
    lambda cells: Need(
        NOBODY,
        cells.the_ref("patent", Patent),
        cells.the_ref("party", Party),
        cells.period(),
        cells.text("evidence"),
        cells.text("source"),
    ),
    lambda need, codes: {
        "patent": codes[need.patent],
        "party": codes[need.party],
        **period_cells(need.period),
        "evidence": need.evidence,
    },
)

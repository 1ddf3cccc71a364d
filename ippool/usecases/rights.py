"""Patents as they are kept: registering one, recording what became of it, putting it into a lab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ippool.domain.form import IN_ORDER
from ippool.domain.labs import OpenLab
from ippool.domain.numbers import NumberRefused, NumberType, PatentNumber, parse_number
from ippool.domain.patents import (
    Classification,
    Family,
    LabTag,
    LegalEvent,
    LegalStatus,
    Patent,
    PatentKind,
)
from ippool.domain.permissions import Actor
from ippool.domain.territories import EPC_STATES
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change
from ippool.store.statuses import lay_out
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, every_named, keep, named, patent_named, require_version
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.scheme_rules import Belonging, belongings, require_licenses_allowed, require_one_scheme


@dataclass(frozen=True, slots=True)
class Tagged:
    """A lab, by its code, and the days for which the patent belongs to it."""

    open_lab: str
    start: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterPatent:
    """What is asked for to register a patent. Numbers stand in any usual notation; `expires_on` is the last day in force."""

    idempotency_key: str
    code: str
    family: str
    jurisdiction: str
    title: Words
    abstract: Words = Words("", "")
    kind: PatentKind = PatentKind.PATENT
    application_number: str | None = None
    publication_number: str | None = None
    registration_number: str | None = None
    filed_on: date | None = None
    priority_on: date | None = None
    published_on: date | None = None
    registered_on: date | None = None
    expires_on: date | None = None
    states: tuple[str, ...] = ()
    classifications: tuple[Classification, ...] = ()
    open_labs: tuple[Tagged, ...] = ()
    source: str = ""


async def register_patent(
    pool: Pool, actor: Actor, moment: Moment, command: RegisterPatent, *, request_id: str | None = None
) -> Kept[Patent]:
    """Register one jurisdiction's right and the labs it belongs to; its owners are recorded with `record_title`.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, SchemeConflict, Conflict.
    """
    form, numbers, periods = _patent_form(command, moment)

    async def deciding(tx: Writing) -> Patent:
        family = await named(tx, Family, command.family, "family")
        labs = await every_named(tx, OpenLab, [one.open_lab for one in command.open_labs], "open_labs")
        patent = Patent(
            id=new_id(),
            code=command.code,
            family=family.id,
            jurisdiction=command.jurisdiction,
            title=command.title,
            abstract=command.abstract,
            kind=command.kind,
            application_number=numbers["application_number"],
            publication_number=numbers["publication_number"],
            registration_number=numbers["registration_number"],
            filed_on=command.filed_on,
            priority_on=command.priority_on,
            published_on=command.published_on,
            registered_on=command.registered_on,
            expires_on=command.expires_on,
            states=frozenset(command.states),
            classifications=command.classifications,
            source=command.source,
        )
        places = [Belonging(lab, period) for lab, period in zip(labs, periods, strict=True)]
        await require_one_scheme(tx, patent, places, "open_labs")
        await add(tx.connection, [patent])
        tags = [LabTag(new_id(), patent.id, place.lab.id, place.period, command.source) for place in places]
        await add(tx.connection, tags)
        await lay_out(tx, [patent.id])
        tx.record("patent:registered", patent)
        for tag in tags:
            tx.record("lab_tag:recorded", tag)
        return patent

    return await keep(pool, actor, command, "patent:registered", Patent, deciding, form=form, request_id=request_id)


def _patent_form(command: RegisterPatent, moment: Moment) -> tuple[Form, dict[str, str | None], list[Period]]:
    form = Form(command)
    form.code(command.code, "code")
    form.country(command.jurisdiction, "jurisdiction")
    form.words(command.title, "title")
    model = command.kind is PatentKind.UTILITY_MODEL
    kinds = {
        "application_number": (NumberType.UTILAPP,) if model else (NumberType.APP,),
        "publication_number": (NumberType.UTILPUB, NumberType.UTILKOKOKU) if model else (NumberType.PUB, NumberType.KOKOKU),
        "registration_number": (NumberType.UTILITY,) if model else (NumberType.REG,),
    }
    numbers = {name: _number(form, command, name, types, moment.today) for name, types in kinds.items()}
    for earlier, later in IN_ORDER:
        first, second = getattr(command, earlier), getattr(command, later)
        if first is not None and second is not None and second < first:
            form.fault((later,), f"それより前の段階の日（{first}）より前である。", f"The day is before the earlier one, {first}.")
    if command.states and command.jurisdiction != "EP":
        form.fault(("states",), "指定国は欧州特許（EP）にだけ書く。", "Only a European patent (EP) has validated states.")
    form.countries(command.states, "states")
    form.no_repeats(command.states, "states")
    for index, one in enumerate(command.classifications):
        text = f"{one.scheme}:{one.symbol}"
        if not (one.scheme.strip() and one.symbol.strip()) or ";" in text or ":" in one.scheme or text != text.strip():
            form.fault(
                ("classifications", str(index)),
                "IPC と H01M 10/05 のように、方式と記号を書く（コロン・セミコロンは使えない）。",
                "Write scheme and symbol, such as IPC and H01M 10/05, without colon or semicolon.",
            )
    form.no_repeats([one.open_lab for one in command.open_labs], "open_labs")
    periods = [form.period(one.start, one.until, "open_labs", str(index)) for index, one in enumerate(command.open_labs)]
    return form, numbers, periods


def _number(form: Form, command: RegisterPatent, field: str, types: Sequence[NumberType], today: date) -> str | None:
    text: str | None = getattr(command, field)
    if text is None:
        return None
    try:
        number = _read(text, types, today)
    except NumberRefused as refused:
        form.fault((field,), refused.message.ja, refused.message.en)
        return None
    offices = {command.jurisdiction, "WO", *(("EP",) if command.jurisdiction in EPC_STATES else ())}
    if number.jurisdiction not in offices:
        form.fault(
            (field,),
            f"{text} は {number.jurisdiction} の番号であり、{command.jurisdiction} の権利の番号ではない。",
            f"{text} is a number of {number.jurisdiction}, not of a right of {command.jurisdiction}.",
        )
    return number.canonical


def _read(text: str, types: Sequence[NumberType], today: date) -> PatentNumber:
    """Read a number as the first of the types that fits. Raises: NumberRefused, with what speaks against the first."""
    refusals: list[NumberRefused] = []
    for type in types:
        try:
            return parse_number(text, this_year=today.year, as_type=type)
        except NumberRefused as refused:
            refusals.append(refused)
    raise refusals[0]


@dataclass(frozen=True, slots=True)
class RecordLegalEvent:
    """What is asked for to record that a patent has a status from a day on; `expected_version` is the patent's."""

    idempotency_key: str
    patent: str
    status: LegalStatus
    effective_on: date
    expected_version: int
    evidence: str = ""
    source: str = ""


async def record_legal_event(
    pool: Pool, actor: Actor, moment: Moment, command: RecordLegalEvent, *, request_id: str | None = None
) -> Kept[LegalEvent]:
    """Record what became of a patent; its status over time is laid out anew.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, Conflict.
    """

    async def deciding(tx: Writing) -> LegalEvent:
        patent = await patent_named(tx, command.patent, moment, "patent")
        require_version(patent, command.expected_version)
        event = LegalEvent(new_id(), patent.id, command.status, command.effective_on, command.evidence, command.source)
        await add(tx.connection, [event])
        await change(tx.connection, patent, expected=patent.version)
        await lay_out(tx, [patent.id])
        tx.record("legal_event:recorded", event, patent=patent.code, patent_version=patent.version + 1)
        return event

    return await keep(pool, actor, command, "legal_event:recorded", LegalEvent, deciding, form=Form(command), request_id=request_id)


@dataclass(frozen=True, slots=True)
class TagPatent:
    """What is asked for to put a patent into a lab from a day on; `expected_version` is the patent's."""

    idempotency_key: str
    patent: str
    open_lab: str
    start: date
    expected_version: int
    until: date | None = None
    source: str = ""


async def tag_patent(
    pool: Pool, actor: Actor, moment: Moment, command: TagPatent, *, request_id: str | None = None
) -> Kept[LabTag]:
    """Put a patent into a lab: its terms are then those of that lab's arrangement too (I-18).

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, SchemeConflict, ExclusiveInOpenScheme, Conflict.
    """
    form = Form(command)
    period = form.period(command.start, command.until)

    async def deciding(tx: Writing) -> LabTag:
        patent = await patent_named(tx, command.patent, moment, "patent")
        lab = await named(tx, OpenLab, command.open_lab, "open_lab")
        require_version(patent, command.expected_version)
        new = Belonging(lab, period)
        await require_one_scheme(tx, patent, [*(await belongings(tx, [patent.id]))[patent.id], new], "open_lab")
        await require_licenses_allowed(tx, patent, [new], "open_lab")
        tag = LabTag(new_id(), patent.id, lab.id, period, command.source)
        await add(tx.connection, [tag])
        await change(tx.connection, patent, expected=patent.version)
        await lay_out(tx, [patent.id])
        tx.record("lab_tag:recorded", tag, patent=patent.code, patent_version=patent.version + 1)
        return tag

    return await keep(pool, actor, command, "lab_tag:recorded", LabTag, deciding, form=form, request_id=request_id)

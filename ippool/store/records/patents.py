"""Families, disclosures, patents and what is recorded about a patent, in their tables."""

from __future__ import annotations

from functools import lru_cache

from ippool.domain.numbers import lookup_of
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
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, day, fraction, period_from, span_of, uuid, words, words_values, written
from ippool.store.rows import DisclosureRow, FamilyRow, LabTagRow, LegalEventRow, NeedRow, PatentRow, TitleShareRow

FAMILY = Layout(
    Family,
    FamilyRow,
    lambda family: {
        "code": family.code,
        **words_values("title", family.title),
        "international_application": family.international_application,
        "international_publication": family.international_publication,
        "international": [
            lookup_of(number)
            for number in (family.international_application, family.international_publication)
            if number is not None
        ],
    },
    lambda row: Family(
        code=row["code"],
        title=words(row, "title"),
        international_application=row["international_application"],
        international_publication=row["international_publication"],
        **common(row),
    ),
)

DISCLOSURE = Layout(
    Disclosure,
    DisclosureRow,
    lambda disclosure: {
        "number": disclosure.number,
        "family_id": disclosure.family,
        "conceived_on": disclosure.conceived_on,
        "disclosed_on": disclosure.disclosed_on,
        "origin": disclosure.origin.value if disclosure.origin else None,
    },
    lambda row: Disclosure(
        number=row["number"],
        family=uuid(row["family_id"]),
        conceived_on=day(row["conceived_on"]),
        disclosed_on=day(row["disclosed_on"]),
        origin=Origin(row["origin"]) if row["origin"] else None,
        **common(row),
    ),
)


def lookups(patent: Patent) -> list[str]:
    """Return the forms under which a patent's numbers are found: canonical, without kind."""
    numbers = (patent.application_number, patent.publication_number, patent.registration_number)
    return [lookup_of(number) for number in numbers if number is not None]


def applications_of(patent: Patent) -> frozenset[str]:
    """Return the applications by which a patent's family is found, without kind: its own, and those whose priority it claims."""
    own = () if patent.application_number is None else (patent.application_number,)
    return frozenset(lookup_of(number) for number in (*own, *patent.priorities))


_symbol = lru_cache(maxsize=8192)(Classification)
# Patents of a field share their symbols.


def _read_patent(row: Json) -> Patent:
    return Patent(
        code=row["code"],
        family=uuid(row["family_id"]),
        jurisdiction=row["jurisdiction"],
        title=words(row, "title"),
        abstract=words(row, "abstract"),
        kind=PatentKind(row["kind"]),
        application_number=row["application_number"],
        publication_number=row["publication_number"],
        registration_number=row["registration_number"],
        filed_on=day(row["filed_on"]),
        priority_on=day(row["priority_on"]),
        published_on=day(row["published_on"]),
        registered_on=day(row["registered_on"]),
        expires_on=day(row["expires_on"]),
        title_state=TitleState(row["title_state"]),
        listed=row["listed"],
        states=frozenset(row["states"]),
        classifications=tuple([_symbol(one["scheme"], one["symbol"]) for one in row["classifications"]]),
        priorities=frozenset(row["priorities"]),
        **common(row),
    )


PATENT = Layout(
    Patent,
    PatentRow,
    lambda patent: {
        "code": patent.code,
        "family_id": patent.family,
        "jurisdiction": patent.jurisdiction,
        **words_values("title", patent.title),
        **words_values("abstract", patent.abstract),
        "kind": patent.kind.value,
        "application_number": patent.application_number,
        "publication_number": patent.publication_number,
        "registration_number": patent.registration_number,
        "lookups": lookups(patent),
        "filed_on": patent.filed_on,
        "priority_on": patent.priority_on,
        "published_on": patent.published_on,
        "registered_on": patent.registered_on,
        "expires_on": patent.expires_on,
        "title_state": patent.title_state.value,
        "listed": patent.listed,
        "states": sorted(patent.states),
        "classifications": [{"scheme": one.scheme, "symbol": one.symbol} for one in patent.classifications],
        "priorities": sorted(patent.priorities),
        "invention": sorted(applications_of(patent)),
    },
    _read_patent,
)

TITLE_SHARE = Layout(
    TitleShare,
    TitleShareRow,
    lambda title: {
        "patent_id": title.patent,
        "party_id": title.party,
        "share": written(title.share),
        "basis": title.basis.value,
        "valid": span_of(title.period),
        "acquired_by": title.acquired_by.value,
        "disputed": title.disputed,
    },
    lambda row: TitleShare(
        patent=uuid(row["patent_id"]),
        party=uuid(row["party_id"]),
        share=fraction(row["share"]),
        basis=ShareBasis(row["basis"]),
        period=period_from(row["valid"]),
        acquired_by=AcquiredBy(row["acquired_by"]),
        disputed=row["disputed"],
        **common(row),
    ),
)

LAB_TAG = Layout(
    LabTag,
    LabTagRow,
    lambda tag: {"patent_id": tag.patent, "lab_id": tag.lab, "valid": span_of(tag.period)},
    lambda row: LabTag(patent=uuid(row["patent_id"]), lab=uuid(row["lab_id"]), period=period_from(row["valid"]), **common(row)),
)


def _read_event(row: Json) -> LegalEvent:
    on = day(row["effective_on"])
    assert on is not None
    return LegalEvent(
        patent=uuid(row["patent_id"]),
        status=LegalStatus(row["status"]),
        effective_on=on,
        evidence=row["evidence"],
        **common(row),
    )


LEGAL_EVENT = Layout(
    LegalEvent,
    LegalEventRow,
    lambda event: {
        "patent_id": event.patent,
        "status": event.status.value,
        "effective_on": event.effective_on,
        "evidence": event.evidence,
    },
    _read_event,
)

NEED = Layout(
    Need,
    NeedRow,
    lambda need: {
        "patent_id": need.patent,
        "party_id": need.party,
        "valid": span_of(need.period),
        "evidence": need.evidence,
    },
    lambda row: Need(
        patent=uuid(row["patent_id"]),
        party=uuid(row["party_id"]),
        period=period_from(row["valid"]),
        evidence=row["evidence"],
        **common(row),
    ),
)

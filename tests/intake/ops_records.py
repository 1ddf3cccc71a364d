"""The answers of EPO OPS that tests read: the real ones by name, and small ones made of parts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ippool.domain.names import NameKind, OwnerName
from ippool.intake.entries import PatentEntry
from ippool.intake.epo_ops_xml import FORMAT
from tests.intake.us_records import canonical, entries, real, written

BIBLIO = "epo_ops_xml/get_biblio/response.xml"
BIBLIO_OF_THREE = "epo_ops_xml/get_biblio_multiple/response.xml"
BIBLIO_OF_2000 = "epo_ops_xml2/expected/ep1000000_biblio_result.xml"
FAMILY = "epo_ops_xml/get_family/response.xml"
FAMILY_OF_2000 = "epo_ops_xml2/fixtures/family_input.xml"
FAMILY_WITH_BIBLIO = "epo_ops_xml/get_family_with_biblio/response.xml"
LEGAL = "epo_ops_xml/get_legal/response.xml"
LEGAL_OF_US = "epo_ops_xml2/fixtures/example_3.xml"

NINE = OwnerName("9SOLUTIONS OY", ("9Solutions Oy",), "FI")


def patents(name: str) -> list[PatentEntry]:
    found = entries(FORMAT, real(name))
    assert all(isinstance(one, PatentEntry) for one in found)
    return [one for one in found if isinstance(one, PatentEntry)]


def person(name: str, *others: str) -> OwnerName:
    return OwnerName(name, others, "FI", NameKind.PERSON)


def spellings(owner: OwnerName) -> tuple[str, ...]:
    return owner.text, *owner.spellings


def told(entry: PatentEntry) -> Mapping[str, object]:
    """Tell the numbers and days of an entry, as far as it has them."""
    facts: dict[str, object] = {
        "app": canonical(entry.application),
        "pub": canonical(entry.publication),
        "reg": canonical(entry.registration),
        "filed": entry.filed_on and str(entry.filed_on),
        "priority": entry.priority_on and str(entry.priority_on),
        "published": entry.published_on and str(entry.published_on),
        "registered": entry.registered_on and str(entry.registered_on),
        "claims": [one.canonical for one in entry.priorities],
        "source": entry.source_date and str(entry.source_date),
    }
    return {key: value for key, value in facts.items() if value}


HEAD = '<?xml version="1.0"?><ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">'
END = "</ops:world-patent-data>"
APPLICATION = (
    "<application-reference><document-id document-id-type='docdb'><country>EP</country><doc-number>10167109</doc-number>"
    "<kind>A</kind><date>20100624</date></document-id></application-reference>"
)


def publication(country: str = "EP", digits: str = "2400812", kind: str = "A1", day: str = "20111228") -> str:
    return (
        f"<publication-reference><document-id document-id-type='docdb'><country>{country}</country>"
        f"<doc-number>{digits}</doc-number><kind>{kind}</kind><date>{day}</date></document-id></publication-reference>"
    )


def document(*inside: str, own: str | None = None, attributes: str = "country='EP' doc-number='2400812' kind='A1'") -> str:
    parts = "".join(inside)
    return (
        f"<exchange-documents><exchange-document {attributes}><bibliographic-data>{own or publication()}{parts}"
        "</bibliographic-data></exchange-document></exchange-documents>"
    )


def member(*inside: str, own: str | None = None) -> str:
    return f"<ops:patent-family><ops:family-member>{own or publication()}{''.join(inside)}</ops:family-member></ops:patent-family>"


def applicants(*names: tuple[str, int | str, str]) -> str:
    named = "".join(
        f"<applicant sequence='{sequence}' data-format='{form}'><applicant-name><name>{name}</name></applicant-name></applicant>"
        for form, sequence, name in names
    )
    return f"<parties><applicants>{named}</applicants></parties>"


def legal(code: str, told_on: str, *details: tuple[str, str], office: str = "EP") -> str:
    further = "".join(f"<ops:{tag} desc='{tag}'>{text}</ops:{tag}>" for tag, text in details)
    return (
        f"<ops:legal code='{code}' desc='X'><ops:L001EP>{office}</ops:L001EP><ops:L007EP>{told_on}</ops:L007EP>"
        f"<ops:L500EP>{further}</ops:L500EP></ops:legal>"
    )


def read_one(tmp_path: Path, *inside: str) -> PatentEntry:
    [found] = entries(FORMAT, written(tmp_path / "answer.xml", HEAD + "".join(inside) + END))
    assert isinstance(found, PatentEntry), found
    return found


def claim(form: str, digits: str, day: str, further: str = "") -> str:
    number = f"<doc-number>{digits}</doc-number><date>{day}</date>"
    return f"<priority-claim><document-id document-id-type='{form}'>{number}</document-id>{further}</priority-claim>"


def claims(*told: str) -> str:
    return f"<priority-claims>{''.join(told)}</priority-claims>"

"""A party that a file names for the first time: what can be said of it from its name alone.

Nothing is claimed that a name does not tell. The size is LARGE where it is not known, since that grants no reduction; a person in
the office corrects it.
"""

from __future__ import annotations

from uuid import UUID

from ippool.domain.names import NameKind, OwnerName, kind_of_name
from ippool.domain.names.writing import is_cjk
from ippool.domain.parties import Party, PartyKind, SizeClass
from ippool.domain.territories import UNKNOWN, is_known
from ippool.domain.words import Words

_UNIVERSITY = ("大学", "ユニバーシティ", "universit", "université", "대학교", "institute of technology", "工業高等専門学校")
_NO_UNIVERSITY = ("産学", "協力団", "株式会社", "산학협력단", "foundation", "hospital", "病院", " press", "出版会")
_PUBLIC = (
    *("国立研究開発法人", "独立行政法人", "地方独立行政法人", "研究機構", "国立", "科学技術庁", "ministry", "national institute"),
    *("national research", "fraunhofer", "max-planck", "centre national", "commissariat", "national aeronautics", "secretary of"),
)
_OF_A_COMPANY = ("株式会社", "有限会社", "合同会社", "co., ltd", "corp", "inc.", "gmbh", "주식회사", "(주)")


def newcomer(id: UUID, code: str, owner: OwnerName, source: str) -> Party:
    """Make the party that a name stands for."""
    kind = kind_of_owner(owner)
    known = owner.country if owner.country and is_known(owner.country) else UNKNOWN
    return Party(
        id=id,
        code=code,
        kind=kind,
        name=name_of_owner(owner),
        country=known,
        size=SizeClass.ACADEMIC if kind in (PartyKind.UNIVERSITY, PartyKind.PUBLIC_INST) else SizeClass.LARGE,
        corporate_number=owner.identifiers.corporate_number,
        ror=owner.identifiers.ror,
        source=source,
    )


def name_of_owner(owner: OwnerName) -> Words:
    """Return the name of a party in either script, as far as its source has it."""
    spellings = (owner.text, *owner.spellings)
    ja = next((name for name in spellings if not is_latin(name)), "")
    en = next((name for name in spellings if is_latin(name)), "")
    return Words(ja, en)


def kind_of_owner(owner: OwnerName) -> PartyKind:
    """Tell what a party is from its name: a person, a university, a public institute, else a company."""
    stated = owner.stated_kind or kind_of_name(owner.text, country=owner.country)
    if stated is NameKind.PERSON:
        return PartyKind.INDIVIDUAL
    # A university corporation (国立大学法人) is the university.
    text = " ".join((owner.text, *owner.spellings)).casefold().replace("university corporation", "university")
    if any(word in text for word in _OF_A_COMPANY):
        return PartyKind.COMPANY
    if any(word in text for word in _UNIVERSITY) and not any(word in text for word in _NO_UNIVERSITY):
        return PartyKind.UNIVERSITY
    if any(word in text for word in _PUBLIC):
        return PartyKind.PUBLIC_INST
    return PartyKind.COMPANY


def is_latin(text: str) -> bool:
    """Tell whether a text is written in Latin script; a Japanese name may have a part in Latin letters and is none."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter < "\u0250" or "\uff21" <= letter <= "\uff5a" for letter in letters)
    return 2 * latin > len(letters) and not any(map(is_cjk, letters))

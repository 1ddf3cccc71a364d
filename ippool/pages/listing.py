"""One patent as the page shows it, in a row of the list and whole: frozen, worded in one language, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ippool.domain.cards import RoyaltyBase
from ippool.domain.designation import number_of
from ippool.domain.numbers import NumberNotation, from_canonical
from ippool.domain.outcomes import OUTCOME_WORDS, Outcome
from ippool.domain.patents import ENDED, Ownership, Patent, PatentRecord, ShareBasis, TitleShare
from ippool.domain.terms import Determination
from ippool.domain.words import Language, Words
from ippool.pages import writing
from ippool.pages.asking import PageQuestion
from ippool.pages.naming import country, words_of
from ippool.usecases import terms as terms_use
from ippool.usecases.pool import View


@dataclass(frozen=True, slots=True)
class Told:
    """A text and the language it is in, which is not the page's where it does not exist in that one."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def told(words: Words, language: Language) -> Told:
    """Say a text in the page's language, or in the other one where it does not exist in it."""
    text = words.in_language(language)
    is_ja = (words.ja == text) if language is Language.JA else not words.en
    return Told(text, "ja" if is_ja else "en")


@dataclass(frozen=True, slots=True)
class OwnerShown:
    """An owner. `mark` says where its share is assumed or not stipulated; `share` is empty where it is not known."""

    name: Told
    code: str
    share: str
    mark: str
    held: str
    source: str


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """An outcome. `kind` names it to the stylesheet; `would_be` is empty but where consents are missing."""

    kind: str
    name: str
    would_be: str


@dataclass(frozen=True, slots=True)
class PatentRow:
    """A row of the list. `outcome` is None where there is no applicant, or no lab whose terms may be known."""

    address: str
    number: str
    title: Told
    jurisdiction: str
    owners: tuple[OwnerShown, ...]
    labs: tuple[Told, ...]
    status: str
    is_over: bool
    outcome: OutcomeShown | None
    price: str


@dataclass(frozen=True, slots=True)
class PatentShown:
    """One patent, whole: `numbers` and `days` are pairs of name and value, in order."""

    number: str
    title: Told
    other_title: Told | None
    jurisdiction: str
    kind: str
    status: str
    is_over: bool
    ownership: str
    ownership_class: str
    numbers: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    owners: tuple[OwnerShown, ...]
    labs: tuple[tuple[str, Told, str], ...]
    classifications: tuple[str, ...]
    family: str
    listed: bool
    source: str


def row_of(record: PatentRecord, view: View, question: PageQuestion) -> PatentRow:
    """Show a patent as a row, with the best package of the view's applicant."""
    language, patent = question.language, record.patent
    found = next(iter(terms_use.packages_shown(view, record)), None)
    status = record.status(view.on)
    return PatentRow(
        address=question.address(q=patent.code),
        number=number_of(patent),
        title=told(patent.title, language),
        jurisdiction=country(patent.jurisdiction).in_language(language),
        owners=_owners(record, view, language),
        labs=tuple(Told(lab.code, language.value.lower()) for lab in terms_use.labs_shown(view, record)),
        status=words_of(status).in_language(language),
        is_over=status in ENDED,
        outcome=outcome_shown(found, language) if found else None,
        price=price_in_short(found, language) if found else "",
    )


def patent_shown(record: PatentRecord, view: View, language: Language) -> PatentShown:
    """Show a patent whole, as of the view's day."""
    patent, on = record.patent, view.on
    status, title = record.status(on), told(patent.title, language)
    other = patent.title.en if title.language == "ja" else patent.title.ja
    labs = terms_use.labs_shown(view, record)
    return PatentShown(
        number=number_of(patent),
        title=title,
        other_title=Told(other, "en" if title.language == "ja" else "ja") if other else None,
        jurisdiction=country(patent.jurisdiction).in_language(language),
        kind=words_of(patent.kind).in_language(language),
        status=words_of(status).in_language(language),
        is_over=status in ENDED,
        ownership=_OWNERSHIP[record.ownership(on)].in_language(language),
        ownership_class=words_of(terms_use.class_of(view, record)).in_language(language),
        numbers=tuple((name.in_language(language), value) for name, value in _numbers(patent)),
        days=tuple((name.in_language(language), writing.day(value)) for name, value in _days(patent)),
        owners=_owners(record, view, language),
        labs=tuple((lab.code, told(lab.title, language), words_of(lab.scheme).in_language(language)) for lab in labs),
        classifications=tuple(f"{one.scheme} {one.symbol}" for one in patent.classifications),
        family=record.family.code,
        listed=patent.listed,
        source=patent.source,
    )


def outcome_shown(found: Determination, language: Language) -> OutcomeShown:
    """Show an outcome in words."""
    would_be = OUTCOME_WORDS[found.would_be].in_language(language) if found.would_be else ""
    return OutcomeShown(kind_of(found.outcome), OUTCOME_WORDS[found.outcome].in_language(language), would_be)


def kind_of(outcome: Outcome) -> str:
    """Name an outcome to the stylesheet."""
    return outcome.value.lower().replace("_", "-")


def price_in_short(found: Determination, language: Language) -> str:
    """Write what it costs in short: the first tier's rate and the upfront fee; empty where there is no price."""
    if found.royalty_free:
        return "¥0"
    price = found.price
    if price is None:
        return ""
    parts = []
    if price.tiers:
        more = "" if len(price.tiers) == 1 else Words("～", " …").in_language(language)
        unit = "" if price.base is RoyaltyBase.NET_SALES else Words("／個", " per unit").in_language(language)
        parts.append(f"{writing.rate_of(price.tiers[0], price.base, price.currency)}{unit}{more}")
    if price.upfront:
        parts.append(writing.money(price.upfront, price.currency))
    return " + ".join(parts)


_OWNERSHIP = {Ownership.SOLE: Words("単独", "one owner"), Ownership.JOINT: Words("共有", "co-owned")}


def _owners(record: PatentRecord, view: View, language: Language) -> tuple[OwnerShown, ...]:
    return tuple(_owner(title, view, language) for title in record.owners(view.on))


def _owner(title: TitleShare, view: View, language: Language) -> OwnerShown:
    party = view.reference.parties[title.party]
    return OwnerShown(
        name=told(party.name, language),
        code=party.code,
        share=writing.share(title.share).in_language(language) if title.share is not None else "",
        mark=_mark(title).in_language(language),
        held=writing.period(title.period),
        source=title.source,
    )


def _mark(title: TitleShare) -> Words:
    if title.basis is ShareBasis.STIPULATED:
        return Words("", "")
    if title.basis is ShareBasis.ASSUMED_EQUAL and title.share == 1:
        return Words("仮定", "assumed")
    return words_of(title.basis)


def _numbers(patent: Patent) -> tuple[tuple[Words, str], ...]:
    named = (
        (Words("登録番号", "Registration"), patent.registration_number),
        (Words("公開番号", "Publication"), patent.publication_number),
        (Words("出願番号", "Application"), patent.application_number),
    )
    written = (
        (name, from_canonical(number).in_notation(NumberNotation.OFFICE) or number) for name, number in named if number is not None
    )
    return (*written, (Words("登録簿のコード", "Code in the register"), patent.code))


def _days(patent: Patent) -> tuple[tuple[Words, date | None], ...]:
    return (
        (Words("優先日", "Priority"), patent.priority_on),
        (Words("出願日", "Filed"), patent.filed_on),
        (Words("公開日", "Published"), patent.published_on),
        (Words("登録日", "Registered"), patent.registered_on),
        (Words("存続期間の満了日", "Expires"), patent.expires_on),
    )

"""Whole registers as Hypothesis makes them: any text, any periods, every kind of record, and no fault that reading would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from ippool.domain.arrangements import Arrangement, Card, ConsentDemand, Exclusivity, Policies, Signatory, consents_by_signature
from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind, LicensedAct
from ippool.domain.form import fault_of_words
from ippool.domain.labs import Affiliate, Area, Center, LeftReason, Membership, OpenLab, PinRule, Scheme, cores_of_labs
from ippool.domain.licenses import EXCLUSIVE_TYPES, FrozenTerms, License, LicenseStatus, LicenseType, StatutoryLicense, TermsClass
from ippool.domain.parties import MemberKind, NameRelation, Party, PartyIdentifier, PartyKind, PartyName, SizeClass
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
from ippool.domain.rules import Tier
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.territories import UNKNOWN
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.house import DemoApplicant, Header, HouseFolder, HouseRecord, natural_key
from tests.intake.house import resolve

R = TypeVar("R", bound=HouseRecord)
Draw = Callable[[st.SearchStrategy[Any]], Any]
NOBODY = UUID(int=0)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    [
        "",
        "=1+1",
        'a "quote"',
        "two\nlines",
        "return\rfeed\r\n",
        " ends ",
        "コンマ、,",
        "\ufeff",
        "'''",
        '"""',
        "\\",
        "\x7f\x85\u2028",
    ]
)
words = st.builds(Words, texts, texts)
titles = words.filter(lambda found: fault_of_words(found) is None)
codes = st.text(st.sampled_from("ABCab09-_@.+\"',;=あ電😀"), min_size=1, max_size=6).filter(lambda code: not code.startswith("."))
labels = st.text(st.sampled_from("AB 0/-_号"), min_size=1, max_size=8).filter(lambda label: label == label.strip())
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
maybe_days = st.none() | days
countries = st.sampled_from(["JP", "US", "CN", "EP", "DE", "WO"])
country_sets = st.frozensets(countries, max_size=3)
fractions = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(9, 500), Fraction(1, 1000000), Fraction(10**12), Fraction(7, 2)])
decimals = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(1, 1024), Fraction(1)])
scopes = st.sampled_from([Beneficiaries.MEMBERS, Beneficiaries.MEMBERS_AND_THIRD_PARTIES])
currencies = st.sampled_from(["JPY", "USD", "KWD"])
# Made once: to make and to check a strategy anew for every draw takes longer than the draw.
some_text = texts.filter(bool)
maybe_some_text = st.none() | some_text
maybe_texts = st.none() | texts
maybe_fractions = st.none() | fractions
maybe_decimals = st.none() | decimals
origins = st.none() | st.sampled_from(Origin)
places = countries | st.just(UNKNOWN)
two_days = st.lists(days, min_size=2, max_size=2)
four_days = st.lists(days, min_size=4, max_size=4)
some_labels = st.lists(labels, max_size=3, unique=True)
milestones = st.lists(st.tuples(some_text, decimals), max_size=2)
priorities = st.frozensets(st.sampled_from(["JP:app:2019:100001", "GB:app:1999:02593"]), max_size=2)
symbols = st.lists(st.builds(Classification, st.just("FI"), st.just("B60K41/00,301@A")), max_size=2)
acts = st.frozensets(st.sampled_from(LicensedAct))
card_names = st.lists(st.sampled_from(["NONMEM", "MEMBER", "MEMBER:標準 [1]", 'MEMBER:a."b"']), unique=True, max_size=3)


@st.composite
def periods(draw: Draw) -> Period:
    start, until = draw(maybe_days), draw(maybe_days)
    return Period(start, until) if start is None or until is None or start < until else Period(start, None)


any_period = periods()
_international = st.tuples(st.sampled_from([None, "WO:app:JP2016:012345"]), st.sampled_from([None, "WO:pub:2016:123456"]))


def one_of(records: Sequence[Any]) -> st.SearchStrategy[UUID]:
    return st.sampled_from([record.id for record in records])


def some_of(records: Sequence[Any], least: int = 0) -> st.SearchStrategy[frozenset[UUID]]:
    return st.frozensets(one_of(records), min_size=least, max_size=2)


def keyed(records: Iterable[R], known: dict[UUID, str]) -> tuple[R, ...]:
    """Give every record the id of its natural key; of two with the same key the first stays."""
    found: dict[str, R] = {}
    for record in records:
        key = natural_key(record, known)
        found.setdefault(key, replace(record, id=resolve(type(record), key)))
    return tuple(found[key] for key in sorted(found))


def coded(draw: Draw, kind: type[R], least: int, most: int, make: Callable[[str], R]) -> tuple[R, ...]:
    return keyed([make(code) for code in draw(st.lists(codes, min_size=least, max_size=most, unique=True))], {})


@st.composite
def registers(draw: Draw) -> HouseFolder:
    """Draw a register of a few records of every kind."""
    parties = _parties(draw)
    cores = st.sampled_from([party.id for party in parties if party.kind is PartyKind.CORE])
    centers = coded(draw, Center, 1, 2, lambda code: Center(NOBODY, code, draw(titles), draw(cores), draw(texts)))
    labs = coded(draw, OpenLab, 1, 3, lambda code: _lab(draw, code, centers))
    families = coded(draw, Family, 1, 2, lambda code: Family(NOBODY, code, draw(titles), draw(texts), *draw(_international)))
    numbers = iter(range(100001, 100999))
    patents = coded(draw, Patent, 1, 4, lambda code: _patent(draw, code, families, next(numbers)))
    register = HouseFolder(
        header=Header(draw(words), draw(texts), tuple(DemoApplicant(party.code, draw(words)) for party in parties[:2])),
        parties=tuple(sorted(parties, key=lambda party: party.code)),
        centers=centers,
        labs=labs,
        families=families,
        patents=patents,
    )
    known = register.codes()
    tags = _tags(draw, patents, labs)
    arrangements = keyed([version for lab in labs for version in _versions(draw, lab, parties)], known)
    return replace(
        register,
        memberships=keyed(_memberships(draw, parties, labs, centers), known),
        affiliates=keyed(_affiliates(draw, parties, labs), known),
        arrangements=arrangements,
        disclosures=keyed(_disclosures(draw, families), known),
        titles=keyed([title for patent in patents for title in _titles(draw, patent, parties)], known),
        lab_tags=keyed(tags, known),
        legal_events=keyed(draw(st.lists(_events(patents), max_size=3)), known),
        consents=keyed(
            [
                *_signed(draw, arrangements, parties, cores_of_labs(centers, labs)),
                *_consents(draw, parties, labs, families, patents),
            ],
            known,
        ),
        licenses=keyed(_licenses(draw, parties, patents, tags, labs), known),
        statutory_licenses=keyed(draw(st.lists(_statutory(patents, parties), max_size=2)), known),
        needs=keyed(draw(st.lists(_needs(patents, parties), max_size=2)), known),
        party_names=keyed(draw(st.lists(_names(parties), max_size=2)), known),
        party_identifiers=keyed(draw(st.lists(_identifiers(parties), max_size=2)), known),
    )


def _parties(draw: Draw) -> tuple[Party, ...]:
    found: list[Party] = []
    for position, code in enumerate(draw(st.lists(codes, min_size=2, max_size=4, unique=True))):
        merged = found[0].id if position > 1 and draw(st.booleans()) else None
        party = Party(
            id=resolve(Party, code),
            code=code,
            kind=draw(st.sampled_from(PartyKind)) if position else PartyKind.CORE,
            name=draw(titles),
            country=draw(places),
            size=draw(st.sampled_from(SizeClass)),
            corporate_number="7123456789012" if position == 1 else None,
            ror="https://ror.org/026v1ze26" if position == 1 else None,
            merged_into=merged,
            merged_on=draw(days) if merged else None,
            same_as=found[0].id if position > 1 and draw(st.booleans()) else None,
            source=draw(texts),
        )
        found.append(party)
    return tuple(found)


def _lab(draw: Draw, code: str, centers: Sequence[Center]) -> OpenLab:
    return OpenLab(
        NOBODY,
        code,
        draw(titles),
        draw(st.sampled_from(Scheme)),
        draw(one_of(centers)),
        draw(any_period),
        draw(st.sampled_from(PinRule)),
        draw(st.sampled_from(Area)),
        source=draw(texts),
    )


def _patent(draw: Draw, code: str, families: Sequence[Family], number: int) -> Patent:
    filed, published, registered, expires = sorted(draw(four_days))
    jurisdiction = draw(countries)
    return Patent(
        id=NOBODY,
        code=code,
        family=draw(one_of(families)),
        jurisdiction=jurisdiction,
        title=draw(titles),
        abstract=draw(words),
        kind=draw(st.sampled_from(PatentKind)),
        application_number=f"JP:app:2020:{number}" if jurisdiction == "JP" and draw(st.booleans()) else None,
        publication_number=f"JP:pub:2021:{number}:A" if jurisdiction == "JP" and draw(st.booleans()) else None,
        registration_number=f"US:reg:{number + 9000000}" if jurisdiction == "US" and draw(st.booleans()) else None,
        filed_on=draw(st.sampled_from([None, filed])),
        published_on=draw(st.sampled_from([None, published])),
        registered_on=draw(st.sampled_from([None, registered])),
        expires_on=draw(st.sampled_from([None, expires])),
        title_state=draw(st.sampled_from(TitleState)),
        listed=draw(st.booleans()),
        states=draw(country_sets) if jurisdiction == "EP" else frozenset(),
        classifications=tuple(draw(symbols)),
        priorities=draw(priorities),
        source=draw(texts),
    )


def _memberships(draw: Draw, parties: Sequence[Party], labs: Sequence[OpenLab], centers: Sequence[Center]) -> Iterable[Membership]:
    for party in parties:
        of = draw(one_of([*labs, *centers]))
        start = draw(days)
        until = draw(st.none() | st.just(start + timedelta(days=400)))
        lab, center = (None, of) if of in {center.id for center in centers} else (of, None)
        tier = draw(some_text)
        first = Membership(NOBODY, party.id, lab, center, tier, Period(start, until), None, draw(maybe_days), source=draw(texts))
        if until is None:
            yield first
        else:
            yield replace(first, left_reason=draw(st.sampled_from(LeftReason)))
            yield replace(first, period=Period(until, None), suspended_since=draw(maybe_days), buy_in_paid_on=draw(maybe_days))


def _affiliates(draw: Draw, parties: Sequence[Party], labs: Sequence[OpenLab]) -> Iterable[Affiliate]:
    for parent, subsidiary in pairwise(parties):
        if draw(st.booleans()):
            control = draw(st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(51, 100)]))
            yield Affiliate(NOBODY, parent.id, subsidiary.id, control, draw(some_of(labs)), draw(any_period), draw(texts))


def _disclosures(draw: Draw, families: Sequence[Family]) -> Iterable[Disclosure]:
    for position, family in enumerate(families):
        conceived, disclosed = sorted(draw(two_days))
        if draw(st.booleans()):
            number = f"{draw(labels)}{position}"
            origin = draw(origins)
            conceived_on, disclosed_on = draw(st.sampled_from([None, conceived])), draw(st.sampled_from([None, disclosed]))
            yield Disclosure(NOBODY, number, family.id, conceived_on, disclosed_on, origin, draw(texts))


def _titles(draw: Draw, patent: Patent, parties: Sequence[Party]) -> Iterable[TitleShare]:
    owners = draw(st.lists(st.sampled_from(parties), unique_by=lambda party: party.id, max_size=3))
    basis, period = draw(st.sampled_from(ShareBasis)), draw(any_period)
    for owner in owners:
        share = None if basis is ShareBasis.NOT_STIPULATED else Fraction(1, len(owners))
        acquired = draw(st.sampled_from(AcquiredBy))
        yield TitleShare(NOBODY, patent.id, owner.id, share, basis, period, acquired, draw(st.booleans()), draw(texts))


def _tags(draw: Draw, patents: Sequence[Patent], labs: Sequence[OpenLab]) -> tuple[LabTag, ...]:
    found = []
    for patent in patents:
        scheme = draw(st.sampled_from(Scheme))
        for lab in labs:
            if lab.scheme is scheme and draw(st.booleans()):
                found.append(LabTag(NOBODY, patent.id, lab.id, draw(any_period), draw(texts)))
    known = {patent.id: patent.code for patent in patents} | {lab.id: lab.code for lab in labs}
    return keyed(found, known)


def _events(patents: Sequence[Patent]) -> st.SearchStrategy[LegalEvent]:
    return st.builds(LegalEvent, st.just(NOBODY), one_of(patents), st.sampled_from(LegalStatus), days, texts, texts)


def _statutory(patents: Sequence[Patent], parties: Sequence[Party]) -> st.SearchStrategy[StatutoryLicense]:
    nobody = st.just(NOBODY)
    return st.builds(StatutoryLicense, nobody, one_of(patents), one_of(parties), labels, texts, st.booleans(), any_period, texts)


def _names(parties: Sequence[Party]) -> st.SearchStrategy[PartyName]:
    return st.builds(PartyName, st.just(NOBODY), one_of(parties), labels, st.sampled_from(NameRelation), texts)


def _identifiers(parties: Sequence[Party]) -> st.SearchStrategy[PartyIdentifier]:
    return st.builds(PartyIdentifier, st.just(NOBODY), one_of(parties), labels, labels, texts)


def _needs(patents: Sequence[Patent], parties: Sequence[Party]) -> st.SearchStrategy[Need]:
    return st.builds(Need, st.just(NOBODY), one_of(patents), one_of(parties), any_period, texts, texts)


def _consents(
    draw: Draw, parties: Sequence[Party], labs: Sequence[OpenLab], families: Sequence[Family], patents: Sequence[Patent]
) -> Iterable[Consent]:
    about: dict[AboutKind, Sequence[Any]] = {AboutKind.LAB: labs, AboutKind.FAMILY: families, AboutKind.PATENT: patents}
    for label in draw(some_labels):
        kind, beneficiaries = draw(st.sampled_from(AboutKind)), draw(st.sampled_from(Beneficiaries))
        yield Consent(
            id=NOBODY,
            code=label,
            giver=draw(one_of(parties)),
            about=kind,
            about_id=draw(one_of(about[kind])),
            kind=draw(st.sampled_from(ConsentKind)),
            beneficiaries=beneficiaries,
            named=draw(some_of(parties, least=1)) if beneficiaries is Beneficiaries.NAMED else frozenset(),
            acts=draw(acts),
            jurisdictions=draw(country_sets),
            period=draw(any_period),
            revocable=draw(st.booleans()),
            survives_exit=draw(st.booleans()),
            evidence=draw(texts),
            source=draw(texts),
        )


def _licenses(
    draw: Draw, parties: Sequence[Party], patents: Sequence[Patent], tags: Sequence[LabTag], labs: Sequence[OpenLab]
) -> Iterable[License]:
    opened = {tag.patent for tag in tags if any(lab.id == tag.lab and lab.scheme is Scheme.OPEN for lab in labs)}
    for label in draw(some_labels):
        on = draw(some_of(patents, least=1))
        kinds = [kind for kind in LicenseType if kind not in EXCLUSIVE_TYPES or not on & opened]
        yield License(
            id=NOBODY,
            number=label,
            license_type=draw(st.sampled_from(kinds)),
            licensee=draw(one_of(parties)),
            patents=on,
            field_of_use=draw(maybe_some_text),
            territory=draw(country_sets),
            period=draw(any_period),
            status=draw(st.sampled_from(LicenseStatus)),
            terms=FrozenTerms(
                draw(st.sampled_from(TermsClass)),
                draw(maybe_fractions),
                draw(maybe_fractions),
                draw(maybe_fractions),
                draw(currencies),
            ),
            source=draw(texts),
        )


def _versions(draw: Draw, lab: OpenLab, parties: Sequence[Party]) -> Iterable[Arrangement]:
    change = draw(days)
    spans = draw(st.sampled_from([(), (Period(None, change),), (Period(None, change), Period(change, None))]))
    for number, period in enumerate(spans, start=1):
        yield _version(draw, lab, number, period, parties)


def _version(draw: Draw, lab: OpenLab, number: int, period: Period, parties: Sequence[Party]) -> Arrangement:
    closed = lab.scheme is Scheme.CLOSED
    signing = draw(st.lists(st.sampled_from(parties), unique_by=lambda party: party.id, max_size=2))
    names = draw(card_names)
    exclusive = Exclusivity(LicenseType.EXCLUSIVE, draw(st.integers(0, 9999)), draw(maybe_texts))
    return Arrangement(
        id=NOBODY,
        lab=lab.id,
        lab_code=lab.code,
        version_number=number,
        in_force=period,
        scheme=lab.scheme,
        cards=tuple(_card(draw, name) for name in names),
        policies=Policies(
            applies_to_pinned=draw(st.booleans()),
            quote_days=draw(st.integers(0, 9999)),
            buy_in_amount=draw(maybe_fractions),
            affiliate_threshold=draw(decimals),
            option_allowed=closed and draw(st.booleans()),
        ),
        consent=ConsentDemand(blanket_required=draw(st.booleans()), scope=draw(scopes)),
        exclusivity=exclusive if closed else Exclusivity(),
        rows=tuple(draw(_row_lists)),
        adjustments=draw(_some_adjustments),
        signatories=tuple(Signatory(party.id, draw(days)) for party in signing),
        title=draw(words),
        source=draw(texts),
    )


def _card(draw: Draw, code: str) -> Card:
    minimum = draw(decimals)
    return Card(
        code=code,
        upfront=draw(decimals) * 1000000,
        tiers=(Tier(Fraction(0), draw(decimals)), Tier(Fraction(100), draw(decimals)))[: draw(st.integers(1, 2))],
        minimum=minimum,
        cap=draw(st.sampled_from([None, minimum + 5])),
        currency=draw(currencies),
        pre_grant_factor=draw(maybe_decimals),
        milestones=tuple(draw(milestones)),
    )


def _rows() -> st.SearchStrategy[Row]:
    standings = st.sampled_from([Standing.LAB_MEMBER, Standing.CENTER_MEMBER, Standing.NON_MEMBER])
    cells = st.sampled_from([Cell.NONMEM, Cell.REFUSE, Cell.NEGOTIATE])
    kinds = st.frozensets(st.sampled_from(MemberKind))
    return st.builds(Row, cells, st.frozensets(standings, min_size=1), st.just(frozenset()), kinds, texts)


def _adjustments() -> st.SearchStrategy[dict[str, Any]]:
    tables = st.dictionaries(st.sampled_from(["JP", "a.b", "標準", 'x "y"']), decimals, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "small-company-factor": decimals,
            "early-bird-until": days,
            "member-tier-factors": tables.map(lambda found: tuple(found.items())),
            "volume-tiers-members": st.just((Tier(Fraction(0), Fraction(1, 50)), Tier(Fraction(10**9), Fraction(1, 100)))),
        },
    )


_row_lists = st.lists(_rows(), max_size=2)
_some_adjustments = _adjustments()


def _signed(
    draw: Draw, arrangements: Sequence[Arrangement], parties: Sequence[Party], cores: Mapping[UUID, frozenset[UUID]]
) -> Iterable[Consent]:
    """Signing makes consents, and a register has them; here and there one was revoked afterwards."""
    known = {party.id: party.code for party in parties}
    for arrangement in arrangements:
        core = cores[arrangement.lab]
        for consent in consents_by_signature(arrangement, id_of=lambda _: NOBODY, core=core, code_of=known.__getitem__):
            revoked = Period(consent.period.start, date(2150, 1, 1))
            yield replace(consent, revocable=True, period=revoked) if draw(st.booleans()) else consent


def content(register: HouseFolder) -> dict[str, Any]:
    """Return everything a register says, in the order of natural keys; arrangements with all their fields (`==` goes by digest)."""
    known = register.codes()
    found: dict[str, Any] = {"header": register.header, "findings": register.findings}
    for one in fields(register):
        if one.name not in found:
            records = sorted(getattr(register, one.name), key=lambda record: natural_key(record, known))
            found[one.name] = [_said(record) if isinstance(record, Arrangement) else record for record in records]
    return found


def _said(arrangement: Arrangement) -> dict[str, Any]:
    return {part.name: getattr(arrangement, part.name) for part in fields(arrangement)}

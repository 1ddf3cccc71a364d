"""Random patents of a pool: titles over time, tags, legal status, disclosures, consents, licenses, needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.consents import ALL_ACTS, AboutKind, Beneficiaries, Consent, ConsentKind, LicensedAct
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, FrozenTerms, License, LicenseStatus, LicenseType, StatutoryLicense, TermsClass
from ippool.domain.parties import Party
from ippool.domain.patents import (
    AcquiredBy,
    Disclosure,
    Family,
    LabTag,
    LegalEvent,
    LegalStatus,
    Need,
    Origin,
    Patent,
    PatentKind,
    PatentRecord,
    ShareBasis,
    TitleShare,
    TitleState,
)
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from tests.builders import id_of
from tests.second.random_organizations import ONE_DAY, Dice, Organizations

PLACES = ("JP",) * 8 + ("US",) * 4 + ("EP",) * 5 + ("CN", "CN", "KR", "KR", "DE", "DE", "DE", "FR", "FR", "FR", "WO")


def families(dice: Dice, around: Organizations, count: int) -> list[PatentRecord]:
    """Throw `count` patents, in families of one to three."""
    found: list[PatentRecord] = []
    while len(found) < count:
        found += _family(dice, around, f"{len(found):03}")
    return found[:count]


def _family(dice: Dice, around: Organizations, code: str) -> Iterable[PatentRecord]:
    family = Family(id_of("family", code), f"F-{code}", Words("発明", f"Invention {code}"))
    disclosure = _disclosure(dice, family) if dice.chance(0.75) else None
    about = list(_consents(dice, around, AboutKind.FAMILY, family.code, family.id, 0.4))
    for place in dict.fromkeys(dice.one(PLACES) for _ in range(dice.one((1, 1, 2, 3)))):
        yield _record(dice, around, family, disclosure, f"{place}-{code}", place, about)


def _disclosure(dice: Dice, family: Family) -> Disclosure:
    conceived = dice.early() if dice.chance(0.7) else None
    disclosed = None
    if dice.chance(0.7):
        disclosed = dice.early() if conceived is None or dice.chance(0.3) else conceived + ONE_DAY * dice.one((0, 20))
        if conceived is not None and disclosed < conceived:
            disclosed = conceived
    origins = (Origin.FOREGROUND, Origin.FOREGROUND, Origin.FOREGROUND, None, None, Origin.BACKGROUND, Origin.SIDEGROUND)
    return Disclosure(id_of("disclosure", family.code), f"D-{family.code}", family.id, conceived, disclosed, dice.one(origins))


def _record(
    dice: Dice, around: Organizations, family: Family, disclosure: Disclosure | None, code: str, place: str, about: list[Consent]
) -> PatentRecord:
    patent = _patent(dice, family, disclosure, code, place)
    tags = tuple(_tags(dice, around, patent))
    titles = tuple(_titles(dice, around, patent, tags))
    return PatentRecord(
        patent=patent,
        family=family,
        disclosure=disclosure,
        titles=titles,
        tags=tags,
        events=tuple(_events(dice, patent)),
        consents=(*about, *_consents(dice, around, AboutKind.PATENT, code, patent.id, 0.5, [title.party for title in titles])),
        licenses=tuple(_licenses(dice, around, patent, tags)),
        statutory=tuple(_statutory(dice, around, patent)),
        needs=tuple(_needs(dice, around, patent)),
    )


def _patent(dice: Dice, family: Family, disclosure: Disclosure | None, code: str, place: str) -> Patent:
    earliest = disclosure.conceived_on if disclosure and disclosure.conceived_on and dice.chance(0.7) else None
    filed = dice.early(earliest) if dice.chance(0.95) else None
    published = registered = expires = priority = None
    if filed is not None:
        priority = filed - ONE_DAY * dice.one((1, 90, 365)) if dice.chance(0.3) else None
        published = dice.day(filed) if dice.chance(0.75) else None
        registered = dice.day(filed) if dice.chance(0.6) else None
        if registered is not None:
            expires = dice.day(registered) if dice.chance(0.2) else date(2045, 1, 1) if dice.chance(0.7) else None
    states = frozenset(dice.random.sample(("DE", "FR", "GB", "IT"), dice.one((1, 1, 2, 3)))) if dice.chance(0.7) else frozenset()
    return Patent(
        id_of("patent", code),
        code,
        family.id,
        place,
        family.title,
        kind=PatentKind.UTILITY_MODEL if place in ("JP", "CN", "DE") and dice.chance(0.12) else PatentKind.PATENT,
        filed_on=filed,
        priority_on=priority,
        published_on=published,
        registered_on=registered,
        expires_on=expires,
        title_state=TitleState.OPEN if dice.chance(0.03) else TitleState.SETTLED,
        states=states if place == "EP" else frozenset(),
    )


def _events(dice: Dice, patent: Patent) -> Iterable[LegalEvent]:
    """Give a right an end, a grace period or a restoration; each on a day of its own."""
    taken: set[date] = {day for day in (patent.filed_on, patent.published_on, patent.registered_on, patent.expires_on) if day}
    if patent.expires_on:
        taken.add(patent.expires_on + ONE_DAY)

    def event(status: LegalStatus, after: date) -> Iterable[LegalEvent]:
        day = dice.day(after)
        while day in taken:
            day += ONE_DAY
        taken.add(day)
        yield LegalEvent(id_of("event", f"{patent.code}/{status}/{day}"), patent.id, status, day)

    if patent.registered_on is not None:
        if dice.chance(0.15):
            yield from event(LegalStatus.GRACE, patent.registered_on)
        if dice.chance(0.2):
            ended = list(
                event(dice.one((LegalStatus.LAPSED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED)), patent.registered_on)
            )
            yield from ended
            restored = list(event(LegalStatus.GRANTED, ended[0].effective_on))
            if dice.chance(0.3) and (patent.expires_on is None or restored[0].effective_on <= patent.expires_on):
                yield from restored
    elif patent.filed_on is not None and dice.chance(0.4):
        yield from event(dice.one((LegalStatus.ALLOWED, LegalStatus.REFUSED, LegalStatus.WITHDRAWN)), patent.filed_on)


def _exclusive_labs(around: Organizations) -> set[UUID]:
    return {version.lab for version in around.arrangements if version.exclusivity.license_type in EXCLUSIVE_TYPES}


def _tags(dice: Dice, around: Organizations, patent: Patent) -> Iterable[LabTag]:
    """Tag a patent to up to three labs; an exclusive closed lab stands alone or with closed ones (I-18)."""
    labs: list[OpenLab] = []
    exclusive = _exclusive_labs(around)
    for lab in dice.random.sample(around.labs, dice.one((0, *(1,) * 10, *(2,) * 6, 3, 3, 3))):
        mixed = [*labs, lab]
        if not any(one.scheme is Scheme.OPEN for one in mixed) or not any(one.id in exclusive for one in mixed):
            labs.append(lab)
    for lab in labs:
        periods = dice.stays(2, open_start=0.5, open_end=0.6) if dice.chance(0.25) else [Period(None, None)]
        for period in periods:
            yield LabTag(id_of("tag", f"{patent.code}/{lab.code}/{period.start}"), patent.id, lab.id, period)


def _shares(dice: Dice, count: int) -> tuple[ShareBasis, list[Fraction | None]]:
    basis = dice.one((ShareBasis.STIPULATED, ShareBasis.STIPULATED, ShareBasis.ASSUMED_EQUAL, ShareBasis.NOT_STIPULATED))
    if basis is ShareBasis.NOT_STIPULATED:
        return basis, [None] * count
    parts = [1] * count if basis is ShareBasis.ASSUMED_EQUAL else [dice.random.randint(1, 5) for _ in range(count)]
    whole = sum(parts) + (1 if dice.chance(0.02) else 0)
    return basis, [Fraction(part, whole) for part in parts]


def _core_of(around: Organizations, tags: Sequence[LabTag]) -> Party:
    """Return the core institution of the first lab, as it was before any merger."""
    centers = {lab.id: lab.center for lab in around.labs}
    center = centers[tags[0].lab] if tags else around.centers[0].id
    core = next(one.core for one in around.centers if one.id == center)
    return next(party for party in around.parties if party.id == core)


def _titles(dice: Dice, around: Organizations, patent: Patent, tags: Sequence[LabTag]) -> Iterable[TitleShare]:
    """Give a patent owners for one span or several spans, with now and then a share whose holder was merged away."""
    core = _core_of(around, tags)
    others = [party for party in around.parties if party != core]
    merged = [party for party in others if party.merged_into]
    owners = [core] if dice.chance(0.9) else []
    members = {membership.party for membership in around.memberships if membership.lab in {tag.lab for tag in tags[:1]}}
    near = [party for party in others if party.id in members]
    for _ in range(dice.one((0, 0, 1, 1, 1, 2)) if owners else dice.one((1, 1, 2))):
        owners.append(dice.one(near) if near and dice.chance(0.6) else dice.one(others))
    owners = list(dict.fromkeys(owners))
    if merged and dice.chance(0.2):
        owners = list(dict.fromkeys([*owners[:1], dice.one(merged)]))
    bounds: list[date | None] = [None if dice.chance(0.95) else dice.early()]
    while len(bounds) < 3 and dice.chance(0.35):
        bounds.append(dice.day(bounds[-1]))
    for place, start in enumerate(bounds):
        until = bounds[place + 1] if place + 1 < len(bounds) else None
        basis, figures = _shares(dice, len(owners))
        odd = dice.chance(0.02)
        for number, (owner, figure) in enumerate(zip(owners, figures, strict=True)):
            assumed = odd and number == 0 and basis is ShareBasis.STIPULATED
            yield TitleShare(
                id_of("title", f"{patent.code}/{owner.code}/{start}"),
                patent.id,
                owner.id,
                figure,
                ShareBasis.ASSUMED_EQUAL if assumed else basis,
                Period(start, until),
                AcquiredBy.INVENTION if place == 0 and dice.chance(0.7) else _acquired(dice),
                disputed=dice.chance(0.015),
            )
        owners = _next_owners(dice, owners, others, around.parties)


def _acquired(dice: Dice) -> AcquiredBy:
    return dice.one((AcquiredBy.ASSIGNMENT, AcquiredBy.GENERAL_SUCCESSION, AcquiredBy.GENERAL_SUCCESSION))


def _next_owners(dice: Dice, owners: list[Party], others: Sequence[Party], parties: Sequence[Party]) -> list[Party]:
    """Put another in the place of one owner: its general successor where it has one, or anybody."""
    by_id = {party.id: party for party in parties}
    place = dice.random.randrange(len(owners))
    heir = owners[place].merged_into
    new = by_id[heir] if heir is not None and dice.chance(0.7) else dice.one(others)
    return list(dict.fromkeys([*owners[:place], new, *owners[place + 1 :]]))


def _consents(
    dice: Dice,
    around: Organizations,
    about: AboutKind,
    code: str,
    about_id: UUID,
    part: float,
    givers: Sequence[UUID] = (),
) -> Iterable[Consent]:
    if not dice.chance(part):
        return
    by_id = {party.id: party for party in around.parties}
    known = [by_id[giver] for giver in dict.fromkeys(givers) if giver in by_id]
    heirs = [by_id[party.merged_into] for party in known if party.merged_into]
    for number in range(dice.one((1, 2, 3))):
        beneficiaries = dice.one(list(Beneficiaries))
        giver = dice.one([*known, *heirs]) if known and dice.chance(0.8) else dice.one(around.parties)
        partial = frozenset({LicensedAct.MAKE, LicensedAct.USE})
        consent = f"CNS-{about}-{code}-{number}"
        yield Consent(
            id_of("consent", consent),
            consent,
            giver.id,
            about,
            about_id,
            dice.one(
                (ConsentKind.LICENSE_BLANKET, ConsentKind.LICENSE_BLANKET, ConsentKind.LICENSE_SINGLE, ConsentKind.ASSIGN_SHARE)
            ),
            beneficiaries,
            frozenset(party.id for party in dice.random.sample(around.parties, 8))
            if beneficiaries is Beneficiaries.NAMED
            else frozenset(),
            dice.one((frozenset[LicensedAct](), frozenset[LicensedAct](), frozenset[LicensedAct](), ALL_ACTS, partial)),
            dice.one((frozenset[str](), frozenset[str](), frozenset({"JP", "US"}), frozenset({"EP"}), frozenset({"DE", "FR"}))),
            dice.period(open_start=0.4, open_end=0.6),
            survives_exit=dice.chance(0.7),
        )


def lab_consents(dice: Dice, around: Organizations) -> Iterable[Consent]:
    """Throw consents about labs that were given besides signatures."""
    for lab in around.labs:
        for turn in range(3):
            yield from _consents(dice, around, AboutKind.LAB, f"{lab.code}-{turn}", lab.id, 0.6)


def _licenses(dice: Dice, around: Organizations, patent: Patent, tags: Sequence[LabTag]) -> Iterable[License]:
    schemes = {lab.id: lab.scheme for lab in around.labs}
    closed = bool(tags) and all(schemes[tag.lab] is Scheme.CLOSED for tag in tags)
    types = [LicenseType.NON_EXCLUSIVE, LicenseType.NON_EXCLUSIVE, LicenseType.PROVISIONAL_NON_EXCLUSIVE, LicenseType.RESEARCH]
    if closed or not tags:
        types += [LicenseType.EXCLUSIVE, LicenseType.SOLE, LicenseType.REGISTERED_EXCLUSIVE, LicenseType.PROVISIONAL_EXCLUSIVE]
    licensee = dice.one(around.parties)
    for place in range(dice.one((0, 1, 1, 2, 2, 3) if closed else (0, 0, 1, 2, 3))):
        number = f"L-{patent.code}-{place}"
        licensee = licensee if place and dice.chance(0.4) else dice.one(around.parties)
        terms = dice.one(list(TermsClass))
        rate = Fraction(0) if terms is TermsClass.ROYALTY_FREE else dice.one((Fraction("0.015"), Fraction("0.02"), None))
        yield License(
            id_of("license", number),
            number,
            dice.one(types),
            licensee.id,
            frozenset({patent.id}),
            dice.one((None, None, None, None, "batteries")),
            dice.one(
                (
                    frozenset[str](),
                    frozenset[str](),
                    frozenset({patent.jurisdiction}),
                    frozenset({patent.jurisdiction}),
                    frozenset({"DE", "FR"}),
                )
            ),
            dice.period(open_start=0.3, open_end=0.6),
            dice.one((LicenseStatus.ACTIVE, LicenseStatus.ACTIVE, LicenseStatus.ACTIVE, *LicenseStatus)),
            FrozenTerms(terms, rate),
        )


def _statutory(dice: Dice, around: Organizations, patent: Patent) -> Iterable[StatutoryLicense]:
    for holder in dice.random.sample(around.parties, dice.one((0, 0, 0, 1, 2))):
        yield StatutoryLicense(
            id_of("statutory", f"{patent.code}/{holder.code}"),
            patent.id,
            holder.id,
            dice.one(("35(1)", "79")),
            "evidence",
            dice.chance(0.6),
            dice.period(open_start=0.3, open_end=0.6),
        )


def _needs(dice: Dice, around: Organizations, patent: Patent) -> Iterable[Need]:
    for party in dice.random.sample(around.parties, dice.one((0, 0, 3, 6))):
        yield Need(id_of("need", f"{patent.code}/{party.code}"), patent.id, party.id, dice.period(open_start=0.4, open_end=0.6))

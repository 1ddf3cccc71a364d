"""The patents of the synthetic pool: family by family, each record valid for the domain, as a stream."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import FrozenTerms, License, LicenseStatus, LicenseType, StatutoryLicense, TermsClass
from ippool.domain.parties import Party, PartyKind
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
    PatentRecord,
    ShareBasis,
    TitleShare,
    TitleState,
)
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from tests.bench.calibration import ENDED, GRANTED, REFUSED, Calibration, Weighted
from tests.bench.organizations import TODAY, Ids, Organizations
from tests.bench.vocabulary import abstract, title

OWNERS = Weighted.of(((1, 70.0), (2, 25.5), (3, 4.5)))
"""How many owners a patent has, of a hundred."""
EXCLUSIVE, LICENSED = 0.04, 0.05
"""Of all patents; those under an exclusive license are among the licensed ones."""
_UNPUBLISHED_FAMILIES = 0.2
# An unpublished family has one patent, the others two or three on average.
_HOME = 0.45
# The offices of the calibration figures are those of a search about batteries; a Japanese register has Japanese rights above all.
_STATES = ("DE", "FR", "GB", "IT", "NL")


@dataclass
class Numbers:
    """The numbers of each office, in canonical form, counted on so that none comes twice."""

    _last: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def _next(self, counter: str) -> int:
        self._last[counter] += 1
        return self._last[counter]

    def international(self, year: int) -> int:
        return self._next(f"WO {year}")

    def application(self, office: str, year: int) -> str:
        match office:
            case "JP" | "EP":
                return f"{office}:app:{year}:{self._next(f'{office} app {year}'):06}"
            case "US":
                count = self._next("US app")
                return f"US:app:{10 + count // 999_999}:{count % 999_999 + 1:06}"
            case "CN":
                return f"CN:app:{year}:1{self._next(f'CN app {year}'):07}"
            case "KR":
                return f"KR:app:{year}:{self._next(f'KR app {year}'):07}"
            case "TW":
                return f"TW:app:{year - 1911:03}{self._next(f'TW app {year}'):06}"
            case "GB":
                return f"GB:app:{year}:{self._next(f'GB app {year}'):05}"
            case _:
                return f"DE:app:10{year}{self._next(f'DE app {year}'):06}"

    def publication(self, office: str, year: int) -> str:
        match office:
            case "JP":
                return f"JP:pub:{year}:{self._next(f'JP pub {year}'):06}:A"
            case "US":
                return f"US:pub:{year}:{self._next(f'US pub {year}'):07}:A1"
            case "EP":
                return f"EP:pub:{1_500_000 + self._next('EP pub'):07}:A1"
            case "CN":
                return f"CN:pub:1{self._next('CN pub'):08}:A"
            case "KR":
                return f"KR:pub:{year}:{self._next(f'KR pub {year}'):07}:A"
            case "TW":
                return f"TW:pub:{year}:{self._next(f'TW pub {year}'):05}:A"
            case "GB":
                return f"GB:pub:{2_400_000 + self._next('GB pub')}:A"
            case _:
                return f"DE:pub:10{year}{self._next(f'DE pub {year}'):06}:A1"

    def registration(self, office: str, publication: str) -> str:
        match office:
            case "JP":
                return f"JP:reg:{4_000_000 + self._next('JP reg')}"
            case "US":
                return f"US:reg:{7_000_000 + self._next('US reg')}"
            case "KR":
                return f"KR:reg:10{500_000 + self._next('KR reg'):07}"
            case "TW":
                return f"TW:reg:I{300_000 + self._next('TW reg'):06}"
            case _:
                # A grant of these offices keeps the digits of its publication.
                return f"{office}:reg:{publication.split(':')[2]}"


@dataclass(frozen=True)
class _Course:
    """What became of one application: its days, and the events beyond what the days themselves say."""

    published_on: date | None
    registered_on: date | None
    events: tuple[tuple[LegalStatus, date], ...]


class Rights:
    """Invents the patents of a pool, one family after the other; the same for the same seed, however many are asked for."""

    def __init__(self, organizations: Organizations, calibration: Calibration, chance: Random, ids: Ids) -> None:
        self._made, self._spread, self._chance, self._ids = organizations, calibration, chance, ids
        self._labs = Weighted.falling(organizations.labs, power=0.6)
        self._of_scheme = {
            scheme: [lab for lab in organizations.labs if lab.scheme is scheme] for scheme in (Scheme.OPEN, Scheme.CLOSED)
        }
        self._companies = [party for party in organizations.parties if party.kind is PartyKind.COMPANY]
        self._outsiders = Weighted.falling([p for p in organizations.parties if p.kind is not PartyKind.CORE], power=0.5)
        kinds = (PartyKind.COMPANY, PartyKind.FOREIGN_ENTITY)
        self._firms = {lab: _weighed(p for p in found if p.kind in kinds) for lab, found in organizations.members.items()}
        self._schools = {lab: _weighed(p for p in found if p.kind not in kinds) for lab, found in organizations.members.items()}
        self._symbols = _symbols(calibration, chance)
        self._closed = self._closed_part()
        self._numbers = Numbers()
        self._count = self._families = 0

    def batches(self, count: int, size: int = 2000) -> Iterator[list[PatentRecord]]:
        """Yield records, whole families together, in batches of about a size."""
        batch: list[PatentRecord] = []
        while self._count < count:
            batch += self._family(count - self._count)
            if len(batch) >= size:
                yield batch
                batch = []
        if batch:
            yield batch

    def _family(self, at_most: int) -> list[PatentRecord]:
        chance, ids = self._chance, self._ids
        self._families += 1
        lab = self._labs.draw(chance)
        named = title(chance)
        filed_on = self._filed_on()
        unpublished = chance.random() < _UNPUBLISHED_FAMILIES
        if unpublished:
            filed_on = TODAY - timedelta(days=chance.randrange(20, 500))
        is_filed = not unpublished or chance.random() < 0.7
        conceived = filed_on - timedelta(days=chance.randrange(60, 400))
        offices = self._offices(1 if unpublished else round(self._spread.family.draw(chance)))[:at_most]
        family = self._internationally(Family(ids(), f"F-{self._families:07}", named), len(offices), filed_on)
        disclosure = Disclosure(
            id=ids(),
            number=f"D-{self._families:07}",
            family=family.id,
            conceived_on=conceived,
            disclosed_on=conceived + timedelta(days=chance.randrange(5, 50)),
            origin=chance.choices((Origin.FOREGROUND, None, Origin.BACKGROUND), (85, 10, 5))[0],
        )
        owners = self._owners(lab)
        return [
            self._right(lab, family, disclosure, office, filed_on if is_filed else None, unpublished, owners) for office in offices
        ]

    def _filed_on(self) -> date:
        chance = self._chance
        return date(self._spread.filing_years.draw(chance), chance.randint(1, 12), chance.randint(1, 28))

    def _offices(self, size: int) -> list[str]:
        chance, found = self._chance, dict[str, None]()
        if chance.random() < _HOME:
            found["JP"] = None
        for _ in range(size * 4):
            if len(found) >= size:
                break
            found[self._spread.offices.draw(chance)] = None
        return list(found)

    def _internationally(self, family: Family, size: int, filed_on: date) -> Family:
        if size < 4:
            return family
        year = filed_on.year + 1
        serial = f"{self._numbers.international(year):06}"
        application, publication = f"WO:app:JP{year}:{serial}", f"WO:pub:{year + 1}:{serial}:A1"
        return replace(family, international_application=application, international_publication=publication)

    def _owners(self, lab: OpenLab) -> tuple[Party, ...]:
        chance, core = self._chance, self._made.cores[lab.id]
        firms, schools = self._firms[lab.id], self._schools[lab.id]
        wanted, found = OWNERS.draw(chance), [core]
        if wanted == 1 and firms and chance.random() < 0.06:
            return (firms.draw(chance),)
        for _ in range(wanted * 4):
            if len(found) >= wanted:
                break
            part = chance.random()
            drawn = self._outsiders if part < 0.05 else schools if part < 0.2 and schools else firms or self._outsiders
            party = drawn.draw(chance)
            if party not in found:
                found.append(party)
        return tuple(found)

    def _right(
        self,
        lab: OpenLab,
        family: Family,
        disclosure: Disclosure,
        office: str,
        filed_on: date | None,
        unpublished: bool,
        owners: tuple[Party, ...],
    ) -> PatentRecord:
        chance, ids = self._chance, self._ids
        self._count += 1
        id, code = ids(), f"R-{self._count:07}"
        course = self._course(filed_on, unpublished)
        application, publication, registration = self._numbers_of(office, filed_on, course)
        patent = Patent(
            id=id,
            code=code,
            family=family.id,
            jurisdiction=office,
            title=family.title,
            abstract=abstract(chance, family.title) if chance.random() < 0.7 else Words("", ""),
            filed_on=filed_on,
            priority_on=filed_on - timedelta(days=300) if filed_on is not None and office != "JP" else None,
            published_on=course.published_on,
            registered_on=course.registered_on,
            expires_on=date(filed_on.year + 20, filed_on.month, min(filed_on.day, 28)) if filed_on is not None else None,
            title_state=TitleState.OPEN if chance.random() < 0.005 else TitleState.SETTLED,
            listed=lab.scheme is Scheme.OPEN and len(owners) == 1 and chance.random() < 0.3,
            states=frozenset(chance.sample(_STATES, 3)) if office == "EP" and course.registered_on else frozenset(),
            classifications=self._classifications(),
            application_number=application,
            publication_number=publication,
            registration_number=registration,
        )
        titles = self._titles(patent, owners, disclosure.conceived_on or TODAY)
        return PatentRecord(
            patent=patent,
            family=family,
            disclosure=disclosure,
            titles=titles,
            tags=self._tags(patent, lab, disclosure.disclosed_on or TODAY),
            events=tuple(LegalEvent(ids(), id, status, day, "register") for status, day in course.events),
            consents=self._consents(patent, owners, lab),
            licenses=self._licenses(patent, lab, course),
            statutory=self._statutory(patent),
            needs=self._needs(patent, disclosure),
        )

    def _course(self, filed_on: date | None, unpublished: bool) -> _Course:
        chance = self._chance
        if filed_on is None or unpublished:
            return _Course(None, None, ())
        published = filed_on + timedelta(days=548 + chance.randrange(20))
        stage = self._spread.stages.draw(chance)
        granted = filed_on + timedelta(days=int(self._spread.grant_after.draw(chance) * 365))
        if stage in (GRANTED, ENDED) and granted < TODAY:
            events = []
            allowed = granted - timedelta(days=60)
            if chance.random() < 0.6 and allowed > published:
                events.append((LegalStatus.ALLOWED, allowed))
            if stage == ENDED:
                lapsed = granted + timedelta(days=365 * chance.randint(3, 12))
                if lapsed < TODAY:
                    events.append((LegalStatus.LAPSED, lapsed))
            elif chance.random() < 0.01:
                events.append((LegalStatus.GRACE, TODAY - timedelta(days=90)))
            return _Course(min(published, TODAY), granted, tuple(event for event in events if event[1] < TODAY))
        if stage == REFUSED and granted < TODAY:
            end = LegalStatus.REFUSED if self._spread.ends.draw(chance).startswith("出願の拒絶") else LegalStatus.WITHDRAWN
            return _Course(published, None, ((end, max(granted, published)),) if published < TODAY else ())
        return _Course(published if published <= TODAY else TODAY - timedelta(days=1), None, ())

    def _numbers_of(self, office: str, filed_on: date | None, course: _Course) -> tuple[str | None, str | None, str | None]:
        if filed_on is None:
            return None, None, None
        application = self._numbers.application(office, filed_on.year)
        if course.published_on is None:
            return application, None, None
        publication = self._numbers.publication(office, course.published_on.year)
        registered = course.registered_on is not None
        return application, publication, self._numbers.registration(office, publication) if registered else None

    def _classifications(self) -> tuple[Classification, ...]:
        chance = self._chance
        drawn = chance.choices(
            self._symbols.values, cum_weights=self._symbols.cumulative, k=round(self._spread.symbols.draw(chance))
        )
        return tuple(dict.fromkeys(drawn))

    def _titles(self, patent: Patent, owners: tuple[Party, ...], since: date) -> tuple[TitleShare, ...]:
        chance, ids = self._chance, self._ids
        basis = chance.choices((ShareBasis.STIPULATED, ShareBasis.ASSUMED_EQUAL, ShareBasis.NOT_STIPULATED), (75, 10, 15))[0]
        if len(owners) == 1:
            basis = ShareBasis.STIPULATED
        equal = Fraction(1, len(owners))
        shares = [equal] * len(owners)
        if basis is ShareBasis.STIPULATED and len(owners) == 2 and chance.random() < 0.5:
            shares = [Fraction(3, 5), Fraction(2, 5)]
        disputed = chance.random() < 0.002
        moved = _day_within(since, TODAY, chance) if chance.random() < 0.03 else None
        found = [
            TitleShare(
                id=ids(),
                patent=patent.id,
                party=owner.id,
                share=share if basis is not ShareBasis.NOT_STIPULATED else None,
                basis=basis,
                period=Period(moved or since, None),
                acquired_by=AcquiredBy.ASSIGNMENT if moved else AcquiredBy.INVENTION,
                disputed=disputed,
            )
            for owner, share in zip(owners, shares, strict=True)
        ]
        if moved is not None:
            # Somebody else had it all before.
            former = chance.choice(self._companies)
            found.append(TitleShare(ids(), patent.id, former.id, Fraction(1), ShareBasis.STIPULATED, Period(since, moved)))
        return tuple(found)

    def _tags(self, patent: Patent, lab: OpenLab, since: date) -> tuple[LabTag, ...]:
        chance, part = self._chance, self._chance.random()
        if part < 0.01:
            return ()
        found = [lab]
        if part < 0.05:
            other = chance.choice(self._of_scheme[lab.scheme])
            found += [other] if other != lab else []
        return tuple(LabTag(self._ids(), patent.id, one.id, Period(since, None)) for one in found)

    def _consents(self, patent: Patent, owners: tuple[Party, ...], lab: OpenLab) -> tuple[Consent, ...]:
        chance = self._chance
        if len(owners) == 1 or chance.random() > 0.1:
            return ()
        giver = owners[-1]
        reach = chance.choice((Beneficiaries.MEMBERS, Beneficiaries.MEMBERS_AND_THIRD_PARTIES))
        return (
            Consent(
                id=self._ids(),
                code=f"CNS-{patent.code}",
                giver=giver.id,
                about=AboutKind.PATENT,
                about_id=patent.id,
                kind=ConsentKind.LICENSE_SINGLE,
                beneficiaries=reach,
                named=frozenset(),
                acts=frozenset(),
                jurisdictions=frozenset(),
                period=Period(patent.filed_on or TODAY, None),
            ),
        )

    def _licenses(self, patent: Patent, lab: OpenLab, course: _Course) -> tuple[License, ...]:
        chance = self._chance
        closed = lab.scheme is Scheme.CLOSED
        # Exclusive licenses exist in closed labs alone, so that there they are as much more frequent.
        odds = EXCLUSIVE / self._closed if closed else (LICENSED - EXCLUSIVE) / (1 - self._closed)
        if chance.random() >= odds or patent.filed_on is None:
            return ()
        members = self._firms[lab.id]
        licensee = members.draw(chance) if members and chance.random() < 0.8 else chance.choice(self._companies)
        is_member = licensee in self._made.members[lab.id]
        kind = LicenseType.EXCLUSIVE if course.registered_on else LicenseType.PROVISIONAL_EXCLUSIVE
        since = _day_within(patent.filed_on, TODAY, chance)
        return (
            License(
                id=self._ids(),
                number=f"L-{patent.code}",
                license_type=kind if closed else LicenseType.NON_EXCLUSIVE,
                licensee=licensee.id,
                patents=frozenset({patent.id}),
                field_of_use=chance.choice(("battery cathodes", "sensors", "automobiles")) if chance.random() < 0.1 else None,
                territory=frozenset(),
                period=Period(since, None),
                status=LicenseStatus.ACTIVE if chance.random() < 0.9 else LicenseStatus.TERMINATED,
                terms=FrozenTerms(
                    TermsClass.MEMBER if is_member else TermsClass.OTHER,
                    Fraction(chance.randint(10, 40), 1000),
                    Fraction(500_000),
                    Fraction(150_000),
                ),
            ),
        )

    def _closed_part(self) -> float:
        total, before, closed = self._labs.cumulative[-1], 0.0, 0.0
        for lab, upto in zip(self._labs.values, self._labs.cumulative, strict=True):
            closed += upto - before if lab.scheme is Scheme.CLOSED else 0.0
            before = upto
        return closed / total

    def _statutory(self, patent: Patent) -> tuple[StatutoryLicense, ...]:
        chance = self._chance
        if patent.filed_on is None or chance.random() >= 0.002:
            return ()
        holder = chance.choice(self._companies)
        free = chance.random() < 0.8
        return (StatutoryLicense(self._ids(), patent.id, holder.id, "79", "dated diary", free, Period(patent.filed_on, None)),)

    def _needs(self, patent: Patent, disclosure: Disclosure) -> tuple[Need, ...]:
        if disclosure.origin is not Origin.BACKGROUND or self._chance.random() >= 0.1:
            return ()
        return (Need(self._ids(), patent.id, self._chance.choice(self._companies).id, Period(date(2020, 4, 1), None), "minutes"),)


def _weighed(parties: Iterator[Party]) -> Weighted[Party] | None:
    found = tuple(parties)
    return Weighted.falling(found) if found else None


def _day_within(first: date, last: date, chance: Random) -> date:
    return first + timedelta(days=1 + chance.randrange(max((last - first).days - 1, 1)))


def _symbols(calibration: Calibration, chance: Random) -> Weighted[Classification]:
    """Invent four thousand classification symbols, few of them frequent, spread over the sections as the real ones are."""
    found: dict[Classification, float] = {}
    for rank in range(4000):
        section = calibration.sections.draw(chance)
        main = f"{section}{chance.randint(1, 29):02}{chance.choice('BCDFGHJKLMNP')}"
        scheme = chance.choices(("FI", "IPC", "CPC"), (6, 3, 1))[0]
        found[Classification(scheme, f"{main} {chance.randint(1, 60)}/{chance.randint(0, 99):02}")] = 1 / (rank + 20)
    for group in range(1, 60):
        # The field that the pool is fullest of.
        found[Classification("FI", f"H01M {chance.choice((4, 8, 10, 50))}/{group:02}")] = 1 / (group + 10)
    return Weighted.of(found.items())

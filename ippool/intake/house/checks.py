"""Faults that only several records together show: duplicates, overlaps, shares, schemes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise
from operator import attrgetter
from typing import Protocol, TypeVar
from uuid import UUID

from ippool.domain.arrangements import Arrangement, Policies
from ippool.domain.labs import Affiliate, OpenLab
from ippool.domain.parties import PartyKind
from ippool.domain.patents import LabTag, Patent, TitleShare, TitleState, fault_of_shares
from ippool.domain.scheme_law import check_scheme_law, may_have_type, may_share_labs
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.house.folder import HouseFinding, HouseFolder


class Identified(Protocol):
    """A record."""

    @property
    def id(self) -> UUID:
        """Its id."""


R = TypeVar("R", bound=Identified)


@dataclass(frozen=True, slots=True)
class Places:
    """Where each record of a folder was read: its file, its line, and for a file of its own the line of each path."""

    of: Mapping[UUID, tuple[str, int]]
    paths: Mapping[UUID, Callable[[str], int]]

    def finding(self, record: Identified, field: str, value: str, ja: str, en: str, *, refuses: bool = True) -> HouseFinding:
        """Make a finding about a field of a record."""
        file, line = self.of[record.id]
        line_of = self.paths.get(record.id)
        return HouseFinding(file, line_of(field) if line_of else line, field, value, Words(ja, en), refuses)

    def said(self, record: Identified) -> str:
        """Name the place of a record."""
        file, line = self.of[record.id]
        return f"{file}:{line}"


def check(folder: HouseFolder, places: Places, *, with_shares: bool) -> tuple[HouseFolder, list[HouseFinding]]:
    """Find every fault among the records; patents whose shares do not add up come back with their title open (I-6).

    `with_shares` False leaves the shares alone: some could not be read, so what is there cannot add up.
    """
    findings = [
        *_repeated(folder, places),
        *_overlapping(folder, places),
        *_of_organizations(folder, places),
        *_circles(folder, places),
        *_of_arrangements(folder, places),
        *_of_schemes(folder, places),
    ]
    if not with_shares:
        return folder, findings
    patents, warnings = _with_titles_checked(folder, places)
    return replace(folder, patents=patents), [*findings, *warnings]


def _repeated(folder: HouseFolder, places: Places) -> Iterator[HouseFinding]:
    numbers = ("application_number", "publication_number", "registration_number")
    yield from _unique(folder.parties, "corporate_number", lambda party: party.corporate_number, places)
    yield from _unique(folder.parties, "ror", lambda party: party.ror, places)
    yield from _unique(folder.disclosures, "family", lambda disclosure: disclosure.family, places)
    # A WO publication and its Japanese republication are rights of two countries under one number.
    for country in sorted({patent.jurisdiction for patent in folder.patents}):
        of_country = [patent for patent in folder.patents if patent.jurisdiction == country]
        for name in numbers:
            yield from _unique(of_country, name, attrgetter(name), places)


def _unique(records: Iterable[R], field: str, value_of: Callable[[R], Hashable | None], places: Places) -> Iterator[HouseFinding]:
    seen: dict[Hashable, R] = {}
    for record in records:
        value = value_of(record)
        if value is None:
            continue
        first = seen.setdefault(value, record)
        if first is not record:
            where = places.said(first)
            shown = value if isinstance(value, str) else ""
            yield places.finding(record, field, shown, f"{where} にもある。", f"It stands already at {where}.")


def _overlapping(folder: HouseFolder, places: Places) -> Iterator[HouseFinding]:
    yield from _clashes(folder.memberships, lambda m: (m.party, m.lab, m.center), lambda m: m.period, places)
    yield from _clashes(folder.affiliates, lambda a: (a.parent, a.subsidiary), lambda a: a.period, places)
    yield from _clashes(folder.titles, lambda t: (t.patent, t.party), lambda t: t.period, places)
    yield from _clashes(folder.lab_tags, lambda t: (t.patent, t.lab), lambda t: t.period, places)
    yield from _clashes(folder.arrangements, lambda a: a.lab, lambda a: a.in_force, places)


def _clashes(
    records: Iterable[R], subject_of: Callable[[R], Hashable], period_of: Callable[[R], Period], places: Places
) -> Iterator[HouseFinding]:
    groups: dict[Hashable, list[R]] = defaultdict(list)
    for record in records:
        groups[subject_of(record)].append(record)
    for group in groups.values():
        group.sort(key=lambda record: period_of(record).start or date.min)
        reach = group[0]
        for record in group[1:]:
            if period_of(reach).overlaps(period_of(record)):
                where, start = places.said(reach), period_of(record).start
                yield places.finding(
                    record,
                    "from",
                    "" if start is None else str(start),
                    f"期間が {where} と重なる。",
                    f"The period overlaps {where}.",
                )
            if _end(period_of(record)) > _end(period_of(reach)):
                reach = record


def _end(period: Period) -> date:
    return period.until or date.max


def _of_organizations(folder: HouseFolder, places: Places) -> Iterator[HouseFinding]:
    cores = {party.id for party in folder.parties if party.kind is PartyKind.CORE}
    parties = {party.id: party for party in folder.parties}
    for center in folder.centers:
        if center.core in parties and center.core not in cores:
            code = parties[center.core].code
            yield places.finding(center, "core", code, f"{code} は中核機関（CORE）ではない。", f"{code} is not of kind CORE.")


def _of_arrangements(folder: HouseFolder, places: Places) -> Iterator[HouseFinding]:
    labs = {lab.id: lab for lab in folder.labs}
    for arrangement in folder.arrangements:
        lab = labs.get(arrangement.lab)
        for fault in check_scheme_law(arrangement, lab) if lab is not None else ():
            because = fault.because
            if fault.clause is not None:
                because = Words(f"{because.ja}（{fault.clause}）", f"{because.en} ({fault.clause})")
            yield places.finding(arrangement, _toml_path(fault.path), "", because.ja, because.en)
        for party, count in Counter(signatory.party for signatory in arrangement.signatories).items():
            if count > 1 and party in folder.codes():
                code = folder.codes()[party]
                yield places.finding(arrangement, "signatories", code, f"{code} が二度署名している。", f"{code} signs twice.")
    ordered = sorted(folder.arrangements, key=lambda version: (version.lab_code, version.version_number))
    for earlier, later in pairwise(ordered):
        if earlier.lab == later.lab and (earlier.in_force.start or date.min) > (later.in_force.start or date.min):
            yield places.finding(
                later,
                "from",
                str(later.in_force.start),
                f"前の版 {earlier.code} より先に始まる。",
                f"It begins before {earlier.code}.",
            )


_POLICIES = frozenset(policy.name for policy in fields(Policies))


def _toml_path(path: tuple[str, ...]) -> str:
    """Say where in the file the law's fault stands: policies have a table of their own there."""
    return ".".join(("policies", *path) if path and path[0] in _POLICIES else path)


def _circles(folder: HouseFolder, places: Places) -> Iterator[HouseFinding]:
    codes = folder.codes()
    merging = _in_a_circle({party.id: party.merged_into for party in folder.parties})
    for party in folder.parties:
        if party.id in merging:
            into = "" if party.merged_into is None else codes[party.merged_into]
            yield places.finding(
                party,
                "merged_into",
                into,
                "合併をたどると自分に戻る。",
                f"The mergers lead from {party.code} back to itself.",
            )
    descending = _in_a_circle({lab.id: lab.parent for lab in folder.labs})
    for lab in folder.labs:
        if lab.id in descending:
            parent = "" if lab.parent is None else codes[lab.parent]
            yield places.finding(
                lab,
                "parent",
                parent,
                "親をたどると自分に戻る。",
                f"The parents lead from {lab.code} back to itself.",
            )
    for affiliate in _ruling_in_a_circle(folder.affiliates):
        yield places.finding(
            affiliate,
            "parent",
            codes.get(affiliate.parent, ""),
            "支配（1/2 超）をたどると自分に戻る。",
            "The control above 1/2 leads back to the parent itself.",
        )


def _in_a_circle(next_of: Mapping[UUID, UUID | None]) -> set[UUID]:
    found: set[UUID] = set()
    done: set[UUID] = set()
    for start in next_of:
        path: dict[UUID, int] = {}
        at: UUID | None = start
        while at is not None and at not in done and at not in path:
            path[at] = len(path)
            at = next_of.get(at)
        if at in path:
            found.update(list(path)[path[at] :])
        done.update(path)
    return found


def _ruling_in_a_circle(affiliates: Iterable[Affiliate]) -> list[Affiliate]:
    """Find the relations through which, on one and the same day, a party controls itself."""
    majority = [affiliate for affiliate in affiliates if affiliate.control > Fraction(1, 2)]
    ever = [affiliate for affiliate in majority if _leads_back(affiliate, majority)]
    days = {affiliate.period.start or date.min for affiliate in ever}
    running = {day: [affiliate for affiliate in ever if day in affiliate.period] for day in days}
    found = {affiliate.id for day in days for affiliate in running[day] if _leads_back(affiliate, running[day])}
    return [affiliate for affiliate in ever if affiliate.id in found]


def _leads_back(first: Affiliate, affiliates: list[Affiliate]) -> bool:
    below: dict[UUID, list[UUID]] = defaultdict(list)
    for affiliate in affiliates:
        below[affiliate.parent].append(affiliate.subsidiary)
    reached, waiting = {first.subsidiary}, [first.subsidiary]
    while waiting:
        for subsidiary in below.get(waiting.pop(), ()):
            if subsidiary not in reached:
                reached.add(subsidiary)
                waiting.append(subsidiary)
    return first.parent in reached


def _of_schemes(folder: HouseFolder, places: Places) -> Iterator[HouseFinding]:
    labs = {lab.id: lab for lab in folder.labs}
    codes = {patent.id: patent.code for patent in folder.patents}
    tags: dict[UUID, list[LabTag]] = defaultdict(list)
    for tag in folder.lab_tags:
        if tag.lab in labs:
            tags[tag.patent].append(tag)
    for group in tags.values():
        for left, right in combinations(group, 2):
            if left.period.overlaps(right.period):
                yield from _together(left, right, labs, folder.arrangements, places)
    for license in folder.licenses:
        for patent in sorted(license.patents, key=lambda one: codes.get(one, "")):
            of = [labs[tag.lab] for tag in tags[patent] if tag.period.overlaps(license.period)]
            verdict = may_have_type(license.license_type, of)
            if not verdict.holds:
                because, code = verdict.because, codes.get(patent, "")
                yield places.finding(
                    license, "license_type", license.license_type, f"{code}：{because.ja}", f"{code}: {because.en}"
                )


def _together(
    left: LabTag, right: LabTag, labs: Mapping[UUID, OpenLab], versions: Iterable[Arrangement], places: Places
) -> Iterator[HouseFinding]:
    """Judge two tags of one patent that share a day, by the versions in force while they do.

    Three spans of which each two share a day share one together, so it is enough that a version meets both tags.
    """
    in_force = [
        version
        for version in versions
        if version.lab in (left.lab, right.lab)
        and version.in_force.overlaps(left.period)
        and version.in_force.overlaps(right.period)
    ]
    verdict = may_share_labs((labs[left.lab], labs[right.lab]), in_force)
    if not verdict.holds:
        because, where = verdict.because, places.said(left)
        yield places.finding(
            right,
            "lab",
            labs[right.lab].code,
            f"{because.ja}（SCHEME_CONFLICT、{where}）",
            f"{because.en} (SCHEME_CONFLICT, {where})",
        )


def _with_titles_checked(folder: HouseFolder, places: Places) -> tuple[tuple[Patent, ...], list[HouseFinding]]:
    titles: dict[UUID, list[TitleShare]] = defaultdict(list)
    for title in folder.titles:
        titles[title.patent].append(title)
    patents, warnings = [], []
    for patent in folder.patents:
        because = _why_open(titles[patent.id])
        if because is not None:
            warnings.append(places.finding(patent, "title_state", patent.title_state, because.ja, because.en, refuses=False))
        patents.append(patent if because is None else replace(patent, title_state=TitleState.OPEN))
    return tuple(patents), warnings


def _why_open(titles: list[TitleShare]) -> Words | None:
    days = sorted({day or date.min for title in titles for day in (title.period.start, title.period.until)})
    for day in days:
        fault = fault_of_shares((title.basis, title.share) for title in titles if day in title.period)
        if fault is not None:
            when = Words("", "") if day == date.min else Words(f"{day} に", f"On {day}: ")
            return Words(
                f"{when.ja}{fault.ja}権利者未確定（OPEN）として読み込む。", f"{when.en}{fault.en} It is kept with its title OPEN."
            )
    return None

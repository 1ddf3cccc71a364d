"""Patents and what is recorded about them: family, disclosure, title, legal status.

A `PatentRecord` carries everything about one patent through all of business time, as known at one moment; what holds on a day is
asked of it with `on=`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from ippool.domain.canonical import added_later
from ippool.domain.consents import Consent
from ippool.domain.licenses import License, StatutoryLicense
from ippool.domain.territories import REGIONS, reach_of
from ippool.domain.timeline import Period, day_after
from ippool.domain.words import Words


class PatentKind(StrEnum):
    """Patent or utility model."""

    PATENT = "PATENT"
    UTILITY_MODEL = "UTILITY_MODEL"


class LegalStatus(StrEnum):
    """The legal status of one jurisdiction's right."""

    DISCLOSED = "DISCLOSED"
    PENDING = "PENDING"
    PUBLISHED = "PUBLISHED"
    ALLOWED = "ALLOWED"
    GRANTED = "GRANTED"
    GRACE = "GRACE"
    LAPSED = "LAPSED"
    EXPIRED = "EXPIRED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    ABANDONED = "ABANDONED"
    INVALIDATED = "INVALIDATED"


STATUS_WORDS = {
    LegalStatus.DISCLOSED: Words("届出済", "disclosed"),
    LegalStatus.PENDING: Words("出願中", "pending"),
    LegalStatus.PUBLISHED: Words("出願公開", "published"),
    LegalStatus.ALLOWED: Words("特許査定", "allowed"),
    LegalStatus.GRANTED: Words("登録", "granted"),
    LegalStatus.GRACE: Words("追納期間", "in grace"),
    LegalStatus.LAPSED: Words("消滅", "lapsed"),
    LegalStatus.EXPIRED: Words("満了", "expired"),
    LegalStatus.REFUSED: Words("拒絶", "refused"),
    LegalStatus.WITHDRAWN: Words("取下げ", "withdrawn"),
    LegalStatus.ABANDONED: Words("放棄", "abandoned"),
    LegalStatus.INVALIDATED: Words("無効", "invalidated"),
}

ENDED = frozenset(
    {
        LegalStatus.LAPSED,
        LegalStatus.EXPIRED,
        LegalStatus.REFUSED,
        LegalStatus.WITHDRAWN,
        LegalStatus.ABANDONED,
        LegalStatus.INVALIDATED,
    }
)
_ORDER = {status: place for place, status in enumerate(LegalStatus)}
_STAGES = (LegalStatus.DISCLOSED, LegalStatus.PENDING, LegalStatus.PUBLISHED, LegalStatus.ALLOWED, LegalStatus.GRANTED)


class Origin(StrEnum):
    """Where an invention came from, as the office decided."""

    FOREGROUND = "FOREGROUND"
    BACKGROUND = "BACKGROUND"
    SIDEGROUND = "SIDEGROUND"


ORIGIN_WORDS = {
    Origin.FOREGROUND: Words("フォアグラウンド", "foreground"),
    Origin.BACKGROUND: Words("バックグラウンド", "background"),
    Origin.SIDEGROUND: Words("サイドグラウンド", "sideground"),
}


class TitleState(StrEnum):
    """Whether the owners are settled."""

    SETTLED = "SETTLED"
    OPEN = "OPEN"


class Ownership(StrEnum):
    """One owner or several, on a day."""

    SOLE = "SOLE"
    JOINT = "JOINT"


class OwnershipClass(StrEnum):
    """Who owns a patent, as the rules of a lab tell owners apart (domain rules, 5.2)."""

    CORE_SOLE = "CORE_SOLE"
    CORE_AND_COMPANY = "CORE_AND_COMPANY"
    CORE_AND_COMPANIES = "CORE_AND_COMPANIES"
    CORE_AND_UNIVERSITY = "CORE_AND_UNIVERSITY"
    CORE_AND_OUTSIDER = "CORE_AND_OUTSIDER"
    MIXED = "MIXED"
    MEMBER_SOLE = "MEMBER_SOLE"
    BACKGROUND = "BACKGROUND"


OWNERSHIP_CLASS_WORDS = {
    OwnershipClass.CORE_SOLE: Words("中核機関の単独", "core institution alone"),
    OwnershipClass.CORE_AND_COMPANY: Words("中核機関と会員企業一社", "core institution and one member company"),
    OwnershipClass.CORE_AND_COMPANIES: Words("中核機関と会員企業複数", "core institution and several member companies"),
    OwnershipClass.CORE_AND_UNIVERSITY: Words("中核機関と会員大学", "core institution and one member university"),
    OwnershipClass.CORE_AND_OUTSIDER: Words("中核機関と会員外の者", "core institution and one party outside the lab"),
    OwnershipClass.MIXED: Words("中核機関を含むその他の共有", "core institution and a mix of others"),
    OwnershipClass.MEMBER_SOLE: Words("中核機関の持分なし", "no share of the core institution"),
    OwnershipClass.BACKGROUND: Words("バックグラウンド", "background"),
}


class ShareBasis(StrEnum):
    """How a share is known: written down by the owners, assumed equal and marked so, or not known."""

    STIPULATED = "STIPULATED"
    ASSUMED_EQUAL = "ASSUMED_EQUAL"
    NOT_STIPULATED = "NOT_STIPULATED"


class AcquiredBy(StrEnum):
    """How a share came to its owner."""

    INVENTION = "INVENTION"
    ASSIGNMENT = "ASSIGNMENT"
    GENERAL_SUCCESSION = "GENERAL_SUCCESSION"


@dataclass(frozen=True, slots=True)
class Classification:
    """One classification symbol in its scheme (IPC, CPC, FI, F-term)."""

    scheme: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Family:
    """The patents that protect one invention, through their priority.

    An international application is an event of its family, not a right: its numbers stand here, canonical.
    """

    id: UUID
    code: str
    title: Words
    source: str = ""
    international_application: str | None = added_later(None)
    international_publication: str | None = added_later(None)
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """An invention disclosure: the days on which terms are pinned, and the office's decision on origin (None: not decided)."""

    id: UUID
    number: str
    family: UUID
    conceived_on: date | None
    disclosed_on: date | None
    origin: Origin | None
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TitleShare:
    """One owner's share of one patent for a period; `share` is None exactly where it is not stipulated."""

    id: UUID
    patent: UUID
    party: UUID
    share: Fraction | None
    basis: ShareBasis
    period: Period
    acquired_by: AcquiredBy = AcquiredBy.INVENTION
    disputed: bool = False
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """From `effective_on` the patent has this status."""

    id: UUID
    patent: UUID
    status: LegalStatus
    effective_on: date
    evidence: str = ""
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class LabTag:
    """The patent belongs to a lab for a period."""

    id: UUID
    patent: UUID
    lab: UUID
    period: Period
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Need:
    """A member's recorded need of background for working a lab's results."""

    id: UUID
    patent: UUID
    party: UUID
    period: Period
    evidence: str = ""
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Patent:
    """One jurisdiction's right, from disclosure to its end. Numbers are canonical (`numbers`).

    Shape: `states` lists the validated states of a European patent. `expires_on` is the last day in force. `priorities` are the
    numbers of the earlier applications it claims.
    """

    id: UUID
    code: str
    family: UUID
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
    title_state: TitleState = TitleState.SETTLED
    listed: bool = False
    states: frozenset[str] = frozenset()
    classifications: tuple[Classification, ...] = ()
    source: str = ""
    priorities: frozenset[str] = added_later(frozenset())
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)

    @property
    def countries(self) -> frozenset[str]:
        """The countries where the right stands: its jurisdiction, or the validated states of a European patent."""
        return self.states or frozenset({self.jurisdiction})

    def countries_in(self, territory: str | None) -> frozenset[str]:
        """Return the countries of the right within a territory asked; empty where the right does not stand there.

        None and the jurisdiction itself ask about all of them, a regional office (EP) about those among its states. Until its
        validated states are recorded a regional right stands in every state for which its office grants.
        """
        if territory is None or territory == self.jurisdiction:
            return self.countries
        if territory in REGIONS:
            return self.countries & REGIONS[territory]
        designated = not self.states and territory in reach_of(self.jurisdiction)
        return frozenset({territory}) if designated or territory in self.countries else frozenset()

    def reach_in(self, territory: str | None) -> frozenset[str]:
        """Return every single country where the right stands or may come to stand, within a territory asked (see `countries_in`).

        A regional right without recorded states counts in each state of its office here, where `countries_in` names the office.
        """
        found = self.countries_in(territory)
        return reach_of(self.jurisdiction) if found == {self.jurisdiction} else found


@dataclass(frozen=True)
class PatentRecord:
    """Everything recorded about one patent, through all of business time, as known at one moment."""

    patent: Patent
    family: Family
    disclosure: Disclosure | None
    titles: tuple[TitleShare, ...]
    tags: tuple[LabTag, ...]
    events: tuple[LegalEvent, ...]
    consents: tuple[Consent, ...] = ()
    licenses: tuple[License, ...] = ()
    statutory: tuple[StatutoryLicense, ...] = ()
    needs: tuple[Need, ...] = ()

    def owners(self, on: date) -> tuple[TitleShare, ...]:
        """Return the shares that hold on a day."""
        found = self._owners.get(on)
        if found is None:
            found = self._owners[on] = tuple(title for title in self.titles if on in title.period)
        return found

    def ownership(self, on: date) -> Ownership:
        """Tell sole from joint, by the owners on a day."""
        return Ownership.JOINT if len({title.party for title in self.owners(on)}) > 1 else Ownership.SOLE

    def labs(self, on: date) -> tuple[UUID, ...]:
        """Return the labs the patent belongs to on a day."""
        return tuple(tag.lab for tag in self.tags if on in tag.period)

    def status(self, on: date) -> LegalStatus:
        """Return the legal status on a day."""
        found = self._statuses.get(on)
        if found is None:
            found = self._statuses[on] = legal_status(self.patent, self.events, on)
        return found

    # Asked for again and again while one answer is found.

    @cached_property
    def _owners(self) -> dict[date, tuple[TitleShare, ...]]:
        return {}

    @cached_property
    def _statuses(self) -> dict[date, LegalStatus]:
        return {}


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status and the days for which it holds."""

    status: LegalStatus
    period: Period


def status_spans(patent: Patent, events: tuple[LegalEvent, ...]) -> tuple[StatusSpan, ...]:
    """Lay out the legal status over all days, without gap or overlap.

    The dates of a patent move it forward (filed, published, registered, expired); a recorded event sets its status outright. An
    ended right stays ended, also against an earlier-recorded later grace period, until an event says it is granted again
    (restoration).
    """
    current, since = LegalStatus.DISCLOSED, None
    spans: list[StatusSpan] = []
    for day, _, status, recorded in _steps(patent, events):
        if not _moves(current, status, recorded):
            continue
        if since is None or since < day:
            if since is not None or day > date.min:
                spans.append(StatusSpan(current, Period(since, day)))
            since = day if day > date.min else None
        current = status
    spans.append(StatusSpan(current, Period(since, None)))
    return tuple(_joined(spans))


def _joined(spans: list[StatusSpan]) -> Iterator[StatusSpan]:
    """Join neighbors of one status: events of one day may lead away from it and back."""
    first = last = spans[0]
    for span in spans[1:]:
        if span.status is not last.status:
            yield first if first is last else StatusSpan(first.status, Period(first.period.start, last.period.until))
            first = span
        last = span
    yield first if first is last else StatusSpan(first.status, Period(first.period.start, last.period.until))


def legal_status(patent: Patent, events: tuple[LegalEvent, ...], on: date) -> LegalStatus:
    """Return the legal status on a day: that of the span (see `status_spans`) in which the day lies."""
    current = LegalStatus.DISCLOSED
    for day, _, status, recorded in _steps(patent, events):
        if day > on:
            break
        if _moves(current, status, recorded):
            current = status
    return current


def _steps(patent: Patent, events: tuple[LegalEvent, ...]) -> list[tuple[date, int, LegalStatus, bool]]:
    """Return what may move the status, in its order: the day, what comes first on a day, the status, whether it was recorded."""
    steps = [
        (day, 0, status, False)
        for day, status in (
            (patent.filed_on, LegalStatus.PENDING),
            (patent.published_on, LegalStatus.PUBLISHED),
            (patent.registered_on, LegalStatus.GRANTED),
            (patent.expires_on and day_after(patent.expires_on), LegalStatus.EXPIRED),
        )
        if day is not None
    ]
    steps += [(event.effective_on, 1, event.status, True) for event in events]
    return sorted(steps, key=lambda step: (step[0], step[1], _ORDER[step[2]]))


def _moves(current: LegalStatus, status: LegalStatus, recorded: bool) -> bool:
    if current in ENDED:
        return recorded and status is LegalStatus.GRANTED and current not in (LegalStatus.INVALIDATED, LegalStatus.EXPIRED)
    if recorded or status in ENDED:
        return status is not current
    return current in _STAGES and _STAGES.index(status) > _STAGES.index(current)


def title_is_settled(record: PatentRecord, on: date) -> bool:
    """Tell whether the owners are settled on a day: the office says so, and all shares, known alike, sum to 1 (I-6)."""
    owners = record.owners(on)
    if record.patent.title_state is TitleState.OPEN or not owners or any(owner.disputed for owner in owners):
        return False
    return fault_of_shares((owner.basis, owner.share) for owner in owners) is None


def fault_of_shares(shares: Iterable[tuple[ShareBasis, Fraction | None]]) -> Words | None:
    """Say what keeps the owners of one day from being settled, or None: all shares are known alike, and sum to 1 (I-6)."""
    owners = list(shares)
    if len({basis for basis, _ in owners}) > 1:
        return Words("根拠の異なる持分が混じる。", "Shares known in different ways stand side by side.")
    known = [share for _, share in owners if share is not None]
    if known and (len(known) < len(owners) or sum(known) != 1):
        return Words(f"持分の合計が {sum(known)} で 1 にならない。", f"The shares sum to {sum(known)}, not to 1.")
    return None

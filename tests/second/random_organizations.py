"""Random parties, labs, memberships, affiliates and arrangements: many small numbers, few days, so that boundaries meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

from ippool.domain.arrangements import check_scheme_law
from ippool.domain.cards import Card, RoyaltyBase
from ippool.domain.consents import Beneficiaries, Consent
from ippool.domain.labs import Affiliate, Center, LeftReason, Membership, OpenLab, PinRule, Scheme, cores_of_labs
from ippool.domain.licenses import LicenseType
from ippool.domain.parties import MemberKind, Party, PartyKind, SizeClass
from ippool.domain.patents import OwnershipClass
from ippool.domain.policies import (
    BackgroundPolicy,
    ConsentDemand,
    CrossLabPolicy,
    Exclusivity,
    LateJoiner,
    MemberSolePolicy,
    NonmemberPolicy,
    NonworkingCompensation,
    Policies,
    ResearchPolicy,
    UtilityModels,
)
from ippool.domain.rules import Tier
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.timeline import Period
from ippool.domain.versions import Arrangement, Signatory, consents_by_signature
from ippool.domain.words import Words
from tests.builders import id_of

T = TypeVar("T")

ONE_DAY = timedelta(days=1)


@dataclass
class Dice:
    """A source of chance with a calendar of a few days, on which nearly everything of one pool happens."""

    seed: int
    random: Random = field(init=False)
    calendar: tuple[date, ...] = field(init=False)
    used: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        first = date(2015, 1, 1).toordinal()
        last = date(2027, 12, 31).toordinal()
        usual = (date(2016, 4, 1), date(2020, 2, 29), date(2021, 6, 1), date(2024, 3, 31), date(2026, 11, 23))
        self.calendar = tuple(
            sorted({*self.random.sample(usual, 3), *(date.fromordinal(self.random.randint(first, last)) for _ in range(9))})
        )

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def one(self, of: Sequence[T]) -> T:
        return self.random.choice(of)

    def some(self, of: Iterable[T], part: float) -> list[T]:
        return [one for one in of if self.chance(part)]

    def day(self, after: date | None = None) -> date:
        """Return a day of the calendar or one beside it; after another one where asked."""
        days = [day for day in self.calendar if after is None or day > after] or [(after or self.calendar[0]) + ONE_DAY * 40]
        found = self.one(days) + ONE_DAY * self.one((-1, 0, 0, 0, 0, 1))
        if after is not None and found <= after:
            found = after + ONE_DAY
        self.used.add(found)
        return found

    def early(self, after: date | None = None) -> date:
        """Return the earliest of three days: what has to be there before anything else can be asked."""
        return min(self.day(after) for _ in range(3))

    def period(self, *, open_start: float = 0.0, open_end: float = 0.5, after: date | None = None) -> Period:
        start = None if after is None and self.chance(open_start) else self.early(after)
        return Period(start, None if self.chance(open_end) else self.day(start))

    def stays(self, most: int, *, open_start: float = 0.0, open_end: float = 0.6) -> list[Period]:
        """Return periods one after the other, now and then without a gap between them."""
        found: list[Period] = []
        for _ in range(self.random.randint(1, most)):
            last = found[-1] if found else None
            if last is None:
                found.append(self.period(open_start=open_start, open_end=open_end))
            elif last.until is not None:
                start = last.until if self.chance(0.3) else self.day(last.until)
                found.append(Period(start, None if self.chance(open_end) else self.day(start)))
        return found


@dataclass(frozen=True)
class Organizations:
    """Everything of the reference data but the consents that are given besides signatures."""

    parties: tuple[Party, ...]
    centers: tuple[Center, ...]
    labs: tuple[OpenLab, ...]
    memberships: tuple[Membership, ...]
    affiliates: tuple[Affiliate, ...]
    arrangements: tuple[Arrangement, ...]
    signed: tuple[Consent, ...]


TIERS = ("standard", "premium", "partner")


def organizations(dice: Dice) -> Organizations:
    """Throw the parties and labs of one pool."""
    parties = _parties(dice)
    cores = [party for party in parties if party.kind is PartyKind.CORE]
    centers = tuple(
        Center(id_of("center", code), code, Words("センター", code), core.id)
        for code, core in zip(("N", "M"), cores[:2], strict=True)
    )
    labs = _labs(dice, centers)
    arrangements = tuple(version for lab in labs for version in _versions(dice, lab, parties))
    codes = {party.id: party.code for party in parties}
    cores_of = cores_of_labs(centers, labs)
    signed = [
        consent
        for version in arrangements
        for consent in consents_by_signature(
            version, id_of=lambda code: id_of("consent", code), core=cores_of[version.lab], code_of=lambda party: codes[party]
        )
    ]
    members = tuple(_memberships(dice, parties, labs, centers))
    return Organizations(parties, centers, labs, members, tuple(_affiliates(dice, parties, labs)), arrangements, tuple(signed))


def _parties(dice: Dice) -> tuple[Party, ...]:
    kinds = {
        **{f"CO{number}": PartyKind.COMPANY for number in range(1, 8)},
        **{f"FE{number}": PartyKind.FOREIGN_ENTITY for number in range(1, 3)},
        **{f"UN{number}": PartyKind.UNIVERSITY for number in range(1, 4)},
        "PI1": PartyKind.PUBLIC_INST,
        "IN1": PartyKind.INDIVIDUAL,
        "IN2": PartyKind.INDIVIDUAL,
    }
    found = {
        code: Party(id_of("party", code), code, kind, Words("当事者", code), size=dice.one(list(SizeClass)))
        for code, kind in {"CORE": PartyKind.CORE, "CORE2": PartyKind.CORE, **kinds}.items()
    }
    # Into a party that stands later in the list, so that no merger leads back, and while that party is still there.
    codes = list(kinds)
    for place in reversed(range(len(codes) - 1)):
        if dice.chance(0.25):
            _merge(found, codes[place], dice.one(codes[place + 1 :]), dice.day())
    if dice.chance(0.3):
        same = found[dice.one(codes)]
        found["TWICE"] = replace(same, id=id_of("party", "TWICE"), code="TWICE", merged_into=None, merged_on=None, same_as=same.id)
    if dice.chance(0.15):
        heir = dice.one(("NEW", "CORE2"))
        if heir == "NEW":
            found[heir] = Party(id_of("party", heir), heir, PartyKind.CORE, Words("新機構", heir), size=SizeClass.ACADEMIC)
        _merge(found, "CORE", heir, dice.day())
    return tuple(found.values())


def _merge(parties: dict[str, Party], code: str, into: str, on: date) -> None:
    if (gone := parties[into].merged_on) is not None and gone <= on:
        return
    parties[code] = replace(parties[code], merged_into=parties[into].id, merged_on=on)


def _labs(dice: Dice, centers: Sequence[Center]) -> tuple[OpenLab, ...]:
    found = []
    for code, scheme, center in (
        ("OL-1", Scheme.OPEN, 0),
        ("OL-2", Scheme.OPEN, 0),
        ("CL-1", Scheme.CLOSED, 0),
        ("CL-2", Scheme.CLOSED, dice.one((0, 1))),
        ("OL-3", Scheme.OPEN, 1),
    ):
        found.append(
            OpenLab(
                id_of("lab", code),
                code,
                Words("ラボ", code),
                scheme,
                centers[center].id,
                Period(dice.one((None, *dice.calendar[:3])), dice.one((None, None, None, *dice.calendar[6:9]))),
                dice.one((PinRule.AT_DISCLOSURE, PinRule.AT_DISCLOSURE, PinRule.AT_APPLICATION)),
            )
        )
    return tuple(found)


def _memberships(dice: Dice, parties: Sequence[Party], labs: Sequence[OpenLab], centers: Sequence[Center]) -> Iterable[Membership]:
    for party in parties:
        umbrellas: tuple[OpenLab | Center, ...] = (*labs, *centers)
        for of in umbrellas:
            if not dice.chance(0.45 if isinstance(of, OpenLab) else 0.2):
                continue
            lab = of.id if isinstance(of, OpenLab) else None
            partner = isinstance(of, OpenLab) and of.scheme is Scheme.CLOSED and dice.chance(0.5)
            for period in dice.stays(3, open_end=0.45):
                if (
                    isinstance(of, OpenLab)
                    and of.period.until is not None
                    and period.start is not None
                    and period.start >= of.period.until
                ):
                    continue
                tier = "partner" if partner else dice.one(("standard", "standard", "standard", "premium", "premium", "unpriced"))
                yield Membership(
                    id_of("membership", f"{party.code}/{of.code}/{period.start}"),
                    party.id,
                    lab,
                    None if lab else of.id,
                    tier,
                    period,
                    left_reason=_reason(dice, period.until, party, of) if period.until else None,
                    arrears_since=_within(dice, period, 0.1),
                    suspended_since=_within(dice, period, 0.04),
                    buy_in_paid_on=_within(dice, period, 0.3),
                )


def _reason(dice: Dice, until: date, party: Party, of: OpenLab | Center) -> LeftReason:
    """Return why a membership ended; nobody is expelled from a lab that is over, or after being merged away."""
    over = isinstance(of, OpenLab) and of.period.until is not None and of.period.until <= until
    gone = party.merged_on is not None and party.merged_on <= until
    usual = [LeftReason.EXPIRY, LeftReason.WITHDRAWAL, LeftReason.WITHDRAWAL, LeftReason.MERGER]
    return dice.one(usual if over or gone else [*usual, LeftReason.EXPULSION])


def _within(dice: Dice, period: Period, part: float) -> date | None:
    """Return a day of a period, now and then one near its end, or None."""
    if not dice.chance(part):
        return None
    if period.until is not None and dice.chance(0.6):
        return max(period.until - ONE_DAY * dice.one((0, 1, 2)), period.start or date.min)
    found = dice.day(period.start - ONE_DAY if period.start else None)
    return found if period.until is None or found < period.until else period.start


def _affiliates(dice: Dice, parties: Sequence[Party], labs: Sequence[OpenLab]) -> Iterable[Affiliate]:
    """Give some parties a parent that stands earlier in the list; one parent at a time."""
    for place, child in enumerate(parties):
        if place < 2 or not dice.chance(0.5):
            continue
        for period in dice.stays(2, open_start=0.4):
            parent = parties[0] if dice.chance(0.1) else dice.one(parties[:place])
            yield Affiliate(
                id_of("affiliate", f"{parent.code}/{child.code}/{period.start}"),
                parent.id,
                child.id,
                Fraction(dice.one(("1/4", "1/2", "51/100", "3/5", "3/5", "4/5", "1"))),
                frozenset(lab.id for lab in dice.some(labs, 0.75)),
                period,
            )


def _versions(dice: Dice, lab: OpenLab, parties: Sequence[Party]) -> Iterable[Arrangement]:
    if dice.chance(0.03):
        return
    periods = dice.stays(3, open_start=0.3, open_end=0.4)
    for number, period in enumerate(periods, 1):
        while True:
            version = _version(dice, lab, number, period, parties)
            if not check_scheme_law(version, lab):
                yield version
                break


def _policies(dice: Dice, scheme: Scheme) -> Policies:
    compensation = [NonworkingCompensation.NONE]
    if scheme is Scheme.CLOSED:
        compensation += [NonworkingCompensation.RATE_BY_SHARE] * 2
    late = dice.one((LateJoiner.ALL, LateJoiner.FROM_JOIN_DATE, LateJoiner.BUY_IN))
    return Policies(
        applies_to_pinned=dice.chance(0.4),
        nonmember=dice.one(list(NonmemberPolicy)),
        cross_lab=dice.one(list(CrossLabPolicy)),
        research=dice.one(list(ResearchPolicy)),
        member_sole=dice.one(list(MemberSolePolicy)),
        background=dice.one(list(BackgroundPolicy)),
        utility_models=dice.one(list(UtilityModels)),
        late_joiner=late,
        buy_in_amount=Fraction(2_000_000) if late is LateJoiner.BUY_IN else None,
        nonworking_compensation=dice.one(compensation),
        tail_months=dice.one((0, 1, 6, 12, 12, 24, 36)),
        arrears_days=dice.one((0, 1, 30, 60)),
        affiliate_threshold=Fraction(dice.one(("0", "1/2", "1/2", "3/5"))),
        affiliate_list_required=dice.chance(0.5),
        owner_affiliates_free=dice.chance(0.25),
    )


def _version(dice: Dice, lab: OpenLab, number: int, period: Period, parties: Sequence[Party]) -> Arrangement:
    signing = period.start or dice.calendar[0]
    types = [LicenseType.NON_EXCLUSIVE, LicenseType.EXCLUSIVE] if lab.scheme is Scheme.CLOSED else [LicenseType.NON_EXCLUSIVE]
    return Arrangement(
        id=id_of("arrangement", f"{lab.code}@{number}"),
        lab=lab.id,
        lab_code=lab.code,
        version_number=number,
        in_force=period,
        scheme=lab.scheme,
        cards=tuple(_cards(dice, lab.scheme)),
        policies=_policies(dice, lab.scheme),
        consent=ConsentDemand(
            blanket_required=dice.chance(0.7),
            scope=dice.one((Beneficiaries.MEMBERS, Beneficiaries.MEMBERS_AND_THIRD_PARTIES)),
            survives_exit=dice.chance(0.6),
            foreign_license_covenant=dice.chance(0.5),
        ),
        exclusivity=Exclusivity(dice.one(types)),
        rows=tuple(_rows(dice, lab.scheme)),
        adjustments=_adjustments(dice),
        signatories=tuple(
            Signatory(party.id, max(signing - ONE_DAY * dice.one((0, 5, 20)), date(2014, 1, 1)))
            for party in parties
            if dice.chance(0.4)
        ),
    )


RATES = ("0", "0.01", "0.018", "0.02", "0.03")


def _card(dice: Dice, code: str) -> Card:
    free = dice.chance(0.1)
    unit = dice.chance(0.08)
    first = Fraction(300) if unit else Fraction(dice.one(RATES))
    tiers = [Tier(Fraction(0), Fraction(0) if free else first)]
    if not free and dice.chance(0.3):
        tiers.append(Tier(Fraction(1000 if unit else 100_000_000), first * Fraction(4, 5)))
    nothing = free or dice.chance(0.3)
    return Card(
        code,
        Fraction(0 if nothing else dice.one((0, 500_000, 1_000_000))),
        tuple(tiers),
        minimum=Fraction(0 if nothing else dice.one((0, 0, 150_000))),
        cap=Fraction(10_000_000) if dice.chance(0.1) else None,
        base=RoyaltyBase.PER_UNIT if unit else RoyaltyBase.NET_SALES,
        pre_grant_factor=Fraction(1, 2) if dice.chance(0.2) else None,
        milestones=(("first sale", Fraction(1_000_000)),) if not free and dice.chance(0.05) else (),
    )


def _cards(dice: Dice, scheme: Scheme) -> Iterable[Card]:
    wanted = [("NONMEM", 0.95), *((f"MEMBER:{tier}", 0.85) for tier in TIERS), ("MEMBER", 0.6), ("RESEARCH", 0.8)]
    if scheme is Scheme.CLOSED:
        wanted.append(("OWN_WORKING", 0.7))
    cards = [_card(dice, code) for code, part in wanted if dice.chance(part)]
    return cards or [_card(dice, "NONMEM")]


def _two_tiers(rate: str) -> tuple[Tier, ...]:
    return Tier(Fraction(0), Fraction(rate)), Tier(Fraction(1000), Fraction("0.005"))


def _adjustments(dice: Dice) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, part in (
        ("cross-lab-factor", 0.4),
        ("cross-lab-upfront-factor", 0.2),
        ("small-company-factor", 0.3),
        ("small-company-upfront-factor", 0.2),
        ("small-company-minimum-factor", 0.2),
        ("pre-grant-factor", 0.2),
    ):
        if dice.chance(part):
            found[name] = Fraction(dice.one(("0", "0.5", "0.8", "0.9")))
    if dice.chance(0.3):
        found |= {"early-bird-factor": Fraction("0.9"), "early-bird-until": dice.day()}
    if dice.chance(0.3):
        found["member-tier-factors"] = (("premium", Fraction("0.8")), ("standard", Fraction("0.9")))
    if dice.chance(0.3):
        found["region-factors"] = (("CN", Fraction("0.8")), ("EP", Fraction("0.7")), ("US", Fraction("1.5")))
    if dice.chance(0.15):
        found["volume-tiers-members"] = _two_tiers("0.012")
    if dice.chance(0.15):
        found["volume-tiers-others"] = _two_tiers("0.025")
    if dice.chance(0.1):
        found["minimum-annual-royalty"] = Fraction(100_000)
    if dice.chance(0.1):
        found["annual-cap"] = Fraction(20_000_000)
    return found


_ROWS = {
    Standing.LAB_MEMBER: (Cell.MEMBER, Cell.NONMEM, Cell.RESEARCH, Cell.NEGOTIATE, Cell.REFUSE, Cell.HOLE, Cell.AS_NONMEMBER),
    Standing.FORMER_LAB_MEMBER: (Cell.MEMBER, Cell.NONMEM, Cell.REFUSE, Cell.HOLE_UNLESS_HELD),
    Standing.AFFILIATE: (Cell.AFFILIATE, Cell.NONMEM, Cell.NEGOTIATE, Cell.HOLE),
    Standing.CENTER_MEMBER: (Cell.BY_CROSS_LAB_POLICY, Cell.NONMEM, Cell.REFUSE, Cell.OUTSIDE),
    Standing.NON_MEMBER: (Cell.NONMEM, Cell.BY_NONMEMBER_POLICY, Cell.NEGOTIATE, Cell.REFUSE, Cell.HOLE),
}


def _rows(dice: Dice, scheme: Scheme) -> Iterable[Row]:
    for standing, cells in _ROWS.items():
        if dice.chance(0.12):
            kinds = dice.some(list(MemberKind), 0.4) if standing is Standing.LAB_MEMBER else []
            classes = dice.some(list(OwnershipClass), 0.4)
            yield Row(dice.one(cells), frozenset({standing}), frozenset(classes), frozenset(kinds), "art. 1")

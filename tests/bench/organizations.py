"""The organizations of the synthetic pool: parties, labs, memberships and arrangements, valid for the rules and as many as asked.

40 labs of which 13 are closed, 800 parties, 2,500 memberships, 3 arrangement versions for each lab, each with its signatories and
the consents that signing gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from uuid import UUID

from ippool.domain.arrangements import (
    AdjustmentValue,
    Arrangement,
    Card,
    ConsentDemand,
    Exclusivity,
    Policies,
    Signatory,
    consents_by_signature,
)
from ippool.domain.consents import Beneficiaries, Consent
from ippool.domain.labs import Affiliate, Area, Center, LeftReason, Membership, OpenLab, Scheme, cores_of_labs
from ippool.domain.licenses import LicenseType
from ippool.domain.parties import Party, PartyKind, SizeClass
from ippool.domain.policies import BackgroundPolicy, CrossLabPolicy, LateJoiner, MemberSolePolicy, NonmemberPolicy, ResearchPolicy
from ippool.domain.rules import Tier
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from tests.bench.vocabulary import FIELDS, names

TODAY = date(2026, 11, 24)
"""The day up to which things have happened in the synthetic pool."""
LABS, CLOSED, PARTIES, MEMBERSHIPS, VERSIONS, CENTERS = 40, 13, 800, 2500, 3, 4
_OF_CENTER, _OF_CLOSED = 300, 5
_KINDS = (
    *((PartyKind.COMPANY, "株式会社{}", "{} Co., Ltd.", 560), (PartyKind.UNIVERSITY, "{}大学", "{} University", 120)),
    *((PartyKind.PUBLIC_INST, "{}研究所", "{} Research Institute", 40), (PartyKind.FOREIGN_ENTITY, "{}社", "{} Inc.", 50)),
    (PartyKind.INDIVIDUAL, "{}", "{}", 26),
)


class Ids:
    """Ids in rising order, as those of real records are, the same for the same seed."""

    def __init__(self, chance: Random) -> None:
        self._chance, self._made = chance, 0

    def __call__(self) -> UUID:
        self._made += 1
        random = self._chance.getrandbits(62)
        return UUID(int=(0x019000000000 + self._made) << 80 | 7 << 76 | (random & 0xFFF) << 64 | 2 << 62 | random)


@dataclass(frozen=True)
class Organizations:
    """The reference data of the pool. Shape: `members` of each lab, those of longest standing first, its core not among them."""

    parties: tuple[Party, ...]
    centers: tuple[Center, ...]
    labs: tuple[OpenLab, ...]
    memberships: tuple[Membership, ...]
    affiliates: tuple[Affiliate, ...]
    arrangements: tuple[Arrangement, ...]
    consents: tuple[Consent, ...]
    members: dict[UUID, tuple[Party, ...]]
    cores: dict[UUID, Party]

    def records(self) -> Iterator[tuple[object, ...]]:
        """Return the records by kind, in an order in which they can be written."""
        yield from (self.parties, self.centers, self.labs, self.memberships, self.affiliates, self.arrangements, self.consents)


def organizations(chance: Random, ids: Ids) -> Organizations:
    """Invent them."""
    cores = tuple(_core(number, ids) for number in range(CENTERS))
    others = tuple(_parties(chance, ids))
    centers = tuple(
        Center(ids(), f"CENTER-{number + 1}", Words(f"第{number + 1}会員制センター", f"Membership center {number + 1}"), core.id)
        for number, core in enumerate(cores)
    )
    labs = tuple(_labs(centers, chance, ids))
    memberships = tuple(_memberships(labs, centers, others, chance, ids))
    by_id = {party.id: party for party in (*cores, *others)}
    members: dict[UUID, list[Party]] = {lab.id: [] for lab in labs}
    for membership in sorted(memberships, key=lambda one: (one.period.start or TODAY, one.id)):
        if membership.lab is not None:
            members[membership.lab].append(by_id[membership.party])
    core_of = cores_of_labs(centers, labs)
    arrangements: list[Arrangement] = []
    consents: list[Consent] = []
    for lab in labs:
        of_lab = [one for one in memberships if one.lab == lab.id]
        for arrangement in _versions(lab, next(iter(core_of[lab.id])), of_lab, chance, ids):
            arrangements.append(arrangement)
            consents += consents_by_signature(
                arrangement, id_of=lambda code: ids(), core=core_of[lab.id], code_of=lambda party: by_id[party].code
            )
    return Organizations(
        parties=(*cores, *others),
        centers=centers,
        labs=labs,
        memberships=memberships,
        affiliates=tuple(_affiliates(labs, members, others, chance, ids)),
        arrangements=tuple(arrangements),
        consents=tuple(consents),
        members={lab: tuple(found) for lab, found in members.items()},
        cores={lab: by_id[next(iter(found))] for lab, found in core_of.items()},
    )


def _core(number: int, ids: Ids) -> Party:
    name = Words(f"中核研究機構{number + 1}", f"Core Research Institution {number + 1}")
    return Party(ids(), f"CORE-{number + 1}", PartyKind.CORE, name, "JP", SizeClass.ACADEMIC)


def _parties(chance: Random, ids: Ids) -> Iterator[Party]:
    stems = names(PARTIES - CENTERS, chance)
    kinds = [entry for entry in _KINDS for _ in range(entry[3])]
    chance.shuffle(kinds)
    for number, ((kind, ja, en, _), stem) in enumerate(zip(kinds, stems, strict=True)):
        size = SizeClass.ACADEMIC if kind in (PartyKind.UNIVERSITY, PartyKind.PUBLIC_INST) else chance.choice(_SIZES)
        country = chance.choice(("US", "DE", "KR", "CN", "FR")) if kind is PartyKind.FOREIGN_ENTITY else "JP"
        yield Party(ids(), f"P-{number + 1:04}", kind, Words(ja.format(stem.ja), en.format(stem.en)), country, size)


_SIZES = (SizeClass.LARGE, SizeClass.LARGE, SizeClass.SME, SizeClass.SME, SizeClass.SME, SizeClass.MICRO)


def _day(chance: Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randrange(max((last - first).days, 1)))


def _labs(centers: tuple[Center, ...], chance: Random, ids: Ids) -> Iterator[OpenLab]:
    for number in range(LABS):
        closed = number % 3 == 2 and number // 3 < CLOSED
        field = FIELDS[number % len(FIELDS)]
        kind = Words("クローズドラボ", "closed lab") if closed else Words("オープンラボ", "open lab")
        began = _day(chance, date(2004, 4, 1), date(2016, 4, 1))
        ended = date(2025, 4, 1) if closed and number % 4 == 1 else None
        yield OpenLab(
            id=ids(),
            code=f"{'CL' if closed else 'OL'}-{number + 1:02}",
            title=Words(
                f"{field.ja}{kind.ja}第{number // len(FIELDS) + 1}期", f"{field.en} {kind.en}, term {number // len(FIELDS) + 1}"
            ),
            scheme=Scheme.CLOSED if closed else Scheme.OPEN,
            center=centers[number % CENTERS].id,
            period=Period(began, ended),
            area=Area.COMPETITIVE if closed else Area.NONCOMPETITIVE,
        )


def _memberships(
    labs: tuple[OpenLab, ...], centers: tuple[Center, ...], parties: tuple[Party, ...], chance: Random, ids: Ids
) -> Iterator[Membership]:
    joining = [party for party in parties if party.kind is not PartyKind.INDIVIDUAL]
    companies = [party for party in joining if party.kind is PartyKind.COMPANY]
    opened = [lab for lab in labs if lab.scheme is Scheme.OPEN]
    for_open = MEMBERSHIPS - _OF_CENTER - _OF_CLOSED * CLOSED
    sizes = [for_open // len(opened) + (rank < for_open % len(opened)) for rank in range(len(opened))]
    for lab in labs:
        closed = lab.scheme is Scheme.CLOSED
        for party in chance.sample(companies if closed else joining, _OF_CLOSED if closed else sizes.pop()):
            assert lab.period.start is not None
            yield _membership(party, lab, None, "partner" if closed else _tier(party, chance), lab.period, chance, ids)
    for number, party in enumerate(chance.sample(joining, _OF_CENTER)):
        center = centers[number % len(centers)]
        yield _membership(party, None, center, "standard", Period(date(2008, 4, 1), None), chance, ids)


def _tier(party: Party, chance: Random) -> str:
    if party.kind in (PartyKind.UNIVERSITY, PartyKind.PUBLIC_INST):
        return "academic"
    return "premium" if chance.random() < 0.2 else "standard"


def _membership(
    party: Party, lab: OpenLab | None, center: Center | None, tier: str, within: Period, chance: Random, ids: Ids
) -> Membership:
    assert within.start is not None
    # Most join in the first years.
    since = within.start + timedelta(days=int((TODAY - within.start).days * chance.random() ** 2))
    until, reason = within.until, LeftReason.EXPIRY if within.until else None
    if until is None and chance.random() < 0.2:
        until = _day(chance, since + timedelta(days=365), TODAY + timedelta(days=366))
        reason = chance.choice((LeftReason.WITHDRAWAL, LeftReason.WITHDRAWAL, LeftReason.EXPIRY, LeftReason.EXPULSION))
    if until is not None and until <= since:
        since = until - timedelta(days=365)
    arrears = _day(chance, since, TODAY) if until is None and chance.random() < 0.01 else None
    return Membership(
        id=ids(),
        party=party.id,
        lab=lab.id if lab else None,
        center=center.id if center else None,
        tier=tier,
        period=Period(since, until),
        left_reason=reason,
        arrears_since=arrears,
    )


def _affiliates(
    labs: tuple[OpenLab, ...], members: dict[UUID, list[Party]], parties: tuple[Party, ...], chance: Random, ids: Ids
) -> Iterator[Affiliate]:
    """Give sixty members a subsidiary each; no party is above one that is above it, since parents come earlier in the list."""
    companies = [party for party in parties if party.kind is PartyKind.COMPANY]
    place = {party.id: number for number, party in enumerate(companies)}
    subsidiaries = iter(companies[300:])
    for lab in labs[:30]:
        able = [party for party in members[lab.id] if place.get(party.id, 300) < 300]
        for parent in chance.sample(able, min(2, len(able))):
            control = chance.choice((Fraction(3, 5), Fraction(1), Fraction(4, 5), Fraction(2, 5)))
            annex = frozenset({lab.id}) if chance.random() < 0.8 else frozenset[UUID]()
            yield Affiliate(ids(), parent.id, next(subsidiaries).id, control, annex, Period(date(2015, 4, 1), None))


def _versions(lab: OpenLab, core: UUID, memberships: list[Membership], chance: Random, ids: Ids) -> Iterator[Arrangement]:
    began, ended = lab.period.start, lab.period.until
    assert began is not None
    third = ((ended or TODAY) - began) / VERSIONS
    starts = [began, *(began + third * step for step in range(1, VERSIONS))]
    for number, since in enumerate(starts, 1):
        until = starts[number] if number < VERSIONS else ended
        joined = [one for one in memberships if one.period.start is not None and since <= one.period.start < (until or TODAY)]
        signing = [one for one in joined if chance.random() < 0.75]
        signed = {core: since} | {one.party: one.period.start or since for one in signing}
        yield _version(lab, number, Period(since, until), tuple(Signatory(who, day) for who, day in signed.items()), chance, ids)


def _version(
    lab: OpenLab, number: int, in_force: Period, signatories: tuple[Signatory, ...], chance: Random, ids: Ids
) -> Arrangement:
    closed = lab.scheme is Scheme.CLOSED
    rate = Fraction(chance.randint(20, 50), 1000)
    base = chance.choice((500_000, 1_000_000, 2_000_000))
    tiers = ("partner",) if closed else ("standard", "academic", "premium")
    cards = [_card("NONMEM", base, rate, 300_000)]
    cards += [
        _card(f"MEMBER:{tier}", base // (2 + rank), rate * Fraction(6 - rank, 10), 150_000) for rank, tier in enumerate(tiers)
    ]
    if not closed and chance.random() < 0.3:
        cards.append(_card("RESEARCH", 50_000, Fraction(0), 0))
    policies = Policies(
        applies_to_pinned=number == VERSIONS and chance.random() < 0.5,
        nonmember=chance.choice((NonmemberPolicy.OFFER, NonmemberPolicy.OFFER, NonmemberPolicy.OFFER_AFTER_PUBLICATION)),
        cross_lab=chance.choice(tuple(CrossLabPolicy)),
        research=ResearchPolicy.CARD if cards[-1].code == "RESEARCH" else ResearchPolicy.FREE,
        member_sole=chance.choice(tuple(MemberSolePolicy)),
        background=chance.choice(tuple(BackgroundPolicy)),
        late_joiner=chance.choice((LateJoiner.ALL, LateJoiner.ALL, LateJoiner.FROM_JOIN_DATE)),
        tail_months=chance.choice((6, 12, 24)),
        option_allowed=closed,
        cost_recovery_first=closed,
    )
    return Arrangement(
        id=ids(),
        lab=lab.id,
        lab_code=lab.code,
        version_number=number,
        in_force=in_force,
        scheme=lab.scheme,
        cards=tuple(cards),
        policies=policies,
        consent=ConsentDemand(
            blanket_required=not closed,
            scope=chance.choice((Beneficiaries.MEMBERS_AND_THIRD_PARTIES, Beneficiaries.MEMBERS)),
            survives_exit=chance.random() < 0.7,
            foreign_license_covenant=chance.random() < 0.8,
        ),
        exclusivity=Exclusivity(LicenseType.EXCLUSIVE) if closed else Exclusivity(),
        adjustments=dict(_adjustments(closed, policies, chance)),
        signatories=signatories,
        title=Words(f"{lab.title.ja} 取決め第{number}版", f"Arrangement of {lab.title.en}, version {number}"),
    )


def _card(code: str, upfront: int, rate: Fraction, minimum: int) -> Card:
    return Card(
        code,
        Fraction(upfront),
        (Tier(Fraction(0), rate),),
        Fraction(minimum),
        pre_grant_factor=Fraction(1, 2),
    )


def _adjustments(closed: bool, policies: Policies, chance: Random) -> Iterable[tuple[str, AdjustmentValue]]:
    if chance.random() < 0.6:
        yield "small-company-factor", Fraction(1, 2)
    if chance.random() < 0.4:
        yield "region-factors", (("CN", Fraction(4, 5)), ("EP", Fraction(9, 10)), ("US", Fraction(11, 10)))
    if not closed and chance.random() < 0.3:
        yield "early-bird-factor", Fraction(9, 10)
        yield "early-bird-until", date(2027, 4, 1)
    if not closed and policies.cross_lab is CrossLabPolicy.DISCOUNT:
        yield "cross-lab-factor", Fraction(9, 10)

"""Standing: how a party stands to a patent on a day; the first of ten steps that matches (domain rules, 5.1).

Steps 0 to 4 look at the patent, 5 to 8 at the lab whose package is asked. Every step that was tried is kept with its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ippool.domain.clause import PA_35_1, PA_79, PATENT_ACT, Clause, LicenseClauses, clauses_of, pool_rule
from ippool.domain.co_ownership import CoOwnershipLaw, law_of, national_law
from ippool.domain.labs import Affiliate, Membership, OpenLab
from ippool.domain.licenses import License, LicenseStatus, Scope, StatutoryLicense, TermsClass, covers
from ippool.domain.membership import Hold, Holding, barred, holding, running
from ippool.domain.parties import KINDS, MemberKind, Party
from ippool.domain.patents import PatentRecord, TitleState, fault_of_shares, title_is_settled
from ippool.domain.policies import Policies
from ippool.domain.reference import Reference
from ippool.domain.tables import STANDING_WORDS, Standing
from ippool.domain.title import holds_title
from ippool.domain.trace import Fact, Step, TraceStage
from ippool.domain.verdict import Verdict
from ippool.domain.versions import Arrangement
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: who, about which patent, in which lab's package, on which day, for which scope."""

    applicant: Party
    record: PatentRecord
    lab: OpenLab | None
    pinned: Arrangement | None
    reference: Reference
    on: date
    scope: Scope
    asked_as: Party | None = None
    """The party named in the question, where the applicant is its general successor (edge 29)."""

    @property
    def policies(self) -> Policies:
        """The policies of the pinned version, or the defaults where there is none."""
        return self.pinned.policies if self.pinned else Policies()

    @property
    def countries(self) -> frozenset[str]:
        """The countries of the right within the territory asked; empty where the right does not stand there."""
        return self.record.patent.countries_in(self.scope.territory)

    @property
    def country(self) -> str:
        """The country whose law is asked: the only one within the territory asked, else the right's jurisdiction."""
        countries = self.countries
        return next(iter(countries)) if len(countries) == 1 else self.record.patent.jurisdiction

    @property
    def law(self) -> CoOwnershipLaw:
        """The law of co-ownership of that country."""
        return law_of(self.country, self.on)

    @property
    def clauses(self) -> LicenseClauses:
        """Where that country's rules about licenses stand."""
        return clauses_of(self.country)

    def is_core(self, party: UUID) -> bool:
        """Tell whether a party is the core institution in this package."""
        return self.reference.is_core(party, self.lab, self.on)

    def is_applicant(self, party: UUID) -> bool:
        """Tell whether a party recorded is the applicant, or one whose general successor it is."""
        return self.reference.successor_of(party, self.on) == self.applicant.id

    @property
    def member_kind(self) -> MemberKind | None:
        """The kind of member the applicant is or would be."""
        return KINDS[self.applicant.kind].member_kind


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A standing with its facts: the tier and kind of member, what a license or statute gives, and every step tried."""

    standing: Standing
    steps: tuple[Step, ...]
    tier: str | None = None
    member_kind: MemberKind | None = None
    free_affiliate: bool = False
    statutory_free: bool | None = None
    licensed_as: TermsClass | None = None
    membership: Membership | None = None


@dataclass(frozen=True, slots=True)
class _Tried:
    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    tier: str | None = None
    free_affiliate: bool = False
    statutory_free: bool | None = None
    licensed_as: TermsClass | None = None
    membership: Membership | None = None


def own_licenses(question: Question) -> tuple[License, ...]:
    """Return the applicant's licenses on the patent that run on the day asked, wide and narrow alike, best terms first.

    A license passes to the licensee's general successor (Patent Act art. 94).
    """
    running = (
        license
        for license in question.record.licenses
        if question.is_applicant(license.licensee) and license.status is LicenseStatus.ACTIVE and question.on in license.period
    )
    return tuple(sorted(running, key=lambda license: (_BEST_TERMS.index(license.terms.terms_class), license.number)))


def license_in_point(question: Question) -> License | None:
    """Return the applicant's license that covers the whole scope asked, the one on the best terms, or None."""
    return next((license for license in own_licenses(question) if is_wide(license, question)), None)


def is_wide(license: License, question: Question) -> bool:
    """Tell whether a license covers the whole scope asked."""
    return covers(license, question.scope, question.countries, jurisdiction=question.record.patent.jurisdiction)


def standing_of(question: Question) -> StandingFinding:
    """Find the standing: try the steps in order until one applies; NON_MEMBER always does."""
    steps: list[Step] = list(_identity(question))
    for standing, rule in _STEPS:
        tried = rule(question)
        steps.append(
            Step(
                id=f"standing/{standing.value.lower()}",
                parent="standing",
                stage=TraceStage.STANDING,
                rule=standing.value,
                verdict=tried.verdict,
                facts=tried.facts,
            )
        )
        if tried.verdict.holds:
            name = standing_words(standing, tried.membership)
            steps.append(
                Step(
                    id="standing",
                    parent="result",
                    stage=TraceStage.STANDING,
                    rule="STANDING",
                    verdict=Verdict(
                        True, Words(f"立場は「{name.ja}」である。", f"The standing is “{name.en}”."), tried.verdict.clause
                    ),
                    facts=(Fact("standing", standing.value), *((Fact("tier", tried.tier),) if tried.tier else ())),
                )
            )
            return StandingFinding(
                standing=standing,
                steps=tuple(steps),
                tier=tried.tier,
                member_kind=question.member_kind if standing in _MEMBERS else None,
                free_affiliate=tried.free_affiliate,
                statutory_free=tried.statutory_free,
                licensed_as=tried.licensed_as,
                membership=tried.membership,
            )
    raise AssertionError("NON_MEMBER applies to everyone")


def standing_words(standing: Standing, membership: Membership | None) -> Words:
    """Name a standing; a member of another of the center's labs is not called a member of the center."""
    if standing is Standing.CENTER_MEMBER and membership is not None and membership.lab is not None:
        return Words("他ラボの会員", "member of another lab")
    return STANDING_WORDS[standing]


def _identity(question: Question) -> tuple[Step, ...]:
    named, now = question.asked_as, question.applicant
    if named is None:
        return ()
    because = Words(
        f"{named.name.ja or named.name.en}は合併により消滅し、一般承継人の{now.name.ja or now.name.en}を照会者とする。",
        f"{named.name.en or named.name.ja} was merged; its general successor {now.name.en or now.name.ja} stands in its place.",
    )
    facts = (Fact("merger", f"{named.code} -> {now.code}", named.source or None, named.merged_on, named.recorded_at),)
    return (Step("standing/identity", "standing", TraceStage.STANDING, "IDENTITY", Verdict(True, because, _IDENTITY), facts),)


_IDENTITY = pool_rule(
    "edge 29", "立場を見る前に照会者を特定する。", "The applicant is identified before its standing is looked at."
)
_BEST_TERMS = (TermsClass.ROYALTY_FREE, TermsClass.MEMBER, TermsClass.OTHER)
_MEMBERS = (Standing.LAB_MEMBER, Standing.FORMER_LAB_MEMBER, Standing.AFFILIATE)


def _step(number: int, ja: str, en: str) -> Clause:
    return pool_rule(f"5.1 step {number}", ja, en)


_CLAUSES = {
    Standing.CORE: _step(0, "中核機関自身である。", "The institution itself."),
    Standing.UNDETERMINED: _step(1, "権利者が確定しなければ立場も決まらない。", "Without settled owners there is no standing."),
    Standing.LAB_MEMBER: _step(5, "当日、ラボの会員である。", "A membership in the lab runs on the day."),
    Standing.FORMER_LAB_MEMBER: _step(6, "退会後の経過期間にある。", "Within the tail after leaving."),
    Standing.AFFILIATE: _step(7, "附属書に載る子会社である（下方向のみ）。", "A listed subsidiary of a member, downwards only."),
    Standing.CENTER_MEMBER: _step(8, "センター又は他のラボの会員である。", "A member of the center or of another of its labs."),
    Standing.NON_MEMBER: _step(9, "その他の者である。", "Anyone else."),
}


def _core(question: Question) -> _Tried:
    """Try the institution itself: the core of the lab asked, with a title of its own; to another lab it is like anybody."""
    clause, party = _CLAUSES[Standing.CORE], question.applicant
    facts = (Fact("party kind", party.kind.value, party.source or None),)
    if not question.is_core(party.id):
        return _Tried(Verdict.no("照会者は中核機関ではない。", "The applicant is not the core institution.", clause), facts)
    if not _own_title(question):
        because = Words(
            "照会者は中核機関であるが、この特許に争いのない権利を持たない。",
            "The applicant is the core institution, but has no undisputed title to this patent.",
        )
        return _Tried(Verdict(False, because, clause), facts)
    return _Tried(Verdict.yes("照会者は中核機関自身である。", "The applicant is the core institution itself.", clause), facts)


def _undetermined(question: Question) -> _Tried:
    clause, record = _CLAUSES[Standing.UNDETERMINED], question.record
    facts = (Fact("title state", record.patent.title_state.value, record.patent.source or None), *_owner_facts(question))
    if title_is_settled(record, question.on):
        return _Tried(Verdict.no("権利者は確定している。", "The owners are settled.", clause), facts)
    if _own_title(question):
        return _Tried(
            Verdict.no(
                "権利者は確定していないが、照会者自身の権利に争いはない。",
                "The owners are not settled, but the applicant's own title is undisputed.",
                clause,
            ),
            facts,
        )
    return _Tried(Verdict(True, _unsettled(question), clause), facts)


NOT_SETTLED = Words("権利者が確定していない。", "The owners are not settled.")
NOBODY_OWNS = Words("当日に権利を有する者が記録されていない。", "Nobody is recorded as holding title on that day.")


def nobody_owns(question: Question) -> bool:
    """Tell whether no title is recorded for the day asked, as before the filing."""
    return not question.record.owners(question.on)


def _unsettled(question: Question) -> Words:
    """Say what keeps the owners from being settled."""
    record, owners = question.record, question.record.owners(question.on)
    if not owners:
        return NOBODY_OWNS
    if record.patent.title_state is TitleState.OPEN:
        return NOT_SETTLED
    if any(owner.disputed for owner in owners):
        return Words("権利者の間に争いがある。", "The title is disputed.")
    return fault_of_shares((owner.basis, owner.share) for owner in owners) or NOT_SETTLED


def _own_title(question: Question) -> bool:
    return any(
        not title.disputed and holds_title(title, question.applicant.id, question.reference, question.on)
        for title in question.record.owners(question.on)
    )


def _co_owner(question: Question) -> _Tried:
    facts, clause = _owner_facts(question), question.law.own_working_clause
    if _own_title(question):
        return _Tried(Verdict.yes("照会者は当日の権利者である。", "The applicant holds title on the day.", clause), facts)
    return _Tried(Verdict.no("照会者は当日の権利者ではない。", "The applicant holds no title on the day.", clause), facts)


def _owner_facts(question: Question) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            "owner",
            f"{question.reference.parties[title.party].code} {title.share or '-'} {title.basis.value}",
            title.source or None,
            title.period.start,
            title.recorded_at,
        )
        for title in question.record.owners(question.on)
    )


def _statutory(question: Question) -> _Tried:
    held = sorted(
        (one for one in question.record.statutory if question.is_applicant(one.holder) and question.on in one.period),
        key=lambda one: (not one.free, one.basis),
    )
    if not held:
        return _Tried(
            Verdict.no(
                "法定通常実施権の記録はない。推認はしない。",
                "No statutory license is recorded; none is ever inferred.",
                question.clauses.statutory,
            )
        )
    license = held[0]
    return _Tried(
        Verdict.yes(
            f"法定通常実施権（根拠 {license.basis}）が証拠とともに記録されている。",
            f"A statutory license (basis: {license.basis}) is recorded with evidence.",
            statutory_clause(license, question.country),
        ),
        (Fact("statutory license", license.basis, license.evidence or None, license.period.start, license.recorded_at),),
        statutory_free=license.free,
    )


def statutory_clause(license: StatutoryLicense, country: str) -> Clause:
    """Return the provision a statutory license rests on; one that is not among those read is shown as unverified."""
    text = Words("記録された法定通常実施権。", "A statutory license as recorded.")
    if country != "JP":
        return national_law(country, text, license.basis)
    for clause in (PA_35_1, PA_79):
        if license.basis == clause.article.removeprefix("art. "):
            return clause
    return Clause(PATENT_ACT, f"art. {license.basis}", text, verified=False)


def _licensee(question: Question) -> _Tried:
    own, wide, clauses = own_licenses(question), license_in_point(question), question.clauses
    facts = tuple(
        Fact(
            "license",
            f"{license.number} {license.license_type.value}",
            license.source or None,
            license.period.start,
            license.recorded_at,
        )
        for license in own
    )
    if wide is not None:
        return _Tried(
            Verdict.yes(
                f"ライセンス {wide.number} が照会の範囲を覆う。",
                f"License {wide.number} covers the scope asked.",
                clauses.given if wide.licensee == question.applicant.id else clauses.passed,
            ),
            facts,
            licensed_as=wide.terms.terms_class,
        )
    if own:
        return _Tried(
            Verdict.no(
                "有効なライセンスはあるが、照会の範囲を覆わない。",
                "A license is in force, but it is narrower than the scope asked.",
                clauses.given,
            ),
            facts,
        )
    return _Tried(Verdict.no("有効なライセンスはない。", "No license is in force.", clauses.given))


def _membership_facts(found: Holding) -> tuple[Fact, ...]:
    one = found.membership
    if one is None:
        return ()
    days = f"{one.period.start or ''}..{one.period.until or ''}"
    return (Fact("membership", f"{one.tier} {days}", one.source or None, one.period.start, one.recorded_at),)


def _of_lab(question: Question, wanted: Hold, standing: Standing) -> _Tried:
    if question.lab is None:
        return _Tried(Verdict.no("この特許はどのラボにも属さない。", "The patent is in no lab.", _CLAUSES[standing]))
    found = holding(
        question.reference, question.applicant.id, question.lab, question.policies, on=question.on, record=question.record
    )
    return _Tried(
        Verdict(found.hold is wanted, found.because, _CLAUSES[standing]),
        _membership_facts(found),
        tier=found.membership.tier if found.hold is wanted and found.membership else None,
        membership=found.membership if found.hold is wanted else None,
    )


def _lab_member(question: Question) -> _Tried:
    return _of_lab(question, Hold.ACTIVE, Standing.LAB_MEMBER)


def _former(question: Question) -> _Tried:
    return _of_lab(question, Hold.TAIL, Standing.FORMER_LAB_MEMBER)


def _is_barred(question: Question) -> bool:
    if question.lab is None:
        return False
    found = holding(
        question.reference, question.applicant.id, question.lab, question.policies, on=question.on, record=question.record
    )
    return found.hold is Hold.BARRED


_BARRED = Words(
    "滞納・停止・除名の会員は、他に何があっても非会員として扱う。",
    "A member in arrears, suspended or expelled is treated as a non-member, whatever else holds.",
)


def _affiliate(question: Question) -> _Tried:
    clause, policies = _CLAUSES[Standing.AFFILIATE], question.policies
    if question.lab is None:
        return _Tried(Verdict.no("この特許はどのラボにも属さない。", "The patent is in no lab.", clause))
    if _is_barred(question):
        return _Tried(Verdict(False, _BARRED, clause))
    relations = question.reference.parents_of(question.applicant.id)
    facts = tuple(
        Fact(
            "affiliate",
            f"{question.reference.parties[relation.parent].code} {relation.control}",
            relation.source or None,
            relation.period.start,
            relation.recorded_at,
        )
        for relation in relations
    )
    tried = [_under_parent(question, question.lab, relation, policies) for relation in relations]
    best = min((one for one, _ in tried if one.verdict.holds), key=lambda one: not one.free_affiliate, default=None)
    if best is not None:
        return replace(best, facts=facts)
    if not tried:
        return _Tried(Verdict.no("子会社としての記録はない。", "It is not recorded as anybody's subsidiary.", clause))
    nearest, _ = max(tried, key=lambda pair: pair[1])
    return replace(nearest, facts=facts)


def _under_parent(question: Question, lab: OpenLab, relation: Affiliate, policies: Policies) -> tuple[_Tried, int]:
    """Try one control relation: a co-owner's subsidiary where the arrangement frees these, else a member's that the annex lists.

    Returns what was found and how many of the conditions were met, so that of several relations the nearest miss can be told.
    """
    clause, on = _CLAUSES[Standing.AFFILIATE], question.on
    parent = question.reference.parties[question.reference.successor_of(relation.parent, on)]
    ja, en = parent.name.ja or parent.name.en, parent.name.en or parent.name.ja
    if on not in relation.period:
        because = Words(f"{ja}の支配は当日のものではない。", f"{en} does not control it on the day.")
        return _Tried(Verdict(False, because, clause)), 0
    if relation.control <= policies.affiliate_threshold:
        because = Words(
            f"{ja}の支配割合 {relation.control} は {policies.affiliate_threshold} を超えない。",
            f"{en} controls {relation.control} of it, not more than {policies.affiliate_threshold}.",
        )
        return _Tried(Verdict(False, because, clause)), 1
    if policies.owner_affiliates_free and any(
        holds_title(title, parent.id, question.reference, on) for title in question.record.owners(on)
    ):
        because = Words(
            f"共有者の{ja}が支配し、取決めは共有者の子会社の実施を無償とする。",
            f"The co-owner {en} controls it, and the arrangement lets a co-owner's subsidiaries work free.",
        )
        return _Tried(Verdict(True, because, clause), free_affiliate=True), 4
    if policies.affiliate_list_required and lab.id not in relation.annex:
        because = Words(
            f"{ja}が支配するが、{lab.code} の附属書に記載がない。",
            f"{en} controls it, but the annex of {lab.code} does not list it.",
        )
        return _Tried(Verdict(False, because, clause)), 2
    held = holding(question.reference, parent.id, lab, policies, on=on, record=question.record)
    if held.hold not in (Hold.ACTIVE, Hold.TAIL) or held.membership is None:
        because = Words(
            f"親会社の{ja}について、{held.because.ja}",
            f"As for its parent, {en}: {held.because.en[:1].lower()}{held.because.en[1:]}",
        )
        return _Tried(Verdict(False, because, clause)), 3
    member = Words("会員", "member") if held.hold is Hold.ACTIVE else Words("経過期間中の元会員", "former member")
    listed = policies.affiliate_list_required
    because = Words(
        f"{member.ja}の{ja}が支配し、{'附属書に載る' if listed else '附属書への記載は要らない'}。",
        f"The {member.en} {en} controls it, and {'the annex lists it' if listed else 'no annex need list it'}.",
    )
    return _Tried(Verdict(True, because, clause), tier=held.membership.tier, membership=held.membership), 4


def _center_member(question: Question) -> _Tried:
    clause, lab = _CLAUSES[Standing.CENTER_MEMBER], question.lab
    if lab is None:
        return _Tried(Verdict.no("この特許はどのラボにも属さない。", "The patent is in no lab.", clause))
    if _is_barred(question):
        return _Tried(Verdict(False, _BARRED, clause))
    for membership in question.reference.memberships_of(question.applicant.id):
        other = question.reference.labs.get(membership.lab) if membership.lab else None
        elsewhere = membership.center == lab.center or (other is not None and other.id != lab.id and other.center == lab.center)
        if elsewhere and question.on in running(membership, other) and barred(membership, question.policies, question.on) is None:
            of = other.code if other else question.reference.centers[lab.center].code
            because = (
                Words(f"他のラボ {of} の会員である。", f"It is a member of another lab, {of}.")
                if other
                else Words(f"センター {of} の会員である。", f"It is a member of the center {of}.")
            )
            return _Tried(
                Verdict(True, because, clause),
                (
                    Fact(
                        "membership",
                        f"{of} {membership.tier}",
                        membership.source or None,
                        membership.period.start,
                        membership.recorded_at,
                    ),
                ),
                membership=membership,
            )
    return _Tried(
        Verdict.no(
            "センター及び他のラボの会員ではない。", "It is a member neither of the center nor of another of its labs.", clause
        )
    )


def _non_member(question: Question) -> _Tried:
    return _Tried(Verdict.yes("上のいずれにも当たらない。", "None of the steps above applies.", _CLAUSES[Standing.NON_MEMBER]))


_STEPS: tuple[tuple[Standing, Callable[[Question], _Tried]], ...] = (
    (Standing.CORE, _core),
    (Standing.UNDETERMINED, _undetermined),
    (Standing.CO_OWNER, _co_owner),
    (Standing.STATUTORY_LICENSEE, _statutory),
    (Standing.LICENSEE, _licensee),
    (Standing.LAB_MEMBER, _lab_member),
    (Standing.FORMER_LAB_MEMBER, _former),
    (Standing.AFFILIATE, _affiliate),
    (Standing.CENTER_MEMBER, _center_member),
    (Standing.NON_MEMBER, _non_member),
)

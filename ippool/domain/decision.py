"""The decision table, read for one case: which cell holds, and what it comes to under the policies (domain rules, 5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from ippool.domain.cards import Card
from ippool.domain.cases import AssetState, CardClass, Case, Exclusivity
from ippool.domain.clause import R3, R4, R5, Clause, pool_rule
from ippool.domain.labs import Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, LicenseType
from ippool.domain.parties import MemberKind
from ippool.domain.patents import OwnershipClass, PatentKind
from ippool.domain.policies import (
    BackgroundPolicy,
    CrossLabPolicy,
    MemberSolePolicy,
    NonmemberPolicy,
    Policies,
    ResearchPolicy,
    UtilityModels,
)
from ippool.domain.preferences.cross_lab import RATE as CROSS_LAB_RATE
from ippool.domain.preferences.cross_lab import UPFRONT as CROSS_LAB_UPFRONT
from ippool.domain.rules import Tier
from ippool.domain.schemes import SCHEMES
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.versions import Arrangement
from ippool.domain.words import Words


class Ruling(StrEnum):
    """What a cell comes to."""

    CARD = "CARD"
    HOLE = "HOLE"
    REFUSE = "REFUSE"
    NEGOTIATE = "NEGOTIATE"


@dataclass(frozen=True, slots=True)
class Decision:
    """A ruling with its reason and, for CARD, the card, its class and the type of license it goes with.

    `by_policy` marks a price that a policy fixes at nothing: no preference changes it. `by_contract` marks a partner's contract.
    """

    ruling: Ruling
    because: Words
    clause: Clause
    card: Card | None = None
    card_class: CardClass | None = None
    license_type: LicenseType = LicenseType.NON_EXCLUSIVE
    by_policy: bool = False
    by_contract: bool = False


TABLE = pool_rule("5.2", "決定表による。", "The decision table.")
PARTNER_TIER = "partner"
"""The member tier under which a closed lab's contract partner is recorded."""
_CITED = {clause.article: clause for clause in (R4, R5)}
_FREE_TIERS = (Tier(Fraction(0), Fraction(0)),)
_CARD_WORDS = {
    "NONMEM": Words("非会員の料率表", "the non-member card"),
    "MEMBER": Words("会員の料率表", "the member card"),
    "RESEARCH": Words("研究の料率表", "the research card"),
    "OWN_WORKING": Words("自己実施の料率表", "the card for own working"),
}


def card_words(code: str) -> Words:
    """Name a card within a sentence, by its class and, where it has one, its tier."""
    name, _, tier = code.partition(":")
    found = _CARD_WORDS.get(name, Words(f"料率表「{name}」", f"the card “{name}”"))
    return Words(f"{found.ja}（区分 {tier}）", f"{found.en} (tier {tier})") if tier else found


def row_for(case: Case, standing: Standing | None = None) -> tuple[Row, bool] | None:
    """Return the first row that matches a case, the version's own rows before the scheme's, and whether it is the version's own."""
    if case.pinned is None or case.scheme is None:
        return None
    return row_among(case.pinned, case.scheme, case.ownership_class, standing or case.standing, case.member_kind)


def row_among(
    pinned: Arrangement, scheme: Scheme, ownership_class: OwnershipClass, standing: Standing, member_kind: MemberKind | None
) -> tuple[Row, bool] | None:
    """Return the first row of a version, then of a scheme, for a class, standing and kind of member; and whether the version's."""
    for rows, own in ((pinned.rows, True), (SCHEMES[scheme].rows, False)):
        for row in rows:
            if row.matches(ownership_class, standing, member_kind):
                return row, own
    return None


def decide(case: Case) -> Decision:
    """Read the table for a case whose standing is settled by membership (5.1, steps 5 to 9). A hole is an answer too."""
    found = row_for(case)
    if found is None:
        return _no_row(case)
    row, own = found
    if case.asset_state is AssetState.DISCLOSED:
        return _hole(
            "出願前であり、仮通常実施権を許諾できる出願がない。", "Nothing is filed, so there is no application to license."
        )
    if (
        case.patent_kind is PatentKind.UTILITY_MODEL
        and case.pinned
        and case.pinned.policies.utility_models is UtilityModels.NOT_PRICED
    ):
        return _hole("取決めは実用新案を対象としない。", "The arrangement does not price utility models.")
    if case.exclusivity is Exclusivity.OTHERS_HOLD_IT and (row.cell is not Cell.HOLE or case.free_affiliate):
        return _refuse(
            "照会の範囲について、他者が独占的な実施権を有している。",
            "Somebody else holds an exclusive license on the scope asked.",
            "5.2 OTHERS_HOLD_IT",
        )
    if case.free_affiliate:
        because = Words("共有者の子会社は無償で実施できる。", "A co-owner's subsidiary works the patent free of charge.")
        free = Card("OWNER_AFFILIATE", Fraction(0), _FREE_TIERS)
        clause = pool_rule("5.3 owner_affiliates_free", because.ja, because.en)
        return Decision(Ruling.CARD, because, clause, free, CardClass.AFFILIATE, by_policy=True)
    return _resolve(row, case, own=own)


def _no_row(case: Case) -> Decision:
    if case.scheme is None:
        return _hole("この特許はどのラボにも属さない。", "The patent is in no lab.")
    if case.pinned is None:
        return _hole("ラボに取決めがない。", "The lab has no arrangement.")
    return _silent()


def _silent() -> Decision:
    return _hole(
        "この権利の区分と立場の組合せについて、取決めは何も述べていない。",
        "The arrangement is silent on this combination of ownership class and standing.",
    )


def _resolve(row: Row, case: Case, *, own: bool) -> Decision:
    pinned, clause = case.pinned, _clause_of(row, case, own=own)
    assert pinned is not None
    policies = pinned.policies
    match row.cell:
        case Cell.HOLE | Cell.HOLE_UNLESS_HELD:
            return _silent()
        case Cell.REFUSE:
            return Decision(Ruling.REFUSE, _REFUSED, clause)
        case Cell.OUTSIDE:
            return _outside()
        case Cell.NEGOTIATE:
            return Decision(Ruling.NEGOTIATE, _OPEN_PRICE, clause)
        case Cell.FREE_OWN:
            return _hole("自己実施の行は、許諾を定めるものではない。", "A row about own working gives nobody a license.")
        case Cell.MEMBER:
            return _member_card(case, CardClass.MEMBER, clause)
        case Cell.AFFILIATE:
            return _member_card(case, CardClass.AFFILIATE, clause)
        case Cell.NONMEM:
            return _card(case, "NONMEM", CardClass.NONMEM, _NONMEMBER, clause)
        case Cell.RESEARCH:
            return _research(case, clause)
        case Cell.AS_NONMEMBER:
            return _again(case, clause)
        case Cell.BY_NONMEMBER_POLICY:
            return _by_nonmember_policy(policies.nonmember, case, clause)
        case Cell.BY_CROSS_LAB_POLICY:
            return _by_cross_lab_policy(policies, case, clause)
        case Cell.BY_RESEARCH_POLICY:
            return (
                _research(case, clause)
                if policies.research is not ResearchPolicy.NONE
                else _member_card(case, CardClass.MEMBER, clause)
            )
        case Cell.BY_MEMBER_SOLE_POLICY:
            return _by_member_sole_policy(policies.member_sole, case, clause)
        case Cell.BY_BACKGROUND_POLICY:
            if policies.background is BackgroundPolicy.FAIR_REASONABLE_IF_NEEDED and case.need_recorded:
                because = Words(
                    "必要性が記録されたバックグラウンドであり、取決めは価格を定めていない。",
                    "It is background with a recorded need; the arrangement sets no price.",
                )
                return Decision(Ruling.NEGOTIATE, because, clause)
            because = Words(
                "バックグラウンドであり、非会員の料率表による。", "It is background, for which the non-member card sets the price."
            )
            return _card(case, "NONMEM", CardClass.NONMEM, because, clause)
        case Cell.BY_PARTNER_CONTRACT:
            return _by_partner_contract(case, clause)
        case _:
            assert_never(row.cell)


def _clause_of(row: Row, case: Case, *, own: bool) -> Clause:
    if own and case.pinned is not None:
        text = Words("この版が自ら定めた行。", "A row this version sets itself.")
        return Clause(case.pinned.code, row.clause or "rows", text)
    return _CITED.get(row.clause) or Clause(TABLE.document, row.clause or TABLE.article, TABLE.text)


_REFUSED = Words("決定表は許諾を認めない。", "The decision table allows no license.")
_OPEN_PRICE = Words("決定表は価格を定めていない。", "The decision table sets no price.")
_NONMEMBER = Words("非会員の料率表による。", "The non-member card sets the price.")


def _hole(ja: str, en: str) -> Decision:
    return Decision(Ruling.HOLE, Words(ja, en), TABLE)


def _refuse(ja: str, en: str, article: str) -> Decision:
    return Decision(Ruling.REFUSE, Words(ja, en), pool_rule(article, ja, en))


def _outside() -> Decision:
    return _refuse(
        "プールはこの特許を管理していない。権利者に照会する。",
        "The pool does not administer this patent; ask its owner.",
        "5.3 member_sole_policy",
    )


def _card(case: Case, code: str, card_class: CardClass, because: Words, clause: Clause) -> Decision:
    card = _cards(case).card(code)
    if card is None:
        return _hole(f"取決めに{card_words(code).ja}がない。", f"The arrangement lacks {card_words(code).en}.")
    return Decision(Ruling.CARD, because, clause, card, card_class)


def _cards(case: Case) -> Arrangement:
    cards = case.cards or case.pinned
    assert cards is not None
    return cards


def _member_card(case: Case, card_class: CardClass, clause: Clause) -> Decision:
    cards = _cards(case)
    card = cards.card(f"MEMBER:{case.tier}") or cards.card("MEMBER")
    if card is None:
        return _hole(
            f"取決めに会員区分 {case.tier} の料率表がない。", f"The arrangement lacks a member card for the tier {case.tier}."
        )
    name = card_words(card.code)
    because = (
        Words(f"会員の関係会社として、{name.ja}による。", f"For an affiliate of a member, {name.en} sets the price.")
        if card_class is CardClass.AFFILIATE
        else Words(f"{name.ja}による。", f"{name.en[:1].upper()}{name.en[1:]} sets the price.")
    )
    return Decision(Ruling.CARD, because, clause, card, card_class)


def _research(case: Case, clause: Clause) -> Decision:
    policy = case.pinned.policies.research if case.pinned else ResearchPolicy.FREE
    if policy is not ResearchPolicy.FREE:
        found = _card(
            case, "RESEARCH", CardClass.RESEARCH, Words("研究の料率表による。", "The research card sets the price."), clause
        )
        return replace(found, license_type=LicenseType.RESEARCH)
    free = Card("RESEARCH", Fraction(0), _FREE_TIERS)
    because = Words(
        "大学の研究利用は無償である。研究以外の実施は別に会員条件による。",
        "Research by a university is free; any other use is on a member's terms.",
    )
    return Decision(Ruling.CARD, because, clause, free, CardClass.RESEARCH, LicenseType.RESEARCH, by_policy=True)


def _again(case: Case, clause: Clause) -> Decision:
    found = row_for(case, standing=Standing.NON_MEMBER)
    if found is None or found[0].cell is Cell.AS_NONMEMBER:
        return _hole("取決めに非会員についての定めがない。", "The arrangement is silent on non-members.")
    row, own = found
    return _resolve(row, case, own=own)


def _by_nonmember_policy(policy: NonmemberPolicy, case: Case, clause: Clause) -> Decision:
    match policy:
        case NonmemberPolicy.NOT_OFFERED:
            return _refuse(
                "ラボの会員以外には提供しない定めである。",
                "The arrangement offers nothing outside the lab.",
                "5.3 nonmember_policy",
            )
        case NonmemberPolicy.OFFER_AFTER_PUBLICATION if case.asset_state is AssetState.PENDING:
            return _refuse(
                "ラボの会員以外への提供は出願公開後である。",
                "Only members of the lab are offered terms before publication.",
                "5.3 nonmember_policy",
            )
        case _:
            return _card(case, "NONMEM", CardClass.NONMEM, _NONMEMBER, clause)


def _by_cross_lab_policy(policies: Policies, case: Case, clause: Clause) -> Decision:
    """Give the discount where the version sets one; a policy without a number leaves the non-member's price."""
    discounted = any(_cards(case).value(factor) is not None for factor in (CROSS_LAB_RATE, CROSS_LAB_UPFRONT))
    if policies.cross_lab is not CrossLabPolicy.DISCOUNT or not discounted:
        return _by_nonmember_policy(policies.nonmember, case, clause)
    because = Words(
        "センター又は他のラボの会員として、割引した非会員の料率表による。",
        "For a member of the center or of another lab, the non-member card sets the price, with a discount.",
    )
    return _card(case, "NONMEM", CardClass.CROSS_LAB, because, clause)


def _by_member_sole_policy(policy: MemberSolePolicy, case: Case, clause: Clause) -> Decision:
    match policy:
        case MemberSolePolicy.POOL_OPT_IN:
            return _member_card(case, CardClass.MEMBER, clause)
        case MemberSolePolicy.ACCESS_FAIR:
            because = Words(
                "会員自身の成果であり、公正な条件での利用を認める定めがある。",
                "It is a member's own result, to which the arrangement gives access on fair terms.",
            )
            return Decision(Ruling.NEGOTIATE, because, clause)
        case MemberSolePolicy.OUTSIDE:
            return _outside()
        case _:
            assert_never(policy)


def _by_partner_contract(case: Case, clause: Clause) -> Decision:
    if case.tier != PARTNER_TIER:
        return _again(case, clause)
    found = _member_card(case, CardClass.MEMBER, clause)
    if found.ruling is not Ruling.CARD or case.pinned is None:
        return found
    given = case.pinned.exclusivity.license_type
    if given in EXCLUSIVE_TYPES and case.open_tagged:
        because = Words(
            "相手方との契約の料率表による。オープンラボの特許でもあるため、独占にはならない。",
            "The card of the partner's contract sets the price; as the patent is in an open lab too, it is never exclusive.",
        )
        return replace(found, because=because, clause=R3)
    because = Words("相手方との契約の料率表による。", "The card of the partner's contract sets the price.")
    return replace(found, because=because, license_type=given, by_contract=True)

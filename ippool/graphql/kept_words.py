"""The enums of the domain that keeping the register needs, every value with its meaning for an API user."""

from __future__ import annotations

from ippool.domain.arrangements import (
    BackgroundPolicy,
    CostModel,
    CrossLabPolicy,
    LateJoiner,
    MemberSolePolicy,
    NonmemberPolicy,
    NonworkingCompensation,
    PreferenceScope,
    ResearchPolicy,
    UtilityModels,
)
from ippool.domain.consents import AboutKind, Beneficiaries, ConsentKind
from ippool.domain.labs import Area, LeftReason, PinRule
from ippool.domain.licenses import TermsClass
from ippool.domain.parties import MemberKind, NameRelation
from ippool.domain.patents import AcquiredBy, Origin, TitleState
from ippool.domain.review import ReviewKind, ReviewOrderField, ReviewState
from ippool.domain.tables import Cell
from ippool.graphql.scalars import describe_enum

describe_enum(
    PinRule,
    "Which day picks the arrangement version that holds for a patent.",
    {
        PinRule.AT_DISCLOSURE: "The day of disclosure; else of conception, of earliest priority, of filing.",
        PinRule.AT_APPLICATION: "The day of the application for a license.",
    },
)
describe_enum(
    Area,
    "Whether the field of a lab is one in which its members compete.",
    {Area.NONCOMPETITIVE: "They do not.", Area.COMPETITIVE: "They do."},
)
describe_enum(
    LeftReason,
    "Why a membership ended.",
    {
        LeftReason.EXPIRY: "Its period, or the lab's life, was over.",
        LeftReason.WITHDRAWAL: "The member left.",
        LeftReason.EXPULSION: "The member was expelled; it has no tail.",
        LeftReason.MERGER: "The member was absorbed by another party.",
    },
)
describe_enum(
    Origin,
    "Where an invention came from, as the office decided.",
    {
        Origin.FOREGROUND: "A result of the lab.",
        Origin.BACKGROUND: "Made before or outside the lab.",
        Origin.SIDEGROUND: "Made during the lab's project but not in its execution.",
    },
)
describe_enum(
    TitleState,
    "Whether the owners of a patent are settled.",
    {
        TitleState.SETTLED: "They are.",
        TitleState.OPEN: "They are not: standing is UNDETERMINED for everybody whose title is not beyond dispute.",
    },
)
describe_enum(
    AcquiredBy,
    "How a share came to its owner.",
    {
        AcquiredBy.INVENTION: "With the invention.",
        AcquiredBy.ASSIGNMENT: "By assignment, which needs the other owners' consent (Patent Act art. 73(1)).",
        AcquiredBy.GENERAL_SUCCESSION: "By merger or another general succession, which needs none.",
    },
)
describe_enum(
    ConsentKind,
    "What is consented to.",
    {
        ConsentKind.LICENSE_BLANKET: "Licenses in general, in advance.",
        ConsentKind.LICENSE_SINGLE: "One license.",
        ConsentKind.ASSIGN_SHARE: "Assignment of a share.",
        ConsentKind.PLEDGE: "Pledge of a share.",
        ConsentKind.SECRECY_RELEASE: "Release from secrecy.",
        ConsentKind.CORRECTION: "Correction of the patent.",
    },
)
describe_enum(
    Beneficiaries,
    "For whose licenses a consent is given.",
    {
        Beneficiaries.MEMBERS: "For licenses to members.",
        Beneficiaries.MEMBERS_AND_THIRD_PARTIES: "For licenses to anyone.",
        Beneficiaries.NAMED: "For licenses to the parties named.",
    },
)
describe_enum(
    AboutKind,
    "What a consent is about.",
    {
        AboutKind.LAB: "All patents of a lab.",
        AboutKind.FAMILY: "All patents of a family.",
        AboutKind.PATENT: "One patent.",
    },
)
describe_enum(
    TermsClass,
    "Which kind of card a license was granted on.",
    {
        TermsClass.ROYALTY_FREE: "It costs nothing.",
        TermsClass.MEMBER: "A member's card.",
        TermsClass.OTHER: "Any other card.",
    },
)
describe_enum(
    MemberKind,
    "How a lab counts a member.",
    {
        MemberKind.COMPANY: "As a company.",
        MemberKind.UNIVERSITY: "As a university; public research institutes count as one.",
    },
)
describe_enum(
    Cell,
    "What a row of a decision table says.",
    {
        Cell.FREE_OWN: "A co-owner works its own patent free.",
        Cell.MEMBER: "The member's card of its tier.",
        Cell.AFFILIATE: "The card of the member it belongs to.",
        Cell.NONMEM: "The non-member's card.",
        Cell.RESEARCH: "Use for research.",
        Cell.REFUSE: "No.",
        Cell.NEGOTIATE: "The price is left open.",
        Cell.HOLE: "The rules say nothing.",
        Cell.OUTSIDE: "The pool does not administer it; ask the owner.",
        Cell.HOLE_UNLESS_HELD: "No while somebody else holds exclusivity; else the rules say nothing.",
        Cell.AS_NONMEMBER: "As for a non-member.",
        Cell.BY_NONMEMBER_POLICY: "As the policy for non-members says.",
        Cell.BY_CROSS_LAB_POLICY: "As the policy for members of the center and of its other labs says.",
        Cell.BY_RESEARCH_POLICY: "As the policy for research says.",
        Cell.BY_MEMBER_SOLE_POLICY: "As the policy for members' own results says.",
        Cell.BY_BACKGROUND_POLICY: "As the policy for background says.",
        Cell.BY_PARTNER_CONTRACT: "As the contract with the partner says; closed labs only.",
    },
)
describe_enum(
    NonmemberPolicy,
    "Whether non-members are offered terms.",
    {
        NonmemberPolicy.OFFER: "They are.",
        NonmemberPolicy.OFFER_AFTER_PUBLICATION: "They are, once the patent is laid open.",
        NonmemberPolicy.NOT_OFFERED: "They are not.",
    },
)
describe_enum(
    CrossLabPolicy,
    "What a member of the center or of another of its labs gets.",
    {CrossLabPolicy.NONMEM: "A non-member's terms.", CrossLabPolicy.DISCOUNT: "A non-member's terms with a discount."},
)
describe_enum(
    ResearchPolicy,
    "What a university in the lab gets for research.",
    {
        ResearchPolicy.FREE: "Free use for research.",
        ResearchPolicy.CARD: "The card for research.",
        ResearchPolicy.NONE: "Nothing particular: it is priced as any member.",
    },
)
describe_enum(
    MemberSolePolicy,
    "How a member's own result stands in the pool.",
    {
        MemberSolePolicy.POOL_OPT_IN: "As the pool's, with the owner's consent.",
        MemberSolePolicy.ACCESS_FAIR: "On fair terms to be negotiated.",
        MemberSolePolicy.OUTSIDE: "Outside: ask the owner.",
    },
)
describe_enum(
    BackgroundPolicy,
    "How background stands in the pool.",
    {
        BackgroundPolicy.FAIR_REASONABLE_IF_NEEDED: "On fair terms to be negotiated, where a need is recorded.",
        BackgroundPolicy.NONMEM: "On a non-member's terms.",
    },
)
describe_enum(
    LateJoiner,
    "What a member gets of inventions made before it joined.",
    {
        LateJoiner.ALL: "The same as of all others.",
        LateJoiner.FROM_JOIN_DATE: "Nothing as a member: only of inventions made since.",
        LateJoiner.BUY_IN: "The same as of all others once it has paid the buy-in.",
    },
)
describe_enum(
    NonworkingCompensation,
    "Whether a working co-owner pays the one that does not work.",
    {
        NonworkingCompensation.NONE: "It does not; always so in an open lab.",
        NonworkingCompensation.RATE_BY_SHARE: "The rate, by the other's share; closed labs only.",
    },
)
describe_enum(
    UtilityModels,
    "Whether utility models have terms.",
    {UtilityModels.PRICED: "They have, like patents.", UtilityModels.NOT_PRICED: "They have none."},
)
describe_enum(
    PreferenceScope,
    "Against what a member's terms are compared.",
    {
        PreferenceScope.CETERIS_PARIBUS: "Against a non-member's in the same circumstances.",
        PreferenceScope.ABSOLUTE: "Against the best terms ever granted to a non-member.",
    },
)
describe_enum(
    CostModel,
    "Who bears the costs of a patent.",
    {
        CostModel.CORE_PAYS: "The core institution; always so in an open lab.",
        CostModel.EQUAL: "The owners, equally.",
        CostModel.BY_SHARE: "The owners, by their shares.",
        CostModel.BY_USE: "Those who use it, by their use.",
        CostModel.LEVY: "The members, by a levy.",
    },
)
describe_enum(
    NameRelation,
    "What a further name is to its party.",
    {
        NameRelation.VARIANT: "Another way to write its name: whoever bears it is this party.",
        NameRelation.PREDECESSOR: "What a legal predecessor was called: whoever bears it may be this party.",
    },
)
describe_enum(
    ReviewKind,
    "What a person is asked, and what confirming it does.",
    {
        ReviewKind.PARTY_MATCH: "Whether a party that a file named is one of the register. Confirmed: what it owns is that one's.",
        ReviewKind.FACT_DIFFERS: "Whether the fact of the file is right. Confirmed: the register has it.",
        ReviewKind.OWNERS_DIFFER: "Whether the owners of the file are right. Confirmed: they alone own it from the day given.",
        ReviewKind.FAMILY_OVERLAPS: (
            "Whether a patent that shares some of its priorities is of that family. Confirmed: it belongs to it."
        ),
        ReviewKind.CONVEYANCE_UNCLEAR: (
            "Whether a transfer by somebody who is no owner in the register moved title. Confirmed: it did, on the day given."
        ),
    },
)
describe_enum(
    ReviewState,
    "How far a review item is.",
    {
        ReviewState.OPEN: "It waits for a person.",
        ReviewState.CONFIRMED: "What it proposes was done.",
        ReviewState.REJECTED: "It was answered with no; the same is never asked again.",
    },
)
describe_enum(
    ReviewOrderField,
    "What the review list is ordered by; the number breaks ties.",
    {
        ReviewOrderField.NUMBER: "The item's number: the order in which they were raised.",
        ReviewOrderField.SCORE: "How likely the best candidate is.",
    },
)

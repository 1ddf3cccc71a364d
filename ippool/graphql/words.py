"""The domain's enums in the API, every value with its meaning for an API user."""

from __future__ import annotations

from ippool.domain.arrangements import RoyaltyBase
from ippool.domain.browsing import Direction, PatentOrderField
from ippool.domain.consents import LicensedAct
from ippool.domain.labs import Scheme
from ippool.domain.licenses import LicenseStatus, LicenseType
from ippool.domain.numbers import NumberNotation
from ippool.domain.outcomes import Outcome, RightBasis
from ippool.domain.parties import PartyKind, SizeClass
from ippool.domain.patents import LegalStatus, Ownership, OwnershipClass, PatentKind, ShareBasis
from ippool.domain.permissions import Level, Role, TokenScope
from ippool.domain.tables import Standing
from ippool.domain.trace import TraceStage
from ippool.graphql.scalars import describe_enum

describe_enum(
    Scheme,
    "The scheme of an open lab, fixed for its life.",
    {
        Scheme.OPEN: "Non-competitive results: every license is non-exclusive and members get better terms than others.",
        Scheme.CLOSED: "Bilateral or of a few parties: exclusivity is possible by contract.",
    },
)
describe_enum(
    Ownership,
    "One owner or several, on a day.",
    {Ownership.SOLE: "One owner.", Ownership.JOINT: "Several co-owners."},
)
describe_enum(
    OwnershipClass,
    "Who owns a patent, as the rules of the package's lab tell owners apart.",
    {
        OwnershipClass.CORE_SOLE: "The core institution alone.",
        OwnershipClass.CORE_AND_COMPANY: "The core institution and one company of the lab.",
        OwnershipClass.CORE_AND_COMPANIES: "The core institution and several companies, all of the lab.",
        OwnershipClass.CORE_AND_UNIVERSITY: "The core institution and one university or public institute of the lab.",
        OwnershipClass.CORE_AND_OUTSIDER: "The core institution and one party outside the lab, or an individual.",
        OwnershipClass.MIXED: "Any other set of owners with the core institution among them.",
        OwnershipClass.MEMBER_SOLE: "The core institution has no share.",
        OwnershipClass.BACKGROUND: "Made before or outside the lab, by the office's decision on origin or by the pin rule.",
    },
)
describe_enum(
    ShareBasis,
    "How an owner's share is known.",
    {
        ShareBasis.STIPULATED: "Written down by the owners.",
        ShareBasis.ASSUMED_EQUAL: "Assumed to be equal, and marked so; no source states it.",
        ShareBasis.NOT_STIPULATED: "Not known; `share` is null.",
    },
)
describe_enum(
    Standing,
    "How a party stands to a patent: the first of these that holds.",
    {
        Standing.CORE: "The core institution itself.",
        Standing.UNDETERMINED: "The owners are not settled.",
        Standing.CO_OWNER: "It holds a share, or is the general successor of a party that does.",
        Standing.STATUTORY_LICENSEE: "A license by statute is recorded for it.",
        Standing.LICENSEE: "A running license covers the scope asked.",
        Standing.LAB_MEMBER: "Its membership of the lab runs.",
        Standing.FORMER_LAB_MEMBER: "It left the lab and is within the tail, for an invention made while it was a member.",
        Standing.AFFILIATE: "A listed subsidiary of a member.",
        Standing.CENTER_MEMBER: "A member of the center or of another of its labs.",
        Standing.NON_MEMBER: "Anyone else.",
    },
)
describe_enum(
    Outcome,
    "What the answer is. The nine are never merged with one another.",
    {
        Outcome.NO_LICENSE_NEEDED: "The right has ended, or there is none in the country asked.",
        Outcome.FREE: "It may be used free: by right, or on a card whose every component is zero.",
        Outcome.PREFERRED: "A member's terms.",
        Outcome.STANDARD: "The terms of anyone else.",
        Outcome.NEGOTIATE: "The price is left open.",
        Outcome.CONSENT_NEEDED: "A co-owner's consent is missing; `wouldBe` says what it would be with it.",
        Outcome.REFUSED: "A row, a rule or the scheme says no.",
        Outcome.NOT_COVERED: "The rules say nothing: a hole in the arrangement.",
        Outcome.UNDETERMINED: "The owners are not settled, or it is a WO application, which is no right.",
    },
)
describe_enum(
    RightBasis,
    "Why the party may use it, where it may.",
    {
        RightBasis.OWN_WORKING: "As a co-owner working its own patent.",
        RightBasis.STATUTORY: "By a recorded license of statute.",
        RightBasis.LICENSE: "By a license, held or to be granted.",
        RightBasis.NONE: "None is needed, or none is to be had.",
    },
)
describe_enum(
    LicenseType,
    "The kinds of license; SOLE to PROVISIONAL_EXCLUSIVE exist in closed labs only.",
    {
        LicenseType.NON_EXCLUSIVE: "Non-exclusive ordinary license.",
        LicenseType.PROVISIONAL_NON_EXCLUSIVE: "Non-exclusive provisional license on a pending application.",
        LicenseType.SOLE: "No other licensee; the licensor may work.",
        LicenseType.EXCLUSIVE: "No other licensee, and the licensor does not work either.",
        LicenseType.REGISTERED_EXCLUSIVE: "Exclusive license effective by registration (senyō).",
        LicenseType.PROVISIONAL_EXCLUSIVE: "Exclusive provisional license on a pending application.",
        LicenseType.RESEARCH: "Non-exclusive license for research.",
    },
)
describe_enum(
    LicenseStatus,
    "The state of a license; only ACTIVE counts for standing.",
    {
        LicenseStatus.ACTIVE: "It runs.",
        LicenseStatus.SUSPENDED: "It rests.",
        LicenseStatus.TERMINATED: "It was ended.",
        LicenseStatus.EXPIRED: "Its period is over.",
        LicenseStatus.CONVERTED: "Its licensee became an owner, or it became another license.",
    },
)
describe_enum(
    LegalStatus,
    "The legal status of one jurisdiction's right.",
    {
        LegalStatus.DISCLOSED: "Disclosed to the office; nothing is filed.",
        LegalStatus.PENDING: "Filed, not published.",
        LegalStatus.PUBLISHED: "Filed and laid open.",
        LegalStatus.ALLOWED: "To be granted once the fee is paid.",
        LegalStatus.GRANTED: "In force.",
        LegalStatus.GRACE: "In force; an annuity is overdue and can still be paid.",
        LegalStatus.LAPSED: "Ended for an unpaid annuity.",
        LegalStatus.EXPIRED: "Ended with its term.",
        LegalStatus.REFUSED: "The application was refused.",
        LegalStatus.WITHDRAWN: "The application was withdrawn.",
        LegalStatus.ABANDONED: "Given up by its owners.",
        LegalStatus.INVALIDATED: "Declared invalid.",
    },
)
describe_enum(
    RoyaltyBase,
    "What the running rate multiplies.",
    {RoyaltyBase.NET_SALES: "Net sales.", RoyaltyBase.PER_UNIT: "Units sold."},
)
describe_enum(
    NumberNotation,
    "How a patent number is written.",
    {
        NumberNotation.OFFICE: "As the office prints it.",
        NumberNotation.CANONICAL: "The register's own form, such as JP:reg:6123456.",
        NumberNotation.DOCDB: "As in the EPO's DOCDB.",
        NumberNotation.EPODOC: "As in the EPO's EPODOC.",
    },
)
describe_enum(
    TraceStage,
    "The stages of a determination, in order.",
    {
        TraceStage.STANDING: "How the applicant stands to the patent.",
        TraceStage.DECISION: "Which version, class and row of the decision table hold.",
        TraceStage.CARD: "The price the terms start from.",
        TraceStage.PREFERENCE: "A rule that may change the terms.",
        TraceStage.CONSENT: "Whether the other owners' consents reach far enough.",
        TraceStage.SCOPE: "What the scope asked changes.",
        TraceStage.RESULT: "The outcome.",
    },
)
describe_enum(
    LicensedAct,
    "An act that a license may cover (Patent Act art. 2(3)).",
    {
        LicensedAct.MAKE: "Making the product.",
        LicensedAct.USE: "Using it.",
        LicensedAct.ASSIGN: "Selling or giving it away.",
        LicensedAct.LEASE: "Renting it out.",
        LicensedAct.EXPORT: "Exporting it.",
        LicensedAct.IMPORT: "Importing it.",
        LicensedAct.OFFER: "Offering it for any of these.",
    },
)
describe_enum(
    PartyKind,
    "What a party is.",
    {
        PartyKind.CORE: (
            "A core institution: in the open labs of its own centers it files, manages and pays, and is the licensor of record."
        ),
        PartyKind.COMPANY: "A company.",
        PartyKind.UNIVERSITY: "A university.",
        PartyKind.PUBLIC_INST: "A public research institute other than a core institution.",
        PartyKind.INDIVIDUAL: "A natural person.",
        PartyKind.FOREIGN_ENTITY: "An organization abroad.",
    },
)
describe_enum(
    SizeClass,
    "The size recorded for a party.",
    {
        SizeClass.LARGE: "Large.",
        SizeClass.SME: "Small or medium.",
        SizeClass.MICRO: "Micro.",
        SizeClass.ACADEMIC: "Academic.",
    },
)
describe_enum(
    Role,
    "What a caller may be.",
    {
        Role.ANONYMOUS: "Not signed in.",
        Role.MEMBER: "Member viewer: sees and asks as a member company or university does, and changes nothing.",
        Role.MEMBER_MANAGER: "Sees and asks as its company does, and looks after the company's own people and tokens.",
        Role.RESEARCHER: "Works at an institution of the pool, without speaking for it.",
        Role.STUDENT: "Studies at an institution of the pool; has no access from confidentiality level 2 up.",
        Role.IP_OFFICER: "Keeps the register at the core institution.",
        Role.SENIOR_OFFICER: "Keeps the register too, and is the second pair of eyes.",
        Role.COI_COMMITTEE: "Judges conflicts of interest; sees what a case needs.",
        Role.EXPORT_OFFICER: "Judges what may leave the country; sees what a case needs.",
        Role.AUDITOR: "Reads everything and changes nothing.",
        Role.SERVICE_ACCOUNT: "A program of a member: sees and asks as its company does, and changes nothing.",
    },
)
describe_enum(
    Level,
    "How confidential something is, and up to where somebody is cleared.",
    {
        Level.PUBLIC: "Nothing is confidential.",
        Level.LEVEL_1: "Confidential (秘).",
        Level.LEVEL_2: "Strictly confidential (厳秘), as an unpublished invention is.",
        Level.LEVEL_3: "Secret (機密), known to a named list only.",
    },
)
describe_enum(
    TokenScope,
    "What a token may be used for, of what its owner may do.",
    {
        TokenScope.READ: "To ask. Every token has it.",
        TokenScope.WRITE: "To change what its owner may change: the register, people, tokens.",
        TokenScope.IMPORT: "To bring in files, where its owner may.",
    },
)
describe_enum(
    PatentKind,
    "Patent or utility model.",
    {PatentKind.PATENT: "A patent.", PatentKind.UTILITY_MODEL: "A utility model."},
)
describe_enum(
    PatentOrderField,
    "What a list of patents is ordered by; the record's id breaks ties.",
    {
        PatentOrderField.NUMBER: "The canonical number: registration, else publication, else application, else the register's own.",
        PatentOrderField.FILED_ON: "The filing day; patents without one come last in both directions.",
        PatentOrderField.EXPIRES_ON: "The last day in force; patents without one come last in both directions.",
        PatentOrderField.ROYALTY_RATE: (
            "The first tier's rate, after adjustments, of the package that `terms` shows for the applicant; 0 where the use is "
            "free. Patents without a rate come last in both directions."
        ),
        PatentOrderField.RELEVANCE: (
            "How well the filter's `text` fits, the best first with DESC: one for each of its words and phrases that occurs in "
            "a title, in Japanese or English, rather than in an abstract only (`the` and the like, which limit nothing, count "
            "nothing); a patent whose number or code the text is has one more than there are words and phrases. A whole number; "
            "equal ones go by id. Without a `text` this is NUMBER."
        ),
    },
)
describe_enum(Direction, "Up or down.", {Direction.ASC: "Smallest first.", Direction.DESC: "Largest first."})

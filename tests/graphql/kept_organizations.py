"""The mutations about parties, centers, labs, memberships and arrangements, each once on the demo pool."""

from __future__ import annotations

from ippool.usecases import arrangements, labs, memberships, parties
from tests.graphql.mutating import Example

CARDS = [
    {"code": "NONMEM", "upfrontFee": "1000000", "tiers": [{"from": "0", "rate": "0.03"}], "preGrantFactor": "0.5"},
    {"code": "MEMBER:standard", "upfrontFee": "500000", "tiers": [{"from": "0", "rate": "0.018"}], "annualCap": "90000000"},
]

ORGANIZATIONS = (
    Example(
        "registerParty",
        parties.register_party,
        {
            "code": "COMPANY-N",
            "kind": "COMPANY",
            "name": {"ja": "N社", "en": "Company N"},
            "size": "SME",
            "corporateNumber": "7123456789012",
            "ror": "https://ror.org/00examp37",
            "source": "letter",
        },
        "PartyRegistered",
        "party { version code kind name en: name(language: EN) country size corporateNumber ror }",
        {
            "party": {
                "version": 1,
                "code": "COMPANY-N",
                "kind": "COMPANY",
                "name": "N社",
                "en": "Company N",
                "country": "JP",
                "size": "SME",
                "corporateNumber": "7123456789012",
                "ror": "https://ror.org/00examp37",
            }
        },
        "party",
        "party:registered",
        {"size": "LARGE"},
    ),
    Example(
        "registerAffiliate",
        parties.register_affiliate,
        {"parent": "COMPANY-M", "subsidiary": "COMPANY-S", "control": "3/4", "annex": ["OL-ROB", "OL-BAT"], "from": "2025-04-01"},
        "AffiliateRegistered",
        "affiliate { version parent { code } subsidiary { code } control annex { code } period { from until } }",
        {
            "affiliate": {
                "version": 1,
                "parent": {"code": "COMPANY-M"},
                "subsidiary": {"code": "COMPANY-S"},
                "control": "3/4",
                "annex": [{"code": "OL-BAT"}, {"code": "OL-ROB"}],
                "period": {"from": "2025-04-01", "until": None},
            }
        },
        "affiliate",
        "affiliate:registered",
        {"control": "4/5"},
    ),
    Example(
        "recordPartyName",
        parties.record_party_name,
        {"party": "COMPANY-Z", "text": "株式会社旧Ｚ", "relation": "PREDECESSOR", "source": "letter"},
        "PartyNameRecorded",
        "party { version code names { text relation source } } name { text relation source }",
        {
            "party": {
                "version": 1,
                "code": "COMPANY-Z",
                "names": [{"text": "株式会社旧Ｚ", "relation": "PREDECESSOR", "source": "letter"}],
            },
            "name": {"text": "株式会社旧Ｚ", "relation": "PREDECESSOR", "source": "letter"},
        },
        "party_name",
        "party_name:recorded",
        {"relation": "VARIANT"},
    ),
    Example(
        "recordPartyIdentifier",
        parties.record_party_identifier,
        {"party": "COMPANY-Z", "scheme": "JPO", "value": "000003207", "source": "letter"},
        "PartyIdentifierRecorded",
        "party { code identifiers { scheme value source } } identifier { scheme value source }",
        {
            "party": {"code": "COMPANY-Z", "identifiers": [{"scheme": "JPO", "value": "000003207", "source": "letter"}]},
            "identifier": {"scheme": "JPO", "value": "000003207", "source": "letter"},
        },
        "party_identifier",
        "party_identifier:recorded",
        {"value": "000003208"},
    ),
    Example(
        "registerCenter",
        labs.register_center,
        {"code": "C-NEW", "title": {"en": "New center"}, "core": "TUT"},
        "CenterRegistered",
        "center { version code title core { code } }",
        {"center": {"version": 1, "code": "C-NEW", "title": "New center", "core": {"code": "TUT"}}},
        "center",
        "center:registered",
        {"core": "AIST"},
    ),
    Example(
        "registerOpenLab",
        labs.register_open_lab,
        {
            "code": "OL-NEW",
            "title": {"ja": "新しいラボ"},
            "scheme": "CLOSED",
            "center": "C-MAT",
            "from": "2026-04-01",
            "pinRule": "AT_APPLICATION",
            "area": "COMPETITIVE",
            "parent": "OL-BAT",
        },
        "OpenLabRegistered",
        "openLab { version code title scheme center { code } period { from until } pinRule area arrangement { code } }",
        {
            "openLab": {
                "version": 1,
                "code": "OL-NEW",
                "title": "新しいラボ",
                "scheme": "CLOSED",
                "center": {"code": "C-MAT"},
                "period": {"from": "2026-04-01", "until": None},
                "pinRule": "AT_APPLICATION",
                "area": "COMPETITIVE",
                "arrangement": None,
            }
        },
        "open_lab",
        "open_lab:registered",
        {"scheme": "OPEN"},
    ),
    Example(
        "admitMember",
        memberships.admit_member,
        {"party": "COMPANY-Z", "openLab": "OL-BAT", "tier": "standard", "from": "2026-11-01", "buyInPaidOn": "2026-10-20"},
        "MemberAdmitted",
        "party { code } membership { version openLab { code } center { code } tier joined until leftReason }",
        {
            "party": {"code": "COMPANY-Z"},
            "membership": {
                "version": 1,
                "openLab": {"code": "OL-BAT"},
                "center": None,
                "tier": "standard",
                "joined": "2026-11-01",
                "until": None,
                "leftReason": None,
            },
        },
        "membership",
        "membership:admitted",
        {"tier": "premium"},
    ),
    Example(
        "endMembership",
        memberships.end_membership,
        {
            "party": "COMPANY-B",
            "openLab": "OL-BAT",
            "lastDay": "2026-10-31",
            "reason": "WITHDRAWAL",
            "expectedVersion": 1,
        },
        "MembershipEnded",
        "party { code } membership { version openLab { code } tier joined until leftReason }",
        {
            "party": {"code": "COMPANY-B"},
            "membership": {
                "version": 2,
                "openLab": {"code": "OL-BAT"},
                "tier": "premium",
                "joined": "2014-04-01",
                "until": "2026-11-01",
                "leftReason": "WITHDRAWAL",
            },
        },
        "membership",
        "membership:ended",
        {"reason": "EXPULSION"},
    ),
    Example(
        "putArrangementInForce",
        arrangements.put_arrangement_in_force,
        {
            "openLab": "OL-ROB",
            "from": "2026-10-01",
            "title": {"ja": "第2版"},
            "cards": CARDS,
            "policies": {"appliesToPinned": True, "tailMonths": 6},
            "consent": {"scope": "MEMBERS"},
            "rows": [{"cell": "NEGOTIATE", "standings": ["NON_MEMBER"], "ownershipClasses": ["MIXED"], "clause": "art. 4"}],
            "adjustments": [
                {"name": "region-factors", "factors": [{"of": "US", "factor": "0.8"}]},
                {"name": "early-bird-until", "day": "2027-04-01"},
                {"name": "early-bird-factor", "number": "0.9"},
            ],
            "signatories": [
                {"party": "TUT", "signedOn": "2026-09-10"},
                {"party": "COMPANY-B", "signedOn": "2026-09-12"},
            ],
            "expectedVersion": 1,
        },
        "ArrangementPutInForce",
        "arrangement { version code number title inForce { from until } } "
        'openLab { version code before: arrangement(on: "2026-09-30") { version code inForce { until } } '
        'after: arrangement(on: "2026-10-01") { code } }',
        {
            "arrangement": {
                "version": 1,
                "code": "OL-ROB@2",
                "number": 2,
                "title": "第2版",
                "inForce": {"from": "2026-10-01", "until": None},
            },
            "openLab": {
                "version": 2,
                "code": "OL-ROB",
                "before": {"version": 2, "code": "OL-ROB@1", "inForce": {"until": "2026-10-01"}},
                "after": {"code": "OL-ROB@2"},
            },
        },
        "arrangement",
        "arrangement:put_in_force",
        {"from": "2026-10-02"},
        beside=("arrangement:closed", "consent:given"),
    ),
)

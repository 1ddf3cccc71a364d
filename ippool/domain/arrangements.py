"""Arrangements: the rules of one lab, in versions (R2).

The subject stands in files of its own: `policies` (parameters with a name and a default), `cards` (prices), `versions` (a version
as a whole), `scheme_law` (what a version may say). This one gathers their names for those who work with arrangements.
"""

from __future__ import annotations

from ippool.domain.canonical import canonical
from ippool.domain.cards import PRE_GRANT_FACTOR, Card, RoyaltyBase
from ippool.domain.policies import (
    BackgroundPolicy,
    ConsentDemand,
    CostModel,
    CrossLabPolicy,
    Exclusivity,
    LateJoiner,
    MemberSolePolicy,
    NonmemberPolicy,
    NonworkingCompensation,
    Policies,
    PreferenceScope,
    ResearchPolicy,
    UtilityModels,
)
from ippool.domain.scheme_law import ArrangementRefused, check_scheme_law
from ippool.domain.versions import AdjustmentValue, Arrangement, Signatory, consents_by_signature, in_force_on

__all__ = [
    "PRE_GRANT_FACTOR",
    "AdjustmentValue",
    "Arrangement",
    "ArrangementRefused",
    "BackgroundPolicy",
    "Card",
    "ConsentDemand",
    "CostModel",
    "CrossLabPolicy",
    "Exclusivity",
    "LateJoiner",
    "MemberSolePolicy",
    "NonmemberPolicy",
    "NonworkingCompensation",
    "Policies",
    "PreferenceScope",
    "ResearchPolicy",
    "RoyaltyBase",
    "Signatory",
    "UtilityModels",
    "canonical",
    "check_scheme_law",
    "consents_by_signature",
    "in_force_on",
]

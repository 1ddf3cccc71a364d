"""What the values, rules and facts of an answer are called on the page, where the domain itself has no words for them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from ippool.domain.cases import AssetState
from ippool.domain.clause import POOL
from ippool.domain.consents import ConsentCover
from ippool.domain.countries import country_words
from ippool.domain.labs import Scheme
from ippool.domain.licenses import LICENSE_WORDS, LicenseStatus, LicenseType
from ippool.domain.outcomes import OUTCOME_WORDS, Outcome, RightBasis
from ippool.domain.parties import KINDS
from ippool.domain.patents import (
    ORIGIN_WORDS,
    OWNERSHIP_CLASS_WORDS,
    STATUS_WORDS,
    LegalStatus,
    OwnershipClass,
    PatentKind,
    ShareBasis,
    TitleState,
)
from ippool.domain.permissions import ROLES, Role
from ippool.domain.preferences import PREFERENCES
from ippool.domain.tables import STANDING_WORDS, Standing
from ippool.domain.trace import Step, TraceStage
from ippool.domain.words import Words

# By type first: values of different enums may be the same text, as REFUSED of an outcome and of a legal status.
_WORDS: dict[type[Enum], Mapping[Any, Words]] = {
    Outcome: OUTCOME_WORDS,
    Standing: STANDING_WORDS,
    LegalStatus: STATUS_WORDS,
    LicenseType: LICENSE_WORDS,
    Scheme: {
        Scheme.OPEN: Words("オープン", "open scheme"),
        Scheme.CLOSED: Words("クローズド", "closed scheme"),
    },
    OwnershipClass: OWNERSHIP_CLASS_WORDS,
    ShareBasis: {
        ShareBasis.STIPULATED: Words("約定", "stipulated"),
        ShareBasis.ASSUMED_EQUAL: Words("等分と仮定", "assumed equal"),
        ShareBasis.NOT_STIPULATED: Words("持分の定めなし", "share not stipulated"),
    },
    RightBasis: {
        RightBasis.OWN_WORKING: Words("共有者の自己実施", "own working as a co-owner"),
        RightBasis.STATUTORY: Words("法定の実施権", "a license by statute"),
        RightBasis.LICENSE: Words("許諾による実施権", "a license"),
        RightBasis.NONE: Words("なし", "none"),
    },
    LicenseStatus: {
        LicenseStatus.ACTIVE: Words("有効", "active"),
        LicenseStatus.SUSPENDED: Words("停止中", "suspended"),
        LicenseStatus.TERMINATED: Words("解除", "terminated"),
        LicenseStatus.EXPIRED: Words("満了", "expired"),
        LicenseStatus.CONVERTED: Words("転換", "converted"),
    },
    PatentKind: {
        PatentKind.PATENT: Words("特許", "patent"),
        PatentKind.UTILITY_MODEL: Words("実用新案", "utility model"),
    },
    Role: {role: facts.name for role, facts in ROLES.items()},
    TraceStage: {
        TraceStage.STANDING: Words("立場", "standing"),
        TraceStage.DECISION: Words("判断", "decision"),
        TraceStage.CARD: Words("料率表", "card"),
        TraceStage.PREFERENCE: Words("調整", "adjustment"),
        TraceStage.CONSENT: Words("同意", "consent"),
        TraceStage.SCOPE: Words("範囲", "scope"),
        TraceStage.RESULT: Words("結論", "result"),
    },
}

_RULES = {
    "IDENTITY": Words("合併の承継", "merger and succession"),
    "STANDING": Words("立場", "standing"),
    "DECISION": Words("判断", "decision"),
    "NO_LAB": Words("ラボの有無", "whether it is in a lab"),
    "PIN": Words("適用する取決めの版", "the version that holds"),
    "CARDS": Words("価格を定める版", "the version that prices"),
    "BACKGROUND": Words("バックグラウンドか", "whether it is background"),
    "OWNERSHIP_CLASS": Words("権利の区分", "ownership class"),
    "UNDETERMINED": Words("未確定か", "whether it is undetermined"),
    "NO-LICENSE-NEEDED": Words("許諾不要か", "whether a license is needed"),
    "BY-RIGHT": Words("自らの権利による実施か", "whether it works by right"),
    "TABLE": Words("決定表", "decision table"),
    "LICENSE_TYPE": Words("実施権の種類", "type of license"),
    "CONSENT_COVER": Words("他の権利者の同意", "consents of the other owners"),
    "CONSENT": Words("権利者の同意", "consent of an owner"),
    "US_262_LEAK": Words("米国の単独許諾", "licensing alone in the United States"),
    "SCOPE": Words("照会の範囲", "scope asked"),
    "OWN_LICENSE": Words("自らのライセンス", "own license"),
    "PA69(1)": Words("試験・研究の例外", "research exemption"),
    "COMPENSATION": Words("他の共有者への補償", "compensation of the other owners"),
}
_PREFERENCES = {one.code: Words(one.name.ja, one.name.en.removeprefix("the ")) for one in PREFERENCES}

FACTS = {
    "affiliate": Words("親会社と支配割合", "parent and control"),
    "anchor day": Words("基準日", "anchor day"),
    "asset state": Words("権利の状態", "state of the right"),
    "cards": Words("価格を定める版", "pricing version"),
    "conceived on": Words("着想日", "conceived on"),
    "consent": Words("同意の記録", "consent"),
    "consent cover": Words("同意の及ぶ範囲", "reach of the consents"),
    "countries of the right": Words("権利のある国", "countries of the right"),
    "filed on": Words("出願日", "filed on"),
    "license": Words("ライセンス", "license"),
    "member kind": Words("会員の種類", "kind of member"),
    "membership": Words("会員資格", "membership"),
    "merger": Words("合併", "merger"),
    "origin": Words("由来", "origin"),
    "outcome": Words("結論", "outcome"),
    "owner": Words("権利者", "owner"),
    "ownership class": Words("権利の区分", "ownership class"),
    "party kind": Words("当事者の種類", "kind of party"),
    "standing": Words("立場", "standing"),
    "statutory license": Words("法定通常実施権", "statutory license"),
    "tier": Words("会員区分", "tier"),
    "title state": Words("権利者の確定", "state of the title"),
    "would be": Words("同意があれば", "with the consents"),
}

_FACT_VALUES: dict[str, dict[str, Words]] = {
    "asset state": {
        AssetState.DISCLOSED.value: Words("届出済（未出願）", "disclosed, not filed"),
        AssetState.PENDING.value: Words("出願中（未公開）", "pending, not published"),
        AssetState.PUBLISHED.value: Words("出願公開", "pending, published"),
        AssetState.GRANTED.value: Words("登録", "granted"),
        AssetState.ENDED.value: Words("終了", "ended"),
    },
    "consent cover": {
        ConsentCover.MISSING.name: Words("足りない", "missing"),
        ConsentCover.MEMBERS.name: Words("会員まで", "members"),
        ConsentCover.MEMBERS_AND_THIRD_PARTIES.name: Words("会員と第三者", "members and third parties"),
        ConsentCover.NOT_NEEDED.name: Words("不要", "not needed"),
    },
    "license": {kind.value: words for kind, words in LICENSE_WORDS.items()},
    "member kind": {"COMPANY": Words("企業", "company"), "UNIVERSITY": Words("大学・公的機関", "university or public institute")},
    "origin": {origin.value: words for origin, words in ORIGIN_WORDS.items()},
    "outcome": {outcome.value: words for outcome, words in OUTCOME_WORDS.items()},
    "would be": {outcome.value: words for outcome, words in OUTCOME_WORDS.items()},
    "owner": {basis.value: _WORDS[ShareBasis][basis] for basis in ShareBasis},
    "ownership class": {one.value: _WORDS[OwnershipClass][one] for one in OwnershipClass},
    "party kind": {kind.value: facts.name for kind, facts in KINDS.items()},
    "standing": {standing.value: words for standing, words in STANDING_WORDS.items()},
    "title state": {
        TitleState.SETTLED.value: Words("確定", "settled"),
        TitleState.OPEN.value: Words("未確定", "not settled"),
    },
}


def words_of(value: Enum) -> Words:
    """Say a value of the domain in both languages. Raises: KeyError for one without words."""
    return _WORDS[type(value)][value]


def rule_words(step: Step) -> Words | None:
    """Say which rule a step tried; None for a rule this page has no words for."""
    if step.stage is TraceStage.RESULT:
        return words_of(step.stage)
    if step.stage is TraceStage.CARD:
        return Words(f"料率表 {step.rule}", f"card {step.rule}")
    if step.stage is TraceStage.PREFERENCE:
        return _PREFERENCES.get(step.rule)
    if step.stage is TraceStage.STANDING and step.rule in _STANDINGS:
        return _STANDINGS[step.rule]
    return _RULES.get(step.rule)


_STANDINGS = {standing.value: words for standing, words in STANDING_WORDS.items()}


def fact_value(name: str, value: str) -> Words:
    """Say the value of a fact: each word of it that is one of the domain's values in both languages, the rest as it stands."""
    known = _FACT_VALUES.get(name, {})
    said = [known.get(part, Words(part, part)) for part in value.split(" ") if part != "-"]
    return Words(" ".join(part.ja for part in said), " ".join(part.en for part in said))


def country(code: str) -> Words:
    """Name a country or office by its ST.3 code; one without a name here is shown by its code."""
    found = country_words(code)
    return found if found.ja == code else Words(f"{code} {found.ja}", f"{code} {found.en}")


def document_words(document: str) -> Words:
    """Name the document a clause is in."""
    return Words("プールの規則", "pool rules") if document == POOL else Words(document, document)

"""Where a constraint of the database has the last word: its name, and what it refuses, as a refusal of the domain.

The use cases check first and explain; these are for what only the database can see: another change at the same moment.
"""

from __future__ import annotations

from collections.abc import Mapping

from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words


class Conflict(RuleBroken):
    """The record would contradict another one; `constraint` names the guard."""

    code = "CONFLICT"

    def __init__(self, constraint: str, ja: str, en: str) -> None:
        self.constraint = constraint
        super().__init__(
            Words(ja, en),
            next_step=Words("既存の記録を確かめて直す。", "Look at the record that stands there, and correct one of the two."),
        )


_OVERLAPS: Mapping[str, tuple[str, str]] = {
    "membership_one_at_a_time": ("同じ者の同じラボの会員期間", "two memberships of one party in one lab"),
    "affiliate_one_at_a_time": ("同じ親子の支配の期間", "two records of the same control"),
    "arrangement_one_in_force": ("同じラボの取決めの有効期間", "two arrangement versions of one lab"),
    "title_share_one_at_a_time": ("同じ者の同じ特許の持分の期間", "two shares of one party in one patent"),
    "appointment_one_at_a_time": ("同じ利用者の任用の期間", "two appointments of one user"),
    "named_reader_one_at_a_time": ("同じ特許について同じ利用者を指名した期間", "two namings of one user for one patent"),
    "secrecy_label_one_at_a_time": ("同じ特許の秘密区分の期間", "two labels of one patent"),
    "lab_tag_one_at_a_time": ("同じ特許の同じラボへの帰属期間", "two periods of one patent in one lab"),
}

_TAKEN: Mapping[str, tuple[str, str]] = {
    "uq_party_code": ("当事者コード", "party code"),
    "uq_party_corporate_number": ("法人番号", "corporate number"),
    "uq_party_ror": ("ROR", "ROR id"),
    "uq_center_code": ("センターコード", "center code"),
    "uq_open_lab_code": ("ラボコード", "lab code"),
    "uq_arrangement_lab_id_number": ("取決めの版番号", "version number of the arrangement"),
    "uq_family_code": ("ファミリーコード", "family code"),
    "uq_disclosure_number": ("届出番号", "disclosure number"),
    "uq_disclosure_family_id": ("ファミリーの届出", "disclosure of the family"),
    "uq_patent_code": ("特許コード", "patent code"),
    "uq_patent_application_number": ("出願番号", "application number"),
    "uq_patent_publication_number": ("公開番号", "publication number"),
    "uq_patent_registration_number": ("登録番号", "registration number"),
    "uq_legal_event_patent_day_status": ("同じ日の同じ法的状態", "legal status on that day"),
    "uq_consent_code": ("同意コード", "consent code"),
    "uq_party_name_party_id_text": ("その当事者のその名称", "name of the party"),
    "uq_party_identifier_scheme_value": ("その制度のその識別番号", "identifier in its scheme"),
    "uq_user_account_code": ("利用者コード", "code of a user"),
    "uq_user_account_sign_in": ("サインイン名", "sign-in name"),
    "uq_license_number": ("ライセンス番号", "license number"),
}


def refusal_of(constraint: str | None) -> Conflict | None:
    """Return the refusal that a constraint stands for, or None where it guards against a defect of ours only."""
    if constraint is None:
        return None
    if constraint in _OVERLAPS:
        ja, en = _OVERLAPS[constraint]
        return Conflict(constraint, f"{ja}が重なる。", f"The periods of {en} would overlap.")
    if constraint in _TAKEN:
        ja, en = _TAKEN[constraint]
        return Conflict(constraint, f"その{ja}は既に記録されている。", f"This {en} is recorded already.")
    return None

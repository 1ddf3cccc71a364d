"""Centers, labs and memberships in their tables."""

from __future__ import annotations

from ippool.domain.labs import Area, Center, LeftReason, Membership, OpenLab, PinRule, Scheme
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, day, period_from, span_of, uuid, uuid_or_none, words, words_values
from ippool.store.rows import CenterRow, MembershipRow, OpenLabRow

CENTER = Layout(
    Center,
    CenterRow,
    lambda center: {"code": center.code, **words_values("title", center.title), "core_id": center.core},
    lambda row: Center(code=row["code"], title=words(row, "title"), core=uuid(row["core_id"]), **common(row)),
)


def _read_lab(row: Json) -> OpenLab:
    return OpenLab(
        code=row["code"],
        title=words(row, "title"),
        scheme=Scheme(row["scheme"]),
        center=uuid(row["center_id"]),
        period=period_from(row["valid"]),
        pin_rule=PinRule(row["pin_rule"]),
        area=Area(row["area"]),
        parent=uuid_or_none(row["parent_id"]),
        **common(row),
    )


OPEN_LAB = Layout(
    OpenLab,
    OpenLabRow,
    lambda lab: {
        "code": lab.code,
        **words_values("title", lab.title),
        "scheme": lab.scheme.value,
        "center_id": lab.center,
        "valid": span_of(lab.period),
        "pin_rule": lab.pin_rule.value,
        "area": lab.area.value,
        "parent_id": lab.parent,
    },
    _read_lab,
)


def _read_membership(row: Json) -> Membership:
    reason = row["left_reason"]
    return Membership(
        party=uuid(row["party_id"]),
        lab=uuid_or_none(row["lab_id"]),
        center=uuid_or_none(row["center_id"]),
        tier=row["tier"],
        period=period_from(row["valid"]),
        left_reason=LeftReason(reason) if reason else None,
        arrears_since=day(row["arrears_since"]),
        suspended_since=day(row["suspended_since"]),
        buy_in_paid_on=day(row["buy_in_paid_on"]),
        **common(row),
    )


MEMBERSHIP = Layout(
    Membership,
    MembershipRow,
    lambda membership: {
        "party_id": membership.party,
        "lab_id": membership.lab,
        "center_id": membership.center,
        "of_id": membership.lab or membership.center,
        "tier": membership.tier,
        "valid": span_of(membership.period),
        "left_reason": membership.left_reason.value if membership.left_reason else None,
        "arrears_since": membership.arrears_since,
        "suspended_since": membership.suspended_since,
        "buy_in_paid_on": membership.buy_in_paid_on,
    },
    _read_membership,
)

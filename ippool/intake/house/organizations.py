"""centers.csv, parties.csv, affiliates.csv, labs.csv and memberships.csv."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.labs import Affiliate, Area, Center, LeftReason, Membership, OpenLab, PinRule, Scheme
from ippool.domain.parties import NameRelation, Party, PartyIdentifier, PartyKind, PartyName, SizeClass
from ippool.intake.house.cells import NOBODY, Cells, codes_joined, period_cells, shown, words_cells
from ippool.intake.house.layout import Codes, sheet

_MAX_LAB_CODE = 200


def _read_party(cells: Cells) -> Party:
    merged_into, merged_on = cells.ref("merged_into", Party), cells.day("merged_on")
    if (cells.text("merged_into") == "") != (cells.text("merged_on") == ""):
        cells.fault(
            "merged_on", "merged_into と merged_on は両方書くか両方空ける。", "Fill merged_into and merged_on both or neither."
        )
    if cells.text("merged_into") and cells.text("merged_into") == cells.text("code"):
        cells.fault("merged_into", "自分自身とは合併できない。", "A party cannot merge into itself.")
    if cells.text("same_as") and cells.text("same_as") == cells.text("code"):
        cells.fault("same_as", "別のコードの者を書く。", "Name the party under its other code.")
    return Party(
        id=NOBODY,
        code=cells.code(),
        kind=cells.the_choice("kind", PartyKind),
        name=cells.words("name"),
        country=cells.country("country", or_unknown=True),
        size=cells.choice("size", SizeClass, SizeClass.LARGE),
        corporate_number=cells.corporate_number("corporate_number"),
        ror=cells.ror("ror"),
        merged_into=merged_into,
        merged_on=merged_on,
        same_as=cells.ref("same_as", Party),
        source=cells.text("source"),
    )


def _write_party(party: Party, codes: Codes) -> dict[str, str]:
    return {
        "code": party.code,
        "kind": party.kind,
        **words_cells("name", party.name),
        "country": party.country,
        "size": party.size,
        "corporate_number": shown(party.corporate_number),
        "ror": shown(party.ror),
        "merged_into": "" if party.merged_into is None else codes[party.merged_into],
        "merged_on": shown(party.merged_on),
        "same_as": "" if party.same_as is None else codes[party.same_as],
    }


PARTIES = sheet(
    Party,
    "parties",
    "code kind name_ja name_en country size corporate_number ror merged_into merged_on same_as",
    "code kind name_ja name_en country",
    _read_party,
    _write_party,
    sparse="same_as",
)

PARTY_NAMES = sheet(
    PartyName,
    "party_names",
    "party text relation",
    "party text",
    lambda cells: PartyName(
        NOBODY,
        cells.the_ref("party", Party),
        cells.label("text"),
        cells.choice("relation", NameRelation, NameRelation.VARIANT),
        cells.text("source"),
    ),
    lambda name, codes: {"party": codes[name.party], "text": name.text, "relation": name.relation},
)

PARTY_IDENTIFIERS = sheet(
    PartyIdentifier,
    "party_identifiers",
    "party scheme value",
    "party scheme value",
    lambda cells: PartyIdentifier(
        NOBODY, cells.the_ref("party", Party), cells.label("scheme"), cells.label("value"), cells.text("source")
    ),
    lambda one, codes: {"party": codes[one.party], "scheme": one.scheme, "value": one.value},
)

CENTERS = sheet(
    Center,
    "centers",
    "code title_ja title_en core",
    "code title_ja title_en core",
    lambda cells: Center(NOBODY, cells.code(), cells.words("title"), cells.the_ref("core", Party), cells.text("source")),
    lambda center, codes: {"code": center.code, **words_cells("title", center.title), "core": codes[center.core]},
)


def _read_lab(cells: Cells) -> OpenLab:
    if cells.text("parent") and cells.text("parent") == cells.text("code"):
        cells.fault("parent", "自分自身を親にできない。", "A lab cannot be its own parent.")
    if len(cells.text("code").encode()) > _MAX_LAB_CODE:
        cells.fault(
            "code",
            f"ラボのコードは取決めのファイル名になるので {_MAX_LAB_CODE} バイトまでである。",
            f"A lab's code names its arrangements' files and is at most {_MAX_LAB_CODE} bytes.",
        )
    return OpenLab(
        id=NOBODY,
        code=cells.code(),
        title=cells.words("title"),
        scheme=cells.the_choice("scheme", Scheme),
        center=cells.the_ref("center", Center),
        period=cells.period(),
        pin_rule=cells.choice("pin_rule", PinRule, PinRule.AT_DISCLOSURE),
        area=cells.choice("area", Area, Area.NONCOMPETITIVE),
        parent=cells.ref("parent", OpenLab),
        source=cells.text("source"),
    )


def _write_lab(lab: OpenLab, codes: Codes) -> dict[str, str]:
    return {
        "code": lab.code,
        **words_cells("title", lab.title),
        "scheme": lab.scheme,
        "center": codes[lab.center],
        **period_cells(lab.period),
        "pin_rule": lab.pin_rule,
        "area": lab.area,
        "parent": "" if lab.parent is None else codes[lab.parent],
    }


LABS = sheet(
    OpenLab,
    "labs",
    "code title_ja title_en scheme center from until pin_rule area parent",
    "code title_ja title_en scheme center",
    _read_lab,
    _write_lab,
)


def _read_membership(cells: Cells) -> Membership:
    lab, center = cells.ref("lab", OpenLab), cells.ref("center", Center)
    if (cells.text("lab") == "") == (cells.text("center") == ""):
        cells.fault("lab", "lab か center のどちらか一つを書く。", "Fill exactly one of lab and center.")
    period = cells.period()
    left_reason = cells.maybe_choice("left_reason", LeftReason)
    if left_reason is not None and not cells.text("until"):
        cells.fault("left_reason", "終了理由には until が要る。", "A reason for leaving needs until.")
    cells.is_there("from")
    cells.is_there("tier")
    return Membership(
        id=NOBODY,
        party=cells.the_ref("party", Party),
        lab=lab,
        center=center,
        tier=cells.text("tier"),
        period=period,
        left_reason=left_reason,
        arrears_since=cells.day("arrears_since"),
        suspended_since=cells.day("suspended_since"),
        buy_in_paid_on=cells.day("buy_in_paid_on"),
        source=cells.text("source"),
    )


def _write_membership(membership: Membership, codes: Codes) -> dict[str, str]:
    return {
        "party": codes[membership.party],
        "lab": "" if membership.lab is None else codes[membership.lab],
        "center": "" if membership.center is None else codes[membership.center],
        "tier": membership.tier,
        **period_cells(membership.period),
        "left_reason": shown(membership.left_reason),
        "arrears_since": shown(membership.arrears_since),
        "suspended_since": shown(membership.suspended_since),
        "buy_in_paid_on": shown(membership.buy_in_paid_on),
    }


MEMBERSHIPS = sheet(
    Membership,
    "memberships",
    "party lab center tier from until left_reason arrears_since suspended_since buy_in_paid_on",
    "party tier from",
    _read_membership,
    _write_membership,
)


def _read_affiliate(cells: Cells) -> Affiliate:
    cells.is_there("control")
    control = cells.fraction("control")
    if control is not None and not 0 < control <= 1:
        cells.fault("control", "支配割合は 0 より大きく 1 以下である。", "Control is above 0 and at most 1.")
    if cells.text("parent") and cells.text("parent") == cells.text("subsidiary"):
        cells.fault("subsidiary", "親と子は別の者でなければならない。", "Parent and subsidiary must be two parties.")
    return Affiliate(
        id=NOBODY,
        parent=cells.the_ref("parent", Party),
        subsidiary=cells.the_ref("subsidiary", Party),
        control=control if control is not None else Fraction(1),
        annex=cells.refs("annex", OpenLab),
        period=cells.period(),
        source=cells.text("source"),
    )


AFFILIATES = sheet(
    Affiliate,
    "affiliates",
    "parent subsidiary control annex from until",
    "parent subsidiary control",
    _read_affiliate,
    lambda affiliate, codes: {
        "parent": codes[affiliate.parent],
        "subsidiary": codes[affiliate.subsidiary],
        "control": shown(affiliate.control),
        "annex": codes_joined(affiliate.annex, codes),
        **period_cells(affiliate.period),
    },
)

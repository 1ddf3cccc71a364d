"""What a scheme lets an arrangement, a tag and a license say: open is never exclusive, in any form (I-1, I-18, gate G7)."""

from __future__ import annotations

from collections.abc import Iterable

from ippool.domain.arrangement_form import form_faults
from ippool.domain.clause import R1, R3, R5, Clause, pool_rule
from ippool.domain.errors import Finding, RuleBroken
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, LicenseType
from ippool.domain.policies import CostModel, NonworkingCompensation
from ippool.domain.tables import Cell, Row, Standing
from ippool.domain.verdict import Verdict
from ippool.domain.versions import Arrangement
from ippool.domain.words import Words

FIXED_FOR_LIFE = pool_rule("section 4", "スキームの変更は新しいラボとする。", "A change of scheme is a new lab.")
OWN_WORKING = pool_rule(
    "5.2", "共有者の自己実施は表の外で定まる。", "A co-owner's own working is settled outside the decision table."
)
ABOVE_THE_TABLE = pool_rule("5.2", "立場0・1・3・4は表より前に決まる。", "Standings 0, 1, 3 and 4 are settled above the table.")
ONE_SCHEME = pool_rule(
    "I-18",
    "独占を許すクローズドラボとオープンラボの双方に一つの特許を属させない。",
    "A patent is not tagged to an open lab and to a closed one whose contract gives exclusivity.",
)


class ArrangementRefused(RuleBroken):
    """A version may not come into force; `findings` names every fault."""

    code = "ARRANGEMENT_REFUSED"

    def __init__(self, arrangement: Arrangement, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            Words(
                f"取決め {arrangement.code} は発効できない: " + " ".join(finding.because.ja for finding in findings),
                f"Arrangement {arrangement.code} cannot be put in force: " + " ".join(finding.because.en for finding in findings),
            ),
            clause=findings[0].clause,
            path=findings[0].path,
            next_step=Words("指摘の項目を直して改めて提出する。", "Correct the fields named and submit it again."),
        )


def check_scheme_law(arrangement: Arrangement, lab: OpenLab) -> tuple[Finding, ...]:
    """Return every fault of a version against its lab's scheme and against its own form; none means it may come into force.

    Open is never exclusive in any form and knows no compensation for non-working; the scheme is the lab's and fixed for its life.
    """
    findings: list[Finding] = []
    if arrangement.scheme is not lab.scheme:
        findings.append(
            Finding(
                ("scheme",),
                Words(
                    f"スキームはラボの存続中変わらない（ラボは {lab.scheme}、この版は {arrangement.scheme}）。",
                    f"The scheme is fixed for the life of the lab, {lab.scheme}; this version says {arrangement.scheme}.",
                ),
                FIXED_FOR_LIFE,
            )
        )
    if lab.scheme is Scheme.OPEN:
        findings.extend(_open_faults(arrangement))
    for index, row in enumerate(arrangement.rows):
        findings.extend(_row_faults(row, ("rows", str(index)), lab.scheme))
    return (*findings, *form_faults(arrangement))


def may_have_type(license_type: LicenseType, labs: Iterable[OpenLab]) -> Verdict:
    """Tell whether a license of this type may be given on a patent of these labs (I-1, gate G7)."""
    opened = [lab.code for lab in labs if lab.scheme is Scheme.OPEN]
    if license_type in EXCLUSIVE_TYPES and opened:
        return Verdict.no(
            f"オープンラボ {'、'.join(opened)} の特許には、分野や国を限っても独占的な実施権を許諾できない。",
            f"On a patent of the open lab {', '.join(opened)} no exclusive license is given, in any field or country.",
            R3,
        )
    return Verdict.yes("この特許のラボはこの種類の許諾を認める。", "The labs of the patent allow a license of this type.", R3)


def may_share_labs(labs: Iterable[OpenLab], versions: Iterable[Arrangement]) -> Verdict:
    """Tell whether one patent may be in all of these labs at once; `versions` are theirs in force (I-18, edge 18)."""
    schemes = {lab.scheme for lab in labs}
    exclusive = [
        version.code
        for version in versions
        if version.scheme is Scheme.CLOSED and version.exclusivity.license_type in EXCLUSIVE_TYPES
    ]
    if schemes == {Scheme.OPEN, Scheme.CLOSED} and exclusive:
        return Verdict.no(
            f"オープンラボの特許を、独占を定める {'、'.join(exclusive)} のクローズドラボにも属させることはできない。",
            f"A patent of an open lab cannot be in the closed lab of {', '.join(exclusive)} too, which gives exclusivity.",
            ONE_SCHEME,
        )
    return Verdict.yes("ラボの組合せに矛盾はない。", "The labs go together.", ONE_SCHEME)


def _open_faults(arrangement: Arrangement) -> list[Finding]:
    policies = arrangement.policies
    rules: tuple[tuple[bool, tuple[str, ...], str, str, Clause], ...] = (
        (
            arrangement.exclusivity.license_type in EXCLUSIVE_TYPES,
            ("exclusivity", "license_type"),
            "オープン・スキームの許諾は非独占に限る。",
            "In the open scheme every license is non-exclusive.",
            R3,
        ),
        (
            policies.option_allowed,
            ("option_allowed",),
            "オープン・スキームに独占の選択権はない。",
            "The open scheme knows no option to exclusivity.",
            R3,
        ),
        (
            policies.nonworking_compensation is not NonworkingCompensation.NONE,
            ("nonworking_compensation",),
            "オープン・スキームの共有者は無償で実施し、不実施補償を払わない。",
            "In the open scheme a co-owner works free and pays no compensation for non-working.",
            R5,
        ),
        (
            arrangement.card("OWN_WORKING") is not None,
            ("cards", "OWN_WORKING"),
            "オープン・スキームでは自己実施に料率表を定めない。",
            "In the open scheme no card prices own working.",
            R5,
        ),
        (
            policies.cost_model is not CostModel.CORE_PAYS,
            ("cost_model",),
            "オープン・スキームでは中核機関が費用を負担する。",
            "In the open scheme the core institution bears the costs.",
            R1,
        ),
    )
    return [Finding(path, Words(ja, en), clause) for broken, path, ja, en, clause in rules if broken]


_SETTLED_ABOVE = (Standing.CORE, Standing.UNDETERMINED, Standing.STATUTORY_LICENSEE, Standing.LICENSEE)


def _row_faults(row: Row, path: tuple[str, ...], scheme: Scheme) -> list[Finding]:
    faults: list[Finding] = []
    if row.cell is Cell.BY_PARTNER_CONTRACT and scheme is Scheme.OPEN:
        because = Words("相手方契約の行はクローズド・スキームに限る。", "Partner contracts belong to the closed scheme.")
        faults.append(Finding(path, because, R3))
    if (Standing.CO_OWNER in row.standings) != (row.cell is Cell.FREE_OWN) or (
        row.cell is Cell.FREE_OWN and len(row.standings) > 1
    ):
        because = Words(
            "共有者の自己実施は無償であり、表で変えられず、他の立場にも及ばない。",
            "A co-owner's own working is free: a row can neither change it nor give it to another standing.",
        )
        faults.append(Finding(path, because, R5 if scheme is Scheme.OPEN else OWN_WORKING))
    above = [standing.value for standing in _SETTLED_ABOVE if standing in row.standings]
    if above:
        because = Words(
            f"{'、'.join(above)} は表より前に決まり、行を置けない。",
            f"{', '.join(above)}: settled before the table is read, so that no row can speak of it.",
        )
        faults.append(Finding(path, because, ABOVE_THE_TABLE))
    return faults

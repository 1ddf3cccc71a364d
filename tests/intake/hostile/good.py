"""Good files of every format, in the parts between which something bad can be put."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from ippool.intake.formats import FORMATS


@dataclass(frozen=True)
class Layout:
    """A format of invented records: what stands before the first, each record, and what stands after the last.

    Shape: `many` of them are more than an import writes at once, and more bytes than a reader asks for at once.
    """

    head: str
    record: Callable[[int], str]
    between: str = ""
    foot: str = ""
    many: int = 600

    def beginning(self, count: int) -> str:
        """Return a file up to its `count`-th record, and what separates it from a next one."""
        return self.head + "".join(self.record(number) + self.between for number in range(1, count + 1))

    def whole(self, count: int) -> str:
        """Return a file of so many records."""
        return self.head + self.between.join(self.record(number) for number in range(1, count + 1)) + self.foot

    def without_end(self) -> Iterator[bytes]:
        """Yield record after record, many in each piece."""
        pieces = ("".join(self.record(number % 9_000) + self.between for number in range(1, 500)) for _ in iter(int, 1))
        return chain([self.head.encode()], (piece.encode() for piece in pieces))


JPLATPAT_HEAD = "文献番号,出願番号,出願日,公知日,発明の名称,出願人/権利者,FI,公開番号,公告番号,登録番号,審判番号,その他,文献URL\n"
LENS_HEAD = "Lens ID,Jurisdiction,Publication Date,Title,Applicants,Inventors,Display Key,Application Number\n"
NASA_HEAD = "Center,Status,Case Number,Patent Number,Application SN,Title,Patent Expiration Date\n"
GOOGLE_HEAD = (
    "search URL:,https://patents.google.com/?q=x\n"
    "id,title,assignee,inventor/author,priority date,filing/creation date,publication date,grant date,result link\n"
)


def jplatpat(number: int, title: str = "架空の電池", owner: str = "架空電池株式会社") -> str:
    named = f"特開2020-{100_000 + number}"
    return f"{named},特願2018-{200_000 + number},2018/12/20,2020/07/02,{title},{owner},H01M10/05,{named},,,,,\n"


def lens(number: int, title: str = "Imaginary battery", owner: str = "Imaginary Battery Co Ltd") -> str:
    return f"000-000-000-000-00{number % 10},US,2020-07-02,{title},{owner},,US 2020/0{100_000 + number} A1,\n"


def google(number: int, title: str = "架空の電池", owner: str = "架空電池株式会社") -> str:
    return f"JP-2020{100_000 + number}-A,{title},{owner},,,2018-12-20,2020-07-02,,\n"


def nasa(number: int, title: str = "Imaginary battery") -> str:
    return f'Imaginary Center,Issued,ICN-{number},"10,{100 + number // 1000},{number % 1000:03}",,{title},\n'


def _document_id(country: str, number: str, kind: str, day: str) -> str:
    return (
        f"<document-id><country>{country}</country><doc-number>{number}</doc-number><kind>{kind}</kind>"
        f"<date>{day}</date></document-id>"
    )


def us_document(kind: str, own: str, number: int) -> str:
    part = "grant" if kind == "us-patent-grant" else "application"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind}><us-bibliographic-data-{part}>'
        f"<publication-reference>{own}</publication-reference>"
        f"<application-reference appl-type='utility'>{_document_id('US', str(15_000_000 + number), '', '20160101')}"
        f"</application-reference><invention-title>Imaginary battery {number}</invention-title>"
        "<assignees><assignee><addressbook><orgname>Imaginary Battery Co., Ltd.</orgname><role>03</role>"
        f"<address><country>JP</country></address></addressbook></assignee></assignees></us-bibliographic-data-{part}>"
        f"<abstract><p>It is imaginary.</p></abstract></{kind}>\n"
    )


def us_grant(number: int) -> str:
    return us_document("us-patent-grant", _document_id("US", str(10_000_000 + number), "B2", "20180619"), number)


def us_application(number: int) -> str:
    return us_document("us-patent-application", _document_id("US", f"2018{100_000 + number:07}", "A1", "20180619"), number)


KIPRIS_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<response><body><items>\n'


def kipris(number: int, title: str = "가공의 전지") -> str:
    return (
        f"<PatentUtilityInfo><ApplicationNumber>102018{number:07}</ApplicationNumber><ApplicationDate>20181220</ApplicationDate>"
        f"<InventionName>{title}</InventionName><Applicant>가공전지 주식회사</Applicant></PatentUtilityInfo>\n"
    )


OPS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ops:world-patent-data xmlns="http://www.epo.org/exchange" '
    'xmlns:ops="http://ops.epo.org"><exchange-documents>\n'
)


def ops(number: int) -> str:
    own, filed = f"{2_400_000 + number}", f"{10_100_000 + number}"
    return (
        f'<exchange-document country="EP" doc-number="{own}" kind="A1"><bibliographic-data>'
        f'<publication-reference><document-id document-id-type="docdb"><country>EP</country><doc-number>{own}</doc-number>'
        "<kind>A1</kind><date>20111228</date></document-id></publication-reference>"
        f'<application-reference><document-id document-id-type="docdb"><country>EP</country><doc-number>{filed}</doc-number>'
        "<kind>A</kind><date>20100624</date></document-id></application-reference>"
        f'<invention-title lang="en">Imaginary battery {number}</invention-title></bibliographic-data></exchange-document>\n'
    )


def patentsview(number: int) -> str:
    return (
        f'{{"patent_id":"{10_000_000 + number}","patent_title":"Imaginary battery {number}","patent_date":"2018-06-19",'
        '"assignees":[{"assignee_organization":"Imaginary Battery Co., Ltd.","assignee_type":"3"}]}'
    )


def assignment(number: int) -> str:
    return (
        f'{{"reelNo":"100","frameNo":"{number}","recordedDate":"2018-07-02T04:00:00Z","conveyanceText":"MERGER",'
        '"assignors":[{"patAssignorName":"Imaginary Battery Co","patAssignorExDate":"2018-07-01T04:00:00Z"}],'
        f'"assignees":[{{"patAssigneeName":"Imagined Cells Co"}}],"properties":[{{"patNum":"{10_000_000 + number}"}}]}}'
    )


def jpo(number: int) -> str:
    return (
        '"result":{"statusCode":"100","errorMessage":"","remainAccessCount":"10","data":'
        f'{{"applicationNumber":"2018{200_000 + number}","inventionTitle":"架空の電池","filingDate":"20181220",'
        '"applicantAttorney":[{"applicantAttorneyCd":"000000001","name":"架空電池株式会社","applicantAttorneyClass":"1"}]}}'
    )


GOOD: dict[str, Layout] = {
    "jplatpat-csv": Layout(JPLATPAT_HEAD, jplatpat),
    "google-patents-csv": Layout(GOOGLE_HEAD, google),
    "lens-csv": Layout(LENS_HEAD, lens),
    "nasa-csv": Layout(NASA_HEAD, nasa),
    "us-grant-xml": Layout("", us_grant),
    "us-application-xml": Layout("", us_application),
    "us-assignment-json": Layout('{"numFound":"1","docs":[', assignment, ",\n", "]}", 1_000),
    "patentsview-json": Layout('{"error":false,"patents":[', patentsview, ",\n", "]}", 1_000),
    "epo-ops-xml": Layout(OPS_HEAD, ops, "", "</exchange-documents></ops:world-patent-data>\n"),
    "kipris-xml": Layout(KIPRIS_HEAD, kipris, "", "</items></body></response>\n"),
    "jpo-api-json": Layout("{", jpo, ",", "}"),
}
assert set(GOOD) == {one.code for one in FORMATS}

CSV = ("jplatpat-csv", "google-patents-csv", "lens-csv", "nasa-csv")
XML = ("us-grant-xml", "us-application-xml", "epo-ops-xml", "kipris-xml")
JSON = ("us-assignment-json", "patentsview-json", "jpo-api-json")

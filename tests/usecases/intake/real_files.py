"""The real files in the order in which they are imported here, and how many records each has by `FACTS.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ippool.intake.sources import Source
from tests.conftest import REAL_DATA


@cache
def facts() -> dict[str, Any]:
    """Return what a correct reading of each file finds."""
    found: dict[str, Any] = json.loads((REAL_DATA / "FACTS.json").read_text("utf-8"))
    return found


@dataclass(frozen=True)
class RealFile:
    """A file, its format, and where `FACTS.json` counts its records: the name of a figure, or the number itself.

    A file that is no list of records of its format (`records` 1 without a figure) is read as one record and refused.
    """

    path: str
    format: str
    counted: str | int

    @property
    def source(self) -> Source:
        """The file to read."""
        return Source(REAL_DATA / self.path, Path(self.path).name)

    @property
    def records(self) -> int:
        """How many records it has."""
        return self.counted if isinstance(self.counted, int) else int(facts()[self.path][self.counted])


def _all(format: str, counted: str | int, folder: str, *names: str) -> list[RealFile]:
    return [RealFile(f"{folder}/{name}" if name else folder, format, counted) for name in names]


_OPS, _OPS2 = "epo_ops_xml", "epo_ops_xml2"
REAL_FILES = (
    *_all(
        "jplatpat-csv",
        "rows",
        "jplatpat_csv/data_JPlatPat",
        "②特実_国内文献.csv",
        "⑥特実_国内文献.csv",
        "⑫特実_国内文献.csv",
    ),
    *_all("jplatpat-csv", "rows", "jplatpat_csv_agv", "特実_国内文献.csv"),
    *_all("jplatpat-csv", "rows", "jplatpat_csv_robot", "特実_国内文献.csv"),
    # NASA's two lists tell of the same patents; the older one is read last.
    *_all("nasa-csv", "rows", "nasa", "dsv-stream/NASA_Patents.csv", "patents_as_of_2014-10-31.csv"),
    *_all("us-grant-xml", "xml_parts", "uspto_grant_misc", "grant/v4-5-B1.xml"),
    *_all(
        "us-grant-xml",
        "xml_parts",
        "uspto_grant_xml",
        "ipg060103.small.biblio.xml",
        "ipg080101.small.xml",
        "ipg090106.small.biblio.xml",
    ),
    *_all("us-grant-xml", "xml_parts", "uspto_samples", "xml2004/US06859910.xml", "xml2014/US08930553.xml"),
    *_all(
        "us-application-xml",
        "xml_parts",
        "uspto_app_xml",
        "2009/US20090300810A1-20091210.XML",
        "application/v4-0-A1.xml",
        "application/v4-4-A2.xml",
    ),
    *_all("us-application-xml", "xml_parts", "uspto_samples", "xmlApp2004/US20050004437A1.xml"),
    *_all("patentsview-json", "patents", "patentsview_json", "patent_search_response.json"),
    # The family with its bibliographic data stands before the bare list of its members, which are known then.
    *_all("epo-ops-xml", "exchange_documents", _OPS, "get_family_with_biblio/response.xml", "get_biblio/response.xml"),
    *_all("epo-ops-xml", "exchange_documents", _OPS, "get_biblio_multiple/response.xml"),
    *_all("epo-ops-xml", "family_members", _OPS, "get_family/response.xml", "get_legal/response.xml"),
    *_all("epo-ops-xml", "exchange_documents", _OPS2, "expected/ep1000000_biblio_result.xml"),
    *_all("epo-ops-xml", "family_members", _OPS2, "fixtures/example_3.xml", "fixtures/family_input.xml"),
    *_all(
        "epo-ops-xml",
        1,
        _OPS,
        "convert_patent_number_epodoc/response.xml",
        "get_classification_schema/response.xml",
        "get_published_equivalents/response.xml",
        "get_register_biblio/response.xml",
        "get_register_events/response.xml",
    ),
    *_all("kipris-xml", "kipris_items", "kipris_xml/patent", "120050421158/1.xml", "120070353675/1.xml"),
    *_all(
        "jpo-api-json",
        1,
        "jpo_api",
        "patent_v1_app_progress_simple_2020123456.json",
        "patent_v1_applicant_attorney_cd_000003207.json",
        "patent_v1_priority_right_app_info_2020123456.json",
        "patent_v1_registration_info_2020123456.json",
    ),
    *_all("us-assignment-json", 1, "uspto_assignment", "assignment_1.json", "assignment_2.json"),
    *_all("us-assignment-json", "records", "uspto_assignment", "assignmentcenter_search_v2.json"),
    # The longest lists last: whoever imports after them has all their parties to read.
    *_all("google-patents-csv", "rows", "google_patents_csv", "gp-search-1.csv", "gp-search-2.csv"),
    *_all("lens-csv", "rows", "lens_csv", "battery/raw_patents.csv", "birdstrike/lens-export.csv", "sangamo/lens-export.csv"),
)
BY_PATH = {one.path: one for one in REAL_FILES}

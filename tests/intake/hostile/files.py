"""All hostile files by name."""

from __future__ import annotations

from tests.intake.hostile.making import Hostile
from tests.intake.hostile.of_csv import CSV
from tests.intake.hostile.of_house import FOLDERS
from tests.intake.hostile.of_json import JSON
from tests.intake.hostile.of_others import OTHERS
from tests.intake.hostile.of_xml import XML

ALL: dict[str, Hostile] = {
    f"{kind}: {name}": hostile
    for kind, files in (("XML", XML), ("CSV", CSV), ("JSON", JSON), ("other", OTHERS), ("house", FOLDERS))
    for name, hostile in files.items()
}

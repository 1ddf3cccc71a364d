"""The house format: a folder of CSV and TOML files that holds a whole register (see FORMAT.md beside this file)."""

from ippool.intake.house.folder import (
    DemoApplicant,
    Header,
    HouseFinding,
    HouseFolder,
    HouseRecord,
    Resolve,
    natural_key,
)
from ippool.intake.house.reading import read_house
from ippool.intake.house.writing import FolderNotOurs, RegisterUnwritable, write_house

__all__ = [
    "DemoApplicant",
    "FolderNotOurs",
    "Header",
    "HouseFinding",
    "HouseFolder",
    "HouseRecord",
    "RegisterUnwritable",
    "Resolve",
    "natural_key",
    "read_house",
    "write_house",
]

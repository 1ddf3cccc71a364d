"""Corporate numbers: the worked example W32, and every number of a real daily file."""

from __future__ import annotations

import csv
import doctest

import pytest

from ippool.domain import corporate_number
from ippool.domain.corporate_number import is_corporate_number
from ippool.intake.house.folder import BadValue
from ippool.intake.house.numbering import corporate_number_from
from tests.conftest import REAL_DATA


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("7123456789012", True),
        ("4011001098993", True),
        ("4011001098994", False),
        ("0011001098993", False),
        ("401100109899", False),
        ("40110010989930", False),
        ("４０１１００１０９８９９３", False),
        ("4011001098993\n", False),
        ("T4011001098993", False),
        ("", False),
    ],
)
def test_the_first_digit_checks_the_other_twelve(text: str, valid: bool) -> None:
    assert is_corporate_number(text) is valid


def test_every_corporate_number_of_a_real_daily_file_is_valid_and_no_longer_with_another_check_digit() -> None:
    with (REAL_DATA / "houjin_bangou" / "diff_20260115.csv").open(encoding="cp932", newline="") as file:
        numbers = [row[1] for row in csv.reader(file)]
    assert len(numbers) == 1500
    assert [number for number in numbers if not is_corporate_number(number)] == []
    spoiled = [f"{int(number[0]) % 9 + 1}{number[1:]}" for number in numbers]
    assert [number for number in spoiled if is_corporate_number(number)] == []


def test_the_numbers_of_public_bodies_and_companies_in_the_ministry_s_files_are_valid() -> None:
    with (REAL_DATA / "gbizinfo" / "data" / "jpgovs.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = [row["corporateID"] for row in csv.DictReader(file)]
    assert (len(numbers), len(set(numbers))) == (846, 846)
    assert [number for number in numbers if not is_corporate_number(number)] == []
    companies = sorted(path.stem for path in (REAL_DATA / "gbizinfo").glob("**/*.json"))
    assert companies == ["1130001011420", "3011101042092"]
    assert all(map(is_corporate_number, companies))


def test_a_house_folder_takes_a_valid_one_only() -> None:
    assert corporate_number_from("4011001098993") == "4011001098993"
    with pytest.raises(BadValue, match="matching check digit"):
        corporate_number_from("4011001098994")


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(corporate_number) == doctest.TestResults(failed=0, attempted=2)

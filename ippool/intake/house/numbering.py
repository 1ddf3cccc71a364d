"""Numbers as a house folder carries them: in any form the register knows."""

from __future__ import annotations

from ippool.domain.form import fault_of_corporate_number
from ippool.domain.numbers import NumberRefused, parse_number
from ippool.domain.ror import fault_of_ror, ror_id
from ippool.intake.house.folder import BadValue


def canonical_number(text: str, *, this_year: int) -> str:
    """Return the canonical form of a patent number. Raises: BadValue, also for a year after `this_year`."""
    try:
        return parse_number(text, this_year=this_year).canonical
    except NumberRefused as refused:
        raise BadValue(refused.message.ja, refused.message.en) from None


def corporate_number_from(text: str) -> str:
    """Check a Japanese corporate number. Raises: BadValue."""
    fault = fault_of_corporate_number(text)
    if fault is not None:
        raise BadValue(fault.ja, fault.en)
    return text


def ror_from(text: str) -> str:
    """Check a ROR id, and return its address. Raises: BadValue."""
    fault = fault_of_ror(text)
    if fault is not None:
        raise BadValue(fault.ja, fault.en)
    return ror_id(text)

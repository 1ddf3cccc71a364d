"""Users and their appointments in their tables."""

from __future__ import annotations

from ippool.domain.people import Appointment, User
from ippool.domain.permissions import Level, Role
from ippool.store.people_rows import AppointmentRow, UserRow
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, period_from, span_of, uuid, uuid_or_none

USER = Layout(
    User,
    UserRow,
    lambda user: {"code": user.code, "name": user.name, "sign_in": user.sign_in},
    lambda row: User(code=row["code"], name=row["name"], sign_in=row["sign_in"], **common(row)),
)


def _read_appointment(row: Json) -> Appointment:
    return Appointment(
        user=uuid(row["user_id"]),
        role=Role(row["role"]),
        party=uuid_or_none(row["party_id"]),
        clearance=Level(row["clearance"]),
        period=period_from(row["valid"]),
        **common(row),
    )


APPOINTMENT = Layout(
    Appointment,
    AppointmentRow,
    lambda appointment: {
        "user_id": appointment.user,
        "role": appointment.role.value,
        "party_id": appointment.party,
        "clearance": appointment.clearance.value,
        "valid": span_of(appointment.period),
    },
    _read_appointment,
)

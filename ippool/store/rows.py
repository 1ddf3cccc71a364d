"""Every table of the register; what files of others brought is in `intake_rows.py`, counts in `figure_rows.py`,
people and tokens in `people_rows.py`, what is confidential in `secrecy_rows.py`. Rows only store.

A *record* table holds what is known now: one row for each record, with its version and the moment that version was recorded. Its
twin `<name>_past` holds the versions that were replaced or withdrawn, each with the moment it was superseded; the trigger
`keep_past` (first migration) moves them there and sets the moment, so that no statement, however written, changes history quietly.

Valid time is a half-open daterange. Where two rows may not overlap, an exclusion constraint over the own range type `uuidrange` is
the last guard; it needs no extension.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Computed, Identity, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB, TSVECTOR, Range
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Field, SQLModel

from ippool.store.figure_rows import FigureCardRow, FigureDueRow, FigureRollupRow
from ippool.store.intake_rows import ImportJobRow, PartyIdentifierRow, PartyNameRow, ReviewItemRow, StatementRow
from ippool.store.people_rows import PEOPLE, AppointmentRow, SessionRow, TokenRow, UserRow
from ippool.store.record_rows import Dated, Past, Record, one_at_a_time, past_of, to, to_another
from ippool.store.secrecy_rows import SECRECY, DisclosureEventRow, NamedReaderRow, SecrecyLabelRow


class CenterRow(Record, table=True):
    """`labs.Center`."""

    __tablename__ = "center"
    code: str = Field(unique=True)
    title_ja: str
    title_en: str
    core_id: UUID = to("party.id")


class PartyRow(Record, table=True):
    """`parties.Party`."""

    __tablename__ = "party"
    __table_args__ = (CheckConstraint("(merged_into_id is null) = (merged_on is null)", name="merger_has_a_day"),)
    code: str = Field(unique=True)
    kind: str
    name_ja: str
    name_en: str
    country: str
    size: str
    corporate_number: str | None = Field(default=None, unique=True)
    ror: str | None = Field(default=None, unique=True)
    merged_into_id: UUID | None = to_another("party.id")
    merged_on: date | None = None
    same_as_id: UUID | None = to_another("party.id")


class OpenLabRow(Dated, table=True):
    """`labs.OpenLab`; `valid` is the life of the lab."""

    __tablename__ = "open_lab"
    code: str = Field(unique=True)
    title_ja: str
    title_en: str
    scheme: str
    center_id: UUID = to("center.id")
    pin_rule: str
    area: str
    parent_id: UUID | None = to_another("open_lab.id")


class MembershipRow(Dated, table=True):
    """`labs.Membership`; `of_id` is the lab or the center, whichever is set."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("(lab_id is null) <> (center_id is null)", name="of_lab_or_center"),
        one_at_a_time("membership_one_at_a_time", "party_id", "of_id"),
    )
    party_id: UUID = to("party.id")
    lab_id: UUID | None = Field(default=None, foreign_key="open_lab.id", index=True)
    center_id: UUID | None = Field(default=None, foreign_key="center.id", index=True)
    of_id: UUID
    tier: str
    left_reason: str | None = None
    arrears_since: date | None = None
    suspended_since: date | None = None
    buy_in_paid_on: date | None = None


class AffiliateRow(Dated, table=True):
    """`labs.Affiliate`; `control` is a fraction as text ("3/5"), `annex` the ids of the labs whose annex lists it."""

    __tablename__ = "affiliate"
    __table_args__ = (one_at_a_time("affiliate_one_at_a_time", "parent_id", "subsidiary_id"),)
    parent_id: UUID = to("party.id")
    subsidiary_id: UUID = to("party.id")
    control: str
    annex: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)))


class ArrangementRow(Dated, table=True):
    """`arrangements.Arrangement`; `content` is its canonical JSON, `digest` the hash of it, `valid` the period in force."""

    __tablename__ = "arrangement"
    __table_args__ = (
        UniqueConstraint("lab_id", "number", name="uq_arrangement_lab_id_number"),
        one_at_a_time("arrangement_one_in_force", "lab_id"),
    )
    lab_id: UUID = to("open_lab.id")
    number: int
    content: dict[str, Any] = Field(sa_type=JSONB)
    digest: str


class FamilyRow(Record, table=True):
    """`patents.Family`; `international` are the forms under which its international application is found."""

    __tablename__ = "family"
    __table_args__ = (Index("ix_family_international", "international", postgresql_using="gin"),)
    code: str = Field(unique=True)
    title_ja: str
    title_en: str
    international_application: str | None = None
    international_publication: str | None = None
    international: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))


class DisclosureRow(Record, table=True):
    """`patents.Disclosure`: one for each family."""

    __tablename__ = "disclosure"
    number: str = Field(unique=True)
    family_id: UUID = Field(foreign_key="family.id", unique=True)
    conceived_on: date | None = None
    disclosed_on: date | None = None
    origin: str | None = None


class PatentRow(Record, table=True):
    """`patents.Patent`; numbers are canonical, `lookups` their forms without kind, `number_key` what NUMBER orders by.

    `invention` are the applications by which its family is found: its own, and those whose priority it claims.
    """

    __tablename__ = "patent"
    # One right of a country bears a number; a WO publication and its Japanese republication, two countries' rights, share one.
    __table_args__ = (
        UniqueConstraint("jurisdiction", "application_number", name="uq_patent_application_number"),
        UniqueConstraint("jurisdiction", "publication_number", name="uq_patent_publication_number"),
        UniqueConstraint("jurisdiction", "registration_number", name="uq_patent_registration_number"),
        Index("ix_patent_lookups", "lookups", postgresql_using="gin"),
        Index("ix_patent_invention", "invention", postgresql_using="gin"),
        Index("ix_patent_number_key_id", "number_key", "id"),
        Index("ix_patent_published_number", "number_key", "id", postgresql_where=text("published_on is not null")),
        *(
            Index(f"ix_patent_{day}_{way}", text(f"coalesce({day}, '{far}'::date)"), "id")
            for day in ("filed_on", "expires_on")
            for way, far in (("rising", "infinity"), ("falling", "-infinity"))
        ),
        Index("ix_patent_words", "words", postgresql_using="gin"),
    )
    code: str = Field(unique=True)
    family_id: UUID = to("family.id")
    jurisdiction: str
    title_ja: str
    title_en: str
    abstract_ja: str = Field(default="", sa_type=Text)
    abstract_en: str = Field(default="", sa_type=Text)
    kind: str
    application_number: str | None = None
    publication_number: str | None = None
    registration_number: str | None = None
    lookups: list[str] = Field(sa_type=ARRAY(Text))
    filed_on: date | None = None
    priority_on: date | None = None
    published_on: date | None = None
    registered_on: date | None = None
    expires_on: date | None = None
    title_state: str
    listed: bool = False
    states: list[str] = Field(sa_type=ARRAY(Text))
    classifications: list[dict[str, str]] = Field(sa_type=JSONB)
    priorities: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    invention: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    number_key: str = Field(
        default=None,
        sa_column=Column(
            Text(collation="C"),
            Computed("coalesce(registration_number, publication_number, application_number, code)", persisted=True),
        ),
    )
    words: str = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed("words_of(array[title_ja, title_en, abstract_ja, abstract_en], classifications)", persisted=True),
            nullable=False,
        ),
    )
    title_words: str = Field(
        default=None,
        sa_column=Column(TSVECTOR, Computed("words_of(array[title_ja, title_en], '[]'::jsonb)", persisted=True), nullable=False),
    )


class TitleShareRow(Dated, table=True):
    """`patents.TitleShare`; `share` is a fraction as text."""

    __tablename__ = "title_share"
    __table_args__ = (
        CheckConstraint("(share is null) = (basis = 'NOT_STIPULATED')", name="share_where_stipulated"),
        one_at_a_time("title_share_one_at_a_time", "patent_id", "party_id"),
    )
    patent_id: UUID = to("patent.id")
    party_id: UUID = to("party.id")
    share: str | None = None
    basis: str
    acquired_by: str
    disputed: bool = False


class LabTagRow(Dated, table=True):
    """`patents.LabTag`."""

    __tablename__ = "lab_tag"
    __table_args__ = (one_at_a_time("lab_tag_one_at_a_time", "patent_id", "lab_id"),)
    patent_id: UUID = to("patent.id")
    lab_id: UUID = to("open_lab.id")


class LegalEventRow(Record, table=True):
    """`patents.LegalEvent`."""

    __tablename__ = "legal_event"
    __table_args__ = (UniqueConstraint("patent_id", "effective_on", "status", name="uq_legal_event_patent_day_status"),)
    patent_id: UUID = to("patent.id")
    status: str
    effective_on: date
    evidence: str = Field(default="", sa_type=Text)


class ConsentRow(Dated, table=True):
    """`consents.Consent`; empty arrays of acts and jurisdictions mean all of them."""

    __tablename__ = "consent"
    code: str = Field(unique=True)
    giver_id: UUID = to("party.id")
    about: str
    about_id: UUID = Field(index=True)
    kind: str
    beneficiaries: str
    named: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)))
    acts: list[str] = Field(sa_type=ARRAY(Text))
    jurisdictions: list[str] = Field(sa_type=ARRAY(Text))
    revocable: bool
    survives_exit: bool
    evidence: str = Field(default="", sa_type=Text)


class LicenseRow(Dated, table=True):
    """`licenses.License`; the patents it covers are in `license_patent`."""

    __tablename__ = "license"
    number: str = Field(unique=True)
    license_type: str
    licensee_id: UUID = to("party.id")
    field_of_use: str | None = None
    territory: list[str] = Field(sa_type=ARRAY(Text))
    status: str
    terms: dict[str, Any] = Field(sa_type=JSONB)


class LicensePatentRow(SQLModel, table=True):
    """Which patents a license covers; written once, with the license."""

    __tablename__ = "license_patent"
    license_id: UUID = Field(foreign_key="license.id", primary_key=True)
    patent_id: UUID = Field(foreign_key="patent.id", primary_key=True, index=True)


class StatutoryLicenseRow(Dated, table=True):
    """`licenses.StatutoryLicense`."""

    __tablename__ = "statutory_license"
    patent_id: UUID = to("patent.id")
    holder_id: UUID = to("party.id")
    basis: str
    evidence: str = Field(default="", sa_type=Text)
    free: bool


class NeedRow(Dated, table=True):
    """`patents.Need`."""

    __tablename__ = "need"
    patent_id: UUID = to("patent.id")
    party_id: UUID = to("party.id")
    evidence: str = Field(default="", sa_type=Text)


RECORDS: tuple[type[Record], ...] = (
    PartyRow,
    CenterRow,
    OpenLabRow,
    MembershipRow,
    AffiliateRow,
    ArrangementRow,
    FamilyRow,
    DisclosureRow,
    PatentRow,
    TitleShareRow,
    LabTagRow,
    LegalEventRow,
    ConsentRow,
    LicenseRow,
    StatutoryLicenseRow,
    NeedRow,
    PartyNameRow,
    PartyIdentifierRow,
    StatementRow,
    ReviewItemRow,
    *PEOPLE,
    *SECRECY,
)
"""Every record table, in an order in which rows can be written."""


class LegalStatusSpanRow(SQLModel, table=True):
    """The legal status of each patent over time, derived by `patents.status_spans` at every change, for filters in SQL.

    Spans that a later change replaced stay, with the moment they were superseded, so that a filter can ask as known at any moment.
    They are derived whole, without gap or overlap, from facts that have guards of their own; an exclusion constraint here as well
    would cost an import a fifth of its time.
    """

    __tablename__ = "legal_status_span"
    __table_args__ = (
        Index("ix_legal_status_span_status", "status", postgresql_where=text("superseded_at is null")),
        Index("uq_legal_status_span_now", "patent_id", "valid", unique=True, postgresql_where=text("superseded_at is null")),
    )
    patent_id: UUID = Field(foreign_key="patent.id", primary_key=True)
    recorded_at: datetime = Field(primary_key=True)
    valid: Range[date] = Field(sa_type=DATERANGE, primary_key=True)
    status: str
    superseded_at: datetime | None = None


class ProfileRow(SQLModel, table=True):
    """What some patents have in common for every applicant that has to do with none of them (see `store/profiles.py`).

    `facts` are what the patents were told apart by, `labs` the labs they are in; `key` is a hash of these and of `published`.
    """

    __tablename__ = "profile"
    id: int = Field(default=None, sa_column=Column(Integer, Identity(always=True), primary_key=True))
    key: bytes = Field(unique=True)
    published: bool
    labs: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)))
    facts: Any = Field(sa_type=JSONB)


class PatentProfileRow(SQLModel, table=True):
    """The profile of a patent, right on the days of `valid`, and what the patent is named by; every change of it takes it away."""

    __tablename__ = "patent_profile"
    __table_args__ = (Index("ix_patent_profile_profile", "profile_id", "patent_id"),)
    patent_id: UUID = Field(foreign_key="patent.id", primary_key=True)
    profile_id: int = Field(foreign_key="profile.id")
    invented_on: date | None = None
    valid: Range[date] = Field(sa_type=DATERANGE)
    number: str
    code: str


class FoundationRow(SQLModel, table=True):
    """A hash of what the profiles of a lab's patents were measured with; under the nil id of what all were measured with."""

    __tablename__ = "foundation"
    lab_id: UUID = Field(primary_key=True)
    hash: bytes


class RegisterStateRow(SQLModel, table=True):
    """One row: the version of the reference data, the key that seals cursors, and what is said of the register as a whole.

    `header` is the header of the house folder it came from: a banner to show, its source, who asks in a demonstration.
    """

    __tablename__ = "register_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(default=1, primary_key=True)
    ref_version: int = Field(sa_type=BigInteger)
    changed_at: datetime
    cursor_key: bytes
    header: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))


class AuditRow(SQLModel, table=True):
    """One line for each change or refused authorization: who did what to which record, chained by hash to the line before.

    Shape: `actor_party_id` is on whose behalf the actor acts; `seq` is given by `store.audit`, without gaps.
    """

    __tablename__ = "audit"
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime
    actor_role: str
    actor_party_id: UUID | None = None
    actor_token_id: UUID | None = None
    action: str
    record_kind: str
    record_id: UUID | None = Field(default=None, index=True)
    before_hash: str | None = None
    after_hash: str | None = None
    request_id: str | None = None
    details: dict[str, Any] = Field(sa_type=JSONB)
    previous_hash: str
    hash: str = Field(unique=True)
    actor_user_id: UUID | None = None


class AnswerRow(SQLModel, table=True):
    """What a mutation answered under an idempotency key; kept for ever, for each party (or role, where a token has no party)."""

    __tablename__ = "answer"
    principal: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    action: str
    body_hash: str
    record_id: UUID
    record_version: int
    at: datetime


Past.of = {str(row.__tablename__): past_of(row) for row in RECORDS}

__all__ = [
    "RECORDS",
    "AffiliateRow",
    "AnswerRow",
    "AppointmentRow",
    "ArrangementRow",
    "AuditRow",
    "CenterRow",
    "ConsentRow",
    "Dated",
    "DisclosureEventRow",
    "DisclosureRow",
    "FamilyRow",
    "FigureCardRow",
    "FigureDueRow",
    "FigureRollupRow",
    "FoundationRow",
    "ImportJobRow",
    "LabTagRow",
    "LegalEventRow",
    "LegalStatusSpanRow",
    "LicensePatentRow",
    "LicenseRow",
    "MembershipRow",
    "NamedReaderRow",
    "NeedRow",
    "OpenLabRow",
    "PartyIdentifierRow",
    "PartyNameRow",
    "PartyRow",
    "Past",
    "PatentProfileRow",
    "PatentRow",
    "ProfileRow",
    "Record",
    "RegisterStateRow",
    "ReviewItemRow",
    "SecrecyLabelRow",
    "SessionRow",
    "StatementRow",
    "StatutoryLicenseRow",
    "TitleShareRow",
    "TokenRow",
    "UserRow",
]

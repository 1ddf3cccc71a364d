"""Create the register: record tables with their past, what is derived from them, audit, answers, tokens.

Autogenerate never sees types, functions and triggers; they stand here in full. The functions:

- `register_moment()` is the moment of a transaction's changes: one for each transaction, later than every earlier one. Asking for
  it takes the lock on `register_state`, so changes happen one after another and the moment tells their order.
- `keep_record` guards the record tables: a new version is one higher, carries the moment, and moves the one before to
  `<table>_past`.
- `bump_reference` counts changes of what a memoized case reads.
- `refuse_change` keeps what is only ever added to as it was written.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


REFERENCE = ("party", "center", "open_lab", "membership", "affiliate", "arrangement", "consent")
OF_PATENTS = ("family", "disclosure", "patent", "title_share", "lab_tag", "legal_event", "license", "statutory_license", "need")
RECORDS = (*REFERENCE, *OF_PATENTS)
ONLY_ADDED_TO = ("audit", "answer", "license_patent", *(f"{name}_past" for name in RECORDS))

FUNCTIONS = (
    """
    create function register_moment() returns timestamptz language plpgsql as $$
    declare
      told text := current_setting('ippool.moment', true);
      found timestamptz;
    begin
      if coalesce(told, '') <> '' then
        return told::timestamptz;
      end if;
      update register_state set changed_at = greatest(clock_timestamp(), changed_at + interval '1 microsecond') where id = 1
        returning changed_at into found;
      perform set_config('ippool.moment', found::text, true);
      return found;
    end $$
    """,
    """
    create function keep_record() returns trigger language plpgsql as $$
    declare
      moment timestamptz := register_moment();
      past text := tg_table_name || '_past';
    begin
      if tg_op = 'INSERT' then
        if new.version <> 1 then
          raise exception 'a new % has version 1, not %', tg_table_name, new.version using errcode = 'check_violation';
        end if;
        new.recorded_at := moment;
        return new;
      end if;
      if tg_op = 'UPDATE' then
        if new.id <> old.id or new.version <> old.version + 1 then
          raise exception 'a changed % keeps its id and has version %', tg_table_name, old.version + 1
            using errcode = 'check_violation';
        end if;
        new.recorded_at := moment;
      end if;
      execute format('insert into %I select (jsonb_populate_record(null::%I, $1)).*', past, past)
        using to_jsonb(old) || jsonb_build_object('superseded_at', moment);
      return case when tg_op = 'DELETE' then old else new end;
    end $$
    """,
    """
    create function bump_reference() returns trigger language plpgsql as $$
    begin
      perform register_moment();
      update register_state set ref_version = ref_version + 1 where id = 1;
      return null;
    end $$
    """,
    """
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
    end $$
    """,
)


def upgrade() -> None:
    op.execute("create type uuidrange as range (subtype = uuid)")
    for function in FUNCTIONS:
        op.execute(function)
    op.create_table(
        "affiliate_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("subsidiary_id", sa.Uuid(), nullable=False),
        sa.Column("control", sa.String(), nullable=False),
        sa.Column("annex", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_affiliate_past"),
    )
    op.create_table(
        "answer",
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_answer")),
    )
    op.create_table(
        "arrangement_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_arrangement_past"),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("actor_party_id", sa.Uuid(), nullable=True),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("record_kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("before_hash", sa.String(), nullable=True),
        sa.Column("after_hash", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_index(op.f("ix_audit_record_id"), "audit", ["record_id"], unique=False)
    op.create_table(
        "center_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("core_id", sa.Uuid(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_center_past"),
    )
    op.create_table(
        "consent_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("beneficiaries", sa.String(), nullable=False),
        sa.Column("named", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("acts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("jurisdictions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("revocable", sa.Boolean(), nullable=False),
        sa.Column("survives_exit", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_consent_past"),
    )
    op.create_table(
        "disclosure_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("conceived_on", sa.Date(), nullable=True),
        sa.Column("disclosed_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_disclosure_past"),
    )
    op.create_table(
        "family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("code", name=op.f("uq_family_code")),
    )
    op.create_table(
        "family_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_family_past"),
    )
    op.create_table(
        "lab_tag_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_lab_tag_past"),
    )
    op.create_index("ix_lab_tag_past_patent_id", "lab_tag_past", ["patent_id"], unique=False)
    op.create_table(
        "legal_event_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_legal_event_past"),
    )
    op.create_index("ix_legal_event_past_patent_id", "legal_event_past", ["patent_id"], unique=False)
    op.create_table(
        "license_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("license_type", sa.String(), nullable=False),
        sa.Column("licensee_id", sa.Uuid(), nullable=False),
        sa.Column("field_of_use", sa.String(), nullable=True),
        sa.Column("territory", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_license_past"),
    )
    op.create_table(
        "membership_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=True),
        sa.Column("center_id", sa.Uuid(), nullable=True),
        sa.Column("of_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("left_reason", sa.String(), nullable=True),
        sa.Column("arrears_since", sa.Date(), nullable=True),
        sa.Column("suspended_since", sa.Date(), nullable=True),
        sa.Column("buy_in_paid_on", sa.Date(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_membership_past"),
    )
    op.create_table(
        "need_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_need_past"),
    )
    op.create_index("ix_need_past_patent_id", "need_past", ["patent_id"], unique=False)
    op.create_table(
        "open_lab_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("center_id", sa.Uuid(), nullable=False),
        sa.Column("pin_rule", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_open_lab_past"),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("ror", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(merged_into_id is null) = (merged_on is null)", name=op.f("ck_party_merger_has_a_day")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["party.id"], name=op.f("fk_party_merged_into_id"), deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("code", name=op.f("uq_party_code")),
        sa.UniqueConstraint("corporate_number", name=op.f("uq_party_corporate_number")),
        sa.UniqueConstraint("ror", name=op.f("uq_party_ror")),
    )
    op.create_table(
        "party_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("ror", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_party_past"),
    )
    op.create_table(
        "patent_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("abstract_ja", sa.Text(), nullable=False),
        sa.Column("abstract_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("application_number", sa.String(), nullable=True),
        sa.Column("publication_number", sa.String(), nullable=True),
        sa.Column("registration_number", sa.String(), nullable=True),
        sa.Column("lookups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("priority_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("title_state", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("states", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("classifications", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("number_key", sa.Text(collation="C"), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_patent_past"),
    )
    op.create_table(
        "register_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref_version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cursor_key", sa.LargeBinary(), nullable=False),
        sa.Column("header", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_register_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_state")),
    )
    op.create_table(
        "statutory_license_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_statutory_license_past"),
    )
    op.create_index("ix_statutory_license_past_patent_id", "statutory_license_past", ["patent_id"], unique=False)
    op.create_table(
        "title_share_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("acquired_by", sa.String(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_title_share_past"),
    )
    op.create_index("ix_title_share_past_patent_id", "title_share_past", ["patent_id"], unique=False)
    op.create_table(
        "affiliate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("subsidiary_id", sa.Uuid(), nullable=False),
        sa.Column("control", sa.String(), nullable=False),
        sa.Column("annex", postgresql.ARRAY(sa.UUID()), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(parent_id, parent_id, '[]')"), "&&"),
            (sa.text("uuidrange(subsidiary_id, subsidiary_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name="affiliate_one_at_a_time",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["party.id"], name=op.f("fk_affiliate_parent_id")),
        sa.ForeignKeyConstraint(["subsidiary_id"], ["party.id"], name=op.f("fk_affiliate_subsidiary_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliate")),
    )
    op.create_index(op.f("ix_affiliate_parent_id"), "affiliate", ["parent_id"], unique=False)
    op.create_index(op.f("ix_affiliate_subsidiary_id"), "affiliate", ["subsidiary_id"], unique=False)
    op.create_table(
        "center",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("core_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["core_id"], ["party.id"], name=op.f("fk_center_core_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center")),
        sa.UniqueConstraint("code", name=op.f("uq_center_code")),
    )
    op.create_index(op.f("ix_center_core_id"), "center", ["core_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("beneficiaries", sa.String(), nullable=False),
        sa.Column("named", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("acts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("jurisdictions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("revocable", sa.Boolean(), nullable=False),
        sa.Column("survives_exit", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["party.id"], name=op.f("fk_consent_giver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("code", name=op.f("uq_consent_code")),
    )
    op.create_index(op.f("ix_consent_about_id"), "consent", ["about_id"], unique=False)
    op.create_index(op.f("ix_consent_giver_id"), "consent", ["giver_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("conceived_on", sa.Date(), nullable=True),
        sa.Column("disclosed_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_disclosure_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("family_id", name=op.f("uq_disclosure_family_id")),
        sa.UniqueConstraint("number", name=op.f("uq_disclosure_number")),
    )
    op.create_table(
        "license",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("license_type", sa.String(), nullable=False),
        sa.Column("licensee_id", sa.Uuid(), nullable=False),
        sa.Column("field_of_use", sa.String(), nullable=True),
        sa.Column("territory", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["licensee_id"], ["party.id"], name=op.f("fk_license_licensee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_license")),
        sa.UniqueConstraint("number", name=op.f("uq_license_number")),
    )
    op.create_index(op.f("ix_license_licensee_id"), "license", ["licensee_id"], unique=False)
    op.create_table(
        "patent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("abstract_ja", sa.Text(), nullable=False),
        sa.Column("abstract_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("application_number", sa.String(), nullable=True),
        sa.Column("publication_number", sa.String(), nullable=True),
        sa.Column("registration_number", sa.String(), nullable=True),
        sa.Column("lookups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("priority_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("title_state", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("states", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("classifications", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "number_key",
            sa.Text(collation="C"),
            sa.Computed("coalesce(registration_number, publication_number, application_number, code)", persisted=True),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_patent_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent")),
        sa.UniqueConstraint("jurisdiction", "application_number", name="uq_patent_application_number"),
        sa.UniqueConstraint("code", name=op.f("uq_patent_code")),
        sa.UniqueConstraint("jurisdiction", "publication_number", name="uq_patent_publication_number"),
        sa.UniqueConstraint("jurisdiction", "registration_number", name="uq_patent_registration_number"),
    )
    op.create_index("ix_patent_expires_on_id", "patent", ["expires_on", "id"], unique=False)
    op.create_index(op.f("ix_patent_family_id"), "patent", ["family_id"], unique=False)
    op.create_index("ix_patent_filed_on_id", "patent", ["filed_on", "id"], unique=False)
    op.create_index("ix_patent_lookups", "patent", ["lookups"], unique=False, postgresql_using="gin")
    op.create_index("ix_patent_number_key_id", "patent", ["number_key", "id"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_token_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
    )
    op.create_table(
        "legal_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_legal_event_patent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_event")),
        sa.UniqueConstraint("patent_id", "effective_on", "status", name="uq_legal_event_patent_day_status"),
    )
    op.create_index(op.f("ix_legal_event_patent_id"), "legal_event", ["patent_id"], unique=False)
    op.create_table(
        "legal_status_span",
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(patent_id, patent_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            where=sa.text("superseded_at is null"),
            using="gist",
            deferrable=True,
            name="legal_status_one_at_a_time",
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_legal_status_span_patent_id")),
        sa.PrimaryKeyConstraint("patent_id", "recorded_at", "valid", name=op.f("pk_legal_status_span")),
    )
    op.create_index(
        "ix_legal_status_span_status",
        "legal_status_span",
        ["status"],
        unique=False,
        postgresql_where=sa.text("superseded_at is null"),
    )
    op.create_table(
        "license_patent",
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_license_patent_license_id")),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_license_patent_patent_id")),
        sa.PrimaryKeyConstraint("license_id", "patent_id", name=op.f("pk_license_patent")),
    )
    op.create_index(op.f("ix_license_patent_patent_id"), "license_patent", ["patent_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_need_party_id")),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_need_patent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(op.f("ix_need_party_id"), "need", ["party_id"], unique=False)
    op.create_index(op.f("ix_need_patent_id"), "need", ["patent_id"], unique=False)
    op.create_table(
        "open_lab",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("center_id", sa.Uuid(), nullable=False),
        sa.Column("pin_rule", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_open_lab_center_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["open_lab.id"], name=op.f("fk_open_lab_parent_id"), deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_lab")),
        sa.UniqueConstraint("code", name=op.f("uq_open_lab_code")),
    )
    op.create_index(op.f("ix_open_lab_center_id"), "open_lab", ["center_id"], unique=False)
    op.create_table(
        "statutory_license",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_statutory_license_holder_id")),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_statutory_license_patent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_license")),
    )
    op.create_index(op.f("ix_statutory_license_holder_id"), "statutory_license", ["holder_id"], unique=False)
    op.create_index(op.f("ix_statutory_license_patent_id"), "statutory_license", ["patent_id"], unique=False)
    op.create_table(
        "title_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("acquired_by", sa.String(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(patent_id, patent_id, '[]')"), "&&"),
            (sa.text("uuidrange(party_id, party_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name="title_share_one_at_a_time",
        ),
        sa.CheckConstraint("(share is null) = (basis = 'NOT_STIPULATED')", name=op.f("ck_title_share_share_where_stipulated")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_title_share_party_id")),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_title_share_patent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_share")),
    )
    op.create_index(op.f("ix_title_share_party_id"), "title_share", ["party_id"], unique=False)
    op.create_index(op.f("ix_title_share_patent_id"), "title_share", ["patent_id"], unique=False)
    op.create_table(
        "arrangement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(lab_id, lab_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name="arrangement_one_in_force",
        ),
        sa.ForeignKeyConstraint(["lab_id"], ["open_lab.id"], name=op.f("fk_arrangement_lab_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement")),
        sa.UniqueConstraint("lab_id", "number", name="uq_arrangement_lab_id_number"),
    )
    op.create_index(op.f("ix_arrangement_lab_id"), "arrangement", ["lab_id"], unique=False)
    op.create_table(
        "lab_tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(patent_id, patent_id, '[]')"), "&&"),
            (sa.text("uuidrange(lab_id, lab_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name="lab_tag_one_at_a_time",
        ),
        sa.ForeignKeyConstraint(["lab_id"], ["open_lab.id"], name=op.f("fk_lab_tag_lab_id")),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_lab_tag_patent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_tag")),
    )
    op.create_index(op.f("ix_lab_tag_lab_id"), "lab_tag", ["lab_id"], unique=False)
    op.create_index(op.f("ix_lab_tag_patent_id"), "lab_tag", ["patent_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("lab_id", sa.Uuid(), nullable=True),
        sa.Column("center_id", sa.Uuid(), nullable=True),
        sa.Column("of_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("left_reason", sa.String(), nullable=True),
        sa.Column("arrears_since", sa.Date(), nullable=True),
        sa.Column("suspended_since", sa.Date(), nullable=True),
        sa.Column("buy_in_paid_on", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(party_id, party_id, '[]')"), "&&"),
            (sa.text("uuidrange(of_id, of_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name="membership_one_at_a_time",
        ),
        sa.CheckConstraint("(lab_id is null) <> (center_id is null)", name=op.f("ck_membership_of_lab_or_center")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_membership_center_id")),
        sa.ForeignKeyConstraint(["lab_id"], ["open_lab.id"], name=op.f("fk_membership_lab_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_membership_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_center_id"), "membership", ["center_id"], unique=False)
    op.create_index(op.f("ix_membership_lab_id"), "membership", ["lab_id"], unique=False)
    op.create_index(op.f("ix_membership_party_id"), "membership", ["party_id"], unique=False)
    op.execute(
        "insert into register_state (id, ref_version, changed_at, cursor_key) select 1, 1, clock_timestamp(), "
        "sha512(string_agg(uuid_send(gen_random_uuid()), '')) from generate_series(1, 5)"
    )
    for table in RECORDS:
        op.execute(
            f"create trigger keep_record before insert or update or delete on {table} for each row execute function keep_record()"
        )
    for table in REFERENCE:
        op.execute(
            f"create trigger bump_reference after insert or update or delete on {table} "
            "for each statement execute function bump_reference()"
        )
    for table in ONLY_ADDED_TO:
        op.execute(
            f"create trigger refuse_change before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    for table in RECORDS:
        op.execute(f"create trigger refuse_truncate before truncate on {table} for each statement execute function refuse_change()")


def downgrade() -> None:
    op.drop_index(op.f("ix_membership_party_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_lab_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_center_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_lab_tag_patent_id"), table_name="lab_tag")
    op.drop_index(op.f("ix_lab_tag_lab_id"), table_name="lab_tag")
    op.drop_table("lab_tag")
    op.drop_index(op.f("ix_arrangement_lab_id"), table_name="arrangement")
    op.drop_table("arrangement")
    op.drop_index(op.f("ix_title_share_patent_id"), table_name="title_share")
    op.drop_index(op.f("ix_title_share_party_id"), table_name="title_share")
    op.drop_table("title_share")
    op.drop_index(op.f("ix_statutory_license_patent_id"), table_name="statutory_license")
    op.drop_index(op.f("ix_statutory_license_holder_id"), table_name="statutory_license")
    op.drop_table("statutory_license")
    op.drop_index(op.f("ix_open_lab_center_id"), table_name="open_lab")
    op.drop_table("open_lab")
    op.drop_index(op.f("ix_need_patent_id"), table_name="need")
    op.drop_index(op.f("ix_need_party_id"), table_name="need")
    op.drop_table("need")
    op.drop_index(op.f("ix_license_patent_patent_id"), table_name="license_patent")
    op.drop_table("license_patent")
    op.drop_index("ix_legal_status_span_status", table_name="legal_status_span", postgresql_where=sa.text("superseded_at is null"))
    op.drop_table("legal_status_span")
    op.drop_index(op.f("ix_legal_event_patent_id"), table_name="legal_event")
    op.drop_table("legal_event")
    op.drop_table("token")
    op.drop_index("ix_patent_number_key_id", table_name="patent")
    op.drop_index("ix_patent_lookups", table_name="patent", postgresql_using="gin")
    op.drop_index("ix_patent_filed_on_id", table_name="patent")
    op.drop_index(op.f("ix_patent_family_id"), table_name="patent")
    op.drop_index("ix_patent_expires_on_id", table_name="patent")
    op.drop_table("patent")
    op.drop_index(op.f("ix_license_licensee_id"), table_name="license")
    op.drop_table("license")
    op.drop_table("disclosure")
    op.drop_index(op.f("ix_consent_giver_id"), table_name="consent")
    op.drop_index(op.f("ix_consent_about_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_center_core_id"), table_name="center")
    op.drop_table("center")
    op.drop_index(op.f("ix_affiliate_subsidiary_id"), table_name="affiliate")
    op.drop_index(op.f("ix_affiliate_parent_id"), table_name="affiliate")
    op.drop_table("affiliate")
    op.drop_index("ix_title_share_past_patent_id", table_name="title_share_past")
    op.drop_table("title_share_past")
    op.drop_index("ix_statutory_license_past_patent_id", table_name="statutory_license_past")
    op.drop_table("statutory_license_past")
    op.drop_table("register_state")
    op.drop_table("patent_past")
    op.drop_table("party_past")
    op.drop_table("party")
    op.drop_table("open_lab_past")
    op.drop_index("ix_need_past_patent_id", table_name="need_past")
    op.drop_table("need_past")
    op.drop_table("membership_past")
    op.drop_table("license_past")
    op.drop_index("ix_legal_event_past_patent_id", table_name="legal_event_past")
    op.drop_table("legal_event_past")
    op.drop_index("ix_lab_tag_past_patent_id", table_name="lab_tag_past")
    op.drop_table("lab_tag_past")
    op.drop_table("family_past")
    op.drop_table("family")
    op.drop_table("disclosure_past")
    op.drop_table("consent_past")
    op.drop_table("center_past")
    op.drop_index(op.f("ix_audit_record_id"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("arrangement_past")
    op.drop_table("answer")
    op.drop_table("affiliate_past")
    for function in ("refuse_change()", "bump_reference()", "keep_record()", "register_moment()"):
        op.execute(f"drop function {function}")
    op.execute("drop type uuidrange")

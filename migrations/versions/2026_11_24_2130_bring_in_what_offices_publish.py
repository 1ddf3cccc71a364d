"""What files of patent offices and databases brought: further names and codes of parties, statements of sources, the review list.

The tables of patents, families and parties gain what links them: the priorities of a patent, the international application of a
family, and the party that a party was found to be.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RECORDS = ("party_name", "party_identifier", "statement", "review_item")


def record_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
    ]


def columns_of(table: str) -> list[sa.Column[object]]:
    own: dict[str, list[sa.Column[object]]] = {
        "party_name": [
            sa.Column("party_id", sa.Uuid(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("relation", sa.String(), nullable=False),
        ],
        "party_identifier": [
            sa.Column("party_id", sa.Uuid(), nullable=False),
            sa.Column("scheme", sa.String(), nullable=False),
            sa.Column("value", sa.String(), nullable=False),
        ],
        "statement": [
            sa.Column("subject_id", sa.Uuid(), nullable=False),
            sa.Column("format", sa.String(), nullable=False),
            sa.Column("file", sa.Text(), nullable=False),
            sa.Column("record", sa.Integer(), nullable=False),
            sa.Column("line", sa.Integer(), nullable=True),
            sa.Column("cited", sa.Text(), nullable=False),
            sa.Column("source_date", sa.Date(), nullable=True),
            sa.Column("facts", postgresql.JSONB(), nullable=False),
            sa.Column("supplied", postgresql.ARRAY(sa.Text()), nullable=False),
            sa.Column("job_id", sa.Uuid(), nullable=False),
        ],
        "review_item": [
            sa.Column("number", sa.String(), nullable=False),
            sa.Column("kind", sa.String(), nullable=False),
            sa.Column("state", sa.String(), nullable=False),
            sa.Column("subject_id", sa.Uuid(), nullable=False),
            sa.Column("patent_id", sa.Uuid(), nullable=True),
            sa.Column("format", sa.String(), nullable=False),
            sa.Column("fact", sa.String(), nullable=False),
            sa.Column("held", sa.Text(), nullable=False),
            sa.Column("held_source", sa.Text(), nullable=False),
            sa.Column("said", sa.Text(), nullable=False),
            sa.Column("said_source", sa.Text(), nullable=False),
            sa.Column("candidates", postgresql.JSONB(), nullable=False),
            sa.Column("score", sa.String(), nullable=False),
            sa.Column("key", sa.String(), nullable=False),
            sa.Column("undo", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
            sa.Column("reason", sa.Text(), nullable=False),
        ],
    }
    return [*record_columns(), *own[table]]


GUARDS: dict[str, list[sa.Constraint]] = {
    "party_name": [
        sa.UniqueConstraint("party_id", "text", name="uq_party_name_party_id_text"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_party_name_party_id"),
    ],
    "party_identifier": [
        sa.UniqueConstraint("scheme", "value", name="uq_party_identifier_scheme_value"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_party_identifier_party_id"),
    ],
    "statement": [sa.UniqueConstraint("subject_id", "format", name="uq_statement_subject_id_format")],
    "review_item": [
        sa.UniqueConstraint("key", name="uq_review_item_key"),
        sa.UniqueConstraint("number", name="uq_review_item_number"),
    ],
}
INDEXES = (
    ("party_name", ("party_id",)),
    ("party_identifier", ("party_id",)),
    ("review_item", ("state", "number")),
    ("review_item", ("patent_id",)),
    ("review_item", ("subject_id",)),
    ("review_item_past", ("patent_id",)),
    ("review_item_past", ("subject_id",)),
    ("statement_past", ("subject_id",)),
)
GAINED: tuple[tuple[str, str], ...] = (("family", "international"), ("patent", "priorities"), ("patent", "invention"))


def upgrade() -> None:
    op.drop_constraint("legal_status_one_at_a_time", "legal_status_span")
    op.create_index(
        "uq_legal_status_span_now",
        "legal_status_span",
        ["patent_id", "valid"],
        unique=True,
        postgresql_where=sa.text("superseded_at is null"),
    )
    for table in ("family", "family_past"):
        op.add_column(table, sa.Column("international_application", sa.String(), nullable=True))
        op.add_column(table, sa.Column("international_publication", sa.String(), nullable=True))
    for table, column in GAINED:
        op.add_column(table, sa.Column(column, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
        # The twin has no default: what is moved there is complete. What stood there before had nothing of this.
        op.add_column(
            f"{table}_past", sa.Column(column, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
        )
        op.alter_column(f"{table}_past", column, server_default=None)
    op.execute("alter table patent disable trigger keep_record")
    # An application number is canonical without its kind already; nothing else of a patent changes, so its version does not.
    op.execute("update patent set invention = array[application_number] where application_number is not null")
    op.execute("alter table patent enable trigger keep_record")
    op.create_index("ix_family_international", "family", ["international"], postgresql_using="gin")
    op.create_index("ix_patent_invention", "patent", ["invention"], postgresql_using="gin")
    # Rows come by the thousand and are looked up right after: a list of pending entries would be read at every look-up.
    for index in ("ix_patent_lookups", "ix_patent_invention", "ix_family_international"):
        op.execute(f"alter index {index} set (fastupdate = off)")
    for table in ("party", "party_past"):
        op.add_column(table, sa.Column("same_as_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_party_same_as_id", "party", "party", ["same_as_id"], ["id"], deferrable=True)
    for table in RECORDS:
        op.create_table(table, *columns_of(table), sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), *GUARDS[table])
        past = columns_of(table)
        for kept in past:
            kept.server_default = None
        op.create_table(
            f"{table}_past",
            *past,
            sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("id", "version", name=f"pk_{table}_past"),
        )
        op.execute(
            f"create trigger keep_record before insert or update or delete on {table} for each row execute function keep_record()"
        )
        op.execute(f"create trigger refuse_truncate before truncate on {table} for each statement execute function refuse_change()")
        op.execute(
            f"create trigger refuse_change before update or delete or truncate on {table}_past "
            "for each statement execute function refuse_change()"
        )
    op.create_table(
        "import_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("files", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("lab", sa.String(), nullable=True),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("actor_party_id", sa.Uuid(), nullable=True),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bytes_total", sa.BigInteger(), nullable=False),
        sa.Column("bytes_read", sa.BigInteger(), nullable=False),
        sa.Column("report", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_job"),
    )
    for table, keys in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(keys)}", table, list(keys))
    op.create_index("ix_statement_priorities", "statement", [sa.text("(facts -> 'priorities')")], postgresql_using="gin")
    op.execute("alter index ix_statement_priorities set (fastupdate = off)")


def downgrade() -> None:
    op.drop_index("uq_legal_status_span_now", table_name="legal_status_span")
    op.execute(
        "alter table legal_status_span add constraint legal_status_one_at_a_time exclude using gist "
        "(uuidrange(patent_id, patent_id, '[]') with &&, valid with &&) where (superseded_at is null) deferrable"
    )
    op.drop_table("import_job")
    for table in reversed(RECORDS):
        op.drop_table(f"{table}_past")
        op.drop_table(table)
    op.drop_constraint("fk_party_same_as_id", "party", type_="foreignkey")
    for table in ("party", "party_past"):
        op.drop_column(table, "same_as_id")
    op.drop_index("ix_patent_invention", table_name="patent")
    op.drop_index("ix_family_international", table_name="family")
    for table, column in GAINED:
        op.drop_column(f"{table}_past", column)
        op.drop_column(table, column)
    for table in ("family", "family_past"):
        op.drop_column(table, "international_publication")
        op.drop_column(table, "international_application")

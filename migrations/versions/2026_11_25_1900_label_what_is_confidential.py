"""Label what is confidential: how confidential an invention is over a period, and who is named as one who may know of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OWN: dict[str, tuple[str, ...]] = {"secrecy_label": ("level", "reason", "clause"), "named_reader": ("reason",)}


def columns_of(table: str) -> list[sa.Column[object]]:
    own: list[sa.Column[object]] = [sa.Column(name, sa.String(), nullable=False) for name in OWN[table]]
    if table == "named_reader":
        own.append(sa.Column("user_id", sa.Uuid(), nullable=False))
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        *own,
    ]


def guards_of(table: str) -> list[sa.Constraint]:
    keys = ["patent_id", "user_id"] if table == "named_reader" else ["patent_id"]
    return [
        postgresql.ExcludeConstraint(
            *((sa.text(f"uuidrange({key}, {key}, '[]')"), "&&") for key in keys),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name=f"{table}_one_at_a_time",
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=f"fk_{table}_patent_id"),
        *(
            [sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_named_reader_user_id")]
            if table == "named_reader"
            else []
        ),
    ]


def upgrade() -> None:
    for table in OWN:
        op.create_table(table, *columns_of(table), sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), *guards_of(table))
        op.create_table(
            f"{table}_past",
            *columns_of(table),
            sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("id", "version", name=f"pk_{table}_past"),
        )
        op.execute(
            f"create trigger begin_record after insert on {table} referencing new table as added "
            "for each statement execute function begin_record()"
        )
        op.execute(f"create trigger keep_record before update or delete on {table} for each row execute function keep_record()")
        op.execute(f"create trigger refuse_truncate before truncate on {table} for each statement execute function refuse_change()")
        op.execute(
            f"create trigger refuse_change before update or delete or truncate on {table}_past "
            "for each statement execute function refuse_change()"
        )
        op.create_index(f"ix_{table}_patent_id", table, ["patent_id"])
        op.create_index(f"ix_{table}_past_patent_id", f"{table}_past", ["patent_id"])
    op.create_index("ix_named_reader_user_id", "named_reader", ["user_id"])


def downgrade() -> None:
    for table in reversed(OWN):
        op.drop_table(f"{table}_past")
        op.drop_table(table)

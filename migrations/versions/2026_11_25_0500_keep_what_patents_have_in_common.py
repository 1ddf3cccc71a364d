"""Keep what patents have in common: for each patent a profile, by which answers for a whole pool are found in a scan of small rows.

A profile is derived (`ippool/store/profiles.py`), and no answer rests on it that would not be the same without it. Every change of
a patent, or of what is recorded about it, takes its profile away within the same statement; a patent without one is looked at by
itself, until it gets one again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Whose profile a row of a table belongs to, as a query over the rows that a statement changed.
TOLD_BY = {
    "patent": "select id from changed",
    "title_share": "select patent_id from changed",
    "lab_tag": "select patent_id from changed",
    "legal_status_span": "select patent_id from changed",
    "license_patent": "select patent_id from changed",
    "license": "select l.patent_id from changed c join license_patent l on l.license_id = c.id",
    "disclosure": "select p.id from changed c join patent p on p.family_id = c.family_id",
    "consent": "select about_id from changed union select p.id from changed c join patent p on p.family_id = c.about_id",
}


def triggers(table: str) -> list[tuple[str, str]]:
    """Return the triggers of a table as name and definition; an update is looked at from both sides."""
    sides = [("insert", "new"), ("update", "old"), ("update", "new"), ("delete", "old")]
    found = []
    for event, side in sides:
        name = f"lose_profile_{event}_{side}"
        found.append(
            (
                name,
                f"create trigger {name} after {event} on {table} referencing {side} table as changed "
                f"for each statement execute function lose_profile_of_{table}()",
            )
        )
    return found


def upgrade() -> None:
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("labs", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("key", name=op.f("uq_profile_key")),
    )
    op.create_table(
        "patent_profile",
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("invented_on", sa.Date(), nullable=True),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_patent_profile_patent_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_patent_profile_profile_id")),
        sa.PrimaryKeyConstraint("patent_id", name=op.f("pk_patent_profile")),
    )
    op.create_index("ix_patent_profile_profile", "patent_profile", ["profile_id", "patent_id"])
    op.create_table(
        "foundation",
        sa.Column("lab_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lab_id", name=op.f("pk_foundation")),
    )
    for table, patents in TOLD_BY.items():
        op.execute(
            f"create function lose_profile_of_{table}() returns trigger language plpgsql as $$ begin "
            f"delete from patent_profile where patent_id in ({patents}); return null; end $$"
        )
        for _, definition in triggers(table):
            op.execute(definition)


def downgrade() -> None:
    for table in TOLD_BY:
        for name, _ in triggers(table):
            op.execute(f"drop trigger {name} on {table}")
        op.execute(f"drop function lose_profile_of_{table}()")
    op.drop_table("foundation")
    op.drop_index("ix_patent_profile_profile", table_name="patent_profile")
    op.drop_table("patent_profile")
    op.drop_table("profile")

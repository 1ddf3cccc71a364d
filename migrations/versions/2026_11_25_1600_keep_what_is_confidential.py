"""Keep who was told of what is confidential: an event for every answer that tells of an invention that is not laid open."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosure_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("actor_party_id", sa.Uuid(), nullable=True),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("actor_user_id", sa.Uuid(), nullable=True),
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_disclosure_event"),
    )
    op.create_index("ix_disclosure_event_patent_id", "disclosure_event", ["patent_id"])
    op.execute(
        "create trigger refuse_change before update or delete or truncate on disclosure_event "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("disclosure_event")

"""Name patents in their profiles: the whole pool for one applicant is read from these small rows alone.

Profiles are derived. Those that are there go, and are worked out again with the name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("truncate patent_profile")
    for column in ("number", "code"):
        op.add_column("patent_profile", sa.Column(column, sa.String(), nullable=False))


def downgrade() -> None:
    for column in ("code", "number"):
        op.drop_column("patent_profile", column)

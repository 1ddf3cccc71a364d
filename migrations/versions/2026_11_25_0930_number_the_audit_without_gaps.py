"""Number the audit without gaps: whoever writes a line gives it the number after the last one, and the number is in its hash.

Nobody is asked for a number any more that a rollback would lose, so that a number that is missing is a line that is missing. What
was written before stays as it is, with the hash it has; the verifier knows both forms.

The sequence goes and the trigger of 0001 that refuses UPDATE, DELETE and TRUNCATE stays, always enabled: a session that plays the
replica (`session_replication_role`) does not pass it by either. Which role may do what is no matter of a revision but of the place:
`store/roles.py` grants it after every migration.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table audit alter column seq drop identity")
    op.execute("alter table audit enable always trigger refuse_change")


def downgrade() -> None:
    op.execute("alter table audit enable trigger refuse_change")
    op.execute("alter table audit alter column seq add generated always as identity")
    op.execute("select setval(pg_get_serial_sequence('audit', 'seq'), coalesce(max(seq), 0) + 1, false) from audit")

"""Let people sign in: users with appointments over periods, tokens of users that expire and are scoped, sessions of browsers.

Tokens that are there go on as they are: of a role by itself, without an end, for everything the role may do.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RECORDS = ("user_account", "appointment")


def columns_of(table: str) -> list[sa.Column[object]]:
    own: dict[str, list[sa.Column[object]]] = {
        "user_account": [
            sa.Column("code", sa.String(), nullable=False),
            sa.Column("name", sa.String(), nullable=False),
            sa.Column("sign_in", sa.String(), nullable=True),
        ],
        "appointment": [
            sa.Column("valid", postgresql.DATERANGE(), nullable=False),
            sa.Column("user_id", sa.Uuid(), nullable=False),
            sa.Column("role", sa.String(), nullable=False),
            sa.Column("party_id", sa.Uuid(), nullable=True),
            sa.Column("clearance", sa.String(), nullable=False),
        ],
    }
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        *own[table],
    ]


GUARDS: dict[str, list[sa.Constraint]] = {
    "user_account": [
        sa.UniqueConstraint("code", name="uq_user_account_code"),
        sa.UniqueConstraint("sign_in", name="uq_user_account_sign_in"),
    ],
    "appointment": [
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(user_id, user_id, '[]')"), "&&"),
            (sa.column("valid"), "&&"),
            using="gist",
            deferrable=True,
            name="appointment_one_at_a_time",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_appointment_user_id"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_appointment_party_id"),
    ],
}


def upgrade() -> None:
    for table in RECORDS:
        op.create_table(table, *columns_of(table), sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), *GUARDS[table])
        op.create_table(
            f"{table}_past",
            *columns_of(table),
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
    for column in ("user_id", "party_id"):
        op.create_index(f"ix_appointment_{column}", "appointment", [column])
    op.add_column("token", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.add_column(
        "token",
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{READ,WRITE,IMPORT}'"), nullable=False),
    )
    op.alter_column("token", "scopes", server_default=None)
    for moment in ("expires_at", "last_used_at"):
        op.add_column("token", sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
    op.add_column("token", sa.Column("maker", sa.String(), nullable=True))
    op.alter_column("token", "role", nullable=True)
    op.create_foreign_key("fk_token_user_id", "token", "user_account", ["user_id"], ["id"])
    op.create_index("ix_token_user_id", "token", ["user_id"])
    op.create_check_constraint(op.f("ck_token_of_user_or_role"), "token", "(user_id is null) = (role is not null)")
    op.create_check_constraint(op.f("ck_token_made_for_user"), "token", "maker is null or user_id is not null")
    op.create_table(
        "browser_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_browser_session_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_browser_session"),
        sa.UniqueConstraint("hash", name="uq_browser_session_hash"),
    )
    op.create_index("ix_browser_session_user_id", "browser_session", ["user_id"])
    op.add_column("audit", sa.Column("actor_user_id", sa.Uuid(), nullable=True))
    op.add_column("import_job", sa.Column("actor_user_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_job", "actor_user_id")
    op.drop_column("audit", "actor_user_id")
    op.drop_table("browser_session")
    # A token of a user stands for nothing without its user.
    op.execute("delete from token where user_id is not null")
    for guard in ("of_user_or_role", "made_for_user"):
        op.drop_constraint(op.f(f"ck_token_{guard}"), "token", type_="check")
    op.drop_index("ix_token_user_id", table_name="token")
    op.drop_constraint("fk_token_user_id", "token", type_="foreignkey")
    op.alter_column("token", "role", nullable=False)
    for column in ("maker", "last_used_at", "expires_at", "scopes", "user_id"):
        op.drop_column("token", column)
    for table in reversed(RECORDS):
        op.drop_table(f"{table}_past")
        op.drop_table(table)

"""Add many records at once: new records are held to their first version and the moment of their change statement by statement.

A trigger before each new row keeps COPY from writing its rows by the page: a fifth of what a patent costs to write. So the new rows
of a statement are looked at together, once they stand (`begin_record`), and `keep_record` looks at changes only. What is refused is
the same; a moment that is not that of the change was put right silently and is refused now.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEGIN = """
    create function begin_record() returns trigger language plpgsql as $$
    declare
      moment timestamptz := register_moment();
      wrong record;
    begin
      select version, recorded_at into wrong from added where version <> 1 or recorded_at is distinct from moment limit 1;
      if not found then
        return null;
      end if;
      if wrong.version <> 1 then
        raise exception 'a new % has version 1, not %', tg_table_name, wrong.version using errcode = 'check_violation';
      end if;
      raise exception 'a new % is recorded at the moment of its change, %, not at %', tg_table_name, moment, wrong.recorded_at
        using errcode = 'check_violation';
    end $$
"""
KEEP = """
    create or replace function keep_record() returns trigger language plpgsql as $$
    declare
      moment timestamptz := register_moment();
      past text := tg_table_name || '_past';
    begin
      {of_new}
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
"""
OF_NEW_BEFORE = """
      if tg_op = 'INSERT' then
        if new.version <> 1 then
          raise exception 'a new % has version 1, not %', tg_table_name, new.version using errcode = 'check_violation';
        end if;
        new.recorded_at := moment;
        return new;
      end if;
"""


def kept() -> Iterator[str]:
    """The tables whose records are kept."""
    found = op.get_bind().execute(
        sa.text(
            "select quote_ident(c.relname) from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'keep_record'"
        )
    )
    yield from sorted(found.scalars())


def upgrade() -> None:
    op.execute(BEGIN)
    op.execute(KEEP.format(of_new=""))
    for table in kept():
        op.execute(f"drop trigger keep_record on {table}")
        op.execute(f"create trigger keep_record before update or delete on {table} for each row execute function keep_record()")
        op.execute(
            f"create trigger begin_record after insert on {table} referencing new table as added "
            "for each statement execute function begin_record()"
        )


def downgrade() -> None:
    op.execute(KEEP.format(of_new=OF_NEW_BEFORE))
    for table in kept():
        op.execute(f"drop trigger begin_record on {table}")
        op.execute(f"drop trigger keep_record on {table}")
        op.execute(
            f"create trigger keep_record before insert or update or delete on {table} for each row execute function keep_record()"
        )
    op.execute("drop function begin_record()")

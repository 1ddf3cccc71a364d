"""Count the pool: how many patents there are of each lab and status, class, country and year, kept true by every change.

`figure_card` says of each patent what it counts under, and on which days: published or not, its labs, its status, its country, the
year it was filed in, its classes. `figure_rollup` counts the cards, one shape for each of status, country, year and class, each by
whether they are published and by all labs of a patent together, so that whoever may see some of the labs counts no patent twice.
Classes are many: they are counted by `audience` instead, which is one and the same for all patents that are in an open lab, where
anyone may see them, and the labs of the others.

A change of a patent, its labs or its status only notes the patent in `figure_due`; `fold_figures()`, which every change of the
register ends with, writes the cards of these anew and adds to the rollup what has changed. Days pass without a change: a card holds
from `since` on and before `until`, and who reads looks at the patents by themselves whose card does not hold on the day asked, or
that are due. So a reader is right whether or not anything has been folded; folding only makes it fast.

- `figure_classes(classifications)` are the first four characters of each symbol, folded as `words_of` does.
- `figure_cards(ids, on_day)` are the cards of some patents on a day.
- `figures_due()` notes which patents a statement has touched.
"""

from itertools import product

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Asking whether a text is normalized takes longer than asking whether it is ASCII.
CLASSES_OF = """
    select array_agg(distinct left(s.symbol, 4) collate "C") filter (where length(s.symbol) >= 4)
    from jsonb_array_elements({classifications}) as one(entry)
      cross join lateral (select one.entry ->> 'symbol' as written offset 0) w
      cross join lateral (
        select replace(lower(
          case when octet_length(w.written) = length(w.written) then w.written else normalize(w.written, NFKC) end
        ), ' ', '') as symbol offset 0
      ) s
"""
CLASSES = f"""
    create function figure_classes(classifications jsonb) returns text[] language sql immutable parallel safe as $$
      select coalesce(({CLASSES_OF.format(classifications="classifications")}), '{{}}')
    $$
"""
# A day on which something begins or ends lies before the card, or after it.
TURNS = """
    max(greatest(
      case when lower(x.valid) <= on_day then lower(x.valid) end, case when upper(x.valid) <= on_day then upper(x.valid) end
    )) as since,
    min(least(
      case when lower(x.valid) > on_day then lower(x.valid) end, case when upper(x.valid) > on_day then upper(x.valid) end
    )) as until
"""
CARDS = f"""
    create function figure_cards(ids uuid[], on_day date) returns table (
      patent_id uuid, published boolean, labs uuid[], legal_status text, jurisdiction text, filed_year text, classes text[],
      audience uuid[], since date, until date
    ) language sql stable as $$
      select p.id, coalesce(p.published_on <= on_day, false), coalesce(t.labs, '{{}}'), coalesce(s.status, ''), p.jurisdiction,
        coalesce(extract(year from p.filed_on)::int::text, ''),
        coalesce(({CLASSES_OF.format(classifications="p.classifications")}), '{{}}'),
        case when t.in_open then '{{00000000-0000-0000-0000-000000000000}}' else coalesce(t.labs, '{{}}') end,
        greatest(date '-infinity', case when p.published_on <= on_day then p.published_on end, t.since, s.since),
        least(date 'infinity', case when p.published_on > on_day then p.published_on end, t.until, s.until)
      from unnest(ids) as one(id)
        join patent p on p.id = one.id
        cross join lateral (
          select array_agg(x.lab_id order by x.lab_id) filter (where x.valid @> on_day) as labs,
            bool_or(l.scheme = 'OPEN') filter (where x.valid @> on_day) as in_open, {TURNS}
          from lab_tag x join open_lab l on l.id = x.lab_id where x.patent_id = p.id
        ) t
        cross join lateral (
          select max(x.status) filter (where x.valid @> on_day) as status, {TURNS}
          from legal_status_span x where x.patent_id = p.id and x.superseded_at is null
        ) s
    $$
"""
DUE = """
    create function figures_due() returns trigger language plpgsql as $$
    begin
      if tg_table_name = 'open_lab' then
        insert into figure_due select distinct t.patent_id
          from changed c join former f on f.id = c.id and f.scheme <> c.scheme join lab_tag t on t.lab_id = c.id
          on conflict do nothing;
      elsif tg_table_name = 'patent' then
        insert into figure_due select id from changed on conflict do nothing;
      elsif tg_op = 'UPDATE' then
        insert into figure_due select patent_id from changed union select patent_id from former on conflict do nothing;
      else
        insert into figure_due select distinct patent_id from changed on conflict do nothing;
      end if;
      return null;
    end $$
"""
FOLD = """
    create function fold_figures() returns void language plpgsql as $$
    declare
      on_day date := (now() at time zone 'UTC')::date;
      touched uuid[];
    begin
      touched := array(
        select d.patent_id from figure_due d union select c.patent_id from figure_card c where c.until <= on_day
      );
      if touched = '{}' then
        return;
      end if;
      delete from figure_due;
      with fresh as materialized (select * from figure_cards(touched, on_day)),
      former as materialized (select c.* from unnest(touched) as one(id) join figure_card c on c.patent_id = one.id),
      written as (
        insert into figure_card as c select * from fresh
        on conflict (patent_id) do update set published = excluded.published, labs = excluded.labs,
          legal_status = excluded.legal_status, jurisdiction = excluded.jurisdiction, filed_year = excluded.filed_year,
          classes = excluded.classes, audience = excluded.audience, since = excluded.since, until = excluded.until
      ),
      gone as (
        delete from figure_card c using former f
        where c.patent_id = f.patent_id and not exists (select from fresh x where x.patent_id = f.patent_id)
      ),
      turned as (select *, 1 as n from fresh union all select *, -1 from former)
      insert into figure_rollup as r (dimension, published, labs, value, count)
      select t.dimension, t.published, t.labs, t.value, sum(t.n) from (
        select 'LEGAL_STATUS' as dimension, published, labs, legal_status as value, n from turned
        union all select 'JURISDICTION', published, labs, jurisdiction, n from turned
        union all select 'FILED_YEAR', published, labs, filed_year, n from turned
        union all select 'CLASSIFICATION', published, audience, unnest(classes), n from turned
      ) t
      group by 1, 2, 3, 4 having sum(t.n) <> 0
      on conflict (dimension, published, labs, value) do update set count = r.count + excluded.count;
    end $$
"""
FUNCTIONS = (CLASSES, CARDS, DUE, FOLD)
EVENTS = {
    "insert": "referencing new table as changed",
    "update": "referencing old table as former new table as changed",
    "delete": "referencing old table as changed",
}
TRIGGERS = (*product(("patent", "lab_tag", "legal_status_span"), EVENTS), ("open_lab", "update"))


def upgrade() -> None:
    op.create_table(
        "figure_card",
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("labs", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("legal_status", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("filed_year", sa.Text(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("patent_id", name=op.f("pk_figure_card")),
    )
    op.create_index("ix_figure_card_since", "figure_card", ["since"])
    op.create_index("ix_figure_card_until", "figure_card", ["until"])
    op.create_table(
        "figure_rollup",
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("labs", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "published", "labs", "value", name=op.f("pk_figure_rollup")),
    )
    op.create_table(
        "figure_due",
        sa.Column("patent_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("patent_id", name=op.f("pk_figure_due")),
    )
    for function in FUNCTIONS:
        op.execute(function)
    for table, event in TRIGGERS:
        op.execute(
            f"create trigger figures_due_{event} after {event} on {table} {EVENTS[event]} "
            "for each statement execute function figures_due()"
        )
    op.execute("insert into figure_due select id from patent")
    op.execute("select fold_figures()")


def downgrade() -> None:
    for table, event in TRIGGERS:
        op.execute(f"drop trigger figures_due_{event} on {table}")
    for function in ("fold_figures()", "figures_due()", "figure_cards(uuid[], date)", "figure_classes(jsonb)"):
        op.execute(f"drop function {function}")
    op.drop_table("figure_due")
    op.drop_table("figure_rollup")
    op.drop_index("ix_figure_card_until", table_name="figure_card")
    op.drop_index("ix_figure_card_since", table_name="figure_card")
    op.drop_table("figure_card")

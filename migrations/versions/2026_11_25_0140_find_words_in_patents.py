r"""Find words in patents: what a search looks for is kept beside the texts, by nothing but PostgreSQL's own full-text search.

`words_of(texts, classifications)` makes the tokens of some texts:

- the words of every text, by their English stems, at their places (`lithium`, `10`); between texts is a gap, so that no phrase
  reaches from one into the next;
- of a text with characters of a script written without spaces every two characters that follow each other, at their places, all
  space left out: the pairs. One whose first character may also begin a word is marked with `_`, lest it be taken for a word;
- of every classification symbol, its spaces left out, the first one to four characters and the first hundred, after `i:`.

Texts are folded first: NFKC and lower case. Of each, the first 4,000 characters are looked at, for places end at 16,383. The same
folding, the same characters and the same marks stand in `ippool/domain/searching.py`, which says how tokens are asked for.

A pair for each character without a loop: with every character written twice and a space between the two, what stands between
two spaces are the pairs.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS_OF = r"""
    create function words_of(texts text[], classifications jsonb) returns tsvector language plpgsql immutable parallel safe as $$
    declare
      one text;
      spoken text;
      dense text;
      found tsvector := '';
    begin
      foreach one in array texts loop
        continue when one = '';
        one := left(lower(normalize(left(one, 4000), NFKC)), 4000);
        spoken := concat_ws(' the ', spoken, one);
        if one ~ '[\u0530-\u1dff\u2e80-\U0010ffff]' then
          one := regexp_replace(
            one, '[\u0001-\u0020\u007f-\u00a0\u00ad\u1680\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+', '', 'g');
          dense := concat_ws(E'\x01', dense, one);
        end if;
      end loop;
      if spoken is not null then
        found := to_tsvector('pg_catalog.english', regexp_replace(
          spoken, '[^a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u052f\u1e00-\u1fff]+', ' ', 'g'));
      end if;
      if dense is not null then
        dense := regexp_replace(dense, '(.)', '\1 \1', 'g');
        dense := regexp_replace(dense, '(^| )([!-~\u00c0-\u052f\u1e00-\u1fff])', '\1_\2', 'g');
        dense := regexp_replace(dense, '([\\'':])', '\\\1', 'g');
        found := found || coalesce((
          select string_agg(pair || ':' || place, ' ') from unnest(string_to_array(dense, ' ')) with ordinality as p(pair, place)
        ), '')::tsvector;
      end if;
      if jsonb_array_length(classifications) > 0 then
        found := found || array_to_tsvector(array(
          select 'i:' || level from jsonb_array_elements(classifications) as c(classification),
            left(lower(replace(normalize(classification ->> 'symbol', NFKC), ' ', '')), 100) as symbol,
            unnest(array[left(symbol, 1), left(symbol, 2), left(symbol, 3), left(symbol, 4), symbol]) as level
          where symbol <> ''
        ));
      end if;
      return found;
    end $$
"""
COLUMNS = (
    ("words", "words_of(array[title_ja, title_en, abstract_ja, abstract_en], classifications)"),
    ("title_words", "words_of(array[title_ja, title_en], '[]'::jsonb)"),
)


def upgrade() -> None:
    op.execute(WORDS_OF)
    op.execute("alter table patent_past disable trigger refuse_change")
    for column, expression in COLUMNS:
        op.add_column("patent", sa.Column(column, postgresql.TSVECTOR(), sa.Computed(expression, persisted=True), nullable=False))
        # Only the present is generated: a version is moved to the past as it stood.
        op.add_column("patent_past", sa.Column(column, postgresql.TSVECTOR(), nullable=True))
        op.execute(f"update patent_past set {column} = {expression}")
        op.alter_column("patent_past", column, nullable=False)
    op.execute("alter table patent_past enable trigger refuse_change")
    # Packing what is read with every search would cost an import and each search more than the room it saves.
    op.execute("alter table patent alter column words set storage external")
    op.create_index("ix_patent_words", "patent", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_patent_words", table_name="patent")
    for column, _ in reversed(COLUMNS):
        op.drop_column("patent_past", column)
        op.drop_column("patent", column)
    op.execute("drop function words_of(text[], jsonb)")

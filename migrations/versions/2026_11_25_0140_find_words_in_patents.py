"""Find words in patents: what a search looks for is kept beside the texts, by nothing but PostgreSQL's own full-text search.

`words_of(texts, classifications)` makes the tokens of some texts:

- the words of every text, by their English stems, at their places (`lithium`, `10`); between texts is a gap, so that no phrase
  reaches from one into the next;
- of a text with characters of a script written without spaces every two characters that follow each other, after `_`, at their
  places: the pairs (`_電池`). Space and the signs that mean something to a tsvector are left out; a text ends with the character 1;
- of every classification symbol, its spaces left out, the first one to four characters and the first hundred, after `i:`.

Texts are folded first: NFKC and lower case. Of each, the first 4,000 characters are looked at, for places end at 16,383. The same
folding and the same sets of characters stand in `ippool/domain/searching.py`, the way tokens are asked for in
`ippool/store/searching.py`.

Every patent that is written pays for this, so it is made for speed: pairs are put into a form by `format`, many at once, where a
query over the characters takes twice as long; places are counted on by joining what was made of each piece. The form is cut as
bytes: `left` would count its six thousand characters each time.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PIECE = 400
"""So many pairs are made at once."""
FORM = "".join(f"_%{place:03}$s%{place + 1:03}$s:{place:03} " for place in range(1, PIECE + 1))
WIDTH = len(FORM) // PIECE
WORDS_OF = rf"""
    create function words_of(texts text[], classifications jsonb) returns tsvector language plpgsql immutable parallel safe as $$
    declare
      one text;
      symbol text;
      levels text[] := '{{}}';
      spoken text;
      dense text;
      characters text[];
      pairs int;
      found tsvector := '';
    begin
      foreach one in array texts loop
        continue when one = '';
        if octet_length(one) > 4000 then
          one := left(one, 4000);
        end if;
        if one is not nfkc normalized then
          one := left(normalize(one, NFKC), 4000);
        end if;
        one := lower(one);
        spoken := concat_ws(' the ', spoken, one);
        if one ~ '[\u0530-\u1dff\u2e80-\U0010ffff]' then
          dense := concat(dense, regexp_replace(
            one, '[\u0001-\u0020'':\\\u007f-\u00a0\u00ad\u1680\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+', '', 'g'), E'\x01');
        end if;
      end loop;
      if spoken is not null then
        found := to_tsvector('pg_catalog.english', regexp_replace(
          spoken, '[^a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u052f\u1e00-\u1fff]+', ' ', 'g'));
      end if;
      if dense is not null then
        characters := string_to_array(dense, null);
        pairs := cardinality(characters) - 1;
        if pairs <= {PIECE} then
          found := found || format(
            convert_from(substr('{FORM}'::bytea, 1, {WIDTH} * pairs), 'UTF8'), variadic characters
          )::tsvector;
        else
          for start in 1..pairs by {PIECE} loop
            found := found || format(
              convert_from(substr('{FORM}'::bytea, 1, {WIDTH} * least(pairs - start + 1, {PIECE})), 'UTF8'),
              variadic characters[start:start + {PIECE}]
            )::tsvector;
          end loop;
        end if;
      end if;
      if classifications <> '[]' then
        for place in 0..jsonb_array_length(classifications) - 1 loop
          symbol := classifications -> place ->> 'symbol';
          if symbol is not nfkc normalized then
            symbol := normalize(symbol, NFKC);
          end if;
          symbol := 'i:' || left(replace(lower(symbol), ' ', ''), 100);
          continue when symbol = 'i:';
          levels := levels || array[left(symbol, 3), left(symbol, 4), left(symbol, 5), left(symbol, 6), symbol];
        end loop;
        found := found || array_to_tsvector(levels);
      end if;
      return found;
    end $$
"""
COLUMNS = (
    ("words", "words_of(array[title_ja, title_en, abstract_ja, abstract_en], classifications)"),
    ("title_words", "words_of(array[title_ja, title_en], '[]'::jsonb)"),
)
# Orders in which a row without the day comes last, whichever way they go.
DAYS = ("filed_on", "expires_on")
FAR = (("rising", "infinity"), ("falling", "-infinity"))


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
    for day in DAYS:
        op.drop_index(f"ix_patent_{day}_id", table_name="patent")
        for name, far in FAR:
            op.create_index(f"ix_patent_{day}_{name}", "patent", [sa.text(f"coalesce({day}, '{far}'::date)"), "id"])
    op.create_index(
        "ix_patent_published_number", "patent", ["number_key", "id"], postgresql_where=sa.text("published_on is not null")
    )


def downgrade() -> None:
    op.drop_index("ix_patent_published_number", table_name="patent")
    for day in DAYS:
        for name, _ in FAR:
            op.drop_index(f"ix_patent_{day}_{name}", table_name="patent")
        op.create_index(f"ix_patent_{day}_id", "patent", [day, "id"])
    op.drop_index("ix_patent_words", table_name="patent")
    for column, _ in reversed(COLUMNS):
        op.drop_column("patent_past", column)
        op.drop_column("patent", column)
    op.execute("drop function words_of(text[], jsonb)")

"""A copy of a register without the rows that a caller may not know of, as if they had never been.

What is deleted follows from the pure functions of the domain and from what still refers to what, never from the SQL of
`store/visibility.py`, which is what is tried.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from ippool.store import rows
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import profiles
from ippool.usecases.pool import Pool
from tests.reliability.secretive import Asker, Secretive

OF_A_PATENT = (
    "title_share",
    "lab_tag",
    "legal_event",
    "legal_status_span",
    "statutory_license",
    "need",
    "license_patent",
    "secrecy_label",
    "named_reader",
)
OF_PATENTS = (
    "delete from title_share where patent_id <> all(:patents)",
    "delete from lab_tag where patent_id <> all(:patents) or (lab_id <> all(:labs) and patent_id <> all(:own))",
    "delete from legal_event where patent_id <> all(:patents)",
    "delete from legal_status_span where patent_id <> all(:patents)",
    "delete from statutory_license where patent_id <> all(:patents)",
    "delete from need where patent_id <> all(:patents)",
    "delete from license_patent where patent_id <> all(:patents)",
    # Whose license is on what it may not know of is none of its business, unless it is its own.
    "delete from license l where not exists (select from license_patent lp where lp.license_id = l.id) "
    "and l.licensee_id <> all(:selves)",
    "delete from secrecy_label where patent_id <> all(:patents)",
    "delete from named_reader where patent_id <> all(:patents)",
    "delete from patent where id <> all(:patents)",
    "delete from family f where not exists (select from patent p where p.family_id = f.id)",
    "delete from disclosure d where not exists (select from family f where f.id = d.family_id)",
    "delete from review_item",
    "delete from statement",
    "delete from import_job",
)
FROM_AN_OFFICER = (
    *(f"delete from {table} where patent_id <> all(:patents)" for table in OF_A_PATENT),
    "delete from license l where not exists (select from license_patent lp where lp.license_id = l.id)",
    "delete from review_item where patent_id <> all(:patents)",
    "delete from statement where subject_id <> all(:patents) and subject_id in (select id from patent)",
    "delete from patent where id <> all(:patents)",
    "delete from family f where not exists (select from patent p where p.family_id = f.id)",
    "delete from disclosure d where not exists (select from family f where f.id = d.family_id)",
    "delete from consent c where (c.about = 'PATENT' and not exists (select from patent p where p.id = c.about_id)) "
    "or (c.about = 'FAMILY' and not exists (select from family f where f.id = c.about_id))",
)
"""What an officer may not know of is single patents only: the rest of the register stays."""
OF_LABS = (
    # In which labs it was itself, a party knows of its own accord.
    "delete from open_lab l where l.id <> all(:labs) and not exists (select from lab_tag t where t.lab_id = l.id) "
    "and not exists (select from membership m where m.lab_id = l.id and m.party_id = any(:selves))",
    "delete from arrangement a where not exists (select from open_lab l where l.id = a.lab_id)",
    "delete from membership m where m.lab_id is not null and not exists (select from open_lab l where l.id = m.lab_id)",
    "delete from consent c where (c.about = 'LAB' and not exists (select from open_lab l where l.id = c.about_id)) "
    "or (c.about = 'PATENT' and not exists (select from patent p where p.id = c.about_id)) "
    "or (c.about = 'FAMILY' and not exists (select from family f where f.id = c.about_id))",
)
REFERRED = (
    "select party_id as id from title_share",
    "select core_id from center",
    "select giver_id from consent where about <> 'LAB'",
    "select licensee_id from license",
    "select holder_id from statutory_license",
    "select party_id from need",
    "select id from party where kind = 'CORE' or id = any(:selves)",
)
CLOSE = (
    "select p.merged_into_id from party p join kept k on k.id = p.id where p.merged_into_id is not null",
    "select p.same_as_id from party p join kept k on k.id = p.id where p.same_as_id is not null",
    # Who has merged into one that is known is one with it, and so are its title and its memberships.
    "select p.id from party p join kept k on k.id = p.merged_into_id",
    "select a.parent_id from affiliate a join kept k on k.id = a.subsidiary_id",
)
OF_PARTIES = (
    "delete from party p where not exists (select from kept k where k.id = p.id)",
    "delete from membership m where not exists (select from party p where p.id = m.party_id)",
    "delete from affiliate a where not exists (select from party p where p.id = a.parent_id) "
    "or not exists (select from party p where p.id = a.subsidiary_id)",
    "delete from consent c where not exists (select from party p where p.id = c.giver_id)",
    "delete from party_name n where not exists (select from party p where p.id = n.party_id)",
    "delete from party_identifier n where not exists (select from party p where p.id = n.party_id)",
)
OF_PEOPLE = (
    "delete from user_account u where u.code is distinct from cast(:user as text) and not (cast(:manages as boolean) and exists ("
    "select from appointment a where a.user_id = u.id and a.party_id = cast(:party as uuid)))",
    "delete from appointment a where not exists (select from user_account u where u.id = a.user_id)",
    "delete from token t where not exists (select from user_account u where u.id = t.user_id)",
)
KEPT = tuple(row.__tablename__ for row in rows.RECORDS)
"""The tables whose past is kept."""
COUNTED_ANEW = (
    "truncate figure_card, figure_rollup, figure_due, patent_profile, profile, foundation",
    "insert into figure_due select id from patent",
    "select fold_figures()",
)


async def delete_hidden(administrator: str, url: str, register: Secretive, asker: Asker) -> int:
    """Delete from the database at `url` what the caller may not know of. Returns how many rows went."""
    address = make_url(administrator).set(database=make_url(url).database)
    engine = create_async_engine(address, poolclass=NullPool)
    async with engine.begin() as connection:
        # Neither triggers that keep the past nor foreign keys: the rows go as if they had never been.
        await connection.execute(text("set session_replication_role = replica"))
        gone = await _delete(connection, register, asker)
        await connection.execute(text("set session_replication_role = origin"))
        for statement in COUNTED_ANEW:
            await connection.execute(text(statement))
    await engine.dispose()
    database = Database.at(url, pool_size=2)
    await profiles.renew(Pool(database, ReferenceMemo()), register.today)
    await database.close()
    return gone


async def _delete(connection: AsyncConnection, register: Secretive, asker: Asker) -> int:
    actor = asker.actor
    given: dict[str, Any] = {
        "patents": list(register.known_to(actor)),
        "own": list(register.owned_by(actor)),
        "labs": list(register.known_labs(actor)),
        "party": actor.party,
        "selves": list(register.selves(actor)),
        "user": asker.user,
        "manages": actor.role.value == "MEMBER_MANAGER",
    }
    casts = {"patents": "uuid[]", "own": "uuid[]", "labs": "uuid[]", "selves": "uuid[]", "party": "uuid"}

    async def run(statement: str) -> int:
        for name, kind in casts.items():
            statement = statement.replace(f"cast(:{name} as {kind})", f":{name}").replace(f":{name}", f"cast(:{name} as {kind})")
        names = {name: value for name, value in given.items() if f":{name}" in statement}
        return (await connection.execute(text(statement), names)).rowcount

    if actor.sees_all:
        gone = sum([await run(one) for one in FROM_AN_OFFICER])
        return gone + await _forget(run)
    gone = sum([await run(one) for one in (*OF_PATENTS, *OF_LABS)])
    await run(f"create temporary table kept on commit drop as {' union '.join(REFERRED)}")
    while await run(f"insert into kept select id from ({' union '.join(CLOSE)}) m (id) where id not in (select id from kept)"):
        pass
    gone += sum([await run(one) for one in (*OF_PARTIES, *OF_PEOPLE)])
    return gone + await _forget(run)


async def _forget(run: Callable[[str], Awaitable[int]]) -> int:
    """Delete the past of what is there no more."""
    forgetting = [f"delete from {table}_past h where not exists (select from {table} r where r.id = h.id)" for table in KEPT]
    return sum([await run(one) for one in forgetting])

"""A register in which much is hidden from most: a random pool with numbers, words and people; who calls, and what it may know of.

Every title and abstract holds a word that stands nowhere else, so that a search for it is a question about that very record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from ippool.domain.disclosure import may_know_of, may_know_of_lab, owns
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.membership import is_member
from ippool.domain.numbers import parse_number
from ippool.domain.parties import Party
from ippool.domain.patents import Classification, Patent, PatentKind, PatentRecord
from ippool.domain.permissions import ANONYMOUS, Actor, Level, Role, TokenScope
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState
from ippool.domain.secrecy import NamedReader, Secrecy, SecrecyLabel, is_published
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.graphql.context import moment_in
from ippool.store.database import Database
from ippool.store.identity import new_id
from ippool.store.records import add, change
from ippool.store.reference import ReferenceMemo
from ippool.usecases import people, profiles, tokens
from ippool.usecases.people import AddUser
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER
from tests.pools import write
from tests.second.random_pools import RandomPool, pools

ZONE = ZoneInfo("Asia/Tokyo")
OFFICE = Actor(Role.SENIOR_OFFICER)
SINCE = date(2015, 1, 1)
CLEARED = {
    "officer": Level.LEVEL_3,
    "researcher": Level.LEVEL_2,
    "student": Level.LEVEL_1,
    "member": Level.LEVEL_3,
    "manager": Level.LEVEL_1,
}
"""Up to where people are cleared who are named for some of what is not laid open; nobody else is."""
SYMBOLS = ("H01M 10/05", "H01M 4/38", "C01B 25/14", "G06N 3/08", "B60L 50/60")
NUMBERS = {
    "JP": ("特願2015-{0}", "特開2016-{0}", "特許6{0}"),
    "US": ("US 15/{0}", "US 2016/0{0} A1", "US 9{0} B2"),
    "EP": (None, "EP 3{0} A1", "EP 2{0} B1"),
}
"""How the numbers of an application, a publication and a registration are written around six digits."""


@dataclass(frozen=True)
class Asker:
    """Somebody who asks. Shape: `token` is what it sends, None for who sends none; `user` the code of its user."""

    name: str
    actor: Actor
    token: str | None = None
    user: str | None = None


@dataclass(frozen=True)
class Secretive:
    """The register, in memory as in the database, and who asks. `before` is a moment at which less was known than `after`."""

    pool: RandomPool
    askers: tuple[Asker, ...]
    officer: Asker
    today: date
    before: datetime
    after: datetime
    secrecy: Secrecy

    def known_to(self, actor: Actor) -> frozenset[UUID]:
        """Return the patents the caller may know of, by the pure function."""
        reference = self.pool.reference
        found = (one for one in self.pool.records if may_know_of(actor, one, reference, on=self.today, secrecy=self.secrecy).holds)
        return frozenset(one.patent.id for one in found)

    def known_labs(self, actor: Actor) -> frozenset[UUID]:
        """Return the labs the caller may know of, whatever it owns."""
        reference = self.pool.reference
        return frozenset(lab.id for lab in self.pool.folder.labs if may_know_of_lab(actor, lab, reference, on=self.today).holds)

    def owned_by(self, actor: Actor) -> frozenset[UUID]:
        """Return the patents that the caller's party, or one it succeeded, holds a share of."""
        reference = self.pool.reference
        return frozenset(one.patent.id for one in self.pool.records if owns(actor, one, reference, on=self.today))

    def selves(self, actor: Actor) -> frozenset[UUID]:
        """Return the caller's party and those that are one with it after a merger."""
        reference, today = self.pool.reference, self.today
        if actor.party is None:
            return frozenset()
        heir = reference.heir_of(actor.party, today)
        return frozenset(one.id for one in self.pool.parties if reference.heir_of(one.id, today) == heir)


def word_of(*about: object) -> str:
    """Return sixteen letters that stand for one thing only."""
    dice = Random(repr(about))
    return "".join(dice.choice("bcdfghjkmpqrtvwxz") for _ in range(16))


def thrown(seed: int, patents: int) -> RandomPool:
    """Throw the pool of a seed, its patents with numbers, words and classes."""
    plain, dice = pools(seed, patents=patents), Random(seed)
    families = {one.id: replace(one, title=Words("発明", f"Family {word_of(seed, one.code)}")) for one in plain.folder.families}
    dressed = {one.id: _dressed(one, at, dice) for at, one in enumerate(plain.folder.patents)}
    return plain._replace(
        folder=replace(plain.folder, families=tuple(families.values()), patents=tuple(dressed.values())),
        records=tuple(replace(one, family=families[one.family.id], patent=dressed[one.patent.id]) for one in plain.records),
    )


def _dressed(patent: Patent, at: int, dice: Random) -> Patent:
    forms = NUMBERS.get(patent.jurisdiction) if patent.kind is PatentKind.PATENT else None
    application, publication, registration = (
        parse_number(form.format(100000 + at), this_year=2026).canonical if form else None for form in forms or (None,) * 3
    )
    return replace(
        patent,
        title=Words(f"電池 {word_of(at, 'title')}", f"Battery {word_of(at, 'title')}"),
        abstract=Words("", f"A paste of {word_of(at, 'abstract')}." if dice.random() < 0.7 else ""),
        application_number=application if patent.filed_on else None,
        publication_number=publication if patent.published_on else None,
        registration_number=registration if patent.registered_on else None,
        classifications=tuple(Classification("IPC", one) for one in dice.sample(SYMBOLS, dice.randint(0, 2))),
        listed=dice.random() < 0.4,
    )


async def written(database: Database, seed: int, patents: int, only: Collection[str] = ()) -> Secretive:
    """Write a register into an empty database: with its history, what waits for a person, and who asks, or `only` some of them."""
    thrown_pool, today = thrown(seed, patents), moment_in(ZONE).today
    await write(database, thrown_pool.folder)
    before = datetime.now(UTC)  # noqa: TID251 - recorded times come from the database's clock
    async with database.write(OFFICER) as tx:
        for at, record in enumerate(thrown_pool.records[::3]):
            patent = record.patent
            await change(tx.connection, replace(patent, title=Words(patent.title.ja, f"{patent.title.en} again")), expected=1)
            await add(tx.connection, [_question(record, at)])
        tx.record("register:filled", None)
    pool = Pool(database, ReferenceMemo())
    askers = [Asker("anonymous", ANONYMOUS)]
    asking = [one for one in _people(thrown_pool, today) if not only or one[0] in only]
    for name, role, party in (*asking, ("officer", Role.IP_OFFICER, None)):
        code, cleared = f"{name}-{word_of(seed, name)}", CLEARED.get(name, Level.PUBLIC)
        command = AddUser(str(uuid4()), name, role, SINCE, party.code if party else None, cleared, code=code, sign_in_name=code)
        await people.add_user(pool, OFFICE, moment_in(ZONE), command)
        made = await tokens.create_token(
            pool, OFFICE, moment_in(ZONE), tokens.CreateToken(str(uuid4()), "asking", tuple(TokenScope), 30, code)
        )
        assert made.secret is not None
        actor = await tokens.recognize(pool, made.secret, moment_in(ZONE))
        assert actor is not None
        askers.append(Asker(name, actor, made.secret, code))
    secrecy = await _kept_secret(database, thrown_pool, askers, today, Random(seed))
    await profiles.renew(pool, today)
    after = datetime.now(UTC)  # noqa: TID251 - as above
    return Secretive(thrown_pool, tuple(askers[:-1]), askers[-1], today, before, after, secrecy)


def _people(thrown_pool: RandomPool, today: date) -> list[tuple[str, Role, Party | None]]:
    """Return people: of parties that stand differently to the pool, and in every role that does not see all."""
    reference, folder = thrown_pool.reference, thrown_pool.folder
    closed = [lab for lab in folder.labs if lab.scheme is Scheme.CLOSED]
    opened = [lab for lab in folder.labs if lab.scheme is Scheme.OPEN]

    def is_in(party: Party, labs: list[OpenLab]) -> bool:
        return any(is_member(reference, party.id, lab, today) for lab in labs)

    def secrets_of(party: Party) -> int:
        actor = Actor(Role.MEMBER, party.id)
        mine = (one for one in thrown_pool.records if owns(actor, one, reference, on=today))
        return sum(one.patent.published_on is None or one.patent.published_on > today for one in mine)

    companies = [one for one in folder.parties if one.code[:2] in ("CO", "FE", "UN") and one.code[2:].isdigit()]
    kinds = {
        "partner": [one for one in companies if is_in(one, closed)],
        "member": [one for one in companies if is_in(one, opened) and not is_in(one, closed)],
        "owner": sorted((one for one in companies if secrets_of(one)), key=secrets_of, reverse=True),
        "gone": [one for one in companies if one.merged_on is not None and one.merged_on <= today],
        "former": [
            one
            for one in companies
            if not is_in(one, [*closed, *opened]) and any(one.id == m.party and m.lab is not None for m in folder.memberships)
        ],
        "outsider": [one for one in companies if not any(one.id == m.party for m in folder.memberships)],
    }
    found: list[tuple[str, Role, Party | None]] = []
    taken = set[UUID]()
    for name, parties in kinds.items():
        free = next((one for one in parties if one.id not in taken), None)
        if free is not None:
            taken.add(free.id)
            found.append((name, Role.MEMBER, free))
    core = next(one for one in folder.parties if one.code == "CORE")
    first = found[0][2]
    return [
        *found,
        ("manager", Role.MEMBER_MANAGER, first),
        ("program", Role.SERVICE_ACCOUNT, first),
        ("researcher", Role.RESEARCHER, core),
        ("student", Role.STUDENT, core),
        ("coi", Role.COI_COMMITTEE, None),
        ("blind", Role.SENIOR_OFFICER, None),
        ("export", Role.EXPORT_OFFICER, None),
    ]


async def _kept_secret(database: Database, thrown_pool: RandomPool, askers: Sequence[Asker], today: date, dice: Random) -> Secrecy:
    """Label what is not laid open, and name readers; the officer may read all of it."""
    labels, readers = dict[UUID, list[SecrecyLabel]](), dict[UUID, list[NamedReader]]()
    periods = (Period(SINCE, None), Period(SINCE, today), Period(today, None), Period(today + timedelta(days=1), None))
    secret = [one for one in thrown_pool.records if not is_published(one.patent, today)]
    for at, record in enumerate(secret):
        patent = record.patent.id
        if at % 2 == 0 or dice.random() < 0.3:
            level = Level.LEVEL_3 if at % 4 == 0 else dice.choice((Level.LEVEL_1, Level.LEVEL_2, Level.LEVEL_3))
            period = periods[0] if at % 4 == 0 else dice.choice(periods)
            labels[patent] = [SecrecyLabel(new_id(), patent, level, period, word_of(patent, "label"))]
        for name in CLEARED:
            user = next((one.actor.user for one in askers if one.name == name), None)
            if user is not None and (name == "officer" or dice.random() < 0.5):
                period = periods[0] if name == "officer" else dice.choice(periods)
                readers.setdefault(patent, []).append(NamedReader(new_id(), patent, user, period, word_of(patent, name)))
    async with database.write(OFFICER) as tx:
        await add(tx.connection, [one for said in labels.values() for one in said])
        await add(tx.connection, [one for said in readers.values() for one in said])
        tx.record("secrecy:filled", None)
    return Secrecy(labels, readers)


def _question(record: PatentRecord, at: int) -> ReviewItem:
    patent = record.patent
    return ReviewItem(
        id=new_id(),
        number=f"R-{at + 1:06}",
        kind=ReviewKind.FACT_DIFFERS,
        state=ReviewState.OPEN,
        subject=patent.id,
        patent=patent.id,
        format="lens-csv",
        fact="filed_on",
        held="2015-01-01",
        held_source="a file",
        said=word_of(at, "said"),
        said_source="another file",
        candidates=(),
        key=word_of(at, "key"),
    )

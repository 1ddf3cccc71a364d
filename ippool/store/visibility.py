"""Which rows a caller may know of: the only place where that is written in SQL, the twin of `domain/disclosure.py`.

Both go by the table of `domain/access.csv`. Conditions over an alias, applied before filter, order, count and page. They are
judged as of today and of what is known now, whatever moment the question is about.
Parameters: `:viewer` (the caller's party), `:reader` (its user) and `:today`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ippool.domain import access
from ippool.domain.access import AccessRule, Relation
from ippool.domain.permissions import Actor, Level
from ippool.domain.secrecy import UNLABELED, within_reach

# A party that has merged into another one is a member no more.
_MEMBER = (
    "exists (select from membership vm join party vq on vq.id = vm.party_id where vm.lab_id = {lab}.id and vm.party_id = :viewer "
    "and vm.valid @> cast(:today as date) and (upper({lab}.valid) is null or upper({lab}.valid) > cast(:today as date)) "
    "and (vq.merged_into_id is null or vq.merged_on > cast(:today as date)))"
)

# The caller's party, whoever it has merged into, and every one that has merged into any of these: after a merger they are one.
_SELF = (
    "(with recursive heir(id) as (select cast(:viewer as uuid) union "
    "select vp.merged_into_id from party vp join heir on vp.id = heir.id where vp.merged_on <= cast(:today as date)), "
    "self(id) as (select id from heir union "
    "select vp.id from party vp join self on vp.merged_into_id = self.id where vp.merged_on <= cast(:today as date)) "
    "select id from self)"
)

_OWNED = (
    "exists (select from title_share vo where vo.patent_id = {p}.id and vo.valid @> cast(:today as date) and vo.party_id = "
    "any(array" + _SELF + "){each})"
)

# In an open lab, or in one of the caller's own: labs are few, and found once.
_IN_LAB = (
    "exists (select from lab_tag vt where vt.patent_id = {p}.id and vt.valid @> cast(:today as date) and vt.lab_id = "
    "any(array(select vl.id from open_lab vl where {labs})){each})"
)


# How confidential a patent is that is not laid open.
_LEVEL = (
    "coalesce((select vs.level from secrecy_label vs where vs.patent_id = {p} and vs.valid @> cast(:today as date)), "
    f"'{UNLABELED}')"
)

_NAMED = (
    "select vr.patent_id from named_reader vr join patent vn on vn.id = vr.patent_id where vr.user_id = cast(:reader as uuid) "
    "and vr.valid @> cast(:today as date) and (vn.published_on <= cast(:today as date)) is not true and {level} in ({reach})"
)

# Labels are few, and those of level 3 fewer: they are found once for a statement.
_RESTRICTED = (
    "select vk.id from secrecy_label vs join patent vk on vk.id = vs.patent_id where vs.level = '{level}' "
    "and vs.valid @> cast(:today as date) and (vk.published_on <= cast(:today as date)) is not true"
)


def named_patent_ids(actor: Actor) -> str | None:
    """Return an array of the ids of what is not laid open and the caller is named for, and cleared; None where it never is."""
    reach = within_reach(actor)
    if actor.user is None or not reach or not access.TABLE.allows(AccessRule.PATENT, actor.role, Relation.NAMED):
        return None
    listed = ", ".join(f"'{one}'" for one in sorted(reach))
    return f"array({_NAMED.format(level=_LEVEL.format(p='vr.patent_id'), reach=listed)})"


def restricted_patent_ids(actor: Actor) -> str | None:
    """Return an array of the ids of what a caller that sees all the rest may not know of: level 3, and it is not named, nor owner.

    None where there is nothing: at the machine itself.
    """
    if actor.is_at_the_machine:
        return None
    found = [_RESTRICTED.format(level=Level.LEVEL_3)]
    if (named := named_patent_ids(actor)) is not None:
        found.append(f"vk.id <> all({named})")
    if _has(actor, Relation.OWN):
        found.append(f"not {_OWNED.format(p='vk', each='')}")
    return f"array({' and '.join(found)})"


def is_unrestricted(actor: Actor, id: str) -> str:
    """Return the condition under which a patent's id, or null, is none that a caller that sees all the rest may not know of."""
    restricted = restricted_patent_ids(actor) if actor.sees_all else None
    return "true" if restricted is None else f"({id} = any({restricted})) is not true"


def visible_patents(actor: Actor, alias: str, *, few: bool = False) -> str:
    """Return the condition under which a row of `patent` under an alias is one the caller may know of.

    Where `few` rows are looked at, those of a page, each is looked up by itself; else the planner may read the shares and tags of
    the whole register first, which it takes for cheaper as it does not know how few they will be.
    """
    if actor.sees_all:
        return is_unrestricted(actor, f"{alias}.id")
    each = " offset 0" if few else ""
    ways = [f"({alias}.published_on <= cast(:today as date) and {_IN_LAB.format(p=alias, labs=_labs(actor), each=each)})"]
    if _has(actor, Relation.OWN):
        ways.append(_OWNED.format(p=alias, each=each))
    if (named := named_patent_ids(actor)) is not None:
        ways.append(f"{alias}.id = any({named})")
    return f"({' or '.join(ways)})" if len(ways) > 1 else ways[0]


def _has(actor: Actor, relation: Relation, rule: AccessRule = AccessRule.PATENT) -> bool:
    """Tell whether the table lets a caller in by a relation that rests on its party."""
    return actor.party is not None and access.TABLE.allows(rule, actor.role, relation)


def _labs(actor: Actor, lab: str = "vl") -> str:
    """Return the condition for a lab whose published patents a caller that does not see all may know of."""
    is_open = [f"{lab}.scheme = 'OPEN'"] if access.TABLE.allows(AccessRule.PATENT, actor.role, Relation.OTHER) else []
    own = [_MEMBER.format(lab=lab)] if _has(actor, Relation.OWN_LAB) else []
    return " or ".join([*is_open, *own]) or "false"


def visible_lab_ids(actor: Actor) -> str:
    """Return an array of the ids of the labs whose published patents the caller may know of, whoever owns them."""
    return f"array(select vl.id from open_lab vl{'' if actor.sees_all else f' where {_labs(actor)}'})"


def level(alias: str, *, past: bool) -> str:
    """Return how confidential a patent that was read is today, null where it is laid open. It needs `:today`.

    Where it was read as known in the `past`, how it is known now counts.
    """
    day = f"(select v.published_on from patent v where v.id = {alias}.id)" if past else f"{alias}.published_on"
    is_secret = f"{alias}.id is not null and ({day} <= cast(:today as date)) is not true"
    return f"case when {is_secret} then {_LEVEL.format(p=f'{alias}.id')} end"


def visible_labs(actor: Actor, lab: str, patent: str) -> str:
    """Return the condition for a row of `open_lab` that the caller may know to be a lab of a patent it may know of.

    An open lab, one of its own, and every lab of a patent that it owns.
    """
    if actor.sees_all:
        return "true"
    of_labs = _labs(actor, lab)
    return f"({of_labs} or {_OWNED.format(p=patent, each='')})" if _has(actor, Relation.OWN) else f"({of_labs})"


def own_patents(actor: Actor, alias: str) -> str:
    """Return the condition under which a row of `patent` is one that the caller's party, or one it succeeded, owns today."""
    return _OWNED.format(p=alias, each="") if _has(actor, Relation.OWN) else "false"


def unpublished_patent_ids(actor: Actor) -> str | None:
    """Return an array with the ids of all that is not laid open and a caller that does not see all may know of; None: nothing."""
    own, named = own_patent_ids() if _has(actor, Relation.OWN) else None, named_patent_ids(actor)
    return " || ".join(one for one in (own, named) if one is not None) or None


def own_patent_ids() -> str:
    """Return an array of the ids of the patents that the caller's party, or one it succeeded, owns today."""
    return (
        f"array(select vo.patent_id from title_share vo where vo.valid @> cast(:today as date) and vo.party_id = any(array{_SELF}))"
    )


def visible_parties(actor: Actor, alias: str) -> str:
    """Return the condition for a row of `party` that the caller may know of: its own, a core institution, an owner it can see."""
    if actor.sees_all:
        return "true"
    owner = (
        f"exists (select from title_share wo join patent wp on wp.id = wo.patent_id where wo.party_id = {alias}.id "
        f"and wo.valid @> cast(:today as date) and {visible_patents(actor, 'wp')})"
    )
    own = f"{alias}.id = :viewer or " if _has(actor, Relation.OWN, AccessRule.PARTY) else ""
    return f"({own}{alias}.kind = 'CORE' or {owner})"


def visible_licenses(actor: Actor, alias: str) -> str:
    """Return the condition for a row of `license` that the caller may know of: its party's own, or that of one it has succeeded.

    Who sees all the rest knows of none that is on nothing but patents it may not know of.
    """
    if actor.sees_all:
        restricted = restricted_patent_ids(actor)
        if restricted is None:
            return "true"
        of = f"(select from license_patent vp where vp.license_id = {alias}.id and vp.patent_id = any({restricted})"
        return f"(not exists {of}) or exists {of.replace(' = any(', ' <> all(')}))"
    return f"{alias}.licensee_id in {_SELF}" if _has(actor, Relation.OWN, AccessRule.LICENSE) else "false"


def parameters(actor: Actor, today: date) -> dict[str, Any]:
    """Return the parameters the conditions of a caller need."""
    if actor.is_at_the_machine:
        return {}
    given = {"viewer": actor.party, "reader": actor.user}
    return {"today": today} | {name: value for name, value in given.items() if value is not None}

"""What can be followed. Each event is made anew as the caller may see the register when it is sent."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from datetime import date, datetime
from typing import Annotated, cast

import strawberry
from strawberry.relay import GlobalID

from ippool.domain.paging import Keyset
from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.context import Context, Following, Info
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.paging import BoundCursors, question
from ippool.graphql.patents import Patent
from ippool.graphql.scalars import uuid_in
from ippool.graphql.terms import Determination
from ippool.usecases import following as use
from ippool.usecases.following import Place, TermsPlace

LOOKED_EVERY = 10.0
"""Seconds after which a subscription looks by itself: a day may have come, which is no change."""
MOST_FOLLOWED = 20
"""Patents whose terms one subscription follows."""
FRESH = 0.5
"""Seconds for which what was read together may be sent, one after another; then it is read again, as it is by then."""

PARTY_NEEDED = Words(
    "自社の条件だけを購読できます。このトークンはどの当事者のものでもありません。",
    "Terms are followed for the caller's own party, and this token speaks for none.",
)
PATENT_NEEDED = Words("特許を一件以上 ids に指定してください。", "Name at least one patent in `ids`.")
NOT_ITS_PLACE = Words(
    "after が正しくありません。同じ利用者・同じ購読（同じ引数）のイベントにある after をそのまま使ってください。",
    "`after` is not a place of this subscription. Use the one of an event of the same subscription, with the same arguments, "
    "for the same user.",
)

After = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "Where to go on: `after` of the event received last, of the same subscription of the same caller. Nothing "
            "in between is missed, nothing comes twice. Left out: from now on."
        )
    ),
]


@strawberry.type(description="A patent came to be published, or being published was put into a lab.")
class PatentPublished:
    """An event of `patentsPublished`."""

    after: str = strawberry.field(description="The place right after this event, to go on from. It tells nothing else.")
    patent: Patent = strawberry.field(description="The patent, as it is now.")


@strawberry.type(description="A patent whose terms for the caller's party, or what they rest on, have changed.")
class TermsChange:
    """`following.ChangedTerms` in the API."""

    patent: Patent = strawberry.field(description="The patent, as it is now, with its terms as they are now.")
    before: Determination | None = strawberry.field(
        description="Its terms as they were told last: for that day, as known then; null where there were none."
    )


@strawberry.type(description="Terms have changed, because something was recorded or because a day has come.")
class TermsChanged:
    """An event of `termsChanged`."""

    after: str = strawberry.field(description="The place right after this event, to go on from. It tells nothing else.")
    changes: list[TermsChange] = strawberry.field(description="The patents of which that is so, in the order asked.")


def places(context: Context, name: str, **arguments: object) -> BoundCursors:
    """Return what seals places of a subscription, for this very caller."""
    actor = context.actor
    viewer = f"{actor.role}:{actor.party or '-'}:{actor.user or actor.token or '-'}"
    return context.cursors.bound(viewer=viewer, question=question(name, **arguments), order="following")


def sealed(cursors: BoundCursors, place: Place) -> str:
    """Seal a place: of the same length whatever it is."""
    return cursors.seal(Keyset((f"{place.seq:019}", place.day), place.last))


def opened(cursors: BoundCursors, after: str) -> Place:
    """Read a place back. Raises: ClientError (INVALID_CURSOR)."""
    found = _open(cursors, after)
    seq, day = found.values
    return Place(int(cast(str, seq)), cast(date, day), found.id)


def _open(cursors: BoundCursors, after: str) -> Keyset:
    try:
        return cursors.open(after)
    except ClientError:
        raise ClientError(Code.INVALID_CURSOR, NOT_ITS_PLACE) from None


def following_of(context: Context) -> Following:
    """Return what the subscription goes by."""
    assert context.following is not None, "subscriptions come over a WebSocket only"
    return context.following


@strawberry.type(
    description=(
        "What can be followed, over a WebSocket (graphql-transport-ws). The token goes into the payload of `connection_init`, as "
        '`{"authorization": "Bearer ..."}`, or into the header Authorization. When it ends or its rights change, the connection '
        f"is closed with 4403. A caller has at most {limits.SOCKETS_OF_CALLER} connections and {limits.SUBSCRIPTIONS_OF_CALLER} "
        f"subscriptions at once, each event costs what a query of its fields does, and a `ping` is answered within "
        f"{limits.PONG_SECONDS:g} seconds."
    )
)
class Subscription:
    """The root fields that are followed."""

    @strawberry.subscription(
        description=(
            "Patents that come to be published, or being published are put into a lab, as far as the caller may know of them."
        )
    )
    async def patents_published(self, info: Info, after: After = None) -> AsyncGenerator[PatentPublished, None]:
        """Follow what is published."""
        context, following = info.context, following_of(info.context)
        cursors = places(context, "patentsPublished")
        await context.renew(following)
        place = opened(cursors, after) if after is not None else await use.present(context.pool, context.moment)
        is_paid = False
        while True:
            count, begun = following.changes.count, time.monotonic()
            found = await use.published(context.pool, context.actor, context.moment, place, following.days)
            for index, (record, then) in enumerate(found.found):
                if not is_paid and await following.pay():
                    is_paid = True
                    break  # what was read may be so no longer
                is_paid = True
                if index > 0:
                    await context.renew(following)
                    if following.changes.count != count or time.monotonic() - begun > FRESH:
                        break
                assert found.view is not None
                yield PatentPublished(after=sealed(cursors, then), patent=Patent.of(record, found.view))
                is_paid, place = False, then
            else:
                place = found.place
                if not found.has_more:
                    await following.changes.after(count, LOOKED_EVERY)
            await context.renew(following)

    @strawberry.subscription(
        description=(
            "Changes of the terms of some patents for the caller's own party. Several changes may come as one event. "
            "A patent that the caller may not know of, or no longer, is passed over."
        )
    )
    async def terms_changed(
        self,
        info: Info,
        ids: Annotated[list[GlobalID], strawberry.argument(description=f"Patents, at most {MOST_FOLLOWED}, by their global ids.")],
        after: After = None,
    ) -> AsyncGenerator[TermsChanged, None]:
        """Follow terms."""
        context, following = info.context, following_of(info.context)
        if not ids:
            raise ClientError(Code.BAD_USER_INPUT, PATENT_NEEDED)
        if len(ids) > MOST_FOLLOWED:
            words = Words(f"ids は {MOST_FOLLOWED} 件までです。", f"Follow the terms of at most {MOST_FOLLOWED} patents.")
            raise ClientError(Code.LIMIT_EXCEEDED, words, limit={"name": "followed", "found": len(ids), "most": MOST_FOLLOWED})
        wanted = [found for one in ids if one.type_name == "Patent" and (found := uuid_in(one.node_id)) is not None]
        cursors = places(context, "termsChanged", ids=[str(one) for one in ids])
        await context.renew(following)
        if context.actor.party is None:
            raise ClientError("APPLICANT_UNNAMED", PARTY_NEEDED)
        place = _terms_place(cursors, after) if after is not None else await use.terms_place(context.pool, context.moment)
        is_paid = False
        while True:
            count = following.changes.count
            changes, here = await use.changed_terms(context.pool, context.actor, context.moment, wanted, place)
            if changes:
                if not is_paid and await following.pay():
                    is_paid = True
                    await context.renew(following)
                    continue  # what was read may be so no longer
                is_paid = False
                seal = cursors.seal(Keyset((f"{here.known_at:%Y-%m-%dT%H:%M:%S.%f%z}", here.day), use.NOBODY))
                yield TermsChanged(
                    after=seal,
                    changes=[
                        TermsChange(
                            patent=Patent.of(one.record, one.view), before=Determination.of(*one.before) if one.before else None
                        )
                        for one in changes
                    ],
                )
            place = here
            await following.changes.after(count, LOOKED_EVERY)
            await context.renew(following)


def _terms_place(cursors: BoundCursors, after: str) -> TermsPlace:
    known_at, day = _open(cursors, after).values
    return TermsPlace(datetime.fromisoformat(cast(str, known_at)), cast(date, day))

"""Patents: the type, one by number, and the pool as a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, TypeVar, cast

import strawberry
from strawberry import relay
from strawberry.relay import GlobalID

from ippool.domain import patents as domain
from ippool.domain.alike import ANY_ANSWER
from ippool.domain.browsing import Direction, PatentOrderField
from ippool.domain.browsing import PatentFilter as Filter
from ippool.domain.browsing import PatentOrder as Order
from ippool.domain.designation import number_of
from ippool.domain.figures import MOST_VALUES
from ippool.domain.labs import Scheme
from ippool.domain.licenses import scope_of
from ippool.domain.numbers import NumberNotation, from_canonical
from ippool.domain.paging import Page
from ippool.domain.patents import LegalStatus, Ownership, OwnershipClass
from ippool.domain.statements import facts_of
from ippool.domain.words import Language
from ippool.graphql import figures
from ippool.graphql.browsing import PatentFilter, PatentOrder, party_id_in
from ippool.graphql.context import Info
from ippool.graphql.labs import OpenLab
from ippool.graphql.paging import After, Before, Connection, First, Last, page_request, question, selected
from ippool.graphql.parties import Party
from ippool.graphql.scalars import DateRange, InLanguage, KnownAt, On, uuid_in, worded
from ippool.graphql.statements import SourceStatement
from ippool.graphql.terms import Determination
from ippool.usecases import patents as patent_use
from ippool.usecases import terms as terms_use
from ippool.usecases.asking import PatentNotFound
from ippool.usecases.patents import NOW, Asked
from ippool.usecases.pool import View

Answer = TypeVar("Answer")

Applicant = Annotated[
    GlobalID | None,
    strawberry.argument(description="Whose terms; left out, the one the list was asked for, else the caller's own party."),
]

InNotation = Annotated[NumberNotation | None, strawberry.argument(description="How to write it.")]


def _written(canonical: str, notation: NumberNotation | None) -> str:
    return from_canonical(canonical).in_notation(notation or NumberNotation.OFFICE) or canonical


def _in_notation(canonical: str | None, notation: NumberNotation | None) -> str | None:
    return _written(canonical, notation) if canonical is not None else None


@strawberry.type(description="A classification symbol.")
class Classification:
    """`patents.Classification` in the API."""

    scheme: str = strawberry.field(description="IPC, CPC, FI or F-term.")
    symbol: str = strawberry.field(description="The symbol, such as H01M 10/05.")


@strawberry.type(description="One owner's share of a patent for a period.")
class TitleShare:
    """`patents.TitleShare` in the API."""

    party: Party = strawberry.field(description="The owner.")
    share: Fraction | None = strawberry.field(description="The share; null exactly where it is not stipulated.")
    share_basis: domain.ShareBasis = strawberry.field(description="How the share is known.")
    period: DateRange = strawberry.field(description="The days for which it is held.")


@strawberry.type(description="The patents that protect one invention, through their priority.")
class PatentFamily:
    """`patents.Family` in the API."""

    code: str = strawberry.field(description="The register's own code, unique.")
    version: int = strawberry.field(description="One more with every change of the record.")
    record: strawberry.Private[domain.Family]
    view: strawberry.Private[View]

    @strawberry.field(description="The invention's title.")
    def title(self, language: InLanguage = Language.JA) -> str | None:
        """Give the title in one language."""
        return worded(self.record.title, language)

    @strawberry.field(
        description=(
            "The number of its international application (PCT), an event of the family and not a right; null where there is none, "
            "or none that is published, for whoever does not read the whole register."
        )
    )
    def international_application(self, notation: InNotation = NumberNotation.OFFICE) -> str | None:
        """Write the number."""
        may_know = self.view.actor.sees_all or self.record.international_publication is not None
        return _in_notation(self.record.international_application, notation) if may_know else None

    @strawberry.field(description="The number under which its international application was published; null where there is none.")
    def international_publication(self, notation: InNotation = NumberNotation.OFFICE) -> str | None:
        """Write the number."""
        return _in_notation(self.record.international_publication, notation)

    @strawberry.field(
        description="What sources say of its international application, by kind of source; for officers and auditors, else empty."
    )
    async def statements(self, info: Info) -> list[SourceStatement]:
        """Read the statements."""
        found = await info.context.loaders.statements.load((self.record.id, self.view.known_at))
        return [SourceStatement.of(one, {}) for one in found or ()]

    @classmethod
    def of(cls, family: domain.Family, view: View) -> PatentFamily:
        """Translate."""
        return cls(code=family.code, version=family.version, record=family, view=view)


@strawberry.type(
    description=(
        "One jurisdiction's right (an EP patent with its validated states). "
        "A WO application is an event of its family, not a right."
    )
)
class Patent(relay.Node):
    """`patents.PatentRecord` in the API; everything is there already, but for what another `knownAt` asks."""

    id: relay.NodeID[str]
    version: int = strawberry.field(description="One more with every change of the record.")
    jurisdiction: str = strawberry.field(description="ST.3 code of the office.")
    application_number: str | None = strawberry.field(description="Canonical application number.")
    publication_number: str | None = strawberry.field(description="Canonical publication number.")
    registration_number: str | None = strawberry.field(description="Canonical registration number.")
    filed_on: date | None = strawberry.field(description="Filing day.")
    published_on: date | None = strawberry.field(description="Day of laid-open publication.")
    registered_on: date | None = strawberry.field(description="Day of registration.")
    expires_on: date | None = strawberry.field(description="The last day in force.")
    kind: domain.PatentKind = strawberry.field(description="Patent or utility model.")
    listed: bool = strawberry.field(
        description="Offered to non-members as open for license. Says nothing about who may see the patent."
    )
    record: strawberry.Private[domain.PatentRecord]
    view: strawberry.Private[View]

    @strawberry.field(
        description=(
            "Registration, else publication, else application number, else the disclosure's own; a notation that does not exist "
            "falls back to CANONICAL."
        )
    )
    def number(self, notation: InNotation = NumberNotation.OFFICE) -> str:
        """Write the number."""
        return number_of(self.record.patent, notation or NumberNotation.OFFICE)

    @strawberry.field(description="The title.")
    def title(self, language: InLanguage = Language.JA) -> str | None:
        """Give the title in one language."""
        return worded(self.record.patent.title, language)

    @strawberry.field(description="The abstract; null where the register has none.")
    def abstract(self, language: InLanguage = Language.JA) -> str | None:
        """Give the abstract in one language."""
        return worded(self.record.patent.abstract, language)

    @strawberry.field(description="Its classification symbols.")
    def classifications(self) -> list[Classification]:
        """Show the symbols."""
        return [Classification(scheme=one.scheme, symbol=one.symbol) for one in self.record.patent.classifications]

    @strawberry.field(description="The family it belongs to.")
    def family(self) -> PatentFamily:
        """Show the family."""
        return PatentFamily.of(self.record.family, self.view)

    @strawberry.field(
        description="The earlier applications whose priority it claims; a notation that does not exist falls back to CANONICAL."
    )
    def priorities(self, notation: InNotation = NumberNotation.OFFICE) -> list[str]:
        """Write the numbers."""
        return [_written(number, notation) for number in sorted(self.record.patent.priorities)]

    @strawberry.field(
        description=(
            "What sources say of it, by kind of source: every fact with its source, the day of which that speaks, and when it was "
            "read. For officers and auditors, else empty."
        )
    )
    async def statements(self, info: Info) -> list[SourceStatement]:
        """Read the statements."""
        patent = self.record.patent
        found = await info.context.loaders.statements.load((patent.id, self.view.known_at))
        return [SourceStatement.of(one, facts_of(patent)) for one in found or ()]

    @strawberry.field(description="The legal status on a day.")
    def legal_status(self, info: Info, on: On = None, known_at: KnownAt = None) -> LegalStatus:
        """Show the status."""
        return self._then(info, on, known_at, lambda record, view: record.status(view.on))

    @strawberry.field(description="The labs it belongs to on a day, as far as the caller may know of them.")
    def open_labs(self, info: Info, on: On = None, known_at: KnownAt = None) -> list[OpenLab]:
        """Show the labs."""
        return self._then(
            info,
            on,
            known_at,
            lambda record, view: [OpenLab.of(lab, view) for lab in terms_use.labs_shown(view, record)],
        )

    @strawberry.field(description="The lab whose package `terms` shows; without terms, the first by code.")
    def open_lab(self) -> OpenLab | None:
        """Show the lab."""
        lab = terms_use.leading_lab(self.view, self.record)
        return OpenLab.of(lab, self.view) if lab else None

    @strawberry.field(description="The scheme of that lab.")
    def scheme(self) -> Scheme | None:
        """Show the scheme."""
        lab = terms_use.leading_lab(self.view, self.record)
        return lab.scheme if lab else None

    @strawberry.field(description="Sole or joint, by the owners on a day.")
    def ownership(self, info: Info, on: On = None, known_at: KnownAt = None) -> Ownership:
        """Tell sole from joint."""
        return self._then(info, on, known_at, lambda record, view: record.ownership(view.on))

    @strawberry.field(description="The class the owners fall in, for the lab whose package `terms` shows.")
    def ownership_class(self, info: Info, on: On = None, known_at: KnownAt = None) -> OwnershipClass:
        """Show the class."""
        return self._then(info, on, known_at, lambda record, view: terms_use.class_of(view, record))

    @strawberry.field(description="The owners on a day.")
    def owners(self, info: Info, on: On = None, known_at: KnownAt = None) -> list[TitleShare]:
        """Show the owners."""
        return self._then(info, on, known_at, lambda record, view: [_title(title, view) for title in record.owners(view.on)])

    @strawberry.field(
        description=(
            "Terms for the caller's own party, or for another one where the caller may ask that. Null where the caller has no "
            "party or may not ask. With several labs the package with the best outcome, then the lowest first-tier rate, "
            "then the lab's code."
        )
    )
    def terms(
        self,
        info: Info,
        applicant: Applicant = None,
        on: On = None,
        known_at: KnownAt = None,
        territory: Annotated[
            str | None, strawberry.argument(description="ST.3 code of one country; left out, the whole territory.")
        ] = None,
        field_of_use: Annotated[str | None, strawberry.argument(description="One field of use; left out, every field.")] = None,
    ) -> Determination | None:
        """Show the best package."""
        scope = scope_of(territory, field_of_use)

        def best(record: domain.PatentRecord, view: View) -> Determination | None:
            found = terms_use.packages_shown(view, record, party_id_in(applicant), scope=scope)
            return Determination.of(found[0], view) if found else None

        return self._then(info, on, known_at, best)

    @strawberry.field(description="One whole package per lab, best first; components are never mixed.")
    def packages(self, info: Info, applicant: Applicant = None, on: On = None, known_at: KnownAt = None) -> list[Determination]:
        """Show every package."""

        def every(record: domain.PatentRecord, view: View) -> list[Determination]:
            found = terms_use.packages_shown(view, record, party_id_in(applicant))
            return [Determination.of(one, view) for one in found]

        return self._then(info, on, known_at, every)

    def _then(
        self, info: Info, on: date | None, known_at: datetime | None, show: Callable[[domain.PatentRecord, View], Answer]
    ) -> Answer:
        """Answer for a day, from what is loaded, or from the patent as known at another moment (then the answer is awaited).

        Whatever is asked further down inherits both.
        """
        view = replace(self.view, on=on) if on is not None else self.view
        if known_at is None or known_at == view.known_at:
            return show(self.record, view)
        return cast(Answer, self._as_known(info, view, known_at, show))

    async def _as_known(
        self, info: Info, asked: View, known_at: datetime, show: Callable[[domain.PatentRecord, View], Answer]
    ) -> Answer | None:
        found = await info.context.loaders.patents.load((self.record.patent.id, known_at))
        if found is None:
            raise PatentNotFound(self.record.patent.code, known_at)
        record, view = found
        return show(record, terms_use.asked_like(asked, view))

    @classmethod
    def of(cls, record: domain.PatentRecord, view: View) -> Patent:
        """Translate."""
        patent = record.patent
        return cls(
            id=str(patent.id),
            version=patent.version,
            jurisdiction=patent.jurisdiction,
            application_number=patent.application_number,
            publication_number=patent.publication_number,
            registration_number=patent.registration_number,
            filed_on=patent.filed_on,
            published_on=patent.published_on,
            registered_on=patent.registered_on,
            expires_on=patent.expires_on,
            kind=patent.kind,
            listed=patent.listed,
            record=record,
            view=view,
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find patents by id in one statement; null for those the caller may not know of."""
        wanted = list(node_ids)
        ids = [one for one in map(uuid_in, wanted) if one is not None]
        found, view = await patent_use.by_ids(info.context.pool, info.context.actor, info.context.moment, ids)
        by_text = {str(one): record for one, record in found.items()}
        return [Patent.of(by_text[one], view) if one in by_text else None for one in wanted]


def _title(title: domain.TitleShare, view: View) -> TitleShare:
    return TitleShare(
        party=Party.of(view.reference.parties[title.party], view),
        share=title.share,
        share_basis=title.basis,
        period=DateRange.of(title.period),
    )


@strawberry.type(name="PatentConnection", description="One page of patents.")
class PatentConnection(Connection[Patent]):
    """A page of patents."""

    question: strawberry.Private[tuple[PatentFilter | None, Asked]] = (None, NOW)

    @strawberry.field(
        description=(
            "How the whole list is spread over the values of some dimensions. A facet leaves the filter of its own dimension out, "
            "so each value has the `totalCount` of the list that is filtered by this value instead."
        )
    )
    async def facets(
        self,
        info: Info,
        by: figures.By,
        first: Annotated[
            int, strawberry.argument(description=f"Values of each at most, the largest first; 1 to {MOST_VALUES}.")
        ] = MOST_VALUES,
    ) -> list[figures.Facet]:
        """Count by each."""
        return await figures.facets(info, by, first, *self.question)


@strawberry.type(description="The root fields about patents.")
class PatentQuery:
    """The root fields about patents."""

    @strawberry.field(
        description="A patent by any usual notation of one of its numbers; null where there is none that the caller may know of."
    )
    async def patent(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="A number in any usual notation, or the register's own code.")],
    ) -> Patent | None:
        """Find one patent."""
        context = info.context
        record, view = await patent_use.find(context.pool, context.actor, context.moment, number)
        return Patent.of(record, view) if record else None

    @strawberry.field(
        description=(
            "The pool, as far as the caller may know of it. "
            "`applicant`, `on` and `knownAt` govern outcome, standing and rate in filter and order, and every nested `terms` "
            "without its own."
        )
    )
    async def patents(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[PatentFilter | None, strawberry.argument(description="Which patents.")] = None,
        order_by: Annotated[
            PatentOrder | None, strawberry.argument(description="In which order; by number where left out.")
        ] = None,
        applicant: Applicant = None,
        on: On = None,
        known_at: KnownAt = None,
    ) -> PatentConnection:
        """Show one page."""
        context = info.context
        order = order_by.to_order() if order_by else Order(PatentOrderField.NUMBER, Direction.ASC)
        asked_for = question("patents", filter=filter, applicant=str(applicant) if applicant else None, on=on, known_at=known_at)
        cursors = context.cursors.bound(viewer=viewer_key(info), question=asked_for, order=f"{order.by} {order.direction}")
        asked = Asked(on=on, known_at=known_at, applicant=party_id_in(applicant))
        page, view = await patent_use.browse(
            context.pool,
            context.actor,
            context.moment,
            request=page_request(cursors, first=first, after=after, last=last, before=before),
            filter=filter.to_filter() if filter else Filter(),
            answers=filter.to_answers() if filter else ANY_ANSWER,
            order=order,
            asked=asked,
            with_total=selected(info, "totalCount"),
        )
        rows = tuple(zip(page.records, page.keysets, strict=True))
        found = PatentConnection.of(
            Page(rows, page.has_next, page.has_previous, page.total),
            cursors,
            node=lambda row: Patent.of(row[0], view),
            keyset=lambda row: row[1],
        )
        found.question = (filter, asked)
        return found


def viewer_key(info: Info) -> str:
    """Name the caller for what is bound to it: its role and party."""
    actor = info.context.actor
    return f"{actor.role}:{actor.party or '-'}"

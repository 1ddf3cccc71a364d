"""Clauses in the API: where a rule comes from."""

from __future__ import annotations

import strawberry

from ippool.domain import clause as domain_clause
from ippool.domain.words import Language, Words
from ippool.graphql.scalars import InLanguage, worded


@strawberry.type(description="The provision a rule rests on: an article of a statute, a guideline or an agreement.")
class Clause:
    """One provision as the API shows it."""

    document: str = strawberry.field(description="The statute, guideline or agreement.")
    article: str = strawberry.field(description="The article or paragraph in it.")
    url: str | None = strawberry.field(description="Where it was read; null where it has no public address.")
    verified: bool = strawberry.field(description="False where default law was not read at its source.")
    words: strawberry.Private[Words | None]

    @strawberry.field(description="What it says, in our words; null where it is only cited.")
    def text(self, language: InLanguage = Language.JA) -> str | None:
        """Give the text in one language."""
        return worded(self.words, language)

    @classmethod
    def of(cls, clause: domain_clause.Clause) -> Clause:
        """Translate."""
        return cls(document=clause.document, article=clause.article, url=clause.url, verified=clause.verified, words=clause.text)

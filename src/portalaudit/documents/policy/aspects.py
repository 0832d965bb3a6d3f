"""What a text speaks of beside its kind: for each code the sentence that says it best (data/policy_aspects.toml)."""

from collections.abc import Mapping
from functools import cache

from portalaudit.data.tables import table
from portalaudit.documents.policy.counting import Hit, count
from portalaudit.documents.policy.page import Page
from portalaudit.documents.policy.phrases import Phrase
from portalaudit.documents.policy.sets import weighed
from portalaudit.model.policy import Quote

SEVERAL = 3
"""The best three passages of a code are given; own choice."""
LEAST = 2.0
"""Phrases that weigh less only back up another of their code."""


def aspects_of(page: Page) -> tuple[tuple[str, Quote], ...]:
    """Code and sentence, in the table's order; of one code up to three, the heaviest first."""
    found: list[tuple[str, Quote]] = []
    for code, listed in _sections().items():
        told = count(page, listed, "body")
        if not told.hits or (told.hits[0].weight < LEAST and told.total < LEAST):
            continue
        found += [(code, quote) for quote in _quotes(page, told.hits)]
    return tuple(found)


def _quotes(page: Page, hits: tuple[Hit, ...]) -> list[Quote]:
    """The sentences around the best hits, none twice."""
    quotes: list[Quote] = []
    for hit in hits:
        quote = page.sentence(hit.start, hit.end)
        if len(quotes) < SEVERAL and not any(quote.start < known.end and known.start < quote.end for known in quotes):
            quotes.append(quote)
    return quotes


@cache
def _sections() -> Mapping[str, tuple[Phrase, ...]]:
    return {code: weighed(section) for code, section in table("policy_aspects").items() if isinstance(section, dict)}

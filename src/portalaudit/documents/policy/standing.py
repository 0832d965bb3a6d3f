"""Whether a document is in force, a draft, not adopted or superseded, as its words tell (data/policy_standing.toml)."""

from dataclasses import dataclass
from functools import cache

from portalaudit.data.tables import table
from portalaudit.documents.policy.counting import Hit, count
from portalaudit.documents.policy.page import Page
from portalaudit.documents.policy.phrases import Phrase
from portalaudit.documents.policy.sets import weighed
from portalaudit.model.policy import Standing

ORDER: tuple[Standing, ...] = ("superseded", "not-adopted", "draft", "in-force")


@dataclass(frozen=True, slots=True)
class State:
    """The standing, and the words that tell."""

    standing: Standing
    hits: tuple[Hit, ...]


def state_of(page: Page) -> State:
    """The first of superseded, not adopted, draft and in force whose words weigh enough."""
    least = table("policy_standing")["least"]
    assert isinstance(least, float)
    for name in ORDER:
        top, anywhere = _listed(name)
        told, more = count(page, top, "title"), count(page, anywhere, "body")
        if told.total + more.total >= least:
            return State(name, tuple(sorted((*told.hits, *more.hits), key=lambda hit: (-hit.weight, hit.start, hit.end))))
    return State("unknown", ())


@cache
def _listed(name: str) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    section = table("policy_standing")[name]
    assert isinstance(section, dict)
    return weighed(section.get("top", {})), weighed(section.get("any", {}))

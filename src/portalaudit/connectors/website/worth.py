"""What a link promises, by its words: the table `website_links` of data/, which says how a score is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from portalaudit.connectors.keys import plain
from portalaudit.data.tables import rows, table, words


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that a link may name."""

    code: str
    weight: float
    pattern: re.Pattern[str]
    catalogue: bool
    """A title in the catalogue that names it may be a document of governance."""
    document: bool
    """A link that names it may be a document of policy or governance: those of the catalogue, and acts of any sort."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What one link promises."""

    topic: str | None
    """The best topic that it names."""
    strength: float
    """That topic's weight, less where only the address or the text around names it; 0 for none."""
    away: float
    """What its words take off."""


@cache
def number(section: str, name: str) -> float:
    """A number of the table."""
    found = table("website_links")[section]
    assert isinstance(found, dict)
    return float(found[name])


@cache
def topics() -> tuple[Topic, ...]:
    """The topics, highest weight first."""
    found = [
        Topic(
            str(row["code"]),
            _float(row, "weight"),
            _any(row),
            row.get("catalogue") is True,
            "catalogue" in row or "document" in row,
        )
        for row in rows("website_links", "topic")
    ]
    return tuple(sorted(found, key=lambda topic: (-topic.weight, topic.code)))


@cache
def documents() -> frozenset[str]:
    """Codes of topics whose links may be documents."""
    return frozenset(topic.code for topic in topics() if topic.document)


@cache
def _aways() -> tuple[tuple[float, re.Pattern[str]], ...]:
    found = [(_float(row, "weight"), _any(row)) for row in rows("website_links", "away")]
    return tuple(sorted(found, key=lambda pair: -pair[0]))


def _float(row: Mapping[str, object], key: str) -> float:
    value = row[key]
    assert isinstance(value, float)
    return value


def _any(row: Mapping[str, object]) -> re.Pattern[str]:
    return re.compile("|".join(words(row, "patterns")))


@lru_cache(maxsize=16_384)
def topic_of(text: str) -> Topic | None:
    """The weightiest topic that a text names, in any spelling."""
    words_of = plain(text)
    return next((topic for topic in topics() if topic.pattern.search(words_of)), None) if words_of else None


@lru_cache(maxsize=16_384)
def _away_of(text: str) -> float:
    words_of = plain(text)
    return next((weight for weight, pattern in _aways() if pattern.search(words_of)), 0.0)


@lru_cache(maxsize=16_384)
def path_words(url: str) -> str:
    """The words of an address that may name its subject: the last three steps of its path and the values of its query."""
    parts = urlsplit(url)
    steps = [step for step in unquote(parts.path).split("/") if step][-3:]
    values = [pair.partition("=")[2] for pair in unquote(parts.query.replace("+", " ")).split("&")]
    return " ".join([*steps, *values])[-200:]


def worth_of(text: str, url: str, context: str = "") -> Worth:
    """What a link promises.

    Args:
        text: what is shown of it.
        url: where it leads.
        context: the line of text that it stands in.
    """
    shown, path = topic_of(text), topic_of(path_words(url))
    around = topic_of(context) if context else None
    offers = [
        (shown.weight if shown else 0.0, shown),
        (path.weight * number("weights", "path") if path else 0.0, path),
        (around.weight * number("weights", "context") if around else 0.0, around),
    ]
    strength, best = max(offers, key=lambda offer: offer[0])
    if shown is not None and path is not None:
        strength += number("weights", "agree")
    return Worth(best.code if best else None, round(strength, 3), max(_away_of(text), _away_of(path_words(url))))


def in_catalogue(title: str, dataset: bool) -> Worth | None:
    """What an asset's title promises; None where it names no document of policy or governance.

    Args:
        dataset: the asset is a dataset, whose title must name its subject better than a document's.
    """
    found = topic_of(title)
    needed = number("weights", "catalogue_dataset" if dataset else "catalogue")
    if found is None or not found.catalogue or found.weight < needed:
        return None
    return Worth(found.code, found.weight, _away_of(title))

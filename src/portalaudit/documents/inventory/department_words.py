"""Words that tell a list of a city's departments, and a department's name, from everything else on a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed
from portalaudit.documents.inventory.names import folded, normalised, words

LONGEST = 100
"""Characters of a name, at most; what is longer is a sentence (own choice)."""
_MOST_WORDS = 12
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}:\d\d|[@#$€]|https?:|www\.|\.(?:com|org|gov|pdf)\b", re.IGNORECASE)
_PHONE = re.compile(r"[\s,;:|–—-]*(?:\+?\d{1,3}[\s.-]?)?\(?\d{2,4}\)?[\s.-]\d{3,4}[\s.-]\d{3,4}.*$")
_HINT = re.compile(r"\s*\((?:opens|external|link|abre|se abre)[^)]{0,60}\)\s*$", re.IGNORECASE)
_EDGES = " \t\u00a0»«›‹>|•·→-–—:,;*+"
_JOINED = re.compile(r"&|/|\b(?:and|y|e)\b")


@dataclass(frozen=True, slots=True)
class Look:
    """What a short text looks like."""

    name: str
    """The text as a name: without phone numbers, arrows and hints at its end."""
    like: bool
    """It looks like a department's name."""
    other: bool
    """It looks like a service, a piece of news or a year, and speaks against a list that has many of them."""
    dropped: bool
    """It surely is one, and nobody's name in a list of departments."""
    families: frozenset[str]
    """The functions of a city that it names."""


def said(text: str) -> int:
    """How surely a link's text, a heading or a title says "the departments": 0 not at all, 1 among other words, 2 plainly,
    3 plainly and all of them."""
    rules = _words("said")
    parts = _parts(text)
    if not parts or len(parts) > _limit() or any(part in rules["refused"] for part in parts):
        return 0
    bodies = rules["plural"] | (rules["singular"] if rules["list"] & set(parts) else frozenset())
    if not bodies & set(parts):
        return 0
    rest = [part for part in parts if part not in bodies | rules["list"] | rules["beside"] | rules["whole"]]
    if not rest:
        return 3 if rules["whole"] & set(parts) else 2
    return 0 if families(" ".join(rest)) or not rules["plural"] & set(parts) else 1


def said_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words for bodies, and words that may stand around them in "a list of the city's departments"."""
    rules = _words("said")
    return rules["plural"] | rules["singular"], (rules["list"] | rules["beside"] | rules["whole"]) - rules["refused"]


def is_hub(text: str) -> bool:
    """A link's text leads to a page on the government, where the list may be one step further."""
    return " ".join(words(text)) in _words("said")["hubs"]


def of_other_things(heading: str) -> bool:
    """The part of a page under this heading lists something else: services, news, what is popular, boards."""
    parts = words(heading)
    if said(heading) > 1:
        return False
    rules = _words("other_parts")
    return " ".join(parts) in rules["texts"] or any(part in rules["words"] for part in parts)


def is_noise(text: str) -> bool:
    """The text is a page's furniture, a letter or a number; nobody's name."""
    parts = words(text)
    return (
        not parts
        or len("".join(parts)) < 2
        or all(part.isdigit() for part in parts)
        or " ".join(parts) in _words("names")["noise"]
    )


def heads_names(header: str) -> bool:
    """A column's header says that its cells are names of departments."""
    return " ".join(words(header)) in _words("names")["headers"]


@lru_cache(maxsize=16_384)
def look(text: str) -> Look:
    """A short text, judged."""
    name = " ".join(_HINT.sub("", _PHONE.sub("", text)).split()).strip(_EDGES)
    rules = _words("names")
    parts = words(name)
    body = any(part in rules["bodies"] for part in parts)
    dated = _DATED.search(name) or (_YEAR.search(name) and not body)
    if not parts or len(name) > LONGEST or len(parts) > _MOST_WORDS or dated or name.endswith(("?", "!", "…")):
        return Look(name, False, bool(parts), True, frozenset())
    if parts[0] in rules["verbs"] and not (body and len(parts) > 2 and parts[-1] in rules["bodies"]):
        return Look(name, False, True, True, frozenset())
    if parts[-1] in rules["things"] and not body and not _JOINED.search(folded(name)):
        return Look(name, False, True, False, frozenset())
    touched = families(name)
    return Look(name, body or bool(touched), False, False, touched)


def families(text: str) -> frozenset[str]:
    """The functions of a city that a text names."""
    padded = f" {' '.join(words(text))} "
    return frozenset(family for term, family in _functions() if term in padded)


def are_departments(names: Sequence[str]) -> bool:
    """Texts, furniture aside, are names of a city's departments: enough distinct ones, enough that look like it, over enough of
    a city's functions, with few services, news or years between them (thresholds of the table `department_pages`)."""
    looks: dict[str, Look] = {}
    others = 0
    for text in names:
        found = look(text)
        if found.other or not found.name:
            others += 1
        else:
            looks.setdefault(normalised(found.name), found)
    likes = sum(found.like for found in looks.values())
    touched = {family for found in looks.values() for family in found.families}
    return (
        len(looks) >= threshold("names")
        and likes >= threshold("like") * len(looks)
        and len(touched) >= threshold("families")
        and others <= threshold("services") * (len(looks) + others)
    )


def threshold(name: str) -> float:
    """A threshold of the table `department_pages`."""
    found = table("department_pages")["thresholds"]
    assert isinstance(found, dict)
    return float(found[name])


def _parts(text: str) -> list[str]:
    """Words; `A-Z` and `A to Z` are one."""
    return re.sub(r"\ba (?:to |a |la )?z\b", "az", " ".join(words(text))).split()


def _limit() -> int:
    found = table("department_pages")["said"]
    assert isinstance(found, dict)
    return int(found["most_words"])


@cache
def _words(section: str) -> Mapping[str, frozenset[str]]:
    found = table("department_pages")[section]
    assert isinstance(found, dict)
    return {key: frozenset(listed(found, key)) for key, value in found.items() if isinstance(value, list)}


@cache
def _functions() -> tuple[tuple[str, str], ...]:
    found = table("department_pages")["functions"]
    assert isinstance(found, dict)
    return tuple((f" {term} ", family) for family in found for term in listed(found, family))

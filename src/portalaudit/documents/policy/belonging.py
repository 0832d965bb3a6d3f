"""Whether a document is a city's own, by the government that its text names."""

import re
from collections.abc import Sequence
from typing import Literal

from portalaudit.data.tables import rows, table, words
from portalaudit.documents.policy.folding import fold
from portalaudit.documents.policy.place import behinds, forms
from portalaudit.model.policy import Reading


def of_place(reading: Reading, names: Sequence[str]) -> Literal["own", "other", "unknown"]:
    """Whether the government that a document names is the one known by `names` (official name, short name, aliases).

    A county's or a state's document is not the city's of the same name, unless one of `names` says county or state.
    """
    place = reading.place
    if not place or not any(name.strip() for name in names):
        return "unknown"
    told = _readings(place)
    return "own" if any(told & _readings(name) for name in names) else "other"


def _readings(name: str) -> set[tuple[str, str]]:
    """What a name may mean: level and bare name."""
    text = re.sub(r"\s+", " ", fold(name).replace(".", "")).strip(" ,'")
    found: set[tuple[str, str]] = set()
    for row in rows("policy_places", "whole"):
        if text in {fold(str(row["name"])), *(fold(other).replace(".", "") for other in words(row, "also"))}:
            found.add((str(row["level"]), fold(str(row["name"]))))
    level, bare = _split(text)
    bare = re.sub(r"'s?$", "", bare)
    shorter = {bare, bare.split(",")[0].strip()}
    shorter |= {one.removesuffix(" city") for one in shorter if one in words(table("policy_places"), "with_city")}
    if "government" in text:
        shorter |= {part.strip() for one in shorter for part in re.split(r"/| and ", one)}
    return found | {(level, _spelled(one)) for one in shorter if one}


def _split(text: str) -> tuple[str, str]:
    """The level and the name without its form; a bare name is a city's."""
    for form, (_, level) in sorted(forms().items(), key=lambda item: -len(item[0])):
        if text.startswith(form + " "):
            return level, text[len(form) + 1 :].removeprefix("the ")
    head, _, rest = text.partition(",")
    for words_behind, behind in behinds().items():
        if head.endswith(" " + words_behind):
            return behind.level, head.removesuffix(" " + words_behind) + (f",{rest}" if rest else "")
    return "city", text


def _spelled(name: str) -> str:
    """`St.` and `Saint`, hyphens and articles are the same."""
    text = re.sub(r"[-/]", " ", name)
    text = re.sub(r"\b(?:st|ste|sainte|saint)\b", "st", text)
    text = re.sub(r"\b(?:ft|fort)\b", "ft", re.sub(r"\b(?:mt|mount)\b", "mt", text))
    return re.sub(r" +", " ", re.sub(r"^(?:the|la|el|o|a) ", "", text)).strip()

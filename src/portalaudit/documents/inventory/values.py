"""What cells say of publication and access."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from portalaudit.documents.inventory.names import folded, link_key, words
from portalaudit.documents.inventory.vocabulary import value_beginnings, value_words

Publication = Literal["published", "not_published", "unread"]
Access = Literal["public", "not_public", "unread"]

_STEP = re.compile(r"^\d{1,2} ?[-.:)] ?(?=\D)")
"""The number of a step: `12 - publication`."""
_MARKS = " .;:!*-_\t"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of an inventory that the tables get wrong: a mapping file, read."""

    columns: Mapping[str, str | None] = field(default_factory=dict)
    """Header → group, or None for a header that means nothing."""
    published: frozenset[str] = frozenset()
    not_published: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()
    not_public: frozenset[str] = frozenset()
    """Cells, folded."""


NO_CORRECTIONS = Corrections()


def publication_of(text: str, corrections: Corrections = NO_CORRECTIONS) -> Publication:
    """What a cell of the publication column says."""
    cell = folded(text).strip(_MARKS)
    cell = _STEP.sub("", cell)
    if cell in corrections.published:
        return "published"
    if cell in corrections.not_published:
        return "not_published"
    plain = re.sub(r"[^\w ]+", " ", cell)
    plain = " ".join(plain.split())
    if cell in value_words("publication", "no") or plain in value_words("publication", "no"):
        return "not_published"
    if cell in value_words("publication", "yes") or plain in value_words("publication", "yes") or link_key(text):
        return "published"
    if cell.startswith(value_beginnings("publication", "unread_begins")):
        return "unread"
    if cell.startswith(value_beginnings("publication", "no_begins")):
        return "not_published"
    return _begun(cell) if cell.startswith(value_beginnings("publication", "yes_begins")) else "unread"


def _begun(cell: str) -> Publication:
    """Of a text that begins as published, what the rest makes of it: `published internally`, `published on request`."""
    parts = set(words(cell))
    if parts & value_words("publication", "inside"):
        return "not_published"
    return "unread" if parts & value_words("publication", "doubt") else "published"


def access_of(texts: Sequence[str], corrections: Corrections = NO_CORRECTIONS, *, flags: bool = False) -> Mapping[str, Access]:
    """What each distinct cell of the classification column says; all together, for a level means something only in its scale.

    Args:
        texts: the column's distinct cells.
        corrections: a person's word on cells.
        flags: the header asks a question (`Is public`), so that yes and no answer it; else they are not read.
    """
    levels = {text: level for text in texts if (level := _level(text)) is not None}
    if max(levels.values(), default=0) > _HIGHEST:  # a score, not a level
        levels = {}
    lowest = min(levels.values(), default=0)
    found: dict[str, Access] = {}
    for text in texts:
        cell = folded(text).strip(_MARKS)
        if cell in corrections.public:
            found[text] = "public"
        elif cell in corrections.not_public:
            found[text] = "not_public"
        elif (named := _worded(text, flags=flags)) != "unread":
            found[text] = named
        elif text in levels:
            found[text] = "public" if levels[text] == lowest and lowest <= 1 else "not_public"
        else:
            found[text] = "unread"
    return found


_HIGHEST = 6
"""The highest level that classification schemes number."""
_YES_NO = frozenset({"yes", "no", "true", "false", "y", "n", "none"})


def _worded(text: str, *, flags: bool) -> Access:
    """By words alone: the whole cell first, then single words, where one that closes weighs more than one that opens."""
    parts = words(text)
    cell = " ".join(parts)
    if cell in _YES_NO and not flags:
        return "unread"
    if cell in value_words("classification", "not_public"):
        return "not_public"
    if cell in value_words("classification", "public"):
        return "public"
    said = {found for run in _RUNS.split(folded(text)) for found in _said(words(run))}
    return "not_public" if "not_public" in said else "public" if "public" in said else "unread"


_RUNS = re.compile(r"[,;:()\[\]/|.–—]| - ")
"""What a negation does not reach over."""
_REACH = 3
"""Words that a negation reaches (own choice): `not for public release`."""


def _said(parts: Sequence[str]) -> set[Access]:
    """What the words of a run say, negations minded."""
    opens, closes = value_words("classification", "public_words"), value_words("classification", "not_public_words")
    padded = f" {' '.join(parts)} "
    found: set[Access] = (
        {"not_public"} if any(f" {run} " in padded for run in value_words("classification", "not_public_runs")) else set()
    )
    turned: set[int] = set()
    turnable = opens | closes | value_words("classification", "released")
    for place, word in enumerate(parts):
        if word in value_words("classification", "negations"):
            ahead = range(place + 1, min(place + 1 + _REACH, len(parts)))
            turned.update([at for at in ahead if parts[at] in turnable][:1])
    for place, word in enumerate(parts):
        if place in turned:
            found |= set() if word in closes else {"not_public"}
        elif word in opens or word in closes:
            found.add("not_public" if word in closes else "public")
    return found


def _level(text: str) -> int | None:
    """The number of a level: `Level 0`, `Tier 2 - Internal`, `3`."""
    parts = words(text)
    if parts and parts[0] in value_words("classification", "level_words"):
        parts = parts[1:]
    elif len(parts) != 1:
        return None
    return int(parts[0]) if parts and parts[0].isdigit() and len(parts[0]) <= 2 else None


def is_retired(text: str) -> bool:
    """The cell says that the dataset is no longer kept."""
    return bool(value_words("retired", "words") & set(words(text)))


def is_question(header: str) -> bool:
    """The header asks whether something is public: yes and no answer it."""
    parts = words(header)
    return (
        bool({"public", "publico", "publica", "open", "abierto", "aberto", "espublico", "ispublic"} & set(parts)) or "?" in header
    )


def asks_sensitivity(header: str) -> bool:
    """The header asks whether data are sensitive or personal: a yes keeps them from the public."""
    parts = set(words(header))
    return bool(parts & {"contains", "contain", "has", "includes", "contiene", "incluye", "contem", "possui", "inclui"}) and bool(
        parts
        & {
            "sensitive",
            "pii",
            "personal",
            "personally",
            "confidential",
            "sensible",
            "sensibles",
            "personales",
            "pessoais",
            "sensiveis",
        }
    )

"""File formats and services: what portals call them, and what can be done with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.tables import rows, table, words

_ENDS = re.compile(r"^[\W_]+|[^\w)]+$")


@dataclass(frozen=True, slots=True)
class Format:
    id: str
    machine_readable: bool | None
    """A program can take the data out of it; None where that depends on what is inside."""
    proprietary: bool
    """Its description is not public, or one maker decides it."""
    role: str
    """`file`, `service` (answers queries), `page` (for people) or `container`."""


@dataclass(frozen=True, slots=True)
class Formats:
    """The table, compiled; all keys in lower case."""

    labels: Mapping[str, Format]
    """By `label_key`."""
    media: Mapping[str, Format]
    endings: Mapping[str, Format]
    vague: frozenset[str]
    """Labels and media types that say nothing."""


def label_key(text: str) -> str:
    """A label in lower case, blanks joined, without punctuation at its ends: `.CSV` becomes `csv`."""
    return _ENDS.sub("", " ".join(text.casefold().split()))


@cache
def formats() -> Formats:
    """The shipped table `formats.toml`."""
    labels: dict[str, Format] = {}
    media: dict[str, Format] = {}
    endings: dict[str, Format] = {}
    for row in rows("formats", "format"):
        machine = row.get("machine")
        found = Format(
            str(row["id"]), None if machine is None else bool(machine), bool(row.get("proprietary")), str(row.get("role", "file"))
        )
        for key, into in (("labels", labels), ("media", media), ("endings", endings)):
            for word in words(row, key):
                into.setdefault(label_key(word) if key == "labels" else word, found)
    shipped = table("formats")
    vague = frozenset({*(label_key(word) for word in words(shipped, "vague")), *words(shipped, "vague_media")})
    return Formats(labels, media, endings, vague)

"""Licences: their identifiers, names and addresses, and whether they are open."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.tables import rows, table, words

_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence, or one statement that says as much without naming one."""

    id: str
    """SPDX identifier, with its version where that was told; `LicenseRef-…` where SPDX has none."""
    title: str
    open: bool
    """Conforms to the Open Definition 2.1."""
    named: bool = True
    """False for a statement about openness that names no licence, such as CKAN's "Other (Open)"."""


@dataclass(frozen=True, slots=True)
class Licences:
    """The table, compiled."""

    names: Mapping[str, Licence]
    """By `name_key`."""
    urls: tuple[tuple[re.Pattern[str], Licence], ...]
    """Matched at the start of an address in lower case without scheme and `www.`."""
    phrases: tuple[tuple[re.Pattern[str], Licence], ...]
    """Searched in text in lower case."""
    registers: tuple[re.Pattern[str], ...]
    """Addresses that end in a licence's identifier, the group `id`."""
    generated: tuple[re.Pattern[str], ...]
    """Addresses that a platform makes up and that name no licence."""
    marks: str
    """One expression (RE2) without which no address or phrase can match."""
    nothing: frozenset[str]
    """Keys of statements that state nothing."""


def name_key(text: str) -> str:
    """A name without case, accents and punctuation: `CC-BY 4.0` becomes `cc by 4 0`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _APART.sub(" ", "".join(mark for mark in plain if not unicodedata.combining(mark))).strip()


@cache
def licences() -> Licences:
    """The shipped table `licences.toml`."""
    names: dict[str, Licence] = {}
    urls: list[tuple[re.Pattern[str], Licence]] = []
    phrases: list[tuple[re.Pattern[str], Licence]] = []
    for row in rows("licences", "licence"):
        licence = Licence(str(row["id"]), str(row["title"]), bool(row["open"]), bool(row.get("named", True)))
        for name in (licence.id, *words(row, "names")):
            names.setdefault(name_key(name), licence)
        urls += [(re.compile(pattern), licence) for pattern in words(row, "urls")]
        phrases += [(re.compile(pattern), licence) for pattern in words(row, "phrases")]
    shipped = table("licences")
    return Licences(
        names=names,
        urls=tuple(urls),
        phrases=tuple(phrases),
        registers=tuple(re.compile(pattern) for pattern in words(shipped, "registers")),
        generated=tuple(re.compile(pattern) for pattern in words(shipped, "generated")),
        marks="|".join(words(shipped, "marks")),
        nothing=frozenset({"", *(name_key(name) for name in words(shipped, "nothing"))}),
    )

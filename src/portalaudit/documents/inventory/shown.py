"""What of an inventory's cells may stand in a report: words of a list, not what somebody wrote about a person.

Inventories hold free text under the heads of vocabularies (`Sensitivity`: "Ask …, 555 …, …@…") and persons where departments are
meant. Classification levels and cells that mean nothing to us are shown only where they look like words of a list, else they are
counted; names of departments that look like persons or hold addresses and telephone numbers are masked wherever they are named.
"""

import re
from collections.abc import Mapping
from functools import cache

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed
from portalaudit.documents.inventory.department_words import LONGEST, look
from portalaudit.documents.inventory.names import words

MASK = "•••"
"""Stands in the place of a person's name, address or telephone number."""

_MAIL = re.compile(r"[^\s@]{0,100}@\S*")
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{5,}\d(?:\s*(?:x|ext\.?)\s*\d+)?")
_RUN = re.compile(r"\d[\d\s.()-]*\d")
_INITIALS = re.compile(r"^(?:[A-Z]\.\s?){1,2}[A-Z][\w'’-]+\d*$|^[A-Z][\w'’-]+,\s(?:[A-Z]\.\s?){1,2}$")
_PARTS = re.compile(r"(\s*[()\[\]/|;:]\s*|\s[-–—]\s)")
_PAIR = re.compile(r"(?=\b([A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’-]{1,40})\s{1,4}[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ])")


def vocabulary(counts: Mapping[str, int], *, known: frozenset[str] = frozenset()) -> tuple[dict[str, int], int]:
    """The texts of a column that look like words of a list, and how many distinct others there are.

    A text is one where it is short, without `@` and runs of digits and no person's name, and either understood or, in a column
    of few distinct texts, there more than once (thresholds of the table `inventory_values`, own choice).

    Args:
        counts: how often each distinct text occurs.
        known: texts that were understood; once is enough for them.
    """
    rules = _rules()
    few = len(counts) <= rules["distinct"]
    kept = {
        text: count
        for text, count in counts.items()
        if (text in known or (few and count >= rules["repeated"])) and _short(text) and masked(text) == text
    }
    return kept, len(counts) - len(kept)


def _short(text: str) -> bool:
    rules = _rules()
    if len(text) > rules["longest"] or len(words(text)) > rules["words"] or "@" in text:
        return False
    return max((sum(map(str.isdigit, run)) for run in _RUN.findall(text)), default=0) < rules["digits"]


def masked(name: str) -> str:
    """A text as it may be shown: e-mail addresses, telephone numbers and persons in it masked."""
    bare = _PHONE.sub(MASK, _MAIL.sub(MASK, name))
    return "".join(MASK if is_person(part) else part for part in _PARTS.split(bare))


def is_person(text: str) -> bool:
    """The text looks like a person's name: a title or a common given name (`data/inventory_persons.toml`) with a name behind it,
    or initials; and nothing in it names a body or a function of a city."""
    bare = " ".join(text.replace(MASK, " ").split())
    if " " not in bare or (len(bare) <= LONGEST and look(bare).like):
        return False
    parts = [word.rstrip("0123456789") for word in words(bare)]
    given = _persons("given")
    first = words(bare.split(",")[1])[:1] if "," in bare else parts[:1]
    return (
        _INITIALS.match(bare) is not None
        or (parts[:1] != [] and parts[0] in _persons("titles") and len(parts) <= _MOST)
        or (len(parts) <= _MOST and bool(given & set(first)))
        or any(given & set(words(found)) for found in _PAIR.findall(bare))
    )


_MOST = 5
"""Words of a name (own choice)."""


@cache
def _persons(key: str) -> frozenset[str]:
    return frozenset(listed(table("inventory_persons"), key))


def _rules() -> Mapping[str, float]:
    found = table("inventory_values")["shown"]
    assert isinstance(found, dict)
    return found

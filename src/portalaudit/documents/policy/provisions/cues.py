"""Hand-written signs of each provision in a passage: said plainly, spoken of, or spoken of otherwise (exclusion, disclaimer)."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from portalaudit.data.tables import table
from portalaudit.documents.policy.phrases import bounded
from portalaudit.documents.policy.provisions.codes import CODES

PLAIN, HINT = 0, 1
_TABLE = "provision_cues"
_LITERAL = re.compile(r"\\.|[A-Z]")
_NO_WORD = re.compile(r"(\w{40})\w+")
"""More letters than a word has: the rest says nothing, and would cost time; own choice."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None], ...]:
    """Of each provision: plain, hint, against. Read once, at first use."""
    found = []
    for code in CODES:
        row = table(_TABLE)[code]
        assert isinstance(row, dict)
        against = row.get("against")
        found.append((_compiled(row["plain"]), _compiled(row["hint"]), _compiled(against) if against else None))
    return tuple(found)


def _compiled(words: Sequence[str]) -> re.Pattern[str]:
    """One pattern for lower-case text: faster than ignoring case. `\\W` and `\\B` keep their case."""
    joined = "|".join(f"(?:{word})" for word in words)
    return re.compile(_LITERAL.sub(lambda found: found[0].lower() if len(found[0]) == 1 else found[0], bounded(joined)))


def cues_of(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Shape (passages, 31, 2): said plainly; spoken of. Neither where the passage speaks of it otherwise."""
    found = np.zeros((len(texts), len(CODES), 2), dtype=bool)
    lowered = [_NO_WORD.sub(r"\1", text.lower()) for text in texts]
    for number, (plain, hint, against) in enumerate(_patterns()):
        for place, text in enumerate(lowered):
            said = plain.search(text) is not None
            if (said or hint.search(text)) and not (against and against.search(text)):
                found[place, number, PLAIN if said else HINT] = True
    return found

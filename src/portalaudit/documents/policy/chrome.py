"""Where a page's navigation ends and its footer begins, for texts whose reader could not tell (data/policy_chrome.toml)."""

from functools import cache
from itertools import islice

from portalaudit.data.tables import table, words
from portalaudit.documents.policy.folding import fold

# Own choices: lines looked at from either end, and how long a line of a menu is.
LINES, LINE = 80, 48
_MARKS = " \t|>»«<•·*-–—:.©"


def without_chrome(plain: str, start: int, end: int) -> tuple[int, int]:
    """The part between menus; all of it where the ends do not look like menus."""
    first = start + _run(plain[start : min(end, start + LINES * LINE * 2)].split("\n"))
    tail = plain[max(first, end - LINES * LINE * 2) : end].split("\n")
    last = end - _run(tail[::-1])
    return (first, last) if first < last else (start, end)


def _run(lines: list[str]) -> int:
    """Characters of the lines, from the first, that are a menu."""
    known, least = _known()
    met = length = reached = 0
    for line in islice(lines, LINES):
        if len(line) > LINE:
            break
        length += len(line) + 1
        if fold(line).strip(_MARKS) in known:
            met += 1
            reached = length
    return reached if met >= least else 0


@cache
def _known() -> tuple[frozenset[str], int]:
    shipped = table("policy_chrome")
    least = shipped["least"]
    assert isinstance(least, int)
    return frozenset(words(shipped, "lines")), least

"""A small language for phrases, so that the tables hold words and no regular expression can run away.

`word*` any ending · `(a|b c|)` one of these, or nothing · `...` up to 80 characters of the same sentence ·
`^` and `$` a line's begin and end · `#` a number · `-` a hyphen, a space or nothing · `?` a letter or nothing.
Everything else stands for itself, in lower case without accents. A number has nine digits at most, an ending 30 letters; both
are taken whole, so the time grows with the text's length, whatever the text repeats.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from portalaudit.documents.policy.folding import fold

_SPACE = r"(?::? {1,3}|\n)"
_GAP = r"[^.;\n]{0,80}?"
_LINE_STARTS, _LINE_ENDS = r"(?m:^)[ *#>-]{0,6}", r"[ :.]{0,3}(?m:$)"
_SINGLE = {
    " ": _SPACE,
    "*": r"\w{0,30}+",
    "#": r"(?<![0-9])[0-9]{1,9}+(?:[.,][0-9]{1,9}+)?+(?![0-9])",
    "-": "[ -]?",
    "?": r"\w?",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "…": _GAP,
}
_OPEN_ENDED = re.compile(r"(\\[wds]|\[[^\]]+\])([*+])(?![*+?])")
_WORD = re.compile(r"[a-z'/.&%]+")
_GROUP = re.compile(r"\([^()]*\)")
SHORTEST_NEEDLE = 3
REACH = 400
"""Characters between a phrase's ends and its longest word, at most; own choice."""

LONGEST_RUN = 40
"""Characters of a repetition in a table's regular expression; own choice."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a table."""

    source: str
    needles: tuple[str, ...]
    """One of these stands in every text that holds the phrase; empty where none is known."""
    weight: float
    times: int
    """How often it counts at most."""
    written: bool = False
    """A regular expression over the text as it is written, not a phrase."""

    def may_stand(self, folded: str) -> bool:
        """False only where the phrase cannot stand in the text: spares the slow search."""
        return not self.needles or any(needle in folded for needle in self.needles)

    def places(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Where the phrase stands, from left to right without overlap; `text` is folded, unless the phrase is `written`."""
        stop = len(text) if end is None else end
        if len(self.needles) == 1:
            first, last = text.find(self.needles[0], start, stop), text.rfind(self.needles[0], start, stop)
            if first < 0:
                return
            start, stop = max(start, first - REACH), min(stop, last + REACH)
        pattern = _written(self.source) if self.written else _compiled(self.source)
        place = start
        while met := pattern.search(text, place, stop):
            # Python's engine skips ahead only in patterns that begin with a letter, so the begin of the word is checked here.
            whole = self.written or met.start() == 0 or not _is_letter(text[met.start() - 1])
            if whole:
                yield met.span()
            place = max(met.end(), met.start() + 1) if whole else met.start() + 1


def phrase(source: str, weight: float = 1.0, times: int = 1) -> Phrase:
    """A phrase in the small language."""
    folded = fold(source).strip()
    return Phrase(folded, _needles(folded), weight, times)


def written(source: str, weight: float = 1.0, times: int = 1) -> Phrase:
    """A regular expression over the text as it is written."""
    return Phrase(source, (), weight, times, written=True)


def bounded(expression: str) -> str:
    """A regular expression whose `*` and `+` behind a class of characters end after 40: what a text repeats costs no time."""
    return _OPEN_ENDED.sub(lambda met: f"{met[1]}{{{0 if met[2] == '*' else 1},{LONGEST_RUN}}}", expression)


def _is_letter(mark: str) -> bool:
    return mark.isalnum() or mark == "_"


@cache
def _written(source: str) -> re.Pattern[str]:
    return re.compile(bounded(source), re.MULTILINE)


def _expression(source: str) -> str:
    body = re.sub(r" *\.\.\. *", "…", fold(source).strip().removesuffix("..."))
    starts, ends = body.startswith("^"), body.endswith("$")
    body = body.removeprefix("^").removesuffix("$").strip()
    inner = "".join(_SINGLE.get(mark) or re.escape(mark) for mark in body)
    # `20#` is the rest of a number.
    inner = re.sub(r"(?<=[0-9])\(\?<!\[0-9\]\)(?=\[0-9\]\{)", "", inner)
    return (_LINE_STARTS if starts else "") + inner + (_LINE_ENDS if ends else r"(?!\w)")


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(_expression(source))


def _needles(folded: str) -> tuple[str, ...]:
    """The longest word that cannot be missing, else the alternatives of a group, each by its first word."""
    outside = _GROUP.sub(" ", folded).replace("...", " ").replace("?", " ")
    while "(" in outside and outside != (inner := _GROUP.sub(" ", outside)):
        outside = inner
    certain = [word.strip(".") for word in _WORD.findall(outside)]
    best = max(certain, key=len, default="")
    if len(best) >= SHORTEST_NEEDLE:
        return (best,)
    nested = "(" in _GROUP.sub(" ", folded)
    for group in () if nested else _GROUP.findall(folded):
        words = [max(_WORD.findall(part), key=len, default="") for part in group[1:-1].split("|")]
        if all(len(word) >= SHORTEST_NEEDLE for word in words):
            return tuple(words)
    return ()

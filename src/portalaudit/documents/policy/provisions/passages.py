"""Cuts a text into the passages that are judged and quoted: sentences, list items and clauses, each with what introduces it.

A reviewer marks a sentence, a clause of a recital or one item of a list (median 24 words in the labelled policies); an item is
read together with the line that introduces the list and with the heading above.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from portalaudit.documents.textual import Text

LONGEST = 600
"""Characters of a passage; a longer sentence is cut at a semicolon, an enumerating mark, a comma or a space. Own choice."""
SHORTEST = 25
"""Characters; less is joined to what follows in its paragraph, or left out. Own choice."""
READ = 500_000
"""Characters that are read, from where the page's own content begins: some 200 pages. Own choice, a bound on time."""

_BLOCK = re.compile(r"[^\n](?:[^\n]|\n(?![ \t]*(?:\n|[-•●▪*·◦]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)][ \t])))*")
_SENTENCE = re.compile(r"(?<=[.!?;:])[\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z0-9(•●▪*])|(?<=;)\s+(?=and\b|or\b|[a-z(])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:No|Sec|Art|Inc|Dept|Gov|St|Mr|Ms|Dr|vs|etc|e\.g|i\.e|seq|Stat|Pub|Ch|Ord|Res|U\.S|D\.C|[A-Z])|§)\.$"
)
_CUT = re.compile(r"(?<=;)\s|\s(?=\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s)|(?<=,)\s")
_ITEM = re.compile(r"[ \t>]*(?:[-•●▪*·◦]+|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])[ \t]+")
_TITLED = re.compile(r"[#*_\s]*(?:(?:section|sec\.?|article|part)\s+)?[\w.§-]{0,8}[\s.):—-]*[A-Z][^.;!?\n]{0,90}[#*_\s.:]*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the plain text that is judged on its own."""

    start: int
    end: int
    text: str
    context: str
    """The heading above and the line that introduces the list, where there are such; else empty."""


def passages_of(text: Text) -> tuple[Passage, ...]:
    """The passages in order; they do not overlap."""
    begin, end = text.main or (0, len(text.plain))
    end = min(end, begin + READ)
    headings = [heading.start for heading in text.headings]
    found: list[Passage] = []
    title, lead = "", ""
    for block in _BLOCK.finditer(text.plain, begin, end):
        start, stop = block.span()
        known = bisect_right(headings, start) - 1
        if known >= 0 and text.headings[known].end > start:
            title, lead = _folded(text.plain[start:stop])[:120], ""
            continue
        whole = text.plain[start:stop].rstrip()
        if len(whole) < 110 and _TITLED.fullmatch(whole) and _is_title(whole):
            title, lead = _folded(whole), ""
            if len(whole) < 60:
                continue
        if not _ITEM.match(whole) and not whole[:1].islower():
            lead = ""
        context = f"{title} {lead}".strip()
        for first, last in _pieces(text.plain, start, start + len(whole)):
            found.append(Passage(first, last, _folded(text.plain[first:last]), context))
        if whole.endswith(":"):
            lead = _folded(whole[-240:])
    return tuple(found)


def _is_title(line: str) -> bool:
    """Most long words begin with a capital: `Maintain quality of supplied data` is an item of a list, not a title."""
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _pieces(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of a paragraph as places; short ones join the next, long ones are cut."""
    mark = _ITEM.match(plain, start, end)
    if mark and mark.end() < end:
        start = mark.end()
    places = [start]
    for gap in _SENTENCE.finditer(plain, start, end):
        if not _ABBREVIATED.search(plain, max(start, gap.start() - 8), gap.start()) and gap.start() - places[-1] >= SHORTEST:
            places.append(gap.end())
    places.append(end)
    for first, last in pairwise(places):
        yield from _cut(plain, first, last)


def _cut(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cuts = [found.end() for found in _CUT.finditer(plain, start + LONGEST // 3, start + LONGEST)]
        stop = max((cut for cut in cuts if plain[cut - 2] != ","), default=max(cuts, default=0)) or _space(plain, start)
        yield from _trimmed(plain, start, stop)
        start = stop
    yield from _trimmed(plain, start, end)


def _space(plain: str, start: int) -> int:
    found = plain.rfind(" ", start + LONGEST // 3, start + LONGEST)
    return found + 1 if found > 0 else start + LONGEST


def _trimmed(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = plain[start:end]
    start += len(piece) - len(piece.lstrip(" \t\n*#_>"))
    end -= len(piece) - len(piece.rstrip(" \t\n*#_>"))
    if end - start >= SHORTEST:
        yield start, end


def _folded(text: str) -> str:
    return " ".join(text.split())

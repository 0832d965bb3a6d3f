"""Lines of pages joined into paragraphs, by their gaps, ends and indents."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from portalaudit.documents.text.compose import Gap
from portalaudit.documents.text.pdflines import Line

_ITEM = re.compile(
    r"(?:[•●▪◦■○‣–—·*\uf020-\uf0ff]|\(?[0-9]{1,2}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|\([0-9a-zA-Z]{1,4}\))\s+\S"
)
_FINAL = re.compile(r"[.:;!?][\"”’')\]]*$")
_WIDER = 1.25
"""How many times the usual gap between lines parts paragraphs. Own choice, as all figures here."""
_USUAL = 0.3
"""Which gap of a page, from the smallest, is the usual one: most lines follow one of their own paragraph."""
_ALIKE = 0.1
"""Share by which sizes of letters of one paragraph may differ."""
LARGER = 1.12
"""How many times the usual size letters of a heading are."""
_NEARLY = 0.6
"""Share of a column's width from which a line is nearly full."""
_AROUND = 6
"""Lines before and after by which the column's right edge is told."""
_COMPOUNDS = frozenset(("non", "self", "well", "ex", "cross", "vice", "co"))
"""First parts that keep their hyphen."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    gap: Gap
    """What parts it from the one before."""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edges:
    """What is usual around a line."""

    right: float
    left: float
    gap: float


def usual_size(lines: Sequence[Line]) -> float:
    """The size of most letters."""
    weighed: Counter[float] = Counter()
    for line in lines:
        weighed[line.size] += len(line.text)
    return max(weighed, key=lambda size: (weighed[size], size), default=0.0)


class Joiner:
    """Joins lines and words of a document."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = pages
        self._usual = usual_size([line for lines in pages for line in lines])

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in order; one that goes on over a page's or a column's end is one."""
        current: Paragraph | None = None
        before: tuple[Line, _Edges] | None = None
        for lines in self._pages:
            usual = _usual_gap(lines)
            for place, line in enumerate(lines):
                edges = _edges(lines, place, usual)
                gap = Gap.PARAGRAPH if before is None else _gap(before[0], before[1], line, edges)
                # A heading is wrapped where it looks best, not where it must.
                if gap is Gap.LINE and line.size >= LARGER * self._usual and not _ITEM.match(line.text):
                    gap = Gap.SPACE
                if current is None or gap > Gap.CELL:
                    if current is not None:
                        yield current
                    current = Paragraph(gap)
                current.lines.append(line)
                before = (line, edges)
        if current is not None:
            yield current

    def joint(self, before: Line, after: Line) -> tuple[str, Gap]:
        """The end of a line's text as it is written when another line follows in the paragraph, and what parts them."""
        text = before.text
        hyphen = before.hyphen or (re.search(r"[^\W\d_]-$", text) is not None and after.text[:1].islower())
        if not hyphen:
            beside = abs(before.bottom - after.bottom) < 0.3 * before.size and after.left - before.right > 1.5 * before.size
            return text, Gap.CELL if beside and before.page == after.page else Gap.SPACE
        text = text.rstrip("-\u00ad")
        first, second = re.search(r"[^\W\d_]*$", text), re.match(r"[^\W\d_]*", after.text)
        keep = self._compound(first[0] if first else "", second[0] if second else "")
        return text + ("-" if keep else ""), Gap.NONE

    def _compound(self, first: str, second: str) -> bool:
        """Whether the hyphen belongs to the word: as the rest of the document writes it, else by its parts."""
        if not first or not second or second[0].isupper():
            return True
        low, high = first.lower(), second.lower()
        if f"{low}-{high}" in self._words:
            return True
        if low + high in self._words:
            return False
        return low in _COMPOUNDS or (len(low) > 3 and len(high) > 3 and low in self._words and high in self._words)

    @cached_property
    def _words(self) -> frozenset[str]:
        """Words that stand whole within lines, those with hyphens whole and in parts."""
        found: Counter[str] = Counter()
        for lines in self._pages:
            broken = False
            for line in lines:
                words = _WORD.findall(line.text.lower())
                ends = broken or line.hyphen
                found.update(
                    words[1 if broken else 0 : -1 if line.hyphen or line.text.endswith("-") else None] if ends else words
                )
                broken = line.hyphen or line.text.endswith("-")
        return frozenset(found) | {part for word in found if "-" in word for part in word.split("-")}


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = sorted(
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if above.bottom - below.bottom > 0.5 * above.size and abs(above.size - below.size) <= _ALIKE * above.size
    )
    return gaps[int(_USUAL * (len(gaps) - 1))] if gaps else 0.0


def _edges(lines: Sequence[Line], place: int, usual: float) -> _Edges:
    line = lines[place]
    near = [
        other
        for other in lines[max(0, place - _AROUND) : place + _AROUND + 1]
        if other.left < line.right and other.right > line.left
    ]
    return _Edges(max(other.right for other in near), min(other.left for other in near), usual or 1.2 * line.size)


def _gap(above: Line, edges: _Edges, line: Line, own: _Edges) -> Gap:
    """What parts a line from the one before it."""
    if above.hyphen:
        return Gap.NONE
    if abs(above.size - line.size) > _ALIKE * max(above.size, line.size) or above.bold != line.bold:
        return _run_in(above, line)
    down = above.bottom - line.bottom
    if abs(down) < 0.3 * line.size and above.page == line.page:
        return Gap.SPACE
    broken = _could_hold(above, edges, line) and not _goes_on(above, edges, line)
    if above.page != line.page or down < 0:
        return Gap.PARAGRAPH if broken or _FINAL.search(above.text) or _ITEM.match(line.text) else Gap.SPACE
    if down > _WIDER * max(edges.gap, 1.05 * line.size):
        return Gap.PARAGRAPH
    if _ITEM.match(line.text):
        return Gap.LINE if broken or _FINAL.search(above.text) or line.text[0] in "(•●▪" else Gap.SPACE
    indented = line.left > own.left + 0.8 * line.size and above.left <= own.left + 0.3 * line.size
    if broken:
        return Gap.PARAGRAPH if indented else Gap.LINE
    return Gap.PARAGRAPH if indented and _FINAL.search(above.text) and not line.text[0].islower() else Gap.SPACE


def _run_in(above: Line, line: Line) -> Gap:
    """Letters of another size or weight: another paragraph, unless on the same line or in the middle of a sentence."""
    if abs(above.bottom - line.bottom) < 0.3 * max(above.size, line.size) and above.page == line.page:
        return Gap.SPACE
    goes_on = line.text[0].islower() and not _FINAL.search(above.text) and abs(above.size - line.size) <= _ALIKE * above.size
    return Gap.SPACE if goes_on else Gap.PARAGRAPH


def _goes_on(above: Line, edges: _Edges, line: Line) -> bool:
    """A sentence that a nearly full line breaks off is not over, however ragged the edge."""
    if not line.text[0].islower() or _FINAL.search(above.text) or _ITEM.match(line.text):
        return False
    return above.right - edges.left > _NEARLY * (edges.right - edges.left)


def _could_hold(above: Line, edges: _Edges, line: Line) -> bool:
    """The line above had room for the next word: it was ended on purpose."""
    width = (line.right - line.left) / max(1, len(line.text))
    word = len(line.text.split(maxsplit=1)[0]) + 1
    return edges.right - above.right > width * word * 1.1

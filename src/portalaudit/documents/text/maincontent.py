"""Which part of a page is its own content, and which is around it on every page of the site."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from portalaudit.documents.text.compose import Span
from portalaudit.documents.textual import Link

_LEAST = 200
"""Characters that a content element must hold to be believed, unless it holds most of the page. Own choice."""
_MOSTLY = 0.6
"""Share of a paragraph that is link text, from which it is a menu where it stands at an end of the content. Own choice."""


@dataclass(frozen=True, slots=True)
class Content:
    """An element that says of itself that it is the page's content."""

    sure: int
    """3 `main`, 2 an article, 1 only named so."""
    span: Span


def main_of(
    plain: str, contents: Sequence[Content], runs: Sequence[tuple[str, Span]], links: Sequence[Link]
) -> tuple[int, int] | None:
    """Where the content stands: the largest content element of the surest sort, else everything between the first and the
    last text outside navigation, header, footer and asides, less the menus at its ends. None where that is all."""
    found = _declared(contents, plain) or _between(plain, runs, links)
    if found is None or found == (0, len(plain)) or found[0] >= found[1]:
        return None
    return found


def _declared(contents: Sequence[Content], plain: str) -> tuple[int, int] | None:
    for sure in (3, 2, 1):
        spans = [_places(content.span, plain) for content in contents if content.sure == sure]
        if not spans:
            continue
        start, end = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
        # Of a list of articles none is the page.
        alone = sure != 2 or 2 * (end - start) > sum(last - first for first, last in spans)
        if alone and (end - start >= _LEAST or 2 * (end - start) > len(plain)):
            return start, end
    return None


def _places(span: Span, plain: str) -> tuple[int, int]:
    return (0, 0) if span.start is None else (span.start, len(plain) if span.end is None else span.end)


def _between(plain: str, runs: Sequence[tuple[str, Span]], links: Sequence[Link]) -> tuple[int, int] | None:
    own = [_places(span, plain) for place, span in runs if place == "main"]
    own = [span for span in own if span[1] > span[0]]
    if not own:
        return None
    blocks = _blocks(plain, own[0][0], own[-1][1])
    placed = sorted((link.start, len(link.text)) for link in links if link.start is not None)
    linked = [_linked(block, placed) for block in blocks]
    kept = [place for place, share in enumerate(linked) if share < _MOSTLY]
    if not kept:
        return own[0][0], own[-1][1]
    return blocks[kept[0]][0], blocks[kept[-1]][1]


def _blocks(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    while start < end:
        stop = plain.find("\n\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            found.append((start, stop))
        start = stop + 2
    return found


def _linked(block: tuple[int, int], placed: Sequence[tuple[int, int]]) -> float:
    start, end = block
    first, last = bisect_left(placed, (start, 0)), bisect_left(placed, (end, 0))
    return sum(length for _, length in placed[first:last]) / (end - start)

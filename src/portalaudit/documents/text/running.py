"""Lines that stand on most pages of a document: running headers and footers, page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from portalaudit.documents.text.pdflines import Line

_EDGE = 3
"""Lines at a page's top and bottom that are looked at. Own choice, as all figures here."""
_SHARE, _FEWEST = 0.4, 3
"""Share and number of pages on which such a line stands: left and right pages may differ."""
_NEAR = 8.0
"""Points that its height may differ from page to page."""
_NUMBER = re.compile(
    r"(?:(?:page|página|pàgina|pagina|pág\.?|pag\.?|seite|p\.)\s*)?[-–—|\[(]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—|\])]?\s*(?:(?:of|de|di|von|/)\s*\d{1,4})?",
    re.IGNORECASE,
)

_SAYS_PAGE = re.compile(r"[^\W\d_]{2,}")


def without_running(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], bool]:
    """The pages without their running lines, and whether there were any. What is more than a number is kept once, as a
    letterhead may be the only place that names the city or the policy's number: at the top of the first page if it stands
    there, else behind the last page, so that it parts no sentence."""
    heights = _running(pages)
    kept: list[list[Line]] = []
    last: dict[str, Line] = {}
    dropped = False
    for number, lines in enumerate(pages):
        edges = {id(line) for line in _edges(lines)}
        middle = (max(line.bottom for line in lines) + min(line.bottom for line in lines)) / 2 if lines else 0.0
        here = []
        for line in lines:
            key = _key(line)
            runs = id(line) in edges and key in heights and _at(line, heights[key])
            counts = id(line) in edges and _NUMBER.fullmatch(line.text) is not None
            numbered = counts and (runs or (_SAYS_PAGE.match(line.text) is not None and len(pages) > 1))
            if numbered or (runs and key in last):
                dropped = True
            elif runs and (number > 0 or line.bottom < middle):
                last[key] = line
            else:
                here.append(line)
                if runs:
                    last[key] = line
        kept.append(here)
    if kept:
        shown = {id(line) for line in kept[0]}
        moved = [line for line in last.values() if id(line) not in shown]
        kept[-1] += [replace(line, page=len(pages) - 1) for line in sorted(moved, key=lambda line: -line.bottom)]
    return kept, dropped


def _running(pages: Sequence[Sequence[Line]]) -> dict[str, float]:
    """Lines that stand on enough pages at the same height, by their text with numbers as `#`."""
    standing: dict[str, list[Line]] = defaultdict(list)
    for lines in pages:
        for key, line in {_key(line): line for line in _edges(lines)}.items():
            standing[key].append(line)
    least = max(_FEWEST, _SHARE * len(pages))
    often = {key: _height(lines) for key, lines in standing.items() if len(lines) >= least}
    return {key: height for key, height in often.items() if sum(_at(line, height) for line in standing[key]) >= least}


def _edges(lines: Sequence[Line]) -> list[Line]:
    by_height = sorted(lines, key=lambda line: -line.bottom)
    return by_height if len(by_height) <= 2 * _EDGE else by_height[:_EDGE] + by_height[-_EDGE:]


def _key(line: Line) -> str:
    return re.sub(r"\d+|\b[ivxlc]{1,6}\b", "#", " ".join(line.text.lower().split()))


def _height(lines: Sequence[Line]) -> float:
    return sorted(line.bottom for line in lines)[len(lines) // 2]


def _at(line: Line, height: float) -> bool:
    return abs(line.bottom - height) <= _NEAR

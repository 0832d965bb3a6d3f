"""A text file: paragraphs by blank lines, lines that were broken at a width joined again, pages by form feeds."""

import re

from portalaudit.documents.text.caps import MAX_PAGES
from portalaudit.documents.text.compose import Composer, Gap
from portalaudit.documents.text.outline import guessed, title_from
from portalaudit.documents.textual import Text

_NARROW, _WIDE = 40, 120
"""Longest line of a text that was broken at a width: at least and at most. Own choice."""
_ITEM = re.compile(r"\s*(?:[-*•·o–]\s|\(?[0-9a-zA-Z]{1,3}[.)]\s|\(?[ivxIVX]{1,5}[.)]\s)")


def read_plain(text: str) -> Text:
    """A text file's text."""
    composer = Composer()
    width = _width(text)
    for page in text.split("\f"):
        composer.turn()
        for block in re.split(r"\n[ \t\r]*\n", page.replace("\r\n", "\n").replace("\r", "\n")):
            composer.part(Gap.PARAGRAPH)
            _block(composer, block, width)
        if composer.full:
            break
    plain = composer.text()
    headings = guessed(plain)
    return Text(
        plain=plain,
        format="plain",
        title=title_from(plain, headings),
        headings=headings,
        pages=composer.turned() if 0 < text.strip().count("\f") < MAX_PAGES else (),
        truncated="characters" if composer.full else None,
        notes=("headings-guessed",) if headings else (),
    )


def _width(text: str) -> int | None:
    """The width at which lines were broken; None where they were not."""
    lengths = sorted(len(line.rstrip()) for line in text[:200_000].splitlines() if line.strip())
    if len(lengths) < 3 or not _NARROW <= lengths[-1] <= _WIDE:
        return None
    return lengths[int(0.95 * (len(lengths) - 1))]


def _block(composer: Composer, block: str, width: int | None) -> None:
    lines = block.split("\n")
    for place, line in enumerate(lines):
        cells = line.rstrip().split("\t")
        for count, cell in enumerate(cells):
            composer.part(Gap.CELL if count and line.strip("\t") else Gap.NONE)
            composer.write(cell)
        after = lines[place + 1] if place + 1 < len(lines) else ""
        first = after.split(maxsplit=1)
        # A line was broken where its next word no longer fitted.
        wrapped = width is not None and first and len(line.rstrip()) + 1 + len(first[0]) > width and not _ITEM.match(after)
        composer.part(Gap.SPACE if wrapped else Gap.LINE)

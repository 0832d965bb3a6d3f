"""Cells of a page's tables: rows of data become lines, tables for layout become paragraphs."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from portalaudit.documents.text.compose import Composer, Gap

_BLOCKS = frozenset(
    ("p", "div", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "form", "center", "section", "article")
)
_WHOLE = frozenset(("ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "form"))
"""What in a cell makes its row layout, even alone."""
_LOOKED_AT = 60
"""Cells of a row and children of a cell that are looked at."""


@dataclass(slots=True)
class _Cell:
    layout: bool
    wrote: bool = False
    owed: Gap = Gap.NONE
    broken: Gap = Gap.NONE


class Cells:
    """Passes gaps on to the text. In a cell they wait: a paragraph that only wraps the cell's text is none."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._cells: list[_Cell] = []
        self._rows: list[bool] = []

    def row(self, node: LexborNode) -> None:
        """A row begins."""
        self.part(Gap.LINE)
        self._rows.append(_is_layout(node))

    def end_row(self) -> None:
        """The row has ended."""
        if self._rows:
            self._rows.pop()
        self.part(Gap.LINE)

    def cell(self) -> None:
        """A cell begins."""
        if self._cells:
            self._settle(self._cells[-1])
        self._cells.append(_Cell(layout=bool(self._rows) and self._rows[-1]))

    def end_cell(self) -> None:
        """The cell has ended."""
        if self._cells:
            cell = self._cells.pop()
            self._composer.part(Gap.PARAGRAPH if cell.layout else max(Gap.CELL, cell.broken))

    def part(self, gap: Gap) -> None:
        """What follows is parted from what stands."""
        cell = self._cells[-1] if self._cells else None
        if cell is None or cell.layout or gap is Gap.SPACE:
            self._composer.part(gap)
        elif cell.wrote:
            cell.owed = max(cell.owed, gap)

    def part_line(self) -> None:
        """A line ends within a paragraph; in a row of data that is a space."""
        self._composer.part(Gap.SPACE if self._cells and not self._cells[-1].layout else Gap.LINE)

    def wrote(self) -> bool:
        """Text is about to be written. True inside a cell."""
        for cell in self._cells[-1:]:
            self._settle(cell)
            cell.wrote = True
        return bool(self._cells)

    def _settle(self, cell: _Cell) -> None:
        if cell.owed:
            self._composer.part(cell.owed)
            cell.broken, cell.owed = max(cell.broken, cell.owed), Gap.NONE


def _is_layout(row: LexborNode) -> bool:
    """A cell holds another table, a list, a heading or two blocks."""
    cell = row.child
    for _ in range(_LOOKED_AT):
        if cell is None:
            return False
        inside, blocks = cell.child if cell.tag in ("td", "th") else None, 0
        for _ in range(_LOOKED_AT):
            if inside is None:
                break
            blocks += inside.tag in _BLOCKS
            if blocks > 1 or inside.tag in _WHOLE:
                return True
            inside = inside.next
        cell = cell.next
    return False

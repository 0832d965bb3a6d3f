"""Paragraphs and tables of a word processor, on their way into plain text."""

from dataclasses import dataclass, field

from portalaudit.documents.text.caps import MAX_ADDRESS, MAX_LINK_TEXT, MAX_LINKS
from portalaudit.documents.text.compose import Composer, Gap, folded
from portalaudit.documents.textual import Link

_CELL = 300
"""Characters from which a table's cell is layout: it is read as paragraphs, not as part of a row. Own choice."""
BREAK, PAGE = "\n", "\f"


@dataclass(slots=True)
class Paragraph:
    """A paragraph with what its style says."""

    pieces: list[tuple[str, str | None]] = field(default_factory=list)
    """Text and the address that it links to; `BREAK` and `PAGE` stand alone."""
    level: int | None = None
    """Of a heading, from 1."""
    item: bool = False
    title: bool = False

    def text(self) -> str:
        """All of it on one line."""
        return " ".join("".join(piece for piece, _ in self.pieces).split())


class Flow:
    """Takes paragraphs as they end. Rows of tables become lines, cells parted by tabs; tables for layout, paragraphs."""

    def __init__(self) -> None:
        self.composer = Composer()
        self.links: list[Link] = []
        self.title: str | None = None
        self._rows: list[list[list[Paragraph]]] = []
        self._listed = False

    def row(self) -> None:
        """A table's row begins."""
        self._rows.append([])

    def cell(self) -> None:
        """A cell begins."""
        if self._rows:
            self._rows[-1].append([])

    def take(self, paragraph: Paragraph) -> None:
        """A paragraph has ended."""
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(paragraph)
        else:
            self._write(paragraph)

    def end_row(self) -> None:
        """The row has ended; one of a table inside a cell joins that cell."""
        if not self._rows:
            return
        cells = self._rows.pop()
        whole = [[paragraph for paragraph in cell if paragraph.pieces] for cell in cells]
        layout = any(len(cell) > 1 and sum(len(paragraph.text()) for paragraph in cell) > _CELL for cell in whole)
        layout = layout or any(paragraph.level for cell in whole for paragraph in cell)
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].extend(paragraph for cell in whole for paragraph in cell)
        elif layout:
            for cell in whole:
                for paragraph in cell:
                    self._write(paragraph)
        else:
            self.composer.part(Gap.LINE)
            for count, cell in enumerate(whole):
                self.composer.part(Gap.CELL if count else Gap.NONE)
                for paragraph in cell:
                    self._pieces(paragraph, Gap.SPACE)
                    self.composer.part(Gap.SPACE)
            self.composer.part(Gap.LINE)

    def table(self) -> None:
        """A table begins or has ended."""
        if not self._rows:
            self.composer.part(Gap.PARAGRAPH)

    def _write(self, paragraph: Paragraph) -> None:
        gap = Gap.LINE if paragraph.item and self._listed else Gap.PARAGRAPH
        self.composer.part(gap)
        span = self.composer.open()
        self._pieces(paragraph, Gap.LINE)
        self.composer.close(span)
        if span.start is None:
            return
        self._listed = paragraph.item
        # Between two items the gap is theirs to choose.
        self.composer.part(Gap.LINE if paragraph.item else Gap.PARAGRAPH)
        if paragraph.level is not None:
            self.composer.headings.append((span, paragraph.level))
        if paragraph.title and self.title is None:
            self.title = paragraph.text()

    def _pieces(self, paragraph: Paragraph, broken: Gap) -> None:
        for text, address in paragraph.pieces:
            if text == PAGE:
                self.composer.turn()
            elif text == BREAK:
                self.composer.part(broken)
            elif address is None:
                self.composer.write(text)
            else:
                span = self.composer.open()
                self.composer.write(text)
                self.composer.close(span)
                if span.start is not None and len(self.links) < MAX_LINKS and len(address) <= MAX_ADDRESS:
                    self.links.append(Link(address, folded(text, MAX_LINK_TEXT), "main", span.start))

"""ODT: text as its reader sees it, deleted text and comments left out (OpenDocument 1.3, part 3)."""

import zipfile

from portalaudit.documents.text.flow import BREAK, PAGE, Flow, Paragraph
from portalaudit.documents.text.xmlparts import feed

_SKIPPED = frozenset(
    ("tracked-changes", "annotation", "annotation-end", "note-citation", "hidden-text", "forms", "sequence-decls", "scripts",
     "font-face-decls", "automatic-styles", "ruby-text", "page-number", "page-count")
)  # fmt: skip


def read_odt(package: zipfile.ZipFile, flow: Flow) -> bool:
    """The body, then its notes. Whether pages are told: where the writer last broke them."""
    body = _Body(flow)
    feed(package, "content.xml", body.start, body.end, body.data)
    for note in body.notes:
        flow.take(note)
    return body.paged


class _Body:
    def __init__(self, flow: Flow) -> None:
        self.notes: list[Paragraph] = []
        self.paged = False
        self._flow = flow
        self._open: list[Paragraph] = []
        self._skipping = self._items = 0
        self._noted: list[int] = []
        self._address: str | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
        elif tag in ("p", "h"):
            style = given.get("style-name", "")
            level = given.get("outline-level", "1") if tag == "h" else "1" if style == "Title" else ""
            found = int(level) if level.isdigit() and len(level) < 3 else None
            self._open.append(Paragraph(level=found, item=self._items > 0 and tag == "p", title=style == "Title"))
        elif tag == "list-item":
            self._items += 1
        elif tag == "note":
            self._noted.append(len(self._open))
        elif tag == "table":
            self._flow.table()
        elif tag == "table-row":
            self._flow.row()
        elif tag in ("table-cell", "covered-table-cell"):
            self._flow.cell()
        elif tag == "soft-page-break":
            self.paged = True
            (self._open[-1].pieces.append((PAGE, None)) if self._open else self._flow.composer.turn())
        elif self._open:
            self._inside(tag, given)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("s", "tab"):
            self._open[-1].pieces.append((" ", None))
        elif tag == "line-break":
            self._open[-1].pieces.append((BREAK, None))
        elif tag == "a":
            target = given.get("href", "")
            self._address = target if target.startswith(("http://", "https://", "mailto:")) else None

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif tag in ("p", "h") and self._open:
            paragraph = self._open.pop()
            (self.notes.append(paragraph) if self._noted else self._flow.take(paragraph))
        elif tag == "list-item":
            self._items -= 1
        elif tag == "note" and self._noted:
            self._noted.pop()
        elif tag == "a":
            self._address = None
        elif tag == "table-row":
            self._flow.end_row()
        elif tag == "table":
            self._flow.table()

    def data(self, text: str) -> None:
        """Characters of a paragraph."""
        outside = self._noted and self._noted[-1] == len(self._open)
        if self._open and not self._skipping and not outside:
            self._open[-1].pieces.append((text.replace("\n", " "), self._address))

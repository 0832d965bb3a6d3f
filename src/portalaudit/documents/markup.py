"""HTML that a portal, Word or Excel wrote, whatever its name ends in: the first table that looks like one."""

from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from portalaudit.documents.caps import MAX_COLUMNS, MAX_MARKUP_BYTES, MAX_ROWS
from portalaudit.documents.encoding import encoding_of
from portalaudit.documents.failure import Failure
from portalaudit.documents.rows import Row, gather
from portalaudit.documents.signin import asks
from portalaudit.documents.table import Table
from portalaudit.model.tables import Dialect

_MAX_SPAN = 100
_MOST_TABLES = 200
"""Tables of a page that are looked at: nested ones hold the same text again and again."""


def read_markup(body: bytes, declared: str | None = None) -> Table | Failure:
    """The first table of two rows and two columns or more. A page to sign in is a failure `login`."""
    if len(body) > MAX_MARKUP_BYTES:
        return Failure("too-large", f"{len(body):,} bytes of HTML; at most {MAX_MARKUP_BYTES:,} are read")
    encoding = encoding_of(body, declared)
    try:
        tree = LexborHTMLParser(body.decode(encoding.name, "replace"))
    except SelectolaxError as problem:
        return Failure("damaged", str(problem)[:200])
    for place, table in enumerate(islice(tree.css("table"), _MOST_TABLES), start=1):
        found = gather(_rows(table), Dialect("html", encoding.name, sheet=f"table {place}"), encoding.notes)
        if isinstance(found, Table) and found.rows >= 1 and len(found.header) > 1:
            return found
    if asks(tree):
        return Failure("login", "the page asks for a password")
    return Failure("not-a-table", "an HTML page without a table")


def _rows(table: LexborNode) -> Iterator[tuple[int, Row]]:
    """Rows of a table, cells that span several repeated below and left blank beside; tables inside are not entered."""
    below: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(_own_rows(table), start=1):
        if number > MAX_ROWS * 2:
            return
        cells: list[str | None] = []
        for cell in _children(row, ("td", "th")):
            _fill(cells, below)
            text = " ".join(cell.text(separator=" ").split())
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(wide):
                if deep > 1:
                    below[len(cells)] = (deep - 1, text if offset == 0 else "")
                cells.append(text if offset == 0 else None)
            if len(cells) > MAX_COLUMNS:
                break
        _fill(cells, below)
        yield number, cells


def _fill(cells: list[str | None], below: dict[int, tuple[int, str]]) -> None:
    while len(cells) in below:
        left, text = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, text)
            cells.append(text or None)
        else:
            cells.append(text or None)


def _own_rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in _children(table, ("tr", "thead", "tbody", "tfoot")):
        if child.tag == "tr":
            yield child
        else:
            yield from _children(child, ("tr",))


def _children(node: LexborNode, tags: tuple[str, ...]) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        if child.tag in tags:
            yield child
        child = child.next


def _span(cell: LexborNode, name: str) -> int:
    told = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(told), _MAX_SPAN)) if told.isascii() and told.isdigit() and len(told) < 6 else 1

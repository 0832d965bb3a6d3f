"""DOCX: text as its reader sees it, deleted and hidden text left out (ECMA-376, part 1, WordprocessingML)."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portalaudit.documents.text.flow import BREAK, PAGE, Flow, Paragraph
from portalaudit.documents.text.xmlparts import feed, relations

_SKIPPED = frozenset(
    (
        "del",
        "moveFrom",
        "Fallback",
        "instrText",
        "delText",
        "delInstrText",
        "sectPr",
        "tblPr",
        "tblGrid",
        "tabs",
        "pPrChange",
        "rPrChange",
    )
)
_OFF = frozenset(("0", "false", "off", "none"))
_HEADING = re.compile(
    r"(?:heading|t[íi]?tulo|titre|[üu]?berschrift|titolo|intestazione|encabezado|cabe[cç]?[aá]?lho|t[íi]?tol|encap[cç]?alament|kop)\s*([1-9])",
    re.IGNORECASE,
)
"""Names and ids of heading styles in the languages of the registry's cities; ids lose their accents."""
_TITLE = re.compile(r"title|t[íi]?tulo|titre|titel|titolo|t[íi]?tol", re.IGNORECASE)
_NUMBER = re.compile(r"(?:page|página|pàgina|pagina|seite|pág\.?)?\s*\d*\s*(?:of|de|di|von|sur|/)?\s*\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says."""

    level: int | None = None
    title: bool = False
    item: bool = False


def read_docx(package: zipfile.ZipFile, main: str, flow: Flow) -> bool:
    """The body, its first header once at the top, its first footer, footnotes and endnotes at the end.

    Returns:
        Whether pages are told: where Word last broke them, which other software or fonts may do elsewhere.
    """
    related = relations(package, main)
    parts = dict(sorted(related.values(), reverse=True))
    styles = _styles(package, parts.get("styles"))
    members = set(package.namelist())
    paged = [False]
    for kind in ("header", None, "footer", "footnotes", "endnotes"):
        places = (
            [main]
            if kind is None
            else sorted(target for other, target in related.values() if other == kind and target in members)
        )
        if kind in ("header", "footer"):
            _furniture(package, places, styles, flow)
            continue
        for place in places:
            body = _Body(flow, styles, relations(package, place))
            feed(package, place, body.start, body.end, body.data)
            paged.append(kind is None and body.paged)
    return any(paged)


def _furniture(package: zipfile.ZipFile, places: Sequence[str], styles: Mapping[str, Style], flow: Flow) -> None:
    """The first header or footer that says more than a page's number. It is neither title nor heading."""
    for place in places[:10]:
        apart = Flow()
        body = _Body(apart, styles, relations(package, place))
        feed(package, place, body.start, body.end, body.data)
        said = [line for line in apart.composer.text().split("\n") if line.strip() and not _NUMBER.fullmatch(line.strip())]
        for line in said:
            flow.take(Paragraph([(line.replace("\t", " "), None)]))
        if said:
            return


def _styles(package: zipfile.ZipFile, member: str | None) -> Mapping[str, Style]:
    """Paragraph styles by id, with what they inherit."""
    if member is None or member not in package.namelist():
        return {}
    above: dict[str, str] = {}
    own: dict[str, Style] = {}
    current = [""]

    def start(tag: str, given: dict[str, str]) -> None:
        name, value = current[0], given.get("val", "")
        if tag == "style":
            current[0] = given.get("styleId", "")
            own[current[0]] = _named(current[0]) if given.get("type", "paragraph") == "paragraph" else Style()
        elif name and tag == "name":
            told = _named(value)
            own[name] = told if told != Style() else own[name]
        elif name and tag == "basedOn":
            above[name] = value
        elif name and tag == "outlineLvl" and value.isdigit():
            own[name] = Style(int(value) + 1 if int(value) < 9 else None, own[name].title, own[name].item)
        elif name and tag == "numPr":
            own[name] = Style(own[name].level, own[name].title, True)

    feed(package, member, start)
    return {name: _inherited(name, own, above) for name in own}


def _named(name: str) -> Style:
    if found := _HEADING.fullmatch(name.strip()):
        return Style(level=int(found[1]))
    if _TITLE.fullmatch(name.strip()):
        return Style(level=1, title=True)
    return Style(item=name.lower().startswith(("list paragraph", "list bullet", "list number", "listparagraph")))


def _inherited(name: str, own: Mapping[str, Style], above: Mapping[str, str]) -> Style:
    found = own[name]
    for _ in range(10):
        name = above.get(name, "")
        if name not in own or found.level is not None:
            break
        found = Style(own[name].level, found.title, found.item or own[name].item)
    return found


class _Body:
    """Turns the parser's events into paragraphs. Text boxes put paragraphs inside paragraphs."""

    def __init__(self, flow: Flow, styles: Mapping[str, Style], related: Mapping[str, tuple[str, str]]) -> None:
        self.paged = False
        self._flow = flow
        self._styles = styles
        self._related = related
        self._open: list[Paragraph] = []
        self._skipping = 0
        self._run = self._text = self._hidden = self._separator = False
        self._address: str | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
        elif tag == "p":
            self._open.append(Paragraph())
        elif tag in ("r", "fld"):
            self._run, self._hidden = True, False
        elif tag == "t":
            self._text = not self._hidden
        elif tag in ("footnote", "endnote"):
            self._separator = "type" in given and given["type"] != "normal"
        elif tag == "tbl":
            self._flow.table()
        elif tag == "tr":
            self._flow.row()
        elif tag == "tc":
            self._flow.cell()
        elif self._open:
            self._inside(tag, given)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        paragraph = self._open[-1]
        value = given.get("val", "")
        if tag == "pStyle":
            style = self._styles.get(value) or _named(value)
            paragraph.level, paragraph.title = style.level, style.title
            paragraph.item = paragraph.item or style.item
        elif tag == "numPr":
            paragraph.item = True
        elif tag == "outlineLvl" and value.isdigit() and int(value) < 9:
            paragraph.level = int(value) + 1
        elif tag == "vanish":
            self._hidden = self._run and value.lower() not in _OFF
        elif tag == "hyperlink":
            kind, target = self._related.get(given.get("id", ""), ("", ""))
            self._address = target if kind == "hyperlink" and target.startswith(("http://", "https://", "mailto:")) else None
        elif self._run:
            self._mark(tag, given.get("type"), paragraph)

    def _mark(self, tag: str, kind: str | None, paragraph: Paragraph) -> None:
        if tag in ("tab", "ptab"):
            paragraph.pieces.append((" ", None))
        elif tag == "cr" or (tag == "br" and kind != "page"):
            paragraph.pieces.append((BREAK, None))
        elif tag == "noBreakHyphen":
            paragraph.pieces.append(("-", None))
        elif tag == "lastRenderedPageBreak":
            self.paged = True
            paragraph.pieces.append((PAGE, None))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif tag == "p" and self._open:
            paragraph = self._open.pop()
            if paragraph.level is not None:
                paragraph.item = False
            if not self._separator:
                self._flow.take(paragraph)
        elif tag == "r":
            self._run = self._hidden = False
        elif tag == "t":
            self._text = False
        elif tag == "hyperlink":
            self._address = None
        elif tag == "tr":
            self._flow.end_row()
        elif tag == "tbl":
            self._flow.table()

    def data(self, text: str) -> None:
        """Characters of a run."""
        if self._text and not self._skipping and self._open:
            self._open[-1].pieces.append((text, self._address))

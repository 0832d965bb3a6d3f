"""A page of HTML as text: what a reader of the page sees, in reading order, with headings, links and its own content."""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from portalaudit.documents.failure import Failure
from portalaudit.documents.text.caps import MAX_HTML, MAX_LINK_TEXT, MAX_LINKS, MAX_NODES
from portalaudit.documents.text.cells import Cells
from portalaudit.documents.text.compose import Composer, Gap, Span, folded
from portalaudit.documents.text.landmarks import is_content, region
from portalaudit.documents.text.links import absolute, base_of
from portalaudit.documents.text.maincontent import Content, main_of
from portalaudit.documents.text.outline import guessed
from portalaudit.documents.text.pagemeta import dates_of, language_of, title_of
from portalaudit.documents.text.tags import DROPPED, HEADINGS, LINES, PARAGRAPHS, shallow
from portalaudit.documents.text.visibility import is_hidden, unfolded
from portalaudit.documents.textual import Heading, Link, Text

_FRAMED = {"iframe": "src", "embed": "src", "object": "data", "area": "href"}
"""Elements that point at something that belongs to the page, or is linked from it, without text of theirs."""


@dataclass(slots=True)
class _Anchor:
    href: str
    region: str
    span: Span
    instead: str
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """An open element."""

    tag: str
    region: str
    heading: Span | None = None
    anchor: _Anchor | None = None
    content: Span | None = None
    muted: bool = False


def read_page(page: str, url: str | None = None) -> Text | Failure:
    """A page's text. Links are absolute against its address and its `base`."""
    cut = len(page) > MAX_HTML
    page, deep = shallow(page[:MAX_HTML])
    try:
        tree = LexborHTMLParser(page)
        body = tree.body
    except SelectolaxError as problem:
        return Failure("damaged", str(problem)[:200])
    if body is None:
        return Failure("empty", "a page without a body")
    reader = _Reader(tree, url)
    reader.walk(body)
    plain = reader.composer.text()
    links = tuple(reader.links)
    main = main_of(plain, reader.contents, reader.runs, links)
    headings = tuple(reader.composer.outline())
    looks = () if headings else _within(plain, main)
    asks = tree.css_first("input[type=password i]") is not None
    odd = (
        ("nesting-cut", deep),
        ("links-cut", reader.unkept),
        ("asks-for-password", asks),
        ("headings-guessed", bool(looks)),
        ("needs-script", _scripted(tree, plain)),
    )
    return Text(
        plain=plain,
        format="html",
        title=title_of(tree),
        headings=headings or looks,
        links=links,
        language=language_of(tree),
        dates=dates_of(tree),
        main=main,
        truncated="nodes" if reader.nodes >= MAX_NODES else "characters" if cut or reader.composer.full else None,
        notes=tuple(sorted(name for name, holds in odd if holds)),
    )


def _within(plain: str, main: tuple[int, int] | None) -> tuple[Heading, ...]:
    """Headings of pages that only draw them larger, by how their lines look."""
    start, end = main or (0, len(plain))
    return tuple(Heading(found.start + start, found.end + start, found.level) for found in guessed(plain[start:end]))


def _scripted(tree: LexborHTMLParser, plain: str) -> bool:
    """The page shows next to nothing until its scripts have run."""
    return len(plain) < 200 and tree.css_first("script[src]") is not None


class _Reader:
    """Walks the tree without recursion: pages of strangers nest as they like."""

    def __init__(self, tree: LexborHTMLParser, url: str | None) -> None:
        self.composer = Composer()
        self.links: list[Link] = []
        self.contents: list[Content] = []
        self.runs: list[tuple[str, Span]] = []
        self.nodes = 0
        self.unkept = False
        self._base = base_of(tree, url)
        self._unfolded = unfolded(tree)
        self._frames: list[_Frame] = []
        self._cells = Cells(self.composer)
        self._anchor: _Anchor | None = None
        self._muted = 0
        self._verbatim = 0

    def walk(self, body: LexborNode) -> None:
        """Enter and leave each element once."""
        node = body
        while self.nodes < MAX_NODES and not self.composer.full:
            self.nodes += 1
            entered = self._enter(node)
            child = node.child if entered else None
            if child is not None:
                node = child
                continue
            if entered:
                self._leave()
            while self._frames and (following := node.next) is None:
                above = node.parent
                if above is None:
                    break
                node = above
                self._leave()
            if not self._frames or following is None:
                break
            node = following
        while self._frames:
            self._leave()
        for _, span in self.runs[-1:]:
            self.composer.close(span)

    def _enter(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if node.is_text_node:
            self._text(node.text_content or "")
            return False
        given = node.attributes
        around = self._frames[-1].region if self._frames else ""
        if tag in DROPPED or tag in _FRAMED:
            self._pointer(tag, given, around)
            return False
        place = region(tag, given, around) if tag != "body" else ""
        muted = tag != "body" and is_hidden(tag, given, self._unfolded)
        if muted and place not in ("nav", "header"):
            return False
        frame = _Frame(tag, place, muted=muted)
        self._muted += muted
        self._open(frame, node, given)
        self._frames.append(frame)
        return True

    def _open(self, frame: _Frame, node: LexborNode, given: dict[str, str | None]) -> None:
        tag = frame.tag
        if tag in PARAGRAPHS:
            self._cells.part(self._gap(tag))
        elif tag == "br":
            self._cells.part_line()
        elif tag in LINES:
            self._cells.part(Gap.LINE)
        elif tag == "tr":
            self._cells.row(node)
        elif tag in ("td", "th"):
            self._cells.cell()
        if tag == "img" and self._anchor and not self._anchor.instead:
            self._anchor.instead = given.get("alt") or ""
        if tag == "a" and given.get("href") is not None and self._anchor is None:
            instead = given.get("aria-label") or given.get("title") or ""
            frame.anchor = self._anchor = _Anchor(given["href"] or "", frame.region, self.composer.open(), instead)
        if tag in HEADINGS or (given.get("role") == "heading" and not self._muted):
            frame.heading = self.composer.open()
            level = given.get("aria-level") or "2"
            self.composer.headings.append((frame.heading, HEADINGS.get(tag, int(level) if level in "123456" else 2)))
        sure = is_content(tag, given) if frame.region in ("", "main") else 0
        if sure:
            frame.content = self.composer.open()
            self.contents.append(Content(sure, frame.content))
        self._verbatim += tag == "pre"

    def _leave(self) -> None:
        frame = self._frames.pop()
        tag = frame.tag
        for span in (frame.heading, frame.content):
            if span is not None:
                self.composer.close(span)
        if frame.anchor is not None:
            self._link(frame.anchor)
            self._anchor = None
        self._muted -= frame.muted
        self._verbatim -= tag == "pre"
        if tag in PARAGRAPHS:
            self._cells.part(self._gap(tag))
        elif tag in LINES:
            self._cells.part(Gap.LINE)
        elif tag == "tr":
            self._cells.end_row()
        elif tag in ("td", "th"):
            self._cells.end_cell()

    def _gap(self, tag: str) -> Gap:
        """What wraps a list item's text, and a list inside an item, part nothing more than the item does."""
        in_item = any(frame.tag in ("li", "dt", "dd") for frame in self._frames[-3:])
        return Gap.LINE if in_item and tag in ("p", "div", "ul", "ol") else Gap.PARAGRAPH

    def _text(self, text: str) -> None:
        if self._anchor is not None and len(self._anchor.words) < MAX_LINK_TEXT:
            self._anchor.words.append(text)
        if self._muted:
            return
        if text.isspace():
            self.composer.part(Gap.SPACE)
            return
        in_cell = self._cells.wrote()
        place = self._frames[-1].region or "main"
        if not self.runs or self.runs[-1][0] != place:
            for _, span in self.runs[-1:]:
                self.composer.close(span)
            self.runs.append((place, self.composer.open()))
        if self._verbatim and not in_cell:
            self.composer.lines(text)
        else:
            self.composer.write(text)

    def _pointer(self, tag: str, given: dict[str, str | None], place: str) -> None:
        href = given.get(_FRAMED.get(tag, ""))
        if href:
            self._keep(href, given.get("title") or given.get("aria-label") or given.get("alt") or "", place, None)

    def _link(self, anchor: _Anchor) -> None:
        self.composer.close(anchor.span)
        text = folded("".join(anchor.words), MAX_LINK_TEXT)
        self._keep(anchor.href, text or anchor.instead, anchor.region, anchor.span.start if text else None)

    def _keep(self, href: str, text: str, place: str, start: int | None) -> None:
        address = absolute(href, self._base)
        if address is None:
            return
        if len(self.links) >= MAX_LINKS:
            self.unkept = True
            return
        self.links.append(Link(address, folded(text, MAX_LINK_TEXT), place or "main", start))

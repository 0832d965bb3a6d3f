"""A page's links, headings and the things that stand in its lists, tables and cards. Runs in the bounded process."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_NODES = 400_000
"""Nodes of a page that are walked (own choice; a large city's list has some 5,000)."""
_MOST = 20_000
"""Items and links of a page that are kept."""
_LONG = 400
_LONG_LABEL = 60

_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "select", "option", "iframe", "object", "textarea", "-comment", "head",
))  # fmt: skip
_AROUND = frozenset(("nav", "header", "footer", "aside"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menubar", "menu"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|megamenu|mega-menu|mainmenu|footer|breadcrumbs?|pagination|pager|offcanvas|masthead|"
    r"topbar|sidebar|sidenav|skip-?links?)(?:$|[\s_-])"
)
_WITH = re.compile(r"\b(?:has|with|no|page|layout|body)[_-]\S*|\S*(?:content|wrapper|container|page|layout)\S*")
_WEAR = re.compile(r"\d+|\b(?:odd|even|first|last|active|open|collapsed|expanded|show)\b")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ENTRIES = frozenset(("li", "td", "th", "dt"))
"""Elements that are one entry each; their label is the link, heading or first text in them."""
_TEXTS = frozenset(("a", "summary", "button", "p", "div", "span", "strong", "b", "caption", "legend", "dd")) | HEADINGS | _ENTRIES
_BLOCKS = frozenset(("ul", "ol", "dl", "table"))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that stands in the page's main part beside others of its kind."""

    text: str
    kind: str
    """The element: `li td th dt a h1 … summary button div span p`."""
    group: int
    """Items with one place in the page's structure share it."""
    column: tuple[int, int] | None
    """The table and the column, of a cell."""
    headings: tuple[str, ...]
    """The headings above it, outermost first."""
    linked: bool
    """The text is a link that leads somewhere."""


@dataclass(slots=True)
class Seen:
    """What a page shows."""

    title: str = ""
    heads: list[str] = field(default_factory=list)
    """Its h1 headings."""
    base: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    """Address as written and text, in order."""
    items: list[Item] = field(default_factory=list)
    parents: dict[int, int] = field(default_factory=dict)
    """Group → the group around it."""
    paths: dict[int, str] = field(default_factory=dict)
    next_page: bool = False


@dataclass(slots=True)
class _Open:
    """An element that was entered and not left."""

    tag: str
    main: bool
    place: int
    """Its place in the structure."""
    inner: int
    """The place that lists inside it begin from: in a cell the row's, so that lists in layout columns are one."""
    column: tuple[int, int] | None
    table: int = 0
    """Which table it is in, from 1."""
    held: bool = False
    """It stands in an entry, a heading or a link: an item of its own only where it is a list inside."""
    cells: int = 0
    href: str = ""
    shown: str = ""
    own: list[str] = field(default_factory=list)
    size: int = 0
    heading: str = ""
    link: str = ""
    linked: bool = False
    strong: str = ""
    first: str = ""
    within: bool = False
    """It stands in a link that leads somewhere, or is one."""
    direct: bool = False
    """Text stood in it before any other element's."""


def see(text: str) -> Seen:
    """A page's links, headings and items. Scripts, menus and what is around the main part give links only."""
    tree = LexborHTMLParser(text)
    walk = _Walk(tree.css_first("main, [role=main]") is None)
    title = tree.css_first("title")
    walk.seen.title = _tidy(title.text()) if title is not None else ""
    base = tree.css_first("base[href]")
    walk.seen.base = (base.attributes.get("href") or "") if base is not None else ""
    if tree.root is not None:
        walk.run(tree.root)
    return walk.seen


class _Walk:
    """The walk over the tree: no recursion, each node once."""

    def __init__(self, everything: bool) -> None:
        self.seen = Seen()
        self._places: dict[tuple[int, str], int] = {}
        self._stack: list[_Open] = [_Open("", everything, 0, 0, None)]
        self._above: list[tuple[int, str]] = []
        self._tables = 0

    def run(self, root: LexborNode) -> None:
        node: LexborNode | None = root
        left = MAX_NODES
        while node is not None and left > 0:
            left -= 1
            tag = node.tag or ""
            below = None
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag not in _SKIPPED:
                self._enter(node, tag)
                below = node.child
                if below is None:
                    self._leave()
            while below is None and node is not None:
                below = node.next
                if below is None:
                    node = node.parent
                    if node is not None and node.tag not in _SKIPPED and len(self._stack) > 1:
                        self._leave()
            node = below

    def _enter(self, node: LexborNode, tag: str) -> None:
        above = self._stack[-1]
        marks = node.attributes
        wears = " ".join(filter(None, (marks.get("class"), marks.get("id")))).lower()
        role = (marks.get("role") or "").lower()
        main = above.main
        if tag == "main" or role == "main":
            main = True
        elif main and tag not in ("html", "body") and _around(tag, role, wears):
            main = False
        step, column, from_place = tag, above.column, above.place
        if tag in ("td", "th"):
            step, column = f"{tag}:{above.cells}", (above.table, above.cells)
            above.cells += 1
        elif tag in _BLOCKS:
            from_place, column = above.inner, None
            self._tables += tag == "table"
        elif tag in ("div", "span", "p"):
            # A class says which of a card's lines this is; what it wears for looks alone does not.
            step = f"{tag}.{' '.join(sorted(_WEAR.sub('', wears).split()))}" if above.column is None else tag
        plain = from_place if tag in ("td", "th") else None
        place = self._place(from_place, step)
        opened = _Open(tag, main, place, above.inner if above.column and tag not in _BLOCKS else place, column)
        if plain is not None:
            opened.inner = self._place(plain, "cell")
        if tag == "a":
            opened.href = (marks.get("href") or "").strip()
            opened.shown = _tidy(marks.get("aria-label") or marks.get("title") or "")
            if "next" in (marks.get("rel") or "").lower().split():
                self.seen.next_page = True
        opened.within = above.within or leads(opened.href)
        opened.table = self._tables if tag == "table" else above.table
        opened.held = above.tag in ("li", "dt", "a") or above.tag in HEADINGS or (above.held and tag not in _BLOCKS)
        self._stack.append(opened)

    def _place(self, above: int, step: str) -> int:
        found = self._places.setdefault((above, step), len(self._places) + 1)
        if found not in self.seen.parents:
            self.seen.parents[found] = above
            self.seen.paths[found] = step.partition(".")[0].partition(":")[0]
        return found

    def _text(self, text: str) -> None:
        shown = _tidy(text[: _LONG * 4])
        opened = self._stack[-1]
        if shown and opened.size <= _LONG:
            opened.direct = opened.direct or not opened.own
            opened.own.append(shown)
            opened.size += len(shown)

    def _leave(self) -> None:
        opened = self._stack.pop()
        above = self._stack[-1]
        text = " ".join(opened.own)
        if opened.tag == "a":
            self._link(opened, text)
        if opened.tag in HEADINGS:
            self._heading(opened, text)
        if text and opened.main and opened.tag in _TEXTS and len(self.seen.items) < _MOST:
            self._item(opened, text)
        if opened.tag not in _ENTRIES and opened.tag not in _BLOCKS and opened.tag != "tr" and text:
            self._pass_on(opened, above, text)

    def _pass_on(self, opened: _Open, above: _Open, text: str) -> None:
        """What stood in an element stands in the one around it too."""
        if above.size <= _LONG:
            above.own.append(text[:_LONG])
            above.size += min(len(text), _LONG)
        heading = text if opened.tag in HEADINGS else opened.heading
        link = _label(opened, text) if opened.tag == "a" and opened.href else opened.link
        strong = text if opened.tag in ("strong", "b") else opened.strong
        above.linked = (
            above.linked or (opened.linked and not above.link) or (opened.tag == "a" and leads(opened.href) and not above.link)
        )
        above.heading = above.heading or heading
        above.link = above.link or link
        above.strong = above.strong or strong
        above.first = above.first or opened.first or text

    def _link(self, opened: _Open, text: str) -> None:
        if opened.href and len(self.seen.links) < _MOST:
            self.seen.links.append((opened.href, (opened.heading or text or opened.shown)[:_LONG]))

    def _heading(self, opened: _Open, text: str) -> None:
        level = int(opened.tag[1])
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        if level == 1 and text and len(self.seen.heads) < 20:
            self.seen.heads.append(text[:_LONG])

    def _item(self, opened: _Open, text: str) -> None:
        tag = opened.tag
        if tag in ("caption", "legend", "dd") or (opened.held and tag in ("a", "strong", "b")):
            return
        label = _label(opened, text) if tag in _ENTRIES or tag in ("a", "summary", "button") else text
        headings = tuple(shown for _, shown in self._above)
        linked = opened.linked or opened.within
        if len(label) <= 200 and (tag in _ENTRIES or not (opened.first and tag in ("div", "span", "p"))):
            self.seen.items.append(Item(label, tag, opened.place, opened.column, headings, linked))
        if tag in HEADINGS:
            self._above.append((int(tag[1]), text[:200]))


def _label(opened: _Open, text: str) -> str:
    """What an entry or a link is called: its heading, its link, what is bold in it, else its first text where that stands in an
    element of its own."""
    called = opened.heading or opened.link or opened.strong
    long_link = opened.tag == "a" and len(text) > _LONG_LABEL
    return called or (opened.first if not opened.direct or long_link else text) or text


def leads(href: str) -> bool:
    """The address leads away from the place where it stands."""
    return bool(href) and not href.startswith("#") and not href.lower().startswith(("javascript:", "mailto:", "tel:", "data:"))


def groups(seen: Seen) -> Iterator[tuple[int, list[Item]]]:
    """Items with one place in the structure, in the order of their first."""
    found: dict[int, list[Item]] = {}
    for item in seen.items:
        found.setdefault(item.group, []).append(item)
    yield from found.items()


def _around(tag: str, role: str, wears: str) -> bool:
    return tag in _AROUND or role in _ROLES or bool(wears and _FURNITURE.search(_WITH.sub(" ", wears)))


def _tidy(text: str) -> str:
    return " ".join(text.split())

"""What HTML elements mean for the text, and a cap on how deeply they nest."""

import re

from portalaudit.documents.text.caps import MAX_DEPTH

DROPPED = frozenset(
    ("script", "style", "template", "noscript", "head", "object", "embed", "iframe", "canvas", "select", "textarea", "datalist",
     "video", "audio", "svg", "input", "map", "frameset", "noembed", "noframes", "-comment")
)  # fmt: skip
"""Elements whose content is not text of the page. What stands in `noscript` is shown to nobody with a browser of today."""
PARAGRAPHS = frozenset(
    ("p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "h1", "h2", "h3", "h4", "h5", "h6",
     "blockquote",
     "pre", "table", "ul", "ol", "dl", "menu", "figure", "figcaption", "address", "form", "fieldset", "hr", "details", "summary",
     "dialog", "center", "hgroup", "body", "search")
)  # fmt: skip
LINES = frozenset(("li", "dt", "dd", "caption", "legend", "option"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}

_NESTING = frozenset(
    ("div", "span", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol", "dl", "menu", "table", "b",
     "u", "em",
     "i", "strong", "font", "a", "small", "big", "tt", "code", "s", "strike", "center", "blockquote", "form", "fieldset",
     "button",
     "label", "h1", "h2", "h3", "h4", "h5", "h6", "details", "figure", "address", "object", "svg", "g", "sup", "sub", "pre", "q")
)  # fmt: skip
_IMPLIED = frozenset(
    ("p", "li", "td", "th", "tr", "dt", "dd", "thead", "tbody", "tfoot", "colgroup", "col", "caption", "option", "optgroup",
     "html",
     "head", "body", "br", "hr", "img", "input", "meta", "link", "area", "base", "embed", "source", "track", "wbr", "param")
)  # fmt: skip
"""Elements that end by themselves or hold nothing."""
_FORMATTING = frozenset(("span", "b", "u", "em", "i", "strong", "font", "a", "small", "big", "tt", "code", "s", "strike"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]*)(?=[\s/>])[^<>]*?(/?)>")
_CROWDED = re.compile(r"<[a-zA-Z][^<>]{4000,}>")
_MOST_ATTRIBUTES = 300
"""The parser compares each attribute of an element with all before it. Own choice."""
_NEAR = 20


def shallow(page: str) -> tuple[str, bool]:
    """The page without tags nested deeper than the cap and tags of hundreds of attributes, and whether any was left out. Their
    text stays."""
    length = len(page)
    page = _CROWDED.sub(lambda tag: " " if tag[0].count("=") > _MOST_ATTRIBUTES else tag[0], page)
    cut = len(page) < length
    if page.count("<") <= MAX_DEPTH:
        return page, cut
    opened: list[str] = []
    dropped: list[tuple[int, int]] = []
    beyond = 0
    for tag in _TAG.finditer(page):
        name = tag[2].lower()
        if name in _IMPLIED:
            continue
        if tag[1]:
            if beyond and len(opened) >= MAX_DEPTH:
                dropped.append(tag.span())
                beyond -= 1
            else:
                _close(opened, name)
        elif name in _NESTING or not tag[3]:
            if len(opened) >= MAX_DEPTH:
                dropped.append(tag.span())
                beyond += 1
            else:
                opened.append(name)
    if not dropped:
        return page, cut
    kept, place = [], 0
    for start, end in dropped:
        kept.append(page[place:start])
        place = end
    return " ".join([*kept, page[place:]]), True


def _close(opened: list[str], name: str) -> None:
    """An end tag closes the nearest such element, unless a block stands between."""
    for back, other in enumerate(reversed(opened[-_NEAR:]), start=1):
        if other == name:
            del opened[-back:]
            return
        if other not in _FORMATTING:
            return

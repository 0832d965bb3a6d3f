"""Pages whose tree would take minutes to build, found on their text."""

import re

MAX_DEPTH = 1_000
"""Elements inside each other: beyond it the parser's time grows with the square. Browsers stop at 512."""
MAX_ATTRIBUTES = 2_000
"""Words inside one tag, for the same reason."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]{0,60})([^<>]*)>")
_LOOSE = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "html", "head", "body", "rp", "rt",
    "path", "circle", "ellipse", "rect", "line", "polygon", "polyline", "use", "g", "stop", "image", "animate", "defs",
))  # fmt: skip
"""Elements that hold nothing, or that end without a closing tag."""
_RAW = frozenset(("script", "style", "title", "textarea"))
"""Elements that hold text alone."""


def too_deep(text: str) -> bool:
    """Nested or attributed so that parsing it would take minutes. Counted on the text, before there is a tree; what stands in
    scripts and styles is none of its elements."""
    depth = roots = 0
    lowered = text.lower()
    found = _TAG.search(lowered)
    while found is not None:
        closing, tag, rest = found.groups()
        end = found.end()
        if tag not in _LOOSE:
            depth = max(0, depth - 1) if closing else depth + 1
        roots += not closing and tag in ("html", "body")
        if max(depth, roots) > MAX_DEPTH or (
            len(rest) > MAX_ATTRIBUTES and len(rest.split(None, MAX_ATTRIBUTES)) > MAX_ATTRIBUTES
        ):
            return True
        if tag in _RAW and not closing:
            end = lowered.find(f"</{tag}", end)
            if end < 0:
                return False
        found = _TAG.search(lowered, end)
    return False

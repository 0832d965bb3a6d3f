"""Where on a page an element stands: by landmark elements and roles (WAI-ARIA 1.2), else by what sites name their parts."""

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

_TAGS = {"nav": "nav", "header": "header", "footer": "footer", "aside": "aside", "main": "main", "article": "main"}
_ROLES = {
    "navigation": "nav", "menu": "nav", "menubar": "nav", "banner": "header", "contentinfo": "footer",
    "complementary": "aside", "search": "aside", "main": "main", "article": "main", "dialog": "aside", "alertdialog": "aside",
}  # fmt: skip
_NAMED_TAGS = frozenset({"div", "section", "ul", "ol", "table", "td", "form"})
_WHERE = (
    r"(?:(?:site|page|global|main|top|primary|secondary|left|right|utility|mobile|mega|side|bottom|footer|header|content)[-_]?)*"
)
_INNER = r"(?:[-_]?(?:wrapper|container|inner|area|bar|list|top|links|left|right|first|second))?"
_NAMES = (
    ("nav", re.compile(_WHERE + r"(?:nav|navbar|navigation|menu|breadcrumbs?|topbar|navi|mainnav|sidenav)" + _INNER)),
    ("footer", re.compile(r"(?:site|page|global|main|bottom)?[-_]?footer" + _INNER + "|colophon")),
    ("header", re.compile(r"(?:site|global|top|main)?[-_]?header" + _INNER + "|masthead|site[-_]?banner")),
    ("aside", re.compile(r"(?:left|right|page|content)?[-_]?sidebar" + _INNER + "|aside|related(?:[-_](?:links|content))?")),
    ("aside", re.compile(
        r"(?:cookies?|consent|gdpr|ccpa|privacy)[-_]?(?:banner|bar|notice|popup|consent|law|message|overlay|modal|alert|info)|onetrust.*"
    )),
)  # fmt: skip
"""What parts of a page are called, as a whole id or class; from the pages of content systems that cities use (own choice)."""
_CONTENT = frozenset(
    ("main", "content", "main-content", "maincontent", "main_content", "page-content", "pagecontent", "primary-content",
     "skip-target",
     "contenido", "contenido-principal", "conteudo", "conteudo-principal", "contenu", "contingut", "contenuto", "inhalt")
)  # fmt: skip


def region(tag: str, given: Attributes, around: str) -> str:
    """The region of an element inside a region: `nav header footer main aside`, empty where no landmark says.

    All of a footer is footer. A header or footer inside the page's own content, and what is only named like a landmark there,
    do not leave it.
    """
    role = (given.get("role") or "").strip().lower()
    found = _ROLES.get(role) or (_TAGS.get(tag) if role not in ("presentation", "none") else None)
    if found is None and tag in _NAMED_TAGS and around != "main":
        found = _by_name(given)
    if found is None or around == "footer":
        return around
    if around == "main" and found in ("header", "footer"):
        return "main"
    if around in ("nav", "aside") and (found in ("header", "footer") or is_content(tag, given) == 2):
        return around
    return found


def is_content(tag: str, given: Attributes) -> int:
    """How surely this element is the page's own content: 3 `main`, 2 an article, 1 named so, 0 not."""
    role = (given.get("role") or "").strip().lower()
    if tag == "main" or role == "main":
        return 3
    if tag == "article" or role == "article":
        return 2
    return int(tag in ("div", "section", "td") and (given.get("id") or "").strip().lower() in _CONTENT)


def _by_name(given: Attributes) -> str | None:
    names = [given.get("id") or "", *(given.get("class") or "").split()[:12]]
    for name in names:
        for found, pattern in _NAMES:
            if name and len(name) < 60 and pattern.fullmatch(name.lower()):
                return found
    return None

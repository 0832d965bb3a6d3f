"""Whether a page is there to sign in, or only has a sign-in box beside what it is there for."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from portalaudit.documents.caps import MAX_MARKUP_BYTES

LONGEST = 1_000
"""Characters of a sign-in page beside its form (own choice: what it says of accounts, help and cookies)."""
_BESIDE = ("header", "nav", "footer", "aside", "dialog")
"""Parts of a page that every page of a site has."""
_FILE = re.compile(r"\.(?:csv|tsv|xlsx?|ods|json|zip|pdf|geojson)(?:$|[?#])", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template")


def signs_in(body: bytes) -> bool:
    """True for a page that asks for a password, outside of what every page of the site has, and has little else: no link to a
    file, and no more text than LONGEST beside the form (own choice)."""
    if len(body) > MAX_MARKUP_BYTES:
        return False
    try:
        return asks(LexborHTMLParser(body.decode("utf-8", "replace")))
    except SelectolaxError:
        return False


def asks(tree: LexborHTMLParser) -> bool:
    """The same of a page that was parsed; what is not seen is taken out of it."""
    tree.strip_tags(list(_UNSEEN), recursive=True)
    forms = [form for field in tree.css("input[type=password i]") if (form := _form(field)) is not None]
    if not forms or any(_FILE.search(link.attributes.get("href") or "") for link in tree.css("a[href]")):
        return False
    whole = len(" ".join(tree.body.text(separator=" ").split())) if tree.body else 0
    return whole - max(len(" ".join(form.text(separator=" ").split())) for form in forms) <= LONGEST


def _form(field: LexborNode) -> LexborNode | None:
    """The form that a field stands in, else the field itself; None where it is in a part that every page has."""
    found = field
    node = field.parent
    while node is not None:
        if node.tag in _BESIDE:
            return None
        if node.tag == "form":
            found = node
        node = node.parent
    return found

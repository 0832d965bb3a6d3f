"""What other people wrote, made fit for a page: texts without control marks, addresses that may become links."""

import re
from urllib.parse import urlsplit

LONGEST_TEXT = 300
"""Characters of one foreign text that are shown (own choice; the evidence holds the whole)."""
LONGEST_LINK = 1_000
"""Characters of an address that still becomes a link (own choice; it keeps a hostile catalogue from swelling the file)."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MAIL = re.compile(r"[\w.+%-]+@(?=[\w-]+\.)")
_BLANKS = re.compile(r"\s+")


def shown(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """A foreign text on one line: control marks and lone surrogates replaced, cut with an ellipsis. Not escaped yet."""
    if not text:
        return ""
    clean = _BLANKS.sub(" ", _CONTROL.sub("\ufffd", text[: 4 * longest])).strip()
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def unaddressed(text: str | None) -> str:
    """A quoted passage whose mail addresses keep their host alone: a report goes from hand to hand, the capture has the whole."""
    return _MAIL.sub("…@", text or "")


def link(address: str | None) -> str | None:
    """The address if it may become a link: absolute, http or https, of printable characters without blanks; else None."""
    if not address:
        return None
    address = address.strip(" \t\r\n")
    if len(address) > LONGEST_LINK or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return address if parts.scheme.lower() in ("http", "https") and host and "@" not in parts.netloc else None

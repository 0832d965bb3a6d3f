"""What strangers wrote, made fit for messages that leave the house: one line, no addresses of persons, machines or files, no
marks that turn the writing round; and addresses that may become links."""

import ipaddress
import re
import unicodedata
from hashlib import sha256
from urllib.parse import urlsplit

from portalaudit.export.report.strangers import link

LONGEST = 120
"""Characters of one stranger's text (own choice)."""
LONGEST_LINK = 300
"""Characters of an address in a message (own choice)."""
PRIVATE = "private-"
"""Begins the sign that stands for an address that is not named."""

_MAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,20}://|javascript:|mailto:|data:[a-z]+/)\S*", re.IGNORECASE)
_HOST = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\blocalhost\b(?::\d+)?", re.IGNORECASE)
_FILE = re.compile(r"(?<!\w)(?:/[\w.+-]+){2,}|\b[A-Z]:\\\S+")
_INNER = (".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".intranet", ".home.arpa", ".test", ".invalid")
"""Names that no public resolver knows (RFC 6761, 6762, 8375, ICANN's `.internal`), and usual ones within houses."""


def line_of(text: str | None, longest: int = LONGEST) -> str:
    """A stranger's text on one line, as long as a message may have it. Not escaped yet."""
    if not text:
        return ""
    kept = "".join(" " if _blank(char) else char for char in text[: 8 * longest] if not _unseen(char))
    kept = _MAIL.sub("…@…", _ADDRESS.sub("(address)", kept))
    kept = _FILE.sub("(path)", _HOST.sub("(address)", kept))
    clean = " ".join(kept.split())
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def _blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Zl", "Zp")


def _unseen(char: str) -> bool:
    """Marks of direction, soft hyphens and their like, private characters, lone surrogates."""
    return unicodedata.category(char) in ("Cf", "Co", "Cs", "Cn")


def public_link(address: str | None) -> str | None:
    """The address where a message may name it: http or https, of a host that all the world can reach, without a user's name; its
    query and fragment are cut off. Else None."""
    found = link(address)
    if found is None:
        return None
    parts = urlsplit(found)
    if not _public(parts.hostname or ""):
        return None
    short = f"{parts.scheme.lower()}://{parts.netloc}{parts.path}"
    return short if len(short) <= LONGEST_LINK and short.isascii() else None


def target_of(target: str) -> str:
    """A target as messages name it: a city's key, a public address; a sign in the place of an address that is private."""
    if "://" not in target and "/" not in target:
        return line_of(target)
    shown = " ".join(public_link(part) or "" for part in target.split()).strip()
    return shown or f"{PRIVATE}{sha256(target.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _public(host: str) -> bool:
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return "." in name and not name.endswith(_INNER) and not name.replace(".", "").isdecimal() and "0x" not in name
    return literal.is_global and not literal.is_multicast

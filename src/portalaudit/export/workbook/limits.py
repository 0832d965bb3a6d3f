"""What a sheet can hold, and what of a stranger's address may become a link in one."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

from portalaudit.export.cells import neutral
from portalaudit.export.report.strangers import link


@dataclass(frozen=True, slots=True)
class Limits:
    """Microsoft, Excel specifications and limits; the number of links as XlsxWriter documents it."""

    rows: int = 1_048_576
    """Of a sheet, its heading among them."""
    characters: int = 32_767
    """Of a cell, in units of UTF-16."""
    links: int = 65_530
    """Of a sheet."""
    address: int = 2_079
    """Characters of a link, in units of UTF-16."""


EXCEL = Limits()

_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.?", re.IGNORECASE)
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


def harmless(text: str) -> str:
    """A text that no program runs: neither a formula, nor what XlsxWriter takes for a cell of rich text and does not escape."""
    told = neutral(text)
    return f"'{told}" if told.startswith("<r>") and told.endswith("</r>") else told


def units(text: str) -> int:
    """Length in units of UTF-16, in which Excel counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, longest: int, mark: str) -> str:
    """The beginning of a text with a mark at its end, together no longer than that in units of UTF-16."""
    room = (longest - units(mark)) * 2
    return text.encode("utf-16-le", "surrogatepass")[:room].decode("utf-16-le", "ignore") + mark


@lru_cache(maxsize=4096)
def target(address: str | None, limits: Limits = EXCEL) -> str | None:
    """What a link to an address points at: a web address that every spreadsheet program takes for one; None for anything else.

    A package whose relation is no well-formed address is "repaired" by Excel, that is, loses its links: so what is not ASCII is
    percent-encoded, and an address with a broken percent sign, a host that is none or a port that is none stays text.
    """
    plain = link(address)
    if plain is None or _BROKEN.search(plain):
        return None
    try:
        parts = urlsplit(plain)
        parts.port  # noqa: B018 - raises where it is none
    except ValueError:
        return None
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc.rstrip(":")
    if not _HOST.fullmatch(host):
        return None
    head, mark, tail = plain.partition("#")
    made = quote(head, safe="%/:?=&;,+$!*'()@~.-_") + mark + quote(tail, safe="%/:?=&;,+$!*'()@~.-_")
    return made if units(made) <= limits.address else None

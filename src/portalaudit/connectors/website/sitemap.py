"""Sitemaps: addresses that a site lists itself (sitemaps.org 0.9). Read by pattern, so that no entity is ever expanded."""

import codecs
import re
import zlib
from html import unescape
from urllib.parse import urljoin

from portalaudit.connectors.website.address import cleaned, is_own
from portalaudit.fetch.robots import CAP, LIMIT

LARGEST = 52_428_800
"""Bytes of a sitemap, unpacked (sitemaps.org: 50 MB)."""
MOST = 5_000
"""Addresses that are taken of all sitemaps of one site (own choice)."""
MOST_FILES = 2
"""Sitemaps that are asked for on one site (own choice)."""
LARGEST_ROBOTS = CAP
"""The fetcher's own cap: a replay answers with the file that the fetcher asked for."""

_LOC = re.compile(
    r"<(?:\w{1,20}:)?loc\b[^<>]{0,200}+>(?:\s{0,99}+<!\[CDATA\[)?([^<\]]{1,2200}+)(?:\]\]>\s{0,99}+)?</", re.IGNORECASE
)
_INDEX = re.compile(r"<(?:[a-z]+:)?sitemapindex\b", re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_HEAD = 4_096


def named_in_robots(body: bytes, url: str, own_hosts: frozenset[str]) -> list[str]:
    """Sitemaps that a robots.txt names, on own hosts, in the file's order, at most 20."""
    text = body[:LIMIT].decode("utf-8", "replace")
    found = [cleaned(_joined(url, match[1])) for match in _LINE.finditer(text)]
    return list(dict.fromkeys(address for address in found if address is not None and is_own(address, own_hosts)))[:20]


def addresses(body: bytes, url: str) -> tuple[list[str], bool] | None:
    """Addresses of a sitemap, at most 5,000, and whether they are sitemaps themselves; None where the body is no sitemap.

    A packed one is unpacked up to 50 MB. Blocks for at most a second: call it from a thread.
    """
    text = _text(body)
    if text is None:
        return None
    if "<" not in text[:_HEAD]:  # a text sitemap: one address a line
        lines = [line.strip() for line in text[: MOST * 200].splitlines() if line.strip()][:MOST]
        return (lines, False) if lines and all(line.startswith(("http://", "https://")) for line in lines) else None
    found: list[str] = []
    for match in _LOC.finditer(text):
        found.append(_joined(url, unescape(match[1].strip())))
        if len(found) == MOST:
            break
    index = _INDEX.search(text[:_HEAD]) is not None
    return (found, index) if found or index or "urlset" in text[:_HEAD] else None


def _joined(url: str, found: str) -> str:
    try:
        return urljoin(url, found)
    except ValueError:
        return ""


def _text(body: bytes) -> str | None:
    if body.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(31)
        try:
            body = unpacker.decompress(body, LARGEST)
        except zlib.error:
            return None
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body[:LARGEST].decode("utf-16", "replace")
    return body[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff")

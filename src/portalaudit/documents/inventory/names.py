"""Names, made comparable."""

import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed

_BARE = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/\S*")
"""An address that somebody wrote without its scheme."""
_KEPT = re.compile(r"[^a-z0-9]+")
_LETTERS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[a-z0-9]+")
_SOURCES = re.compile(r"_\d{1,3}$|\.(?:csv|json|xml|rdf|rss|html?|geojson|xlsx?|zip|kml)$")


def normalised(text: str) -> str:
    """NFKD, casefold, everything dropped but a-z and 0-9; in a script without them, letters and digits as they are.

    The rule that Washington's published count of 376 matches turns on.
    """
    folded = unicodedata.normalize("NFKD", text).casefold() if not text.isascii() else text.lower()
    return _KEPT.sub("", folded) or _LETTERS.sub("", folded)


def folded(text: str) -> str:
    """Lower case, without accents, white space as one blank: for comparing with words of a table."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).casefold().split())


def words(text: str) -> list[str]:
    """The words of a text as `folded` leaves them: runs of a-z and 0-9."""
    return _WORDS.findall(folded(text))


def header_words(header: str) -> list[str]:
    """The words of a header, camel case and underscores taken apart."""
    return words(_CAMEL.sub(" ", header).replace("_", " "))


@lru_cache(maxsize=65_536)
def link_key(url: str) -> str | None:
    """A link without scheme, `www.`, query, fragment and trailing marks, in lower case; None for what is no web address."""
    text = url.strip()
    if not text[:8].lower().startswith(("http://", "https://")):
        if not _BARE.fullmatch(text):
            return None
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = unquote(parts.path).rstrip("/").lower()
    return f"{host}{path}" if host and "." in host else None


def slug_of(url: str) -> str | None:
    """The last part of a link's path, where it can name one asset: a Socrata id, a CKAN name, a Hub slug or item id."""
    key = link_key(url)
    if key is None or "/" not in key:
        return None
    parts = key.split("/")[1:]
    last = parts[-1] if parts[-1] not in address_words("appended") else parts[-2] if len(parts) > 1 else ""
    last = _SOURCES.sub("", last)
    return last if len(last) >= _SHORTEST and last not in address_words("places") else None


_SHORTEST = 4


@cache
def address_words(key: str) -> frozenset[str]:
    """Words of the section `addresses` of the table `inventory_matching`."""
    found = table("inventory_matching")["addresses"]
    assert isinstance(found, dict)
    return frozenset(listed(found, key))

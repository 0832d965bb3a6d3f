"""A catalogue file asked for and read, whole or as far as it goes."""

import asyncio
from dataclasses import dataclass, replace

from portalaudit.connectors.answers import gap_of, json_value
from portalaudit.connectors.dcat.document import Catalogue, read
from portalaudit.connectors.dcat.salvage import salvage
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch

PATIENCE = 180.0
"""Seconds to wait for a feed: Hub makes it while sending, which takes 30 to 120 (reference: portal-apis 3.1)."""
LARGEST = 512 * 1024 * 1024
"""Bytes of a decoded feed (own choice: the largest known have some hundred MB)."""
UNANSWERED = frozenset({"timeout", "connect"})
"""Reasons after which the other usual places are not asked: each would cost minutes of patience in vain."""
IN_PLACE = 1_000_000
"""Bytes that are parsed at once; larger feeds go to a thread, so that other portals' answers do not wait (own choice)."""
DEEPEST = 60
"""Levels of nesting that are read; what is deeper is left out (own choice: real catalogues have eight)."""

ACCEPT = "application/json, application/ld+json;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Feed:
    """A catalogue file that was read."""

    address: str
    """Where the answer came from, after redirects."""
    capture: str
    catalogue: Catalogue
    broken: str | None = None
    """Why only the whole objects of a file were read: `truncated` or `malformed`, else the error that ended the transfer, such
    as `timeout`. Pointers are then those that the objects have in the whole document, counted from its beginning, though the
    bytes that came are no JSON by themselves."""
    gaps: tuple[Gap, ...] = ()

    @property
    def cut(self) -> bool:
        """The answer itself broke off; a transfer that we ended, by time or size, says nothing of the portal."""
        return self.broken in ("truncated", "malformed")


async def ask(fetch: Fetch, url: str) -> Exchange:
    """Ask for a catalogue file, with patience."""
    return await fetch.get(url, accept=ACCEPT, invited=True, revalidate=True, timeout=PATIENCE, max_bytes=LARGEST)


async def load(fetch: Fetch, url: str, part: str) -> Feed | Gap:
    """Ask for a catalogue file and read it; the gap `part` where there is none to read."""
    return await parsed(fetch, await ask(fetch, url), part)


async def parsed(fetch: Fetch, exchange: Exchange, part: str) -> Feed | Gap:
    """Read the catalogue file in an answer."""
    if len(exchange.body) > IN_PLACE:
        feed = await asyncio.to_thread(parse, exchange, part)
    else:
        feed = parse(exchange, part)
    return replace(feed, address=fetch.resolve(exchange)) if isinstance(feed, Feed) else feed


def parse(exchange: Exchange, part: str) -> Feed | Gap:
    """The same without a fetcher. Never raises for what the body holds."""
    capture = exchange.capture
    cut = capture.error is not None and bool(exchange.body)
    value = gap_of(exchange, part) if cut else json_value(exchange, part)
    broken: str | None = None
    if isinstance(value, Gap):
        if not cut and value.reason != "not-json":
            return value
        saved = salvage(exchange.body)
        if saved is None:
            return value
        value, broken = saved.document(), capture.reason if cut else saved.reason
    shallow = within(value, DEEPEST)
    catalogue = read(shallow)
    if catalogue is None:
        told = told_error(value)
        return Gap(part, told[0], capture.id, told[1]) if told else Gap(part, "shape", capture.id, "no catalogue of datasets")
    if not catalogue.entries and not catalogue.listed:
        return Gap(part, "shape", capture.id, "a catalogue without a list of datasets")
    gaps = []
    if broken:
        count = len(catalogue.entries)
        gaps.append(
            Gap("feed", broken, capture.id, f"the file breaks off: {count} whole entries were salvaged from its beginning")
        )
    if shallow is not value:
        gaps.append(Gap("feed", "nesting", capture.id, f"values nested deeper than {DEEPEST} levels were left out"))
    return Feed(capture.url, capture.id, catalogue, broken, tuple(gaps))


def told_error(value: object) -> tuple[str, str | None] | None:
    """Reason and message of an error inside an answer of status 200; None where the answer is no error.

    Shapes (reference: portal-apis 3.2, 3.5): `{"error": {"code", "message"}}`, `{"code", "description"}`,
    `{"statusCode", "message"}`, `{"status": "error"}`.
    """
    if not isinstance(value, dict):
        return None
    inner = value.get("error")
    holder = inner if isinstance(inner, dict) else value
    if inner is None and not ("statusCode" in value or value.get("status") == "error" or {"code", "description"} <= value.keys()):
        return None
    code = next((holder[key] for key in ("code", "statusCode") if isinstance(holder.get(key), int | str)), None)
    said = next((holder[key] for key in ("message", "description", "error") if isinstance(holder.get(key), str)), None)
    reason = f"http-{code}" if isinstance(code, int) and not isinstance(code, bool) and 100 <= code < 1_000 else "error"
    return reason, " ".join(said.split())[:200] if said else None


def within(value: object, levels: int) -> object:
    """The value itself where it is nested no deeper than that; else a copy without what is deeper."""
    return _cut(value, levels) if _deeper(value, levels) else value


def _deeper(value: object, levels: int) -> bool:
    if levels == 0:
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(type(item) in (dict, list) and _deeper(item, levels - 1) for item in items)


def _cut(value: object, levels: int) -> object:
    if levels == 0:
        return None if isinstance(value, dict | list) else value
    if isinstance(value, dict):
        return {key: _cut(item, levels - 1) for key, item in value.items()}
    return [_cut(item, levels - 1) for item in value] if isinstance(value, list) else value

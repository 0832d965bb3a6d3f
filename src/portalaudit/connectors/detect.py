"""Which platform answers at an address. Every answer is archived by the fetcher, whether it proves something or not."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable
from urllib.parse import SplitResult, urlsplit, urlunsplit

from portalaudit.errors import UsageError
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Connector, Detection, Fetch

LAST_RESORT = 50
"""Connectors from this order on are asked only where none before them recognised anything: their files stand beside the
interfaces of other platforms too (reference: portal-apis 4)."""

_NO_HOST = frozenset({"connect", "address-refused", "opted-out", "tls"})
"""Reasons that hold for a whole host, so that asking it further is of no use."""
SILENT = 2
"""Connectors in a row that wait in vain for an answer until the host counts as silent (own choice: one slow address says
nothing of the others, and each costs minutes)."""
_FILES = (".json", ".jsonld")


@runtime_checkable
class Beside(Protocol):
    """A connector with a shorter look for a host on which another platform was recognised already."""

    async def detect_beside(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]: ...


async def detect(
    fetch: Fetch, url: str, connectors: Mapping[str, Connector], platform: str | None = None
) -> tuple[Detection | None, tuple[Gap, ...], tuple[Detection, ...]]:
    """Recognise the platform behind an address.

    One to three requests a connector, in their order. An address that names a catalogue file is that file, whoever made it.
    Where two platforms answer on one host the one with more assets is chosen, the earlier one of equals.

    Args:
        url: what the user gave: a portal, a page of it, a path that it is mounted under, or a catalogue file.
        connectors: by name, see `registry.connectors`.
        platform: name of a connector; nothing else is then asked, and where it recognises nothing the address itself is its root.

    Returns:
        What was chosen, None where nothing was recognised; what could not be seen; all that was recognised.

    Raises:
        UsageError: there is no such connector.
        StopRequested: the budget is spent or a signal came.
    """
    address = cleaned(url)
    if platform is not None:
        if platform not in connectors:
            raise UsageError(f"no connector {platform!r}; there are {', '.join(sorted(connectors))}")
        found, gaps = await connectors[platform].detect(fetch, address)
        chosen = found or Detection(platform, platform, address, "told", "")
        return chosen, (), (chosen,)
    hits: list[Detection] = []
    gaps_of: list[Gap] = []
    silent = 0
    for connector in in_order(connectors, address):
        if hits and connector.order >= LAST_RESORT:
            break
        probe = connector.detect_beside if hits and isinstance(connector, Beside) else connector.detect
        found, gaps = await probe(fetch, address)
        if found is not None:
            hits.append(found)
        gaps_of.extend(gap for gap in gaps if gap not in gaps_of)
        silent = silent + 1 if any(gap.reason == "timeout" for gap in gaps) else 0
        if silent == SILENT or any(gap.reason in _NO_HOST for gap in gaps):
            break
    if not hits:
        return None, tuple(gaps_of) or (Gap("catalogue", "unrecognised"),), ()
    return max(hits, key=lambda hit: hit.weight), (), tuple(hits)


def in_order(connectors: Mapping[str, Connector], address: str) -> list[Connector]:
    """The connectors in the order in which they are asked: for a catalogue file the ones that read files first."""
    ordered = sorted(connectors.values(), key=lambda connector: (connector.order, connector.name))
    if urlsplit(address).path.lower().endswith(_FILES):
        return [c for c in ordered if c.order >= LAST_RESORT] + [c for c in ordered if c.order < LAST_RESORT]
    return ordered


def cleaned(url: str) -> str:
    """The address without query, fragment and trailing slash; `https://` where it names no scheme.

    Raises:
        UsageError: it is no address.
    """
    text = url.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts: SplitResult = urlsplit(text)
        host = parts.hostname
    except ValueError as broken:
        raise UsageError(f"{url!r} is no address: {broken}") from broken
    if not host or parts.scheme not in ("http", "https"):
        raise UsageError(f"{url!r} is no address of a portal: http:// or https:// and a host are needed")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))

"""Which platform answers at an address. Every answer is archived by the fetcher, whether it proves something or not."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

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
_FORMATS = frozenset({"f", "format", "_format", "output", "outputformat", "file", "type", "mime", "mimetype"})
"""Parameters by which a program is asked for its catalogue file: `catalog.php?f=data.json`, `catalog?format=json-ld`."""


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
        found, gaps = await connectors[platform].detect(fetch, _for(connectors[platform], address))
        chosen = found or Detection(platform, platform, address, "told", "")
        return chosen, (), (chosen,)
    hits: list[Detection] = []
    gaps_of: list[Gap] = []
    silent = 0
    for connector in in_order(connectors, address):
        if hits and connector.order >= LAST_RESORT:
            break
        probe = connector.detect_beside if hits and isinstance(connector, Beside) else connector.detect
        found, gaps = await probe(fetch, _for(connector, address))
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
    if names_file(address):
        return [c for c in ordered if c.order >= LAST_RESORT] + [c for c in ordered if c.order < LAST_RESORT]
    return ordered


def names_file(address: str) -> bool:
    """True for an address that is a catalogue file rather than a portal or one of its pages: by its path, else by its query."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/").lower()
    if path.endswith(_FILES) or "/api/feed/" in path:
        return True
    if not path:
        return False
    asked = parse_qsl(parts.query[:2_000])
    return any(key.lower() in _FORMATS and "json" in value.lower() for key, value in asked)


def _for(connector: Connector, address: str) -> str:
    """What a connector is given: paths are put behind the address, so only those that read files see a file's query."""
    return address if connector.order >= LAST_RESORT else urlunsplit((*urlsplit(address)[:3], "", ""))


def refuse_login(url: str) -> None:
    """Refuse an address with a user's name or password in it; the text repeats none of it.

    Raises:
        UsageError: there is one, or there may be.
    """
    authority = url.partition("://")[2] or url
    for mark in "/?#":
        authority = authority.partition(mark)[0]
    _, colon, port = authority.rpartition(":")
    if "@" in authority or ("@" in url and colon and not port.isdigit() and "]" not in port):  # a password may hold a slash
        raise UsageError("an address with a user name or password in it is not taken: leave out what stands before the @")


def cleaned(url: str) -> str:
    """The address without query, fragment and trailing slash; `https://` where it names no scheme.

    The query of an address that is a catalogue file stays, see `names_file`.

    Raises:
        UsageError: it is no address, or one with a user's name or password.
    """
    refuse_login(url.strip())
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
    bare = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    return f"{bare}?{parts.query}" if parts.query and names_file(text) else bare

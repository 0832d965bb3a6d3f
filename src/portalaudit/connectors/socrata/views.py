"""Single views by the request plan: sodapy asks, on the fetcher, in a worker thread.

The plan: a view of its own only where its metadata moved since it was last asked for, and a few more by rotation, so that in the
end every one is seen. What was chosen is a recorded event.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

import requests
from sodapy import Socrata

from portalaudit.connectors.answers import json_object
from portalaudit.fetch.sync import FetchAdapter, session
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch, Past
from portalaudit.model.stamps import micros_of, moment_of

MOST = 20
"""Views a night at most (own choice: twenty seconds at one request a second)."""
ROTATION = 5
"""Of these, views whose stamp did not move (own choice)."""
EVENT = "items socrata"
"""The journal's name of the choice: asset → ISO 8601 text of its stamp then."""


class Client(Protocol):
    """What we use of sodapy's client."""

    session: requests.Session

    def get_metadata(self, dataset_identifier: str) -> object: ...


_make: Callable[..., Client] = Socrata


@dataclass(frozen=True, slots=True)
class View:
    """One view's own record."""

    record: Mapping[str, object]
    capture: str


def choose(stamps: Mapping[str, int], past: Past, taken_at: datetime) -> dict[str, str]:
    """Which views to ask for tonight: asset → its stamp as text, at most MOST.

    Args:
        stamps: asset → when its metadata last changed, microseconds since 1970.
    """
    moved = [key for key, stamp in stamps.items() if key in past.stamps and stamp > micros_of(past.stamps[key])]
    moved.sort(key=lambda key: (-stamps[key], key))
    day = taken_at.date().isoformat()
    # Those never asked for come first; the day moves the order among equals, so that a rotation comes round.
    rest = sorted(stamps.keys() - set(moved), key=lambda key: (key in past.stamps, _shuffled(key, day)))
    chosen = moved[: MOST - min(ROTATION, len(rest))] + rest[:ROTATION]
    return {key: moment_of(stamps[key]).isoformat() for key in sorted(chosen)}


def _shuffled(key: str, day: str) -> str:
    return hashlib.sha256(f"{day} {key}".encode("utf-8", "replace")).hexdigest()


async def read_views(fetch: Fetch, root: str, keys: Mapping[str, str]) -> tuple[Mapping[str, View], tuple[Gap, ...]]:
    """The records of these views. After three refusals in a row the rest is not asked for.

    Raises:
        StopRequested: the budget is spent.
    """
    loop = asyncio.get_running_loop()
    adapter = FetchAdapter(fetch, loop)
    client = _client(root, adapter)
    found: dict[str, View] = {}
    gaps: list[Gap] = []
    refused = 0
    for key in sorted(keys):
        read = await asyncio.to_thread(_read, client, adapter, key)
        if isinstance(read, Gap):
            gaps.append(read)
            refused += 1
            if refused == 3:
                break
        else:
            found[key] = read
            refused = 0
    return found, tuple(gaps)


def _client(root: str, adapter: FetchAdapter) -> Client:
    parts = urlsplit(root)
    # sodapy warns on the root logger where it is given no token; the session that would send it is replaced below
    client = _make(parts.netloc, "unused", session_adapter={"prefix": f"{parts.scheme}://", "adapter": adapter}, timeout=60)
    client.session = session(adapter)
    client.session.hooks["response"].append(_unread)
    return client


def _unread(response: requests.Response, *_: object, **__: object) -> requests.Response:
    """Hide the body from sodapy, which hands an empty answer over as it is: we read it once, as every other answer. Its own
    reading depends on the media type and raises a bare Exception for one that it does not know."""
    response._content = b""
    return response


def _read(client: Client, adapter: FetchAdapter, key: str) -> View | Gap:
    asked = len(adapter.exchanges)
    with suppress(requests.RequestException, ValueError):  # the exchange says what happened
        client.get_metadata(key)
    if len(adapter.exchanges) == asked:
        return Gap("views", "shape", None, "no address can be made of the asset's id")
    exchange = adapter.exchanges[-1]
    value = json_object(exchange, "views")
    return value if isinstance(value, Gap) else View(value, exchange.capture.id)

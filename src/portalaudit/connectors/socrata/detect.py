"""Is there a Socrata portal behind this address?"""

from urllib.parse import urlsplit

from portalaudit.connectors.socrata.discovery import host_of, learn_scope, why_not
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Detection, Fetch


def root_of(url: str) -> str:
    """Socrata always lives at the root of its host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{host_of(url)}"


async def detect(fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]:
    """Recognise Socrata by an answer of Discovery on the portal's own host.

    A portal that has Socrata's headers but refuses Discovery leaves a gap, and another connector may read its `data.json`.

    Raises:
        StopRequested: the budget is spent.
    """
    root = root_of(url)
    scope, exchange = await learn_scope(fetch, root)
    if scope is not None:
        # where the host leads elsewhere (https, www) the rest is asked there at once
        root = root_of(fetch.resolve(exchange))
        return Detection("socrata", "socrata", root, "discovery", scope.capture, scope.declared or 0, learnt=scope), ()
    capture = exchange.capture
    if capture.status is None or capture.header("X-Socrata-RequestId") or capture.status in (401, 403, 429, 503):
        return None, (why_not(exchange),)
    return None, ()

"""Single items of the sharing API, for what neither feed nor search tells: who owns them."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from portalaudit.connectors.answers import json_value
from portalaudit.connectors.dcat.feed import DEEPEST, told_error, within
from portalaudit.connectors.values import first, member, text
from portalaudit.model.capture import Gap
from portalaudit.model.ports import CrawlContext

MOST = 20
"""Items asked for in one audit (the request plan); the longest unasked come first, so that a few nights see all."""
ONLINE = "https://www.arcgis.com/sharing/rest"

_NO_API = frozenset({"http-404", "http-410", "not-json", "empty"})
"""Answers of a host that keeps no items at all, which is no gap."""

Row = dict[str, object]


def sharing_root(root: str) -> str:
    """Where the site's items are kept: ArcGIS Online, but a portal without a public name keeps its own."""
    host = urlsplit(root).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return ONLINE if "." in host else f"{root}/sharing/rest"
    return f"{root}/sharing/rest"


async def owners(context: CrawlContext, root: str, unknown: Iterable[str]) -> tuple[dict[str, Row], tuple[Gap, ...]]:
    """Owner and type of items whose owner nobody told, by item id; and why it ended early, if it did.

    The choice of items is put on record. The first answer that is no item ends it, since all of them come from one server;
    an item that is not shared is such a thing by itself.
    """
    candidates = sorted(set(unknown))
    if not candidates:
        return {}, ()
    chosen = context.journal.choose("items arcgis", lambda: _chosen(context, candidates))
    base = sharing_root(root)
    found: dict[str, Row] = {}
    for key in chosen:
        exchange = await context.fetch.get(f"{base}/content/items/{key}", params={"f": "json"}, invited=True)
        answer = within(json_value(exchange, "items"), DEEPEST)
        if isinstance(answer, Gap):
            return found, () if answer.reason in _NO_API else (answer,)
        told = told_error(answer)
        if told is None and isinstance(answer, dict):
            owner = first(member(answer, "orgId"), member(answer, "owner"))
            found[key] = {
                "owner": text(owner), "platform_type": text(member(answer, "type")),
                "content_status": text(member(answer, "contentStatus")), "capture_item": exchange.capture.id, "pointer_item": "",
            }  # fmt: skip
    return found, ()


def _chosen(context: CrawlContext, candidates: list[str]) -> list[str]:
    stamps = context.past.stamps
    asked = sorted((key for key in candidates if key in stamps), key=lambda key: (stamps[key], key))
    return [*(key for key in candidates if key not in stamps), *asked][:MOST]

"""A file as it lies there: one request, and never one that makes the platform produce the file."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from portalaudit.connectors.answers import charset_of, gap_of, page_reason
from portalaudit.connectors.rows.addresses import is_export
from portalaudit.connectors.rows.pages import MOST_BYTES, PART, Rows, refused
from portalaudit.connectors.rows.walls import walled
from portalaudit.model.capture import Capture, Evidence, Exchange, Gap, Method
from portalaudit.model.ports import Fetch

_PUBLIC = "/sharing/rest/content/items/"
"""ArcGIS's documented address of an item's file; other files lie where robots.txt has its say."""


async def file(fetch: Fetch, url: str, largest: int = MOST_BYTES) -> Rows:
    """The bytes of a file, whatever they are; a page of a login or a firewall in its place is a failure.

    Raises:
        StopRequested: the budget is spent.
    """
    if is_export(url):
        return Rows(url, failure="export", detail="the platform makes this file on request, so it is not asked for")
    exchange = await fetched(fetch, url, largest)
    capture = exchange.capture
    gap = missing(exchange)
    if gap is not None:
        return refused(exchange, gap.reason, gap.detail)
    stamp = modified_of(capture)
    told_at = Evidence(capture.id, "header=Last-Modified", capture.header("last-modified")) if stamp else None
    return Rows(capture.url, (exchange.body,), (capture.id,), charset_of(capture), stamp, stamp_at=told_at)


async def fetched(fetch: Fetch, url: str, largest: int, method: Method = "GET") -> Exchange:
    """One request for a file, with the validators that are known of it."""
    invited = _PUBLIC in urlsplit(url).path
    return await fetch.get(url, invited=invited, revalidate=method == "GET", method=method, max_bytes=largest)


def missing(exchange: Exchange) -> Gap | None:
    """Why an answer is no file: a refusal, a page of a login or a firewall; None where bytes came, whatever they are."""
    capture = exchange.capture
    if not capture.ok:
        return walled(exchange, gap_of(exchange, PART))
    if capture.status == 202:
        return Gap(PART, "http-202", capture.id, "the server is still preparing the file")
    gap = walled(exchange, Gap(PART, page_reason(exchange), capture.id))
    return gap if gap.reason != "not-json" else None


def modified_of(capture: Capture) -> datetime | None:
    """When the server says that the file last changed (RFC 9110 section 8.8.2); None where it tells no such time."""
    try:
        found = parsedate_to_datetime(capture.header("last-modified") or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None

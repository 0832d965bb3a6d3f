"""Socrata's Discovery API: under which name the portal is known there, and all its assets by `scroll_id`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from portalaudit.connectors.answers import json_list, json_object
from portalaudit.connectors.socrata.feed import feed_host
from portalaudit.connectors.values import member
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch

LIMIT = 1_000
"""Assets a page (reference: 100 to 1,000)."""
WINDOW = 10_000
"""offset + limit may not exceed it, and resultSetSize never does: that number means "or more"."""
SAMPLE = 100
"""Assets looked at to learn the portal's domain."""

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Scope:
    """How to ask for the portal's own assets."""

    params: Params
    """`domains` and `search_context`; empty where the server knows this portal alone."""
    domain: str | None
    declared: int | None
    """Assets, None where the service says "10,000 or more"."""
    capture: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of Discovery."""

    entries: Sequence[object]
    declared: int | None
    capture: str


@dataclass(slots=True)
class Scroll:
    """What the scroll gave."""

    first: str | None = None
    gaps: list[Gap] = field(default_factory=list)


def api(root: str) -> str:
    """The portal's own door to Discovery."""
    return f"{root}/api/catalog/v1"


def read_page(exchange: Exchange) -> Page | Gap:
    """An answer of Discovery; a gap where it is none."""
    value = json_object(exchange, "catalogue")
    if isinstance(value, Gap):
        return value
    entries, size = value.get("results"), value.get("resultSetSize")
    if not isinstance(entries, list):
        return Gap("catalogue", "shape", exchange.capture.id, "Discovery gave no list of results")
    known = size if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < WINDOW else None
    return Page(entries, known, exchange.capture.id)


def why_not(exchange: Exchange) -> Gap:
    """The gap where `learn_scope` found no portal by this answer."""
    page = read_page(exchange)
    if isinstance(page, Gap):
        return page
    return Gap("catalogue", "shape", exchange.capture.id, "assets of other domains, and nothing tells which are this portal's")


def looks_like_discovery(exchange: Exchange) -> bool:
    """True for an answer that only Discovery gives: its envelope, with results of its shape where there are any."""
    value = json_object(exchange, "catalogue")
    if isinstance(value, Gap) or "resultSetSize" not in value or not isinstance(entries := value.get("results"), list):
        return False
    return all(isinstance(member(entry, "resource", "id"), str) for entry in entries) if entries else "timings" in value


def host_of(url: str) -> str:
    """Host and port of an address, in lower case and without a user's name and password."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def domain_of(entry: object) -> str | None:
    """The domain that an asset belongs to, in lower case; None where the entry does not tell."""
    name = member(entry, "metadata", "domain")
    return name.strip().lower() or None if isinstance(name, str) else None


async def learn_scope(fetch: Fetch, root: str) -> tuple[Scope | None, Exchange]:
    """The name under which Discovery knows this portal, and the exchange that showed it or refused it.

    First the host itself; that is enough where the answer holds an asset of that name. A portal behind another host name (a
    vanity domain, a stand-in) says its name in `/api/views/metadata/v1`, else on its assets and in `/data.json`. A server that
    filters nothing shows assets of other domains too: then the portal's own name must be told, so that they can be told apart,
    and a catalogue of many domains in which nobody says which is this portal's is never taken for it.

    Raises:
        StopRequested: the budget is spent.
    """
    host = host_of(root)
    page, exchange = await _named(fetch, root, host)
    if page is not None and page.entries and domain_of(page.entries[0]) in (None, host):
        return Scope(_params(host), host, page.declared, page.capture), exchange
    if not _may_go_on(exchange):
        return None, exchange
    told = await _told_name(fetch, root)
    if told is not None:
        if told != host:
            page, exchange = await _named(fetch, root, told)
        if page is not None and (scope := _taken(page, told)) is not None:
            return scope, exchange
    return await _by_sample(fetch, root, told, exchange, answered=page is not None and len(page.entries) > 0)


def _params(name: str) -> Params:
    return {"domains": name, "search_context": name}


async def _named(fetch: Fetch, root: str, name: str) -> tuple[Page | None, Exchange]:
    """What Discovery says first of the portal under this name, None where that is no answer of Discovery."""
    exchange = await fetch.get(api(root), params={**_params(name), "limit": 1}, accept="application/json", invited=True)
    page = read_page(exchange)
    return (None if isinstance(page, Gap) or not looks_like_discovery(exchange) else page), exchange


def _taken(page: Page, name: str) -> Scope | None:
    """The portal under a name that it told itself; None where the answer is another's, in a catalogue beyond counting."""
    if page.entries and domain_of(page.entries[0]) not in (None, name) and page.declared is None:
        return None
    return Scope(_params(name), name, page.declared, page.capture)


async def _told_name(fetch: Fetch, root: str) -> str | None:
    """The domain that the portal's own descriptions carry."""
    exchange = await fetch.get(f"{root}/api/views/metadata/v1", params={"limit": 1, "page": 1}, invited=True)
    listed = json_list(exchange, "catalogue")
    name = member(listed[0], "domain") if isinstance(listed, list) and listed else None
    return name.strip().lower() or None if isinstance(name, str) else None


async def _by_sample(
    fetch: Fetch, root: str, told: str | None, exchange: Exchange, *, answered: bool
) -> tuple[Scope | None, Exchange]:
    """The portal by its first assets, where no name has found it.

    Args:
        answered: Discovery shows assets under the host's name, though they carry another one; else it is asked without a name.
    """
    host = host_of(root)
    params = _params(host) if answered else {}
    bare = await fetch.get(api(root), params={**params, "limit": SAMPLE}, invited=True)
    page = read_page(bare)
    if isinstance(page, Gap):
        return None, exchange
    if not page.entries:
        empty = looks_like_discovery(bare)
        return (Scope(_params(told or host), told or host, 0, page.capture) if empty else None), bare if empty else exchange
    if page.declared is None:
        return None, exchange
    names = {name for entry in page.entries if (name := domain_of(entry)) is not None}
    if host in names or told is not None:
        name = host if host in names else told
        return (Scope(params, name, page.declared, page.capture), bare) if name in names else (None, exchange)
    if not names:
        return Scope(params, None, page.declared, page.capture), bare
    name = await _feed_name(fetch, root, host) or (min(names) if len(names) == 1 else None)
    if name is None:
        return None, exchange
    found, named = await _named(fetch, root, name)
    if found is not None and found.entries and (scope := _taken(found, name)) is not None:
        return scope, named
    return Scope(params, name, page.declared, page.capture), bare


async def _feed_name(fetch: Fetch, root: str, host: str) -> str | None:
    """The host that most addresses in `/data.json` name, None where that is the one we asked: then it tells nothing new."""
    exchange = await fetch.get(f"{root}/data.json", accept="application/json", invited=True, revalidate=True)
    name = await asyncio.to_thread(feed_host, exchange)
    return None if name == host else name


def _may_go_on(exchange: Exchange) -> bool:
    """True where the answer is Discovery's or Socrata's, so that another name may find the portal."""
    if any(exchange.capture.header(name) for name in ("X-Socrata-RequestId", "X-Socrata-Region")):
        return True
    if looks_like_discovery(exchange):
        return True
    return exchange.capture.status in (400, 404) and exchange.body.lstrip()[:9] == b'{"error":'


async def scroll(fetch: Fetch, root: str, scope: Scope, read: Callable[[Page], Awaitable[int]]) -> Scroll:
    """Hand every page to `read`, which says how many of its assets are new; the next page is under way meanwhile.

    Ends at an empty page or at one without anything new. A server that refuses `scroll_id` or does not know it is read by
    offset, as far as Discovery's window allows.

    Raises:
        StopRequested: the budget is spent.
    """
    done = Scroll()
    after, limit, seen = "", LIMIT, 0
    page = await _ask(fetch, root, {**scope.params, "limit": limit, "scroll_id": after})
    while True:
        if isinstance(page, Gap):
            if page.reason == "http-400" and done.first is None:
                await _by_offset(fetch, root, scope, read, done, 0)
                return done
            if limit > SAMPLE and not page.reason.startswith("http-4"):
                limit = SAMPLE
                page = await _ask(fetch, root, {**scope.params, "limit": limit, "scroll_id": after})
                continue
            done.gaps.append(page)
            return done
        done.first = done.first or page.capture
        last = next((key for entry in reversed(page.entries) if isinstance(key := member(entry, "resource", "id"), str)), None)
        following = None
        if last is not None and last != after:
            following = asyncio.ensure_future(_ask(fetch, root, {**scope.params, "limit": limit, "scroll_id": last}))
        try:
            fresh = await read(page)
            seen += fresh
            if following is None or not fresh:
                break
            after, page = last or "", await following
        finally:
            if following is not None and not following.done():
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
    if seen and page.entries and (scope.declared is None or seen < scope.declared):
        await _by_offset(fetch, root, scope, read, done, seen)
    return done


async def _by_offset(
    fetch: Fetch, root: str, scope: Scope, read: Callable[[Page], Awaitable[int]], done: Scroll, start: int
) -> None:
    while start < WINDOW:
        page = await _ask(
            fetch, root, {**scope.params, "limit": min(LIMIT, WINDOW - start), "offset": start, "order": "dataset_id"}
        )
        if isinstance(page, Gap):
            done.gaps.append(page)
            return
        done.first = done.first or page.capture
        fresh = await read(page)
        start += len(page.entries)
        if not fresh:
            return
    done.gaps.append(Gap("catalogue", "truncated", done.first, f"no more than {WINDOW} assets can be read by offset"))


async def _ask(fetch: Fetch, root: str, params: Params) -> Page | Gap:
    exchange = await fetch.get(api(root), params=params, accept="application/json", invited=True, revalidate=True)
    return await asyncio.to_thread(read_page, exchange)


async def federated_total(fetch: Fetch, root: str, scope: Scope) -> tuple[int | None, str | None]:
    """How many assets the portal shows beside its own ones included, None where that is not told; the capture."""
    if not scope.domain or not scope.params:
        return None, None
    exchange = await fetch.get(
        api(root), params={"search_context": scope.domain, "limit": 1}, accept="application/json", invited=True
    )
    page = read_page(exchange)
    return (None, None) if isinstance(page, Gap) else (page.declared, page.capture)

"""The list of a city's departments on its own site: the home page, then the link that leads there."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from portalaudit.connectors.answers import charset_of, gap_of, page_reason
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.department_page import DepartmentPage, Link, place_of, read_page
from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Fetch
from portalaudit.model.tables import Dialect, ReadTable

MOST_PAGES = 4
"""The home page and three more. Own choice."""
MOST_BYTES = 8 * 1024 * 1024
"""Of one page; what is longer is a failure `too-large`. Own choice."""
SECONDS = 30.0
NO_LIST = "no-list"
"""The failure where pages came and none of them holds a list."""


@dataclass(frozen=True, slots=True)
class DepartmentsFound:
    """The list, or why there is none."""

    table: ReadTable
    """Of purpose `departments`, its one column `Department`; with a `failure` where there is no list: a page's refusal
    (`http-403 robots timeout waf …`), a page that cannot be read (`damaged not-a-page …`) or `no-list`. `truncated` is `pages`
    where the page says that its list goes on elsewhere: then it is no denominator."""
    names: tuple[str, ...] = ()
    records: tuple[int, ...] = ()
    """The place of each name among the list's entries, from 1."""
    looked: tuple[str, ...] = ()
    """The addresses that were asked, in order."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One page that was asked for."""

    exchange: Exchange
    url: str
    """The address that answered."""
    page: DepartmentPage | None = None
    failure: str | None = None
    detail: str | None = None


async def find_departments(fetch: Fetch, website: str) -> DepartmentsFound | None:
    """Look for the list on a city's site: its home page and at most three more pages of the same host or below it.

    A page that itself links to a fuller list ("All departments") is not believed before that one was read. The same answers
    give the same requests and the same list. None where `website` is no web address.

    Raises:
        StopRequested: the run's budget is spent or a signal came.
    """
    home = _host(website)
    if home is None:
        return None
    first = await _look(fetch, website, None)
    base = _host(first.url) or home
    looks, waiting = [first], _wanted(first, base, set())
    partial = first.page is not None and first.page.found is not None
    found = _whole(first, waiting)
    asked = {place_of(website), place_of(first.url)}
    while found is None and waiting and len(looks) < MOST_PAGES:
        link = waiting.pop(0)
        if place_of(link.url) in asked:
            continue
        next_look = await _look(fetch, link.url, base)
        looks.append(next_look)
        asked |= {place_of(link.url), place_of(next_look.url)}
        waiting = _merged([*waiting, *_wanted(next_look, base, asked)], asked)
        found = _whole(next_look, waiting)
        partial = partial or (next_look.page is not None and next_look.page.found is not None)
    looked = tuple(look.exchange.capture.url for look in looks)
    return _success(found, looked) if found is not None else _failure(looks, looked, partial)


async def _look(fetch: Fetch, url: str, base: str | None) -> _Look:
    exchange = await fetch.get(url, accept="text/html,*/*;q=0.5", timeout=SECONDS, max_bytes=MOST_BYTES)
    answered = fetch.resolve(exchange)
    if not exchange.ok:
        gap = gap_of(exchange, "site")
        return _Look(exchange, answered, None, gap.reason, gap.detail or exchange.capture.detail)
    if base is not None and not _same_site(answered, base):
        return _Look(exchange, answered, None, "other-host", f"{url} leads to another host"[:200])
    read = await asyncio.to_thread(read_page, exchange.body, answered, declared=charset_of(exchange.capture))
    if isinstance(read, Failure):
        return _Look(exchange, answered, None, read.reason, read.detail)
    reason = page_reason(exchange)
    if reason in ("waf", "login") and read.found is None and not read.links:
        return _Look(exchange, answered, None, reason)
    return _Look(exchange, answered, read)


def _wanted(look: _Look, base: str, asked: set[str]) -> list[Link]:
    links = look.page.links if look.page is not None else ()
    return _merged([link for link in links if _same_site(link.url, base)], asked)


def _merged(links: list[Link], asked: set[str]) -> list[Link]:
    """Links not followed yet, one a place, surest first; else in the order in which they were found."""
    best: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: -link.sure):
        if place_of(link.url) not in asked:
            best.setdefault(place_of(link.url), link)
    return list(best.values())


def _whole(look: _Look, waiting: list[Link]) -> _Look | None:
    """The page, where it holds a list and nothing says that a fuller one is elsewhere."""
    if look.page is None or look.page.found is None:
        return None
    fuller = {place_of(link.url) for link in look.page.links if link.sure == 3}
    return None if any(place_of(link.url) in fuller for link in waiting) else look


def _success(look: _Look, looked: tuple[str, ...]) -> DepartmentsFound:
    page = look.page
    assert page is not None
    assert page.found is not None
    names = page.found
    table = ReadTable(
        subject=look.url,
        purpose="departments",
        url=look.url,
        captures=(look.exchange.capture.id,),
        page_rows=(len(names.names),),
        way="file",
        header=("Department",),
        dialect=Dialect("html", page.encoding, charset_of(look.exchange.capture), sheet=names.place),
        truncated="pages" if names.more else None,
    )
    return DepartmentsFound(table, names.names, names.records, looked)


def _failure(looks: list[_Look], looked: tuple[str, ...], partial: bool) -> DepartmentsFound:
    """Why there is no list: the home page's refusal, else that of the page that was surest to hold it, else `no-list`."""
    refused = next((look for look in looks if look.failure), None)
    shown = refused or looks[-1]
    detail = f"no list of departments on {len(looks)} pages"
    if partial:
        detail += "; one names departments and leads to a fuller list, which was not found"
    table = ReadTable(
        subject=looks[0].url if refused is None else shown.url,
        purpose="departments",
        url=shown.url,
        captures=(shown.exchange.capture.id,),
        failure=shown.failure or NO_LIST,
        detail=shown.detail if refused is not None else detail,
    )
    return DepartmentsFound(table, looked=looked)


def _host(url: str) -> str | None:
    """An address's host without `www.`; None where it is no web address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return None
    return host if host and parts.scheme in ("http", "https") else None


def _same_site(url: str, base: str) -> bool:
    """The same host, or one below it."""
    host = _host(url)
    return host is not None and (host == base or (host.endswith(f".{base}") and "." in base))

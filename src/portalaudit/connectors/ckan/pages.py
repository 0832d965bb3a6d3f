"""All packages through `package_search`: paged by what came back, two requests in flight, read in a worker thread."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from portalaudit.connectors.ckan.actions import ask, result_of
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch

ROWS = 1_000
"""Packages asked for at once: CKAN's default cap (`ckan.search.rows_max`); what comes back decides."""
IN_FLIGHT = 2
"""Pages being downloaded while one is read (design: two connections a host)."""
SMALLEST = 10
"""Rows below which a failing page is given up."""
GIVE_UP = 3
"""Stretches in a row that cannot be read, or pages in a row without anything new, before the search is given up."""

SHRINK = frozenset({
    "timeout", "truncated", "too-large", "encoding", "not-json", "nesting", "empty", "shape", "http-413", "http-500", "http-502",
    "http-503", "http-504",
})  # fmt: skip
"""Reasons for which smaller pages may help; a refusal (401, 403, 409 of a broken index) stays one."""

Window = tuple[int, int]
"""First row and number of rows."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of `package_search`."""

    start: int
    count: int | None
    entries: Sequence[object]
    capture: str


@dataclass(slots=True)
class Search:
    """What the search gave."""

    declared: int | None = None
    """The count of the first page; later ones may differ, since a portal changes while it is read."""
    pages: int = 0
    first: str | None = None
    """Capture of the first page."""
    gaps: list[Gap] = field(default_factory=list)


Read = Callable[[Page], Awaitable[int]]
"""Takes a page; says how many of its packages are new."""


def read_page(exchange: Exchange, start: int) -> Page | Gap:
    """An answer of `package_search`; a gap where it is none."""
    value = result_of(exchange, "catalogue")
    if isinstance(value, Gap):
        return value
    entries = value.get("results") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(entries, list):
        return Gap("catalogue", "shape", exchange.capture.id, "package_search gave no list of results")
    count = value.get("count")
    known = count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
    return Page(start, known, entries, exchange.capture.id)


async def search_all(fetch: Fetch, root: str, read: Read, first: Callable[[Page], Awaitable[None]]) -> Search:
    """Hand every page to `read`, in the order of rows; what cannot be had becomes a gap.

    Pages are asked for by `sort=id asc`, since the default order moves while it is read. The first page tells the page
    size that the portal grants. It ends at the count or at an empty page, whichever comes first.

    Args:
        first: called with the first page before it is read.

    Raises:
        StopRequested: the budget is spent.
    """
    search = Search()
    page = await _ask(fetch, root, (0, ROWS))
    if isinstance(page, Gap):
        pages = await _smaller(fetch, root, (0, ROWS), search) if page.reason in SHRINK else []
        if not pages:
            search.gaps.append(page)
            return search
    else:
        pages = [page]
    search.declared, search.first = pages[0].count, pages[0].capture
    await first(pages[0])
    for page in pages:
        search.pages += 1
        await read(page)
    size = len(pages[0].entries)
    if size:
        await _rest(fetch, root, read, search, sum(len(page.entries) for page in pages), size)
    return search


async def _rest(fetch: Fetch, root: str, read: Read, search: Search, start: int, size: int) -> None:
    """The pages after the first, always IN_FLIGHT of them under way."""
    waiting: deque[tuple[Window, asyncio.Task[Page | Gap]]] = deque()
    total, last, failed, stale = search.declared, search.declared, 0, 0

    def more() -> None:
        nonlocal start
        while len(waiting) < IN_FLIGHT and (total is None or start < total):
            waiting.append(((start, size), asyncio.ensure_future(_ask(fetch, root, (start, size)))))
            start += size

    try:
        more()
        while waiting:
            window, task = waiting.popleft()
            page = await task
            more()
            if isinstance(page, Gap):
                pages = await _smaller(fetch, root, window, search) if page.reason in SHRINK else []
                failed = 0 if pages else failed + 1
                if not pages and failed < GIVE_UP:
                    search.gaps.append(_from_row(page, window))
                elif not pages:
                    # the stretches before this one failed too: one gap tells of all that is unread, to the last row
                    del search.gaps[len(search.gaps) - failed + 1 :]
                    search.gaps.append(_unread(page, window[0] - (failed - 1) * size, total))
                    return
            else:
                pages = [page, *await _missing(fetch, root, window, page, last, total, search)]
                failed = 0
            fresh = 0
            for page in pages:
                search.pages += 1
                fresh += await read(page)
            if pages and not any(page.entries for page in pages):
                return
            stale = 0 if fresh or not pages else stale + 1
            if stale == GIVE_UP:
                repeats = Gap("catalogue", "shape", pages[-1].capture, "pages repeat")
                search.gaps.append(_unread(repeats, window[0] - (stale - 1) * size, total))
                return
            counts = [page.count for page in pages if page.count is not None]
            if counts:
                last = counts[-1]
                total = max(total or 0, last)
    finally:
        for _, task in waiting:
            task.cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)


async def _missing(
    fetch: Fetch, root: str, window: Window, page: Page, last: int | None, total: int | None, search: Search
) -> list[Page]:
    """Rows that slipped away: a page shorter than asked for, and rows that moved up when others vanished before them.

    What could not be asked for becomes a gap.
    """
    start, size = window
    found: list[Page] = []
    got = len(page.entries)
    while 0 < got < size and start + got < (page.count if page.count is not None else total or 0):
        rest = (start + got, size - got)
        more = await _ask(fetch, root, rest)
        if isinstance(more, Gap):
            search.gaps.append(_from_row(more, rest))
            break
        if not more.entries:
            break
        found.append(more)
        got += len(more.entries)
    gone = (last or 0) - page.count if page.count is not None else 0
    if 0 < gone <= size and start - gone >= 0:
        moved = (start - gone, gone)
        again = await _ask(fetch, root, moved)
        if isinstance(again, Gap):
            search.gaps.append(_from_row(again, moved))
        else:
            found.append(again)
    return found


async def _smaller(fetch: Fetch, root: str, window: Window, search: Search) -> list[Page]:
    """A page that failed, in ever smaller ones: deep pages time out, big ones break, and one bad package breaks its page.

    Gives nothing where the first two of the smallest stretches fail, or two time out in a row: the search is down then, not a
    package. What could not be read beside what could becomes gaps.
    """
    waiting = deque(_quarters(window))
    pages: list[Page] = []
    gaps: list[Gap] = []
    slow = 0
    while waiting:
        part = waiting.popleft()
        page = await _ask(fetch, root, part)
        if not isinstance(page, Gap):
            pages.append(page)
            got = len(page.entries)
            if not got:
                break
            if got < part[1] and (page.count is None or part[0] + got < page.count):
                waiting.appendleft((part[0] + got, part[1] - got))
            continue
        slow += page.reason == "timeout"
        smaller = _quarters(part) if page.reason in SHRINK else []
        waiting.extendleft(reversed(smaller))
        if not smaller:
            gaps.append(_from_row(page, part))
        if not pages and max(len(gaps), slow) == 2:
            return []
    if any(page.entries for page in pages):
        search.gaps.extend(gaps)
        return pages
    return [] if gaps else pages


def _quarters(window: Window) -> list[Window]:
    """Four smaller windows and what is left over; none where they would be too small."""
    start, size = window
    part = size // 4
    if part < SMALLEST:
        return []
    return [(row, min(part, start + size - row)) for row in range(start, start + size, part)]


def _unread(gap: Gap, start: int, total: int | None) -> Gap:
    """The gap where reading ends before the last row."""
    return _from_row(gap, (start, total - start)) if total is not None and total > start else _told(gap, f"rows from {start} on")


def _from_row(gap: Gap, window: Window) -> Gap:
    return _told(gap, f"rows {window[0]} to {window[0] + window[1] - 1}")


def _told(gap: Gap, rows: str) -> Gap:
    return Gap(gap.part, gap.reason, gap.capture, f"{rows}: {gap.detail}" if gap.detail else rows)


async def _ask(fetch: Fetch, root: str, window: Window) -> Page | Gap:
    params: dict[str, str | int] = {"rows": window[1], "start": window[0], "sort": "id asc"}
    exchange = await ask(fetch, root, "package_search", params)
    return await asyncio.to_thread(read_page, exchange, window[0])

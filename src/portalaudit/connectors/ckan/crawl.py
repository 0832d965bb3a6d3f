"""One CKAN portal as a snapshot."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from portalaudit.connectors.answers import NO_HOST, gap_of
from portalaudit.connectors.build import Builder
from portalaudit.connectors.ckan.actions import ask, result_of
from portalaudit.connectors.ckan.enumerate import Rows, compare
from portalaudit.connectors.ckan.extra import extra_fields, learnt_keys
from portalaudit.connectors.ckan.lists import Status, licenses, organizations, package_names, read_status
from portalaudit.connectors.ckan.packages import read_packages
from portalaudit.connectors.ckan.pages import Page, Search, search_all
from portalaudit.connectors.ckan.reading import PLACES, Reading
from portalaudit.connectors.ckan.resources import read_resources
from portalaudit.connectors.home import Home, see_home, with_login
from portalaudit.model.capture import Gap
from portalaudit.model.portal import Portal
from portalaudit.model.ports import CrawlContext
from portalaudit.model.snapshot import Enumeration, Snapshot


@dataclass(slots=True)
class Taken:
    """What has been read so far."""

    reading: Reading
    builder: Builder = field(default_factory=Builder)
    seen: set[tuple[str | None, str | None]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    odd: set[int] = field(default_factory=set)
    """Rows whose entries are no objects."""


async def crawl(context: CrawlContext) -> Snapshot:
    """Read the portal: status, licences, all packages, organisations, the list of names, the home page.

    A host that gives no answer to the first request is not asked on.

    Raises:
        StopRequested: the budget is spent or a signal came.
    """
    fetch, root = context.fetch, context.detection.root
    exchange = context.detection.answer or await ask(fetch, root, "status_show")
    told = result_of(exchange, "status")
    gaps: list[Gap] = [*context.gaps, *((told,) if isinstance(told, Gap) else ())]
    if exchange.capture.status is None and exchange.capture.error in NO_HOST:
        gaps.append(gap_of(exchange, "catalogue"))
        return await _snapshot(context, Taken(Reading(root, None)), Status(), Search(), gaps, (), {}, Home())
    status = read_status(told, None if isinstance(told, Gap) else exchange.capture.id)
    register, register_capture, more = await licenses(fetch, root)
    gaps += more
    taken = Taken(Reading(root, urlsplit(root).hostname, status.language, register))
    points = {"license-list": register_capture, "status-show": status.capture}

    async def first(page: Page) -> None:
        bare = _by_id_alone(page.entries)
        found, points["organization-list"], more = await organizations(fetch, root, status.language, bare)
        gaps.extend(more)
        taken.reading.organizations = found
        taken.reading.frequency_keys = await asyncio.to_thread(learnt_keys, page.entries)

    async def read(page: Page) -> int:
        fresh = await asyncio.to_thread(take_page, taken, page)
        context.progress.assets(len(taken.builder), page.count)
        return fresh

    search = await search_all(fetch, root, read, first)
    gaps += search.gaps
    if taken.odd:
        gaps.append(Gap("catalogue", "shape", search.first, f"{len(taken.odd)} entries are no objects"))
    names, names_capture, more = await package_names(fetch, root)
    gaps += more
    points |= {"catalogue-api": search.first, "package-list": names_capture}
    rows = Rows(len(taken.builder), len(taken.odd), taken.names)
    enumerations = await compare(fetch, root, status, search, rows, names, names_capture)
    home = await see_home(fetch, root)
    return await _snapshot(context, taken, status, search, [*gaps, *home.gaps], enumerations, points, home)


async def _snapshot(
    context: CrawlContext,
    taken: Taken,
    status: Status,
    search: Search,
    gaps: Sequence[Gap],
    enumerations: tuple[Enumeration, ...],
    points: Mapping[str, str | None],
    home: Home,
) -> Snapshot:
    made = await asyncio.to_thread(taken.builder.frames)
    return Snapshot(
        portal=Portal(context.url, "ckan", "ckan", status.title or home.title, status.version, context.detection.proof),
        taken_at=context.taken_at,
        datasets=made["datasets"],
        distributions=made["distributions"],
        columns=made["columns"],
        violations=made["violations"],
        states=made["states"],
        places=PLACES,
        parts=frozenset({"datasets", "distributions"}) if search.first else frozenset(),
        gaps=tuple(dict.fromkeys(gaps)),
        enumerations=enumerations,
        declared_total=search.declared,
        transport=with_login(home.transport, gaps),
        entry_points={name: capture for name, capture in sorted({**points, "home": home.capture}.items()) if capture},
    )


def take_page(taken: Taken, page: Page) -> int:
    """Add the packages of one page that were not seen before; how many there were."""
    entries: list[dict[str, object]] = []
    pointers: list[object] = []
    for number, entry in enumerate(page.entries):
        if not isinstance(entry, dict):
            taken.odd.add(page.start + number)
            continue
        key, name = (value if isinstance(value := entry.get(part), str) else None for part in ("id", "name"))
        if key or name:
            # by both, so that two datasets that share an id are not taken for one that two pages show
            if (key, name) in taken.seen:
                continue
            taken.seen.add((key, name))
        if name is not None:
            taken.names.add(name)
        entries.append(entry)
        pointers.append(f"/result/results/{number}")
    if not entries:
        return 0
    found = [extra_fields(entry, taken.reading.frequency_keys) for entry in entries]
    resources = read_resources(entries)
    columns = read_packages(entries, found, resources, taken.reading)
    columns["capture"] = [page.capture] * len(entries)
    columns["pointer"] = pointers
    taken.builder.add_block(columns, entries, resources.columns, resources.owners)
    return len(entries)


def _by_id_alone(entries: Sequence[object]) -> bool:
    """True where packages name an organisation by id alone, so that the whole list of organisations is needed."""
    return any(
        isinstance(entry, dict) and isinstance(entry.get("owner_org"), str) and not isinstance(entry.get("organization"), dict)
        for entry in entries
    )

"""Looks at stand-in sites over real sockets, with the real fetcher and archive."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from portalaudit.archive.writer import SegmentWriter
from portalaudit.connectors.website.explore import BUDGET, DEPTH, explore
from portalaudit.connectors.website.visit import Exploration, Read, Seed, Visit
from portalaudit.demo.server import LogEntry, serve
from portalaudit.documents.failure import Failure
from portalaudit.documents.text.read import read_text
from portalaudit.documents.textual import Text
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.policy import Looked
from tests.portals.sites import Site


@dataclass(frozen=True)
class Looking:
    """What a look at one or several sites gave."""

    urls: tuple[str, ...]
    found: Exploration
    logs: tuple[tuple[LogEntry, ...], ...]

    @property
    def url(self) -> str:
        return self.urls[0]

    def asked(self, site: int = 0) -> list[str]:
        """Path and query of every request to a site, in order."""
        return [entry.target for entry in self.logs[site]]

    def requests(self) -> int:
        return sum(map(len, self.logs))

    def visit(self, ending: str) -> Visit | None:
        """The visit of the address that ends so."""
        return next((visit for visit in self.found.visits if visit.url.endswith(ending)), None)

    def looked(self, place: str) -> Looked:
        return next(looked for looked in self.found.looked if looked.place == place)


def in_process(bodies: Sequence[bytes], *, declared: str | None = None, url: str | None = None) -> Text | Failure:
    """The reader without its process: a look of sixty pages would start sixty."""
    return read_text(bodies[0], declared, url)


def home(urls: Sequence[str]) -> tuple[Seed, ...]:
    """The home page of the first site."""
    return (Seed(f"{urls[0]}/", "", "home"),)


def look(
    folder: Path,
    *sites: Site,
    seeds: Callable[[Sequence[str]], Sequence[Seed]] = home,
    own: int = 1,
    budget: int = BUDGET,
    depth: int = DEPTH,
    read: Read = in_process,
    **settings: object,
) -> Looking:
    """Serve the sites, each on a port of its own, and look at them.

    Args:
        seeds: the seeds, given the sites' addresses.
        own: so many of the sites, from the first, are the city's.
        settings: fields of FetchSettings.
    """
    known = {"rate": 0.0, "allow_private": True, "backoff_base": 0.001, "max_wait": 1.0, "read_seconds": 5.0, **settings}
    folder.mkdir(parents=True, exist_ok=True)
    writer = SegmentWriter(folder, "a1")

    async def run(urls: Sequence[str]) -> Exploration:
        hosts = frozenset(url.removeprefix("http://") for url in urls[:own])
        async with Fetcher(FetchSettings(**known), writer) as fetch:  # type: ignore[arg-type]
            return await explore(fetch, seeds(urls), hosts, budget=budget, depth=depth, read=read)

    with ExitStack() as stack:
        servers = [stack.enter_context(serve(site)) for site in sites]
        urls = tuple(server.url for server in servers)
        for site in sites:
            site.places.update({f"site{number}": url for number, url in enumerate(urls)})
        found = asyncio.run(run(urls))
        logs = tuple(tuple(server.log) for server in servers)
    writer.close()
    return Looking(urls, found, logs)

"""A city's web site and a portal beside it, served and audited."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal, encode
from portalaudit.demo.server import LogEntry, serve
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import Document, Looked
from portalaudit.model.portal import City, Department
from tests.end_to_end.auditing import Place
from tests.portals.sites import Site

DEPARTMENTS = tuple(map(Department, ("Parks", "Police", "Fire", "Public Works", "Libraries", "Finance")))
"""Known, so that the site is not asked for a list of them."""
TITLES = ("Street Trees", "Building Permits", "Crime Incidents", "Police Stations", "Restaurant Inspections")


@dataclass(frozen=True)
class Sites:
    """Addresses of what is served."""

    website: str
    portal: str
    elsewhere: tuple[str, ...] = ()
    """Sites that are not the city's."""


@dataclass(frozen=True)
class Audited:
    """What an audit saw, when the servers are gone."""

    place: Place
    id: str
    code: int
    governance: Governance
    sites: Sites
    log: tuple[LogEntry, ...]
    """Of the city's site."""
    portal_log: tuple[LogEntry, ...]
    elsewhere_logs: tuple[tuple[LogEntry, ...], ...]
    document: Mapping[str, Any]
    """The audit's JSON."""
    read: tuple[Document, ...] = ()
    """Every page and document that was asked for."""

    def path(self, one: JudgedDocument | None) -> str | None:
        """Where a document stands on the city's site or the portal; the whole address of one elsewhere."""
        return None if one is None else one.document.url.removeprefix(self.sites.website).removeprefix(self.sites.portal)

    def at(self, path: str) -> JudgedDocument | None:
        """The document of the city's site or the portal at this path."""
        return next((one for one in self.governance.documents if self.path(one) == path), None)

    def policies(self) -> set[str | None]:
        """Where documents stand that count as policies of the city, in force or not any more."""
        policy = (self.governance.policy,) if self.governance.policy else ()
        return {self.path(one) for one in (*policy, *self.governance.older)}

    def looked(self, place: str) -> Looked:
        """What is said of a place where we looked."""
        return next(looked for looked in self.governance.looked if looked.place == place)

    def asked(self) -> list[str]:
        """Path and query of every request to the city's site."""
        return [entry.target for entry in self.log]

    def same_again(self, city: City | None) -> bool:
        """Shown, rechecked and reread alike."""
        return len(set(self.place.again(self.id, city).values())) == 1


def small_portal(name: str = "Springfield") -> Portal:
    """A portal with nothing but a feed of five datasets."""
    entries = [{"title": title, "identifier": title, "publisher": {"name": f"City of {name}"}} for title in TITLES]
    feed = encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries})
    return DcatPortal(feed, title=f"{name} Open Data")


def example(sites: Sites) -> City:
    """The registry's record of an invented city."""
    return City("springfield-xx", "Springfield", website=sites.website, portals=(sites.portal,), departments=DEPARTMENTS)


def audited(
    folder: Path,
    site: Site,
    portal: Portal | None = None,
    *elsewhere: Site,
    city: Callable[[Sites], City | None] = example,
    pages: int = 60,
    **changes: Any,
) -> Audited:
    """Serve the sites, audit the portal as the city's, and stop the servers."""
    with serving(site, portal or small_portal(), *elsewhere) as (sites, logs):
        place = Place.at(folder)
        result = place.audit(sites.portal, pages=pages, judged_as=city(sites), **changes)
        audit = result.whole()
    first, second, *rest = (tuple(log) for log in logs)
    return Audited(
        place, audit.id, result.code, audit.governance, sites, first, second, tuple(rest), json.loads(result.document),
        audit.portals[0].snapshot.documents,
    )  # fmt: skip


@contextmanager
def serving(site: Site, portal: Portal, *elsewhere: Site) -> Iterator[tuple[Sites, list[list[LogEntry]]]]:
    """The sites on ports of their own; in their pages `@site@`, `@portal@` and `@elsewhere0@` stand for the addresses."""
    with ExitStack() as stack:
        servers = [stack.enter_context(serve(one)) for one in (site, portal, *elsewhere)]
        first, second, *rest = (server.url for server in servers)
        places = {"site": first, "portal": second, **{f"elsewhere{number}": url for number, url in enumerate(rest)}}
        for one in (site, *elsewhere):
            one.places.update(places)
        yield Sites(first, second, tuple(rest)), [server.log for server in servers]

"""Recorded catalogues as snapshots where they are no feeds: CKAN packages, Socrata's views and Discovery pages, a page of a
Hub's v3 interface, front matter."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from portalaudit.connectors.arcgis.search import Listing, datasets_of
from portalaudit.connectors.arcgis.snapshot import Site, join
from portalaudit.connectors.ckan.crawl import Taken as TakenPackages
from portalaudit.connectors.ckan.crawl import take_page as take_packages
from portalaudit.connectors.ckan.pages import Page as Packages
from portalaudit.connectors.ckan.reading import Reading
from portalaudit.connectors.socrata.crawl import Taken as TakenResults
from portalaudit.connectors.socrata.crawl import take_page as take_results
from portalaudit.connectors.socrata.described import Descriptions
from portalaudit.connectors.socrata.discovery import Page as Results
from portalaudit.model.snapshot import Snapshot
from tests.builders import a_dataset, a_snapshot
from tests.documents.recorded import chattanooga
from tests.portals.recordings import records_of

Reader = Callable[[Path], Snapshot]


def a_ckan(path: Path) -> Snapshot:
    """Package dicts: JSON lines, or the answer of an action."""
    taken = TakenPackages(Reading("http://p", "p", "en", {}, {}, frozenset()))
    take_packages(taken, Packages(0, None, list(records_of(path)), "c1"))
    return a_snapshot(a_dataset(), **taken.builder.frames())


def a_discovery(path: Path) -> Snapshot:
    """A page of Discovery's results."""
    taken = TakenResults("http://p", "p", Descriptions({}, None, ()), {})
    take_results(taken, Results(list(records_of(path)), None, "c1"))
    return a_snapshot(a_dataset(), **taken.builder.frames())


def a_v3_page(path: Path) -> Snapshot:
    """A page of a Hub's v3 interface, without a feed."""
    listing = Listing("v3")
    for item in datasets_of(json.loads(path.read_bytes()), "c1"):
        listing.items.setdefault(item.key, item)
    return a_snapshot(a_dataset(), **join(Site(None, listing)).builder.frames())


def a_folder_of_front_matter(path: Path) -> Snapshot:
    """One Markdown file a dataset: `key: value` lines between two rules, then what it says of itself."""
    rows = []
    for file in sorted(path.glob("*.md")):
        _, front, body = file.read_text("utf-8").split("---\n", 2)
        title = re.search(r"^title: *['\"]?(.*?)['\"]?$", front, re.MULTILINE)
        rows.append(
            a_dataset(key=file.stem, title=title[1] if title else None, description=body.strip(), keywords=[], distributions=[])
        )
    return a_snapshot(*rows)


def some_views(path: Path) -> Snapshot:
    """Records of Socrata's `/api/views`."""
    return chattanooga(path.parents[2])

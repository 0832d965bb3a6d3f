"""The platform behind a catalogue file, told by the addresses and identifiers of its entries."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import cast

from portalaudit.connectors.dcat.document import Entry
from portalaudit.model.portal import Platform

SHARE = 0.5
"""Share of the entries that must carry a platform's mark, all on one host (own choice; a catalogue of other portals'
datasets must not be taken for the platform of its largest source)."""

_OWN: tuple[tuple[Platform, re.Pattern[str]], ...] = (
    ("socrata", re.compile(r"^https?://([^/]+)/(?:api/views|d|resource)/\w{4}-\w{4}(?=$|[/?#.])")),
    ("socrata", re.compile(r"^()[a-z0-9]{4}-[a-z0-9]{4}$")),
    ("arcgis", re.compile(r"^https?://([^/]+)/(?:[^?#]*/)?(?:datasets|maps|documents)/[0-9a-f]{32}(?:_\d+)?(?=$|[/?#.])")),
    ("arcgis", re.compile(r"^https?://(www\.arcgis\.com|[^/]+\.maps\.arcgis\.com)/(?:home|sharing)/")),
    ("arcgis", re.compile(r"^https?://([^/]+)/(?:datasets|maps|documents|apps)/[^/?#]+::[^/?#]+")),
    ("opendatasoft", re.compile(r"^https?://([^/]+)/explore/dataset/")),
    ("junar", re.compile(r"^https?://([^/]+)/(?:dataviews|datastreams|visualizations)/\d+")),
)
"""Marks in what names an entry."""
_SERVED: tuple[tuple[Platform, re.Pattern[str]], ...] = (
    ("ckan", re.compile(r"^https?://([^/]+)/(?:[^?#]*/)?(?:dataset/[^/]+/resource/[0-9a-f-]{36}|datastore/dump/)")),
    ("opendatasoft", re.compile(r"^https?://([^/]+)/api/explore/v2")),
    ("udata", re.compile(r"^https?://([^/]+)/(?:[a-z]{2}/)?(?:datasets/r/|api/1/datasets/)")),
    ("dkan", re.compile(r"^https?://([^/]+)/(?:sites/[^/]+/files/|api/1/metastore/|api/1/datastore/)")),
)
"""Marks in the addresses of distributions, of platforms that serve the files themselves. Files on Socrata or ArcGIS say
nothing here: catalogues of other kinds link to them too."""


def platform_of(entries: Iterable[Entry]) -> tuple[Platform, str] | None:
    """The platform that most entries speak of and the mark that told it; None where none reaches `SHARE`.

    Socrata writes `…/api/views/xxxx-xxxx`, ArcGIS Hub 32 hexadecimal digits with a layer, CKAN a resource under a dataset.
    """
    counted: Counter[tuple[str, str]] = Counter()
    total = 0
    for entry in entries:
        total += 1
        counted.update(_marks(entry.plain))
    best: tuple[int, str] | None = None
    for (platform, _), count in sorted(counted.items()):
        if count >= SHARE * total and (best is None or count > best[0]):
            best = (count, platform)
    return (cast(Platform, best[1]), "entry-addresses") if best else None


def _marks(plain: Mapping[str, object]) -> set[tuple[str, str]]:
    """Platform and host of every mark that one entry carries."""
    found: set[tuple[str, str]] = set()
    for marks, urls in ((_OWN, _names(plain)), (_SERVED, _files(plain))):
        for url in urls:
            if not url.startswith("http") and len(url) != 9:  # a bare `abcd-1234` is Socrata's
                continue
            for platform, mark in marks:
                if match := mark.match(url):
                    host = "arcgis.com" if match[1].endswith(".arcgis.com") else match[1].lower()
                    found.add((platform, host))
    return found


def _names(plain: Mapping[str, object]) -> Iterable[str]:
    for key in ("identifier", "landingPage", "@id"):
        if isinstance(value := plain.get(key), str):
            yield value[:1_000]


def _files(plain: Mapping[str, object]) -> Iterable[str]:
    listed = plain.get("distribution")
    for item in listed[:5] if isinstance(listed, list) else []:
        for key in ("accessURL", "downloadURL"):
            if isinstance(item, dict) and isinstance(value := item.get(key), str):
                yield value[:1_000]


def platform_of_page(html: str, generator: str | None, server: str | None) -> tuple[Platform, str] | None:
    """The platform that a home page names, for sites that have nothing but a catalogue file."""
    made_by = (generator or "").lower()
    if "jkan" in html[:262_144].lower() and (
        made_by.startswith("jekyll") or "github" in (server or "").lower() or "jkan" in made_by
    ):
        return "jkan", "home-page"
    if "dkan" in made_by or "/profiles/dkan/" in html or "/modules/contrib/dkan" in html:
        return "dkan", "home-page"
    if "udata" in made_by:
        return "udata", "home-page"
    if "opendatasoft" in html[:262_144].lower() and "ods-" in html:
        return "opendatasoft", "home-page"
    return None

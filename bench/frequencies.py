"""The table of frequencies against every update frequency that the recorded portals declare.

Each recording is served by the stand-in of its platform and crawled by the connector, so that what is read here is what an audit
reads: the value, the key that held it, and which keys were recognised by their values. Recorded pages of Discovery go to the
connector's reader as they are. A value counts as read where the table knows what it declares, with a period or without; values
that state nothing ("n/a", blanks) are counted apart. The peer is the vocabularies alone: ISO 8601, Dublin Core, the EU's table.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.measure import closing_line
from portalaudit.connectors.arcgis import CONNECTOR as ARCGIS
from portalaudit.connectors.ckan import CONNECTOR as CKAN
from portalaudit.connectors.dcat import CONNECTOR as DCAT
from portalaudit.connectors.socrata import CONNECTOR as SOCRATA
from portalaudit.connectors.socrata.crawl import Taken, take_page
from portalaudit.connectors.socrata.described import Descriptions
from portalaudit.connectors.socrata.discovery import Page
from portalaudit.data.declared import read_frequency
from portalaudit.data.frequencies import Frequency, frequencies
from portalaudit.model import frames
from tests.connectors.crawling import crawl_portal
from tests.portals import recordings as stand_ins

CONNECTORS = {"socrata": SOCRATA, "ckan": CKAN, "arcgis": ARCGIS, "dcat": DCAT}
SOURCES = (
    ("socrata", "chattanooga/api-views-20240927.jsonl"),
    ("ckan", "amsterdam/ckan-packages.jsonl"),
    ("ckan", "dados-gov-br/package_search-rows800.json"),
    ("arcgis", "baltimore/dcat-us-20220916.json"),
    ("arcgis", "iowa-dot/dcat-us-20210119.json"),
    ("arcgis", "washington-dc/dcat-us-20201118.json"),
    ("dcat", "baltimore/socrata-dcat-us-20200722.json"),
    ("dcat", "chicago/dcat-us-20200722.json"),
    ("dcat", "detroit/arcgis-dcat-us-20200414.json"),
    ("dcat", "detroit/socrata-dcat-us-20190426.json"),
    ("dcat", "healthdata-gov/dcat-us-2020.json"),
    ("dcat", "new-orleans-2013/data.nola.gov.json"),
    ("dcat", "new-york-2013/data.cityofnewyork.us.json"),
    ("dcat", "north-ayrshire/dcat-ap-2.0.1.json"),
    ("dcat", "pittsburgh/dcat-us-20190626.json"),
    ("dcat", "san-francisco-2013/data.sfgov.org.json"),
    ("dcat", "seattle-2013/data.seattle.gov.json"),
)
"""Connector and recording; of a portal that was recorded several times the last."""
SHOWN = 30

_ISO = re.compile(r"R\d*/P[\d.YMWDTHS]+")


@dataclass(frozen=True, slots=True)
class Stated:
    """One asset's declared frequency as a connector read it."""

    portal: str
    key: str | None
    value: str
    read: Frequency | None

    @property
    def nothing(self) -> bool:
        """The value states nothing."""
        return not self.value.strip() or (self.read is not None and self.read.word == "unknown")


def stated(recordings: Path) -> tuple[list[Stated], Counter[str]]:
    """Everything that is declared, and how many assets each portal has."""
    found: list[Stated] = []
    assets: Counter[str] = Counter()
    for portal, table in _datasets(recordings / "portals"):
        assets[portal] += len(table)
        values = frames.column(table, "frequency").to_pylist()
        keys = frames.column(table, "frequency_key").to_pylist()
        found += [
            Stated(portal, key, value, read_frequency(value, key)) for value, key in zip(values, keys, strict=True) if value
        ]
    return found, assets


def _datasets(portals: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    for platform, name in SOURCES:
        served = getattr(stand_ins, platform)(portals / name)
        with tempfile.TemporaryDirectory() as folder:
            crawled = crawl_portal(CONNECTORS[platform], served, Path(folder), read_seconds=60.0)
        yield str(Path(name).with_suffix("")), crawled.seen.datasets
    for page in sorted((portals / "socrata-discovery").glob("*.json")):
        taken = Taken("http://portal", "portal", Descriptions({}, None, ()), {})
        take_page(taken, Page(stand_ins.records_of(page), None, page.name))
        yield "socrata-discovery", taken.builder.frames()["datasets"]


def in_a_vocabulary(value: str) -> bool:
    """Whether a value is a term of a vocabulary, or an address or interval that stands for one: what the peer reads."""
    return _ISO.fullmatch(value) is not None or re.split(r"[/#]", value)[-1].casefold() in frequencies().codes


def main() -> None:
    """Read everything and print shares and what stays unknown."""
    found, assets = stated(Path(os.environ["PORTALAUDIT_RECORDINGS"]))
    said = [one for one in found if not one.nothing]
    read = [one for one in said if one.read is not None]
    print("portal                                        assets  stated    read  unknown  states nothing")
    for portal, count in assets.items():
        here = [one for one in found if one.portal == portal]
        known = sum(one.read is not None and not one.nothing for one in here)
        nothing = sum(one.nothing for one in here)
        print(f"{portal:44} {count:7,} {len(here) - nothing:7,} {known:7,} {len(here) - nothing - known:8,} {nothing:15,}")
    periods = sum(one.read is not None and one.read.days is not None for one in read)
    longer = sum(one.read is not None and one.read.ambiguous for one in read)
    unknown = [one.value for one in said if one.read is None]
    print(f"{len(said):,} of {sum(assets.values()):,} assets declare a frequency, under {len({one.key for one in said})} keys")
    print(f"{len(read):,} read ({len(read) / len(said):.2%}), {len({one.value for one in read}):,} distinct values")
    print(f"{periods:,} of them with a period, {longer:,} by the longer of two readings or the first of several clauses")
    print(f"{len(unknown):,} unknown ({len(unknown) / len(said):.2%}), {len(set(unknown)):,} distinct values")
    print(f"the {SHOWN} most common unknown values:")
    for value, times in Counter(unknown).most_common(SHOWN):
        print(f"{times:6,}  {' '.join(value.split())[:100]}")
    ours, peer = len(read) / len(said), sum(in_a_vocabulary(one.value.strip()) for one in said) / len(said)
    closing_line("frequencies", ours / peer, ours, peer, "share read")


if __name__ == "__main__":
    main()

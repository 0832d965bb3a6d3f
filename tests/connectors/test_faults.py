"""Every fault of the stand-ins: a crawl ends with a snapshot or a refusal that says why, and never raises."""

from pathlib import Path

import pytest

from portalaudit.connectors.ckan import CONNECTOR as CKAN
from portalaudit.connectors.socrata import CONNECTOR as SOCRATA
from portalaudit.demo.generate import generate
from portalaudit.model.ports import Connector, Detection
from tests.connectors.crawling import crawl_portal
from tests.portals.faults import FAULTS, SETTINGS, with_faults

SMALL = {
    "429-seconds": "=0", "429-date": "=0", "huge-body": "=16", "gzip-bomb": "=40", "deep-nesting": "=3", "slow-header": "=0.05",
    "slow-body": "=0.05",
}  # fmt: skip
HARMLESS = {
    "chunked", "slow-header", "slow-body", "429-seconds", "429-date", "429-bare", "502-once", "nan-numbers", "null-bytes",
    "wrong-charset", "bom", "html-type-json", "robots-deny", "robots-503", "soft-404", "odd-types",
}  # fmt: skip
"""Faults that cost no asset."""
PORTALS = {"ckan": (CKAN, generate("ckan", 30, 1)), "socrata": (SOCRATA, generate("socrata", 30, 1))}
WHOLE = {"ckan": 30, "socrata": 25}
"""Assets that each shows; of the Socrata's thirty five are a neighbour's."""


@pytest.mark.parametrize("platform", PORTALS)
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_a_gap_and_no_exception(tmp_path: Path, platform: str, fault: str) -> None:
    connector, portal = PORTALS[platform]
    faulty = with_faults(portal, [fault + SMALL.get(fault, "")])
    waits = {"read_seconds": 0.3, "max_bytes": 12_000_000, "total_seconds": 5.0, "attempts": 2}
    told = lambda url: Detection(platform, platform, url, "told", "")  # noqa: E731
    crawled = crawl_portal(connector, faulty, tmp_path, detection=told, **waits)
    whole = WHOLE[platform] + (fault == "odd-types" and platform == "socrata")  # one repeats without an id to know it by
    assert len(crawled.seen.datasets) == (whole if fault in HARMLESS else 0)
    if fault not in HARMLESS:
        assert any(gap.part == "catalogue" for gap in crawled.seen.gaps)
        assert crawled.seen.declared_total is None


def switches(platform: str) -> list[str]:
    kind = type(PORTALS[platform][1])
    return [name for name, settings in SETTINGS.items() if any(setting.kind is kind for setting in settings)]


@pytest.mark.parametrize(
    ("platform", "switch"), [(platform, switch) for platform in PORTALS for switch in switches(platform) if switch != "dkan1"]
)
def test_a_switch_of_the_platform_costs_no_asset_that_can_be_had(tmp_path: Path, platform: str, switch: str) -> None:
    connector: Connector = PORTALS[platform][0]
    crawled = crawl_portal(connector, with_faults(PORTALS[platform][1], [switch]), tmp_path)
    expected = {"solr-409": 0, "index-mismatch": 27}.get(switch, WHOLE[platform])
    assert len(crawled.seen.datasets) == expected

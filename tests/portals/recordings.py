"""Portals made from recorded catalogues."""

import json
from collections.abc import Mapping
from pathlib import Path

from portalaudit.demo.arcgis import HubPortal, hub_portal
from portalaudit.demo.ckan import CkanPortal, ckan_portal
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.socrata import SocrataPortal, socrata_portal
from portalaudit.demo.socrata_rows import Rows


def records_of(path: Path) -> list[dict[str, object]]:
    """The records of a file: JSON lines, a JSON array, or the results of an API's answer."""
    text = path.read_text("utf-8")
    if path.suffix in (".jsonl", ".ndjson"):
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    found = json.loads(text)
    for key in ("result", "results"):
        if isinstance(found, Mapping):
            found = found.get(key, found)
    found = found if isinstance(found, list) else [found]
    return [record for record in found if isinstance(record, dict)]


def ckan(path: Path, **options: object) -> CkanPortal:
    """A CKAN over recorded package dicts."""
    return ckan_portal(records_of(path), **options)


def arcgis(path: Path, **options: object) -> HubPortal:
    """A Hub that serves a recorded DCAT feed as it is, and answers a search over its entries."""
    return hub_portal(path.read_bytes(), **options)


def dcat(path: Path) -> DcatPortal:
    """A site that has nothing but this file, as `/data.json`."""
    return DcatPortal(path.read_bytes())


def socrata(path: Path, rows: Path | None = None, **options: object) -> SocrataPortal:
    """A Socrata portal over recorded `/api/views` records, with rows where a folder of `ID.csv.gz` is given."""
    return socrata_portal(records_of(path), rows=Rows(rows), **options)

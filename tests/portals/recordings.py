"""Portals made from recorded catalogues."""

import json
from collections.abc import Mapping
from pathlib import Path

from portalaudit.demo.ckan import CkanPortal, ckan_portal


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

"""Recorded catalogues as frames, and recorded inventories as tables."""

import gzip
import json
from functools import lru_cache
from pathlib import Path

from portalaudit.documents.inventory.catalogue import Catalogue, catalogue_of
from portalaudit.documents.read import read
from portalaudit.documents.table import Table
from portalaudit.model.snapshot import Snapshot
from tests.builders import a_dataset, a_snapshot
from tests.connectors.dcat import reading


@lru_cache(maxsize=2)
def a_feed(path: Path) -> Snapshot:
    """A recorded feed."""
    return a_snapshot(a_dataset(), **reading.read(json.loads(path.read_bytes()))[1])


@lru_cache(maxsize=1)
def chattanooga(recordings: Path) -> Snapshot:
    """The recorded views, with the titles of their columns."""
    rows = []
    for line in (recordings / "portals/chattanooga/api-views-20240927.jsonl").read_bytes().splitlines():
        view = json.loads(line)
        columns = [
            {"name": column["fieldName"], "title": column["name"], "type": column["dataTypeName"]} for column in view["columns"]
        ]
        link = f"https://{'www.chattadata.org'}/d/{view['id']}"
        kind = "dataset" if view.get("assetType", "dataset") == "dataset" else "view"
        rows.append(
            a_dataset(
                key=view["id"], identifier=view["id"], title=view["name"], description=view.get("description"), kind=kind,
                keywords=view.get("tags"), landing_page=link, publisher="City of Chattanooga", columns=columns, distributions=[],
            )
        )  # fmt: skip
    return a_snapshot(*rows)


def a_file(path: Path) -> Table:
    """A recorded file as a table, read in this process."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found = read([body])
    assert isinstance(found, Table), found
    return found


def washington(recordings: Path, day: str = "20190904") -> Catalogue:
    """Washington's catalogue of a day."""
    snapshot = a_feed(recordings / f"portals/washington-dc/dcat-us-{day}.json")
    return catalogue_of(snapshot.datasets, snapshot.distributions, city="Washington")

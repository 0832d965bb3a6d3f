"""Chattanooga's published dates out of a whole audit: newest and oldest over every calendar date that the snapshot keeps."""

import csv
from pathlib import Path

import pytest

from portalaudit.archive.snapshots import load
from portalaudit.demo.server import serve
from portalaudit.model import frames
from tests.end_to_end.auditing import Place
from tests.portals.recordings import socrata

pytestmark = [pytest.mark.recordings, pytest.mark.slow]


def test_an_audit_of_all_rows_keeps_them(recordings: Path, tmp_path: Path) -> None:
    folder, place = recordings / "portals/chattanooga", Place.at(tmp_path)
    with (recordings / "data/truth/chattanooga-freshness/frequency_analysis.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {line["id"]: (line["oldest_found"], line["most_recent_found"]) for line in csv.DictReader(file)}
    with serve(socrata(folder / "api-views-20240927.jsonl", folder / "rows")) as portal:
        document = place.document(portal.url, data="all")
    snapshot = load(place.archive, document["portals"][0]["snapshot"]["digest"])
    keys = frames.column(snapshot.datasets, "key").to_pylist()
    found: dict[str, set[str]] = {}
    for line in frames.to_table(snapshot.profiles).to_pylist():
        days = {one.date().isoformat() for one in (line["earliest"], line["latest"]) if one is not None}
        found.setdefault(keys[line["dataset"]], set()).update(days if line["type"] == "Calendar date" else ())
    asked = {keys[line["dataset"]] for line in frames.to_table(snapshot.probes).to_pylist() if line["failure"] is None}
    at_hand = {key: dates for key, dates in told.items() if (folder / f"rows/{key}.csv.gz").is_file()}
    ours = {key: (min(found.get(key) or {"n/a"}), max(found.get(key) or {"n/a"})) for key in at_hand}
    assert len(at_hand) == 21 and at_hand.keys() <= asked
    assert ours == at_hand

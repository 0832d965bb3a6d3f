"""A night of ten recorded portals, scheduled and made by a worker with four audits at once: on SQLite and on PostgreSQL, with
equal results."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portalaudit import clock, migrations
from portalaudit.archive.index import rebuild_index
from portalaudit.demo.server import serve
from portalaudit.model.schedule import Wishes
from portalaudit.schedule import desk
from portalaudit.schedule.nights import release_due
from portalaudit.store import engine as engines
from portalaudit.store.jobs import list_jobs
from tests.cli.commands import bare_environment, say
from tests.databases import KINDS, fresh
from tests.end_to_end.processes import alike
from tests.portals import recordings as stand_ins

pytestmark = [pytest.mark.recordings, pytest.mark.slow]

RECORDED = (
    ("socrata", "chattanooga/api-views-20240927.jsonl", 339),
    ("ckan", "amsterdam/ckan-packages.jsonl", 172),
    ("arcgis", "baltimore/dcat-us-20220916.json", 681),
    ("arcgis", "north-ayrshire/dcat-ap-2.0.1.json", 126),
    ("arcgis", "detroit/arcgis-dcat-us-20200414.json", 140),
    ("dcat", "chicago/dcat-us-20200722.json", 801),
    ("dcat", "pittsburgh/dcat-us-20190626.json", 316),
    ("dcat", "san-francisco-2013/data.sfgov.org.json", 369),
    ("dcat", "seattle-2013/data.seattle.gov.json", 168),
    ("dcat", "new-orleans-2013/data.nola.gov.json", 66),
)
"""Kind of stand-in, recording, assets."""
MEASURED = {"seconds", "snapshot", "most_per_second", "fetched_at", "segment"}
"""Columns of an export that are of one audit only: times, names of files, and the digest, which covers the captures' ids."""
MOMENTS = {"at", "since", "seen_at", "audit"}
"""The same in `status`."""
PATIENCE = 600.0
"""Seconds until the test gives up on the worker."""


@dataclass(frozen=True)
class Night:
    """What was left of it on one database; by address."""

    ends: Mapping[str, tuple[str, int]]
    """State and tries of each job."""
    documents: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, list[list[str]]]]
    """Of the exports of every second portal, by name of the file."""
    status: Any
    checked: str


def night(db: str, archive: Path, urls: list[str]) -> Night:
    """Scheduled an hour ago, let go now, worked on until nothing is due."""
    migrations.upgrade(db)
    engine = engines.open(db)
    now = clock.now()
    asked = desk.Asked("0 * * * *", "UTC", jitter=timedelta(0), wishes=Wishes(data="none", pages=0))
    desk.add(engine, urls, asked, now - timedelta(hours=1))
    release_due(engine, now)
    places = ["--db", db, "--archive", str(archive)]
    work = ["worker", "--drain", "--jobs", "4", "--rate", "0", "--allow-private"]
    done = subprocess.run(
        [sys.executable, "-m", "portalaudit", *places, *work], env=bare_environment(), capture_output=True, text=True,
        check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done
    jobs = list_jobs(engine)
    engine.dispose()
    audits = {job.target: str(job.audit) for job in jobs}

    def told(*arguments: str) -> str:
        said = say(*places, *arguments)
        assert said.code == 0, said
        return said.out

    return Night(
        {job.target: (job.state, job.tries) for job in jobs},
        {url: json.loads(told("show", audit, "--output", "json")) for url, audit in audits.items()},
        {url: exported(told, archive, audits[url]) for url in urls[::2]},
        json.loads(told("status", "--output", "json")),
        told("db", "check"),
    )


def exported(told: Any, archive: Path, audit: str) -> dict[str, list[list[str]]]:
    """The tables of `export --format csv` by name: captures named by what they captured, without what is of one audit only."""
    file = archive.parent / f"{audit}.zip"
    told("export", audit, "--format", "csv", "-o", str(file))
    names = {capture.id: f"{capture.method} {capture.url}" for capture in rebuild_index(archive, audit)} | {audit: "AUDIT"}
    with zipfile.ZipFile(file) as opened:
        read = {Path(name).name: opened.read(name).decode() for name in opened.namelist() if name.endswith(".csv")}
    return {name: [[names.get(cell, cell) for cell in row] for row in lasting(text)] for name, text in read.items()}


def lasting(table: str) -> Iterator[list[str]]:
    """The rows of a table, the head among them, without what is of one audit only."""
    rows = list(csv.reader(io.StringIO(table)))
    kept = [place for place, name in enumerate(rows[0]) if name not in MEASURED]
    return ([row[place] for place in kept] for row in rows)


def settled(status: Any) -> Any:
    """What `status` says, without moments and names of audits."""
    if isinstance(status, dict):
        return {key: settled(item) for key, item in status.items() if key not in MOMENTS}
    return [settled(item) for item in status] if isinstance(status, list) else status


@pytest.fixture(scope="module")
def nights(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Night]]:
    with ExitStack() as stack:
        urls = [
            stack.enter_context(serve(getattr(stand_ins, kind)(recordings / "portals" / name))).url for kind, name, _ in RECORDED
        ]
        made = {}
        for kind in KINDS:
            folder = tmp_path_factory.mktemp(kind)
            made[kind] = night(stack.enter_context(fresh(kind, folder)), folder / "archive", urls)
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_every_portal_is_audited_whole_at_the_first_try(nights: Mapping[str, Night], kind: str) -> None:
    """Each recording is read to its last asset, and database and archive fit together."""
    night = nights[kind]
    read = {url: document["portals"][0]["snapshot"]["assets"] for url, document in night.documents.items()}

    assert Counter(night.ends.values()) == {("done", 1): len(RECORDED)}
    assert Counter(read.values()) == Counter(assets for _, _, assets in RECORDED)
    assert {document["complete"] for document in night.documents.values()} == {True}
    assert night.checked == "consistent\n"


def test_the_documents_are_equal(nights: Mapping[str, Night]) -> None:
    one, other = (alike(dict(nights[kind].documents)) for kind in KINDS)
    assert one == other


def test_the_exports_are_equal(nights: Mapping[str, Night]) -> None:
    """Every table: findings with what each rests on, criteria, checks, captures by what they captured."""
    one, other = (nights[kind].tables for kind in KINDS)
    assert one == other
    assert sum(len(tables["findings.csv"]) for tables in one.values()) > 500


def test_the_status_is_equal(nights: Mapping[str, Night]) -> None:
    one, other = (settled(nights[kind].status) for kind in KINDS)
    assert one == other
    assert len(one["targets"]) == len(RECORDED)

"""HDX on the day when it first measured freshness: its published counts from the packages of that day, by our own parts."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.checks.run import discover
from portalaudit.connectors.ckan import CONNECTOR
from portalaudit.demo.ckan import ckan_portal
from portalaudit.model.audit import Target
from portalaudit.model.capture import Traffic
from portalaudit.model.rubric import CriterionResult
from portalaudit.rubrics.load import load
from tests.connectors.crawling import crawl_portal

pytestmark = pytest.mark.recordings

RUN = datetime(2017, 12, 18, 16, 3, 33, tzinfo=UTC)
"""When HDX measured (dbtestdates)."""


def packages(database: Path) -> Iterator[dict[str, object]]:
    """Package dicts as HDX's CKAN shows them, from the rows of that day."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        resources = defaultdict(list)
        for row in connection.execute("select * from dbtestresources order by id"):
            made = {"id": row["id"], "name": row["name"], "format": row["format"], "url": row["url"], "state": "active"}
            resources[row["dataset_id"]].append({**made, "last_modified": row["last_modified"]})
        for row in connection.execute("select * from dbtestdatasets order by id"):
            organization = {"id": row["organization_id"], "name": row["organization_name"], "title": row["organization_title"]}
            yield {
                "id": row["id"], "name": row["dataset_name"], "title": row["dataset_title"], "type": "dataset", "state": "active",
                "private": False, "owner_org": row["organization_id"], "organization": organization,
                "metadata_modified": row["metadata_modified"], "resources": resources[row["id"]],
                **({} if row["update_frequency"] is None else {"data_update_frequency": row["update_frequency"]}),
            }  # fmt: skip


def graded(found: list[dict[str, object]], folder: Path) -> CriterionResult:
    """The packages served by a CKAN, crawled, judged as of the run, graded. Only the crawl's moment is put in afterwards: an
    audit is of the time at which it is made."""
    crawled = crawl_portal(CONNECTOR, ckan_portal(found), folder)
    snapshot = replace(crawled.seen, taken_at=RUN)
    origin = Origin("hdx", RUN, Target(None, (crawled.url,)))
    seen = Seen(snapshot, "sha256:0", Traffic())
    audit = judged(origin, [seen], Criteria(discover(), (load("hdx-freshness"),)))
    (criterion,) = audit.rubrics[0].criteria
    return criterion


def test_day_0(recordings: Path, tmp_path: Path) -> None:
    """Fresh 67, Due 1, Overdue 1, Delinquent 30, Unavailable 4 of 103, of which 15 are live and 19 never updated."""
    found = list(packages(recordings / "data/truth/hdx-freshness/day0.db"))
    assert len(found) == 103
    criterion = graded(found, tmp_path)

    assert criterion.states == {"fresh": 67, "due": 1, "overdue": 1, "delinquent": 30, "unavailable": 4}
    assert criterion.because == (
        "67 of 103 datasets are fresh by HDX's table (65 %): by the portal's stamp of the data 33 fresh, 1 due, 1 overdue, "
        "30 delinquent; by what they declare alone 34 fresh, 4 unavailable; met asks for 90 %"
    )
    assert (criterion.finding, criterion.strength) == ("partly", "verified")


def test_the_datasets_own_date_would_tell_otherwise(recordings: Path, tmp_path: Path) -> None:
    """What the clock is matters: by the date of the dataset that HDX kept beside its resources' it is 66 / 1 / 1 / 31 / 4."""
    database = recordings / "data/truth/hdx-freshness/day0.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        dates = dict(connection.execute("select id, last_modified from dbtestdatasets"))
    found = [
        {**one, "resources": [{"id": "r", "url": "http://x/a.csv", "last_modified": dates[one["id"]]}]}
        for one in packages(database)
    ]

    assert graded(found, tmp_path).states == {"fresh": 66, "due": 1, "overdue": 1, "delinquent": 31, "unavailable": 4}

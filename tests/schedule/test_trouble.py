"""Trouble that is ours: a full disk, a database that goes away and comes back."""

import time
from collections import Counter
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, serve
from portalaudit.store.audits import list_audits
from tests.databases import own_server
from tests.schedule.desk import Desk, until

PORTAL = generate("ckan", 1500, 1).with_options(rows_max=100)  # type: ignore[attr-defined]
SLOW = generate("ckan", 60, 1).with_options(rows_max=4)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_full_disk(desk: Desk) -> None:
    """The job waits with what was kept; once there is room the audit goes on, asks for nothing twice, and it was no death."""
    with serve(PORTAL) as server:
        desk.ask(server.url)
        with desk.elsewhere(largest_file=400_000):
            until(lambda: (desk.job(server.url).line or "").find("File too large") > 0, "the disk is full")
        before = len(server.log)
        desk.drain()
        twice = Counter(entry.target for entry in server.log[:before]) & Counter(entry.target for entry in server.log[before:])

    job = desk.job(server.url)
    assert (job.state, len(list_audits(desk.engine))) == ("done", 1)
    assert job.deaths <= 1, "of the runner that the test ended"
    assert before > 5
    assert sum(count for target, count in twice.items() if target != "/robots.txt") <= 2 * job.tries, "but for those under way"
    assert desk.document(str(job.audit))["portals"][0]["snapshot"]["datasets"] == 1500
    desk.assert_consistent()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["stop", "kill"])
@pytest.mark.parametrize("requests", [3, 15])
def test_a_database_that_goes_away(tmp_path: Path, how: str, requests: int) -> None:
    """PostgreSQL is stopped, or killed, in the middle of a crawl, and comes back: one audit, whole; the runner lived through it
    and lost nothing."""
    with own_server() as server, serve(SLOW, options=Options(latency=0.1)) as portal:
        desk = Desk(server.url, tmp_path / "archive")
        desk.ask(portal.url)
        runner = desk.runner()
        runner.start()
        until(lambda: len(portal.log) > requests)
        getattr(server, how)()
        time.sleep(2.0)
        server.start()
        until(lambda: desk.jobs("done"))
        runner.stop()
        (job,) = desk.jobs()

        assert (job.state, job.deaths) == ("done", 0)
        assert [news.what for news in desk.news].count("trouble") >= 1
        assert [row.id for row in list_audits(desk.engine)] == [job.audit]
        assert desk.document(str(job.audit))["portals"][0]["snapshot"]["assets"] == 60
        desk.assert_consistent()
        desk.engine.dispose()


@pytest.mark.slow
def test_an_audit_that_is_made_waits_for_the_database(tmp_path: Path) -> None:
    """It goes away before the audit is saved, and stays away longer than the crawl took: the process waits and saves; it is one
    try."""
    with own_server() as server, serve(SLOW, options=Options(latency=0.1)) as portal:
        desk = Desk(server.url, tmp_path / "archive")
        desk.ask(portal.url)
        runner = desk.runner()
        runner.start()
        until(lambda: len(portal.log) > 12)
        server.stop()
        quiet = 0
        while quiet < 30:  # until nothing was asked for three seconds
            seen = len(portal.log)
            time.sleep(0.1)
            quiet = quiet + 1 if len(portal.log) == seen else 0
        server.start()
        until(lambda: desk.jobs("done"))
        runner.stop()
        (job,) = desk.jobs()

        assert (job.state, job.tries, job.deaths) == ("done", 1, 0), job
        desk.assert_consistent()
        desk.engine.dispose()

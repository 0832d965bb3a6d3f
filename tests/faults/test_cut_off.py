"""A process that is cut off from the database while others are not, by a wire that hangs or refuses."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, Server, serve
from portalaudit.store.audits import list_audits
from tests.databases import own_server
from tests.faults.crew import LEADS, Crew
from tests.faults.crew import until as until_of
from tests.faults.wire import Wire, wire
from tests.schedule.desk import TERMS, Desk, until

PORTAL = generate("ckan", 60, 1).with_options(rows_max=4)  # type: ignore[attr-defined]
CUT = float(os.environ.get("PORTALAUDIT_CUT_SECONDS", "6"))
"""Seconds; the soak makes it a minute."""
How = Literal["refuse", "hang"]


@dataclass(frozen=True)
class Scene:
    """A database, reached directly and by a wire, and a portal whose audit takes seconds."""

    straight: Desk
    wired: Desk
    wire: Wire
    portal: Server

    def assert_one_audit(self) -> None:
        """The job is done, by one audit, which is whole and consistent."""
        (job,) = self.straight.jobs()
        assert (job.state, job.deaths) == ("done", 0), job
        assert [(row.id, row.complete) for row in list_audits(self.straight.engine)] == [(job.audit, True)]
        assert self.straight.document(str(job.audit))["portals"][0]["snapshot"]["assets"] == 60
        self.straight.assert_consistent()

    def repeated(self) -> int:
        """Requests that were made more than once."""
        asked = Counter(entry.target for entry in self.portal.log)
        return asked.total() - len(asked)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        server = stack.enter_context(own_server())
        short = stack.enter_context(tempfile.TemporaryDirectory(prefix="wire-"))  # a socket's path is short
        made, url = stack.enter_context(wire(server, Path(short)))
        portal = stack.enter_context(serve(PORTAL, options=Options(latency=0.2)))
        desks = [Desk(one, tmp_path / "archive") for one in (server.url, url)]
        for desk in desks:
            stack.callback(desk.engine.dispose)
        yield Scene(*desks, made, portal)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["refuse", "hang"])
def test_serve_is_cut_off_for_a_while(scene: Scene, tmp_path: Path, how: How) -> None:
    """Shorter than its lease, while another process looks for work: nobody takes the audit away, which goes on and is saved."""
    (tmp_path / "logs").mkdir()
    scene.straight.ask(scene.portal.url)
    crew = Crew(scene.wired.db, tmp_path / "archive", tmp_path / "logs", "together", rate=0)
    other = scene.straight.runner(replace(TERMS, lease=120.0))
    try:
        crew.start()
        until_of(lambda: len(scene.portal.log) > 4, crew.said)
        other.start()
        scene.wire.cut(how)
        time.sleep(CUT)
        scene.wire.mend()
        until_of(lambda: scene.straight.jobs("done"), lambda: (scene.straight.jobs(), crew.said()))
        until_of(lambda: crew.said().count(LEADS) == (2 if how == "refuse" else 1), crew.said)
        assert crew.stop() == {"serve": 0}, crew.said()
    finally:
        scene.wire.mend()
        crew.kill_all()
        other.stop()
    assert [news.what for news in scene.straight.news if news.job] == [], "the other one had nothing to do"
    scene.assert_one_audit()
    assert scene.repeated() <= 1


@pytest.mark.slow
@pytest.mark.parametrize("how", ["refuse", "hang"])
def test_a_runner_is_cut_off_for_longer_than_its_lease(scene: Scene, how: How) -> None:
    """Another one takes its audit over; the first one comes back, and finds that it is no longer its own."""
    scene.straight.ask(scene.portal.url)
    terms = replace(TERMS, lease=2.0)
    first, second = scene.wired.runner(terms), scene.straight.runner(terms)
    try:
        first.start()
        until(lambda: len(scene.portal.log) > 4)
        second.start()
        scene.wire.cut(how)
        until(lambda: any(news.what == "begun" for news in scene.straight.news), "it is taken over")
        time.sleep(1.0)
        scene.wire.mend()
        until(lambda: scene.straight.jobs("done"))
        until(lambda: not first.busy)
    finally:
        scene.wire.mend()
        first.stop()
        second.stop()
    assert "back" in [news.what for news in scene.straight.news]
    job = scene.straight.job(scene.portal.url)
    assert (job.state, job.deaths) == ("done", 1)
    assert [(row.id, row.complete) for row in list_audits(scene.straight.engine)] == [(job.audit, True)]
    scene.straight.assert_consistent()

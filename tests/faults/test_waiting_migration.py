"""A migration while audits wait: on an older schema the processes say what to do, lose nothing, and go on afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, Server, serve
from portalaudit.store.audits import list_audits
from portalaudit.store.schedules import find_schedule
from tests.cli.commands import spawn
from tests.faults.crew import SERVES, Crew, scheduled, until
from tests.schedule.conftest import Make
from tests.schedule.desk import Desk

OLD = "0004"
"""The schema before the newest, which has jobs already."""
PORTAL = generate("ckan", 40, 1).with_options(rows_max=4)  # type: ignore[attr-defined]


@pytest.fixture
def portal() -> Iterator[Server]:
    with serve(PORTAL, options=Options(latency=0.2)) as server:
        yield server


def crew(desk: Desk, folder: Path, way: str) -> Crew:
    (folder / "logs").mkdir()
    return Crew(desk.db, desk.archive, folder / "logs", way, rate=0)


def schema(desk: Desk, revision: str) -> None:
    desk.engine.dispose()
    moved = desk.say("db", "upgrade", revision)
    assert (moved.code, moved.out) == (0, f"schema {revision if revision != 'head' else '0005'}\n"), moved.err


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_older_schema_is_refused_and_nothing_is_lost(desk_on: Make, portal: Server, tmp_path: Path, kind: str) -> None:
    """One audit was killed half-way, one waits, one night is due: clock and worker refuse, and after `db upgrade` make them."""
    desk = desk_on(kind)
    with serve(PORTAL) as other, serve(PORTAL) as third:
        desk.ask(portal.url)
        started = crew(desk, tmp_path, "together")
        try:
            started.start()
            until(lambda: len(portal.log) > 4, started.said)
            started.kill_all()
            desk.ask(other.url)
            scheduled(desk.engine, [third.url], -1)
            before = [(job.target, job.state, job.audit) for job in desk.jobs()]
            schema(desk, OLD)
            for command in [*SERVES["apart"].values(), ("serve", "--standby")]:
                said = spawn("--db", desk.db, "--archive", desk.archive, *command)
                assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said
                assert f"schema is {OLD}" in said.err and "run `portalaudit db upgrade`" in said.err
            assert [(job.target, job.state, job.audit) for job in desk.jobs()] == before
            schema(desk, "head")
            started.start()
            until(lambda: len(desk.jobs("done")) == 3, lambda: (desk.jobs(), started.said()), desk.hurry)
            assert started.stop() == {"serve": 0}
        finally:
            started.kill_all()
    assert sorted(row.id for row in list_audits(desk.engine)) == sorted(str(job.audit) for job in desk.jobs())
    assert {job.audit for job in desk.jobs()} >= {audit for _, _, audit in before if audit}
    desk.assert_consistent()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_schema_that_moves_below_processes_at_work(desk_on: Make, portal: Server, tmp_path: Path, kind: str) -> None:
    """Somebody forgot to stop them: down while an audit is made, up again later. They say it, live on, and the audit is made."""
    desk = desk_on(kind)
    desk.ask(portal.url)
    started = crew(desk, tmp_path, "apart")
    try:
        started.start()
        until(lambda: len(portal.log) > 4, started.said)
        schema(desk, OLD)
        until(lambda: "db upgrade" in started.said(), lambda: (desk.jobs(), started.said()), desk.hurry)
        assert [process.poll() for process in started.at_work.values()] == [None, None], started.said()
        schema(desk, "head")
        until(lambda: desk.jobs("done"), lambda: (desk.jobs(), started.said()), desk.hurry)
        with serve(PORTAL) as other:
            scheduled(desk.engine, [other.url], 1)
            until(lambda: len(desk.jobs("done")) == 2, lambda: (desk.jobs(), started.said()))
        assert find_schedule(desk.engine, other.url) is not None
        assert set(started.stop().values()) == {0}, started.said()
    finally:
        started.kill_all()
    assert all(job.deaths == 0 for job in desk.jobs())
    assert sorted(row.id for row in list_audits(desk.engine)) == sorted(str(job.audit) for job in desk.jobs())
    desk.assert_consistent()

"""`kill -9` of a runner and of an audit's process at random moments, on both databases: nothing is lost, nothing doubled."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from portalaudit.archive.index import MemoryIndex, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, Server, serve
from portalaudit.store.audits import list_audits
from tests.end_to_end.processes import alike
from tests.schedule.conftest import Make
from tests.schedule.desk import TERMS, Desk, children, until

PORTALS = (
    generate("ckan", 60, 1).with_options(rows_max=4),  # type: ignore[attr-defined]
    generate("socrata", 60, 1),
)
REQUESTS = 20
"""About as many as each of the two costs."""
UNDER_WAY = 12
"""Requests of two audits that may be lost with their process: unanswered, or answered and not archived yet. All would be 40."""
_dice = random.Random(7)
MOMENTS = [
    (victim, kind, _dice.randrange(REQUESTS), _dice.uniform(0, 0.3))
    for kind in ("sqlite", "postgresql")
    for victim in ("runner", "audit", "runner", "audit", "all")
]


@dataclass(frozen=True)
class Portals:
    """Two portals, and what audits of them are when nobody interrupts them."""

    servers: tuple[Server, ...]
    documents: Mapping[str, Any]
    """By address."""
    twice: int
    """Requests that such audits make more than once."""

    @property
    def log(self) -> list[tuple[int, str]]:
        """Who was asked for what."""
        return [(server.port, entry.target) for server in self.servers for entry in server.log]

    def forget(self) -> None:
        for server in self.servers:
            server.log.clear()


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portals]:
    folder, slow = tmp_path_factory.mktemp("whole"), Options(latency=0.05)
    desk = Desk(f"sqlite:///{folder / 'db.sqlite'}", folder / "archive")
    with serve(PORTALS[0], options=slow) as ckan, serve(PORTALS[1], options=slow) as socrata:
        desk.ask(ckan.url, socrata.url)
        desk.drain()
        documents = {job.target: alike(desk.document(str(job.audit))) for job in desk.jobs()}
        found = Portals((ckan, socrata), documents, 0)
        yield replace(found, twice=repeated(found.log))


def repeated(log: Sequence[tuple[int, str]]) -> int:
    return sum(count - 1 for count in Counter(log).values())


@pytest.mark.slow
@pytest.mark.parametrize(("victim", "kind", "requests", "seconds"), MOMENTS)
def test_whatever_is_killed_the_night_is_finished(
    desk_on: Make, portals: Portals, victim: str, kind: str, requests: int, seconds: float
) -> None:
    """After so many requests, and so many seconds more. What is left of the audits ends with their runner; another runner, or the
    same one, finishes both; each is one audit, whole, and asks hardly anything again."""
    desk = desk_on(kind)
    portals.forget()
    desk.ask(*portals.documents)
    with desk.elsewhere() as process:
        until(lambda: len(portals.log) > requests, "it begins")
        time.sleep(seconds)
        below = children(process.pid)
        kill(victim, process.pid, below)
        if victim == "audit":
            until(lambda: not desk.jobs("waiting", "running"), "the same runner goes on")
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        else:
            process.wait(60)
            until(lambda: not any(map(lives, below)), "what hung on it ends too")
    desk.drain()
    done = desk.jobs()

    assert {job.target: job.state for job in done} == dict.fromkeys(portals.documents, "done")
    assert sorted(row.id for row in list_audits(desk.engine)) == sorted(str(job.audit) for job in done)
    assert max(job.deaths for job in done) <= 1
    assert {job.target: alike(desk.document(str(job.audit))) for job in done} == portals.documents
    assert repeated(portals.log) <= UNDER_WAY + portals.twice
    assert_every_capture_has_its_bytes(desk)
    desk.assert_consistent()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_a_runner_that_stands_still_began_ends_before_another_goes_on(desk_on: Make, kind: str) -> None:
    """A process that is stopped renews no lease, while the audit that it began would go on beside the one that takes it over."""
    desk, terms = desk_on(kind), replace(TERMS, lease=3.0)
    with serve(PORTALS[0], options=Options(latency=0.7)) as server, desk.elsewhere(terms) as process:
        desk.ask(server.url)
        until(lambda: len(server.log) > 2, "it begins")
        process.send_signal(signal.SIGSTOP)
        desk.drain(terms)
        log = [(server.port, entry.target) for entry in server.log]

    (job,) = desk.jobs()
    assert (job.state, job.deaths) == ("done", 1)
    assert [row.id for row in list_audits(desk.engine)] == [job.audit]
    assert repeated(log) <= UNDER_WAY // 2
    assert_every_capture_has_its_bytes(desk)
    desk.assert_consistent()


def kill(victim: str, runner: int, below: list[int]) -> None:
    """The runner; the youngest process below it, which is an audit's or its reader of documents; or all of them."""
    for process in {"runner": [runner], "audit": below[-1:], "all": [runner, *below]}[victim]:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def assert_every_capture_has_its_bytes(desk: Desk) -> None:
    """What the database knows of an exchange is in the archive, byte for byte."""
    reader = ArchiveReader(desk.archive, MemoryIndex(rebuild_index(desk.archive)))
    archived = {capture.id: capture for capture in rebuild_index(desk.archive)}
    with desk.engine.connect() as connection:
        known = [str(name) for (name,) in connection.exec_driver_sql("SELECT id FROM captures")]
    assert known
    assert set(known) <= set(archived)
    for name in known:
        if archived[name].sha256 is not None:
            reader.read(archived[name])

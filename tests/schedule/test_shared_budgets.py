"""One budget a host and a back-end, whatever the number of processes: told by the stand-in servers' own logs."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from portalaudit import migrations
from portalaudit.archive.writer import SegmentWriter
from portalaudit.demo.generate import generate
from portalaudit.demo.server import LogEntry, serve
from portalaudit.errors import StopRequested
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.lanes import Lanes, Rest
from portalaudit.fetch.settings import FetchSettings
from portalaudit.store import engine as engines
from portalaudit.store.budgets import StoredBudgets
from tests.cli.commands import bare_environment
from tests.schedule.conftest import Make
from tests.schedule.desk import TERMS, Desk
from tests.store.waiting import at_once

RATE = 8.0
KINDS = ["sqlite", "postgresql"]


def assert_rate(log: Sequence[LogEntry], known: int) -> None:
    """As many requests as there are took the time that they are to take, whoever made them; the first `known` came before the
    back-end was known by its answers."""
    times = sorted(entry.at for entry in log)[known:]
    assert len(times) > 2 * RATE
    assert times[-1] - times[0] >= (len(times) - 1) / RATE * 0.9 - 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_keep_one_budget_of_a_back_end(desk_on: Make, kind: str) -> None:
    """Two commands at once, two hosts that are one service: together they keep to its rate."""
    desk = desk_on(kind)
    with serve(generate("socrata", 60, 1)) as first, serve(generate("socrata", 60, 2)) as second:
        started = [audit(desk, server.url) for server in (first, second)]
        said = [process.communicate(timeout=180) for process in started]
        log = [*first.log, *second.log]

    assert [process.returncode for process in started] == [0, 0], said
    assert_rate(log, known=4)


ASKS = """
import asyncio, sys
from pathlib import Path
from portalaudit.archive.writer import SegmentWriter
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.lanes import Lanes
from portalaudit.fetch.settings import FetchSettings
from portalaudit.store.budgets import StoredBudgets
url, rate, folder = sys.argv[2], float(sys.argv[3]), Path(sys.argv[4])
async def ask():
    settings = FetchSettings(rate=rate, allow_private=True, named=(url,), robots=False)
    with SegmentWriter(folder, "audit-1") as writer:
        async with Fetcher(settings, writer, lanes=Lanes(rate, 2, StoredBudgets(engine))) as fetcher:
            for number in range(15):
                await fetcher.get(f"{url}/{number}")
asyncio.run(ask())
"""


def test_two_processes_keep_one_budget_of_a_host(engine: Engine, tmp_path: Path) -> None:
    """Two fetchers at once on one host, each as fast as it may."""
    with serve(generate("dcat", 5, 1)) as server:
        at_once(ASKS, engine, 2, server.url, f"{RATE:g}", str(tmp_path))
        log = list(server.log)

    assert len(log) == 30
    assert_rate(log, known=0)


def audit(desk: Desk, url: str) -> "subprocess.Popen[str]":
    """`audit` as anybody calls it, but for the rate."""
    line = [
        sys.executable, "-m", "portalaudit", "--db", desk.db, "--archive", str(desk.archive), "audit", url, "--allow-private",
        "--rate", f"{RATE:g}", "--data", "none", "--pages", "0", "-q",
    ]  # fmt: skip
    return subprocess.Popen(line, env=bare_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_runners_audits_keep_one_budget(desk_on: Make, kind: str) -> None:
    """Two portals of one back-end in two processes of a runner."""
    desk = desk_on(kind)
    with serve(generate("socrata", 60, 1)) as first, serve(generate("socrata", 60, 2)) as second:
        desk.ask(first.url, second.url, rate=RATE)
        desk.drain(replace(TERMS, jobs=2))
        log = [*first.log, *second.log]

    assert {job.state for job in desk.jobs()} == {"done"}
    assert_rate(log, known=4)


def starts(lanes: Lanes, hosts: Sequence[str]) -> list[float]:
    """When requests to these hosts may begin, all wanted at once."""
    begun: list[float] = []
    rest = Rest()

    async def ask(host: str) -> None:
        async with lanes.place(host, 0.0, 60.0, rest):
            begun.append(time.monotonic())

    async def run() -> None:
        await asyncio.gather(*(ask(host) for host in hosts))

    asyncio.run(run())
    return sorted(begun)


def a_budget(folder: Path) -> StoredBudgets:
    url = f"sqlite:///{folder / 'db.sqlite'}"
    migrations.upgrade(url)
    return StoredBudgets(engines.open(url))


def test_a_lane_alone_is_as_fast_as_it_may(tmp_path: Path) -> None:
    """Leasing costs a lane that nobody else wants nothing but a moment a slice."""
    begun = starts(Lanes(20.0, 2, a_budget(tmp_path)), ["a"] * 30)

    assert min(later - earlier for earlier, later in pairwise(begun)) >= 0.05
    assert begun[-1] - begun[0] >= 29 * 0.05


def test_two_runs_share_a_lane(tmp_path: Path) -> None:
    """Two loops on one database at once: the requests of both are no faster than those of one."""

    async def both() -> list[list[float]]:
        lanes = [Lanes(20.0, 2, budgets) for budgets in (a_budget(tmp_path), a_budget(tmp_path))]
        return await asyncio.gather(*(asyncio.to_thread(starts, one, ["a"] * 15) for one in lanes))

    begun = sorted(moment for one in asyncio.run(both()) for moment in one)
    assert begun[-1] - begun[0] >= 29 * 0.05 * 0.9


def test_a_pause_holds_for_others(tmp_path: Path) -> None:
    """One run is asked to wait a second; the other one, which has turns left, notices."""
    budgets = a_budget(tmp_path)

    async def run() -> float:
        first, second, rest = Lanes(50.0, 2, budgets), Lanes(50.0, 2, budgets), Rest()
        async with second.place("a", 0.0, 60.0, rest):
            pass
        await first.of("a").hold(1.0)
        begun = time.monotonic()
        async with second.place("a", 0.0, 60.0, rest):
            return time.monotonic() - begun

    assert asyncio.run(run()) >= 0.9


def test_a_host_that_turns_out_to_be_a_back_ends_is_waited_for_there(tmp_path: Path) -> None:
    """What waits in the host's own lane when it is learnt goes over."""

    async def run() -> list[float]:
        lanes, rest, begun = Lanes(10.0, 2, a_budget(tmp_path)), Rest(), []

        async def ask(host: str) -> None:
            async with lanes.place(host, 0.0, 60.0, rest):
                begun.append(time.monotonic())
                lanes.learn(host, frozenset({"x-socrata-requestid"}))

        await asyncio.gather(*(ask(host) for host in ["a", "b"] * 5))
        return sorted(begun)

    begun = asyncio.run(run())
    assert begun[-1] - begun[2] >= 7 * 0.1 * 0.9, "two came before it was known"


def test_a_database_that_is_away_leaves_a_lane_its_own_pace(tmp_path: Path) -> None:
    """A file without tables stands for it: nothing is granted, nothing crashes, nothing is faster than the rate."""
    begun = starts(Lanes(20.0, 2, StoredBudgets(engines.open(f"sqlite:///{tmp_path / 'none.sqlite'}"))), ["a"] * 10)

    assert min(later - earlier for earlier, later in pairwise(begun)) >= 0.05


def test_whoever_is_cut_off_for_too_long_stops_asking(tmp_path: Path) -> None:
    """Others may have taken the work over: the run ends as at a stop, and says why; a short while does not end it."""
    away = StoredBudgets(engines.open(f"sqlite:///{tmp_path / 'none.sqlite'}"))

    async def ask(url: str) -> int:
        settings = FetchSettings(rate=10.0, allow_private=True, named=(url,), robots=False)
        with SegmentWriter(tmp_path / "archive", "audit-1") as writer:
            async with Fetcher(settings, writer, lanes=Lanes(10.0, 2, away, alone=1.0)) as fetcher:
                for number in range(100):
                    try:
                        await fetcher.get(f"{url}/{number}")
                    except StopRequested as stopped:
                        assert "database has been away" in str(stopped)
                        return number
        return 100

    with serve(generate("dcat", 5, 1)) as server:
        made = asyncio.run(ask(server.url))
        assert len(server.log) == made
    assert 0 < made < 100


def test_without_a_limit_nothing_is_leased(tmp_path: Path) -> None:
    budgets = a_budget(tmp_path)
    starts(Lanes(0.0, 2, budgets), ["a"] * 10)
    assert budgets.lease("a", 1.0, 1).wait == 0.0

"""`schedule now` and `worker`: an audit asked for and made; and `audit`, which waits for whoever is at work."""

import signal
import subprocess
import sys

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, Server, serve
from portalaudit.model.portal import City
from portalaudit.store import engine as engines
from portalaudit.store.cities import save_cities
from portalaudit.store.jobs import list_jobs
from tests.cli.commands import bare_environment
from tests.cli.conftest import Desk
from tests.end_to_end.processes import Running


def test_asked_for_and_made(desk: Desk, server: Server) -> None:
    """Asked for twice it is one job; the worker makes it, says so, and ends."""
    for _ in range(2):
        said = desk.say("schedule", "now", server.url, "--data", "none", "--pages", "0", "--window", "1")
        assert (said.code, said.out) == (0, f"{server.url}: job 1, as soon as a runner is free\n")
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    made = desk.say("worker", "--drain", "--jobs", "2", "--allow-private", "--rate", "0")

    assert (made.code, made.out) == (0, "")
    begun, done = made.err.splitlines()
    assert "job begun" in begun
    assert f"target={server.url} tries=1" in begun
    assert "job ended" in done
    assert "state=done" in done
    assert desk.say("show", "last").code == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_once_makes_one(desk: Desk, server: Server) -> None:
    desk.say("schedule", "now", server.url, "http://127.0.0.1:9", "--data", "none", "--pages", "0")
    assert desk.say("-q", "worker", "--once", "--allow-private", "--rate", "0").err == ""
    assert [job.state for job in list_jobs(engines.open(desk.db))] == ["waiting", "done"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("schedule", "now", "no-such-city"), "no-such-city"),
        (("schedule", "now", "boston-ma", "--rubric", "no-such-rubric"), "no-such-rubric"),
        (("schedule", "now", "boston-ma", "--window", "0"), "--window"),
        (("schedule", "now", "boston-ma", "--rate", "-1"), "--rate"),
        (("worker", "--drain", "--rate", "0"), "--allow-private"),
    ],
    ids=["target", "rubric", "window", "rate", "no limits"],
)
def test_one_line_says_what_is_wrong(desk: Desk, arguments: tuple[str, ...], hint: str) -> None:
    said = desk.say(*arguments)

    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert hint in said.err


def test_who_opted_out_is_not_asked_for(desk: Desk) -> None:
    desk.say("cities", "optout", "boston-ma")
    said = desk.say("schedule", "now", "chicago-il", "boston-ma")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "boston-ma: is on the opt-out list" in said.err
    assert list_jobs(engines.open(desk.db)) == ()


def test_a_city_by_its_only_portals_address_is_the_city(desk: Desk) -> None:
    asked = [desk.say("schedule", "now", name).out for name in ("https://data.boston.gov/", "Boston-MA", "http://127.0.0.1:9/")]
    assert [line.partition(", ")[0] for line in asked] == ["boston-ma: job 1", "boston-ma: job 1", "http://127.0.0.1:9: job 2"]


def started(desk: Desk, url: str) -> Running:
    line = [
        sys.executable, "-m", "portalaudit", "--db", desk.db, "--archive", str(desk.archive), "audit", url, "--allow-private",
        "--rate", "0", "--data", "none", "--pages", "0", "--output", "json",
    ]  # fmt: skip
    pipe = subprocess.PIPE
    return Running(subprocess.Popen(line, env=bare_environment(), stdout=pipe, stderr=pipe, text=True))


def test_two_audits_of_a_city_are_made_one_after_the_other(desk: Desk) -> None:
    """The second says who is at work and waits; by its address or by its city's key is the same."""
    portal = generate("ckan", 60, 1).with_options(rows_max=6)  # type: ignore[attr-defined]
    with serve(portal, options=Options(latency=1.0)) as server:
        desk.say("db", "upgrade")
        save_cities(engines.open(desk.db), [City("slow-xx", "Slow", portals=(server.url,))])
        first = started(desk, server.url).until(lambda: len(server.log) > 1)
        second = started(desk, "slow-xx")
        assert second.process.stderr is not None
        waits = second.process.stderr.readline()
        assert first.process.poll() is None
        server.options = Options()
        said = first.end()
        seen = len(server.log)
        after = second.end()

    assert (said.code, said.err, after.code, after.err) == (0, "", 0, "")
    assert waits.startswith(f"portalaudit: slow-xx: is being audited by process {first.process.pid} on ")
    assert waits.endswith(" UTC; waiting until that is done (Ctrl-C gives up)\n")
    # Whether another platform's door is tried too depends on which answer comes first.
    both = [{entry.target for entry in part if "/api/3/" in entry.target} for part in (server.log[:seen], server.log[seen:])]
    assert both[0] == both[1] != set()
    assert list_jobs(engines.open(desk.db)) == ()


def test_who_was_killed_is_not_waited_for(desk: Desk) -> None:
    portal = generate("ckan", 60, 1).with_options(rows_max=6)  # type: ignore[attr-defined]
    with serve(portal, options=Options(latency=0.1)) as server:
        begun = started(desk, server.url).until(lambda: len(server.log) > 3)
        begun.end(signal.SIGKILL)
        said = desk.audit(server.url, "--data", "none", "--pages", "0")

    assert (said.code, said.err) == (0, ""), "it would have said that it waits"

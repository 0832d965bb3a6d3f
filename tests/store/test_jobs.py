"""The queue: who gets which job, and what becomes of it."""

import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.schedule import DEATHS, Ended, Wishes
from portalaudit.store.engine import writing
from portalaudit.store.holders import me
from portalaudit.store.jobs import AFTER_DEATH, Jobs, hold, list_jobs, release
from portalaudit.store.schedule_tables import jobs
from tests.store.waiting import DAY, HOUR, NOW, a_night, at_once, changed, flat, url_of

LEASE = 120.0


@pytest.fixture
def queue(engine: Engine) -> Jobs:
    return Jobs(engine)


def test_demands_go_first_then_the_longest_due(engine: Engine, queue: Jobs) -> None:
    """What is not due yet waits, whatever its kind; of equals the one that was put there first."""
    a_night(engine, "late", NOW + HOUR)
    a_night(engine, "second", NOW - HOUR)
    a_night(engine, "first", NOW - 2 * HOUR)
    a_night(engine, "third", NOW - HOUR)
    queue.demand("asked for", Wishes(pages=7), NOW, NOW + HOUR)
    queue.demand("asked for later", Wishes(), NOW + HOUR, NOW + 2 * HOUR)
    taken = [queue.claim("r", NOW, LEASE) for _ in range(5)]

    assert [job and job.target for job in taken] == ["asked for", "first", "second", "third", None]
    assert taken[0] is not None and (taken[0].state, taken[0].tries, taken[0].wishes.pages) == ("running", 1, 7)


def test_a_demand_that_waits_is_asked_for_once(engine: Engine, queue: Jobs) -> None:
    """The last wishes count; once it runs, the next one is another."""
    first = queue.demand("a", Wishes(pages=1), NOW, NOW + HOUR)
    second = queue.demand("a", Wishes(pages=2), NOW + HOUR, NOW + 2 * HOUR)
    assert (second.id, second.wishes.pages, second.until) == (first.id, 2, NOW + 2 * HOUR)
    assert queue.claim("r", NOW + HOUR, LEASE) is not None
    assert queue.demand("a", Wishes(), NOW + HOUR, NOW + DAY).id != first.id


DEMANDS = """
from tests.store.waiting import HOUR, NOW
from portalaudit.model.schedule import Wishes
for number in range(200):
    print(jobs.Jobs(engine).demand(f"t{number}", Wishes(), NOW, NOW + HOUR).id)
"""


def test_demands_of_one_moment_are_one_job(engine: Engine) -> None:
    """Three people ask for the same two hundred targets at once."""
    first, *others = at_once(DEMANDS, engine, 3)

    assert len(set(first)) == 200
    assert all(other == first for other in others)


def test_one_audit_of_a_target_at_a_time(engine: Engine, queue: Jobs) -> None:
    a_night(engine, "a")
    queue.demand("a", Wishes(), NOW, NOW + HOUR)
    first = queue.claim("r", NOW, LEASE)
    assert first is not None
    assert queue.claim("s", NOW, LEASE) is None
    assert queue.finish(first.id, "r", Ended("done"), NOW)
    second = queue.claim("s", NOW, LEASE)
    assert second is not None and (first.kind, second.kind) == ("demand", "night")


CLAIMS = """
from tests.store.waiting import NOW
from portalaudit.model.schedule import Ended
from portalaudit.store.jobs import Jobs, list_jobs
queue, me = Jobs(engine), sys.argv[0] + str(__import__("os").getpid())
while list_jobs(engine, states=["waiting"], limit=1):
    job = queue.claim(me, NOW, 120.0)
    if job is None:
        continue
    running = [other.target for other in list_jobs(engine, states=["running"])]
    assert len(running) == len(set(running)), running
    assert queue.finish(job.id, me, Ended("done", str(job.id)), NOW)
    print(job.id, flush=True)
"""


def test_many_processes_never_take_a_job_twice(engine: Engine) -> None:
    """Three at once on twenty targets with two jobs each: every job once, never two of a target at a time."""
    numbers = [a_night(engine, f"t{number % 20}", NOW - timedelta(minutes=number)) for number in range(40)]
    taken = flat(at_once(CLAIMS, engine, 3))

    assert Counter(map(int, taken)) == Counter(numbers)
    assert {job.tries for job in list_jobs(engine)} == {1}


def test_a_claim_that_loses_a_race_takes_another_job(engine: Engine, queue: Jobs) -> None:
    """Another runner has taken the target's other job and not committed yet: we wait for it, lose, and take what is next."""
    night = a_night(engine, "a", NOW - 2 * HOUR)
    a_night(engine, "a", NOW - HOUR)
    other = a_night(engine, "b")
    taken = []
    with writing(engine) as connection:
        connection.execute(sa.update(jobs).where(jobs.c.id == night).values(state="running", runner="s"))
        thread = threading.Thread(target=lambda: taken.append(queue.claim("r", NOW, LEASE)))
        thread.start()
        time.sleep(0.3)
        assert taken == []
    thread.join()

    assert [job and job.id for job in taken] == [other]


def test_what_is_not_ours_is_left_alone(engine: Engine, queue: Jobs) -> None:
    number = a_night(engine, "a")
    assert queue.claim("r", NOW, LEASE) is not None

    assert not queue.still(number, "s", LEASE)
    assert not queue.named(number, "s", "audit-1")
    assert not queue.finish(number, "s", Ended("done"), NOW)
    assert queue.still(number, "r", LEASE) and queue.named(number, "r", "audit-2")
    assert queue.finish(number, "r", Ended("incomplete", "half of it"), NOW)
    assert not queue.finish(number, "r", Ended("done"), NOW)
    (job,) = list_jobs(engine)
    assert (job.state, job.audit, job.line, job.ended_at, job.runner) == ("incomplete", "audit-2", "half of it", NOW, None)


def test_a_job_that_waits_again_keeps_its_audit_unless_it_begins_anew(engine: Engine, queue: Jobs) -> None:
    number = a_night(engine, "a")
    for anew, kept in ((False, "audit-1"), (True, None)):
        assert queue.claim("r", NOW + HOUR, LEASE) is not None
        queue.named(number, "r", "audit-1")
        assert queue.finish(number, "r", Ended("waiting", "no answer", NOW + HOUR, anew=anew), NOW)
        assert queue.claim("r", NOW, LEASE) is None
        assert [job.audit for job in list_jobs(engine)] == [kept]


def test_whoever_takes_back_keeps_its_own(engine: Engine, queue: Jobs) -> None:
    """It slept for longer than its lease: another one may take the job, it does not take it from itself."""
    number = a_night(engine, "a")
    assert queue.claim("elsewhere:1:1", NOW, LEASE) is not None
    changed(engine, number, lease_until=NOW)
    assert queue.reap(NOW, {number}) == ()
    assert queue.still(number, "elsewhere:1:1", LEASE)
    changed(engine, number, lease_until=NOW)
    assert [job.id for job in queue.reap(NOW)] == [number]


def test_a_lease_that_ends_gives_the_job_back(engine: Engine, queue: Jobs) -> None:
    """Each death lets it wait longer; after the third it is parked, with a line that says what to do."""
    number, now, waits = a_night(engine, "a", until=NOW + DAY), NOW, []
    for _ in range(DEATHS):
        assert queue.claim("elsewhere:1:1", now, LEASE) is not None
        assert queue.reap(now) == ()
        changed(engine, number, lease_until=NOW)
        (job,) = queue.reap(now)
        assert not queue.still(number, "elsewhere:1:1", LEASE)
        waits.append((job.not_before - now).total_seconds())
        now = job.not_before

    assert waits[:2] == [AFTER_DEATH, 4 * AFTER_DEATH]
    assert (job.state, job.deaths) == ("parked", DEATHS)
    assert job.line is not None and "`portalaudit schedule now a`" in job.line
    assert queue.claim("r", now + DAY, LEASE) is None


def test_a_death_that_the_runner_saw_counts_as_well(engine: Engine, queue: Jobs) -> None:
    number = a_night(engine, "a")
    for _ in range(DEATHS):
        assert queue.claim("r", NOW + 5 * HOUR, LEASE) is not None
        queue.finish(number, "r", Ended("waiting", "its process ended with signal 9 (SIGKILL)", died=True), NOW)

    (job,) = list_jobs(engine)
    assert (job.state, job.deaths) == ("parked", DEATHS)
    assert job.line is not None and "SIGKILL" in job.line


CLAIM = """
import sys
from portalaudit.store import engine as engines, holders, jobs
from tests.store.waiting import NOW
opened = engines.open(sys.argv[1])
if sys.argv[2] == "queue":
    print(jobs.Jobs(opened).claim(holders.me(), NOW, 9999.0).runner, flush=True)
else:
    print(jobs.hold(opened, "a", holders.me(), 9999.0).runner, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("how", ["queue", "hold"])
def test_who_died_on_this_machine_is_not_waited_for(engine: Engine, queue: Jobs, how: str) -> None:
    """A living process keeps its job; once it is killed the job is free at once, whatever its lease says."""
    if how == "queue":
        a_night(engine, "a", until=NOW + 10_000 * DAY)
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", CLAIM, url_of(engine), how], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        runner = process.stdout.readline().strip()
        assert queue.reap(NOW) == ()
        assert hold(engine, "a", me(), LEASE).runner == runner
        process.kill()
        process.wait()
    mine = me()
    assert hold(engine, "a", mine, LEASE).runner == mine
    waiting = list_jobs(engine, states=["waiting"])
    assert [(job.target, job.deaths) for job in waiting] == ([("a", 1)] if how == "queue" else [])


def test_a_hold_keeps_jobs_of_its_target_waiting(engine: Engine, queue: Jobs) -> None:
    a_night(engine, "a")
    mine = me()
    held = hold(engine, "a", mine, LEASE)
    assert queue.claim("r", NOW, LEASE) is None
    release(engine, held.id, "somebody else")
    assert queue.claim("r", NOW, LEASE) is None
    release(engine, held.id, mine)
    assert queue.claim("r", NOW, LEASE) is not None
    assert [job.kind for job in list_jobs(engine)] == ["night"]


HOLDS = """
import time
from portalaudit.store.holders import me
from portalaudit.store.jobs import hold, release
for _ in range(6):
    mine = me()
    while (held := hold(engine, "a", mine, 120.0)).runner != mine:
        time.sleep(0.001)
    begun = time.monotonic()
    time.sleep(0.002)
    print(begun, time.monotonic(), flush=True)
    release(engine, held.id, mine)
"""


def test_many_processes_hold_one_target_in_turn(engine: Engine) -> None:
    times = sorted(tuple(map(float, line.split())) for line in flat(at_once(HOLDS, engine, 3)))

    assert len(times) == 18
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(times))


def test_past_its_window_a_job_is_missed_or_closed(engine: Engine, queue: Jobs) -> None:
    """What never began is missed; what has an audit is taken once more, so that its evidence is closed."""
    a_night(engine, "never begun")
    a_night(engine, "stopped too soon", tries=1, line="its runner was stopped")
    begun = a_night(engine, "begun", audit="audit-1", tries=1)
    over = NOW + 7 * HOUR
    late = queue.reap(over)
    assert [(job.target, job.state) for job in late] == [("never begun", "missed"), ("stopped too soon", "missed")]
    assert late[1].line == "its window ended before an audit of it could begin: its runner was stopped"
    taken = queue.claim("r", over, LEASE)
    assert taken is not None and taken.id == begun
    assert queue.claim("r", over, LEASE) is None


def test_the_list_tells_what_runs_waits_and_ended(engine: Engine, queue: Jobs) -> None:
    for number, target in enumerate(["runs", "waits", "ended first", "ended last"]):
        a_night(engine, target, NOW + number * HOUR)
    assert queue.claim("r", NOW, LEASE) is not None
    for target, moment in (("ended first", NOW + HOUR), ("ended last", NOW + 2 * HOUR)):
        (job,) = list_jobs(engine, target=target)
        changed(engine, job.id, state="done", ended_at=moment)

    assert [job.target for job in list_jobs(engine)] == ["runs", "waits", "ended last", "ended first"]
    assert [job.target for job in list_jobs(engine, states=["done"], limit=1)] == ["ended last"]

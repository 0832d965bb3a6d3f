"""The runner: what it does with jobs whose targets answer, fail, or are no targets; how it stops."""

import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, serve
from portalaudit.model.portal import City
from portalaudit.store.audits import list_audits
from portalaudit.store.cities import save_cities
from portalaudit.store.health import database_stats
from tests.end_to_end.processes import alike
from tests.portals.faults import with_faults
from tests.schedule.conftest import Make
from tests.schedule.desk import TERMS, Desk, children, until, with_jobs

GOOD = generate("ckan", 60, 1)


def test_a_night_of_three_portals(desk: Desk) -> None:
    """Each is audited once, in processes of their own, as `audit` would have audited it."""
    with serve(GOOD) as ckan, serve(generate("socrata", 40, 1)) as socrata, serve(generate("dcat", 30, 1)) as dcat:
        urls = [ckan.url, socrata.url, dcat.url]
        desk.ask(*urls)
        desk.drain(with_jobs(2))
        done = {job.target: job for job in desk.jobs("done")}
        told = [desk.document(done[url].audit or "?") for url in urls]
        by_hand = desk.say("audit", ckan.url, "--allow-private", "--rate", "0", "--data", "none", "--pages", "0")

    assert by_hand.code == 0, by_hand.err
    assert set(done) == set(urls)
    assert Counter(news.what for news in desk.news) == {"begun": 3, "ended": 3}
    assert {job.tries for job in done.values()} == {1}
    assert [len(list_audits(desk.engine)), all(row.complete for row in list_audits(desk.engine))] == [4, True]
    assert alike(told[0]) == alike(desk.document("last"))
    desk.assert_consistent()


def findings(desk: Desk) -> str:
    """Open and closed, as `fixes` and `diff` see them."""
    with desk.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT subject, check_id, opened_by, closed_by FROM findings ORDER BY id").all()
    return repr(rows)


def test_a_portal_that_is_down_is_unavailable_and_nothing_is_worse(desk: Desk) -> None:
    """It is tried again with growing waits within its window; the evidence is kept, no finding moves, `last` is the good one."""
    with serve(GOOD) as server:
        url = server.url
        desk.ask(url)
        desk.drain()
    good, before = desk.job(url).audit, findings(desk)
    desk.ask(url)
    runner = desk.runner()
    runner.start()
    until(lambda: desk.job_now(url).tries > 1)
    desk.close_window(url)
    until(lambda: desk.jobs("unavailable"))
    runner.stop()
    (job,) = desk.jobs("unavailable")

    assert job.tries >= 2
    assert job.line is not None and job.line.startswith(f"nothing of it could be observed in {job.tries} tries")
    assert findings(desk) == before
    assert desk.document("last")["audit"] == good
    assert len(list_audits(desk.engine)) == 2, "all tries are one audit: it had nothing but errors to go on from"
    desk.assert_consistent()


@pytest.mark.parametrize("fault", ["cloudflare-403", "parking"])
def test_an_answer_that_is_no_portals_is_not_gone_on_from(desk_on: Make, fault: str) -> None:
    """A wall or a sales page is an answer; the next try asks again, and the portal is there."""
    desk = desk_on("sqlite")
    with serve(with_faults(GOOD, [fault])) as server:
        desk.ask(server.url)
        runner = desk.runner()
        runner.start()
        until(lambda: any(news.what == "ended" for news in desk.news))
        server.portals[""] = GOOD
        until(lambda: desk.jobs("done"), "it came back")
        runner.stop()
        job = desk.job(server.url)

    assert job.tries >= 2
    assert desk.document(job.audit or "?")["portals"][0]["snapshot"]["assets"] == 60
    desk.assert_consistent()


def test_a_budget_that_is_spent_goes_on_within_the_window(desk: Desk) -> None:
    """Bit by bit the audit is whole, and no address is asked twice; the document is that of one that had the time."""
    portal = GOOD.with_options(rows_max=4)  # type: ignore[attr-defined]
    with serve(portal, options=Options(latency=0.3)) as server:
        desk.ask(server.url, max_minutes=0.03)
        desk.drain()
        job, asked = desk.job(server.url), Counter(entry.target for entry in server.log)
        desk.ask(server.url)
        desk.drain()

    assert (job.state, job.line) == ("done", None)
    assert job.tries > 1
    assert {times for target, times in asked.items() if "package_search" in target} == {1}
    assert alike(desk.document(job.audit or "?")) == alike(desk.document("last"))


def test_a_part_of_a_portal_closes_no_finding(desk: Desk) -> None:
    """The window ends before the portal was seen: incomplete, the part is kept, and what was open stays open."""
    portal = GOOD.with_options(rows_max=4)  # type: ignore[attr-defined]
    with serve(portal) as server:
        desk.ask(server.url)
        desk.drain()
        before = findings(desk)
        server.options, begin = Options(latency=0.3), len(server.log)
        desk.ask(server.url)
        runner = desk.runner()
        runner.start()
        until(lambda: len(server.log) > begin + 8)
        runner.stop()
        desk.close_window(server.url)
        begin = len(server.log)
        desk.drain()
        assert len(server.log) == begin, "after its window nobody is asked for anything"
        (job,) = desk.jobs("incomplete")
        part = desk.document(job.audit or "?")
        again = desk.say(
            "audit", server.url, "--resume", job.audit or "?", "--allow-private", "--rate", "0", "--data", "none", "--pages", "0"
        )

    assert part["complete"] is False
    assert 0 < part["portals"][0]["snapshot"]["assets"] < 60
    assert job.line is not None and f"--resume {job.audit}" in job.line
    assert findings(desk) == before
    assert again.code == 0, again.err
    desk.assert_consistent()


def test_targets_that_mean_nothing_or_asked_to_be_left_alone(desk: Desk) -> None:
    with serve(GOOD) as server:
        save_cities(desk.engine, [City("quiet-xx", "Quiet", portals=(server.url,), opted_out=True)])
        desk.ask("no-such-city", "quiet-xx", server.url)
        desk.ask("http://127.0.0.1:9", rubrics=("no-such-rubric",))
        desk.drain()
        asked = list(server.log)

    assert {job.target: job.state for job in desk.jobs()} == dict.fromkeys(
        ["no-such-city", "quiet-xx", server.url, "http://127.0.0.1:9"], "dropped"
    )
    assert "opt-out" in (desk.job("quiet-xx").line or "")
    assert "no-such-city" in (desk.job("no-such-city").line or "")
    assert asked == []


def test_a_portal_and_its_city_are_not_audited_at_once(desk: Desk) -> None:
    """Under whatever name: the second one waits until the first is done."""
    with serve(GOOD.with_options(rows_max=10), options=Options(latency=0.05)) as server:  # type: ignore[attr-defined]
        save_cities(desk.engine, [City("slow-xx", "Slow", portals=(server.url, f"{server.url}/other"))])
        desk.ask("slow-xx", server.url, "SLOW-xx")
        desk.drain(with_jobs(3))
        spans = sorted((row.taken_at, row.id) for row in list_audits(desk.engine))
        agents = [entry.in_flight for entry in server.log]

    assert {job.state for job in desk.jobs()} == {"done"}
    assert len(spans) == 3
    assert any("is being audited by" in news.line for news in desk.news)
    assert max(agents) <= 2, "the connections of one audit"


def test_a_runner_that_is_stopped_keeps_what_it_has(desk: Desk) -> None:
    """SIGTERM: the audit ends incomplete, its job waits, nothing counts as a death; the next runner goes on from there."""
    portal = GOOD.with_options(rows_max=4)  # type: ignore[attr-defined]
    with serve(portal, options=Options(latency=0.2)) as server:
        desk.ask(server.url)
        with desk.elsewhere() as process:
            until(lambda: len(server.log) > 8)
            below = children(process.pid)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, process.communicate()
        job, before = desk.job(server.url), len(server.log)
        assert (job.state, job.deaths, job.line) == ("waiting", 0, "its runner was stopped")
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in below))
        assert desk.document(job.audit or "?")["complete"] is False
        desk.drain()
        twice = Counter(entry.target for entry in server.log[:before]) & Counter(entry.target for entry in server.log[before:])

    assert desk.job(server.url).state == "done"
    assert desk.job(server.url).audit == job.audit
    assert sum(twice.values()) <= 2, "but for those under way"
    desk.assert_consistent()


def test_a_job_that_was_taken_away_is_let_go_of(desk: Desk) -> None:
    """A runner that was thought dead finds its job gone: it stops that audit, and what it says is not heard."""
    portal = GOOD.with_options(rows_max=4)  # type: ignore[attr-defined]
    with serve(portal, options=Options(latency=0.3)) as server:
        desk.ask(server.url)
        runner = desk.runner()
        runner.start()
        until(lambda: len(server.log) > 4)
        with desk.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE jobs SET runner = 'elsewhere:1:1'")
        until(lambda: any(news.what == "lost" for news in desk.news))
        runner.stop()
        (job,) = desk.jobs()

    assert (job.state, job.runner) == ("running", "elsewhere:1:1")
    assert len(server.log) < 16


def test_a_runner_that_slept_keeps_what_it_is_at_work_on(desk_on: Make) -> None:
    """Its lease is over again and again before it can say so, as where a laptop's lid was shut: it is no death of its own."""
    desk = desk_on("sqlite")
    with serve(GOOD.with_options(rows_max=4), options=Options(latency=0.1)) as server:  # type: ignore[attr-defined]
        desk.ask(server.url)
        desk.drain(replace(TERMS, lease=0.2, beat=1.0))
        job = desk.job(server.url)

    assert (job.state, job.tries, job.deaths) == ("done", 1, 0), (job, desk.news)
    desk.assert_consistent()


def test_the_table_of_runners_tells_who_lives(desk: Desk) -> None:
    runner = desk.runner()
    runner.start()
    until(lambda: {size.name: size.rows for size in database_stats(desk.engine).tables}["runners"] == 1)
    runner.stop()
    assert {size.name: size.rows for size in database_stats(desk.engine).tables}["runners"] == 0

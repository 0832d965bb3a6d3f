"""Interrupted processes: whatever the moment, the next command finds a database and an archive that it accepts."""

import json
import re
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portalaudit.archive.index import rebuild_index
from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, Server, serve
from tests.end_to_end.processes import Desk, alike, document

PORTALS = {"ckan": generate("ckan", 60, 1).with_options(rows_max=4), "socrata": generate("socrata", 60, 1)}  # type: ignore[attr-defined]
SAVED = re.compile(r"portalaudit: interrupted; the audit is whole and saved: `portalaudit show (?P<audit>[\w-]+)`\n")
GO_ON = re.compile(r"portalaudit: [^\n]*--resume (?P<audit>[\w-]+)\n")


@pytest.fixture(scope="module")
def ckan() -> Iterator[Server]:
    """Fifteen pages, a tenth of a second each."""
    with serve(PORTALS["ckan"], options=Options(latency=0.1)) as server:
        yield server


@pytest.fixture(scope="module")
def socrata() -> Iterator[Server]:
    with serve(PORTALS["socrata"], options=Options(latency=0.1)) as server:
        yield server


@pytest.fixture(scope="module")
def whole(ckan: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of an audit that nobody interrupted."""
    said = Desk(tmp_path_factory.mktemp("whole")).audit(ckan.url)
    assert (said.code, said.err) == (0, "")
    return document(said)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def asked(server: Server, begin: int) -> Counter[str]:
    return Counter(entry.target for entry in server.log[begin:])


def answered(desk: Desk, server: Server, audit: str) -> set[str]:
    """What the archive of an audit holds an answer to."""
    return {capture.url.removeprefix(server.url) for capture in rebuild_index(desk.archive, audit) if capture.status is not None}


def assert_accepted(desk: Desk) -> None:
    """Database and archive fit together, and nothing is left in the spool."""
    checked = desk.run("db", "check")
    assert (checked.code, checked.out) == (0, "consistent\n")


@pytest.mark.parametrize("requests", [0, 6, 12])
def test_ctrl_c(desk: Desk, ckan: Server, whole: dict[str, Any], requests: int) -> None:
    """Exit 4, one line that says how to go on, the part that was seen; and the audit that goes on with it asks for nothing
    twice and ends with the document of an uninterrupted one."""
    begin = len(ckan.log)
    running = desk.start(ckan.url).until(lambda: len(ckan.log) > begin + requests)
    said = running.end(signal.SIGINT)
    told = GO_ON.fullmatch(said.err)

    assert (said.code, said.err.count("\n")) == (4, 1)
    assert told is not None
    part = document(said)
    assert (part["audit"], part["complete"]) == (told["audit"], False)
    assert_accepted(desk)
    assert desk.run("show", told["audit"], "--output", "json").out == said.out
    assert desk.run("reread", told["audit"], "--output", "json").out == said.out
    kept, before = answered(desk, ckan, told["audit"]), len(ckan.log)
    again = desk.audit(ckan.url, "--resume", told["audit"])
    assert (again.code, again.err) == (0, "")
    assert kept.isdisjoint(asked(ckan, before))
    assert (document(again)["audit"], document(again)["complete"]) == (told["audit"], True)
    assert alike(document(again)) == alike(whole)
    assert desk.run("reread", told["audit"], "--output", "json").out == again.out


@pytest.mark.parametrize("requests", [6, 9])
def test_ctrl_c_while_a_library_asks(desk: Desk, socrata: Server, requests: int) -> None:
    """A library that waits in a thread of its own is stopped too, nothing more is asked, and its choice of views stands."""
    begin = len(socrata.log)
    running = desk.start(socrata.url).until(lambda: len(socrata.log) > begin + requests)
    seen = len(socrata.log)
    said = running.end(signal.SIGINT)
    told = GO_ON.fullmatch(said.err)
    assert said.code == 4
    assert told is not None, said
    assert len(socrata.log) <= seen + 3
    assert desk.run("reread", told["audit"], "--output", "json").out == said.out
    kept, before = answered(desk, socrata, told["audit"]), len(socrata.log)
    again = desk.audit(socrata.url, "--resume", told["audit"])
    assert (again.code, again.err) == (0, "")
    assert kept.isdisjoint(asked(socrata, before))
    views = [entry.target for entry in socrata.log[begin:] if entry.path.startswith("/api/views/") and entry.path.count("/") == 3]
    assert len({*views} - {"/api/views/metadata/v1"}) <= 5
    assert desk.run("reread", told["audit"], "--output", "json").out == again.out


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4, 0.6])
def test_ctrl_c_while_it_judges(desk: Desk, ckan: Server, seconds: float) -> None:
    """After the last request: either it was done already, which it says, or it can be gone on with, without a single request."""
    begin = len(ckan.log)
    running = desk.start(ckan.url, "--pages", "0").until(lambda: any(entry.path == "/" for entry in ckan.log[begin:]))
    time.sleep(ckan.options.latency + seconds)
    said = running.end(signal.SIGINT)

    assert_accepted(desk)
    if said.code == 0:
        assert (document(said)["complete"], said.err) == (True, "")
        return
    assert said.code == 4, said
    if said.out.endswith("\n") and not GO_ON.fullmatch(said.err):  # it was printed whole, and the process was about to end
        assert document(said)["complete"] is True
        return
    if (done := SAVED.fullmatch(said.err)) is not None:
        assert json.loads(desk.run("show", done["audit"], "--output", "json").out)["complete"] is True
        return
    told = GO_ON.fullmatch(said.err)
    assert told is not None, said
    before = len(ckan.log)
    again = desk.audit(ckan.url, "--pages", "0", "--resume", told["audit"])  # type: ignore[index]
    assert (again.code, again.err) == (0, "")
    assert [entry.path for entry in ckan.log[before:]] in ([], ["/"], ["/robots.txt", "/"])


def test_ctrl_c_twice(desk: Desk, ckan: Server) -> None:
    """The impatient end at once, and lose nothing either."""
    begin = len(ckan.log)
    said = desk.start(ckan.url).until(lambda: len(ckan.log) > begin + 8).end(signal.SIGINT, times=4)

    assert said.code == 4
    assert GO_ON.fullmatch(said.err)
    assert_accepted(desk)
    again = desk.audit(ckan.url, "--resume", GO_ON.fullmatch(said.err)["audit"])  # type: ignore[index]
    assert (again.code, again.err) == (0, "")


def test_sigterm_is_a_stop_as_well(desk: Desk, ckan: Server) -> None:
    begin = len(ckan.log)
    said = desk.start(ckan.url).until(lambda: len(ckan.log) > begin + 8).end(signal.SIGTERM)

    assert said.code == 4
    assert GO_ON.fullmatch(said.err)


@pytest.mark.slow
def test_killed(desk: Desk, ckan: Server, whole: dict[str, Any]) -> None:
    """What a killed process wrote is adopted by the next one; the killed audit can be gone on with, others are untouched."""
    first = desk.audit(ckan.url)
    begin = len(ckan.log)
    said = desk.start(ckan.url).until(lambda: len(ckan.log) > begin + 12).end(signal.SIGKILL)
    assert said.code == -signal.SIGKILL
    assert list((desk.archive / "spool").glob("*.warc.gz"))

    assert_accepted(desk)
    next_one = desk.audit(ckan.url)
    assert (next_one.code, next_one.err) == (0, "")
    assert alike(document(next_one)) == alike(whole)
    assert not list((desk.archive / "spool").glob("*.warc.gz"))
    with sqlite3.connect(desk.folder / "db.sqlite") as database:
        (killed,) = database.execute("SELECT id FROM audits WHERE state = 'running'").fetchone()
    shown = desk.run("show", killed)
    assert (shown.code, shown.err.count("\n"), shown.out) == (2, 1, "")
    assert "never finished" in shown.err
    kept, before = answered(desk, ckan, killed), len(ckan.log)
    assert kept
    again = desk.audit(ckan.url, "--resume", killed)
    assert (again.code, again.err) == (0, "")
    assert kept.isdisjoint(asked(ckan, before))
    assert alike(document(again)) == alike(whole)
    for said, audit in ((first, document(first)["audit"]), (next_one, document(next_one)["audit"]), (again, killed)):
        assert desk.run("reread", audit, "--output", "json").out == said.out
    assert_accepted(desk)


def test_a_budget_that_is_spent(desk: Desk, ckan: Server, whole: dict[str, Any]) -> None:
    """`--max-minutes` ends the run as Ctrl-C does; bit by bit the audit still ends whole."""
    said = desk.audit(ckan.url, "--max-minutes", "0.01")
    audit = GO_ON.fullmatch(said.err)["audit"]  # type: ignore[index]
    assert said.code == 4
    assert document(said)["complete"] is False
    for _ in range(12):
        said = desk.audit(ckan.url, "--max-minutes", "0.012", "--resume", audit)
        if said.code == 0:
            break
        assert said.code == 4, said
        assert GO_ON.fullmatch(said.err)["audit"] == audit  # type: ignore[index]

    assert alike(document(said)) == alike(whole)


def test_a_budget_too_small_for_anything(desk: Desk, ckan: Server) -> None:
    """Not one request: exit 4 all the same, and a document that says so."""
    begin = len(ckan.log)
    said = desk.audit(ckan.url, "--max-minutes", "0.0000001")

    assert said.code == 4
    assert GO_ON.fullmatch(said.err)
    assert len(ckan.log) == begin
    assert_accepted(desk)
    assert desk.run("show", "last").code == 2

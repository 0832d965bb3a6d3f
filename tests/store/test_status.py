"""All targets by criteria: what was last seen, what moved, what could not be observed, what was tried since, what comes next."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.audit import Audit
from portalaudit.model.history import Cell, Next, Stand, TargetStatus, Try
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.status import read_status
from tests.store.examples import NIGHT, a_check, a_gap, a_part, some_city
from tests.store.history import SAID, a_criterion, a_night, a_rubric, saved

CITY = "example-ex"


def day(number: int) -> datetime:
    return NIGHT + timedelta(days=number)


def status(engine: Engine, since: int = 0, target: str | None = CITY) -> TargetStatus:
    (one,) = read_status(engine, "wwc-v3", day(since), target=target)
    return one


def cell(engine: Engine, since: int = 0) -> Cell:
    return status(engine, since).cells["C1"]


def a_cell(word: str, since: int, seen: int | None, **changes: object) -> Cell:
    """Not moved, not hidden, its evidence one place a night."""
    made = Cell(Stand(*SAID[word]), day(since), None if seen is None else day(seen), False, seen)  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


def moved(word: str, night: int) -> dict[str, object]:
    return {"before": Stand(*SAID[word]), "moved_at": day(night), "causes": ("data",)}  # type: ignore[arg-type]


def nights(*words: str) -> list[Audit]:
    return [a_night(night, a_criterion("C1", word, cites=["c-1"] * night)) for night, word in enumerate(words)]


def put(engine: Engine, table: sa.Table, **values: object) -> None:
    with store.writing(engine) as connection:
        connection.execute(sa.insert(table).values(values))


def a_schedule(engine: Engine, target: str, **changes: object) -> None:
    told = {
        "target": target, "cron": "0 2 * * *", "zone": "UTC", "jitter": 0, "window": 60, "grace": 60, "paused": False,
        "options": {}, "next_due": day(30), "edited_at": NIGHT,
    }  # fmt: skip
    put(engine, tables.schedules, **(told | changes))


def a_job(engine: Engine, target: str, state: str, night: int, **changes: object) -> None:
    told = {
        "target": target, "kind": "night", "due_at": day(night), "not_before": day(night), "until": day(night), "priority": 1,
        "state": state, "tries": 1, "deaths": 0, "options": {}, "ended_at": day(night), "line": f"was {state}",
    }  # fmt: skip
    put(engine, tables.jobs, **(told | changes))


def test_an_empty_database_has_no_targets(engine: Engine) -> None:
    assert read_status(engine, "wwc-v3", NIGHT) == ()


@pytest.mark.parametrize(
    ("words", "since", "expected"),
    [
        pytest.param(["met"], 0, a_cell("met", 0, 0), id="first-is-no-movement"),
        pytest.param(["met", "met"], 0, a_cell("met", 0, 1), id="seen-again"),
        pytest.param(["met", "not_met"], 1, a_cell("not_met", 1, 1, **moved("met", 1)), id="moved"),
        pytest.param(["met", "not_met", "met"], 2, a_cell("met", 2, 2, **moved("not_met", 2)), id="moved-once-since"),
        pytest.param(["met", "not_met", "met"], 1, a_cell("met", 2, 2, **moved("met", 2)), id="moved-and-back"),
        pytest.param(["met", "not_met", "not_met"], 2, a_cell("not_met", 1, 2), id="moved-before"),
        pytest.param(["met", "met", "gap", "gap"], 0, a_cell("met", 0, 1, gap=True, evidence=3), id="unseen-since"),
        pytest.param(["gap", "gap"], 0, a_cell("gap", 0, None, gap=True, evidence=1), id="never-seen"),
    ],
)
def test_a_criterion(engine: Engine, words: list[str], since: int, expected: Cell) -> None:
    saved(engine, *nights(*words))
    assert cell(engine, since) == expected


def test_an_audit_by_another_rubric_saw_nothing_of_this_one(engine: Engine) -> None:
    other = replace(a_night(1), rubrics=(a_rubric(a_criterion("P1", "met"), name="portal-health", score=72.5),))
    saved(engine, *nights("met"), other)
    assert cell(engine) == Cell(Stand("met", "verified"), day(0), day(0), False, None)
    assert (status(engine).audit, status(engine).score, status(engine).decided) == ("a1", 72.5, 0.5)


def test_the_newest_complete_audit_tells_of_the_portals(engine: Engine) -> None:
    part = a_part(["d1", "d2"], a_check(), gaps=(a_gap("feed"), a_gap("search", "timeout"), a_gap("feed")))
    saved(engine, a_night(0, a_criterion("C1", "met")), a_night(1, a_criterion("C1", "met"), portals=(part,)))
    one = status(engine)
    assert (one.name, one.urls, one.audit, one.seen_at) == ("Example", ("https://data.example.org",), "a1", day(1))
    assert (one.assets, one.datasets, one.gaps) == (2, 2, {"feed: http-403": 2, "search: timeout": 1})
    assert (one.tried, one.next, one.score) == (None, None, None)


@pytest.mark.parametrize(
    ("jobs", "tried"),
    [
        pytest.param([("done", 0)], None, id="nothing-since"),
        pytest.param([("unavailable", 1)], Try(day(1), "unavailable", "was unavailable"), id="unavailable"),
        pytest.param([("unavailable", 1), ("missed", 2)], Try(day(2), "missed", "was missed"), id="the-newest"),
        pytest.param([("unavailable", -1)], None, id="before-the-newest-audit"),
        pytest.param(
            [("unavailable", 1), ("waiting", 2)], Try(day(1), "unavailable", "was unavailable"), id="what-waits-is-no-try"
        ),
    ],
)
def test_tries_since(engine: Engine, jobs: list[tuple[str, int]], tried: Try | None) -> None:
    saved(engine, *nights("met"))
    for state, night in jobs:
        a_job(engine, CITY, state, night)
    assert status(engine).tried == tried


def test_an_incomplete_audit_is_a_try(engine: Engine) -> None:
    saved(engine, a_night(0, a_criterion("C1", "met")), a_night(1, a_criterion("C1", "not_met"), complete=False))
    assert status(engine).tried == Try(day(1), "incomplete")
    assert (status(engine).audit, cell(engine).stand.finding) == ("a0", "met")


def test_what_was_never_audited_stands_there_when_it_is_scheduled(engine: Engine) -> None:
    a_schedule(engine, "new-ex")
    a_schedule(engine, "paused-ex", paused=True, next_due=None)
    a_job(engine, "new-ex", "unavailable", 3)
    one, two = read_status(engine, "wwc-v3", NIGHT)
    assert one == TargetStatus(
        "new-ex", "new-ex", (), None, None, Try(day(3), "unavailable", "was unavailable"), Next(day(30), False)
    )
    assert two == TargetStatus("paused-ex", "paused-ex", (), None, None, None, Next(None, True))


def test_targets_stand_by_key_and_apart(engine: Engine) -> None:
    (night,) = nights("met")
    for key in ("b-ex", "a-ex", "c-ex"):
        saved(engine, replace(night, id=key, target=replace(night.target, city=replace(some_city(), key=key))))
    saved(engine, replace(night, id="alone", target=replace(night.target, city=None)))
    assert [one.target for one in read_status(engine, "wwc-v3", NIGHT)] == ["a-ex", "b-ex", "c-ex", "https://data.example.org"]
    assert [len(one.cells) for one in read_status(engine, "wwc-v3", NIGHT)] == [1] * 4
    assert status(engine, target="b-ex").audit == "b-ex"
    assert read_status(engine, "wwc-v3", NIGHT, target="nobody") == ()

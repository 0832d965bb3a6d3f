"""Criteria as intervals: what opens, keeps and closes them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.audit import Audit
from portalaudit.model.history import Stand
from portalaudit.model.rubric import CriterionResult
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.health import database_problems
from portalaudit.store.standings import intervals_of, moved_by, moved_since
from tests.store.examples import NIGHT, an_audit
from tests.store.history import SAID, a_criterion, a_night, a_rubric, saved

CITY = "example-ex"
WORDS = {stand: word for word, stand in SAID.items()}


def told(engine: Engine, rubric: str = "wwc-v3") -> list[str]:
    """Intervals as `CRITERION WORD FIRST–LAST`, the nights counted from 0; `?N` for unseen since night N."""
    lines = []
    for one in intervals_of(engine, CITY, rubric, NIGHT - timedelta(days=9)):
        word = WORDS[one.stand.finding, one.stand.strength, one.stand.why]
        first, last = (one.opened_at - NIGHT).days, "" if one.closed_at is None else (one.closed_at - NIGHT).days
        hidden = "" if one.unseen_since is None else f" ?{(one.unseen_since - NIGHT).days}"
        lines.append(f"{one.criterion} {word} {first}–{last}{hidden}")
    return lines


def by(*criteria: CriterionResult, **changes: str) -> dict[str, object]:
    """Graded by a rubric of these criteria alone."""
    return {"rubrics": (a_rubric(*criteria, **changes),)}  # type: ignore[arg-type]


def nights(*words: str, **changes: object) -> list[Audit]:
    """A night a word; `-` for one without an audit. `changes` are of the last one."""
    made = [a_night(night, a_criterion("C1", word)) for night, word in enumerate(words) if word != "-"]
    return [*made[:-1], replace(made[-1], **changes)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "intervals"),
    [
        pytest.param(["met"], ["C1 met 0–"], id="first"),
        pytest.param(["met", "met", "met"], ["C1 met 0–"], id="nothing-moved"),
        pytest.param(["met", "not_met"], ["C1 met 0–1", "C1 not_met 1–"], id="moved"),
        pytest.param(["met", "indicated"], ["C1 met 0–1", "C1 indicated 1–"], id="strength-moved"),
        pytest.param(["met", "not_met", "met"], ["C1 met 0–1", "C1 not_met 1–2", "C1 met 2–"], id="moved-back-is-a-new-one"),
        pytest.param(["met", "not_found"], ["C1 met 0–1", "C1 not_found 1–"], id="looked-and-not-found-moves"),
        pytest.param(["met", "gap"], ["C1 met 0– ?1"], id="a-gap-closes-nothing-that-was-seen"),
        pytest.param(["met", "gap", "-", "gap"], ["C1 met 0– ?1"], id="unseen-since-the-first-gap"),
        pytest.param(["met", "gap", "met"], ["C1 met 0–"], id="seen-again-the-same"),
        pytest.param(["met", "gap", "not_met"], ["C1 met 0–2 ?1", "C1 not_met 2–"], id="seen-again-another"),
        pytest.param(["not_met", "gap"], ["C1 not_met 0– ?1"], id="nor-a-failure"),
        pytest.param(["not_found", "gap"], ["C1 not_found 0– ?1"], id="nor-what-was-looked-for"),
        pytest.param(["gap", "gap"], ["C1 gap 0–"], id="never-observed"),
        pytest.param(["gap", "met"], ["C1 gap 0–1", "C1 met 1–"], id="an-observation-closes-a-gap"),
    ],
)
def test_nights_make_intervals(engine: Engine, words: list[str], intervals: list[str]) -> None:
    saved(engine, *nights(*words))
    assert told(engine) == intervals
    assert database_problems(engine) == ()


@pytest.mark.parametrize(
    ("changes", "intervals"),
    [
        pytest.param({"complete": False}, ["C1 met 0–"], id="incomplete"),
        pytest.param({"taken_at": NIGHT - timedelta(hours=1)}, ["C1 met 0–"], id="older-than-the-newest"),
        pytest.param({"taken_at": NIGHT}, ["C1 met 0–"], id="as-old-as-the-newest"),
        pytest.param(by(a_criterion("P1", "met"), name="mine"), ["C1 met 0–"], id="another-rubric"),
        pytest.param(by(a_criterion("C2", "met")), ["C1 met 0–1", "C2 met 1–"], id="asked-no-more"),
        pytest.param(by(a_criterion("C1", "gap")), ["C1 met 0– ?1"], id="gap"),
        pytest.param(
            by(a_criterion("C1", "gap"), digest="aa"), ["C1 met 0–1", "C1 gap 1–"], id="gap-of-another-question"
        ),
        pytest.param(by(a_criterion("C1", "met"), digest="aa"), ["C1 met 0–"], id="another-question-same-answer"),
    ],
)  # fmt: skip
def test_a_second_audit(engine: Engine, changes: dict[str, object], intervals: list[str]) -> None:
    saved(engine, *nights("met", "not_met", **changes))
    assert told(engine) == intervals


def test_a_gap_after_the_rubric_changed_twice_unseen_is_told(engine: Engine) -> None:
    saved(engine, a_night(0, a_criterion("C1", "met")), a_night(1, a_criterion("C1", "gap")))
    saved(engine, a_night(2, a_criterion("C1", "gap"), digest="aa"))
    assert told(engine) == ["C1 met 0–2 ?1", "C1 gap 2–"]


def test_an_incomplete_audit_that_is_completed_moves_then(engine: Engine) -> None:
    first, second = nights("met", "not_met", complete=False)
    saved(engine, first, second)
    assert told(engine) == ["C1 met 0–"]
    saved(engine, replace(second, complete=True))
    assert told(engine) == ["C1 met 0–1", "C1 not_met 1–"]


def test_a_portal_without_a_city_has_standings_of_its_own(engine: Engine) -> None:
    (night,) = nights("met")
    alone = replace(night, id="b0", target=replace(night.target, city=None))
    saved(engine, night, alone)
    assert told(engine) == ["C1 met 0–"]
    assert len(intervals_of(engine, "https://data.example.org", "wwc-v3", NIGHT)) == 1


def test_a_night_on_which_nothing_moves_writes_nothing(engine: Engine) -> None:
    saved(engine, *nights("met"))
    written: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def heard(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "standings" in statement:
            written.append(statement.split()[0])

    saved(engine, a_night(1, a_criterion("C1", "met")))
    assert written == ["SELECT"]


def test_audits_of_one_city_at_once_leave_one_open_standing(engine: Engine) -> None:
    made = [a_night(night, a_criterion("C1", word)) for night, word in enumerate(["met", "not_met"] * 4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda audit: saved(engine, audit), made))
    with store.reading(engine) as connection:
        still = connection.execute(sa.select(tables.standings).where(tables.standings.c.closed_by.is_(None))).all()
    assert [row.finding for row in still] == ["not_met"]
    assert database_problems(engine) == ()


def test_moves_are_told_by_audit_and_by_time(engine: Engine) -> None:
    saved(engine, *nights("met", "met", "partly", "gap", "met"))
    assert moved_by(engine, "a0") == moved_by(engine, "a1") == moved_by(engine, "a3") == ()
    (fell,) = moved_by(engine, "a2")
    assert (fell.before, fell.after) == (Stand("met", "verified"), Stand("partly", "verified"))
    assert (fell.target, fell.rubric, fell.criterion, (fell.at - NIGHT).days) == (CITY, "wwc-v3", "C1", 2)
    (rose,) = moved_by(engine, "a4")
    assert moved_since(engine, NIGHT) == (fell, rose)
    assert moved_since(engine, NIGHT + timedelta(days=3)) == moved_since(engine, rose.at) == (rose,)
    assert moved_since(engine, NIGHT, target="other-ex") == moved_since(engine, rose.at + timedelta(seconds=1)) == ()
    assert moved_since(engine, NIGHT, target=CITY) == (fell, rose)


def test_every_rubric_of_an_audit_has_standings(engine: Engine) -> None:
    both = (a_rubric(a_criterion("C1", "met")), a_rubric(a_criterion("C1", "partly"), name="portal-health", score=50.0))
    saved(engine, replace(an_audit("a0"), rubrics=both))
    assert told(engine) == ["C1 met 0–"]
    assert told(engine, "portal-health") == ["C1 partly 0–"]

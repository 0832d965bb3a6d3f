"""Intervals: what opens, keeps and closes them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.model.audit import Audit, CheckResult
from portalaudit.model.capture import Gap
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Enumeration
from portalaudit.model.whole import saw_everything
from portalaudit.store import engine as store
from portalaudit.store.audits import save_audit
from portalaudit.store.findings import Moves
from portalaudit.store.health import database_problems, database_stats
from portalaudit.store.open_findings import open_findings
from tests.store.examples import PORTAL, a_check, a_gap, a_part, a_portal_check, a_snapshot, an_audit

TWO = ("d1", "d2")


def saved(engine: Engine, *audits: Audit) -> Moves:
    """Save audits in turn; what the last one moved."""
    moves = [save_audit(engine, audit, b"{}") for audit in audits]
    assert database_problems(engine) == ()
    return moves[-1]


def nights(first: tuple[object, ...], second: tuple[object, ...], **changes: object) -> tuple[Audit, Audit]:
    """Two audits of one portal on two nights; each given as names and checks. `changes` are of the second snapshot."""
    one = an_audit("a1", a_part(first[0], *first[1:]), night=0)  # type: ignore[arg-type]
    return one, an_audit("a2", a_part(second[0], *second[1:], **changes), night=1)  # type: ignore[arg-type]


def still_open(engine: Engine) -> list[str]:
    return [f"{found.subject} {found.check} {found.reason}" for found in open_findings(engine, PORTAL.url)]


def closed(engine: Engine) -> list[tuple[str, str]]:
    query = "SELECT s.name, f.close_reason FROM findings f JOIN subjects s ON s.id = f.subject WHERE f.closed_by IS NOT NULL"
    with store.reading(engine) as connection:
        return sorted((row[0], row[1]) for row in connection.execute(sa.text(query)))


@pytest.mark.parametrize(
    ("second", "moves", "left"),
    [
        pytest.param((TWO, a_check(fails=[0, 1])), Moves(), 2, id="nothing-changed"),
        pytest.param((TWO, a_check(fails=[0])), Moves(fixed=1), 1, id="mended"),
        pytest.param((TWO, a_check(fails=[0], unobserved=[1])), Moves(), 2, id="not-observed-closes-nothing"),
        pytest.param((["d1"], a_check(fails=[0])), Moves(subject_gone=1), 1, id="gone"),
        pytest.param((["d1", "d2", "d3"], a_check(fails=[0, 1, 2])), Moves(opened=1), 3, id="new-asset"),
        pytest.param((TWO, a_check("title_missing", [0])), Moves(opened=1, check_changed=2), 1, id="check-gone"),
        pytest.param((TWO, a_check(fails=[0], version=2)), Moves(opened=1, check_changed=2), 1, id="check-has-a-new-version"),
        pytest.param((TWO, a_check(outcome="error", error="broke")), Moves(), 2, id="check-broke"),
        pytest.param((TWO, a_check(outcome="not_observed")), Moves(), 2, id="check-saw-nothing"),
        pytest.param((TWO, a_check(fails=[0, 1], reason="null")), Moves(), 2, id="another-reason-is-the-same-interval"),
        pytest.param(((), a_check()), Moves(subject_gone=2), 0, id="the-portal-was-emptied"),
    ],
)  # fmt: skip
def test_a_second_night_moves(engine: Engine, second: tuple[object, ...], moves: Moves, left: int) -> None:
    one, two = nights((TWO, a_check(fails=[0, 1])), second)
    assert saved(engine, one) == Moves(opened=2)
    assert saved(engine, two) == moves
    assert len(still_open(engine)) == left


def test_the_reason_is_that_of_the_last_audit(engine: Engine) -> None:
    saved(engine, *nights((TWO, a_check(fails=[0, 1])), (TWO, a_check(fails=[0, 1], failing_reasons=["absent", "null"]))))
    assert still_open(engine) == ["d1 license_missing absent", "d2 license_missing null"]
    assert {found.opened_at.day for found in open_findings(engine, PORTAL.url)} == {1}


@pytest.mark.parametrize(
    "hidden",
    [
        {"gaps": (a_gap("catalogue"),)},
        {"gaps": (a_gap("feed"),)},
        {"gaps": (a_gap("search", "timeout"),), "enumerations": (Enumeration("feed", 1, 2),)},
        {"parts": frozenset({"columns"})},
        {"enumerations": (Enumeration("feed", 1, 2, truncated=True),)},
    ],
)
def test_what_may_be_hidden_is_not_gone(engine: Engine, hidden: dict[str, object]) -> None:
    one, two = nights((TWO, a_check(fails=[0, 1])), (["d1"], a_check()), **hidden)
    assert saved(engine, one, two) == Moves(fixed=1)
    assert still_open(engine) == ["d2 license_missing absent"]


@pytest.mark.parametrize(
    ("changes", "whole"),
    [
        ({}, True),
        ({"gaps": (Gap("columns", "http-403"),)}, True),
        ({"gaps": (Gap("feed", "http-404"),), "enumerations": (Enumeration("package_search", 1, 1),)}, True),
        ({"gaps": (Gap("feed", "http-404"),), "enumerations": (Enumeration("package_search", 1, None),)}, False),
        ({"enumerations": (Enumeration("package_search", 9, 9), Enumeration("feed", 3, truncated=True))}, True),
    ],
)
def test_a_portal_is_seen_whole(changes: dict[str, object], whole: bool) -> None:
    assert saw_everything(a_snapshot(["d1"], **changes)) is whole


@pytest.mark.parametrize(
    ("outcome", "moves", "left"),
    [
        ("fail", Moves(), 1),
        ("pass", Moves(fixed=1), 0),
        ("not_applicable", Moves(fixed=1), 0),
        ("not_observed", Moves(), 1),
        ("error", Moves(), 1),
    ],
)
def test_a_portal_check_moves_the_portal(engine: Engine, outcome: str, moves: Moves, left: int) -> None:
    one, two = nights((TWO, a_portal_check("fail")), (TWO, a_portal_check(outcome)))
    assert saved(engine, one) == Moves(opened=1)
    assert saved(engine, two) == moves
    assert still_open(engine) == ["portal portal_insecure no-https"] * left


def test_a_finding_that_comes_back_is_a_new_interval(engine: Engine) -> None:
    checks = (a_check(fails=[0]), a_check(), a_check(fails=[0]), a_check())
    saved(engine, *(an_audit(f"a{night}", a_part(TWO, check), night=night) for night, check in enumerate(checks)))
    assert closed(engine) == [("d1", "fixed"), ("d1", "fixed")]


def test_an_incomplete_audit_moves_nothing(engine: Engine) -> None:
    one, two = nights((TWO, a_check(fails=[0, 1])), (TWO, a_check()))
    assert saved(engine, one, replace(two, complete=False)) == Moves()
    assert len(still_open(engine)) == 2


def test_an_audit_older_than_the_last_that_moved_moves_nothing(engine: Engine) -> None:
    one, two = nights((TWO, a_check(fails=[0, 1])), (TWO, a_check(fails=[0])))
    assert saved(engine, two, one) == Moves()
    assert still_open(engine) == ["d1 license_missing absent"]


def test_an_older_audit_of_another_portal_moves_that_one(engine: Engine) -> None:
    other = Portal("https://other.example.org", "ckan", "ckan")
    saved(engine, an_audit("a1", a_part(TWO, a_check(fails=[0])), night=5))
    assert saved(engine, an_audit("a2", a_part(TWO, a_check(fails=[0]), portal=other), night=1)) == Moves(opened=1)


def test_open_findings_of_a_check_and_an_organisation(engine: Engine) -> None:
    names = ["d1@Parks", "d2@Police", "d3"]
    saved(engine, an_audit("a1", a_part(names, a_check(fails=[0, 1, 2]), a_check("title_missing", [1], reason="empty"))))

    def subjects(**chosen: str) -> list[str]:
        return [found.subject for found in open_findings(engine, PORTAL.url, **chosen)]  # type: ignore[arg-type]

    assert subjects() == ["d1", "d2", "d2", "d3"]
    assert subjects(check="title_missing") == ["d2"]
    assert subjects(organisation="Parks") == ["d1"]
    assert subjects(organisation="Nobody") == []
    with pytest.raises(NotFound, match="no audit of https://nowhere"):
        open_findings(engine, "https://nowhere.example")


def test_a_subject_follows_its_organisation(engine: Engine) -> None:
    saved(engine, *nights((["d1@Parks"], a_check(fails=[0])), (["d1@Trees"], a_check(fails=[0]))))
    assert [found.organisation for found in open_findings(engine, PORTAL.url)] == ["Trees"]


def test_views_and_assets_of_others_are_findings_that_are_not_own(engine: Engine) -> None:
    part = replace(a_part(TWO, a_check(fails=[0, 1])), ownership=["own", "federated"])
    saved(engine, an_audit("a1", part))
    assert [(found.subject, found.own) for found in open_findings(engine, PORTAL.url)] == [("d1", True), ("d2", False)]


def test_hostile_names_are_kept_apart_and_come_back_the_same_night_after_night(engine: Engine) -> None:
    names = sorted(
        ["nul\x00byte", "x" * 5000 + "a", "x" * 5000 + "b", "", "portal", "'; DROP TABLE findings; --", "‮rtl", "𝒜" * 900]
    )
    check = a_check(fails=range(len(names)))
    one, two = nights((names, check), (names, check))
    assert saved(engine, one) == Moves(opened=len(names))
    assert saved(engine, two) == Moves()


def test_a_name_that_repeats_is_one_subject(engine: Engine) -> None:
    assert saved(engine, an_audit("a1", a_part(["d1", "d1"], a_check(fails=[0, 1])))) == Moves(opened=1)


def test_an_unchanged_second_night_writes_few_rows(engine: Engine) -> None:
    names = [f"d{number:05d}@Parks" for number in range(2000)]
    checks: list[CheckResult] = [a_check(f"check_{number}", range(0, 2000, 2)) for number in range(10)]
    one, two = nights((names, *checks), (names, *checks))

    def rows() -> int:
        return sum(table.rows for table in database_stats(engine).tables)

    before = rows()
    saved(engine, one)
    first = rows() - before
    saved(engine, replace(two, captures=()))
    assert first > 12_000
    assert rows() - before - first < 30


def test_two_audits_of_one_portal_at_once_leave_one_truth(engine: Engine) -> None:
    names = [f"d{number:04d}" for number in range(500)]
    made = [an_audit(f"a{night}", a_part(names, a_check(fails=range(night, 500))), night=night) for night in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda audit: save_audit(engine, audit, b"{}"), made))
    assert database_problems(engine) == ()
    assert len(still_open(engine)) == 495

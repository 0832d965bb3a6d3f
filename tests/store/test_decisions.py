"""Assessors' decisions: on record once, beside the audit's result, in their order."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound, StoreError
from portalaudit.model.assessment import Decision, standing_decisions
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.audits import save_audit
from portalaudit.store.decisions import Graded, graded_criteria, list_decisions, save_decisions
from portalaudit.store.health import database_problems
from tests.store.examples import NIGHT, an_audit, some_city


def a_decision(hours: int = 1, **changes: object) -> Decision:
    given = Decision(
        "a1", "portal-health", "1", "licences", "met", "verified", "accept", "Jo Doe", NIGHT + timedelta(hours=hours), "Seen",
    )  # fmt: skip
    return replace(given, **changes)  # type: ignore[arg-type]


@pytest.fixture
def audited(engine: Engine) -> Engine:
    """Two audits of one city, one of another; each was graded by one criterion, which is met."""
    for name, key in (("a1", "example-ex"), ("a2", "example-ex"), ("b1", "other-ex")):
        audit = an_audit(name, night=len(list_decisions(engine)) + int(name[1]), captures=())
        save_audit(engine, replace(audit, target=replace(audit.target, city=some_city(key))), b"{}")
    return engine


def test_what_an_audit_was_graded_by(audited: Engine) -> None:
    assert graded_criteria(audited, "a1") == (Graded("portal-health", "1", "licences", "met", "verified"),)
    assert graded_criteria(audited, "nothing") == ()


def test_decisions_come_back_as_they_were_in_the_order_in_which_they_were_made(audited: Engine) -> None:
    late, early, other = a_decision(3), a_decision(2, decision="reject", why="é\n“x”"), a_decision(1, audit="a2")
    elsewhere = a_decision(4, audit="b1")
    assert save_decisions(audited, (late, early, other, elsewhere)) == 4
    assert list_decisions(audited) == (other, early, late, elsewhere)
    assert list_decisions(audited, audit="a1") == (early, late)
    assert list_decisions(audited, city="example-ex") == (other, early, late)
    assert list_decisions(audited, city="nowhere") == ()


def test_the_same_decision_is_on_record_once(audited: Engine) -> None:
    assert [save_decisions(audited, [a_decision()]) for _ in range(2)] == [1, 0]
    assert save_decisions(audited, [a_decision(), a_decision(why="Seen again")]) == 1
    assert len(list_decisions(audited)) == 2


def test_a_later_decision_stands_and_the_earlier_is_kept(audited: Engine) -> None:
    first, second = a_decision(1), a_decision(2, decision="reject")
    save_decisions(audited, [second])
    save_decisions(audited, [first])  # imported afterwards
    assert standing_decisions(list_decisions(audited)) == (second,)
    assert list_decisions(audited) == (first, second)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audit": "a9"}, "no audit 'a9' is stored"),
        ({"criterion": "DM2"}, "was not graded by portal-health 1, DM2"),
        ({"rubric": "wwc-v3"}, "was not graded by wwc-v3 1, licences"),
        ({"version": "2"}, "was not graded by portal-health 2"),
        ({"finding": "not_met"}, "found met of portal-health 1, licences, not not_met"),
    ],
)
def test_a_decision_on_what_the_audit_did_not_find_is_refused_and_nothing_written(
    audited: Engine, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(NotFound, match=said):
        save_decisions(audited, [a_decision(), a_decision(2, **changes)])
    assert list_decisions(audited) == ()


def test_an_audit_that_was_decided_on_does_not_go_away_beneath(audited: Engine) -> None:
    save_decisions(audited, [a_decision()])
    with pytest.raises(StoreError, match="refused"), store.writing(audited) as connection:
        connection.execute(sa.delete(tables.audits).where(tables.audits.c.id == "a1"))
    with store.writing(audited) as connection:
        connection.execute(sa.delete(tables.audits).where(tables.audits.c.id == "a2"))


def test_the_check_of_the_database_sees_a_decision_on_something_else(audited: Engine) -> None:
    save_decisions(audited, [a_decision()])
    assert database_problems(audited) == ()
    with store.writing(audited) as connection:
        connection.execute(sa.update(tables.criterion_results).values(finding="partly"))
    (problem,) = database_problems(audited)
    assert (problem.what, problem.example) == ("decision on what its audit did not find", a_decision().id)

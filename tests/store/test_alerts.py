"""What moved is seen once, confirmed by a second observation or withdrawn, and what was not observed says nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.rubric import RubricResult
from portalaudit.store import tables
from portalaudit.store.alert_rows import Moves
from portalaudit.store.alerts import list_alerts, observe
from portalaudit.store.audits import save_audit
from portalaudit.store.engine import writing
from tests.store.examples import NIGHT, PORTAL, a_gap, a_part, an_audit
from tests.store.nights import LATER, counts, gap, job, look, night, states, wwc

MET, NOT, PARTLY, LOST = wwc("met"), wwc("not_met"), wwc("partly"), wwc("undetermined", None, "not_found")

CRITERIA = {
    "still": ([MET, MET, MET], []),
    "moved once": ([MET, NOT], [("criterion", "seen")]),
    "moved and again": ([MET, NOT, NOT], [("criterion", "confirmed")]),
    "moved and back": ([MET, NOT, MET], [("criterion", "withdrawn")]),
    "back is no movement of its own": ([MET, NOT, MET, MET, MET], [("criterion", "withdrawn")]),
    "told once": ([MET, NOT, NOT, NOT, NOT], [("criterion", "confirmed")]),
    "a third value begins anew": ([MET, NOT, PARTLY], [("criterion", "withdrawn"), ("criterion", "seen")]),
    "a third value that stays": ([MET, NOT, PARTLY, PARTLY], [("criterion", "withdrawn"), ("criterion", "confirmed")]),
    "there and back, both for good": ([MET, NOT, NOT, MET, MET], [("criterion", "confirmed"), ("criterion", "confirmed")]),
    "only the strength": ([MET, wwc("met", "indicated"), wwc("met", "indicated")], [("criterion", "confirmed")]),
    "a gap is no movement": ([MET, gap(), MET], []),
    "two gaps are none": ([MET, gap(), gap(), gap()], []),
    "a gap neither confirms nor withdraws": ([MET, NOT, gap()], [("criterion", "seen")]),
    "behind a gap it is confirmed": ([MET, NOT, gap(), NOT], [("criterion", "confirmed")]),
    "moved behind gaps": ([MET, gap(), gap(), NOT, NOT], [("criterion", "confirmed")]),
    "what was looked for and is gone moved": ([MET, LOST, LOST], [("criterion", "confirmed")]),
    "why it is undetermined is no movement": ([LOST, wwc("undetermined", None, "internal_practice")], []),
    "first seen is no movement": ([gap(), MET, MET], []),
}  # fmt: skip


@pytest.mark.parametrize(("nights", "expected"), CRITERIA.values(), ids=CRITERIA.keys())
def test_criteria(engine: Engine, nights: list[RubricResult], expected: list[tuple[str, str]]) -> None:
    """The same whether it is looked at after each audit, often, or once in the end."""
    for number, said in enumerate(nights):
        night(engine, number, said, key="often-aa")
        look(engine)
        assert look(engine) == Moves()
    for number, said in enumerate(nights):
        night(engine, number, said, key="once-bb")
    look(engine)
    assert states(engine, "often-aa") == states(engine, "once-bb") == expected


FAILURES = {
    "below both": ([(10, 0, 100), (19, 0, 100)] * 2, []),
    "below the share": ([(0, 0, 1000), (40, 0, 1000), (40, 0, 1000)], []),
    "above": ([(10, 0, 100), (20, 0, 100)], [("failures", "seen")]),
    "above and again": ([(10, 0, 100), (20, 0, 100), (25, 0, 100)], [("failures", "confirmed")]),
    "above and mended": ([(10, 0, 100), (20, 0, 100), (19, 0, 100)], [("failures", "withdrawn")]),
    "fewer is no alert": ([(90, 0, 100), (10, 0, 100), (10, 0, 100)], []),
    "the unobserved of before may have failed too": ([(10, 10, 100), (20, 0, 110), (20, 0, 110)], []),
    "those not observed now confirm nothing": ([(10, 0, 100), (20, 0, 100), (5, 60, 40)], [("failures", "seen")]),
    "and those seen after do": ([(10, 0, 100), (20, 0, 100), (5, 60, 40), (21, 0, 100)], [("failures", "confirmed")]),
    "a night half seen is laid beside none": ([(10, 0, 100), (2, 90, 10), (10, 0, 100), (30, 0, 100)], [("failures", "seen")]),
}  # fmt: skip


@pytest.mark.parametrize(("nights", "expected"), FAILURES.values(), ids=FAILURES.keys())
def test_failures(engine: Engine, nights: list[tuple[int, int, int]], expected: list[tuple[str, str]]) -> None:
    for number, (failed, unobserved, tested) in enumerate(nights):
        night(engine, number, failed=failed, unobserved=unobserved, tested=tested)
        look(engine)
    assert states(engine) == expected


OTHER = replace(PORTAL, url="https://geo.example.org")
"""The second portal of a city: with it an audit is complete whatever becomes of the first."""
UNSEEN = {
    "nothing": ([], {"declared_total": None, "gaps": (a_gap("catalogue", "http-503"),)}, counts(0, 0, 0)),
    "a part": (["d1"], {"gaps": (a_gap("catalogue", "timeout"),)}, counts(1, 0, 5)),
    "a broken feed": (["d1"], {"declared_total": None, "gaps": (a_gap("feed", "truncated"),)}, counts(1, 0, 5)),
}  # fmt: skip


@pytest.mark.parametrize(("names", "changes", "said"), UNSEEN.values(), ids=UNSEEN.keys())
@pytest.mark.parametrize(("before", "expected"), [(30, []), (0, [("failures", "confirmed")])], ids=["as-before", "a-rise"])
def test_a_catalogue_that_was_a_gap_moves_no_failures(
    engine: Engine, names: list[str], changes: dict[str, object], said: object, before: int, expected: list[tuple[str, str]]
) -> None:
    """Neither is a rise told when the portal is back, nor is the one withdrawn that was seen before."""
    seen = [(["d1"], {}, counts(failed, 0, 60)) for failed in (before, 30, 30)]
    for number, (there, more, check) in enumerate([*seen[:2], (names, changes, said), *seen[2:]]):
        parts = (a_part(there, check, **more), a_part(["g1"], portal=OTHER))
        save_audit(engine, an_audit(f"a{number}", *parts, night=number, captures=()), b"{}")
        look(engine)
    assert [one for one in states(engine) if one[0] == "failures"] == expected


PORTALS = {
    "down once": ("UD", [("portal_gone", "seen")]),
    "down on two nights": ("UDD", [("portal_gone", "confirmed")]),
    "told once": ("UDDDD", [("portal_gone", "confirmed")]),
    "down and up": ("UDU", [("portal_gone", "withdrawn")]),
    "never seen up": ("DDD", []),
    "back once": ("UDDU", [("portal_gone", "confirmed"), ("portal_back", "seen")]),
    "back for good": ("UDDUU", [("portal_gone", "confirmed"), ("portal_back", "confirmed")]),
    "back and down again": ("UDDUD", [("portal_gone", "confirmed"), ("portal_back", "withdrawn")]),
    "gone again": ("UDDUUDD", [("portal_gone", "confirmed"), ("portal_back", "confirmed"), ("portal_gone", "confirmed")]),
    "jobs tell it too": ("UJJ", [("portal_gone", "confirmed")]),
    "an audit and a job": ("UDJ", [("portal_gone", "confirmed")]),
    "twice in one night": ("UDd", [("portal_gone", "seen")]),
    "our own budget says nothing": ("UBBB", []),
    "nor does its job": ("UNNN", []),
    "an empty catalogue is seen": ("UEEE", []),
}  # fmt: skip


@pytest.mark.parametrize(("nights", "expected"), PORTALS.values(), ids=PORTALS.keys())
def test_portals(engine: Engine, nights: str, expected: list[tuple[str, str]]) -> None:
    """U: seen; D: nothing seen; d: again in the same night; J: a job that ended unavailable; B: stopped by a budget; N: that,
    and its job ended unavailable; E: empty."""
    for number, what in enumerate(nights):
        pass_one_night(engine, number, what)
        look(engine)
        assert look(engine) == Moves()
    assert states(engine) == expected


def pass_one_night(engine: Engine, number: int, what: str) -> None:
    if what == "J":
        job(engine, number)
    elif what == "d":
        night(engine, number - 1, seen=False, name="again")
    else:
        told = night(engine, number, seen=what in "UE", empty=what == "E", reason="budget" if what in "BN" else "timeout")
        if what == "N":
            job(engine, number, audit=told)


@pytest.mark.parametrize(("nights", "expected"), [("UDDU", []), ("UDD", [("portal_gone", "confirmed")])], ids=["over", "still"])
def test_what_was_over_before_anybody_looked_is_not_told(
    engine: Engine, nights: str, expected: list[tuple[str, str]]
) -> None:  # fmt: skip
    for number, what in enumerate(nights):
        pass_one_night(engine, number, what)
    look(engine)
    assert states(engine) == expected


def test_one_of_two_portals_is_gone(engine: Engine) -> None:
    """The audit is complete, as the other portal was seen."""
    other = replace(PORTAL, url="https://geo.example.org")
    for number, there in enumerate((True, False, False)):
        gone = a_part([], portal=other, declared_total=None, gaps=(a_gap("datasets", "timeout"),))
        parts = (a_part(["d1"]), a_part(["g1"], portal=other) if there else gone)
        save_audit(engine, an_audit(f"a{number}", *parts, night=number, captures=()), b"{}")
        look(engine)
    (news,) = list_alerts(engine)
    assert (news.alert.kind, news.alert.subject, news.alert.state) == ("portal_gone", "https://geo.example.org", "confirmed")
    assert news.alert.after["reasons"] == "timeout"


def test_a_job_and_its_audit_are_one_observation(engine: Engine) -> None:
    night(engine, 0)
    told = night(engine, 1, seen=False)
    job(engine, 1, audit=told)
    look(engine)
    assert states(engine) == [("portal_gone", "seen")]


def test_an_incomplete_audit_moves_no_criterion(engine: Engine) -> None:
    night(engine, 0, MET)
    night(engine, 1, NOT, complete=False)
    night(engine, 2, NOT, complete=False)
    look(engine)
    assert states(engine) == []


def test_an_audit_of_the_past_moves_nothing(engine: Engine) -> None:
    night(engine, 5, MET)
    look(engine)
    night(engine, 1, NOT)
    night(engine, 2, NOT)
    look(engine)
    assert states(engine) == []


def test_targets_do_not_mix(engine: Engine) -> None:
    for key, said in (("one-aa", [MET, NOT, NOT]), ("two-bb", [NOT, NOT, NOT])):
        for number, rubric in enumerate(said):
            night(engine, number, rubric, key=key)
    look(engine)
    (news,) = list_alerts(engine)
    assert (news.alert.target, news.place.name, news.place.region) == ("one-aa", "One", "EX")
    assert (news.alert.before["finding"], news.alert.after["finding"]) == ("met", "not_met")
    assert (news.alert.first_by, news.alert.confirmed_by) == ("a1-one-aa", "a2-one-aa")


def test_a_criterion_that_was_not_graded_for_a_night_is_laid_beside_the_last_time(engine: Engine) -> None:
    night(engine, 0, MET)
    night(engine, 1)
    look(engine)
    night(engine, 2, NOT)
    look(engine)
    assert states(engine) == [("criterion", "seen")]


@pytest.mark.parametrize(
    ("nights", "cause"),
    [
        ([("met", None), ("partly", "rubric data"), ("not_met", "documents"), ("not_met", None)], "rubric data documents"),
        ([("partly", None), ("met", "platform"), ("met", None), ("not_met", "data"), ("not_met", None)], "data"),
    ],
    ids=["every-step", "not-those-before"],
)
def test_the_causes_are_those_of_every_step(engine: Engine, nights: list[tuple[str, str | None]], cause: str) -> None:
    """`A → B → C` is told as `A → C`: not by the cause of its last step alone."""
    for number, (said, _) in enumerate(nights):
        night(engine, number, wwc(said))
    with writing(engine) as connection:
        table = tables.standings
        for number, (_, why) in enumerate(nights):
            audit = sa.select(tables.audits.c.number).where(tables.audits.c.id == f"a{number}-example-ex").scalar_subquery()
            connection.execute(sa.update(table).where(table.c.opened_by == audit).values(cause=why))
    look(engine)
    assert list_alerts(engine, states=("confirmed",))[0].alert.cause == cause


def test_a_call_of_every_minute_looks_at_the_last_days_only(engine: Engine) -> None:
    for number, said in enumerate((MET, NOT)):
        night(engine, number, said)
    assert observe(engine, LATER) == Moves()
    assert observe(engine, NIGHT + timedelta(days=2)) == Moves(seen=1)


def test_several_that_look_at_once_see_it_once(engine: Engine) -> None:
    for key in ("one-aa", "two-bb", "three-cc"):
        for number, said in enumerate((MET, NOT, NOT)):
            night(engine, number, said, key=key)
    with ThreadPoolExecutor(4) as pool:
        moves = list(pool.map(lambda _: look(engine), range(4)))
    assert sum(one.confirmed for one in moves) == 3
    assert states(engine) == [("criterion", "confirmed")] * 3

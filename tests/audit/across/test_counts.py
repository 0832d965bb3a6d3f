"""The counts that a stored document holds decide the same criteria as the judgement that it was printed from."""

from pathlib import Path

import pytest

from portalaudit.audit.across.attribution import moved_aspects
from portalaudit.audit.across.beside import standing_of
from portalaudit.audit.across.then import parse_then
from portalaudit.audit.across.worlds import Again, counted_then
from portalaudit.audit.registry import open_database
from portalaudit.audit.replay import recheck, stored
from portalaudit.checks.run import discover
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.model.moved import Standing
from portalaudit.model.rubric import Criterion, CriterionResult, Rubric, Rule
from portalaudit.rubrics.counted import grade_counts, same_question, total_of
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.load import available, load
from portalaudit.store.replay import stored_inputs
from tests.end_to_end.auditing import Place

LEAST = {"dcat-us-1.1": 11, "portal-health": 15, "wwc-v3": 4}
"""Criteria that counts decide; the others rest on measures and documents."""


@pytest.mark.parametrize("kind", ["ckan", "socrata", "arcgis", "dcat"])
def test_counts_of_then_are_graded_as_they_were(tmp_path: Path, kind: str) -> None:
    place = Place.at(tmp_path)
    with serve(generate(kind, 60, 5)) as portal:
        audit = str(place.document(portal.url, rubrics=available())["audit"])
    now = recheck(place.db, place.archive, audit).whole()
    then = parse_then(stored(place.db, audit).document)
    again = Again(
        then, stored_inputs(open_database(place.db), audit), tuple(one.snapshot for one in now.portals), now, discover()
    )  # fmt: skip
    counts = counted_then(again)
    assert counts is not None

    for rubric in then.rubrics:
        graded = grade_counts(load(rubric.id), counts)
        known = {one.id: one.standing for one in rubric.criteria}
        assert len(graded) >= LEAST.get(rubric.id, 0)
        moved = {name: moved_aspects(known[name], standing_of(found)) for name, found in graded.items()}
        assert not any(moved.values()), moved


def a_rubric(*criteria: Criterion, **changes: object) -> Rubric:
    return Rubric(**{  # type: ignore[arg-type]
        "id": "r", "version": "1", "title": "R", "scored": True, "aggregation": "weighted_mean", "criteria": criteria,
        "citation": "", "about": "", "digest": "0", **changes,
    })  # fmt: skip


def a_criterion(name: str = "A", met: float = 0.9, requires: tuple[str, ...] = (), **args: object) -> Criterion:
    return Criterion(name, name, name, Rule("share", {"check": "c", "met": met, **args}), requires=requires)  # type: ignore[dict-item]


def test_what_requires_a_measure_is_not_decided_by_counts() -> None:
    measured = Criterion("M", "M", "M", Rule("measure", {"check": "m", "met": 0.9, "op": ">=", "than": 1}))
    counted, hung = a_criterion("C"), a_criterion("H", requires=("M",))

    assert set(grade_counts(a_rubric(measured, counted, hung), Inputs({}, 3))) == {"C"}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ([a_criterion()], [a_criterion()], True),
        ([a_criterion()], [a_criterion(says="have a tree")], True),
        ([a_criterion()], [a_criterion(met=0.8)], False),
        ([a_criterion()], [a_criterion("B")], False),
        ([a_criterion(requires=("B",)), a_criterion("B")], [a_criterion(requires=("B",)), a_criterion("B")], True),
        ([a_criterion(requires=("B",)), a_criterion("B")], [a_criterion(requires=("B",)), a_criterion("B", met=0.5)], False),
        ([a_criterion()], [a_criterion(requires=("B",)), a_criterion("B")], False),
    ],
    ids=["same", "other words", "other threshold", "not there", "same required", "other required", "newly required"],
)
def test_whether_two_rubrics_ask_the_same(before: list[Criterion], after: list[Criterion], same: bool) -> None:
    assert same_question(a_rubric(*before), a_rubric(*after), "A") is same
    assert not same_question(a_rubric(*before), a_rubric(*after, scored=False), "A")


def test_what_results_come_to_by_another_rubrics_weights() -> None:
    results = {
        name: CriterionResult(name, name, "partly", "verified", "", value=value) for name, value in (("A", 0.4), ("B", 0.8))
    }  # fmt: skip
    heavy = Criterion("B", "B", "B", Rule("share", {"check": "c", "met": 0.9}), weight=3.0)
    total = total_of(a_rubric(a_criterion(), heavy), results)

    assert total is not None
    assert (total.score, total.decided, total.counts["partly"], total.counts["of"]) == (70.0, 1.0, 2, 2)
    assert total_of(a_rubric(a_criterion(), a_criterion("C")), results) is None
    assert total_of(a_rubric(a_criterion(), aggregation="toronto_dqs"), results) is None


def test_a_value_has_six_decimals_as_documents_do() -> None:
    assert standing_of(CriterionResult("A", "A", "met", "verified", "", value=2 / 3)) == Standing(
        "met", "verified", value=0.666667
    )

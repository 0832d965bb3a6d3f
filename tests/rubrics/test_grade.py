"""A rubric as a whole: scores, counts, what requires what, evidence."""

import pytest

from portalaudit.errors import RubricError
from portalaudit.model.capture import Evidence, Gap
from portalaudit.model.rubric import CriterionResult, FindingWord
from portalaudit.rubrics.aggregate import decided_share, weighted_mean
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Pooled
from tests.rubrics.cases import a_criterion, a_portal, a_rubric, graded, inputs, pooled, share


def a_result(value: float | None, weight: float = 1.0, finding: FindingWord = "met") -> CriterionResult:
    return CriterionResult("c", "C", "undetermined" if value is None else finding, None, "", value=value, weight=weight)


@pytest.mark.parametrize(
    ("given", "score"),
    [
        ([(1.0, 1)], 100.0),
        ([(0.0, 1)], 0.0),
        ([(1.0, 3), (0.0, 1)], 75.0),
        ([(47 / 240, 1)], 19.6),  # 19.583…
        ([(None, 9), (0.5, 1)], 50.0),  # what is undecided has no part in it
        ([(None, 1)], None),
        ([], None),
        ([(0.1225, 1)], 12.2),  # a half goes to the even digit
        ([(0.1235, 1)], 12.4),
        ([(1 / 3, 0.1), (1 / 3, 0.2)], 33.3),
    ],
)
def test_the_score_is_the_weighted_mean_of_what_is_decided(given: list[tuple[float | None, float]], score: float | None) -> None:
    assert weighted_mean([a_result(value, weight) for value, weight in given]) == score


def test_the_decided_share_is_by_weight_where_there_is_a_score() -> None:
    results = [a_result(None, 3), a_result(1.0, 1)]
    assert decided_share(results, weighted=True) == 0.25
    assert decided_share(results, weighted=False) == 0.5
    assert decided_share([a_result(1.0)] * 9 + [a_result(None)] * 4, weighted=False) == 0.6923


def test_neighbours_are_not_counted_nor_scored() -> None:
    core, neighbour = a_criterion(share()), a_criterion(share("keywords_missing"), id="N1", group="neighbour")
    given = inputs(pooled(passed=240, tested=240), pooled("keywords_missing", 0, 240))
    said = grade(a_rubric(core, neighbour), given)
    assert said.counts == {"met": 1, "partly": 0, "not_met": 0, "undetermined": 0, "of": 1}
    assert (said.score, said.decided, len(said.criteria)) == (100.0, 1.0, 2)


def test_an_unscored_rubric_has_neither_score_nor_values() -> None:
    said = grade(a_rubric(a_criterion(share()), scored=False), inputs(pooled(passed=240, tested=240)))
    assert (said.score, said.criteria[0].value, said.criteria[0].finding) == (None, None, "met")


@pytest.mark.parametrize(
    ("first", "second", "finding", "why"),
    [
        (9, 9, "met", None),
        (0, 9, "partly", None),
        (None, 9, "undetermined", "gap"),
        (None, 0, "not_met", None),
        (None, 5, "partly", None),
    ],
)
def test_a_criterion_is_partly_met_at_most_without_what_it_requires(
    first: int | None, second: int, finding: str, why: str | None
) -> None:
    base = pooled("a", 0, 0, not_observed=9) if first is None else pooled("a", first, 9)
    later = a_criterion(share("b"), id="B", requires=("A",))
    said = grade(a_rubric(later, a_criterion(share("a"), id="A")), inputs(base, pooled("b", second, 9))).criteria[0]
    assert (said.finding, said.why) == (finding, why)
    assert said.value is None or said.value <= (1 if finding == "met" else 0.56)


def test_criteria_that_require_each_other_are_refused() -> None:
    round_about = (a_criterion(share(), id="A", requires=("B",)), a_criterion(share(), id="B", requires=("A",)))
    with pytest.raises(RubricError, match="criterion A"):
        grade(a_rubric(*round_about), inputs())


def test_evidence_takes_turns_among_checks_and_stops_at_five() -> None:
    first = pooled("a", 0, 9, examples=tuple(Evidence("c", f"/a/{i}") for i in range(9)))
    second = pooled("b", 0, 9, examples=(Evidence("c", "/b/0"),))
    asked = share("a")
    both = type(asked)("all", {}, (asked, share("b")))
    assert [e.pointer for e in graded(both, inputs(first, second)).evidence] == ["/a/0", "/b/0", "/a/1", "/a/2", "/a/3"]


def test_where_nothing_failed_the_evidence_is_what_was_read_and_where_nothing_was_seen_the_gap() -> None:
    portal = a_portal({"catalogue-api": "c1"}, gaps=(Gap("columns", "http-403", "c9"),))
    assert graded(share(), inputs(pooled(passed=9, tested=9), portals=(portal,))).evidence == (Evidence("c1", ""),)
    unseen = graded(share(), inputs(pooled(not_observed=9), portals=(portal,)))
    assert unseen.evidence == (Evidence("c9", ""),)
    assert unseen.ask_for


def test_examples_may_come_from_elsewhere() -> None:
    given = inputs(pooled(passed=0, tested=9), evidence=lambda check: [Evidence(check, "/x")])
    assert graded(share(), given).evidence == (Evidence("license_missing", "/x"),)


def test_grading_twice_gives_the_same() -> None:
    given = inputs(pooled(passed=5, tested=9), Pooled("x"))
    assert graded(share(), given) == graded(share(), given)

"""What moved a criterion, told from how it stands with some things new and the others old: a table of cases."""

from collections.abc import Mapping

import pytest

from portalaudit.audit.across.attribution import Attribution, attributed, moved_aspects
from portalaudit.model.moved import Cause, Standing

MET, PARTLY, NOT_MET = Standing("met", "verified"), Standing("partly", "verified"), Standing("not_met", "verified")
CHECKS, RUBRIC, CITY = "checks", "rubric", "city-record"


def told(points: Mapping[tuple[Cause, ...], Standing]) -> Attribution:
    """Attribute; the longest key is all that is new."""
    by = {frozenset(new): standing for new, standing in points.items()}
    return attributed(by, max(by, key=len))


@pytest.mark.parametrize(
    ("points", "by", "together"),
    [
        pytest.param({(): NOT_MET, (RUBRIC,): MET}, (RUBRIC,), False, id="one thing is new"),
        pytest.param(
            {(): NOT_MET, (CHECKS,): NOT_MET, (RUBRIC,): MET, (CHECKS, RUBRIC): MET}, (RUBRIC,), False, id="the rubric alone"
        ),
        pytest.param(
            {(): NOT_MET, (CHECKS,): MET, (RUBRIC,): NOT_MET, (CHECKS, RUBRIC): MET}, (CHECKS,), False, id="the checks alone"
        ),
        pytest.param(
            {(): NOT_MET, (CHECKS,): NOT_MET, (RUBRIC,): NOT_MET, (CHECKS, RUBRIC): MET},
            (CHECKS, RUBRIC), True, id="neither alone",
        ),
        pytest.param(
            {(): NOT_MET, (CHECKS,): MET, (RUBRIC,): MET, (CHECKS, RUBRIC): MET}, (CHECKS, RUBRIC), False, id="either alone"
        ),
        pytest.param(
            {(): PARTLY, (CHECKS,): MET, (RUBRIC,): NOT_MET, (CHECKS, RUBRIC): NOT_MET},
            (RUBRIC,), False, id="one leads here, the other elsewhere",
        ),
        pytest.param(
            {(): NOT_MET, (CHECKS,): PARTLY, (RUBRIC,): PARTLY, (CHECKS, RUBRIC): MET},
            (CHECKS, RUBRIC), False, id="each a part of the way",
        ),
        pytest.param(
            {(): MET, (CHECKS,): MET, (CHECKS, RUBRIC): NOT_MET}, (RUBRIC,), False, id="the rubric, on top of the checks"
        ),
        pytest.param(
            {(): MET, (CHECKS,): PARTLY, (CHECKS, RUBRIC): NOT_MET}, (CHECKS, RUBRIC), False, id="the one, and then the other"
        ),
        pytest.param({(): MET, (CHECKS,): NOT_MET, (CHECKS, RUBRIC): NOT_MET}, (CHECKS,), False, id="the checks first"),
        pytest.param({(): MET, (CHECKS, RUBRIC): NOT_MET}, (CHECKS, RUBRIC), True, id="nothing between can be judged"),
        pytest.param(
            {(): MET, (CITY,): MET, (CHECKS,): MET, (CITY, CHECKS): MET, (CITY, CHECKS, RUBRIC): NOT_MET},
            (RUBRIC,), False, id="on top of two others",
        ),
        pytest.param(
            {(): MET, (CITY, CHECKS): PARTLY, (CITY, CHECKS, RUBRIC): PARTLY}, (CITY, CHECKS), True, id="two of three together"
        ),
        pytest.param(
            {(): NOT_MET, (CHECKS,): NOT_MET, (RUBRIC,): NOT_MET, (CITY, CHECKS): MET, (CHECKS, RUBRIC): MET,
             (CITY, CHECKS, RUBRIC): MET},
            (CITY, CHECKS, RUBRIC), False, id="the checks with either of the others",
        ),
    ],
)  # fmt: skip
def test_a_finding_that_moved(points: Mapping[tuple[Cause, ...], Standing], by: tuple[Cause, ...], together: bool) -> None:
    found = told(points)

    assert found.aspects[0] == "finding"
    assert (found.by, found.together) == (by, together)


def test_what_matters_most_is_attributed() -> None:
    """The rubric moves the finding; that the checks move the value is told by the aspects alone."""
    then, higher = Standing("partly", "verified", value=0.5), Standing("partly", "verified", value=0.6)
    found = told({(): then, (CHECKS,): higher, (RUBRIC,): Standing("met", "verified", value=0.5),
                  (CHECKS, RUBRIC): Standing("met", "verified", value=0.6)})  # fmt: skip

    assert found == Attribution(("finding", "value"), (RUBRIC,))


def test_a_value_alone() -> None:
    found = told({(): Standing("met", "verified", value=0.9), (CHECKS,): Standing("met", "verified", value=0.95)})

    assert found == Attribution(("value",), (CHECKS,))


def test_nothing_moved() -> None:
    assert told({(): MET, (CHECKS,): MET}) == Attribution()


def test_what_cancels_out() -> None:
    """It stands as it did, though each alone would have moved it."""
    assert told({(): PARTLY, (CHECKS,): MET, (RUBRIC,): NOT_MET, (CHECKS, RUBRIC): PARTLY}) == Attribution((), (CHECKS, RUBRIC))
    assert told({(): PARTLY, (CHECKS,): MET, (RUBRIC,): PARTLY, (CHECKS, RUBRIC): PARTLY}) == Attribution((), (CHECKS, RUBRIC))


def test_another_wording_and_new_figures_are_no_movement() -> None:
    """`because` is for people, and states that only one of the rubrics counts decide nothing."""
    one = Standing("met", "verified", because="47 of 50")
    other = Standing("met", "verified", states={"fresh": 3}, because="47 of 50 datasets")

    assert moved_aspects(one, other) == ()
    assert moved_aspects(Standing("met", states={"fresh": 2}), Standing("met", states={"fresh": 3})) == ("states",)

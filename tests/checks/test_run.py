"""Finding and running checks: whatever a check does, the audit goes on."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from portalaudit.checks.run import CheckError, discover, run
from portalaudit.model.check import Check, Parts, PortalVerdict, Verdict
from tests.builders import a_dataset, a_distribution, a_probe, a_profile, a_snapshot

TWO = a_snapshot(a_dataset(), a_dataset())
GOOD = pa.array([True, None])


def a_check(answer: Callable[[Parts], object], scope: str = "dataset", needs: tuple[str, ...] = ("datasets",)) -> Check:
    return Check("made_up", "metadata", scope, needs, None, answer, __name__)  # type: ignore[arg-type]


def test_checks_are_found_in_the_order_of_their_ids() -> None:
    names = [check.id for check in discover()]

    assert names == sorted(names)
    assert {"license_missing", "dataset_overdue", "portal_insecure"} <= set(names)


def raises(parts: Parts) -> Verdict:
    raise ZeroDivisionError("one\nby nothing")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (raises, "ZeroDivisionError: one by nothing"),
        (lambda parts: Verdict(pa.array([bool(len(parts.columns))] * 2)), "declaring"),
        (lambda parts: None, "TypeError: a dataset check answers with a Verdict"),
        (lambda parts: PortalVerdict("pass"), "TypeError: a dataset check answers with a Verdict"),
        (lambda parts: Verdict(pa.array([True])), "ValueError: passed has 1 values, datasets 2"),
        (lambda parts: Verdict(pa.array([1, 0])), "TypeError: passed is int64"),
        (lambda parts: Verdict([True, True]), "TypeError: passed is no Arrow array"),
        (lambda parts: Verdict(GOOD, applies=pa.array([True])), "applies has 1"),
        (lambda parts: Verdict(GOOD, reason=pa.array(["x"])), "reason has 1"),
        (lambda parts: Verdict(GOOD, measure=np.zeros(3)), "measure has the shape"),
        (lambda parts: Verdict(GOOD, params={"x": pa.array([1])}), "params[x] has 1"),
        (lambda parts: Verdict(GOOD, at=pa.array([1, 2])), "at is int64"),
    ],
)
def test_a_check_that_breaks_is_one_error(answer: Callable[[Parts], object], text: str) -> None:
    said = run(a_check(answer), TWO)

    assert isinstance(said, CheckError)
    assert said.check == "made_up"
    assert text in said.text


def test_a_portal_check_that_answers_for_datasets_is_an_error() -> None:
    assert isinstance(run(a_check(lambda parts: Verdict(GOOD), scope="portal"), TWO), CheckError)


def test_arrays_in_chunks_are_joined() -> None:
    said = run(a_check(lambda parts: Verdict(pa.chunked_array([[True], [False]]), reason=pa.chunked_array([["a"], ["b"]]))), TWO)

    assert isinstance(said, Verdict)
    assert isinstance(said.reason, pa.Array)
    assert said.passed.to_pylist() == [True, False]


@pytest.mark.parametrize("check", discover(), ids=lambda check: check.id)
def test_an_empty_catalogue_breaks_no_check(check: Check) -> None:
    assert not isinstance(run(check, a_snapshot()), CheckError)


@pytest.mark.parametrize("check", [check for check in discover() if check.scope == "dataset"], ids=lambda check: check.id)
def test_a_dataset_that_the_builders_call_good_passes(check: Check) -> None:
    columns = [{"name": "n", "description": "d", "system": False}]
    distributions = [a_distribution(queryable=True, job="load trees")]
    good = a_dataset(columns=columns, distributions=distributions, language="en", probe=a_probe(), profiles=[a_profile()])
    said = run(check, a_snapshot(good))

    assert isinstance(said, Verdict)
    assert said.passed.to_pylist() == [True]


def test_rows_whose_source_lacks_a_part_are_not_observed() -> None:
    """Where two interfaces are mixed, a row that only the poorer one shows is not judged on what that one does not carry."""
    snapshot = a_snapshot(a_dataset(distributions=[]), a_dataset(distributions=[]))
    marked = snapshot.datasets.assign(unseen=pd.array(["distributions violations", None], dtype=pd.ArrowDtype(pa.string())))
    check = next(check for check in discover() if check.id == "distribution_missing")
    said = run(check, replace(snapshot, datasets=marked))

    assert isinstance(said, Verdict)
    assert said.passed.to_pylist() == [None, False]

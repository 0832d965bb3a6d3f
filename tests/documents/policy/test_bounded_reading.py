"""Strangers' texts are read in a process of its own."""

from dataclasses import replace

from portalaudit.documents.failure import Failure
from portalaudit.documents.policy import read_document
from portalaudit.documents.policy.bounded import LIMITS, Asked, Told, read_all
from portalaudit.documents.policy.provisions import find_provisions
from portalaudit.documents.textual import Text

POLICY = Text(
    "Open Data Policy\n\nSection 1. The City of Example shall publish its data sets online in open, machine-readable formats, "
    "by default, on one open data portal. The Chief Data Officer shall keep an inventory of all data sets.\n\nAdopted by the "
    "City Council on March 5, 2019.",
    "plain", "Open Data Policy",
)  # fmt: skip
OTHER = Text("Trees of the city bloom in May, and then the leaves come.", "plain", None)


def test_the_answers_are_those_of_the_functions_in_order() -> None:
    found = read_all([Asked(OTHER), Asked(POLICY, "http://city.example/policy", "Open data policy")])

    assert found == [
        Told(read_document(OTHER, None, shown=None)),
        Told(read_document(POLICY, "http://city.example/policy", shown="Open data policy"), find_provisions(POLICY)),
    ]
    assert read_all([]) == []


def test_provisions_are_looked_for_in_any_text_where_they_are_asked_for() -> None:
    (told,) = read_all([Asked(OTHER)], always=True)

    assert isinstance(told, Told)
    assert [one.number for one in told.provisions] == list(range(1, 32))


def test_what_cannot_be_read_is_a_failure_and_each_text_has_its_own_answer() -> None:
    found = read_all([Asked(OTHER), Asked(POLICY)], limits=replace(LIMITS, output=10))

    assert [isinstance(one, Failure) for one in found] == [True, True]


def test_a_text_that_costs_too_much_costs_no_other_its_answer() -> None:
    """The policy's answer holds its provisions and is larger than what is taken; the other's is small."""
    found = read_all([Asked(POLICY), Asked(OTHER)], limits=replace(LIMITS, output=1_500))

    assert [type(one) for one in found] == [Failure, Told]

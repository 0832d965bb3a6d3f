"""The rule on a portal check: which portals count, what it says, and why it is open."""

from pathlib import Path

import pytest

from portalaudit.errors import RubricError
from portalaudit.model.check import Outcome
from portalaudit.model.rubric import Rule
from portalaudit.model.telling import Text
from portalaudit.rubrics.inputs import Inputs, Pooled, Told
from portalaudit.rubrics.load import load
from tests.rubrics.cases import graded

OF = {"P": "pass", "F": "fail", "U": "not_observed", "N": "not_applicable", "E": "error"}


def asked(**args: object) -> Rule:
    return Rule("outcome", {"check": "c", "says": "it holds", "denies": "it does not hold", **args})  # type: ignore[dict-item]


def seen(letters: str, *told: Told) -> Inputs:
    outcomes: tuple[Outcome, ...] = tuple(OF[letter] for letter in letters)  # type: ignore[misc]
    return Inputs({"c": Pooled("c", outcomes=outcomes, told=told)}, 9)


@pytest.mark.parametrize(
    ("letters", "best", "only_seen", "every"),
    [
        ("P", "met", "met", "met"),
        ("F", "not_met", "not_met", "not_met"),
        ("U", "undetermined", "undetermined", "undetermined"),
        ("PF", "met", "met", "partly"),
        ("PU", "met", "met", "undetermined"),
        ("FU", "undetermined", "not_met", "not_met or undetermined"),
        ("FE", "undetermined", "not_met", "not_met or undetermined"),
        ("FN", "not_met", "not_met", "not_met"),
        ("N", "undetermined", "undetermined", "undetermined"),
        ("", "undetermined", "undetermined", "undetermined"),
    ],
)
def test_which_portals_count(letters: str, best: str, only_seen: str, every: str) -> None:
    found = [graded(asked(fold=fold), seen(letters)).finding for fold in ("best", "seen", "every")]

    assert found[:2] == [best, only_seen]
    assert found[2] in every.split(" or ")


@pytest.mark.parametrize(
    ("letters", "because"),
    [
        ("P", "It is 3"), ("FP", "It is 3"), ("F", "It is 2"), ("U", "It is hidden"),
        ("E", "Whether it holds could not be observed"), ("PU", "It is 3; 1 portal could not be observed"),
    ],
)  # fmt: skip
def test_the_check_s_own_sentence_is_the_deciding_portal_s(letters: str, because: str) -> None:
    said = {
        "P": Told("three", Text("It is 3")), "F": Told("two", Text("It is 2")), "U": Told("hid", Text("It is hidden")),
        "E": Told(),
    }  # fmt: skip
    given = seen(letters, *(said[letter] for letter in letters))

    assert graded(asked(tells=True), given).because == because
    assert "It is 3" not in graded(asked(), given).because


def test_a_reason_may_stand_for_partly_whatever_the_outcome() -> None:
    rule = asked(partly_for="some few")

    assert [graded(rule, seen(letter, Told("few"))).finding for letter in "PFU"] == ["partly"] * 3
    assert [graded(rule, seen(letter, Told("all"))).finding for letter in "PF"] == ["met", "not_met"]
    assert graded(rule, seen("FP", Told("few"), Told("all"))).finding == "met"


@pytest.mark.parametrize(
    ("reasons", "why"), [(("a",), "not_found"), (("b",), "unregistered"), (("c",), "gap"), (("a", "c"), "gap")]
)
def test_a_reason_may_say_why_it_is_open(reasons: tuple[str, ...], why: str) -> None:
    given = seen("U" * len(reasons), *map(Told, reasons))

    assert graded(asked(why_for="a=not_found b=unregistered"), given).why == why


@pytest.mark.parametrize("why_for", ["a", "a=nowhere", "a=gap b=", "  "])
def test_pairs_that_say_no_reason_are_refused(tmp_path: Path, why_for: str) -> None:
    path = tmp_path / "r.toml"
    path.write_text(f'''
id = "r"
version = "1"
title = "R"
scored = false
aggregation = "none"
citation = "c"
about = "a"
[[criteria]]
id = "C"
title = "C"
text = "C"
[criteria.rule]
kind = "outcome"
check = "c"
why_for = "{why_for}"
''')

    with pytest.raises(RubricError, match="why_for"):
        load(str(path))

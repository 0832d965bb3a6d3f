"""An audit of then judged by a later day's rubric, software, checks and city record: each criterion is attributed to what moved
it, and the numbers between are told."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import portalaudit
from portalaudit.export.document import schema
from tests.audit.across.versions import (
    LATER,
    NEXT,
    SHORTER,
    Edit,
    Then,
    a_check,
    a_rubric,
    audited,
    share,
    software,
)  # fmt: skip

SHORT, KEYWORDS = "description_short", "keywords_missing"
THEN = {
    "BOTH": share(SHORT, 0.8), "EITHER": share(SHORT, 0.5), "CHECKS": share(SHORT, 0.5), "CANCEL": share(SHORT, 0.5),
    "RUBRIC": share(KEYWORDS, 0.9), "CITY": share(KEYWORDS, 0.9),
}  # fmt: skip
NOW = {
    **THEN, "BOTH": share(SHORT, 0.6), "EITHER": share(SHORT, 0.3), "CANCEL": share(SHORT, 0.75), "RUBRIC": share(KEYWORDS, 0.4),
}  # fmt: skip
"""4 of 10 descriptions are long enough, 7 by the later threshold; 5 of 10 datasets have keywords. Of the city's five datasets 2,
4 and 5."""
CITY = 'key = "example-ex"\nname = "Example"\npublishers = ["City of Example"]\n'

Moved = Mapping[str, tuple[tuple[str, ...], bool]]


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Then:
    """One audit, graded by a rubric that counts findings and by one with a score."""
    scored = {"LENGTH": share(SHORT, 0.5), "WORDS": share(KEYWORDS, 0.9)}
    return audited(tmp_path_factory.mktemp("then"), a_rubric("1", **THEN), a_rubric("1", True, "leaves", **scored))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Later software, which lets shorter descriptions pass."""
    return software(tmp_path_factory.mktemp("later"), LATER, SHORTER)


def criteria(document: Mapping[str, Any], rubric: str = "trees") -> Mapping[str, Mapping[str, Any]]:
    """A rubric's criteria then and now, by id; the document is as its schema says."""
    jsonschema_rs.validator_for(schema()).validate(document)
    (found,) = (one for one in document["moved"] if one["rubric"] == rubric)
    return {one["id"]: one for one in found["criteria"]}


def attributed(document: Mapping[str, Any], rubric: str = "trees") -> Moved:
    """What moved the criteria that moved, and whether only together."""
    return {name: (tuple(one["by"]), one["together"]) for name, one in criteria(document, rubric).items() if one["moved"]}


def alone(*causes: str) -> tuple[tuple[str, ...], bool]:
    return causes, False


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("rubric", {"EITHER": alone("rubric"), "RUBRIC": alone("rubric")}),
        ("checks", {"EITHER": alone("checks"), "CHECKS": alone("checks"), "CANCEL": alone("checks")}),
        ("city", {"RUBRIC": alone("city-record"), "CITY": alone("city-record")}),
        (
            "checks rubric",
            {
                "BOTH": (("checks", "rubric"), True), "EITHER": alone("checks", "rubric"), "CHECKS": alone("checks"),
                "RUBRIC": alone("rubric"),
            },
        ),
        (
            "city rubric",
            {"EITHER": alone("rubric"), "RUBRIC": alone("city-record", "rubric"), "CITY": alone("city-record")},
        ),
        (
            "city checks rubric",
            {
                "BOTH": alone("city-record", "checks", "rubric"), "EITHER": alone("checks", "rubric"), "CHECKS": alone("checks"),
                "CANCEL": alone("checks"), "RUBRIC": alone("city-record", "rubric"), "CITY": alone("city-record"),
            },
        ),
    ],
)  # fmt: skip
def test_each_criterion_is_attributed_to_what_moved_it(then: Then, later: Mapping[str, str], new: str, expected: Moved) -> None:
    rubric = then.file("now.toml", a_rubric("2", **NOW)) if "rubric" in new else then.folder / "then-0.toml"
    city = ("--city", then.file("city.toml", CITY)) if "city" in new else ()
    document = then.moved("--rubric", rubric, *city, env=later if "checks" in new else None)

    assert attributed(document) == expected
    words = {"rubric": "rubric", "checks": "software", "city": "city-record"}
    assert {cause.split(":")[0] for cause in document["causes"]} == {words[word] for word in new.split()}
    assert all(one["moved"] == (one["then"]["finding"] != one["now"]["finding"]) for one in criteria(document).values())


def test_then_and_now_stand_beside_each_other(then: Then, later: Mapping[str, str]) -> None:
    """Findings, reasons, steps and counts; what cancels out is told."""
    rubric = then.file("now.toml", a_rubric("2", **NOW))
    found = criteria(then.moved("--rubric", rubric, env=later))

    both, cancelled = found["BOTH"], found["CANCEL"]
    assert (both["then"]["finding"], both["now"]["finding"], both["aspects"][0]) == ("not_met", "met", "finding")
    assert both["then"]["because"].startswith("4 of 10 ") and both["now"]["because"].startswith("7 of 10 ")
    assert both["steps"] == []  # neither alone makes a difference
    assert [(tuple(step["new"]), step["finding"]) for step in cancelled["steps"]] == [
        (("checks",), "met"),
        (("rubric",), "not_met"),
    ]
    assert (cancelled["moved"], cancelled["by"]) == (False, ["checks", "rubric"])
    (check,) = both["checks"]
    assert (check["id"], check["then"]["passed"], check["now"]["passed"], check["now"]["tested"]) == (SHORT, 4, 7, 10)
    assert found["RUBRIC"]["checks"] == []


def test_what_a_score_comes_to_with_one_thing_new(then: Then, later: Mapping[str, str]) -> None:
    """Then 4 and 5 of 10: 45. The later checks alone: 7 and 5, 60. The rubric alone weighs keywords threefold: 47.5. Both: 55."""
    weighed = a_rubric("2", True, "leaves", LENGTH=share(SHORT, 0.5), WORDS=f"{share(KEYWORDS, 0.9)}\nweight = 3")
    document = then.moved("--rubric", then.file("weighed.toml", weighed), env=later)
    (leaves,) = document["moved"]

    assert (leaves["then"]["score"], leaves["now"]["score"]) == (45.0, 55.0)
    assert {tuple(step["new"]): step["score"] for step in leaves["steps"]} == {("checks",): 60.0, ("rubric",): 47.5}
    assert (leaves["then"]["version"], leaves["now"]["version"]) == ("1", "2")
    assert attributed(document, "leaves") == {"LENGTH": alone("checks")}
    length = criteria(document, "leaves")["LENGTH"]
    assert (length["then"]["value"], length["now"]["value"], length["aspects"]) == (0.4, 0.7, ["finding", "value"])


def test_a_criterion_that_only_one_of_the_rubrics_has(then: Then) -> None:
    kept = {name: rule for name, rule in THEN.items() if name != "BOTH"}
    document = then.moved("--rubric", then.file("other.toml", a_rubric("2", **kept, NEW=share(KEYWORDS, 0.1))))
    found = criteria(document)

    assert attributed(document) == {"NEW": alone("rubric"), "BOTH": alone("rubric")}
    assert found["NEW"]["then"] is None and found["NEW"]["now"]["finding"] == "met"
    assert found["BOTH"]["now"] is None and found["BOTH"]["then"]["finding"] == "not_met"


def test_a_rubric_that_was_not_used_then_is_laid_beside_nothing(then: Then) -> None:
    document = then.moved("--rubric", "dcat-us-1.1")
    (found,) = document["moved"]

    jsonschema_rs.validator_for(schema()).validate(document)
    assert (found["rubric"], found["then"], found["criteria"]) == ("dcat-us-1.1", None, [])
    assert "nothing can be laid beside" in " ".join(then.again("--rubric", "dcat-us-1.1").out.split())


def test_nothing_new_nothing_told(then: Then) -> None:
    """One's own rubrics need not be at hand: their text was kept."""
    document = then.moved()

    assert document == then.document
    assert "moved" not in document
    assert "Then and now" not in then.again().out


def test_the_same_by_later_software(then: Then, tmp_path: Path) -> None:
    """A cause that moves nothing is told, with every criterion standing as it did."""
    document = then.moved(env=software(tmp_path, LATER))

    assert document["causes"] == [f"software: {portalaudit.__version__} → {NEXT}"]
    assert attributed(document) == {} and {one["finding"] for one in (c["now"] for c in criteria(document).values())} == {
        "not_met"
    }
    assert "all 6 criteria stand as they did" in " ".join(then.again(env=software(tmp_path / "again", LATER)).out.split())


def test_software_that_does_not_say_that_it_changed(then: Then, tmp_path: Path) -> None:
    """The same version with another threshold: no cause is on record, and that is what is said."""
    document = then.moved(env=software(tmp_path, SHORTER))

    assert document["causes"] == []
    assert attributed(document) == dict.fromkeys(("EITHER", "CHECKS", "CANCEL"), alone("unrecorded"))
    said = then.again(env={"PYTHONPATH": str(tmp_path)}).out
    assert "nothing on record tells why" in said
    assert "moved by a change that nothing on record tells of" in said


def test_grading_is_told_apart_from_checks(then: Then, tmp_path: Path) -> None:
    """Software that takes a threshold as reached only beyond it moves what lies on it, on the counts of then."""
    stricter: Edit = ("rubrics/shares.py", "return figure >= limit if", "return figure > limit if")
    on_it = a_rubric("1", ON=share(KEYWORDS, 0.5), BELOW=share(SHORT, 0.5))
    audit = audited(tmp_path, on_it)
    document = audit.moved(env=software(tmp_path / "later", LATER, SHORTER, stricter))

    assert attributed(document) == {"ON": alone("grading"), "BELOW": alone("checks")}


EMPTIER: Edit = ("checks/metadata/metadata_incomplete.py", "had.mean(axis=0)", "had.mean(axis=0) * 0")
MEASURE = '{{ kind = "measure", check = "metadata_incomplete", op = ">=", than = {}, met = 0.9 }}'


@pytest.mark.parametrize(
    ("before", "after", "edits", "expected"),
    [
        (0.2, 0.9, (), alone("rubric")),
        (0.2, 0.9, (LATER,), alone("rubric")),
        (0.2, 0.9, (LATER, SHORTER), alone("rubric")),
        (0.2, 0.2, (LATER, EMPTIER), alone("checks")),
    ],
    ids=["rubric", "rubric by later software", "rubric beside other checks", "checks"],
)  # fmt: skip
def test_measures_that_no_document_keeps(
    tmp_path: Path, before: float, after: float, edits: tuple[Edit, ...], expected: tuple[tuple[str, ...], bool]
) -> None:
    """A rule on a measure is judged anew from the snapshot: by later checks first, then by the rubric too."""
    audit = audited(tmp_path, a_rubric("1", FILLED=MEASURE.format(before)))
    rubric = audit.file("now.toml", a_rubric("2", FILLED=MEASURE.format(after)))
    env = software(tmp_path / "later", *edits) if edits else None

    assert attributed(audit.moved("--rubric", rubric, env=env)) == {"FILLED": expected}


def test_a_measure_of_which_both_rubrics_ask_the_same(tmp_path: Path) -> None:
    """Then the rubric alone is known to leave it as it was, and what the rubric comes to with it alone new can be told."""
    audit = audited(tmp_path, a_rubric("1", FILLED=MEASURE.format(0.2), WORDS=share(KEYWORDS, 0.9)))
    rubric = audit.file("now.toml", a_rubric("2", FILLED=MEASURE.format(0.2), WORDS=share(KEYWORDS, 0.4)))
    document = audit.moved("--rubric", rubric, env=software(tmp_path / "later", LATER, EMPTIER))

    assert attributed(document) == {"FILLED": alone("checks"), "WORDS": alone("rubric")}
    steps = {tuple(step["new"]): step["finding"] for step in criteria(document)["FILLED"]["steps"]}
    assert steps == {("checks",): "not_met", ("rubric",): "met"}
    totals = {tuple(step["new"]): step["counts"]["met"] for step in document["moved"][0]["steps"]}
    assert totals == {("checks",): 0, ("rubric",): 2}


def test_software_that_counts_other_assets(tmp_path: Path) -> None:
    """How many datasets are the city's own is judged too, and stands in the stored document as it was."""
    audit = audited(tmp_path, a_rubric("1", MANY='{ kind = "assets", met = 5 }'))
    nobodys: Edit = ("audit/ownership.py", 'domain is not None else "unknown"', 'domain is not None else "federated"')
    document = audit.moved(env=software(tmp_path / "later", LATER, nobodys))

    assert attributed(document) == {"MANY": alone("checks")}
    assert criteria(document)["MANY"]["now"]["finding"] == "undetermined"


def test_a_third_partys_check_of_another_version(tmp_path: Path) -> None:
    """The check asks for an address and later for a title; then it is gone."""
    audit = audited(tmp_path, a_rubric("1", TREES=share("tree_missing", 0.9)), env=a_check(tmp_path, 1, "contact_email"))
    other = audit.moved(env=a_check(tmp_path, 2, "title"))
    gone = audit.of(env={}).moved()

    assert other["causes"] == ["checks: tree_missing 1 → 2"]
    assert attributed(other) == {"TREES": alone("checks")}
    (check,) = criteria(other)["TREES"]["checks"]
    assert (check["then"]["versions"], check["now"]["versions"], check["now"]["passed"]) == ([1], [2], 10)
    assert gone["causes"] == ["checks: tree_missing is not installed now"]
    assert attributed(gone) == {"TREES": alone("checks")}
    (check,) = criteria(gone)["TREES"]["checks"]
    assert check["now"] is None and criteria(gone)["TREES"]["now"]["finding"] == "undetermined"


def test_as_text(then: Then, later: Mapping[str, str]) -> None:
    """What a person reads: causes, totals, each criterion with what moved it."""
    said = then.again("--rubric", then.file("now.toml", a_rubric("2", **NOW)), env=later).out
    text = " ".join(said[said.index("Then and now") :].split())

    for words in (
        "because of rubric: trees 1 → 2", f"because of software: {portalaudit.__version__} → {NEXT}",
        "Trees: 4 of 6 criteria stand otherwise", "the checks new 3 0 3", "the rubric new 2 0 4",
        "BOTH: moved by the checks and the rubric together", "EITHER: moved by the checks as well as by the rubric",
        "RUBRIC: moved by the rubric", "CANCEL stands as it did: the checks and the rubric cancel each other out",
        "description_short: 4 of 10 passed then, 7 of 10 passed now",
    ):  # fmt: skip
        assert words in text

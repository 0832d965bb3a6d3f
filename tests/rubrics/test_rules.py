"""Each kind of rule: what it says, and when it says nothing."""

import pytest

from portalaudit.model.capture import Evidence, Gap
from portalaudit.model.rubric import Rule
from portalaudit.rubrics.inputs import Pooled
from tests.rubrics.cases import a_portal, graded, inputs, measured, pooled, rule, share


@pytest.mark.parametrize(
    ("passed", "tested", "unseen", "finding", "why"),
    [
        (240, 240, 0, "met", None),
        (216, 240, 0, "met", None),  # exactly 90 %
        (215, 240, 0, "partly", None),
        (120, 240, 0, "partly", None),
        (119, 240, 0, "not_met", None),
        (0, 240, 0, "not_met", None),
        (47, 200, 40, "not_met", None),  # 40 more could not lift it to half
        (110, 200, 40, "undetermined", "gap"),  # 110..150 of 240: half is 120
        (215, 220, 20, "undetermined", "gap"),
        (230, 235, 5, "met", None),  # even if all five fail
        (0, 0, 240, "undetermined", "gap"),
        (0, 0, 0, "undetermined", "not_found"),  # the question applies to none of 240
    ],
)
def test_a_share_is_decided_where_the_unobserved_cannot_change_it(
    passed: int, tested: int, unseen: int, finding: str, why: str | None
) -> None:
    said = graded(share(), inputs(pooled(passed=passed, tested=tested, not_observed=unseen)))
    assert (said.finding, said.why) == (finding, why)
    assert (said.strength is None) == (said.value is None) == (finding == "undetermined")


def test_because_gives_the_figures() -> None:
    said = graded(share(), inputs(pooled(passed=47, tested=240)))
    assert said.because == "47 of 240 datasets state a licence (20 %); met asks for 90 %"
    assert said.value == 47 / 240


def test_a_share_just_short_is_not_rounded_up_to_what_is_asked() -> None:
    assert "(89.9 %)" in graded(share(), inputs(pooled(passed=8999, tested=10000))).because
    assert "over 99 %" in graded(share(met=1.0), inputs(pooled(passed=9999, tested=10000))).because
    assert "under 1 %" in graded(share(), inputs(pooled(passed=1, tested=10000))).because


def test_a_rule_without_a_phrase_names_its_check() -> None:
    bare = Rule("share", {"check": "license_missing", "met": 0.9})
    assert graded(bare, inputs(pooled(passed=9, tested=9))).because.startswith(
        "9 of 9 datasets pass the check license_missing (100 %)"
    )


def test_too_few_observed_is_undetermined_even_where_the_bounds_agree() -> None:
    seen = inputs(pooled(passed=0, tested=40, not_observed=60))
    assert graded(share(partly=0.7), seen).finding == "not_met"
    assert graded(share(partly=0.7, min_observed=0.5), seen).finding == "undetermined"


def test_assets_that_were_never_read_count_as_unobserved() -> None:
    whole = inputs(pooled(passed=110, tested=110), own=110, portals=(a_portal(unseen=2),))
    holed = inputs(pooled(passed=110, tested=110), own=110, portals=(a_portal(unseen=100),))
    assert graded(share(), whole).finding == "met"
    assert graded(share(), holed).finding == "undetermined"
    assert "100 assets of the catalogue could not be read" in graded(share(), holed).because


def test_of_a_catalogue_that_broke_off_no_share_is_known() -> None:
    cut = inputs(pooled(passed=110, tested=110), own=110, portals=(a_portal(cut=True),))
    said = graded(share(), cut)
    assert (said.finding, said.why) == ("undetermined", "gap")
    assert said.because.startswith("110 of 110 datasets state a licence (100 %); the catalogue broke off")
    assert graded(Rule("assets", {"met": 100}), cut).finding == "met"  # what was not read can only add to it
    assert graded(Rule("assets", {"met": 1000}), cut).finding == "undetermined"


def test_no_own_datasets_is_undetermined_never_a_zero() -> None:
    said = graded(share(), inputs(pooled(), own=0))
    assert (said.finding, said.why, said.value) == ("undetermined", "not_found", None)
    assert graded(share(), inputs(pooled(), own=0, portals=(a_portal(gaps=(Gap("catalogue", "http-403"),)),))).why == "gap"


def test_a_check_that_did_not_run_is_undetermined() -> None:
    said = graded(share("no_such"), inputs(pooled(passed=1, tested=1)))
    assert (said.finding, said.why, said.checks) == ("undetermined", "gap", ("no_such",))


OUTCOME = {"check": "portal_insecure", "says": "the portal is secure", "denies": "the portal is not secure"}


@pytest.mark.parametrize(
    ("outcomes", "best", "every"),
    [
        (("pass",), "met", "met"),
        (("fail",), "not_met", "not_met"),
        (("pass", "fail"), "met", "partly"),
        (("pass", "not_observed"), "met", "undetermined"),
        (("fail", "not_observed"), "undetermined", "undetermined"),
        (("fail", "error"), "undetermined", "undetermined"),
        (("pass", "not_applicable"), "met", "met"),
        (("not_observed",), "undetermined", "undetermined"),
        (("error",), "undetermined", "undetermined"),
        (("not_applicable",), "undetermined", "undetermined"),
        ((), "undetermined", "undetermined"),
    ],
)
def test_outcomes_of_a_portal_check(outcomes: tuple[str, ...], best: str, every: str) -> None:
    given = inputs(Pooled("portal_insecure", outcomes=outcomes))  # type: ignore[arg-type]
    assert graded(Rule("outcome", OUTCOME), given).finding == best
    assert graded(Rule("outcome", {**OUTCOME, "fold": "every"}), given).finding == every


LATE = {"check": "dataset_overdue", "says": "are at most 30 days late", "op": "<=", "than": 30, "met": 0.8, "partly": 0.5}
MEAN = {
    "check": "dataset_overdue",
    "says": "this share of columns is described",
    "fold": "mean",
    "op": ">=",
    "met": 0.8,
    "partly": 0.5,
}


@pytest.mark.parametrize(
    ("args", "values", "finding", "value"),
    [
        (LATE, (0, 10, 30, 20, 31), "met", 0.8),
        (LATE, (0, 10, 31, 40), "partly", 0.5),
        (LATE, (31, 40), "not_met", 0.0),
        (LATE, (), "undetermined", None),
        (MEAN, (1.0, 0.6), "met", 0.8),
        (MEAN, (1.0, 0.0), "partly", 0.5),
        (MEAN, (0.1, 0.1), "not_met", 0.1),
    ],
)
def test_a_measure_is_thresholded_anew(
    args: dict[str, object], values: tuple[float, ...], finding: str, value: float | None
) -> None:
    said = graded(Rule("measure", args), inputs(measured(*values)))  # type: ignore[arg-type]
    assert (said.finding, said.value) == (finding, pytest.approx(value) if value is not None else None)


def test_datasets_without_a_measure_may_change_a_verdict() -> None:
    args = {**LATE, "partly": 0.5}
    assert graded(Rule("measure", args), inputs(measured(0, 0, 0, 99, not_observed=4))).finding == "undetermined"


def test_own_datasets_are_counted_and_none_says_nothing() -> None:
    asked = Rule("assets", {"met": 10, "partly": 1})
    assert [graded(asked, inputs(own=own)).finding for own in (0, 1, 9, 10)] == ["undetermined", "partly", "partly", "met"]
    assert graded(asked, inputs(own=5, portals=(a_portal(unseen=50),))).why == "gap"
    assert "ownership of 3 of them unknown" in graded(asked, inputs(own=12, unknown_datasets=3)).because


def test_an_interface_that_answers_is_its_own_evidence() -> None:
    asked = Rule("entry", {"names": "catalogue-api bulk-feed", "says": "A catalogue answers"})
    found = graded(asked, inputs(portals=(a_portal(), a_portal({"bulk-feed": "c2"}))))
    assert (found.finding, found.evidence) == ("met", (Evidence("c2", ""),))
    assert graded(asked, inputs(portals=(a_portal({"home": "c"}),))).why == "not_found"
    assert graded(asked, inputs(portals=(a_portal({"package-search": "c"}),))).why == "not_found"
    any_but_home = Rule("entry", {"says": "A catalogue answers"})
    assert graded(any_but_home, inputs(portals=(a_portal({"home": "c", "package-search": "d"}),))).evidence == (
        Evidence("d", ""),
    )
    assert graded(any_but_home, inputs(portals=(a_portal({"home": "c"}),))).why == "not_found"
    assert graded(asked, inputs(portals=(a_portal({"bulk-feed": "c"}, login=True),))).why == "gap"


def test_what_no_machine_decides_says_why() -> None:
    asked = Rule("manual", {"why": "not_found", "because": "Not looked for", "city_record": True})
    alone, registered = (
        graded(asked, inputs(), ask_for="The policy"),
        graded(asked, inputs(registered=True), ask_for="The policy"),
    )
    assert (alone.why, registered.why) == ("unregistered", "not_found")
    assert alone.ask_for == registered.ask_for == "The policy"


def parts(*figures: tuple[int, int, int]) -> tuple[Pooled, ...]:
    return tuple(pooled(f"p{i}", a, b, not_observed=c) for i, (a, b, c) in enumerate(figures))


MET, PART, NOT, UNSEEN, VOID = (9, 9, 0), (5, 9, 0), (0, 9, 0), (0, 0, 9), (0, 0, 0)


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ((MET, MET, MET), "met"),
        ((MET, MET, PART), "partly"),
        ((MET, NOT, NOT), "partly"),
        ((NOT, NOT, NOT), "not_met"),
        ((MET, MET, UNSEEN), "undetermined"),
        ((MET, NOT, UNSEEN), "partly"),  # whatever the unseen one is
        ((NOT, NOT, UNSEEN), "undetermined"),
        ((MET, MET, VOID), "met"),  # a question that applies to nothing is left aside
        ((NOT, VOID, VOID), "not_met"),
        ((VOID, VOID, VOID), "undetermined"),
    ],
)
def test_all_of_several_rules(given: tuple[tuple[int, int, int], ...], finding: str) -> None:
    asked = rule("all", *(share(f"p{i}") for i in range(len(given))))
    assert graded(asked, inputs(*parts(*given))).finding == finding


def test_all_is_worth_the_mean_of_its_parts_times_its_prerequisites() -> None:
    plain = rule("all", share("p0"), share("p1"), share("p2"))
    assert graded(plain, inputs(*parts(MET, PART, VOID))).value == pytest.approx((1 + 5 / 9) / 2)
    # 6 of 9 name a contact, 4 of these 6 one that can be used: 4 of 9 have one that can be used.
    nested = rule("all", share("p0", prerequisite=True), share("p1"))
    assert graded(nested, inputs(*parts((6, 9, 0), (4, 6, 0)))).value == pytest.approx(4 / 9)


@pytest.mark.parametrize(
    ("first", "rest", "finding"),
    [
        (NOT, MET, "not_met"),
        (UNSEEN, MET, "undetermined"),
        (MET, NOT, "not_met"),
        (PART, MET, "partly"),
        (MET, MET, "met"),
        (UNSEEN, NOT, "not_met"),
    ],
)
def test_nothing_counts_without_the_prerequisite(first: tuple[int, int, int], rest: tuple[int, int, int], finding: str) -> None:
    asked = rule("all", share("p0", prerequisite=True), share("p1"))
    assert graded(asked, inputs(*parts(first, rest))).finding == finding


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ((MET, MET, MET, NOT), "met"),
        ((MET, MET, MET, UNSEEN), "met"),  # three are reached already
        ((MET, MET, UNSEEN, NOT), "undetermined"),
        ((MET, UNSEEN, NOT, NOT), "partly"),  # three are out of reach, one is met
        ((NOT, NOT, UNSEEN, NOT), "undetermined"),
        ((PART, NOT, NOT, NOT), "partly"),
        ((NOT, NOT, NOT, NOT), "not_met"),
        ((UNSEEN, UNSEEN, UNSEEN, UNSEEN), "undetermined"),
    ],
)
def test_three_of_four(given: tuple[tuple[int, int, int], ...], finding: str) -> None:
    asked = rule("k_of_n", *(share(f"p{i}") for i in range(4)), k=3)
    assert graded(asked, inputs(*parts(*given))).finding == finding


def test_what_a_rule_sees_may_show_no_more_than_partly_and_never_the_contrary() -> None:
    asked = share(at_most="partly", not_met_as="undetermined", why="not_found")
    said = [graded(asked, inputs(pooled(passed=n, tested=100))) for n in (100, 50, 0)]
    assert [(one.finding, one.why) for one in said] == [("partly", None), ("partly", None), ("undetermined", "not_found")]
    assert said[0].value == 0.5


def test_points_in_steps() -> None:
    values = [graded(share(value="steps"), inputs(pooled(passed=n, tested=100))).value for n in (95, 60, 10)]
    assert values == [1.0, 0.5, 0.0]

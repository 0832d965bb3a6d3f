"""What the checks of the data inventory say of inventories, both ways."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portalaudit.data.tables import table
from portalaudit.model.capture import Evidence, Gap
from portalaudit.model.inventory import Column, Inventories, InventoryResult
from portalaudit.model.reasons import render
from tests.builders import a_dataset, a_snapshot
from tests.checks.inventory.made import (
    CAPTURE,
    CLOSED,
    CORE,
    HEADER,
    NEWEST,
    a_coverage,
    a_reconciliation,
    a_result,
    considered,
    first,
    holding,
    said,
    word,
)

INVENTORY = (
    "inventory_unpublished", "inventory_outdated", "inventory_columns_short", "inventory_departments_short",
    "inventory_is_catalogue", "inventory_disagrees",
)  # fmt: skip
OLD, OLDER = date(2025, 10, 31), date(2019, 3, 9)
ADDED = (Column(4, "Updated", "added", 0.99, "exact"),)


def failing(why: str, **named: Any) -> InventoryResult:
    return a_result({"failure": why}, named)


def judged(**changes: Any) -> Inventories:
    """One inventory whose judgement differs."""
    return holding(a_result(judgement=changes))


def one(**changes: Any) -> Inventories:
    return holding(a_result(**changes))


REFUSALS = ("http-401", "http-403", "http-404", "http-410", "login")
TROUBLE = ("timeout", "http-503", "robots", "budget", "zip-bomb", "no-way")
FULL = dict.fromkeys(CORE, 1.0)
TELLS_NOTHING = {"not_public": None, "not_on_portal": None, "disguise": "undetermined"}
ALL_OPEN = {"not_public": 0, "not_on_portal": 0, "disguise": "yes"}
TWELVE = a_reconciliation(published_not_listed=tuple(range(12)))
CUT = {"truncated": "rows"}
LISTED = considered(subject="d2", title="Data Inventory", accepted=False, kind="catalogue", reason="platform-list", read=False)
_COPY = a_result(judgement={"kind": "catalogue", **ALL_OPEN})
DISGUISED = replace(holding(_COPY), chosen=None, disguised=_COPY)
CASES: list[tuple[str, Inventories, str, str | None]] = [
    ("inventory_unpublished", one(), "pass", "published"),
    ("inventory_unpublished", judged(kind="part", why="one-department"), "fail", "only_part"),
    ("inventory_unpublished", replace(judged(kind="part"), unseen=("http://maps.example.org",)), "not_observed", "part_unsure"),
    ("inventory_unpublished", replace(judged(kind="part"), hidden=(failing("http-503"),)), "not_observed", "unreadable"),
    ("inventory_unpublished", replace(one(), unseen=("http://maps.example.org",)), "pass", "published"),
    ("inventory_unpublished", one(table=CUT), "pass", "published_cut"),
    ("inventory_unpublished", holding(a_result({"name": "draft.csv"})), "not_observed", "submitted"),
    ("inventory_unpublished", holding(a_result({"failure": "http-404", "way": "datastore"})), "not_observed", "unreadable"),
    ("inventory_unpublished", judged(kind="retired", why="all-retired"), "fail", "only_retired"),
    ("inventory_unpublished", judged(kind="catalogue", why="lists-only-public"), "not_observed", "only_catalogue"),
    *(("inventory_unpublished", holding(failing(why)), "fail", "refused") for why in REFUSALS),
    *(("inventory_unpublished", holding(failing(why)), "not_observed", "unreadable") for why in TROUBLE),
    ("inventory_unpublished", holding(failing("http-404", reason="city-record")), "not_observed", "unreadable"),
    ("inventory_unpublished", holding(failing("http-403"), failing("timeout")), "not_observed", "unreadable"),
    ("inventory_unpublished", holding(failing("http-403"), a_result(judgement={"kind": "retired"})), "fail", "refused"),
    ("inventory_unpublished", holding(failing("timeout"), a_result(judgement={"kind": "part"})), "not_observed", "unreadable"),
    ("inventory_unpublished", holding(failing("http-403", kind="part"), a_result()), "pass", "published"),
    ("inventory_unpublished", holding(others=(considered(read=False),)), "not_observed", "not_asked"),
    ("inventory_unpublished", holding(others=(LISTED,)), "not_observed", "none_found"),
    ("inventory_unpublished", judged(kind="other", why="not-inventory-columns"), "not_observed", "none_found"),
    ("inventory_outdated", one(), "pass", "fresh_by_content"),
    ("inventory_outdated", judged(newest=date(2025, 11, 1)), "pass", "fresh_by_content"),
    ("inventory_outdated", one(judgement={"newest": OLD}, stamp=OLDER), "fail", "old_by_content"),
    ("inventory_outdated", one(judgement={"newest": OLD}, stamp=None), "fail", "old_by_content"),
    ("inventory_outdated", one(judgement={"newest": OLD}), "not_observed", "clocks_disagree"),
    ("inventory_outdated", one(judgement={"newest": OLD}, columns=ADDED), "pass", "fresh_by_stamp"),
    ("inventory_outdated", one(judgement={"newest": None, "newest_from": None}), "pass", "fresh_by_stamp"),
    ("inventory_outdated", one(judgement={"newest": None, "newest_from": None}, stamp=OLDER), "fail", "old_by_stamp"),
    ("inventory_outdated", one(judgement={"newest": None, "newest_from": None}, stamp=None), "not_observed", "undated"),
    ("inventory_outdated", one(judgement={"newest": date(2027, 1, 1)}), "pass", "fresh_by_content"),
    ("inventory_outdated", one(table=CUT, judgement={"newest": OLD}, stamp=OLDER), "not_observed", "cut"),
    ("inventory_outdated", judged(kind="retired"), "not_observed", "only_retired"),
    ("inventory_columns_short", one(), "pass", "complete"),
    ("inventory_columns_short", judged(core=tuple(name for name in CORE if name != "publication")), "pass", "complete"),
    ("inventory_columns_short", judged(core=CORE[:6]), "fail", "missing"),
    ("inventory_columns_short", judged(core=tuple(name for name in CORE if name != "steward")), "fail", "missing"),
    ("inventory_columns_short", judged(completeness={**FULL, "description": 0.49}), "fail", "mostly_empty"),
    ("inventory_columns_short", judged(completeness={**FULL, "description": 0.5}), "pass", "complete"),
    ("inventory_columns_short", judged(completeness={**FULL, "link": 0.1, "publication": 0.1}), "pass", "complete"),
    ("inventory_departments_short", one(), "pass", "covered"),
    ("inventory_departments_short", one(coverage=a_coverage(5, 20, 25, "no")), "fail", "short"),
    ("inventory_departments_short", one(coverage=a_coverage(15, 24, 25, "undetermined")), "not_observed", "unsettled"),
    ("inventory_departments_short", one(coverage=None), "not_observed", "no_list"),
    ("inventory_departments_short", judged(kind="part"), "not_observed", "only_part"),
    ("inventory_departments_short", one(table=CUT, coverage=a_coverage(5, 20, 25, "no")), "not_observed", "cut"),
    ("inventory_departments_short", one(table=CUT), "pass", "covered"),
    ("inventory_is_catalogue", one(), "pass", "not_public"),
    ("inventory_is_catalogue", judged(not_public=0), "pass", "not_published"),
    ("inventory_is_catalogue", judged(**TELLS_NOTHING), "not_observed", "cannot_tell"),
    ("inventory_is_catalogue", judged(not_public=1, disguise="undetermined"), "not_observed", "cannot_tell"),
    ("inventory_is_catalogue", judged(kind="catalogue", **ALL_OPEN), "fail", "only_published"),
    ("inventory_is_catalogue", DISGUISED, "fail", "only_published"),
    ("inventory_is_catalogue", one(table=CUT, judgement=ALL_OPEN), "not_observed", "cut"),
    ("inventory_is_catalogue", judged(kind="catalogue", why="platform-list"), "fail", "platform_list"),
    ("inventory_is_catalogue", holding(others=(LISTED,)), "fail", "platform_list"),
    ("inventory_is_catalogue", holding(others=(replace(LISTED, title="Datasets of this portal"),)), "not_observed", "none_found"),
    ("inventory_is_catalogue", holding(others=(LISTED, considered(read=False))), "not_observed", "not_asked"),
    ("inventory_disagrees", one(), "pass", "agrees"),
    ("inventory_disagrees", one(reconciliation=a_reconciliation(claimed_not_found=tuple("abcdefghij"))), "pass", "agrees"),
    ("inventory_disagrees", one(reconciliation=a_reconciliation(claimed_not_found=tuple("abcdefghijk"))), "fail", "disagrees"),
    ("inventory_disagrees", one(reconciliation=TWELVE), "fail", "disagrees"),
    ("inventory_disagrees", replace(one(reconciliation=TWELVE), unseen=("http://a.example",)), "not_observed", "portals_unseen"),
    ("inventory_disagrees", one(judgement={"kind": "part"}, reconciliation=TWELVE), "pass", "agrees"),
    ("inventory_disagrees", one(reconciliation=a_reconciliation(basis="none")), "not_observed", "claims_nothing"),
    ("inventory_disagrees", one(reconciliation=None), "not_observed", "claims_nothing"),
    *((check, holding(failing("timeout")), "not_observed", "unreadable") for check in INVENTORY),
    *((check, holding(others=(considered(read=False),)), "not_observed", "not_asked") for check in INVENTORY),
    *((check, Inventories(), "not_observed", "none_found") for check in INVENTORY),
    *((check, Inventories((considered(),), (a_result(),), None), "not_applicable", None) for check in INVENTORY),
]  # fmt: skip


@pytest.mark.parametrize(("check", "inventories", "outcome", "reason"), CASES)
def test_what_a_check_says(check: str, inventories: Inventories, outcome: str, reason: str | None) -> None:
    assert word(said(check, inventories)) == (outcome, reason)


@pytest.mark.parametrize("check", INVENTORY)
def test_a_check_is_tested_in_all_that_it_can_say(check: str) -> None:
    """Only what stands in a later finding, and what needs a broken catalogue, is tested apart."""
    apart = {"claimed_not_found", "published_not_listed", "catalogue_cut", "catalogue_unread"}
    texts = table("reasons/en")[check]

    assert isinstance(texts, dict)
    assert set(texts) - apart == {reason for name, _, _, reason in CASES if name == check} - {None}


@pytest.mark.parametrize("check", INVENTORY)
def test_in_a_catalogue_that_was_not_read_whole_an_inventory_may_be_hidden(check: str) -> None:
    broken = a_snapshot(a_dataset(), gaps=(Gap("catalogue", "timeout"),))

    assert word(said(check, holding(), broken)) == ("not_observed", "catalogue_unread")


def test_a_catalogue_that_was_not_read_whole_contradicts_no_inventory() -> None:
    broken = a_snapshot(a_dataset(), gaps=(Gap("catalogue", "timeout"),))
    far_apart = one(reconciliation=a_reconciliation(claimed_not_found=tuple("abcdefghijklmnop")))

    assert word(said("inventory_disagrees", far_apart, broken)) == ("not_observed", "catalogue_cut")


@pytest.mark.parametrize(
    ("check", "evidence"),
    [
        ("inventory_unpublished", HEADER), ("inventory_outdated", NEWEST), ("inventory_columns_short", HEADER),
        ("inventory_departments_short", HEADER), ("inventory_is_catalogue", CLOSED), ("inventory_disagrees", HEADER),
    ],
)  # fmt: skip
def test_what_passes_shows_where_it_stands(check: str, evidence: object) -> None:
    found = first(said(check, one()))

    assert found is not None
    assert found.evidence[0] == evidence


def test_a_refusal_is_shown_by_its_capture() -> None:
    (found,) = said("inventory_unpublished", holding(failing("http-403"))).findings

    assert [evidence.capture for evidence in found.evidence] == [CAPTURE]
    assert "http-403" in render(found.check, found.reason, found.params)


def test_a_part_beside_a_catalogue_that_was_not_read_whole_may_have_its_whole_there() -> None:
    broken = a_snapshot(a_dataset(), gaps=(Gap("catalogue", "timeout"),))

    assert word(said("inventory_unpublished", judged(kind="part"), broken)) == ("not_observed", "part_unsure")


def test_a_layer_s_own_stamp_is_shown_where_the_layer_tells_it() -> None:
    told_at = Evidence(CAPTURE, "/editingInfo/dataLastEditDate", "1568000000000")
    inventories = one(table={"stamp_at": told_at}, judgement={"newest": None, "newest_from": None}, stamp=OLDER)
    (found,) = said("inventory_outdated", inventories).findings

    assert found.evidence == (told_at,)


def test_the_platform_s_stamp_is_shown_where_the_catalogue_tells_it() -> None:
    inventories = one(judgement={"newest": None, "newest_from": None}, stamp=OLDER)
    places = {"data_modified": "#/resource/data_updated_at"}
    (listed,) = said("inventory_outdated", inventories).findings
    (told,) = said("inventory_outdated", inventories, a_snapshot(a_dataset(), places=places)).findings
    (elsewhere,) = said("inventory_outdated", inventories, a_snapshot()).findings

    assert (listed.evidence[0].pointer, listed.evidence[0].excerpt) == ("/result/results/0", None)
    assert (told.evidence[0].pointer, told.evidence[0].excerpt) == ("/result/results/0/resource/data_updated_at", "2019-03-09")
    assert (elsewhere.evidence[0].capture, elsewhere.evidence[0].pointer) == (CAPTURE, "")


@pytest.mark.parametrize(
    ("check", "inventories", "measure"),
    [
        ("inventory_outdated", one(), 62.0),
        ("inventory_outdated", one(judgement={"newest": None, "newest_from": None}), 61.0),
        ("inventory_columns_short", judged(core=CORE[:6]), 6 / 7),
        ("inventory_departments_short", one(), 24 / 25),
        ("inventory_disagrees", one(), 0.01),
        ("inventory_disagrees", one(reconciliation=TWELVE), 13 / 112),
    ],
)
def test_what_is_measured(check: str, inventories: Inventories, measure: float) -> None:
    assert said(check, inventories).measure == pytest.approx(measure)


def test_both_sides_that_disagree_have_their_examples() -> None:
    held = a_reconciliation(claimed_not_found=tuple(f"n{number:02}" for number in range(60)), published_not_listed=(1, 0, 9))
    found = said("inventory_disagrees", one(reconciliation=held)).findings

    assert [(one.reason, one.subject) for one in found[1:6]] == [
        ("claimed_not_found", "n00"), ("published_not_listed", "d1"), ("claimed_not_found", "n01"),
        ("published_not_listed", "d2"), ("claimed_not_found", "n02"),
    ]  # fmt: skip
    assert len(found) == 1 + 50 + 2


def test_where_several_denominators_settle_it_the_hardest_is_told() -> None:
    both = a_coverage()
    both = replace(both, shares=(replace(both.shares[0], of=99, at_least=90), replace(both.shares[0], of=79, at_least=66)))
    found = first(said("inventory_departments_short", one(coverage=both)))

    assert found is not None
    assert (found.params["at_least"], found.params["of"]) == (66, 79)

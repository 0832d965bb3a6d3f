"""What inventories and the columns of datasets show of criteria: DM2, DG1 and the second fundamental; DM8, RDC7, PA3."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from portalaudit.model.audit import CheckResult
from portalaudit.model.check import Judged, Outcome, Parts, PortalVerdict
from portalaudit.model.governance import Governance
from portalaudit.model.inventory import Inventories
from portalaudit.model.rubric import CriterionResult
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs, pool
from portalaudit.rubrics.load import load
from tests.builders import a_snapshot
from tests.checks.inventory.made import CLOSED, HEADER, NEWEST, a_coverage, a_result, considered, first, holding, said, word
from tests.checks.inventory.test_topics import a_table
from tests.checks.table import CHECKS
from tests.governed import a_document, governed

NAMES = [check.id for check in CHECKS.values() if check.family == "inventory"]


def result(check: str, verdict: PortalVerdict) -> CheckResult:
    at = {name: int(verdict.outcome == name) for name in ("pass", "fail", "not_applicable", "not_observed")}
    return CheckResult(
        check, "inventory", at["pass"] + at["fail"], at["pass"], at["fail"], at["not_applicable"], at["not_observed"],
        outcome=verdict.outcome, findings=verdict.findings[:5], shown=verdict.shown,
    )  # fmt: skip


def seen(*portals: Inventories, documents: Governance | None = None) -> Inputs:
    """A city whose portals showed these inventories, and whose documents were looked for, in vain unless told."""
    names = [name for name in NAMES if name.startswith("inventory_")]
    found = pool([[result(name, said(name, portal)) for name in names] for portal in portals])
    return Inputs(found, 2, registered=True, governance=governed() if documents is None else documents)


def judged(rubric: str, criterion: str, given: Inputs) -> CriterionResult:
    return next(one for one in grade(load(rubric), given).criteria if one.id == criterion)


def one(**changes: Any) -> Inventories:
    return holding(a_result(**changes))


OLD = {"newest": date(2020, 1, 1)}
SHORT = a_coverage(5, 10, 25, "no")
UNSETTLED = a_coverage(10, 24, 25, "undetermined")
OPEN: dict[str, Any] = {"not_public": 0, "not_on_portal": 0, "disguise": "yes", "kind": "catalogue", "why": "lists-only-public"}
SILENT: dict[str, Any] = {"not_public": None, "not_on_portal": None, "disguise": "undetermined"}
PLATFORM = considered(title="Data Inventory", accepted=False, kind="catalogue", reason="platform-list", read=False)


@pytest.mark.parametrize(
    ("inventories", "finding", "why"),
    [
        (one(), "met", None),
        (one(coverage=SHORT), "undetermined", "internal_practice"),  # two hold, and the method may be the third
        (one(coverage=UNSETTLED), "undetermined", "not_found"),
        (one(coverage=None), "undetermined", "unregistered"),
        (one(judgement=OLD, stamp=None), "undetermined", "internal_practice"),
        (one(judgement=OLD, stamp=None, coverage=SHORT), "partly", None),
        (one(judgement={"kind": "part"}), "partly", None),
        (one(judgement={"kind": "retired"}), "undetermined", "not_found"),
        (one(judgement=OPEN), "partly", None),
        (one(judgement={**OPEN, **OLD}, stamp=None, coverage=SHORT), "undetermined", "not_found"),
        (one(judgement=SILENT), "undetermined", "not_found"),
        (holding(), "undetermined", "not_found"),
        (holding(others=(PLATFORM,)), "undetermined", "not_found"),
        (holding(a_result({"failure": "timeout"})), "undetermined", "gap"),
        (holding(a_result({"failure": "http-403"})), "undetermined", "gap"),
        (holding(others=(considered(read=False),)), "undetermined", "gap"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("rubric", "criterion"), [("wwc-v3", "DM2"), ("wwc-v2", "DG1")])
def test_three_of_four(rubric: str, criterion: str, inventories: Inventories, finding: str, why: str | None) -> None:
    found = judged(rubric, criterion, seen(inventories))

    assert (found.finding, found.why) == (finding, why)
    assert found.strength == (None if finding == "undetermined" else "verified")
    assert bool(found.ask_for) == (finding == "undetermined")


METHOD = governed(a_document("publishing-guide", ["inventory-method"]))
DRAFT = governed(a_document("publishing-guide", ["inventory-method"], reading={"standing": "draft"}))


@pytest.mark.parametrize(
    ("inventories", "documents", "finding", "more"),
    [
        (one(), METHOD, "met", "verified"),  # three hold without it
        (one(coverage=SHORT), METHOD, "met", "indicated"),  # the written method is the third
        (one(coverage=SHORT), DRAFT, "undetermined", "internal_practice"),
        (one(coverage=SHORT), governed(looked=()), "undetermined", "internal_practice"),
        (holding(), governed(looked=()), "undetermined", "not_found"),
        (one(judgement=OLD, stamp=None, coverage=SHORT), METHOD, "partly", "indicated"),
        (holding(), METHOD, "undetermined", "not_found"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("rubric", "criterion"), [("wwc-v3", "DM2"), ("wwc-v2", "DG1")])
def test_a_written_method_may_be_the_third(
    rubric: str, criterion: str, inventories: Inventories, documents: Governance, finding: str, more: str
) -> None:
    found = judged(rubric, criterion, seen(inventories, documents=documents))

    assert (found.finding, found.strength or found.why) == (finding, more)


@pytest.mark.parametrize(
    ("inventories", "finding"),
    [
        (one(), "met"),
        (one(judgement=OLD, stamp=None, coverage=SHORT), "met"),
        (one(judgement={"kind": "part"}), "partly"),
        (one(judgement=OPEN), "undetermined"),
        (one(judgement=SILENT), "undetermined"),
        (holding(), "undetermined"),
        (holding(others=(PLATFORM,)), "undetermined"),
        (holding(a_result({"failure": "http-404"})), "undetermined"),
    ],
)  # fmt: skip
def test_the_second_fundamental(inventories: Inventories, finding: str) -> None:
    assert judged("wwc-2018-fundamentals", "F2", seen(inventories)).finding == finding


def test_a_criterion_that_is_met_shows_its_evidence_and_its_figures() -> None:
    found = judged("wwc-v3", "DM2", seen(one()))

    assert found.evidence == (HEADER, NEWEST, CLOSED)
    assert all(evidence.capture and evidence.pointer for evidence in found.evidence)
    assert found.because.startswith("3 of 4 parts met, 1 undetermined; met asks for 3. The data inventory “Data Inventory” is")
    assert "was brought up to date on 2026-08-31, 62 days before this audit, by its own column “Updated”" in found.because
    assert "names 24 of 25 departments at least" in found.because
    assert found.because.count("is published and was read: 400 entries") == 1
    assert ".." not in found.because


def test_where_nothing_was_found_it_says_among_how_much() -> None:
    found = judged("wwc-v3", "DM2", seen(holding(others=(replace(PLATFORM, title="Trees", reason="about:trees"),))))

    assert "No data inventory was found; of 2 assets of the catalogue one was considered and refused" in found.because


@pytest.mark.parametrize("order", [1, -1])
def test_the_inventory_of_one_portal_stands_for_the_city(order: int) -> None:
    """What the others lack, or have that is worse, changes nothing; what passes is shown before what fails elsewhere."""
    worse = a_result(judgement=OLD, stamp=None, coverage=SHORT)
    other = Inventories((worse.considered,), (worse,), None)
    refused = holding(a_result({"failure": "http-403"}))
    portals = [one(), holding(), other, refused][::order]

    assert judged("wwc-v3", "DM2", seen(*portals)).finding == "met"
    assert judged("wwc-v3", "DM2", seen(*portals)).evidence[:2] == (HEADER, NEWEST)
    assert (
        judged("wwc-v3", "DM2", seen(*[holding(), one(judgement=OLD, stamp=None, coverage=SHORT)][::order])).finding == "partly"
    )


def of_columns(*portals: Snapshot) -> Inputs:
    names = [name for name in NAMES if not name.startswith("inventory_")]
    return Inputs(pool([[result(name, _said(name, portal)) for name in names] for portal in portals]), 2, registered=True)


def _said(name: str, snapshot: Snapshot) -> PortalVerdict:
    own = np.ones(len(snapshot.datasets), np.bool_)
    verdict = CHECKS[name].run(Parts(snapshot, CHECKS[name].needs, Judged(Inventories(), own)))
    assert isinstance(verdict, PortalVerdict)
    assert word(verdict)[1] == getattr(first(verdict), "reason", None)
    return verdict


PLAIN = a_table("Street", "Length")
BIDS, CONTRACTS = a_table("Bid Number", "Due Date"), a_table("Vendor", "Contract ID", "Total")
CHECKBOOK = a_table("Payee", "Check Number", "Amount")


@pytest.mark.parametrize(
    ("criterion", "tables", "finding", "why"),
    [
        ("DM8", (a_table("District", "Race", "Sex"),), "partly", None),
        ("DM8", (a_table("District", "Calls"),), "undetermined", "not_found"),
        ("DM8", (PLAIN,), "undetermined", "not_found"),
        ("DM8", (PLAIN, a_table()), "undetermined", "gap"),
        ("RDC7", (BIDS, CONTRACTS, CHECKBOOK), "met", None),
        ("RDC7", (CONTRACTS, CHECKBOOK), "partly", None),
        ("RDC7", (PLAIN,), "undetermined", "not_found"),
        ("RDC7", (a_table(),), "undetermined", "gap"),
        ("PA3", (a_table("Indicator", "Target", "Actual", "Year"),), "met", None),
        ("PA3", (a_table("KPI", "Value", "Year"),), "partly", None),
        ("PA3", (PLAIN,), "undetermined", "not_found"),
        ("PA3", (), "undetermined", "gap"),
    ],
)
def test_what_columns_show(criterion: str, tables: tuple[dict[str, object], ...], finding: str, why: str | None) -> None:
    found = judged("wwc-v3", criterion, of_columns(a_snapshot(*tables)))

    assert (found.finding, found.why) == (finding, why)
    assert found.strength == (None if finding == "undetermined" else "indicated")
    if finding != "undetermined":
        assert found.evidence[0].excerpt in {"Race", "Sex", "District", "Bid Number", "Vendor", "Indicator", "KPI"}
        assert found.evidence[0].pointer


def test_columns_of_any_portal_show_it() -> None:
    both = of_columns(a_snapshot(PLAIN), a_snapshot(BIDS, CONTRACTS, CHECKBOOK), a_snapshot(a_table()))

    assert judged("wwc-v3", "RDC7", both).finding == "met"


@pytest.mark.parametrize("outcome", ["pass", "fail", "not_observed", "not_applicable", "error"])
def test_no_outcome_of_an_inventory_is_ever_held_against_a_city(outcome: Outcome) -> None:
    checks = pool([[CheckResult(name, "inventory", 0, 0, 0, 0, 0, outcome=outcome) for name in NAMES]])
    given = Inputs(checks, 9)
    found = [judged("wwc-v3", name, given) for name in ("DM2", "DM8", "RDC7", "PA3")]
    found += [judged("wwc-v2", "DG1", given), judged("wwc-2018-fundamentals", "F2", given)]

    assert {criterion.finding for criterion in found} <= {"met", "partly", "undetermined"}

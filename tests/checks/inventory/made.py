"""Inventories as the audit judges them, from values."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from portalaudit.model.capture import Evidence
from portalaudit.model.check import Finding, Judged, Parts, PortalVerdict
from portalaudit.model.inventory import (
    Column,
    Considered,
    Coverage,
    Inventories,
    InventoryResult,
    Judgement,
    Reconciliation,
    Share,
)
from portalaudit.model.reasons import parameters
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import ReadTable
from tests.builders import a_dataset, a_snapshot
from tests.checks.table import CHECKS

CAPTURE = "00000000-0000-4000-8000-00000000000a"
CORE = ("name", "description", "department", "steward", "classification", "frequency", "publication", "link")
NEWEST = Evidence(CAPTURE, "row=7;col=4", "2026-08-31")
HEADER = Evidence(CAPTURE, "row=1", "Dataset, Department, Updated")
CLOSED = Evidence(CAPTURE, "row=9;col=5", "Level 3")


def considered(**changes: Any) -> Considered:
    """An asset that is accepted and whose rows were asked for; the catalogue lists it as `d1`."""
    return replace(Considered("d1", "Data Inventory", True, "whole", "named", 0.95, read=True), **changes)


def a_judgement(**changes: Any) -> Judgement:
    """An inventory that passes every check on the day of the builders' snapshots (2026-11-01)."""
    return replace(
        Judgement(
            entries=400, kind="whole", why="many-departments", completeness=dict.fromkeys(CORE, 1.0), core=CORE, core_of=8,
            filled_rows=1.0, newest=date(2026, 8, 31), oldest=date(2015, 1, 1), newest_from="Updated", newest_text="2026-08-31",
            date_note=None, not_on_portal=120, not_public=80, public=320, unclassified=0, readable_frequency=1.0, disguise="no",
            departments=24, levels={"Public": 320, "Level 3": 80}, unread=(),
        ),
        **changes,
    )  # fmt: skip


def a_coverage(at_least: int = 24, at_most: int = 24, of: int = 25, above: Any = "yes") -> Coverage:
    share = Share("listed", of, at_least, at_most, above)
    return Coverage(24, of, None, at_least, at_least, (), (), ("Parks", "Zoo"), (), (), (share,), above)


def a_reconciliation(**changes: Any) -> Reconciliation:
    """99 of 100 names that claim to be published are found."""
    return replace(
        Reconciliation("publication", 110, 100, {"fuzzy": 99}, (), ("Benches",), (), (), ()), **changes
    )  # fmt: skip


def a_result(table: dict[str, Any] | None = None, named: dict[str, Any] | None = None, **changes: Any) -> InventoryResult:
    """An inventory that was read; changes of its judgement under `judgement`."""
    asked = ReadTable("d1", "inventory", "http://data.example.org/inventory.csv", (CAPTURE,), **(table or {}))
    told = changes.pop("judgement", {})
    judged = a_judgement(**told) if told is not None and asked.failure is None else None
    made = InventoryResult(
        considered(**(named or {})), asked, (Column(4, "Updated", "updated", 0.99, "exact"),), judged,
        stamp=date(2026, 9, 1), coverage=a_coverage(), reconciliation=a_reconciliation(),
        assets=[("d1", "Data Inventory"), ("d2", "Trees")],
        newest_at=NEWEST, header_at=HEADER, not_public_at=(CLOSED,),
    )  # fmt: skip
    return replace(made, **changes)


def holding(*results: InventoryResult, chosen: InventoryResult | None = None, others: tuple[Considered, ...] = ()) -> Inventories:
    """What one portal showed; the first that could be read is chosen unless told."""
    stands = chosen or next((result for result in results if result.judgement), None)
    return Inventories((*(result.considered for result in results), *others), results, stands, "registry")


def said(check: str, inventories: Inventories, snapshot: Snapshot | None = None) -> PortalVerdict:
    """The verdict of a check on an inventory, in a catalogue of two datasets unless told."""
    made = snapshot or a_snapshot(a_dataset(title="Data Inventory"), a_dataset())
    own = np.ones(len(made.datasets), np.bool_)
    verdict = CHECKS[check].run(Parts(made, CHECKS[check].needs, Judged(inventories, own)))
    assert isinstance(verdict, PortalVerdict)
    return verdict


def first(verdict: PortalVerdict) -> Finding | None:
    return next(iter((*verdict.findings, *verdict.shown)), None)


def word(verdict: PortalVerdict) -> tuple[str, str | None]:
    """Outcome and reason. What fails has findings and nothing else has, and every reason's text has its parameters."""
    for finding in (*verdict.findings, *verdict.shown):
        wanted = parameters(finding.check, finding.reason)
        assert wanted is not None, finding
        assert {name for name in wanted if finding.params.get(name) is None} == set(), finding
    assert bool(verdict.findings) == (verdict.outcome == "fail")
    return verdict.outcome, getattr(first(verdict), "reason", None)

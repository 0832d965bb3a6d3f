"""Inventories as an audit carries them, made from small tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from portalaudit.documents.inventory.catalogue import Catalogue
from portalaudit.documents.inventory.departments import Listed
from portalaudit.documents.inventory.examine import examine
from portalaudit.model.audit import PortalAudit
from portalaudit.model.capture import Evidence
from portalaudit.model.inventory import Considered, Inventories, InventoryResult
from portalaudit.model.tables import ReadTable
from tests.documents.tables import a_table, an_entry

TODAY = date(2026, 11, 1)
LISTED = (Listed("Department of Parks"), Listed("Police"), Listed("Fire"))
CATALOGUE = Catalogue(["Trees", "Benches", "Hydrants"], [("d1",), ("d2",), ("d3",)], [()] * 3, [True] * 3, [""] * 3)
ROWS = (
    an_entry("Trees"), an_entry("Arrests", department="Police", data_classification="Confidential", publishing_status="No"),
    an_entry("Signs", department="Police"), an_entry("Bridges", department="Works", publishing_status="Not Published"),
)  # fmt: skip


def considered(subject: str = "i1", title: str = "Data Inventory", **changes: object) -> Considered:
    """An asset accepted as the inventory, and read."""
    given = {"accepted": True, "kind": "whole", "reason": "named", "confidence": 0.95, "read": True, **changes}
    return Considered(subject, title, **given)  # type: ignore[arg-type]


def a_result(
    rows: Sequence[Mapping[str, str]] = ROWS, about: Considered | None = None, *,
    catalogue: Catalogue | None = CATALOGUE, listed: Sequence[Listed] = LISTED, stamp: date | None = date(2026, 10, 1),
) -> InventoryResult:  # fmt: skip
    """An inventory, judged: four entries, one found, one claimed and not found, one not published, one not public."""
    table = a_table(rows)
    found = examine(table, TODAY, departments=listed, catalogue=catalogue, stamp=stamp)
    one = about or considered()
    read = ReadTable(
        one.subject, "inventory", f"https://data.example.org/{one.subject}.csv", ("c1", "c2"), (len(rows),), "file", table.header,
        table.header_row, table.dialect,
    )  # fmt: skip
    return InventoryResult(
        considered=one, table=read, columns=found.entries.map.columns, judgement=found.judgement, stamp=stamp,
        coverage=found.coverage, reconciliation=found.reconciliation, lines=found.lines,
        assets=() if catalogue is None else [(f"d{number}", title) for number, title in enumerate(catalogue.titles, 1)],
        newest_at=Evidence("c1", "row=2;col=9", "2026-01-15"), header_at=Evidence("c1", "row=1", "Dataset Name"),
        not_public_at=(Evidence("c1", "row=3;col=5", "Confidential"),),
    )  # fmt: skip


def a_failure(subject: str = "i2", reason: str = "http-403", **changes: object) -> InventoryResult:
    """An inventory whose rows could not be read."""
    about = considered(subject, "Inventory of old", **changes)
    return InventoryResult(
        about, ReadTable(subject, "inventory", "https://data.example.org/i2", failure=reason, detail="refused")
    )


def with_inventories(
    portal: PortalAudit, *results: InventoryResult, refused: Sequence[Considered] = (), chosen: InventoryResult | None = None,
    source: str | None = "registry",
) -> PortalAudit:  # fmt: skip
    """The portal with these inventories; the first that could be read stands for the city unless another is named."""
    best = chosen or next((one for one in results if one.judgement), None)
    everything = (*(one.considered for one in results), *refused)
    return replace(portal, inventories=Inventories(everything, results, best, source, None))


TREES = considered("t1", "Tree Inventory", accepted=False, kind="other", reason="about:trees", confidence=0.9, read=False)

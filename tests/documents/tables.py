"""Small tables of text, and inventories built from rows."""

from collections.abc import Mapping, Sequence

import msgspec

from portalaudit.documents.delimited import read_delimited
from portalaudit.documents.inventory.entries import Entries, entries_of
from portalaudit.documents.inventory.values import NO_CORRECTIONS, Corrections
from portalaudit.documents.jsonrows import read_json
from portalaudit.documents.table import Table


def a_table(rows: Sequence[Mapping[str, str]]) -> Table:
    """A table of rows; columns in the order in which they first occur."""
    found = read_json([msgspec.json.encode(rows)])
    assert isinstance(found, Table), found
    return found


def a_csv(text: str) -> Table:
    """A table of a CSV text."""
    found = read_delimited(text.encode())
    assert isinstance(found, Table), found
    return found


def an_entry(name: str, **changes: str) -> dict[str, str]:
    """A row of an inventory in which nothing is missing."""
    row = {
        "Dataset Name": name,
        "Description": f"Everything the city knows of {name}, by day and place",
        "Department": "Department of Parks",
        "Data Steward": "parks@city.example",
        "Data Classification": "Public",
        "Update Frequency": "Monthly",
        "Publishing Status": "Published",
        "Link": "",
        "Last Updated": "2026-01-15",
    }
    return row | {key.replace("_", " ").title(): value for key, value in changes.items()}


def an_inventory(*rows: Mapping[str, str], corrections: Corrections = NO_CORRECTIONS) -> Entries:
    """Entries of an inventory."""
    return entries_of(a_table(rows), corrections)

"""Inventories in an audit's document: what stands there, how it is cut, and that it validates."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.export.document import document, encode, schema
from portalaudit.export.inventories import LONGEST, MOST_CONSIDERED, MOST_NAMES
from portalaudit.export.inventory import schema as inventory_schema
from portalaudit.export.inventory_fields import FIELDS
from portalaudit.model.audit import PortalAudit
from tests.documents.tables import an_entry
from tests.export.audits import a_portal, an_audit
from tests.export.inventoried import LISTED, TREES, a_failure, a_result, considered, with_inventories

VALIDATOR = jsonschema_rs.Draft202012Validator(schema())


def told(*portals: PortalAudit, **options: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode(document(an_audit(*portals), **options)))
    assert [f"{list(error.instance_path)}: {error.message}" for error in VALIDATOR.iter_errors(found)] == []
    return found


def test_an_inventory_says_where_it_is_whether_it_stands_for_the_city_and_what_it_holds() -> None:
    part = a_result(about=considered("i3", kind="part", reason="one-period", dated="FY17"))
    (portal,) = (with_inventories(a_portal(), a_result(), part, refused=[TREES]),)
    first, second = told(portal)["inventories"]

    assert tuple(first)[:14] == (
        "portal", "subject", "title", "url", "capture", "kind", "accepted", "reason", "confidence", "dated", "chosen",
        "submitted", "failure", "detail",
    )  # fmt: skip
    assert (first["portal"], first["subject"], first["url"], first["capture"], first["chosen"], first["submitted"]) == (
        "http://data.example.org", "i1", "https://data.example.org/i1.csv", "c1", True, False,
    )  # fmt: skip
    assert (first["entries"], first["kind"], first["not_on_portal"], first["not_public"]) == (4, "whole", 2, 1)
    assert first["updated"]["by_content"] == "2026-01-15" and first["updated"]["by_stamp"] == "2026-10-01"
    assert first["reconciliation"]["claimed_not_found"] == ["Signs"]
    assert first["reconciliation"]["published_not_listed"] == ["Benches", "Hydrants"]
    assert first["departments"]["unmatched_named"] == ["Works"] and first["evidence"]["newest"]["pointer"] == "row=2;col=9"
    assert (second["chosen"], second["dated"]) == (False, "FY17")


def test_every_field_of_an_inventory_s_own_document_is_there() -> None:
    first, second = told(with_inventories(a_portal(), a_result(), a_failure()))["inventories"]

    assert set(FIELDS) <= set(first) and set(FIELDS) <= set(second)


def test_one_that_could_not_be_read_says_why_and_holds_nothing() -> None:
    (found,) = told(with_inventories(a_portal(), a_failure()))["inventories"]

    assert (found["failure"], found["detail"], found["chosen"], found["kind"]) == ("http-403", "refused", False, "whole")
    assert (found["entries"], found["updated"], found["departments"], found["columns"]) == (None, None, None, [])


def test_what_was_considered_stands_with_its_portal_read_first_and_refused_with_the_reason() -> None:
    unread = considered("i9", read=False)
    portal = told(with_inventories(a_portal(), a_result(), refused=[TREES, unread]))["portals"][0]

    assert [(one["subject"], one["accepted"], one["read"]) for one in portal["inventory_considered"]] == [
        ("i1", True, True), ("i9", True, False), ("t1", False, False),
    ]  # fmt: skip
    assert portal["inventory_considered"][2]["reason"] == "about:trees"
    assert (portal["inventory_considered_total"], portal["departments_from"]) == (3, "registry")


def test_where_nothing_was_considered_the_lists_are_empty() -> None:
    found = told()

    assert found["inventories"] == []
    assert (found["portals"][0]["inventory_considered"], found["portals"][0]["departments_from"]) == ([], None)


def long_ones() -> PortalAudit:
    rows = [an_entry(f"Set {number:04}", department=f"Department {number // 3}") for number in range(MOST_NAMES * 6)]
    many = [replace(TREES, subject=f"t{number}") for number in range(MOST_CONSIDERED + 5)]
    return with_inventories(a_portal(), a_result(rows), refused=many)


def test_long_lists_are_cut_and_their_length_stands_beside_them() -> None:
    found = told(long_ones())
    (one,) = found["inventories"]

    held = one["reconciliation"]
    assert (len(held["claimed_not_found"]), held["claimed_not_found_total"]) == (MOST_NAMES, 6 * MOST_NAMES)
    assert (len(held["published_not_listed"]), held["published_not_listed_total"]) == (3, 3)
    assert (len(one["by_department"]), one["by_department_total"]) == (MOST_NAMES, 2 * MOST_NAMES)
    named = one["departments"]
    assert (len(named["unmatched_named"]), named["unmatched_named_total"]) == (MOST_NAMES, 2 * MOST_NAMES)
    portal = found["portals"][0]
    assert (len(portal["inventory_considered"]), portal["inventory_considered_total"]) == (MOST_CONSIDERED, MOST_CONSIDERED + 6)


def test_all_findings_bring_the_whole_lists() -> None:
    found = told(long_ones(), all_findings=True)
    (one,) = found["inventories"]

    assert len(one["reconciliation"]["claimed_not_found"]) == 6 * MOST_NAMES
    assert len(one["by_department"]) == 2 * MOST_NAMES
    assert len(found["portals"][0]["inventory_considered"]) == MOST_CONSIDERED + 6


def test_long_names_are_cut_unless_all_is_asked_for() -> None:
    portal = with_inventories(a_portal(), a_result([an_entry("W" * 4_000), an_entry("B")]))

    (name,) = (n for n in told(portal)["inventories"][0]["reconciliation"]["claimed_not_found"] if n.startswith("W"))
    assert len(name) == LONGEST and name.endswith("…")
    whole = told(portal, all_findings=True)["inventories"][0]["reconciliation"]["claimed_not_found"]
    assert "W" * 4_000 in whole


def test_without_a_catalogue_or_a_list_both_are_null() -> None:
    result = a_result(catalogue=None, listed=(), stamp=None)
    (one,) = told(with_inventories(a_portal(), result, source=None))["inventories"]

    assert (one["departments"], one["reconciliation"], one["updated"]["by_stamp"]) == (None, None, None)


def test_hostile_texts_survive_as_text() -> None:
    rows = [an_entry("<script>\x00", department="\u202eevil"), an_entry("=cmd()", department="D2")]
    told(with_inventories(a_portal(), a_result(rows, considered(title="\ud800"), stamp=date(1, 1, 1))))


@pytest.mark.parametrize("key", ["portal", "capture", "chosen", "entries", "reconciliation"])
def test_the_schema_misses_what_is_missing(key: str) -> None:
    value = told(with_inventories(a_portal(), a_result()))
    del value["inventories"][0][key]

    assert list(VALIDATOR.iter_errors(value))


def test_documents_stored_before_inventories_were_read_still_validate() -> None:
    value = told()
    for portal in value["portals"]:
        for key in ("inventory_considered", "inventory_considered_total", "departments_from", "departments_capture"):
            del portal[key]

    assert list(VALIDATOR.iter_errors(value)) == []


def test_both_schemas_say_the_same_of_what_both_documents_hold() -> None:
    ours, theirs = schema()["$defs"], inventory_schema()["$defs"]

    assert isinstance(ours, dict) and isinstance(theirs, dict)
    assert {name: ours.get(name) for name in theirs} == theirs


def test_a_part_of_the_list_of_departments_is_not_lost() -> None:
    """The list's names that no entry names are in the document."""
    (one,) = told(with_inventories(a_portal(), a_result()))["inventories"]

    assert one["departments"]["unmatched_listed"] == ["Fire"] and len(LISTED) == one["departments"]["listed"]

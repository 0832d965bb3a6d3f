"""What the text of an audit says of data inventories."""

import json
from typing import Any

import pytest

from portalaudit.cli.inventories import MOST, print_inventories
from portalaudit.export.document import document, encode
from portalaudit.model.audit import PortalAudit
from tests.export.audits import a_portal, an_audit
from tests.export.inventoried import TREES, a_failure, a_result, with_inventories


def said(portal: PortalAudit, capsys: pytest.CaptureFixture[str], **options: bool) -> str:
    print_inventories(json.loads(encode(document(an_audit(portal)))), **options)
    return capsys.readouterr().out


def test_it_says_what_was_read_with_its_clock_its_departments_and_what_is_not_public(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(with_inventories(a_portal(), a_result(), refused=[TREES]), capsys)

    assert "Data Inventory  https://data.example.org/i1.csv  (whole, stands for the city)" in out
    assert "4 entries; newest date: 2026-01-15 (column Last Updated)" in out
    assert "not on the portal: 2; not public: 1" in out
    assert "departments: 2 of the 3 listed (the city's record) are among the 3 named" in out
    assert "of 3 (listed): at least 2, at most 3: whether it is more than 80 % is undetermined" in out
    assert "claimed and not found: 1; published and not listed: 2" in out
    assert "2 considered, 1 accepted, 1 refused:\n  Tree Inventory: about trees" in out


def test_one_that_could_not_be_read_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert "could not be read: http-403: refused" in said(with_inventories(a_portal(), a_failure()), capsys)


def test_where_none_was_found_absence_is_not_claimed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "None was found. That is no proof of absence" in said(a_portal(), capsys)


def test_a_few_of_those_refused_are_named_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    portal = with_inventories(a_portal(), refused=[TREES] * (MOST + 4))

    assert said(portal, capsys).count("Tree Inventory") == MOST
    assert said(portal, capsys, all_findings=True).count("Tree Inventory") == MOST + 4


def test_of_a_document_of_a_version_that_read_none_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    old: dict[str, Any] = json.loads(encode(document(an_audit())))
    for portal in old["portals"]:
        for key in ("inventory_considered", "inventory_considered_total", "departments_from", "departments_capture"):
            del portal[key]

    print_inventories(old)

    assert capsys.readouterr().out == ""

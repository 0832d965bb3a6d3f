"""Hostile texts in the workbook stay texts."""

from dataclasses import replace

import pytest

from portalaudit.model.audit import Target
from tests.export.everything import (
    FORMULAS,
    HOSTILE,
    URL,
    an_audit,
    hostile,
)
from tests.export.workbook.opened import rows, sheets
from tests.export.workbook.test_workbook import written


def test_hostile_texts_are_texts() -> None:
    """No formula, no markup, no broken file; every one is there in some form."""
    body = written(hostile())
    found = rows(body, "Datasets")
    titles = {str(row["Dataset"]) for row in found}

    assert len(found) == len(HOSTILE) + 1
    assert all(not cell.lstrip("\u00a0 ").startswith(("=", "+", "@", "＝", "\t")) for cell in texts(body))
    assert all(any(text.strip("\t\r\u00a0") in title for title in titles) for text in FORMULAS)
    assert any("<r><t>x</t></r></si></sst>" in title for title in titles)
    assert {"a\ufffdb", "line end", "_x000D_", "null", "1e5", "2020-01-01", "TRUE"} <= titles


@pytest.mark.parametrize(
    "text", ["=1+1", "<r></t></is><v>1</v></r>", "]]>&<b>", "a\x00\x1b", "\ud800\ufffe", " \n ", "\u202eevil"]
)
def test_a_hostile_name_is_a_name(text: str) -> None:
    """Of a portal audited alone its title is the audit's name: on the first sheet and in the file's properties."""
    audit = an_audit()
    (first, second), alone = audit.portals, Target(None, (URL,))
    named = replace(first, snapshot=replace(first.snapshot, portal=replace(first.snapshot.portal, title=text)))
    found = sheets(written(replace(audit, portals=(named, second), target=alone)))

    assert "no city record" in str(found["About"])


def texts(body: bytes) -> list[str]:
    return [
        cell
        for name, cells in sheets(body).items()
        if name != "Columns"
        for row in cells
        for cell in row
        if isinstance(cell, str)
    ]

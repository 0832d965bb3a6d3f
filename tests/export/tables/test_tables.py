"""Tables: typed, keyed, named; texts that any file can hold."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from portalaudit.errors import UsageError
from portalaudit.export.tables import tables
from portalaudit.export.tables.table import Column, Table, one_line
from portalaudit.export.tables.wording import text, word
from portalaudit.model.audit import CheckResult
from tests.export.everything import an_audit, beside_it, hostile

KINDS: dict[str, Any] = {
    "text": str, "key": str, "url": str, "word": str, "int": int, "number": (int, float), "bool": bool, "date": date,
    "moment": datetime,
}  # fmt: skip


@pytest.mark.parametrize("audit", [an_audit(), hostile()], ids=["everything", "hostile"])
@pytest.mark.parametrize("contacts", [True, False])
def test_every_row_has_what_its_columns_say(audit: Any, contacts: bool) -> None:
    """Values of their kinds, words of their lists, keys that are told and name one row."""
    for table in tables(audit, beside_it(audit, with_contacts=contacts)):
        assert table.title and table.about
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names) and set(table.key) <= set(names)
        seen = set()
        for row in table.clean():
            assert len(row) == len(names)
            for column, value in zip(table.columns, row, strict=True):
                assert value is None or isinstance(value, KINDS[column.kind]), (table.name, column.name, value)
                assert value is None or not column.choices or value in column.choices, (table.name, column.name, value)
            key = tuple(row[names.index(name)] for name in table.key)
            assert None not in key and key not in seen, (table.name, key)
            seen.add(key)


@pytest.mark.parametrize(
    ("given", "told", "masked"),
    [
        ("plain", "plain", "plain"),
        ("two\r\nlines\u2028more", "two lines more", "two lines more"),
        ("a\x00b\x1b[31m\ud800\ufffe", "a\ufffdb\ufffd[31m\ufffd\ufffd", "a\ufffdb\ufffd[31m\ufffd\ufffd"),
        ("write to Jane.Doe+x@city.example, or mailto:me@a.b", "write to Jane.Doe+x@city.example, or mailto:me@a.b",
         "write to …@city.example, or …@a.b"),
        ("@home", "@home", "@home"),
        (" \t ", None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_texts_stand_on_one_line(given: str, told: str | None, masked: str | None) -> None:
    assert (one_line(given), one_line(given, masked=True)) == (told, masked)


def test_names_are_spelt_so_that_they_stay_apart_and_are_never_masked() -> None:
    rows = [("a\tb",), ("a\nb",), ("me@city.example",), (None,)]
    table = Table("x", (Column("id", "key"),), ("id",), lambda: rows)
    assert [row[0] for row in table.clean()] == ["a\\tb", "a\\nb", "me@city.example", None]


def test_a_check_that_is_called_as_a_column_is_has_a_name_of_its_own() -> None:
    audit = an_audit()
    portal = audit.portals[0]
    strange = CheckResult("title", "metadata", 1, 1, 0, 0, 0, failing=np.array([1], np.int32), failing_reasons=("x",))
    given = replace(audit, portals=(replace(portal, checks=(*portal.checks, strange)), *audit.portals[1:]))
    (datasets,) = [table for table in tables(given, beside_it(given)) if table.name == "datasets"]
    names = [column.name for column in datasets.columns]
    found = [row[names.index("check_title")] for row in datasets.clean()]

    assert names.count("title") == 1
    assert found == ["pass", "fail", "pass", "not_seen"]


def test_a_check_that_broke_on_one_portal_saw_nothing_there() -> None:
    audit = an_audit()
    first, second = audit.portals
    broken = tuple(
        CheckResult(one.id, one.family, 0, 0, 0, 0, 0, outcome="error") if one.id == "license_missing" else one
        for one in second.checks
    )
    given = replace(audit, portals=(first, replace(second, checks=broken)))
    (datasets,) = [table for table in tables(given) if table.name == "datasets"]
    place = [column.name for column in datasets.columns].index("license_missing")

    assert [row[place] for row in datasets.clean()] == ["pass", "fail", "fail", "not_seen"]


def test_words_of_a_language_that_lacks_them_are_english() -> None:
    assert text("xx", "table", "criteria") == text("en", "table", "criteria")
    assert word("en", "state", "na") == "n/a"
    assert word("en", "finding", "not_met") == "Not met"
    with pytest.raises(KeyError):
        text("en", "table", "nothing")
    with pytest.raises(UsageError):
        list(tables(an_audit(), beside_it(an_audit(), lang="xx")))

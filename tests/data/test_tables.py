"""The shipped tables hold together."""

import re

import pytest

from portalaudit.data import formats as formats_module
from portalaudit.data.formats import formats, label_key
from portalaudit.data.frequencies import frequencies
from portalaudit.data.licences import licences, name_key
from portalaudit.data.tables import rows, table, threshold, words


@pytest.mark.parametrize("name", ["licences", "formats", "frequencies", "phrases", "thresholds", "column_topics", "ages"])
def test_a_table_says_its_version(name: str) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(table(name)["version"]))


@pytest.mark.parametrize(
    ("name", "key", "column"),
    [("licences", "licence", "names"), ("frequencies", "frequency", "terms"), ("formats", "format", "labels"),
     ("formats", "format", "media"), ("formats", "format", "endings"), ("frequencies", "frequency", "eu")],
)  # fmt: skip
def test_a_name_stands_for_one_thing(name: str, key: str, column: str) -> None:
    owners: dict[str, set[str]] = {}
    for row in rows(name, key):
        for word in words(row, column):
            owners.setdefault(name_key(word) if column in ("names", "terms") else label_key(word), set()).add(
                str(row.get("id", row.get("word")))
            )

    assert {word: found for word, found in owners.items() if len(found) > 1} == {}


def test_a_statement_of_nothing_is_no_licence() -> None:
    assert licences().nothing & set(licences().names) == set()


def test_the_days_of_frequencies_are_those_of_the_calendar() -> None:
    """Project Open Data's periods, by the longest month and year."""
    days = {found.word: found.days for found in frequencies().terms.values()}

    assert {word: days[word] for word in ("daily", "weekly", "monthly", "quarterly", "annual", "biennial", "decennial")} == {
        "daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "annual": 366, "biennial": 731, "decennial": 3653,
    }  # fmt: skip


def test_every_code_of_the_european_frequency_table_is_known() -> None:
    told = """
        UPDATE_CONT 1MIN 5MIN 10MIN 15MIN 30MIN HOURLY BIHOURLY TRIHOURLY 12HRS CONT DAILY_3 DAILY_2 DAILY WEEKLY_5 WEEKLY_3
        WEEKLY_2 WEEKLY BIWEEKLY MONTHLY_3 MONTHLY_2 MONTHLY BIMONTHLY QUARTERLY ANNUAL_3 ANNUAL_2 ANNUAL BIENNIAL TRIENNIAL
        QUADRENNIAL QUINQUENNIAL DECENNIAL BIDECENNIAL TRIDECENNIAL AS_NEEDED IRREG NEVER NOT_PLANNED OTHER UNKNOWN
    """
    codes = told.split()

    assert [code for code in codes if code.casefold() not in frequencies().codes] == []


@pytest.mark.parametrize(
    ("code", "machine", "proprietary"),
    [
        ("csv", True, False), ("xls", True, True), ("xlsx", True, False), ("json", True, False), ("xml", True, False),
        ("shp", True, False),
        ("mdb", True, True), ("html", False, False), ("pdf", False, False), ("docx", False, False), ("png", False, False),
        ("zip", None, False),
    ],
)  # fmt: skip
def test_formats_are_counted_as_the_census_counts_them(code: str, machine: bool | None, proprietary: bool) -> None:
    found = formats().labels[code]

    assert (found.machine_readable, found.proprietary) == (machine, proprietary)


def test_thresholds_say_their_source() -> None:
    sections = [section for section in table("thresholds").values() if isinstance(section, dict)]

    assert all(any("source" in key for key in section) for section in sections)
    assert threshold("description_short", "characters") == 50
    assert formats_module.formats() is formats()

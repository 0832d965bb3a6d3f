"""Recorded columns and rows of a portal: every name has a role, and every file's dates are those that a plain reading finds."""

import json
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from portalaudit.documents.rowdates.profile import profile
from portalaudit.documents.rowdates.roles import dated, deciding, kind_of
from portalaudit.model.probes import ColumnAnswer, KnownColumn
from tests.documents.recorded import a_file
from tests.documents.rowdates.days import AUDIT, day

pytestmark = pytest.mark.recordings

PORTAL = "portals/chattanooga"
TYPED = ("calendar_date", "date")
DAYS = ("%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p %z", "%B %d, %Y %I:%M %p")
"""How these files write a day, the month first."""
DEFAULTS = (date(1970, 1, 1), date(1900, 1, 1), date(1899, 12, 30))
MONTHS = ("%b %Y", "%B %Y")


def views(recordings: Path) -> Iterator[tuple[str, bool, tuple[KnownColumn, ...]]]:
    """Id, whether it is a dataset, and the columns of every recorded asset."""
    for line in (recordings / PORTAL / "api-views-20240927.jsonl").read_bytes().splitlines():
        view = json.loads(line)
        columns = tuple(map(known, view["columns"]))
        yield view["id"], view.get("assetType", "dataset") == "dataset", columns


def known(column: dict[str, str]) -> KnownColumn:
    name, type = column["fieldName"], column["dataTypeName"]
    return KnownColumn(name, kind_of(type, name), type, column["name"], column.get("description"))


def test_every_recorded_column_of_dates_has_a_role(recordings: Path) -> None:
    """All types are known, and few assets have nothing but expiry dates and the like."""
    roles, reasons, first, types = Counter[str](), Counter[str](), Counter[tuple[bool, str]](), Counter[str]()
    for _, is_dataset, columns in views(recordings):
        chosen = dated(columns, 500)
        assert len(chosen) == sum(column.type in TYPED for column in columns)
        roles.update(one.role for one in chosen)
        reasons.update(one.why for one in chosen)
        first.update([(is_dataset, one.role) for one in chosen[:1]])
        types.update(column.type for column in columns if column.kind == "other")
    print(dict(roles), dict(reasons), dict(first))

    assert roles.total() == 401
    assert types.keys() <= {"point", "polygon", "multipolygon", "line", "multipoint", "checkbox", "number", "text"}
    best = Counter(dict.fromkeys(("update", "event", "load", "aside"), 0))
    for (_, role), count in first.items():
        best[role] += count
    assert best.total() == 157
    assert best["aside"] + best["load"] <= 0.02 * best.total()


def plainly(text: str) -> tuple[date, date] | None:
    """First and last day of what a cell says, by `strptime` alone."""
    for spelling in DAYS:
        with suppress(ValueError):
            found = datetime.strptime(text, spelling)
            return found.date(), found.date()
    for spelling in MONTHS:
        with suppress(ValueError):
            found = datetime.strptime(text, spelling)
            return found.date(), found.date().replace(day=monthrange(found.year, found.month)[1])
    with suppress(ValueError):
        year = datetime.strptime(text, "%Y").year
        return date(year, 1, 1), date(year, 12, 31)
    return None


def expected(cells: list[str]) -> tuple[str | None, str | None, str, str]:
    """Newest, oldest, latest and earliest day of a column."""
    read = [found for found in map(plainly, cells) if found]
    assert len(read) == len(cells)
    today = date(2024, 9, 27)
    true = [
        (first, last)
        for first, last in read
        if first.year >= 1800 and last <= today + timedelta(days=2) and first not in DEFAULTS
    ]
    newest = max((last for _, last in true), default=None)
    oldest = min((first for first, _ in true), default=None)
    found = (newest, oldest, max(last for _, last in read), min(first for first, _ in read))
    return tuple(one.isoformat() if one else None for one in found)  # type: ignore[return-value]


def told(column: ColumnAnswer) -> tuple[str | None, ...]:
    moments = (column.newest, column.oldest, column.latest, column.earliest)
    return tuple(shown[:10] if (shown := day(moment)) else None for moment in moments)


def test_every_recorded_file_is_profiled_and_its_dates_are_those_of_a_plain_reading(recordings: Path) -> None:
    typed = {key: {str(one.title): one.type for one in columns} for key, _, columns in views(recordings)}
    compared, unsettled, deciders = 0, 0, Counter[str]()
    for path in sorted((recordings / PORTAL / "rows").glob("*.csv.gz")):
        table, types = a_file(path), typed[path.name.removesuffix(".csv.gz")]
        found = profile(table, AUDIT)
        assert [one.name for one in found.columns] == table.data.column_names
        for column, cells in zip(found.columns, table.data.columns, strict=True):
            filled = [text for text in cells.to_pylist() if text is not None]
            assert (column.rows, column.nulls, column.distinct) == (table.rows, table.rows - len(filled), len(set(filled)))
            if types.get(column.name) not in TYPED or not filled:
                continue
            assert column.kind == "date", column.name
            if "ambiguous-dates" in column.why:
                unsettled += 1
                continue
            assert told(column) == expected(filled), column.name
            assert column.at is None or cell(table.data.column(column.name).to_pylist(), table.records.to_pylist(), column)
            compared += 1
        if any(one.kind == "date" for one in found.columns):
            deciders.update([decides.role if (decides := deciding(found.columns)) else "none"])
    print(compared, unsettled, dict(deciders))

    assert compared == 85
    assert unsettled == 1  # 96 rows of one day, in a file without another date


def cell(cells: list[str | None], records: list[int], column: ColumnAnswer) -> bool:
    """The greatest stands where it is said to stand."""
    row = int((column.at or "").removeprefix("cell=").partition(",")[0])
    read = plainly(cells[records.index(row)] or "")
    return read is not None and read[1].isoformat() == told(column)[2]

"""Generated rows behind the assets of `catalogues.socrata`, made when they are first asked for, the same for the same seed.

Most are as new as their record says that the rows are. Some lie: the load ran yesterday, the rows ended years ago. Some promise
(a permit expires next year), and a few carry a date that cannot be.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from portalaudit.demo.catalogues import words
from portalaudit.demo.catalogues.entries import pick

LYING = 0.1
"""Data sets whose rows are years older than their load."""
IMPLAUSIBLE = 0.04
"""Data sets with a row whose date cannot be."""
IMPLAUSIBLE_DATES = ("8291-01-01T00:00:00.000", "2201-03-07T00:00:00.000", "1900-01-01T00:00:00.000", "0021-06-05T00:00:00.000")
PROMISING = "Expiration Date"
LOADED = "Last Updated"
_STATUS = ("Open", "Closed", "Pending", "Issued", "Void")
_DAYS: Mapping[str, float] = {value: days for value, days in words.FREQUENCIES if days is not None}


def rows_of(view: Mapping[str, object], seed: int = 0) -> tuple[list[str], list[list[str]]] | None:
    """Field names and cells, as text, of an asset that has a table; None for a story, a file or a link.

    Args:
        view: the asset's record of `/api/views`; its `rowsUpdatedAt` is what the newest row is told from.
    """
    updated, columns = view.get("rowsUpdatedAt"), view.get("columns")
    if view.get("viewType") != "tabular" or not isinstance(updated, int) or not isinstance(columns, list):
        return None
    rng = Random(f"{seed} {view.get('id')}")
    loaded = datetime.fromtimestamp(updated, UTC)
    newest = loaded - timedelta(hours=20 * rng.random())
    if rng.random() < LYING:
        newest -= timedelta(days=730 + 1500 * rng.random())
    count = 20 + int(rng.random() ** 2 * 180)
    gap = _gap(view)
    ages = [0.0, *accumulate(2 * gap * rng.random() for _ in range(count - 1))]
    opened = [newest - timedelta(days=age) for age in reversed(ages)]
    made = [_cells(rng, column, opened, loaded, newest) for column in columns]
    if rng.random() < IMPLAUSIBLE:
        for column, cells in zip(columns, made, strict=True):
            if column["name"] == "Date Opened" and column["dataTypeName"] == "calendar_date":
                cells[int(rng.random() * count)] = pick(rng, IMPLAUSIBLE_DATES)
    return [str(column["fieldName"]) for column in columns], [list(row) for row in zip(*made, strict=True)]


def _gap(view: Mapping[str, object]) -> float:
    """Days between two rows on average: two rows a period, where one is declared."""
    metadata = view.get("metadata")
    custom = metadata.get("custom_fields", {}) if isinstance(metadata, dict) else {}
    declared = [value for fields in custom.values() for value in fields.values()]
    return next((_DAYS[value] for value in declared if value in _DAYS), 7.0) / 2


def _cells(
    rng: Random, column: Mapping[str, object], opened: Sequence[datetime], loaded: datetime, newest: datetime
) -> list[str]:  # fmt: skip
    """One cell a row."""
    name, kind, count = str(column["name"]), column["dataTypeName"], len(opened)
    if str(column["fieldName"]).startswith(":"):
        return [str(1 + int(rng.random() * 12)) for _ in range(count)]
    if kind == "calendar_date":
        return _dates(rng, name, opened, loaded, newest)
    if kind == "number":
        most = {"Ward": 12, "Latitude": 90, "Longitude": 180}.get(name, 10_000)
        if name == "Fiscal Year":
            return [str(when.year) for when in opened]
        return ["" if rng.random() < 0.03 else f"{rng.random() * most:.{0 if most == 12 else 2}f}" for _ in range(count)]
    if kind == "checkbox":
        return [str(rng.random() < 0.5).lower() for _ in range(count)]
    if kind == "point":
        return [f"POINT (-{85 + rng.random():.5f} {35 + rng.random():.5f})" for _ in range(count)]
    if name == "Status":
        return [pick(rng, _STATUS) for _ in range(count)]
    if name == "Record ID":
        return [f"{when.year % 100:02}-{number:06}" for number, when in enumerate(opened, 1)]
    return ["" if rng.random() < 0.1 else f"{name} {int(rng.random() * 40)}" for _ in range(count)]


def _dates(rng: Random, name: str, opened: Sequence[datetime], loaded: datetime, newest: datetime) -> list[str]:
    if name == PROMISING:
        return [_stamp(when + timedelta(days=365 * (1 + int(rng.random() * 3)))) for when in opened]
    if name == LOADED:
        whole = rng.random() < 0.5  # a load that replaces every row gives all of them its time
        return [_stamp(loaded if whole else min(when + timedelta(hours=10 * rng.random()), loaded)) for when in opened]
    if name == "Date Opened":
        return [_stamp(when) for when in opened]
    later = [when + timedelta(days=30 * rng.random() ** 2) for when in opened]
    return [_stamp(when) if when <= newest else "" for when in later]


def _stamp(when: datetime) -> str:
    return when.replace(tzinfo=None).isoformat(timespec="milliseconds")

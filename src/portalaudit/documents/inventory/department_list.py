"""A list of departments, read from a table that somebody made."""

from functools import cache

from portalaudit.data.tables import table as shipped
from portalaudit.data.tables import words
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.columns import map_headers
from portalaudit.documents.inventory.departments import Listed
from portalaudit.documents.inventory.names import folded, normalised
from portalaudit.documents.inventory.vocabulary import value_words
from portalaudit.documents.table import Table


def read_list(table: Table) -> tuple[Listed, ...] | Failure:
    """The departments of a table: a column of names; if there are any, acronyms, aliases (`;` or `|` between them) and
    whether the department takes part. A table of one column without a header is a list of names."""
    columns = [column.to_pylist() for column in table.data.columns]
    header = [normalised(name) for name in table.header]
    names: list[str | None]
    if not columns:
        return Failure("empty", "the list has no column")
    groups = [column.group for column in map_headers(table.header).columns]
    name = next((groups.index(group) for group in ("department", "name") if group in groups), None)
    # Of several department columns the one whose cells differ most: `Department`, not `Type of agency`.
    candidates = [place for place, group in enumerate(groups) if group in ("department", "name")]
    if candidates:
        name = max(candidates, key=lambda place: (len(set(columns[place])), -place))
    if name is None and len(columns) > 1:
        return Failure("shape", "no column of the list is headed department, agency or name")
    names = columns[name or 0]
    if name is None and table.header_row is not None:
        names = [table.header[0], *names]
        columns = [names]
    code = groups.index("department_code") if "department_code" in groups else None
    also = next((place for place, key in enumerate(header) if key in _words("aliases")), None)
    part = next((place for place, key in enumerate(header) if key in _words("participation")), None)
    found: dict[str, Listed] = {}
    for row, text in enumerate(names):
        if not text or not (shown := " ".join(text.split())):
            continue
        found.setdefault(
            shown,
            Listed(
                shown,
                _split(None if code is None else columns[code][row]),
                _split(None if also is None else columns[also][row]),
                part is None or folded(columns[part][row] or "") not in value_words("publication", "no"),
            ),
        )
    return tuple(found.values()) or Failure("empty", "the list names no department")


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(text for part in (cell or "").replace("|", ";").split(";") if (text := part.strip()))


@cache
def _words(key: str) -> frozenset[str]:
    found = shipped("departments")["list"]
    assert isinstance(found, dict)
    return frozenset(normalised(word) for word in words(found, key))

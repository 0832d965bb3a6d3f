"""Why rows that answered told no date, or why there was none to ask for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portalaudit.documents.rowdates.roles import kind_of, text_dated
from portalaudit.model import frames
from portalaudit.model.probes import KnownColumn
from portalaudit.model.snapshot import Snapshot

BEHIND = "out-of-date"
"""The server says that what it answers from is behind the data: nothing that it told is held against them."""
_TELLING = frozenset({"update", "event"})
_MOST = 1_000
"""Columns of a dataset that are looked at (own choice, as when they are asked for)."""

Lines = Sequence[Mapping[str, Any]]


def reasons(snapshot: Snapshot, probes: Lines) -> Iterator[str | None]:
    """One code a line of `probes`: its failure, else why nothing is known of its newest row; None where that is known.

    `out-of-date` of a server that is behind its data; `empty-table` of none but no rows. The others say what the columns are:
    `no-plausible-date` some tell how new rows are, and no date that can be true came from them; `dates-as-text` only texts would,
    which a server does not sort as dates; `only-loads` all rows share the dates that there are; `only-aside` some of these are of
    an expiry, a birth and the like; `no-date-column` there is none.

    Args:
        probes: of each line `dataset way failure rows newest out_of_date`.
    """
    asked = frames.Hanging(snapshot.profiles, ("kind", "role", "why"))
    listed = frames.Hanging(snapshot.columns, ("name", "title", "type", "description", "system"))
    for line in probes:
        failure = line["failure"]
        if failure is not None and failure != "no-date-column":
            yield failure
        elif failure is None and line["out_of_date"]:
            yield BEHIND
        elif failure is None and line["newest"] is not None:
            yield None
        elif failure is None and line["rows"] == 0:
            yield "empty-table"
        else:
            row = line["dataset"]
            unasked = line["way"] == "soda" and _texts(listed.of(row, _MOST))
            yield _by_columns(asked.of(row, _MOST), unasked)


def _by_columns(columns: Lines, unasked: bool) -> str:
    roles = {column["role"] for column in columns}
    if roles & _TELLING:
        return "no-plausible-date"
    if unasked or any("dates-as-text" in (column["why"] or "") for column in columns):
        return "dates-as-text"
    return "only-aside" if "aside" in roles else "only-loads" if "load" in roles else "no-date-column"


def _texts(columns: Lines) -> bool:
    """Whether a catalogue lists texts that by their name tell how new rows are: of these SODA is not asked."""
    known = [
        KnownColumn(one["name"], kind_of(one["type"] or "", one["name"]), one["type"] or "", one["title"], one["description"])
        for one in columns
        if one["name"] and not one["system"]
    ]
    return any(one.role in _TELLING for one in text_dated(known, _MOST))

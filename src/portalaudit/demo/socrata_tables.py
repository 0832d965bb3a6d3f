"""Rows of a stand-in's assets in SQLite, each column in its type, so that SODA's questions are really answered."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from portalaudit.demo.soql.expressions import BOOLEAN, FIXED, FLOATING, NUMBER, OTHER, TEXT, Expression
from portalaudit.demo.soql.query import SYSTEM, Query
from portalaudit.demo.soql.values import guessed, number, spelt, stamped

Cell = str | int | float | None
TYPES: Mapping[str, str] = {
    "calendar_date": FLOATING, "floating_timestamp": FLOATING, "date": FIXED, "fixed_timestamp": FIXED, "number": NUMBER,
    "money": NUMBER, "percent": NUMBER, "double": NUMBER, "text": TEXT, "html": TEXT, "email": TEXT, "phone": TEXT,
    "checkbox": BOOLEAN,
}  # fmt: skip
"""What a question makes of the types of `/api/views`; all others can be counted, but have no order."""
SAMPLE = 1_000
"""Cells that the type of a column is guessed from where the catalogue does not tell it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an asset."""

    name: str
    """As SODA names it."""
    type: str
    """As `/api/views` names it."""

    @property
    def kind(self) -> str:
        return TYPES.get(self.type, OTHER)


@dataclass(frozen=True, slots=True)
class Table:
    """An asset's rows."""

    name: str
    """In the database."""
    fields: tuple[Field, ...]
    loaded: str
    """When all rows were last loaded, as `:updated_at` gives it."""

    def columns(self, hidden: Iterable[str] = ()) -> dict[str, Expression]:
        """What may be asked for, system fields last."""
        unseen = {name.lower() for name in hidden}
        found = {
            one.name.lower(): Expression(f"c{place}", one.kind, one.name, bare=frozenset([f"c{place}"]))
            for place, one in enumerate(self.fields)
            if one.name.lower() not in unseen
        }
        system = ("printf('row-%08d', rowid)", f"'{self.loaded}'", f"'{self.loaded}'")
        for name, sql, kind in zip(SYSTEM, system, (TEXT, FIXED, FIXED), strict=True):
            found[name] = Expression(sql, kind, name, bare=frozenset([name]))
        return found


@dataclass(frozen=True, slots=True)
class Store:
    """The database, in memory; safe to be asked from any thread."""

    tables: dict[str, Table] = field(default_factory=dict)
    _base: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:", check_same_thread=False))
    _lock: Lock = field(default_factory=Lock)

    def add(
        self, key: str, names: Sequence[str], records: Iterable[Sequence[str]], types: Mapping[str, str], loaded: str
    ) -> None:
        """Take an asset's rows in.

        Args:
            records: cells as text, empty for none; a short one lacks the rest.
            types: of `/api/views`, by field name; guessed for those that are not told. Columns that are only told are empty.
        """
        rows = list(records)
        sample = list(islice(rows, SAMPLE))
        fields = [
            Field(name, types.get(name) or guessed([row[place] for row in sample if len(row) > place and row[place]]))
            for place, name in enumerate(names)
        ]
        places = [place for place, name in enumerate(names) if names.index(name) == place]
        kinds = [(place, fields[place].kind) for place in places]
        known = [fields[place] for place in places]
        known += [Field(name, kind) for name, kind in types.items() if name not in names]
        with self._lock:
            table = Table(f"t{len(self.tables)}", tuple(known), loaded)
            self._base.execute(f"CREATE TABLE {table.name} ({', '.join(f'c{n}' for n in range(len(known) or 1))})")
            slots = ", ".join("?" * len(kinds))
            into = ", ".join(f"c{n}" for n in range(len(kinds)))
            if kinds:
                cells = ([_held(row[at], kind) if len(row) > at else None for at, kind in kinds] for row in rows)
                self._base.executemany(f"INSERT INTO {table.name} ({into}) VALUES ({slots})", cells)  # noqa: S608
            self.tables[key] = table

    def run(self, query: Query) -> list[dict[str, object]]:
        """The rows of an answer; what is null is left out."""
        with self._lock:
            rows = self._base.execute(query.sql).fetchall()
        shape = list(zip(query.names, query.types, strict=True))
        return [
            {name: _shown(cell, kind) for (name, kind), cell in zip(shape, row, strict=False) if cell is not None} for row in rows
        ]


def _held(cell: str, kind: str) -> Cell:
    """A cell as it is kept; None for an empty one, or what its type cannot hold."""
    if not cell:
        return None
    if kind == NUMBER:
        return number(cell)
    if kind in (FLOATING, FIXED):
        return stamped(cell, kind == FIXED)
    if kind == BOOLEAN:
        return {"true": 1, "false": 0}.get(cell.strip().lower())
    return cell


def _shown(cell: Cell, kind: str) -> object:
    if kind == BOOLEAN:
        return bool(cell)
    return spelt(cell) if isinstance(cell, int | float) else cell

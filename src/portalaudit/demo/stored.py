"""Rows of a stand-in's tables in SQLite, so that what is asked of them is really answered."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = str | int | float | None
Record = Mapping[str, str | None]

HELD = 64
"""Tables that are in memory at once; the others are made anew when they are asked."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str = "text"
    """`text int numeric timestamp date bool`, as PostgreSQL calls them; `timestamp` and `date` hold ISO 8601 texts."""
    title: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table before anyone asks for it."""

    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Sequence[Cell]]]
    edited: int | None = None
    """When its rows last changed, in milliseconds since 1970, as a layer tells it."""


class Stored:
    """A table in memory. Columns are called `c0 c1 …` within, so that none needs quotes, and `_id` counts from 1."""

    def __init__(self, table: Table) -> None:
        self.columns, self.edited = table.columns, table.edited
        self.places = {column.name: f"c{place}" for place, column in enumerate(table.columns)}
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        kinds = {"int": "INTEGER", "bool": "INTEGER", "numeric": "REAL"}
        defined = ", ".join(
            ["_id INTEGER PRIMARY KEY", *(f"{self.places[one.name]} {kinds.get(one.type, 'TEXT')}" for one in table.columns)]
        )
        self._database.execute(f"CREATE TABLE t ({defined})")
        marks = ", ".join("?" * len(table.columns))
        names = ", ".join(self.places.values())
        self._database.executemany(f"INSERT INTO t ({names}) VALUES ({marks})", table.rows())  # noqa: S608 - our own names

    def run(self, sql: str, values: Sequence[Cell] = ()) -> list[tuple[Cell, ...]]:
        """The rows of a query over the table `t`."""
        return self._database.execute(sql, tuple(values)).fetchall()

    def count(self, condition: str = "1", values: Sequence[Cell] = ()) -> int:
        return int(str(self.run(f"SELECT count(*) FROM t WHERE {condition}", values)[0][0]))  # noqa: S608 - translated before

    def close(self) -> None:
        self._database.close()


@dataclass(slots=True)
class Tables:
    """Tables by their keys: given ones, and others that are made when they are first asked for."""

    given: Mapping[str, Sequence[Record] | Table] = field(default_factory=dict)
    make: Callable[[str], Table | None] = lambda _: None
    _held: dict[str, Stored] = field(default_factory=dict)

    def get(self, key: str) -> Stored | None:
        """A table, ready to be asked."""
        held = self._held.pop(key, None)
        if held is None:
            found = self.given.get(key) or self.make(key)
            if found is None:
                return None
            held = Stored(found if isinstance(found, Table) else of_records(found))
            if len(self._held) >= HELD:
                self._held.pop(next(iter(self._held))).close()
        self._held[key] = held
        return held


def of_records(records: Sequence[Record]) -> Table:
    """Records of text as a table; columns in the order in which they first occur."""
    names = names_of(records)
    return Table(tuple(map(Column, names)), lambda: ([record.get(name) for name in names] for record in records))


def names_of(records: Iterable[Record]) -> list[str]:
    """The columns, in the order in which they first occur."""
    return list(dict.fromkeys(name for record in records for name in record))

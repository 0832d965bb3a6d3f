"""Years of nights of many cities, made straight into a database: seeded, and shaped as audits leave them.

A city has 1,000 own datasets of 20 departments, three open findings a dataset, and two opened and mended each night; its
criteria move about once a year each; one night in a hundred a criterion cannot be observed. What the crawl writes (captures,
events) is left out, and documents are small.
"""

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.stamps import micros_of
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.bulk import insert_rows

FIRST = datetime(2021, 12, 1, 2, tzinfo=UTC)
RUBRICS = (("wwc-v3", [*(f"DM{n}" for n in range(1, 10)), *(f"OD{n}" for n in range(1, 5)), "LC5", "RDC7", "PA3"]),
           ("portal-health", [f"PH{n}" for n in range(1, 17)]))  # fmt: skip
CHECKS, DATASETS, UNITS, OPEN, NIGHTLY = 55, 1_000, 20, 3_000, 2
STANDS = (
    ("met", "verified", None),
    ("partly", "verified", None),
    ("not_met", "verified", None),
    ("undetermined", None, "not_found"),
)
GAP = ("undetermined", None, "gap")
MOVES = 1 / 365
HIDDEN = 100
"""One criterion of so many could not be observed in a night."""

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of it."""

    cities: int
    nights: int

    def moment(self, night: int) -> datetime:
        return FIRST + timedelta(days=night)

    @property
    def last(self) -> datetime:
        return self.moment(self.nights - 1)

    def told(self, sqlite: bool) -> list[object]:
        """The moment of each night, and of the one after, as the driver takes it."""
        return [micros_of(self.moment(night)) if sqlite else self.moment(night) for night in range(self.nights + 1)]


def city(number: int) -> str:
    """A city's key."""
    return f"city-{number:04d}-ex"


def portal(number: int) -> str:
    """Its portal's address."""
    return f"https://data.city-{number:04d}.example"


def fill(engine: Engine, shape: Shape, seed: int = 1) -> None:
    """Fill an empty database that has all tables."""
    chance = random.Random(seed)
    when = shape.told(engine.dialect.name == "sqlite")
    with store.writing(engine) as connection:
        _names(connection, shape)
        put = _Putting(connection)
        put(
            "audits", "number id target city name city_record urls taken_at state complete software options", _audits(shape, when)
        )
        put("audit_documents", "audit body", ((n, _BODY) for n in _numbers(shape)))
        put(
            "audit_portals",
            "audit position portal platform connector digest assets datasets own_datasets distributions traffic gaps",
            (
                (
                    n,
                    0,
                    (n - 1) % shape.cities + 1,
                    "ckan",
                    "ckan",
                    f"sha256:{n:064x}",
                    DATASETS,
                    DATASETS,
                    DATASETS,
                    3 * DATASETS,
                    _TRAFFIC,
                    _GAPS,
                )
                for n in _numbers(shape)
            ),
        )
        put("rubric_results", "audit position rubric score decided counts", _results(shape))
        put(
            "standings",
            "target rubric criterion finding strength why opened_by opened_at cause unseen_since closed_by closed_at",
            _standings(shape, when, chance),
        )
        put(
            "findings",
            "portal subject check_id reason opened_by opened_at closed_by closed_at close_reason",
            _findings(shape, when, seed),
        )
        put(
            "jobs",
            "target kind due_at not_before until priority state tries deaths options audit began_at ended_at line",
            _jobs(shape, when),
        )
        _said(connection)
        _checks(connection)
    _settle(engine)


class _Putting:
    """Rows into a table."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __call__(self, table: str, names: str, rows: Iterable[Row]) -> None:
        insert_rows(self.connection, tables.METADATA.tables[table], names.split(), rows)


_BODY = zlib.compress(b'{"schema":"portalaudit/audit/1","documents":[],"rubrics":[]}', 3)
_TRAFFIC = '{"requests":17,"bytes":1234567,"seconds":21.5,"not_modified":12,"by_host":[]}'
_GAPS = '[{"part":"documents","reason":"http-403","capture":null,"detail":null}]'
_RECORD = (
    '{"key":"%s","name":"%s","country":"US","timezone":"America/New_York",'
    '"portals":["%s"],"publishers":["City"],"departments":[]}'
)


def _numbers(shape: Shape) -> range:
    return range(1, shape.cities * shape.nights + 1)


def _names(connection: Connection, shape: Shape) -> None:
    def put(table: sa.Table, rows: list[dict[str, object]]) -> None:
        connection.execute(sa.insert(table), rows)

    put(tables.portals, [{"id": n + 1, "url": portal(n), "platform": "ckan", "connector": "ckan"} for n in range(shape.cities)])
    put(tables.checks, [{"id": n + 1, "name": f"check_{n:02d}", "version": 1, "family": "metadata"} for n in range(CHECKS)])
    put(tables.reasons, [{"id": 1, "code": "absent"}])
    put(tables.rubric_versions, [
        {"id": n + 1, "rubric": name, "version": "1", "digest": f"{n:064x}", "title": name} for n, (name, _) in enumerate(RUBRICS)
    ])  # fmt: skip
    units = [(n, unit) for n in range(shape.cities) for unit in range(UNITS)]
    put(tables.organisations, [
        {"id": UNITS * n + unit + 1, "portal": n + 1, "name": f"Department {unit:02d}"} for n, unit in units
    ])  # fmt: skip
    sets = [(n, row) for n in range(shape.cities) for row in range(DATASETS)]
    put(tables.subjects, [
        {"id": DATASETS * n + row + 1, "portal": n + 1, "name": f"dataset-{row:05d}", "organisation": UNITS * n + row % UNITS + 1,
         "own": True} for n, row in sets
    ])  # fmt: skip
    put(tables.schedules, [
        {"target": city(n), "cron": "0 2 * * *", "zone": "UTC", "jitter": 0, "window": 21_600, "grace": 43_200, "paused": False,
         "options": {}, "next_due": shape.moment(shape.nights), "last_due": shape.last, "edited_at": FIRST}
        for n in range(shape.cities)
    ])  # fmt: skip


def _audits(shape: Shape, when: Sequence[object]) -> Iterator[Row]:
    for n in _numbers(shape):
        night, which = divmod(n - 1, shape.cities)
        key, url = city(which), portal(which)
        record = _RECORD % (key, key, url)
        yield (
            n,
            f"{night:05d}-{which:05d}",
            key,
            key,
            f"City {which}",
            record,
            f'["{url}"]',
            when[night],
            "done",
            True,
            "0.1.0",
            "{}",
        )


def _results(shape: Shape) -> Iterator[Row]:
    counts = '{"met":6,"partly":3,"not_met":2,"undetermined":5,"of":16}'
    for n in _numbers(shape):
        yield n, 0, 1, None, 0.7, counts
        yield n, 1, 2, 50.0 + n % 37, 0.9, counts


def _standings(shape: Shape, when: Sequence[object], chance: random.Random) -> Iterator[Row]:
    """Each criterion of each city, from one move to the next."""
    for which in range(shape.cities):
        for rubric, name in ((rubric, name) for rubric, names in RUBRICS for name in names):
            night, stand = 0, chance.choice(STANDS)
            while night < shape.nights:
                end = night + 1 + int(chance.expovariate(MOVES))
                until = (end * shape.cities + which + 1, when[end]) if end < shape.nights else (None, None)
                yield city(which), rubric, name, *stand, *_by(shape, when, which, night), *until
                night, stand = end, chance.choice([one for one in STANDS if one != stand])


def _said(connection: Connection) -> None:
    """What criteria say night by night, which the database makes of their standings; now and then it could not be observed."""
    asked = " UNION ALL ".join(
        f"SELECT '{rubric}' AS rubric, '{name}' AS criterion, {place} AS place, {position} AS position"
        for place, (rubric, names) in enumerate(RUBRICS)
        for position, name in enumerate(names)
    )
    sqlite = connection.dialect.name == "sqlite"
    rest = "%" if sqlite else "%%"  # psycopg reads a % itself
    hidden = f"(a.number * 7 + a.number / 100 * 3 + t.place * 5 + t.position * 13) {rest} {HIDDEN} = 0"
    said = ", ".join(
        f"CASE WHEN {hidden} THEN {word} ELSE s.{name} END"
        for name, word in (("finding", "'undetermined'"), ("strength", "NULL"), ("why", "'gap'"))
    )
    last = "9223372036854775807" if sqlite else "'infinity'::timestamptz"
    connection.exec_driver_sql(
        "INSERT INTO criterion_results (audit, rubric, position, criterion, finding, strength, why, value, evidence)"
        f" SELECT a.number, t.place, t.position, s.criterion, {said}, NULL, 3 FROM standings s"
        f" JOIN ({asked}) t ON t.rubric = s.rubric AND t.criterion = s.criterion"
        f" JOIN audits a ON a.target = s.target AND a.taken_at >= s.opened_at AND a.taken_at < coalesce(s.closed_at, {last})"
        " ORDER BY a.number, t.place, t.position"
    )


def _by(shape: Shape, when: Sequence[object], which: int, since: int) -> Row:
    return since * shape.cities + which + 1, when[since], "data" if since else None, None


def _findings(shape: Shape, when: Sequence[object], seed: int) -> Iterator[Row]:
    chance = np.random.default_rng(seed)
    for which in range(shape.cities):
        closed = NIGHTLY * shape.nights
        pairs = chance.choice(DATASETS * CHECKS, min(OPEN + closed, DATASETS * CHECKS), replace=False)
        opened = np.where(np.arange(len(pairs)) < OPEN, 0, chance.integers(0, shape.nights, len(pairs)))
        lasted = chance.integers(1, 120, len(pairs))
        for place, (pair, night, days) in enumerate(zip(pairs.tolist(), opened.tolist(), lasted.tolist(), strict=True)):
            subject, check = DATASETS * which + pair // CHECKS + 1, pair % CHECKS + 1
            end = night + days
            mended = place >= OPEN and end < shape.nights
            done = (end * shape.cities + which + 1, when[end], "fixed") if mended else (None, None, None)
            yield which + 1, subject, check, 1, night * shape.cities + which + 1, when[night], *done


def _jobs(shape: Shape, when: Sequence[object]) -> Iterator[Row]:
    for n in _numbers(shape):
        night, which = divmod(n - 1, shape.cities)
        due, until = when[night], when[night + 1]
        yield city(which), "night", due, due, until, 5, "done", 1, 0, "{}", f"{night:05d}-{which:05d}", due, due, "done"


def _checks(connection: Connection) -> None:
    """Ten million rows of counts, which the database makes by itself."""
    values = "a.number, 0, c.id - 1, c.id, 1000, 940, 60, 0, 0, 0, 0, NULL, '{\"absent\":60}', NULL"
    connection.exec_driver_sql(
        "INSERT INTO check_results (audit, portal, position, check_id, tested, passed, failed, not_applicable, not_observed,"
        f" others_tested, others_failed, outcome, reasons, error) SELECT {values} FROM audits a CROSS JOIN checks c ORDER BY 1, 3"
    )


def _settle(engine: Engine) -> None:
    """What a database that has run for years has behind it: statistics, and on PostgreSQL a map of what all may see and what was
    written on disk."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for said in ["ANALYZE"] if engine.dialect.name == "sqlite" else ["VACUUM ANALYZE", "CHECKPOINT"]:
            connection.exec_driver_sql(said)

"""Five years of nights of 100 cities: `status`, one city's trend, and one department's open findings, on both databases.

The peer gives the heart of the same answer as `status`, which criteria stand how and since when, from the rows of each night by
window functions; of the last 90 nights alone, since all of them take it minutes. Each of ours is to take less than 50 ms on
PostgreSQL and 100 ms on SQLite (median, warm).
`python -m bench.history CITIES NIGHTS` makes another size.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench.measure import closing_line, median_seconds
from bench.nights import Shape, city, fill, portal
from portalaudit import migrations
from portalaudit.store import engine as store
from portalaudit.store.health import database_stats
from portalaudit.store.open_findings import open_findings
from portalaudit.store.standings import intervals_of
from portalaudit.store.status import read_status
from portalaudit.store.trends import month_ends, open_counts, scores_of, units_of
from tests.databases import fresh

LIMITS = {"postgresql": 50.0, "sqlite": 100.0}
"""Milliseconds (the project's aim)."""
TIMES = 15
PEER_NIGHTS = 90

_PEER = """
WITH said AS (
  SELECT a.target, c.criterion, c.finding, c.strength, c.why, a.taken_at,
         lag(c.finding) OVER w AS before, row_number() OVER (PARTITION BY a.target, c.criterion ORDER BY a.taken_at DESC) AS place
  FROM criterion_results c
  JOIN audits a ON a.number = c.audit
  JOIN rubric_results r ON r.audit = c.audit AND r.position = c.rubric
  JOIN rubric_versions v ON v.id = r.rubric
  WHERE v.rubric = 'wwc-v3' AND a.complete AND a.number > :first AND c.why IS DISTINCT FROM 'gap'
  WINDOW w AS (PARTITION BY a.target, c.criterion ORDER BY a.taken_at)
)
SELECT target, criterion, max(CASE WHEN place = 1 THEN finding END), max(CASE WHEN before <> finding THEN taken_at END)
FROM said GROUP BY target, criterion
"""


@contextmanager
def _filled(kind: str, shape: Shape) -> Iterator[tuple[Engine, float]]:
    with tempfile.TemporaryDirectory() as folder, fresh(kind, Path(folder)) as url:
        migrations.create(url)
        engine = store.open(url)
        started = time.perf_counter()
        fill(engine, shape)
        gc.collect()
        gc.freeze()  # what filling left is no part of a question
        try:
            yield engine, time.perf_counter() - started
        finally:
            engine.dispose()


def _questions(engine: Engine, shape: Shape) -> dict[str, Callable[[], object]]:
    since, key, until = shape.last - timedelta(days=7), city(shape.cities // 2), shape.last

    def trend() -> None:
        year = until - timedelta(days=365)
        assert len(read_status(engine, "wwc-v3", year, target=key)[0].cells) == 16
        assert len(intervals_of(engine, key, "wwc-v3", year)) >= 16
        assert scores_of(engine, key, "portal-health", year)
        assert len(units_of(engine, key)) == 20
        assert open_counts(engine, key, month_ends(year, until))[-1].open > 1_000

    def status() -> None:
        assert sum(len(one.cells) for one in read_status(engine, "wwc-v3", since)) == 16 * shape.cities

    def department() -> None:
        assert open_findings(engine, portal(shape.cities // 2), organisation="Department 07")

    return {"status": status, "one city's trend": trend, "one department's open findings": department}


def _measure(kind: str, shape: Shape) -> tuple[float, float]:
    """Milliseconds of `status`, ours and the peer's."""
    with _filled(kind, shape) as (engine, seconds):
        stats = database_stats(engine)
        a_night = stats.bytes / (shape.cities * shape.nights)
        print(f"{kind}: {shape.nights:,} nights of {shape.cities:,} cities made in {seconds:.0f} s")
        print(f"  {stats.bytes / 1e9:.2f} GB on disk, {a_night:,.0f} bytes a night and city")
        for size in sorted(stats.tables, key=lambda one: -(one.bytes or one.rows))[:8]:
            told = "" if size.bytes is None else f", {size.bytes / (shape.cities * shape.nights):,.0f} bytes a night and city"
            print(f"  {size.name}: {size.rows:,} rows{told}")
        taken = {}
        for name, ask in _questions(engine, shape).items():
            ask()
            cpu = time.process_time()
            taken[name] = 1_000 * median_seconds(ask, TIMES)
            cpu = 1_000 * (time.process_time() - cpu) / TIMES
            over = "" if taken[name] < LIMITS[kind] else f"  OVER THE LIMIT of {LIMITS[kind]:g} ms"
            print(f"  {name}: {taken[name]:.1f} ms, {cpu:.1f} ms of processor time in our process{over}")

        first = shape.cities * max(shape.nights - PEER_NIGHTS, 0)

        def peer() -> None:
            with store.reading(engine) as connection:
                assert len(connection.execute(sa.text(_PEER), {"first": first}).all()) == 16 * shape.cities

        return taken["status"], 1_000 * median_seconds(peer, 1)


def main() -> None:
    """Both databases, one after the other."""
    cities, nights = (int(text) for text in sys.argv[1:3]) if len(sys.argv) > 2 else (100, 5 * 365)
    for kind in ("sqlite", "postgresql"):
        ours, peer = _measure(kind, Shape(cities, nights))
        print(f"  the same from the rows of {PEER_NIGHTS} nights: {peer:,.0f} ms")
    closing_line("history", ours / peer, ours, peer, "ms")


if __name__ == "__main__":
    main()

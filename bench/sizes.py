"""What a city costs on two nights: bytes of database and archive, requests, processor time and memory of an audit.

Stand-in portals of 1,000 datasets are audited with the settings that `audit` has (but for `--rate 0`), tonight and, in a process
whose clock stands a day ahead (libfaketime), tomorrow, when 2 % of the datasets have changed; on SQLite and on PostgreSQL.
There is no peer; the ratio is what the second night adds to the first one's bytes, on SQLite, mean of the kinds.
`python -m bench.sizes [N] [KIND …]` for other sizes.
"""

import json
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg

from bench.measure import BIN, closing_line, command, folder_bytes, peak_of_children
from portalaudit.demo.catalogues import ckan as packages
from portalaudit.demo.catalogues import rows, socrata_rows
from portalaudit.demo.catalogues import socrata as socrata_views
from portalaudit.demo.catalogues.entries import REFERENCE, Traits
from portalaudit.demo.ckan import CkanOptions, CkanPortal
from portalaudit.demo.ckan_catalogue import Catalogue
from portalaudit.demo.http import Portal
from portalaudit.demo.server import serve
from portalaudit.demo.socrata import SocrataOptions, SocrataPortal
from portalaudit.demo.socrata_rows import Rows
from portalaudit.demo.stored import Tables
from tests.databases import postgresql_server

DATASETS = 1_000
CHANGED = 50
"""Every so many datasets one is another on the second night: 2 %."""
_LATER = REFERENCE + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Night:
    """One audit: what it took and what it left."""

    requests: int
    received: int
    processor: float
    """Seconds."""
    peak: float
    """MiB, of the largest process."""
    database: int
    """Bytes in all, afterwards."""
    archive: int


def portal(kind: str, datasets: int, night: int) -> Portal:
    """The same portal each night, but for what changed."""
    if kind == "ckan":
        made = [
            {**one, "title": f"{one['title']} (new)", "metadata_modified": f"{_LATER:%Y-%m-%dT%H:%M:%S.%f}"}
            if night and place % CHANGED == 0 else one
            for place, one in enumerate(packages.packages(datasets, 1, Traits(), REFERENCE))
        ]  # fmt: skip
        catalogue = Catalogue((packages.describe(one), packages.encode(one), one) for one in made)
        return CkanPortal(catalogue, CkanOptions(title="Sizes"), Tables(make=rows.of_ckan(catalogue)))
    views = [
        {**one, "name": f"{one['name']} (new)", "viewLastModified": int(_LATER.timestamp())}
        if night and place % CHANGED == 0 else one
        for place, one in enumerate(socrata_views.views(datasets, 1, Traits(), REFERENCE))
    ]  # fmt: skip
    return SocrataPortal(views, SocrataOptions(title="Sizes"), Rows(make=lambda view: socrata_rows.rows_of(view, 1)))


def nights(kind: str, datasets: int, db: str, archive: Path) -> Iterator[Night]:
    """Two of them, on one address."""
    port = 0
    for night in range(2):
        with serve(portal(kind, datasets, night), port=port) as server:
            port = int(server.url.rpartition(":")[2])
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            line = ["faketime", "-f", "+1d"] if night else []
            done = command([
                *line, str(BIN / "portalaudit"), "--db", db, "--archive", str(archive),
                "audit", server.url, "--allow-private", "--rate", "0", "--output", "json",
            ])  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        traffic = json.loads(done.stdout)["portals"][0]["traffic"]
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        yield Night(traffic["requests"], traffic["bytes"], spent, peak_of_children(), _database(db), folder_bytes(archive))


def _database(db: str) -> int:
    if db.startswith("sqlite"):
        return sum(path.stat().st_size for path in Path(db.removeprefix("sqlite:///")).parent.glob("db.sqlite*"))
    with psycopg.connect(db, autocommit=True) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


@contextmanager
def _opened(kind: str, folder: Path) -> Iterator[str]:
    """An empty database of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite'}"
        return
    server, name = postgresql_server(), f"sizes_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield re.sub(r"/postgres\?", f"/{name}?", server)


def main() -> None:
    """Print a table, sizes in KiB."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    kinds = [word for word in sys.argv[1:] if not word.isdecimal()] or ["ckan", "socrata"]
    datasets = numbers[0] if numbers else DATASETS
    if shutil.which("faketime") is None:
        raise SystemExit("faketime is missing: sudo apt-get install faketime")
    print("portal   database    night  requests  received  archive +  database +  processor s  peak MiB")
    first, second = 0, 0
    for kind in kinds:
        for database in ("sqlite", "postgresql"):
            with tempfile.TemporaryDirectory() as scratch, _opened(database, Path(scratch)) as db:
                # An empty database has its tables before the first night.
                command([str(BIN / "portalaudit"), "--db", db, "db", "upgrade"])
                had_database, had_archive = _database(db), 0
                print(f"{kind:<8} {database:<11} empty {'':>41} {had_database / 1024:>9,.0f}")
                for number, night in enumerate(nights(kind, datasets, db, Path(scratch) / "archive"), 1):
                    archive, grown = night.archive - had_archive, night.database - had_database
                    had_database, had_archive = night.database, night.archive
                    print(
                        f"{kind:<8} {database:<11} {number:>5} {night.requests:>9,} {night.received / 1024:>9,.0f}"
                        f" {archive / 1024:>10,.0f} {grown / 1024:>11,.0f} {night.processor:>12.1f} {night.peak:>9.0f}"
                    )
                    if database == "sqlite":
                        first, second = (first + archive + grown, second) if number == 1 else (first, second + archive + grown)
    closing_line("sizes", second / first, second / 1024 / len(kinds), first / 1024 / len(kinds), "KiB")


if __name__ == "__main__":
    main()

"""Made-up nights with files behind them, pruned in a process of its own."""

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import engine as store
from portalaudit.store import tables
from tests.store.years import Night, place, write

PRUNES = """
import sys
from pathlib import Path
from portalaudit.audit.keeping.prune import prune
from tests.store.years import NOW
print("pruning", flush=True)
prune(sys.argv[1], Path(sys.argv[2]), NOW, asked=True)
print("pruned", flush=True)
"""


def pruning(url: str, archive: Path) -> "subprocess.Popen[str]":
    """Prune in another process; returns when it has begun."""
    process = subprocess.Popen([sys.executable, "-c", PRUNES, url, str(archive)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "pruning\n"
    return process


def fill(engine: Engine, archive: Path, nights: list[Night]) -> None:
    """Nights with a file for each of their segments, one that holds nothing but choices, and snapshots."""
    write(engine, nights)
    for night in nights:
        names = {place(night.id, took) for took in night.captures}
        names.add(f"segments/{night.taken_at:%Y/%m}/{night.id}-{night.taken_at:%Y%m%d%H%M%S}-9.warc.gz")
        for name in names:
            (archive / name).parent.mkdir(parents=True, exist_ok=True)
            (archive / name).write_bytes(b"12345")
        if night.digest:
            snapshot(archive, night.digest)


def snapshot(archive: Path, digest: str) -> None:
    """Something that looks like one."""
    folder = archive / "snapshots" / digest.removeprefix("sha256:")
    folder.mkdir(parents=True)
    for name in ("meta.json", "datasets.parquet"):
        (folder / name).write_bytes(b"{}")


def files(archive: Path) -> set[str]:
    """All files but the lock."""
    return {path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file() and path.name[0] != "."}


def expected(engine: Engine) -> set[str]:
    """The files that the database says are there."""
    with store.reading(engine) as connection:
        names = set(connection.scalars(sa.select(tables.segments.c.name)))
        rows = connection.execute(
            sa.select(tables.audits.c.id, tables.audits.c.taken_at).where(tables.audits.c.gone_at.is_(None))
        )
        names |= {f"segments/{row.taken_at:%Y/%m}/{row.id}-{row.taken_at:%Y%m%d%H%M%S}-9.warc.gz" for row in rows}
        digests = [digest.removeprefix("sha256:") for digest in connection.scalars(sa.select(tables.audit_portals.c.digest))]
    return names | {f"snapshots/{digest}/{name}" for digest in digests for name in ("meta.json", "datasets.parquet")}


def unreached(engine: Engine, archive: Path) -> list[str]:
    """Segments of captures that the archive lacks."""
    query = sa.select(tables.segments.c.name).join(tables.captures, tables.captures.c.segment == tables.segments.c.id).distinct()
    with store.reading(engine) as connection:
        return [name for name in connection.scalars(query) if not (archive / name).is_file()]

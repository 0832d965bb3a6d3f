"""A night of 200 cities of 1,000 datasets, and the next one, when 2 % of the datasets have changed: on two cores, by the runner.

The cities are stand-ins on loopback (`bench.cities`). Each night all are put into the queue (`schedule now`) and audited by
`worker --drain` with four at once; the second night is a day later (libfaketime). Peer: the first 20 of the cities, one after the
other, each by `portalaudit audit`. `--rate 0`: a real night waits for one request a second and host, which this leaves out.
`python -m bench.night [CITIES [DATASETS]] [sqlite] [postgresql] [catalogue]` for other sizes; `catalogue` leaves out the look at
web sites and the questions about rows.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import sqlalchemy as sa

from bench.cities import KINDS, READY
from bench.measure import BIN, closing_line, command, folder_bytes
from bench.processes import Tree, machine, spent, watched
from portalaudit.store import engine as store
from portalaudit.store.health import database_stats
from tests.databases import own_server

CITIES, DATASETS, JOBS, PEERS = 200, 1_000, 4, 20
CORES = os.cpu_count() or 1


class Cities:
    """The stand-ins, in a process of their own."""

    def __init__(self, cities: int, datasets: int) -> None:
        line = [sys.executable, "-m", "bench.cities", str(cities), str(datasets)]
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        self.urls: list[str] = json.loads(self._said())

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def next_day(self) -> None:
        """Let a day pass."""
        self._process.send_signal(signal.SIGUSR1)
        assert self._said() == READY

    @property
    def spent(self) -> float:
        """Processor seconds so far."""
        return spent(self._process.pid)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(60)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where nights are kept."""

    db: str
    archive: Path
    server: int | None
    """The process of the database's server."""

    def command(self, *arguments: str, later: bool = False) -> list[str]:
        """A command's line; `later` a day."""
        days = ["faketime", "-f", "+1d"] if later else []
        return [*days, str(BIN / "portalaudit"), "--db", self.db, "--archive", str(self.archive), *arguments]

    def rows(self) -> Counter[str]:
        """Rows of every table."""
        engine = store.open(self.db)
        try:
            return Counter({table.name: table.rows for table in database_stats(engine).tables})
        finally:
            engine.dispose()

    def bytes(self) -> tuple[int, int]:
        """Of database and archive."""
        engine = store.open(self.db)
        try:
            return database_stats(engine).bytes, folder_bytes(self.archive)
        finally:
            engine.dispose()

    def touched(self) -> int | None:
        """Rows inserted, changed and deleted since the beginning, where the database counts them."""
        if self.server is None:
            return None
        engine = store.open(self.db)
        try:
            with engine.connect() as connection:
                said = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
                return int(connection.execute(sa.text(said)).scalar_one())
        finally:
            engine.dispose()


@dataclass(frozen=True, slots=True)
class Night:
    """What one took and left."""

    seconds: float
    requests: int
    by_kind: Mapping[str, float]
    """Requests a city of each kind."""
    received: int
    ends: Mapping[str, int]
    rows: Counter[str]
    """More than before."""
    touched: int | None
    database: int
    """Bytes more than before."""
    archive: int
    tree: Tree
    shares: Mapping[str, float]
    """Of the cores' time."""


@contextmanager
def desk(kind: str, folder: Path) -> Iterator[Desk]:
    """An empty database that has its tables, and an archive."""
    if kind == "sqlite":
        found = Desk(f"sqlite:///{folder / 'db.sqlite'}", folder / "archive", None)
        command(found.command("db", "upgrade"))
        yield found
        return
    with own_server() as server:
        place = server.url.rpartition("host=")[2].partition("&")[0]
        found = Desk(server.url, folder / "archive", int((Path(place) / "postmaster.pid").read_text().split()[0]))
        command(found.command("db", "upgrade"))
        yield found


def night(at: Desk, cities: Cities, wishes: Sequence[str], later: bool) -> Night:
    """Queue every city, work until nothing waits, and count."""
    targets = at.archive.parent / "cities.txt"
    targets.write_text("\n".join(cities.urls))
    rows, (database, archive), touched = at.rows(), at.bytes(), at.touched()
    command(at.command("schedule", "now", f"@{targets}", *wishes, later=later))
    line = at.command(
        "--log-format", "json", "worker", "--drain", "--jobs", str(JOBS), "--rate", "0", "--allow-private", later=later
    )
    log = at.archive.parent / "log"
    serving, serves = (cities.spent, spent(at.server) if at.server else 0.0), machine()
    started = time.perf_counter()
    with log.open("w") as file:
        worker = subprocess.Popen(line, stderr=file)
        with watched(worker.pid) as tree:
            code = worker.wait()
    seconds = time.perf_counter() - started
    if code:
        raise SystemExit(f"worker ended with {code}: {log.read_text()[-4_000:]}")
    said = [json.loads(each) for each in log.read_text().splitlines()]
    saved = [one for one in said if one["event"] == "audit saved"]
    now, after, ended = machine(), at.bytes(), at.touched()
    asked, names = dict.fromkeys(cities.urls, 0), [make.__name__.strip("_") for make in KINDS]
    for one in saved:
        asked[one["target"]] += one["requests"]
    own = {
        "audits": tree.audits, "runner": tree.others, "stand-ins": cities.spent - serving[0],
        "database server": spent(at.server) - serving[1] if at.server else 0.0,
    }  # fmt: skip
    own["other programs"] = max(now["busy"] - serves["busy"] - sum(own.values()), 0.0)
    own["nobody"] = now["idle"] - serves["idle"]
    return Night(
        seconds, sum(asked.values()),
        {name: fmean(list(asked.values())[place :: len(KINDS)]) for place, name in enumerate(names[: len(asked)])},
        sum(one["bytes"] for one in saved),
        Counter(one["state"] for one in said if one["event"] == "job ended"), at.rows() - rows,
        None if ended is None or touched is None else ended - touched, after[0] - database, after[1] - archive, tree,
        {name: value / sum(own.values()) for name, value in own.items()},
    )  # fmt: skip


def tell(number: int, seen: Night, cities: int, datasets: int) -> None:
    """Print a night."""
    print(f"night {number}: {seen.seconds:.0f} s, {cities * datasets / seen.seconds:,.0f} datasets a second; {dict(seen.ends)}")
    kinds = ", ".join(f"{name} {mean:.0f}" for name, mean in seen.by_kind.items())
    print(f"  {seen.requests:,} requests (a city: {kinds}), {seen.received / 1e6:,.1f} MB received")
    more = "" if seen.touched is None else f", {seen.touched:,} inserted, changed or deleted"
    print(f"  rows written {seen.rows.total():,}{more}: " + ", ".join(f"{name} {n:,}" for name, n in seen.rows.most_common(8)))
    kept = seen.archive / 1024 / cities, seen.database / 1024 / cities
    print(f"  a city: {kept[0]:,.0f} KiB of archive, {kept[1]:,.0f} KiB of database")
    print(
        f"  processor: {seen.tree.audits:.0f} s of audits ({seen.tree.audits / cities:.2f} s a city), {seen.tree.others:.0f} s of"
        f" the runner; peak of an audit {seen.tree.peak:.0f} MiB, of all together {seen.tree.together:.0f} MiB"
    )
    print(
        f"  time of {CORES} cores: " + ", ".join(f"{name} {share:.0%}" for name, share in seen.shares.items() if share > 0.0005)
    )


def alone(cities: Sequence[str], wishes: Sequence[str]) -> float:
    """Seconds that an audit takes by a command of its own, one after the other; mean."""
    with tempfile.TemporaryDirectory() as scratch:
        at = Desk(f"sqlite:///{scratch}/db.sqlite", Path(scratch) / "archive", None)
        started = time.perf_counter()
        for url in cities:
            command(at.command("audit", url, "--allow-private", "--rate", "0", "--output", "json", *wishes))
        return (time.perf_counter() - started) / len(cities)


def main() -> None:
    """Two nights on each database, then the peer."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    kinds = [word for word in sys.argv[1:] if word in ("sqlite", "postgresql")] or ["sqlite", "postgresql"]
    wishes = ["--data", "none", "--pages", "0"] if "catalogue" in sys.argv else []
    cities, datasets = (*numbers, CITIES, DATASETS)[0], (*numbers, DATASETS)[1] if len(numbers) > 1 else DATASETS
    if shutil.which("faketime") is None:
        raise SystemExit("faketime is missing: sudo apt-get install faketime")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode beside it
    rate, peer = 0.0, 0.0
    for kind in kinds:
        print(f"{kind}: {cities} cities of {datasets:,} datasets")
        serving = Cities(cities, datasets)
        try:
            with tempfile.TemporaryDirectory() as scratch, desk(kind, Path(scratch)) as at:
                if not peer:
                    peer = datasets / alone(serving.urls[:PEERS], wishes)
                first = night(at, serving, wishes, later=False)
                tell(1, first, cities, datasets)
                serving.next_day()
                second = night(at, serving, wishes, later=True)
                tell(2, second, cities, datasets)
                print(f"  rows of the second night: {second.rows.total() / first.rows.total():.2%} of the first's (asked: 5 %)")
                rate = rate or cities * datasets / first.seconds
        finally:
            serving.end()
    closing_line("night", rate / peer, rate, peer, "datasets/s")


if __name__ == "__main__":
    main()

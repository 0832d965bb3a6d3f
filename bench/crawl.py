"""Whole audit of a 20,000-dataset CKAN stand-in, beside ckanapi downloading the same records.

Peers: `ckanapi dump datasets --all -p 2` and `ckanapi search datasets`, which only download; ours crawls, archives,
reads, checks and saves. The look for documents on web sites (`--pages`) and questions about rows (`--data`) have no
peer and are left out. Records are of 6 KB or more. Median of five runs each, in turns.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path

from bench.measure import BIN, closing_line, command, folder_bytes, peak_of_children, stand_in

DATASETS = 20_000
TIMES = 5


def _seconds(*arguments: str) -> float:
    started = time.perf_counter()
    command(arguments)
    return time.perf_counter() - started


def main() -> None:
    """Run, print the rates, the split and the archive's size."""
    runs: dict[str, list[float]] = {"audit": [], "dump": [], "search": []}
    with stand_in("--generate", f"ckan:{DATASETS}:1") as url, tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.jsonl"
        for turn in range(TIMES):
            home = Path(scratch) / f"run{turn}"
            home.mkdir()
            runs["search"].append(_seconds(str(BIN / "ckanapi"), "search", "datasets", "-O", str(out), "-r", url))
            bytes_told = out.stat().st_size
            runs["dump"].append(_seconds(str(BIN / "ckanapi"), "dump", "datasets", "--all", "-p", "2", "-O", str(out), "-r", url))
            started = time.perf_counter()
            done = command([
                str(BIN / "portalaudit"), "-v", "--db", f"sqlite:///{home}/db.sqlite", "--archive", str(home / "archive"),
                "audit", url, "--allow-private", "--rate", "0", "--pages", "0", "--data", "none", "--output", "json",
            ])  # fmt: skip
            runs["audit"].append(time.perf_counter() - started)
            portal = json.loads(done.stdout)["portals"][0]["snapshot"]
            assert portal["datasets"] == DATASETS, portal["datasets"]  # harvest sources are listed too
            split = next((line for line in done.stderr.splitlines() if "phases" in line), "")
        archive = folder_bytes(home / "archive")
        rates = {name: DATASETS / statistics.median(seconds) for name, seconds in runs.items()}
        print(f"catalogue {bytes_told / 1e6:.0f} MB, {bytes_told / DATASETS:,.0f} bytes a record")
        print("datasets a second: " + ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items()))
        print(split.strip())
        print(f"archive and snapshot {archive / 1e6:.1f} MB, database {(home / 'db.sqlite').stat().st_size / 1e6:.1f} MB")
        print(f"peak of any process {peak_of_children():.0f} MiB")
        closing_line("crawl-search", rates["audit"] / rates["search"], rates["audit"], rates["search"], "datasets/s")
        closing_line("crawl", rates["audit"] / rates["dump"], rates["audit"], rates["dump"], "datasets/s")


if __name__ == "__main__":
    main()

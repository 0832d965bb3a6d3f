"""All dataset checks over 100,000 datasets, beside orjson parsing the catalogue that they came from.

The catalogue is audited over HTTP once, so that the checks run on the stored snapshot, as `recheck` does.
"""

import json
import tempfile
import urllib.request  # noqa: TID251 - the peer's download is not what is measured
from pathlib import Path

import orjson

from bench.measure import BIN, closing_line, command, median_seconds, stand_in
from portalaudit.archive.snapshots import load
from portalaudit.checks.run import discover, run

DATASETS = 100_000
PAGE = 1_000


def main() -> None:
    """Run and print the time of each check."""
    with stand_in("--generate", f"ckan:{DATASETS}:1") as url, tempfile.TemporaryDirectory() as scratch:
        pages = []
        for start in range(0, DATASETS, PAGE):
            address = f"{url}/api/3/action/package_search?rows={PAGE}&start={start}&sort=id+asc"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: TID251
                pages.append(answer.read())
        done = command([
            str(BIN / "portalaudit"), "--db", f"sqlite:///{scratch}/db.sqlite", "--archive", f"{scratch}/archive",
            "audit", url, "--allow-private", "--rate", "0", "--output", "json",
        ])  # fmt: skip
        snapshot = load(Path(scratch) / "archive", json.loads(done.stdout)["portals"][0]["snapshot"]["digest"])
    checks = [check for check in discover() if check.scope == "dataset"]
    print(f"{len(snapshot.datasets):,} datasets, {sum(map(len, pages)) / 1e6:.0f} MB of JSON, {len(checks)} checks")
    for check in checks:
        print(f"  {check.id} {median_seconds(lambda check=check: run(check, snapshot), 3) * 1e3:.0f} ms")
    peer = median_seconds(lambda: [orjson.loads(page) for page in pages])
    # Checks share derived columns for one snapshot; each run gets a snapshot of its own, so that nothing is left from before.
    ours = median_seconds(lambda: _all(checks, snapshot))
    closing_line("checks", ours / peer, ours, peer, "s")


def _all(checks: list, snapshot: object) -> None:  # type: ignore[type-arg]
    from dataclasses import replace

    fresh = replace(snapshot, datasets=snapshot.datasets.copy(deep=False))  # type: ignore[type-var, attr-defined]
    for check in checks:
        run(check, fresh)


if __name__ == "__main__":
    main()

"""A thousand datasets asked for their newest row, at a stand-in Socrata with 50 ms latency and the default budget.

Peer: what the budget allows, one request a second, for one question a dataset; what the server's own log says. Then a second
night on the unchanged portal beside the first: bytes received and rows written to the database. Takes about 18 minutes: the
budget is kept.
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.measure import BIN, closing_line, command, stand_in

ASSETS = 1_400
"""Of a generated catalogue, of which some thousand are datasets or views of the portal's own."""
RATE = 1.0
"""Requests a second: the default."""


def _audit(home: Path, url: str) -> tuple[dict[str, Any], float, int]:
    """One night: the document, its wall seconds, and the rows in the database afterwards."""
    started = time.perf_counter()
    done = command([
        str(BIN / "portalaudit"), "--db", f"sqlite:///{home}/db.sqlite", "--archive", str(home / "archive"),
        "audit", url, "--allow-private", "--pages", "0", "--data", "all", "--output", "json",
    ])  # fmt: skip
    seconds = time.perf_counter() - started
    with sqlite3.connect(home / "db.sqlite") as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = sum(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names)
    return json.loads(done.stdout), seconds, rows


def _questions(log: Sequence[dict[str, Any]]) -> list[float]:
    return [entry["at"] for entry in log if entry["target"].startswith("/resource/")]


def main() -> None:
    """Run both nights and print what they cost."""
    with tempfile.TemporaryDirectory() as scratch:
        home, told = Path(scratch), Path(scratch) / "log.jsonl"
        arguments = ("--generate", f"socrata:{ASSETS}:5", "--latency", "0.05", "--validators", "--log", str(told))
        with stand_in(*arguments) as url:
            first, seconds, rows = _audit(home, url)
            second, again, rows_after = _audit(home, url)
        log = [json.loads(line) for line in told.read_text().splitlines()]
    traffic, traffic_after = (night["portals"][0]["traffic"] for night in (first, second))
    asked = _questions(log)
    whose = {entry["target"].partition("?")[0] for entry in log if entry["target"].startswith("/resource/")}
    all_first = traffic["requests"]
    span = max(asked) - min(asked)  # the second night asks none: nothing moved
    allowed = (len(whose) - 1) / RATE
    print(f"first night: {len(whose):,} datasets and views, {len(asked):,} questions about rows, {all_first:,} requests in all")
    print(
        f"first night {seconds:.0f} s, of which the budget takes {all_first - 1:.0f} s: {seconds - all_first + 1:.1f} s were ours"
    )
    print(f"second night {again:.0f} s, {traffic_after['requests']:,} requests, {traffic_after['not_modified']:,} not modified")
    print(
        f"bytes {traffic['bytes']:,} and {traffic_after['bytes']:,}: {traffic_after['bytes'] / traffic['bytes']:.2%} (asked: 5 %)"
    )
    print(f"database rows {rows:,} and {rows_after - rows:,} more: {(rows_after - rows) / rows:.2%} (asked: 2 %)")
    closing_line("freshness", span / allowed, span, allowed, "s")


if __name__ == "__main__":
    main()

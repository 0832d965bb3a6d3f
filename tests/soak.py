"""`make soak`: two hundred nights, in each of which clock, runner, audit, database or all of them are killed at a random moment.

    python -m tests.soak [--nights N] [--hours H] [--seed S]

Nights come in storms of ten, each on a database of its own, by turns on SQLite and PostgreSQL, with clock and runner in one
process and apart. It ends after so many nights, with the storm in which the hours are over, or at the first night that is not
whole, whose folder it keeps. A storm with the same seed hits the same victims; the moments depend on the machine too.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count, cycle, islice
from pathlib import Path

from tests.faults.bases import base
from tests.faults.storm import VICTIMS, Undisturbed, storm, undisturbed

NIGHTS = 200
"""The issue's number."""
A_STORM = 10
"""Nights on one database (own choice)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it.

    Returns:
        0 where every night that was made was whole, 1 at the first that was not.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Nights in which something is killed.")
    parser.add_argument("--nights", type=int, default=NIGHTS, help="nights at most (200)")
    parser.add_argument("--hours", type=float, default=3.0, help="hours at most (3)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="tells who is hit when")
    told = parser.parse_args(arguments)
    sys.stdout.write(f"soak: {told.nights} nights or {told.hours:g} hours, seed {told.seed}\n")
    begun, made, hits = time.monotonic(), 0, Counter[str]()
    ways = cycle([(kind, way) for way in VICTIMS for kind in ("sqlite", "postgresql")])
    for number, (kind, way) in zip(count(), ways, strict=False):
        left = told.nights - made
        if left <= 0 or time.monotonic() - begun > told.hours * 3600:
            break
        folder = Path(tempfile.mkdtemp(prefix=f"portalaudit-soak-{number}-"))
        try:
            done = _storm(folder, kind, way, min(left, A_STORM), random.Random(f"{told.seed} {number}"), hits)
        except AssertionError as wrong:
            sys.stdout.write(f"NOT WHOLE: storm {number} ({kind}, {way}), kept in {folder}\n{wrong}\n")
            return 1
        made += done
        shutil.rmtree(folder, ignore_errors=True)
    for what, times in sorted(hits.items()):
        sys.stdout.write(f"{times:5} × {what}\n")
    sys.stdout.write(f"soak: {made} nights, all whole, in {(time.monotonic() - begun) / 60:.0f} minutes\n")
    return 0


def _storm(folder: Path, kind: str, way: str, nights: int, dice: random.Random, hits: "Counter[str]") -> int:
    calm: Sequence[Undisturbed] = undisturbed(folder)
    with base(kind, folder) as database, storm(database, folder, way, calm, dice) as weather:
        for victim in islice(cycle(dice.sample(VICTIMS[way], len(VICTIMS[way]))), nights):
            weather.night(victim)
            hits[f"{kind}, {way}: {weather.hits[-1].split(' after ')[0]}"] += 1
            sys.stdout.write(f"  {kind}, {way}: {weather.hits[-1]}: whole\n")
            sys.stdout.flush()
        weather.assert_all_well()
    return nights


if __name__ == "__main__":
    sys.exit(main())

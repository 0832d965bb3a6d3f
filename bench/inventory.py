"""An inventory of 200,000 rows against a catalogue of 50,000 datasets, fuzzy matching included, on one core.

Ours reads the CSV, maps its columns, judges it, matches the departments and reconciles; what is printed apart is the
reconciliation alone. The peer is rapidfuzz comparing the same names with every title (`process.cdist`, one worker), measured
on a part of the names in the same run: what the same answer costs without blocks. Each name and title is made of words drawn
by Zipf's law with a recorded seed: a third equal but for marks, a sixth nearly the same, the rest strangers.
"""

import csv
import io
import os
import random
import resource
import time
from datetime import date
from itertools import accumulate

from rapidfuzz import fuzz, process

from bench.measure import closing_line
from portalaudit.documents.bounded import read_table
from portalaudit.documents.inventory.catalogue import catalogue_of_titles
from portalaudit.documents.inventory.departments import Listed
from portalaudit.documents.inventory.examine import examine
from portalaudit.documents.inventory.fuzzy import taken_apart
from portalaudit.documents.table import Table

ROWS, DATASETS, SEED = 200_000, 50_000, 4
PEER_NAMES = 300
HEADER = ("Inventory ID", "Dataset Name", "Description", "Department", "Data Steward", "Data Classification", "Update Frequency",
          "Published", "Last Updated")  # fmt: skip


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


def _made(chance: random.Random) -> tuple[list[str], list[str]]:
    """Titles of the catalogue and names of the inventory."""
    words = sorted({_word(chance) for _ in range(30_000)})
    chance.shuffle(words)
    weights = list(accumulate(1 / (place + 10) for place in range(len(words))))

    def title() -> str:
        text = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(2, 6))).title()
        return f"{text} {chance.randint(2000, 2026)}" if chance.random() < 0.2 else text

    titles = [title() for _ in range(DATASETS)]
    names = []
    for row in range(ROWS):
        draw = chance.random()
        known = titles[row % DATASETS]
        if draw < 1 / 3:
            names.append(known.replace(" ", " - ", 1))
        elif draw < 1 / 2:
            place = chance.randrange(1, max(2, len(known) - 1))
            names.append(known[:place] + chance.choice("aeiou") + known[place:])
        else:
            names.append(title())
    return titles, names


def _file(names: list[str], chance: random.Random) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row, name in enumerate(names):
        writer.writerow((
            f"INV-{row:06}", name, f"Records of {name} as kept by the office that makes them", f"Department of Matter {row % 90}",
            f"steward{row % 300}@city.example", chance.choice(("Public", "Internal", "Confidential")),
            chance.choice(("Daily", "Monthly", "Annual")),
            chance.choice(("Yes", "No")), f"2026-{row % 12 + 1:02}-{row % 28 + 1:02}",
        ))  # fmt: skip
    return out.getvalue().encode()


def main() -> None:
    """Run once on one core and print rows a second beside rapidfuzz's bare rate."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    chance = random.Random(SEED)
    titles, names = _made(chance)
    body = _file(names, chance)
    departments = [Listed(f"Department of Matter {number}") for number in range(100)]
    began = time.perf_counter()
    table = read_table([body])
    assert isinstance(table, Table), table
    read = time.perf_counter()
    found = examine(table, date(2026, 11, 1), departments=departments, catalogue=catalogue_of_titles(titles))
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert found.reconciliation is not None and found.coverage is not None
    matched = found.reconciliation
    print(f"file {len(body) / 1e6:.0f} MB, {table.rows:,} rows; catalogue {len(titles):,} titles; seed {SEED}")
    print(f"read {read - began:.1f} s, examined {ended - read:.1f} s, together {ended - began:.1f} s on one core")
    print(f"matched {dict(matched.matched)} of {matched.distinct_names:,} claimed names; {len(matched.matches):,} of all")
    print(f"compared {matched.compared:,} pairs, left out {matched.skipped} beginnings; departments {found.coverage.matched}")
    print(f"peak {peak:.0f} MiB here, {child:.0f} MiB in the reader")
    parts = [taken_apart(name).text for name in names[: ROWS : ROWS // PEER_NAMES]]
    peers = [taken_apart(title).text for title in titles]
    began_peer = time.perf_counter()
    process.cdist(parts, peers, scorer=fuzz.ratio, score_cutoff=88, workers=1)
    bare = len(parts) / (time.perf_counter() - began_peer)
    ours = ROWS / (ended - began)
    print(f"rapidfuzz alone: {bare * len(peers) / 1e6:.1f} million pairs a second")
    closing_line("inventory", ours / bare, ours, bare, "rows/s")


if __name__ == "__main__":
    main()

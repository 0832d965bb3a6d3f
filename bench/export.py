"""An audit of 2,000 datasets with 20,000 captures and 300 MB of WARC exported as a bundle, and the bundle's files checked.

Asked: the export in under 20 s (beside the PDF) with a peak under 600 MB. Peer of the closing line: `sha256sum` over the bundle
in the same run. Ours is what `verify` does to the files: the zip looked through and unpacked, all digests held against the
manifests. The audit is a real one over HTTP; the captures that it lacks to 20,000 are then written into its archive.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.measure import BIN, closing_line, command, folder_bytes, median_seconds, stand_in
from portalaudit import clock
from portalaudit.archive.exchange import Answered, Asked
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.registry import open_database
from portalaudit.audit.unpacking import against_manifests, declared, unpacked
from portalaudit.store.captures import captures_of, save_captures

DATASETS, CAPTURES, WARC = 2_000, 20_000, 300_000_000
MOST_SECONDS, MOST_MEMORY = 20.0, 600.0
"""Asked of the export: seconds, and MiB at the peak."""


def _filled(db: str, archive: Path, audit: str) -> int:
    """Write the captures that are missing, of bodies that don't compress; returns how many there are then."""
    engine = open_database(db)
    have = len(captures_of(engine, audit))
    size = (WARC - folder_bytes(archive / "segments")) // (CAPTURES - have)
    chance, made = random.Random(1), []
    with SegmentWriter(archive, audit) as writer:
        for number in range(CAPTURES - have):
            asked = Asked(str(_uuid(chance)), "GET", f"http://127.0.0.1/item/{number}", clock.now(), (("Accept", "*/*"),))
            body = chance.randbytes(max(size - 900, 1))
            headers = (("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body))))
            made.append(replace(writer.exchange(asked, Answered(200, "OK", "HTTP/1.1", headers, body)), headers=()))
    save_captures(engine, audit, made)
    return have + len(made)


def _uuid(chance: random.Random) -> str:
    bits = f"{chance.getrandbits(128):032x}"
    return "-".join((bits[:8], bits[8:12], bits[12:16], bits[16:20], bits[20:]))


def _files_checked(bundle: Path) -> None:
    with unpacked(bundle) as files:
        declared(files)
        against_manifests(files)


def _exported(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and the peak of memory in MiB of one command."""
    started = time.perf_counter()
    process = subprocess.Popen(arguments)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} ended with {status}")
    process.returncode = 0
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Audit, fill, export, check, compare."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        db, archive, bundle = f"sqlite:///{home}/db.sqlite", home / "archive", home / "city.zip"
        places = [str(BIN / "portalaudit"), "--db", db, "--archive", str(archive)]
        with stand_in("--generate", f"socrata:{DATASETS}:7") as url:
            done = command([*places, "audit", url, "--allow-private", "--rate", "0", "--pages", "0", "--output", "json"])
        audit = json.loads(done.stdout)["audit"]
        captures = _filled(db, archive, audit)
        warc = folder_bytes(archive / "segments")
        seconds, peak = _exported([*places, "-q", "export", audit, "-o", str(bundle)])
        size = bundle.stat().st_size
        print(f"{DATASETS:,} datasets, {captures:,} captures, {warc / 1e6:.0f} MB of WARC: a bundle of {size / 1e6:.0f} MB")
        print(f"export {seconds:.1f} s (asked: under {MOST_SECONDS:.0f}), peak {peak:.0f} MiB (asked: under {MOST_MEMORY:.0f})")
        ours = median_seconds(lambda: _files_checked(bundle), 3)
        peer = median_seconds(lambda: command(["sha256sum", str(bundle)]), 3)
        whole, most = _exported([str(BIN / "portalaudit"), "verify", str(bundle)])
        print(f"verify with all its steps {whole:.1f} s, peak {most:.0f} MiB")
        closing_line("export", ours / peer, ours, peer, "s")


if __name__ == "__main__":
    main()

"""From 20,000 to 200,000 datasets: how the time of a whole audit grows, and its peak of memory.

The look for documents on web sites is left out.
There is no peer; the ratio is that of the two times, to be at most 11, and the peak is to stay under 2 GiB.
"""

import tempfile
import time
from pathlib import Path

from bench.measure import BIN, closing_line, command, peak_of_children, stand_in

SMALL, LARGE = 20_000, 200_000


def _seconds(datasets: int) -> tuple[float, float]:
    """Wall seconds of one audit, best of two for the small one, and the peak of any child so far in MiB."""
    times = []
    with stand_in("--generate", f"ckan:{datasets}:1") as url:
        for _ in range(2 if datasets == SMALL else 1):
            with tempfile.TemporaryDirectory() as scratch:
                started = time.perf_counter()
                command([
                    str(BIN / "portalaudit"), "--db", f"sqlite:///{scratch}/db.sqlite",
                    "--archive", str(Path(scratch) / "archive"),
                    "audit", url, "--allow-private", "--rate", "0", "--pages", "0", "--data", "none", "--output", "json",
                ])  # fmt: skip
                times.append(time.perf_counter() - started)
                peak = peak_of_children()
    return min(times), peak


def main() -> None:
    """Run both and print times and peak."""
    small, _ = _seconds(SMALL)
    large, peak = _seconds(LARGE)
    print(f"{SMALL:,} datasets {small:.1f} s, {LARGE:,} datasets {large:.1f} s, peak {peak:.0f} MiB")
    closing_line("growth", large / small, large, small, "s")


if __name__ == "__main__":
    main()

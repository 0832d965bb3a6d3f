"""The platform's stamp moved, and no change of the content was seen.

What it tests:
    The rows, or the file, were asked at two moments, and the platform's stamp of the data was noted each time. It fails where
    the stamp moved by more than an hour between them and no change was seen: the same bytes of a file (`same_file`), as many
    rows and the same least and greatest values in the columns that were asked (`same_extremes`), or the same newest date and,
    as far as the server tells it, as many rows (`same_newest`). A change inside rows can escape the last two. What is said of
    the content is said up to the moment when it was last asked. It passes where another content was seen before and the stamp
    has not moved since. Where the content was seen twice and the stamp stood still there is nothing to compare, and the check
    does not apply. Where it was seen once, was never asked or did not answer, where the server said that it was behind the
    data, where no stamp is told, and where the stamp moved after the last question, nothing was observed. The measure is the
    number of days over which the same content was seen.

Why it matters:
    A stamp that is touched every night tells nobody anything: neither that new data have come nor that they have stopped.

How to mend it:
    Let the load write only when something differs, or let it write the stamp from the source's own date.

Source:
    Own choice; the thresholds are in data/thresholds.toml.
"""

import numpy as np

from portalaudit.checks.arrays import Mask, answers, chosen, spread
from portalaudit.checks.freshness.asked import asked, flags, moments, said, told
from portalaudit.checks.freshness.clocks import clocks, seen_twice
from portalaudit.checks.freshness.moments import HOUR, UNKNOWN_STAMP, Micros, times
from portalaudit.checks.freshness.shown import rows_shown
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("same_file", "same_extremes", "same_newest")


@dataset_check("freshness", needs=("datasets", "probes", "profiles"))
def stamp_without_change(parts: Parts) -> Verdict:
    """The truth table; `moved` is the stamp from when the content was first seen to when it was last asked, `later` from then to
    the audit. An answer that is carried on should know no `later`; where it does, the same is said.

        seen twice  changed  moved    later  said
        yes         any      yes      any    fail
        yes         any      unknown  any    not observed
        yes         no       no       no     does not apply
        yes         no       no       yes    not observed
        yes         yes      no       no     passes
        yes         yes      no       yes    not observed
        no          no       any      any    not observed
        no          yes      any      no     passes
        no          yes      any      yes    not observed
    """
    ask, twice, changed = asked(parts), seen_twice(parts), flags(parts, "changed")
    now, since, noted = clocks(parts).platform, moments(parts, "since_stamp"), moments(parts, "stamp")
    stamp = np.where((noted == UNKNOWN_STAMP) & ~flags(parts, "carried"), now, noted)
    known = (since != UNKNOWN_STAMP) & (stamp != UNKNOWN_STAMP)
    moved, later = _moved(since, stamp), _moved(stamp, now)
    content = told(parts, "fingerprint") & ask.content
    failed = content & twice & moved
    passed = content & ~failed & ~later & changed & (known | ~twice)
    nothing = content & twice & known & ~moved & ~later & ~changed
    rows, file = np.flatnonzero(failed), said(parts, "way", "file")
    fewer = said(parts, "way", "datastore") | ~told(parts, "rows")  # CKAN sorts, as do layers that count nothing
    compared = np.where(failed, np.where(file, 0, np.where(fewer, 2, 1)), -1)
    params = {
        "since": spread(rows, times(moments(parts, "since")[rows]), len(failed)),
        "asked": spread(rows, times(ask.at[rows]), len(failed)),
        "since_stamp": spread(rows, times(since[rows]), len(failed)),
        "stamp": spread(rows, times(stamp[rows]), len(failed)),
    }
    evidence = rows_shown(parts, rows, file)
    return Verdict(
        answers(~failed, ~(passed | failed)), answers(~nothing), chosen(compared, _REASONS),
        clocks(parts).by_name["own_observed"].days, params, evidence.at, evidence.excerpt, capture=evidence.capture,
    )  # fmt: skip


def _moved(before: Micros, after: Micros) -> Mask:
    """Where a stamp moved on by more than platforms take to write it."""
    known = (before != UNKNOWN_STAMP) & (after != UNKNOWN_STAMP)
    span = np.where(known, after, 0) - np.where(known, before, 0)
    result: Mask = span > threshold("stamp_without_change", "moved_hours") * HOUR
    return result

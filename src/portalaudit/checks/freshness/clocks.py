"""What the declared frequencies and the clocks say of each asset's age.

Six clocks are kept apart: `data_modified`, the platform's stamp of the data, or the layer's own where that is later;
`metadata_modified`, its stamp of their description; `modified`, what the catalogue states in words; `http_modified`, what the
server says of the file; `rows_newest`, the newest date inside the rows; `own_observed`, since when we see the same content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from portalaudit.checks.arrays import Codes, Mask
from portalaudit.checks.fields import UNSEEN, stated, states
from portalaudit.checks.freshness.asked import asked, moments, told
from portalaudit.checks.freshness.declared import allowed_days, readings
from portalaudit.checks.freshness.moments import SECOND, UNKNOWN_STAMP, Floats, Micros, days_between, micros, plausible, stamps_of
from portalaudit.checks.once import once
from portalaudit.data.frequencies import Frequency
from portalaudit.data.tables import threshold, threshold_words
from portalaudit.model.check import Parts
from portalaudit.model.freshness import CLOCKS
from portalaudit.model.stamps import micros_of

NONE, UNREADABLE = 0, 1
"""No frequency; one that cannot be read. Greater numbers are frequencies that were read."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The declared frequency of every asset."""

    codes: Codes
    """NONE, UNREADABLE, or 2 + the place in `found`."""
    found: tuple[Frequency, ...]
    days: Floats
    """NaN where there is no period."""
    allowed: Floats
    """Days that the data may be old; NaN where there is no period."""
    nothing: Mask
    """Where a value is given that states nothing (`unknown`, `n/a`); its code is NONE."""
    unread: Mask
    """Where it was not observed or cannot be read."""

    @property
    def periodic(self) -> Mask:
        """Where a period is declared."""
        return ~np.isnan(self.days)


def declared(parts: Parts) -> Declared:
    """Reads the frequencies of a snapshot, once for all checks."""
    return once(parts, "declared", _declared)


def _declared(parts: Parts) -> Declared:
    read, numbers = readings(parts.column("frequency"), parts.column("frequency_key"))
    known: dict[Frequency, int] = {}
    table = np.zeros(len(read) + 1, np.int32)
    for place, found in enumerate(read):
        if found is None:
            table[place] = UNREADABLE
        elif found.word != "unknown":
            table[place] = known.setdefault(found, len(known) + 2)
    has = stated(parts, "frequency")
    codes = np.where(has, table[numbers], NONE).astype(np.int32)
    days = np.array([np.nan, np.nan, *(np.nan if f.days is None else f.days for f in known)])
    unread = (states(parts, "frequency") == UNSEEN) | (codes == UNREADABLE)
    return Declared(codes, tuple(known), days[codes], allowed_days(days)[codes], has & (codes == NONE), unread)


def declared_days(promise: Declared) -> Floats:
    """Declared days as rubrics take them: infinite where a frequency without a period is declared (never, as needed, irregular),
    0 for what changes all the time, -1 where none is declared, NaN where it was not observed or cannot be read."""
    days = np.where(promise.codes == NONE, -1.0, np.where(promise.periodic, promise.days, np.inf))
    return np.where(promise.unread, np.nan, days)


DATA, METADATA, STATED, HTTP, ROWS, OWN = range(6)
DECIDING = CLOCKS[:4]
"""Those by which `dataset_overdue` can decide: what somebody says of the last change."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What one clock tells of every asset."""

    micros: Micros
    """Microseconds since 1970; UNKNOWN_STAMP where it is unknown or cannot be true."""
    days: Floats
    """Its age in days, 0 for a stamp a little ahead, NaN where it is unknown. What the catalogue says is as old as it is at the
    audit; what was learnt by asking for the rows (rows, file, layer, our own observation) as old as it was then."""
    broken: Mask
    """A stamp that is given and cannot be true."""


@dataclass(frozen=True, slots=True)
class Clocks:
    by_name: Mapping[str, Clock]
    """In the order of CLOCKS."""
    platform: Micros
    """The platform's stamp of the data by itself; UNKNOWN_STAMP where it is unknown or cannot be true."""
    layer: Mask
    """Where `data_modified` is what the layer itself says."""


def clocks(parts: Parts) -> Clocks:
    """All clocks of a snapshot, read once for all checks."""
    return once(parts, "clocks", _clocks, parts.taken_at, parts.probes)


def _clocks(parts: Parts) -> Clocks:
    ask, now = asked(parts), micros_of(parts.taken_at)
    catalogue = [micros(parts.column(name)) for name in ("data_modified", "metadata_modified")]
    given = [*catalogue, stamps_of(parts.column("modified"))]
    platform, metadata, said = (_told(stamp, now, plausible(stamp, parts.taken_at)) for stamp in given)
    edited = np.where(ask.at == UNKNOWN_STAMP, UNKNOWN_STAMP, moments(parts, "layer_modified"))
    layer = edited > given[DATA]
    by_layer = _told(edited, ask.seen, layer)
    data = Clock(
        np.where(layer, by_layer.micros, platform.micros),
        np.where(layer, by_layer.days, platform.days),
        platform.broken & ~layer,
    )
    file = moments(parts, "http_modified")
    of_file = (ask.at != UNKNOWN_STAMP) & (ask.at - file > threshold("clocks", "answer_seconds") * SECOND)
    newest, since = moments(parts, "newest"), moments(parts, "since")
    found = (
        data, metadata, said,
        _told(file, ask.seen, of_file), _told(newest, ask.seen, ask.answered), _told(since, ask.seen, seen_twice(parts)),
    )  # fmt: skip
    return Clocks(dict(zip(CLOCKS, found, strict=True)), platform.micros, layer)


def _told(stamp: Micros, until: Micros | int, good: Mask) -> Clock:
    known = good & (stamp != UNKNOWN_STAMP)
    kept = np.where(known, stamp, UNKNOWN_STAMP)
    return Clock(kept, days_between(until, kept), ~good & (stamp != UNKNOWN_STAMP))


def seen_twice(parts: Parts) -> Mask:
    """Where the same content was seen at two moments."""
    ask, since = asked(parts), moments(parts, "since")
    known = told(parts, "fingerprint") & (since != UNKNOWN_STAMP) & ask.content
    result: Mask = known & (ask.seen > since)
    return result


@dataclass(frozen=True, slots=True)
class Ages:
    """How old each asset is by the clock that decides."""

    days: npt.NDArray[np.int64]
    """Whole days; -1 where unknown or not plausible."""
    clock: Codes
    """The place in CLOCKS of the stamp that decides, -1 where there is none."""
    micros: Micros
    """That stamp in microseconds since 1970, UNKNOWN_STAMP where it is unknown or not plausible."""


@cache
def order() -> tuple[int, ...]:
    """The clocks that decide, the first that an asset has: data/thresholds.toml, section `dataset_overdue`.

    Raises:
        ValueError: the table names one that is not among DECIDING.
    """
    return tuple(DECIDING.index(name) for name in threshold_words("dataset_overdue", "clocks"))


def ages(parts: Parts) -> Ages:
    """The age by the clock that decides, once for all checks.

    A stamp of the catalogue that cannot be true gives no age and is not replaced by the next clock: the first one is broken, and
    the next would make it look fresh. What a file's server says is no statement of the publisher's: where that cannot be true
    (an epoch, a clock ahead), the next clock decides.
    """
    return once(parts, "ages", _ages, parts.taken_at, parts.probes)


def _ages(parts: Parts) -> Ages:
    found = list(clocks(parts).by_name.values())
    length = len(parts.datasets)
    clock, stamp, days = np.full(length, -1, np.int32), np.full(length, UNKNOWN_STAMP), np.full(length, -1, np.int64)
    for place in reversed(order()):
        one = found[place]
        known = one.micros != UNKNOWN_STAMP
        given = known if place == HTTP else known | one.broken
        clock[given] = place
        stamp[given] = one.micros[given]
        days[given] = np.where(known, np.floor(one.days), -1)[given]
    return Ages(days, clock, stamp)

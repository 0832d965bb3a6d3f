"""What the rows of a portal's own datasets told of their age, beside what is promised and what the platform's stamps say."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.export.undated import reasons
from portalaudit.model import frames
from portalaudit.model.audit import PortalAudit
from portalaudit.model.counting import own_datasets
from portalaudit.model.snapshot import Snapshot

PERIODS: tuple[tuple[str, int], ...] = (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366))
"""Classes of declared periods, each with its longest in days; a period between two counts to the longer (own choice). A period
longer than these is in none."""
AGES: tuple[int, ...] = (2, 9, 39, 115, 458)
"""Days that data of each class may be old, and that may lie between their entries: what the default allowed age gives for the
longest period of the class (check `dataset_overdue`). A class of ages more is for what is older."""

Stamps = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Asked:
    """The own datasets of one portal. Arrays are as long as there are; stamps in UTC, NaT where nothing is told."""

    rows: Rows
    """Their row numbers in `datasets`."""
    line: Rows
    """Their line in `probes`, -1 for those that were not chosen to be asked."""
    failure: tuple[str | None, ...]
    """Why the rows told nothing; None where they answered or were not chosen."""
    reason: tuple[str | None, ...]
    """Why nothing is known of their newest row, be it that they failed or what they answered (`export.undated`)."""
    behind: Mask
    """The server says that what it answers from is behind the data."""
    carried: Mask
    """The answer is an earlier audit's."""
    asked_at: Stamps
    newest: Stamps
    data_modified: Stamps
    metadata_modified: Stamps
    cadence: Floats
    """Days between entries; NaN where unknown."""
    least: Mask
    """That is a lower bound, from the number of rows (`CadenceBy`)."""
    declared: Floats | None
    """Declared days between updates, as the check `dataset_overdue` measures them: inf declared without a period, 0 continuous,
    -1 none, NaN unreadable. None where the check told nothing."""

    @property
    def chosen(self) -> Mask:
        return self.line >= 0

    @property
    def answered(self) -> Mask:
        """The rows answered, whether with a date or not."""
        return self.chosen & np.fromiter((reason is None for reason in self.failure), np.bool_, len(self.rows))

    @property
    def dated(self) -> Mask:
        """Their newest date is known, and the server does not say that it is behind the data."""
        return self.answered & ~self.behind & ~np.isnat(self.newest)

    @property
    def promise(self) -> Rows:
        """The place in PERIODS of the declared period; -1 without one, or where it is longer."""
        if self.declared is None:
            return np.full(len(self.rows), -1)
        longest = [days for _, days in PERIODS]
        periodic = (self.declared >= 0) & (self.declared <= longest[-1])
        return np.where(periodic, np.searchsorted(longest, np.where(periodic, self.declared, 0)), -1)

    @property
    def aged(self) -> Rows:
        """The class by AGES of the age of the newest row, in whole days, when it was asked; -1 where that is unknown."""
        known = self.dated & ~np.isnat(self.asked_at)
        days = np.where(known, self.asked_at - self.newest, np.timedelta64(0, "us")) // _DAY
        return np.where(known, np.searchsorted(AGES, np.maximum(days, 0)), -1)

    @property
    def paced(self) -> Rows:
        """The class by AGES of the days between entries; -1 where unknown. Of a lower bound the class, too, is one."""
        known = self.answered & ~self.behind & ~np.isnan(self.cadence)
        return np.where(known, np.searchsorted(AGES, np.where(known, self.cadence, 0)), -1)

    @property
    def older(self) -> Mask:
        """The newest row was older, when it was asked, than the class of the declared period allows."""
        return (self.promise >= 0) & (self.aged > self.promise)

    @property
    def failures(self) -> Mapping[str, int]:
        """Of how many the newest row is not known, by reason, the most frequent first: all that were chosen but for the dated."""
        found = Counter(reason for reason in self.reason if reason is not None)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def asked(portal: PortalAudit) -> Asked:
    """What is known of a portal's own datasets; of a snapshot without questions, that none was chosen."""
    snapshot = portal.snapshot
    rows = np.flatnonzero(own_datasets(snapshot, portal.ownership))
    place = np.full(len(snapshot.datasets), -1)
    place[rows] = np.arange(len(rows))
    places = place[np.asarray(frames.column(snapshot.probes, "dataset").to_numpy(), np.int64)]
    line = np.full(len(rows), -1)
    line[places[places >= 0]] = np.flatnonzero(places >= 0)
    wanted = pa.array(line, mask=line < 0)

    def told(name: str) -> pa.ChunkedArray:
        return frames.column(snapshot.probes, name).take(wanted)

    return Asked(
        rows=rows,
        line=line,
        failure=tuple(told("failure").cast(pa.string()).to_pylist()),
        reason=_reasons(snapshot, line),
        behind=_mask(told("out_of_date")),
        carried=_mask(told("carried")),
        asked_at=_stamps(told("asked_at")),
        newest=_stamps(told("newest")),
        data_modified=_stamps(frames.column(snapshot.datasets, "data_modified").take(pa.array(rows))),
        metadata_modified=_stamps(frames.column(snapshot.datasets, "metadata_modified").take(pa.array(rows))),
        cadence=told("cadence_days").fill_null(np.nan).to_numpy(),
        least=_mask(pc.equal(told("cadence_by").cast(pa.string()), "rows")),
        declared=_declared(portal, len(rows)),
    )


def tally(portal: PortalAudit) -> dict[str, object]:
    """The counts of one portal, for its document: own datasets chosen, answered, with a newest date, carried on; why of
    others no newest date is known; of those whose declared period and newest row are both known, how many rows were older than
    that allows."""
    found = asked(portal)
    return {
        "chosen": int(found.chosen.sum()),
        "answered": int(found.answered.sum()),
        "dated": int(found.dated.sum()),
        "carried": int((found.carried & found.answered).sum()),
        "promised": int(((found.promise >= 0) & (found.aged >= 0)).sum()),
        "older": int(found.older.sum()),
        "failures": dict(found.failures),
    }


def _reasons(snapshot: Snapshot, line: Rows) -> tuple[str | None, ...]:
    chosen = np.flatnonzero(line >= 0)
    names = ["dataset", "way", "failure", "rows", "newest", "out_of_date"]
    probes = frames.to_table(snapshot.probes[names]).take(pa.array(line[chosen])).to_pylist()
    found: list[str | None] = [None] * len(line)
    for place, reason in zip(chosen.tolist(), reasons(snapshot, probes), strict=True):
        found[place] = reason
    return tuple(found)


def _declared(portal: PortalAudit, length: int) -> Floats | None:
    found = next((check for check in portal.checks if check.id == "dataset_overdue"), None)
    days = None if found is None else found.measures.get("declared_days")
    return days if days is not None and len(days) == length else None


def _mask(array: pa.ChunkedArray) -> Mask:
    return np.asarray(array.fill_null(False).to_numpy(), np.bool_)


def _stamps(array: pa.ChunkedArray) -> Stamps:
    micros = array.cast(pa.int64()).fill_null(np.iinfo(np.int64).min)  # the smallest integer is numpy's "not a time"
    return np.asarray(micros.to_numpy()).astype("datetime64[us]")

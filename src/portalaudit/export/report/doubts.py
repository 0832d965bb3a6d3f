"""Datasets whose promise, stamp and rows do not fit together, by department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.export.asked import Asked, Stamps
from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.departments import fair, grouped
from portalaudit.export.report.room import SCREEN, Room
from portalaudit.export.report.strangers import link, shown
from portalaudit.model import frames
from portalaudit.model.portal import City

CHECKS = ("rows_stale", "stamp_without_change", "frequency_improbable")
"""The checks whose failures stand here, in the order in which a line tells them."""
SEEN = ("same_file", "same_extremes", "same_newest")
"""What was compared where no change was seen: reasons of `stamp_without_change`."""
LONGEST_TITLE = 140
"""Characters of a dataset's title (own choice)."""
LONGEST_COLUMN = 60
"""Characters of a column's name (own choice)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A dataset, and what was promised, stamped and found."""

    title: str
    href: str | None
    checks: tuple[str, ...]
    """Of CHECKS."""
    declared: float | None
    """Days between updates; None where no period is declared."""
    stamp: date | None
    clock: str
    """The field that tells the stamp: `data_modified`, or `metadata_modified` where there is none."""
    newest: date | None
    column: str | None
    asked: date | None
    carried: bool
    since: date | None
    """When we first saw the content that the rows still had."""
    since_stamp: date | None
    seen: str
    """How no change was seen: the reason of `stamp_without_change`, of SEEN; `unsaid` where it is none of these."""
    cadence: float | None
    least: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One department."""

    name: str | None
    datasets: int
    asked: int
    doubtful: int
    lines: tuple[Line, ...] = ()

    @property
    def unlisted(self) -> int:
        return self.doubtful - len(self.lines)


@dataclass(frozen=True, slots=True)
class Doubts:
    counts: Mapping[str, tuple[int, int, int]]
    """Check id → own datasets that fail it, that it tested, that it did not observe; only of checks that were run."""
    shown: tuple[Group, ...]
    left: tuple[Group, ...]
    """Counted only."""

    @property
    def datasets(self) -> int:
        return sum(group.doubtful for group in self.shown + self.left)


def doubts(parts: Sequence[Part], found: Sequence[Asked], city: City | None, room: Room = SCREEN) -> Doubts:
    """Own datasets that fail a check of CHECKS, the department with most of them first; in it the widest gap between stamp and
    newest row first."""
    who = grouped(parts, city)
    marks = [_marks(part, one) for part, one in zip(parts, found, strict=True)]
    codes = [code[one.rows] for code, one in zip(who.codes, found, strict=True)]
    size = len(who.names)
    counts = [np.zeros(size, np.int64) for _ in range(3)]
    for code, one, mark in zip(codes, found, marks, strict=True):
        for total, rows in zip(counts, (np.ones(len(code), np.bool_), one.chosen, mark.any(axis=0)), strict=True):
            total += np.bincount(code[rows], minlength=size)
    datasets, chosen, doubtful = (total.tolist() for total in counts)
    order = sorted((n for n in range(size) if doubtful[n]), key=lambda n: (-doubtful[n], -chosen[n], who.names[n] or "\uffff"))
    first = order[: room.groups]
    caps = dict(zip(first, fair([doubtful[n] for n in first], room.doubts), strict=True))
    lines = _lines(parts, found, marks, codes, caps)
    groups = [Group(who.names[n], datasets[n], chosen[n], doubtful[n], lines.get(n, ())) for n in order]
    return Doubts(_outcomes(parts), tuple(groups[: room.groups]), tuple(groups[room.groups :]))


def _outcomes(parts: Sequence[Part]) -> dict[str, tuple[int, int, int]]:
    made: dict[str, tuple[int, int, int]] = {}
    for name in CHECKS:
        ran = [check for part in parts for check in part.portal.checks if check.id == name and check.outcome is None]
        if ran:
            made[name] = (sum(c.failed for c in ran), sum(c.tested for c in ran), sum(c.not_observed for c in ran))
    return made


def _marks(part: Part, one: Asked) -> npt.NDArray[np.bool_]:
    """One line a check of CHECKS, one column an own dataset: it fails it."""
    made = np.zeros((len(CHECKS), len(one.rows)), np.bool_)
    for check in part.portal.checks:
        if check.id in CHECKS and check.outcome is None:
            made[CHECKS.index(check.id)] |= np.isin(one.rows, check.failing)
    return made


def _lines(
    parts: Sequence[Part],
    found: Sequence[Asked],
    marks: Sequence[npt.NDArray[np.bool_]],
    codes: Sequence[npt.NDArray[np.int32]],
    caps: Mapping[int, int],
) -> dict[int, tuple[Line, ...]]:
    """The lines of each department, as many as its cap."""
    wanted: dict[int, list[tuple[float, str, int, int]]] = {number: [] for number in caps}
    for position, (part, one, mark, code) in enumerate(zip(parts, found, marks, codes, strict=True)):
        places = np.flatnonzero(mark.any(axis=0))
        gap = (_stamp(one) - one.newest)[places]
        width = np.where(np.isnat(gap), -1.0, gap / np.timedelta64(1, "D"))
        for place, days, title in zip(places.tolist(), width.tolist(), part.texts("title", one.rows[places]), strict=True):
            if code[place] in wanted:
                wanted[code[place]].append((-days, shown(title, LONGEST_TITLE), position, place))
    chosen = {number: [item[2:] for item in sorted(items)[: caps[number]]] for number, items in wanted.items()}
    made: dict[tuple[int, int], Line] = {}
    for position, (part, one, mark) in enumerate(zip(parts, found, marks, strict=True)):
        places = np.asarray(sorted(place for items in chosen.values() for at, place in items if at == position), np.int64)
        made.update(((position, place), line) for place, line in _told(part, one, mark, places))
    return {number: tuple(made[item] for item in items) for number, items in chosen.items()}


def _stamp(one: Asked) -> Stamps:
    return np.where(np.isnat(one.data_modified), one.metadata_modified, one.data_modified)


def _told(part: Part, one: Asked, mark: npt.NDArray[np.bool_], places: npt.NDArray[np.int64]) -> list[tuple[int, Line]]:
    """The lines of these own datasets of one portal."""
    probes, line = part.portal.snapshot.probes, one.line[places]
    told = frames.to_table(probes[["column", "since", "since_stamp"]]).take(pa.array(line, mask=line < 0)).to_pylist()
    titles = _titles(part, one.rows[places], [row["column"] for row in told])
    stamps, seen = _stamp(one), _seen(part)
    texts = (part.texts(name, one.rows[places]) for name in ("title", "id", "landing_page"))
    made = []
    for place, row, column, title, key, page in zip(places.tolist(), told, titles, *texts, strict=True):
        days = float(one.declared[place]) if one.declared is not None else np.nan
        made.append((place, Line(
            title=shown(title, LONGEST_TITLE) or shown(key, LONGEST_TITLE),
            href=link(page),
            checks=tuple(name for name, fails in zip(CHECKS, mark[:, place], strict=True) if fails),
            declared=days if np.isfinite(days) and days >= 0 else None,
            stamp=_day(stamps[place]),
            clock="metadata_modified" if np.isnat(one.data_modified[place]) else "data_modified",
            newest=_day(one.newest[place]),
            column=column,
            asked=_day(one.asked_at[place]),
            carried=bool(one.carried[place]),
            since=row["since"].date() if row["since"] else None,
            since_stamp=row["since_stamp"].date() if row["since_stamp"] else None,
            seen=seen.get(int(one.rows[place]), "unsaid"),
            cadence=None if np.isnan(one.cadence[place]) else float(one.cadence[place]),
            least=bool(one.least[place]),
        )))  # fmt: skip
    return made


def _seen(part: Part) -> dict[int, str]:
    """Row → the reason of `stamp_without_change`."""
    told = (
        zip(check.failing.tolist(), check.failing_reasons, strict=True)
        for check in part.portal.checks
        if check.id == "stamp_without_change" and check.outcome is None
    )
    return {row: reason for pairs in told for row, reason in pairs if reason in SEEN}


def _titles(part: Part, rows: npt.NDArray[np.int64], names: Sequence[str | None]) -> list[str | None]:
    """What people call the deciding columns: their titles, else their names."""
    profiles = part.portal.snapshot.profiles
    table = frames.to_table(profiles[["dataset", "name", "title"]]).filter(
        pc.is_in(frames.column(profiles, "dataset"), pa.array(rows, pa.int32()))
    )
    known = {(row["dataset"], row["name"]): row["title"] for row in table.to_pylist()}
    pairs = zip(rows.tolist(), names, strict=True)
    return [shown(known.get((row, name)) or name, LONGEST_COLUMN) or None for row, name in pairs]


def _day(stamp: np.datetime64) -> date | None:
    found: date | None = stamp.astype("datetime64[D]").item()
    return found

"""How fresh the data are: what the rows of own datasets told, beside what the platform's stamps say and what is promised."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from portalaudit.export.asked import AGES, PERIODS, Asked, Stamps, asked
from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.doubts import Doubts, doubts
from portalaudit.export.report.heat import Band, heat_chart
from portalaudit.export.report.pictures import Json
from portalaudit.export.report.room import SCREEN, Room
from portalaudit.export.report.wording import Wording
from portalaudit.model.portal import City

MOST_YEARS = 15
"""Years of the calendar, the audit's own last (own choice: what is older is counted beside it)."""
RECENT = 31
"""Days before the question within which data count as recent (own choice: a month)."""

_DAY = np.timedelta64(1, "D")
_PLACES = {code: place for place, (code, _) in enumerate(PERIODS)}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Datasets by the month of their newest date on one clock."""

    clock: str
    """`rows_newest`, `data_modified` or, where no dataset tells that, `metadata_modified`."""
    years: tuple[tuple[int, tuple[int | None, ...]], ...]
    """The newest first, each with twelve counts; None for a month that had not come."""
    earlier: int
    later: int
    untold: int
    recent: int
    """Within RECENT days before the rows were asked; of a stamp, before the audit."""

    @property
    def drawn(self) -> int:
        return sum(count or 0 for _, counts in self.years for count in counts)

    @property
    def most(self) -> int:
        """Of one month."""
        return max((count or 0 for _, counts in self.years for count in counts), default=0)


@dataclass(frozen=True, slots=True)
class Promise:
    """Datasets of one class of declared periods whose newest row is known."""

    code: str
    """Of PERIODS."""
    ages: tuple[int, ...]
    """How many by age of the newest row, by the classes of AGES."""
    kept: int
    """Rows no older than the class allows."""
    stopped: int
    """Of the others, those whose newest row is from before `Freshness.before`."""

    @property
    def datasets(self) -> int:
        return sum(self.ages)

    @property
    def days(self) -> int:
        """That the class allows."""
        return AGES[_PLACES[self.code]]

    @property
    def row(self) -> tuple[str, tuple[int, ...]]:
        return self.code, self.ages


@dataclass(frozen=True, slots=True)
class Pace:
    """Datasets of one class of declared periods whose observed cadence says something."""

    code: str
    gaps: tuple[int, ...]
    """How many by days between entries, by the classes of AGES."""

    @property
    def row(self) -> tuple[str, tuple[int, ...]]:
        return self.code, self.gaps


@dataclass(frozen=True, slots=True)
class Freshness:
    of: int
    """Own datasets."""
    chosen: int
    answered: int
    dated: int
    """Told the date of their newest row."""
    carried: int
    """Answers of an earlier audit."""
    carried_since: datetime | None
    """When the earliest of these was given."""
    failures: tuple[tuple[str, int], ...]
    calendars: tuple[Calendar, ...]
    """Of the datasets that are dated: by the platform's stamp, then by their rows."""
    told: bool
    """What is promised is known at all."""
    unpromised: tuple[int, int, int, int]
    """Of the datasets that are dated, those that declare no frequency, one without a period, one longer than PERIODS, one that
    cannot be read."""
    promises: tuple[Promise, ...]
    before: int
    """A year that ended at least a year before the audit's own began, or the one after that."""
    paces: tuple[Pace, ...]
    silent: int
    """Datasets whose number of rows alone does not contradict what is promised."""
    doubts: Doubts

    @property
    def promised(self) -> int:
        return sum(promise.datasets for promise in self.promises)

    @property
    def older(self) -> int:
        return self.promised - sum(promise.kept for promise in self.promises)


def freshness(parts: Sequence[Part], city: City | None, taken_at: datetime, room: Room = SCREEN) -> Freshness:
    """The section's numbers, pooled over the portals."""
    found = [asked(part.portal) for part in parts]
    failures = sum((Counter(one.failures) for one in found), Counter[str]())
    before = taken_at.year - 1
    paces, silent = _paces(found)
    since = [one.asked_at[one.carried & one.answered & ~np.isnat(one.asked_at)] for one in found]
    return Freshness(
        of=sum(len(one.rows) for one in found),
        chosen=sum(int(one.chosen.sum()) for one in found),
        answered=sum(int(one.answered.sum()) for one in found),
        dated=sum(int(one.dated.sum()) for one in found),
        carried=sum(int((one.carried & one.answered).sum()) for one in found),
        carried_since=min((stamps.min().item() for stamps in since if len(stamps)), default=None),
        failures=tuple(sorted(failures.items(), key=lambda item: (-item[1], item[0]))),
        calendars=_calendars(found, taken_at),
        told=any(one.declared is not None for one in found),
        unpromised=_unpromised(found),
        promises=_promises(found, before),
        before=before,
        paces=paces,
        silent=silent,
        doubts=doubts(parts, found, city, room),
    )


def _unpromised(found: Sequence[Asked]) -> tuple[int, int, int, int]:
    days = np.concatenate([np.empty(0), *(one.declared[one.dated] for one in found if one.declared is not None)])
    longer = np.isfinite(days) & (days > PERIODS[-1][1])
    none, untimed, long, unread = (int(mask.sum()) for mask in (days < 0, np.isposinf(days), longer, np.isnan(days)))
    return none, untimed, long, unread


def _calendars(found: Sequence[Asked], taken_at: datetime) -> tuple[Calendar, ...]:
    """Both calendars have the same years."""
    rows = _joined([one.newest[one.dated] for one in found])
    if not len(rows):
        return ()
    now = np.datetime64(taken_at.replace(tzinfo=None), "us")
    at = _joined([one.asked_at[one.dated] for one in found])
    clock, stamps = "data_modified", _joined([one.data_modified[one.dated] for one in found])
    if np.isnat(stamps).all():
        clock, stamps = "metadata_modified", _joined([one.metadata_modified[one.dated] for one in found])
    last = taken_at.year
    known = np.concatenate([rows, stamps[~np.isnat(stamps)]]).astype("datetime64[Y]").astype(np.int64) + 1970
    first = min(known[(known > last - MOST_YEARS) & (known <= last)].tolist(), default=last)
    return tuple(
        _calendar(name, dates, moments, range(last, first - 1, -1), taken_at.month)
        for name, dates, moments in ((clock, stamps, np.full(len(stamps), now)), ("rows_newest", rows, at))
    )


def _calendar(clock: str, dates: Stamps, asked_at: Stamps, years: range, month: int) -> Calendar:
    told = ~np.isnat(dates)
    months = dates[told].astype("datetime64[M]").astype(np.int64) + 1970 * 12
    counts = Counter(months.tolist())
    first, last = years[-1] * 12, years[0] * 12 + month - 1
    age = (asked_at - dates)[told & ~np.isnat(asked_at)] // _DAY
    return Calendar(
        clock,
        tuple((year, tuple(counts[at] if at <= last else None for at in range(year * 12, year * 12 + 12))) for year in years),
        earlier=sum(count for at, count in counts.items() if at < first),
        later=sum(count for at, count in counts.items() if at > last),
        untold=int((~told).sum()),
        recent=int(((age <= RECENT) & (age >= -2)).sum()),
    )


def _joined(arrays: Sequence[Stamps]) -> Stamps:
    return np.concatenate([np.empty(0, "datetime64[us]"), *arrays])


def _promises(found: Sequence[Asked], before: int) -> tuple[Promise, ...]:
    made = []
    for place, (code, _) in enumerate(PERIODS):
        mine = [(one.promise == place) & (one.aged >= 0) for one in found]
        ages = _counts([one.aged[rows] for one, rows in zip(found, mine, strict=True)])
        early = (
            one.newest[rows & one.older] < np.datetime64(f"{before:04}-01-01") for one, rows in zip(found, mine, strict=True)
        )
        if any(ages):
            made.append(Promise(code, ages, sum(ages[: place + 1]), sum(int(each.sum()) for each in early)))
    return tuple(made)


def _paces(found: Sequence[Asked]) -> tuple[tuple[Pace, ...], int]:
    """A lower bound counts where it is already longer than what is promised; else it says nothing."""
    made, silent = [], 0
    for place, (code, _) in enumerate(PERIODS):
        mine = [(one.promise == place) & (one.paced >= 0) for one in found]
        speaks = [rows & (~one.least | (one.paced > place)) for one, rows in zip(found, mine, strict=True)]
        gaps = _counts([one.paced[rows] for one, rows in zip(found, speaks, strict=True)])
        silent += sum(int(rows.sum()) for rows in mine) - sum(gaps)
        if any(gaps):
            made.append(Pace(code, gaps))
    return tuple(made), silent


def _counts(places: Sequence[np.ndarray[tuple[int], np.dtype[np.int64]]]) -> tuple[int, ...]:
    return tuple(np.bincount(np.concatenate([np.empty(0, np.int64), *places]), minlength=len(AGES) + 1).tolist())


def calendar_chart(found: Calendar, words: Wording) -> Json:
    """A band a year, a cell a month."""
    bands = [Band(str(year), counts) for year, counts in found.years]
    return heat_chart(bands, words.months_short, words, row=24)


def ages_chart(found: Sequence[Promise], words: Wording) -> Json:
    """A band a class of promises, a cell a class of ages."""
    return _against([one.row for one in found], words, "ages")


def paces_chart(found: Sequence[Pace], words: Wording) -> Json:
    """A band a class of promises, a cell a class of gaps."""
    return _against([one.row for one in found], words, "paces")


def _against(found: Sequence[tuple[str, tuple[int, ...]]], words: Wording, what: str) -> Json:
    bands = [Band(words.label("period", code), counts, _PLACES[code] + 1) for code, counts in found]
    columns = [*(words.number(days) for days in AGES), str(words.say("freshness.more"))]
    return heat_chart(bands, columns, words, row=34, title=str(words.say(f"freshness.{what}_axis")))


def age_place(code: str) -> int:
    """How many classes of AGES are within the promise, from the youngest on."""
    return _PLACES[code] + 1


def age_labels(words: Wording) -> list[str]:
    """What a table calls the classes of AGES."""
    told = [str(words.say("freshness.days", n=words.number(days))) for days in AGES]
    return [*told, str(words.say("freshness.more"))]

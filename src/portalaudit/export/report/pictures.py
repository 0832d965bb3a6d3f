"""The charts: Vega-Lite descriptions as data, and the same numbers as tables.

Colours are CSS variables of the page, so that the charts follow its light, dark and print dress. Labels stand above the
bars, so that long ones fit a phone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.departments import Department
from portalaudit.export.report.wording import Wording
from portalaudit.model.frames import column

MOST_BARS = 15
"""Bars of one chart (own choice)."""
MONTHS = 36
"""Months of the chart of updates, the audit's own last (own choice)."""

Json = dict[str, object]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
CONFIG: Json = {
    "background": "transparent",
    "autosize": {"type": "fit-x", "contains": "padding"},
    "aria": False,
    "padding": 0,
    "font": "Segoe UI, -apple-system, Roboto, Helvetica Neue, Noto Sans, Liberation Sans, Arial, sans-serif",
    "view": {"stroke": None},
    "text": {"fontSize": 13, "fill": "var(--ink)"},
    "axis": {"labelColor": "var(--soft)", "labelFontSize": 12}
    | {f"{line}Color": "var(--line)" for line in ("grid", "domain", "tick")},
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled share."""

    label: str
    part: int
    whole: int
    worst: int = 0
    """How many of the part fail several checks."""

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Updates:
    """Own datasets by month of their latest change."""

    clock: str
    """The field that was read: `data_modified` or, where the portal tells none, `metadata_modified`."""
    months: tuple[tuple[str, int], ...]
    """`2026-11` and how many, every month of the window."""
    earlier: int
    later: int
    untold: int

    @property
    def drawn(self) -> int:
        return sum(count for _, count in self.months)

    @property
    def years(self) -> list[tuple[str, list[int | None]]]:
        """The same by year, the newest first, twelve months each; None for a month outside the window."""
        known = dict(self.months)
        years = dict.fromkeys(month[:4] for month, _ in reversed(self.months))
        return [(year, [known.get(f"{year}-{month:02d}") for month in range(1, 13)]) for year in years]


def check_bars(parts: Sequence[Part], words: Wording) -> list[Bar]:
    """Dataset checks by share of own datasets that fail, pooled over the portals; none that nothing fails."""
    failed: Counter[str] = Counter()
    tested: Counter[str] = Counter()
    for part in parts:
        for check in part.portal.checks:
            if check.outcome is None:
                failed[check.id] += check.failed
                tested[check.id] += check.tested
    bars = [Bar(words.label("check", name), failed[name], tested[name]) for name in sorted(failed) if failed[name]]
    return sorted(bars, key=lambda bar: -bar.share)


def department_bars(departments: Sequence[Department], nameless: str) -> list[Bar]:
    """Departments by number of datasets, most first; `nameless` stands for datasets that name nobody."""
    bars = [
        Bar(department.name or nameless, department.failing, department.datasets, department.several)
        for department in departments
    ]
    return sorted(bars, key=lambda bar: (-bar.whole, bar.label))


def updates(parts: Sequence[Part], taken_at: datetime) -> Updates | None:
    """Months of the latest change; None where no own dataset tells a date."""
    for clock in ("data_modified", "metadata_modified"):
        months, untold = _months(parts, clock)
        if len(months):
            break
    else:
        return None
    last = taken_at.year * 12 + taken_at.month - 1
    counted = Counter(months.tolist())
    window = range(last - MONTHS + 1, last + 1)
    return Updates(
        clock,
        tuple((f"{month // 12:04d}-{month % 12 + 1:02d}", counted[month]) for month in window),
        sum(count for month, count in counted.items() if month < window[0]),
        sum(count for month, count in counted.items() if month > last),
        untold,
    )


def _months(parts: Sequence[Part], clock: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int]:
    """Months since year 0 of the own datasets that tell one, and how many tell none."""
    found, untold = [np.empty(0, np.int64)], 0
    for part in parts:
        stamps = column(part.portal.snapshot.datasets, clock).filter(pa.array(part.own))
        untold += stamps.null_count
        told = pc.drop_null(stamps)
        year, month = pc.year(told), pc.month(told)
        found.append(np.asarray(pc.add(pc.multiply(year, 12), pc.subtract(month, 1)).to_numpy(), dtype=np.int64))
    return np.concatenate(found), untold


def share_chart(bars: Sequence[Bar], words: Wording) -> Json:
    """Bars of a share of 100 %, the label above each, the numbers at the right."""
    rows = [_row(bar, 1.0, bar.share, bar.share, f"{words.percent(bar.share)} · {_of(bar, words)}") for bar in bars]
    return _bars(rows, 1)


def count_chart(bars: Sequence[Bar], words: Wording) -> Json:
    """Bars of counts within a whole, all on one scale of datasets: the whole, what fails, what fails several checks."""
    rows = [_row(bar, bar.whole, bar.part, bar.worst, _of(bar, words)) for bar in bars]
    return _bars(rows, max((bar.whole for bar in bars), default=1))


def month_chart(found: Updates) -> Json:
    """Columns of datasets by month, a label at each January."""
    januaries = [month for month, _ in found.months if month.endswith("-01")]
    across: Json = {
        "field": "month",
        "type": "ordinal",
        "title": None,
        "axis": {"values": januaries, "labelExpr": "slice(datum.value, 0, 4)", "labelAngle": 0, "ticks": True},
        "scale": {"paddingInner": 0.25, "paddingOuter": 0.1, "round": False},
    }
    up: Json = {
        "field": "datasets",
        "type": "quantitative",
        "title": None,
        "axis": {"tickCount": 4, "tickMinStep": 1, "format": "d", "domain": False, "ticks": False},
    }
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "width": "container",
        "height": 200,
        "data": {"values": [{"month": month, "datasets": count} for month, count in found.months]},
        "mark": {"type": "bar", "color": "var(--good)"},
        "encoding": {"x": across, "y": up},
    }


def _of(bar: Bar, words: Wording) -> str:
    return str(words.say("pictures.of", failed=words.number(bar.part), tested=words.number(bar.whole)))


def _row(bar: Bar, track: float, fair: float, bad: float, numbers: str) -> Json:
    return {"label": bar.label, "track": track, "fair": fair, "bad": bad, "numbers": numbers}


def _bars(values: Sequence[Json], most: int) -> Json:
    """Bars over one another: the track, what fails lightly, what fails."""
    scale: Json = {"domain": [0, most], "nice": False}
    layers: list[Json] = [
        {
            "mark": {"type": "bar", "height": 10, "yOffset": 8, "color": f"var(--{name})"},
            "encoding": {"x": {"field": name, "type": "quantitative", "scale": scale, "axis": None}},
        }
        for name in ("track", "fair", "bad")
    ]
    return labelled(layers, [{"n": number, **value} for number, value in enumerate(values)], row=44, rise=8, room=130)


def labelled(layers: Sequence[Json], values: Sequence[Json], *, row: int, rise: int, room: int) -> Json:
    """A chart of bars, one a value by its `n`; its `label` stands above, its `numbers` at the right.

    Args:
        layers: the bars.
        row: pixels for each value, of which the text stands `rise` above its bar and leaves `room` to the numbers.
    """
    text: Json = {"type": "text", "baseline": "bottom", "dy": -rise, "yOffset": 8}
    texts: list[Json] = [
        {
            "mark": text | {"align": "left", "limit": {"expr": f"width - {room}"}},
            "encoding": {"x": {"value": 0}, "text": {"field": "label"}},
        },
        {
            "mark": text | {"align": "right", "color": "var(--soft)"},
            "encoding": {"x": {"value": "width"}, "text": {"field": "numbers"}},
        },
    ]
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "width": "container",
        "height": row * len(values),
        "data": {"values": list(values)},
        "encoding": {"y": {"field": "n", "type": "ordinal", "axis": None, "scale": {"padding": 0}}},
        "layer": [*layers, *texts],
    }

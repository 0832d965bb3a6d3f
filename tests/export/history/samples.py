"""A status, a trend and tallies to be exported: usual ones, empty ones, and ones full of strangers' texts."""

from datetime import UTC, datetime, timedelta

from portalaudit.model.history import (
    Cell,
    Count,
    Interval,
    Next,
    Score,
    Stand,
    Status,
    Tallies,
    Tally,
    TargetStatus,
    Trend,
    Try,
    Unit,
)

AT = datetime(2026, 11, 22, 6, tzinfo=UTC)
SINCE = AT - timedelta(days=365)
CRITERIA = {**{f"DM{n}": f"Data management {n}" for n in range(1, 10)}, "OD1": "Open data", "LC5": "Leadership"}
MET, PARTLY = Stand("met", "verified"), Stand("partly", "indicated")
LOST, GAP = Stand("undetermined", None, "not_found"), Stand("undetermined", None, "gap")


def day(number: int) -> datetime:
    """So many days before the end."""
    return AT - timedelta(days=number)


def a_cell(stand: Stand = MET, **changes: object) -> Cell:
    told: dict[str, object] = {"since": day(90), "seen_at": day(0), "gap": False, "evidence": 3}
    return Cell(stand, **(told | changes))  # type: ignore[arg-type]


CELLS = {
    "DM1": a_cell(),
    "DM2": a_cell(PARTLY, before=MET, moved_at=day(2), causes=("data",)),
    "DM3": a_cell(MET, before=Stand("not_met", "verified"), moved_at=day(3), causes=("rubric", "data")),
    "DM4": a_cell(LOST, before=MET, moved_at=day(1), causes=("documents",)),
    "DM5": a_cell(MET, gap=True, seen_at=day(5)),
    "DM6": a_cell(GAP, gap=True, seen_at=None),
    "DM7": a_cell(Stand("not_met", "verified"), evidence=None),
    "OD1": a_cell(MET, before=MET, moved_at=day(1), causes=("noise",)),
}


def a_target(key: str = "boston-ma", name: str = "Boston", **changes: object) -> TargetStatus:
    told: dict[str, object] = {
        "urls": ("https://data.example.org",), "audit": "20261122-00000001", "seen_at": day(0), "next": Next(day(-1), False),
        "assets": 1_200, "datasets": 300, "gaps": {"feed: http-403": 2, "documents: timeout": 1}, "score": 72.4, "decided": 0.91,
        "cells": CELLS,
    }  # fmt: skip
    return TargetStatus(key, name, **(told | changes))  # type: ignore[arg-type]


def a_status(*targets: TargetStatus, criteria: dict[str, str] = CRITERIA) -> Status:
    core = frozenset(criteria) - {"LC5"}
    return Status("wwc-v3", "What Works Cities 2022", criteria, core, AT, day(7), targets)


NEVER = TargetStatus("new-ex", "New", (), None, None, Try(day(1), "unavailable", "nothing answered: timeout"), Next(None, True))
RICH = a_status(
    a_target(), NEVER, a_target("tried-ex", "Tried", tried=Try(day(0), "incomplete", "stopped"), next=None, score=None)
)


def a_trend(status: TargetStatus | None = None, **changes: object) -> Trend:
    told: dict[str, object] = {
        "intervals": (
            Interval("wwc-v3", "DM1", Stand("not_met", "verified"), day(500), day(100)),
            Interval("wwc-v3", "DM1", MET, day(100), None, ("rubric", "data")),
            Interval("wwc-v3", "DM2", MET, day(200), None, (), day(5)),
            Interval("wwc-v3", "DM3", GAP, day(90), day(50)),
        ),
        "scores": (Score(day(40), 61.5, 0.8), Score(day(10), None, 0.0), Score(day(0), 72.4, 0.91)),
        "units": (Unit("Parks", "https://data.example.org", 120, 40), Unit(None, "https://data.example.org", 9, 9)),
        "units_total": 31, "opened": (Count(day(31), 140), Count(day(0), 129)),
    }  # fmt: skip
    return Trend(status or a_target(), "wwc-v3", "What Works Cities 2022", CRITERIA, AT, SINCE, **(told | changes))  # type: ignore[arg-type]


BARE = a_trend(
    TargetStatus("new-ex", "New", (), None, None), intervals=(), scores=(), units=(), units_total=0, opened=(Count(AT, 0),)
)

TALLIES = Tallies(
    "wwc-v3", "What Works Cities 2022", "DM1", "Data management 1", AT, SINCE,
    (
        Tally(day(31), {"met": 0, "partly": 0, "not_met": 0, "undetermined": 0}),
        Tally(day(0), {"met": 3, "partly": 1, "not_met": 2, "undetermined": 4}),
    ),
)  # fmt: skip

HOSTILE = "=1+1 <script>alert(1)</script> \u202egnp\u202c {{ 7 * 7 }} " + "W" * 400
STRANGE = a_status(
    a_target("=key", HOSTILE, tried=Try(day(0), "unavailable", HOSTILE), gaps={HOSTILE: 1}, cells=CELLS | {HOSTILE: a_cell()}),
    criteria=CRITERIA | {HOSTILE: HOSTILE},
)
STRANGE_TREND = a_trend(
    a_target("=key", HOSTILE), units=(Unit(HOSTILE, "=portal", 1, 1), Unit("b", "javascript:alert(1)", 1, 1)), department=HOSTILE
)

"""Small drawings: a line of scores and bars of counts, in a box of 600 by 120."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portalaudit.model.history import Count, Score

WIDTH, HEIGHT, PAD = 600, 120, 8


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def points(scores: Sequence[Score], since: datetime, until: datetime) -> Sequence[Point]:
    """Scores of 0 to 100 by time; what nobody could decide is left out."""
    whole = max((until - since).total_seconds(), 1.0)
    return [
        Point(
            round(PAD + (WIDTH - 2 * PAD) * (one.at - since).total_seconds() / whole, 1),
            round(PAD + (HEIGHT - 2 * PAD) * (1 - one.score / 100), 1),
        )
        for one in scores
        if one.score is not None
    ]


def bars(counts: Sequence[Count]) -> Sequence[Bar]:
    """One bar a month from the floor up, the fullest as high as the box."""
    most = max((one.open for one in counts), default=0)
    step = (WIDTH - 2 * PAD) / max(len(counts), 1)
    made = []
    for place, one in enumerate(counts):
        height = (HEIGHT - 2 * PAD) * one.open / most if most else 0.0
        made.append(
            Bar(round(PAD + place * step, 1), round(HEIGHT - PAD - height, 1), round(max(step - 4, 2), 1), round(height, 1))
        )
    return made

"""How far the machine and the assessors agree: per criterion, what the machine had found against what was decided, over time."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from portalaudit.export.cells import neutral
from portalaudit.export.document import encode
from portalaudit.model.assessment import DECISIONS, Decision, DecisionWord, standing_decisions
from portalaudit.model.rubric import FindingWord

SCHEMA = "portalaudit/agreement/1"
FINDINGS: tuple[FindingWord, ...] = get_args(FindingWord)
Period = Literal["month", "quarter", "year", "all"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One criterion in one period."""

    rubric: str
    criterion: str
    period: str
    """`2026-11`, `2026-Q4`, `2026` or `all`: when it was decided, in UTC."""
    counts: Mapping[tuple[FindingWord, DecisionWord], int]

    def of(self, decision: DecisionWord) -> int:
        """Decisions of this kind, whatever the machine had found."""
        return sum(self.counts.get((finding, decision), 0) for finding in FINDINGS)

    @property
    def share(self) -> float | None:
        """accept / (accept + reject), 0 to 1; None where neither was decided. What asked for more is no answer yet."""
        decided = self.of("accept") + self.of("reject")
        return self.of("accept") / decided if decided else None


def agreement(decisions: Iterable[Decision], period: Period = "quarter") -> tuple[Agreement, ...]:
    """Counts of the decisions that stand, by rubric (its versions together), criterion and period, in this order."""
    counted: dict[tuple[str, str, str], Counter[tuple[FindingWord, DecisionWord]]] = {}
    for one in standing_decisions(decisions):
        key = (one.rubric, one.criterion, _period(one.decided_at, period))
        counted.setdefault(key, Counter())[one.finding, one.decision] += 1
    return tuple(Agreement(*key, counted[key]) for key in sorted(counted, key=lambda key: (key[0], _natural(key[1]), key[2])))


def agreement_csv(found: Sequence[Agreement]) -> bytes:
    """A line a criterion and period; UTF-8, lines ended by CRLF, cells that start a formula neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    pairs = [(finding, decision) for finding in FINDINGS for decision in DECISIONS]
    names = [f"{finding}_{decision}" for finding, decision in pairs]
    writer.writerow(["rubric", "criterion", "period", *names, *DECISIONS, "agreement"])
    for one in found:
        share = "" if one.share is None else round(one.share, 4)
        counts = [one.counts.get(pair, 0) for pair in pairs]
        named = [neutral(one.rubric), neutral(one.criterion), one.period]
        writer.writerow([*named, *counts, *map(one.of, DECISIONS), share])
    return out.getvalue().encode("utf-8", "replace")


def agreement_json(found: Sequence[Agreement], period: Period) -> bytes:
    """One line of JSON."""
    rows = [
        {
            "rubric": one.rubric,
            "criterion": one.criterion,
            "period": one.period,
            "counts": {
                finding: {decision: one.counts.get((finding, decision), 0) for decision in DECISIONS} for finding in FINDINGS
            },
            **{decision: one.of(decision) for decision in DECISIONS},
            "agreement": None if one.share is None else round(one.share, 4),
        }
        for one in found
    ]
    return encode({"schema": SCHEMA, "period": period, "rows": rows}) + b"\n"


def _period(moment: datetime, period: Period) -> str:
    return {
        "month": f"{moment:%Y-%m}",
        "quarter": f"{moment:%Y}-Q{(moment.month + 2) // 3}",
        "year": f"{moment:%Y}",
        "all": "all",
    }[period]


def _natural(criterion: str) -> list[tuple[int, str]]:
    """So that DM2 comes before DM10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d{1,9})", criterion)]

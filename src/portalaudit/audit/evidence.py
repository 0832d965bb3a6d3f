"""Evidence for the rows that are shown: the place in a capture, and what stands there or is missing."""

from collections.abc import Iterator

import msgspec
import pandas as pd
import pyarrow as pa

from portalaudit.model.capture import EXCERPT, Evidence, Scalar
from portalaudit.model.check import Check, Finding, Verdict
from portalaudit.model.frames import State
from portalaudit.model.snapshot import Snapshot


class Witness:
    """Makes findings with evidence for single rows of a verdict, on demand."""

    def __init__(self, snapshot: Snapshot, check: Check, verdict: Verdict) -> None:
        self.snapshot = snapshot
        self.check = check
        self.verdict = verdict

    def finding(self, row: int) -> Finding:
        """What the check says of one row of `datasets`, with its evidence."""
        reason = self.verdict.reason
        return Finding(
            check=self.check.id,
            subject=str(self.snapshot.datasets["id"].iat[row]),
            reason=reason if isinstance(reason, str) else str(reason[row].as_py()),
            params={name: value for name, value in self._params(row) if value is not None},
            evidence=(self._evidence(row),),
            title=_text(_cell(self.snapshot.datasets, "title", row)),
        )

    def _params(self, row: int) -> Iterator[tuple[str, Scalar]]:
        for name, values in sorted(self.verdict.params.items()):
            yield name, _scalar(values[row].as_py())

    def _evidence(self, row: int) -> Evidence:
        table = self.snapshot.datasets
        place, own_place = self._place(row)
        if self.verdict.capture is not None and (other := self.verdict.capture[row].as_py()) is not None:
            return Evidence(str(other), place.removeprefix("#"), self._excerpt(row, False))
        part, _, tail = place.rpartition("#")
        suffix = f"_{part}" if part else ""
        capture, base = (_cell(table, f"{name}{suffix}", row) for name in ("capture", "pointer"))
        if base is None:
            return Evidence(_text(capture), None)
        if own_place and self.check.field and _cell(table, f"{self.check.field}_state", row) == State.ABSENT:
            pointer, absent = self._nearest(row, str(base), tail, part)
            return Evidence(_text(capture), pointer, None, absent)
        missing = None if self.verdict.absent is None else _text(self.verdict.absent[row].as_py())
        return Evidence(_text(capture), f"{base}{tail}", self._excerpt(row, own_place), missing)

    def _place(self, row: int) -> tuple[str, bool]:
        """Where the evidence stands, and whether that is the place of the check's own field."""
        if self.verdict.at is not None and (at := self.verdict.at[row].as_py()):
            return str(at), False
        if self.check.field is None:
            return "#", False
        at = _cell(self.snapshot.datasets, f"{self.check.field}_at", row)
        place = str(at) if at else self.snapshot.places.get(self.check.field, "#")
        return (place if "#" in place else f"#{place}"), True

    def _nearest(self, row: int, base: str, tail: str, part: str) -> tuple[str, str]:
        """The nearest ancestor that is there, and the key that is missing below it."""
        steps = tail.lstrip("/").split("/")
        states = self.snapshot.states
        first, last = (step.replace("~1", "/").replace("~0", "~") for step in (steps[0], steps[-1]))
        if len(steps) > 1 and not part and first in states.columns and states[first].iat[row] == State.VALUE:
            return f"{base}/{'/'.join(steps[:-1])}", last
        return base, first

    def _excerpt(self, row: int, own_place: bool) -> str | None:
        if self.verdict.excerpt is not None:
            value = self.verdict.excerpt[row].as_py()
        elif own_place and self.check.field:
            value = self.snapshot.datasets[self.check.field].iat[row]
            if _missing(value):
                return "null" if _cell(self.snapshot.datasets, f"{self.check.field}_state", row) == State.NULL else None
        else:
            return None
        return None if value is None else _text(value)[:EXCERPT]  # type: ignore[index]


def _cell(table: pd.DataFrame, name: str, row: int) -> object:
    if name not in table.columns:
        return None
    value = table[name].iat[row]
    return None if _missing(value) else value


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, pa.Scalar):
        value = value.as_py()
    if hasattr(value, "tolist"):
        value = value.tolist()
    return msgspec.json.encode(value).decode()


def _scalar(value: object) -> Scalar:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)

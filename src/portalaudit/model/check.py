"""What a check is, what it sees and what it says.

A check module holds one function under a decorator; its docstring is the manual, with the headings of `HEADINGS`.

    @dataset_check("metadata", needs=("datasets",), field="license")
    def license_missing(parts: Parts) -> Verdict: ...
"""

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from portalaudit.errors import SnapshotError
from portalaudit.model import frames
from portalaudit.model.capture import Evidence, Gap, Scalar
from portalaudit.model.counting import Mask, own_datasets
from portalaudit.model.governance import Governance
from portalaudit.model.inventory import Inventories
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Enumeration, Snapshot, Transport
from portalaudit.model.whole import saw_everything

Family = Literal["inventory", "metadata", "freshness", "access", "policy", "governance"]
Outcome = Literal["pass", "fail", "not_applicable", "not_observed", "error"]

HEADINGS = ("What it tests", "Why it matters", "How to mend it", "Source")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the audit tells a check beside the snapshot: it depends on the city, so it is decided when the snapshot is judged."""

    inventories: Inventories
    own: Mask
    governance: Governance = field(default_factory=Governance)
    """The city's, with the portal that its policy was found with; empty with its other portals."""


class Parts:
    """The snapshot narrowed to what a check declared; asking for more is a bug in the check."""

    __slots__ = ("_governance", "_inventories", "_needs", "_own", "_snapshot")

    def __init__(self, snapshot: Snapshot, needs: Iterable[str], judged: Judged | None = None) -> None:
        self._snapshot = snapshot
        self._needs = frozenset(needs)
        self._inventories = judged.inventories if judged else None
        self._own = judged.own if judged else None
        self._governance = judged.governance if judged else None

    def _part(self, name: str) -> object:
        if name not in self._needs:
            raise SnapshotError(f"the check reads {name!r} without declaring it")
        return getattr(self._snapshot, name)

    @property
    def datasets(self) -> pd.DataFrame:
        return self._part("datasets")  # type: ignore[return-value]

    @property
    def distributions(self) -> pd.DataFrame:
        return self._part("distributions")  # type: ignore[return-value]

    @property
    def columns(self) -> pd.DataFrame:
        return self._part("columns")  # type: ignore[return-value]

    @property
    def violations(self) -> pd.DataFrame:
        return self._part("violations")  # type: ignore[return-value]

    @property
    def probes(self) -> pd.DataFrame:
        return self._part("probes")  # type: ignore[return-value]

    @property
    def profiles(self) -> pd.DataFrame:
        return self._part("profiles")  # type: ignore[return-value]

    @property
    def enumerations(self) -> tuple[Enumeration, ...]:
        return self._part("enumerations")  # type: ignore[return-value]

    @property
    def transport(self) -> Transport:
        return self._part("transport")  # type: ignore[return-value]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self._part("gaps")  # type: ignore[return-value]

    @property
    def inventories(self) -> Inventories:
        """What the audit found out about inventories; of nothing where it was not looked for."""
        if "inventories" not in self._needs:
            raise SnapshotError("the check reads 'inventories' without declaring it")
        return self._inventories or Inventories()

    @property
    def governance(self) -> Governance:
        """What the city's documents show; of nothing where they were not looked for."""
        if "governance" not in self._needs:
            raise SnapshotError("the check reads 'governance' without declaring it")
        return self._governance or Governance()

    @property
    def own(self) -> Mask:
        """One boolean a row of `datasets`: a dataset of the city's own, or of unknown ownership."""
        if "own" not in self._needs:
            raise SnapshotError("the check reads 'own' without declaring it")
        return own_datasets(self._snapshot, ["unknown"] * len(self._snapshot.datasets)) if self._own is None else self._own

    def observes(self, part: str) -> bool:
        """Whether this source can show that part at all (`Snapshot.parts`)."""
        return part in self._snapshot.parts

    @property
    def whole(self) -> bool:
        """Whether an asset that is not here is not on the portal: only then can anything be said to be the only one."""
        return saw_everything(self._snapshot)

    def place(self, field: str) -> str | None:
        """Where the source keeps a field (`Snapshot.places`), for evidence that is not of the check's own field."""
        return self._snapshot.places.get(field)

    @property
    def portal(self) -> Portal:
        return self._snapshot.portal

    @property
    def taken_at(self) -> datetime:
        return self._snapshot.taken_at

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of `datasets` as Arrow."""
        return frames.column(self.datasets, name)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a dataset check says of every row of `datasets`, in that order.

    `passed` and `applies` are Arrow boolean arrays of that length; `passed` is null where it was not observed.
    """

    passed: pa.BooleanArray
    applies: pa.BooleanArray | None = None
    """False where the question makes no sense; None for everywhere. `passed` is ignored there."""
    reason: str | pa.Array = "failed"
    """Reason code of the rows that fail: one for all, or a string array of the same length."""
    measure: npt.NDArray[np.float64] | None = None
    """What was measured (days late, share described), NaN where nothing was."""
    params: Mapping[str, pa.Array] = field(default_factory=dict)
    """Parameters of the reason's text: name → array of the same length."""
    at: pa.Array | None = None
    """Place of the evidence where it is not the check's field: `part#/pointer`, null for the field's own place."""
    excerpt: pa.Array | None = None
    """What stands there, as text, where it is not the value of the check's field; null for nothing to quote."""
    absent: pa.Array | None = None
    """The key that is missing below `at`, where that is what fails; null where something stands there."""
    capture: pa.Array | None = None
    """The capture that the pointer behind `#` in `at` is of, where it is another than the entry's: an answer about rows; null for
    the entry's own."""
    measures: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    """Further measures by name, as long, which rubrics threshold anew: ages on each clock, say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said of one subject, for people and for the record."""

    check: str
    subject: str
    """A dataset's id, or `portal`."""
    reason: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    title: str | None = None
    """The subject's title, for people."""


@dataclass(frozen=True, slots=True)
class PortalVerdict:
    """What a portal check says."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    """What fails; none of another outcome."""
    measure: float | None = None
    shown: tuple[Finding, ...] = ()
    """What shows another outcome: what passes, or where we looked and what hid it. Nothing to mend."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A check's module docstring, read."""

    title: str
    sections: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    """The failing state; the module's name."""
    family: Family
    scope: Literal["dataset", "portal"]
    needs: tuple[str, ...]
    field: str | None
    """The field of `datasets` whose place is the evidence."""
    run: Callable[[Parts], Verdict] | Callable[[Parts], PortalVerdict]
    module: str
    version: int = 1
    """Raised when the check asks something else than before: its open findings are then closed as `check_changed`."""

    @property
    def manual(self) -> Manual:
        """The manual, from the module's docstring.

        Raises:
            ValueError: a heading of `HEADINGS` is missing.
        """
        text = inspect.cleandoc(sys.modules[self.module].__doc__ or "")
        title, _, rest = text.partition("\n")
        sections: dict[str, list[str]] = {}
        for line in rest.splitlines():
            if line.rstrip().removesuffix(":") in HEADINGS:
                sections[line.rstrip().removesuffix(":")] = []
            elif sections:
                sections[next(reversed(sections))].append(line.strip())
        missing = [name for name in HEADINGS if name not in sections]
        if missing:
            raise ValueError(f"{self.module}: the manual lacks {', '.join(missing)}")
        return Manual(title.rstrip("."), {name: " ".join(lines).strip() for name, lines in sections.items()})


def dataset_check(
    family: Family, *, needs: tuple[str, ...] = ("datasets",), field: str | None = None, version: int = 1
) -> Callable[[Callable[[Parts], Verdict]], Check]:
    """Declare a check that judges every dataset at once."""

    def declare(function: Callable[[Parts], Verdict]) -> Check:
        return Check(function.__name__, family, "dataset", needs, field, function, function.__module__, version)

    return declare


def portal_check(
    family: Family, *, needs: tuple[str, ...], version: int = 1
) -> Callable[[Callable[[Parts], PortalVerdict]], Check]:
    """Declare a check that judges the portal as a whole."""

    def declare(function: Callable[[Parts], PortalVerdict]) -> Check:
        return Check(function.__name__, family, "portal", needs, None, function, function.__module__, version)

    return declare

"""What the portals of an audit hold, as arrays and counts: which rows count as the city's own, whose the rest is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.export.report.room import SCREEN, Room
from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.frames import column
from portalaudit.model.portal import OWNERSHIPS


@dataclass(frozen=True, slots=True)
class Part:
    """One portal's rows of `datasets`."""

    portal: PortalAudit
    own: npt.NDArray[np.bool_]
    """Rows that criteria and checks count: kind dataset, ownership own or unknown."""
    dataset: npt.NDArray[np.bool_]
    """Rows of kind dataset, whosever."""
    failures: npt.NDArray[np.int32]
    """How many dataset checks each row fails."""

    def texts(self, name: str, rows: npt.NDArray[np.int64]) -> list[str | None]:
        """Values of a text column at these rows."""
        taken = column(self.portal.snapshot.datasets, name).take(pa.array(rows))
        return [None if value is None else str(value) for value in taken.to_pylist()]


@dataclass(frozen=True, slots=True)
class Owned:
    """Assets of one ownership."""

    ownership: str
    datasets: int
    others: int

    @property
    def all(self) -> int:
        return self.datasets + self.others


@dataclass(frozen=True, slots=True)
class Publisher:
    name: str | None
    assets: int
    datasets: int
    ownership: str


@dataclass(frozen=True, slots=True)
class Totals:
    assets: int
    counted: int
    """Datasets that criteria and checks count: the city's own, and those whose owner is unknown."""
    own: int
    """Of these, the city's own."""
    distributions: int
    declared: int | None
    """What the portals together say that they list; None where one of them doesn't say."""
    owned: tuple[Owned, ...]
    publishers: tuple[Publisher, ...]
    """Most assets first, as many as there is room for."""
    publishers_left: int
    unknown: int
    """Assets whose owner is unknown."""


def part_of(portal: PortalAudit) -> Part:
    """The arrays of one portal."""
    datasets = portal.snapshot.datasets
    kind = pc.fill_null(pc.equal(column(datasets, "kind"), "dataset"), False)
    dataset = np.asarray(kind.to_numpy(zero_copy_only=False), dtype=np.bool_)
    ours = np.fromiter((word in ("own", "unknown") for word in portal.ownership), dtype=np.bool_, count=len(dataset))
    failures = np.zeros(len(dataset), dtype=np.int32)
    for check in portal.checks:
        if check.outcome is None:
            failures[check.failing] += 1
    return Part(portal, dataset & ours, dataset, failures)


def totals(audit: Audit, parts: Sequence[Part], room: Room = SCREEN) -> Totals:
    """Counts over all portals of an audit."""
    owned: Counter[tuple[str, bool]] = Counter()
    for part in parts:
        owned.update(zip(part.portal.ownership, part.dataset.tolist(), strict=True))
    declared = [part.portal.snapshot.declared_total for part in parts]
    publishers = _publishers(parts)
    return Totals(
        assets=sum(owned.values()),
        counted=sum(int(part.own.sum()) for part in parts),
        own=owned["own", True],
        distributions=sum(len(part.portal.snapshot.distributions) for part in parts),
        declared=sum(known) if parts and len(known := [n for n in declared if n is not None]) == len(declared) else None,
        owned=tuple(
            Owned(word, owned[word, True], owned[word, False])
            for word in OWNERSHIPS
            if owned[word, True] or owned[word, False] or (word == "own" and audit.target.city)
        ),
        publishers=tuple(publishers[: room.publishers]),
        publishers_left=max(0, len(publishers) - room.publishers),
        unknown=owned["unknown", True] + owned["unknown", False],
    )


def _publishers(parts: Sequence[Part]) -> list[Publisher]:
    """Publishers by raw name and ownership, most assets first."""
    assets: Counter[tuple[str, str]] = Counter()
    datasets: Counter[tuple[str, str]] = Counter()
    for part in parts:
        names = column(part.portal.snapshot.datasets, "publisher").to_pylist()
        for name, word, dataset in zip(names, part.portal.ownership, part.dataset.tolist(), strict=True):
            key = ((name or "").strip(), word)
            assets[key] += 1
            datasets[key] += dataset
    ordered = sorted(assets, key=lambda key: (-assets[key], key))
    return [Publisher(key[0] or None, assets[key], datasets[key], key[1]) for key in ordered]

"""All assets of one audit as columns, its portals one behind the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """The assets of several snapshots."""

    snapshots: tuple[Snapshot, ...]
    _columns: dict[str, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(self.sizes)

    @property
    def sizes(self) -> Sequence[int]:
        """Assets of each portal."""
        return [len(snapshot.datasets) for snapshot in self.snapshots]

    @property
    def starts(self) -> Sequence[int]:
        """The first row of each portal."""
        return [0, *np.cumsum(self.sizes).tolist()][: len(self.snapshots)]

    @property
    def portal(self) -> Rows:
        """The number of each row's portal."""
        return np.repeat(np.arange(len(self.snapshots)), self.sizes)

    def column(self, name: str) -> pa.Array:
        """One column of `datasets`, labels as plain strings."""
        if name not in self._columns:
            parts = [_plain(frames.column(snapshot.datasets, name)) for snapshot in self.snapshots]
            self._columns[name] = pa.concat_arrays([_plain(frames.DATASETS.empty_table()[name]), *parts])
        return self._columns[name]

    def urls(self) -> pa.Array:
        """The portal's address of each row."""
        names = pa.array([snapshot.portal.url for snapshot in self.snapshots], pa.string())
        return names.take(pa.array(self.portal))

    def hanging(self, frame: str, *names: str) -> tuple[Rows, tuple[pa.Array, ...]]:
        """Rows of a frame that hangs on datasets: the row here that each belongs to, and columns of it."""
        owners, columns = [np.empty(0, np.int64)], [[pa.array([], pa.string())] for _ in names]
        for start, snapshot in zip(self.starts, self.snapshots, strict=True):
            table = getattr(snapshot, frame)
            mine = frames.column(table, "dataset").to_numpy().astype(np.int64)
            there = mine >= 0
            owners.append(mine[there] + start)
            for name, parts in zip(names, columns, strict=True):
                parts.append(_plain(frames.column(table, name)).filter(pa.array(there)))
        return np.concatenate(owners), tuple(pa.concat_arrays(parts) for parts in columns)

    def counted(self, frame: str) -> Rows:
        """How many rows of a frame hang on each asset; -1 where its portal cannot show them."""
        owners, _ = self.hanging(frame)
        found = np.bincount(owners, minlength=len(self))
        unseen = [frame not in snapshot.parts for snapshot in self.snapshots]
        return np.where(np.repeat(unseen, self.sizes), -1, found) if len(self) else found


def _plain(column: pa.ChunkedArray) -> pa.Array:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    flat = column.cast(kind).combine_chunks()
    return flat if isinstance(flat, pa.Array) else pa.concat_arrays(flat.chunks)

"""Which assets the counts speak of."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot

Mask = npt.NDArray[np.bool_]
"""One truth a row of `datasets`."""


def is_dataset(snapshot: Snapshot) -> Mask:
    """The rows of kind dataset."""
    return _of_kind(snapshot, "dataset")


def _of_kind(snapshot: Snapshot, kind: str) -> Mask:
    kinds = frames.column(snapshot.datasets, "kind").cast(pa.string())
    return np.asarray(pc.fill_null(pc.equal(kinds, kind), False).to_numpy(), dtype=np.bool_)


def own_datasets(snapshot: Snapshot, ownership: Sequence[str]) -> Mask:
    """The rows that rubrics count: kind dataset, ownership own or unknown (contract)."""
    return is_dataset(snapshot) & _own(ownership)


def own_views(snapshot: Snapshot, ownership: Sequence[str]) -> Mask:
    """The views of datasets, ownership own or unknown; no count speaks of them."""
    return _of_kind(snapshot, "view") & _own(ownership)


def _own(ownership: Sequence[str]) -> Mask:
    whose = pc.is_in(pa.array(ownership, pa.string()), pa.array(["own", "unknown"]))
    return np.asarray(whose.to_numpy(zero_copy_only=False), dtype=np.bool_)

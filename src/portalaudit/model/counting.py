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
    kinds = frames.column(snapshot.datasets, "kind").cast(pa.string())
    return np.asarray(pc.fill_null(pc.equal(kinds, "dataset"), False).to_numpy(), dtype=np.bool_)


def own_datasets(snapshot: Snapshot, ownership: Sequence[str]) -> Mask:
    """The rows that rubrics count: kind dataset, ownership own or unknown (contract)."""
    whose = pc.is_in(pa.array(ownership, pa.string()), pa.array(["own", "unknown"]))
    return is_dataset(snapshot) & np.asarray(whose.to_numpy(zero_copy_only=False), dtype=np.bool_)

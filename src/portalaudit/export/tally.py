"""What a catalogue holds, counted: assets, datasets, whose they are, who publishes them."""

import numpy as np
import pyarrow as pa

from portalaudit.model import frames
from portalaudit.model.audit import PortalAudit
from portalaudit.model.counting import is_dataset, own_datasets
from portalaudit.model.portal import OWNERSHIPS

MOST_PUBLISHERS = 50
"""Publishers named (own choice: the rest are counted)."""


def sizes(portal: PortalAudit) -> dict[str, int]:
    """Assets, datasets, own datasets (kind dataset, ownership own or unknown) and distributions."""
    snapshot = portal.snapshot
    return {
        "assets": len(snapshot.datasets),
        "datasets": int(is_dataset(snapshot).sum()),
        "own_datasets": int(own_datasets(snapshot, portal.ownership).sum()),
        "distributions": len(snapshot.distributions),
    }


def ownerships(portal: PortalAudit) -> dict[str, int]:
    """Assets by ownership, every word named."""
    words, counts = np.unique(np.asarray(portal.ownership, dtype=np.str_), return_counts=True)
    found = dict(zip(words.tolist(), counts.tolist(), strict=True))
    return {word: int(found.get(word, 0)) for word in OWNERSHIPS}


def publishers(portal: PortalAudit) -> tuple[list[dict[str, object]], int]:
    """The publishers with most assets, as the catalogue spells them, and how many there are.

    Each is `{"name", "assets", "datasets", "ownership"}`; the name is None for assets that name nobody. One name may stand
    under two ownerships.
    """
    table = pa.table({
        "name": frames.column(portal.snapshot.datasets, "publisher").cast(pa.string()),
        "ownership": pa.array(portal.ownership, pa.string()),
        "dataset": pa.array(is_dataset(portal.snapshot)).cast(pa.int64()),
    })  # fmt: skip
    grouped = table.group_by(["name", "ownership"]).aggregate([("dataset", "count"), ("dataset", "sum")]).to_pylist()
    grouped.sort(key=lambda row: (-row["dataset_count"], row["name"] is None, row["name"] or "", row["ownership"]))
    named = [
        {"name": row["name"], "assets": row["dataset_count"], "datasets": row["dataset_sum"], "ownership": row["ownership"]}
        for row in grouped[:MOST_PUBLISHERS]
    ]
    return named, len(grouped)

"""One line an asset: what `show --datasets` prints, with what the freshness checks measured."""

import numpy as np
import pyarrow as pa

from portalaudit.checks.freshness.declared import read_frequency
from portalaudit.checks.run import discover, run
from portalaudit.export.datasets import Schedule, as_csv, as_jsonl
from portalaudit.model import frames
from portalaudit.model.audit import Audit
from portalaudit.model.check import Verdict
from portalaudit.model.snapshot import Snapshot


def listing(audit: Audit, form: str) -> str:
    """All assets of an audit as JSON Lines (`json`) or CSV (`csv`)."""
    schedules = [_schedule(portal.snapshot) for portal in audit.portals]
    return (as_csv if form == "csv" else as_jsonl)(audit, schedules).decode()


def _schedule(snapshot: Snapshot) -> Schedule:
    declared = frames.column(snapshot.datasets, "frequency").to_pylist()
    read = [read_frequency(raw) if raw else None for raw in declared]
    days = np.array([np.nan if found is None or found.days is None else found.days for found in read], dtype=np.float64)
    check = next((check for check in discover() if check.id == "dataset_overdue"), None)
    said = run(check, snapshot) if check is not None else None
    if not isinstance(said, Verdict):
        return Schedule(frequency_days=days)
    clock = said.params.get("clock", pa.nulls(len(declared), pa.string())).to_pylist()
    return Schedule(days, said.measure, clock)

"""One line an asset: what `show --datasets` prints, with what the freshness checks measured."""

import numpy as np

from portalaudit.checks.freshness.asked import numbers, stamps, texts
from portalaudit.checks.freshness.clocks import clocks, declared
from portalaudit.checks.freshness.moments import Micros
from portalaudit.checks.run import discover, run
from portalaudit.export.datasets import Moments, Schedule, as_csv, as_jsonl
from portalaudit.model.audit import Audit
from portalaudit.model.check import Parts, Verdict
from portalaudit.model.snapshot import Snapshot

_ASKED = {
    "rows_newest": "newest", "rows_oldest": "oldest", "http_modified": "http_modified", "layer_modified": "layer_modified",
    "asked_at": "asked_at",
}  # fmt: skip
"""Keys of a line, and the columns of the frame `probes` that they come from."""


def listing(audit: Audit, form: str) -> str:
    """All assets of an audit as JSON Lines (`json`) or CSV (`csv`)."""
    return (as_csv if form == "csv" else as_jsonl)(audit, schedules(audit)).decode()


def schedules(audit: Audit) -> list[Schedule]:
    """What the freshness checks measured, one a portal."""
    return [_schedule(portal.snapshot) for portal in audit.portals]


def _schedule(snapshot: Snapshot) -> Schedule:
    parts = Parts(snapshot, ("datasets", "probes"))
    check = next((check for check in discover() if check.id == "dataset_overdue"), None)
    said = run(check, snapshot) if check is not None else None
    late, clock = (said.measure, said.params.get("clock")) if isinstance(said, Verdict) else (None, None)
    told = {key: _moments(stamps(parts, name)) for key, name in _ASKED.items()}
    return Schedule(
        frequency_days=declared(parts).days,
        days_late=late,
        clock=None if clock is None else clock.to_pylist(),
        moments=told | {"own_observed": _moments(clocks(parts).by_name["own_observed"].micros)},
        rows_column=texts(parts, "column", np.arange(len(snapshot.datasets))).to_pylist(),
        observed_days=numbers(parts, "cadence_days"),
    )


def _moments(micros: Micros) -> Moments:
    """UNKNOWN_STAMP is what NumPy takes for no moment (NaT)."""
    return micros.astype("datetime64[us]")

"""What a replay made up for answers that no archive has is named by nothing that it read."""

from dataclasses import replace

import pyarrow as pa

from portalaudit.audit.unarchived import without
from portalaudit.audit.wanted import named_by
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.policy import Document
from portalaudit.model.snapshot import Enumeration, Snapshot, Transport
from portalaudit.model.tables import ReadTable
from tests.audit.test_wanted import name_of
from tests.builders import TAKEN_AT, a_dataset, a_snapshot

GONE, KEPT = name_of("gone"), name_of("kept")


def told(capture: str) -> Snapshot:
    """A snapshot that names a capture wherever it can."""
    lines = [
        {"dataset": 0, "way": "soda", "capture": capture, "captures": [capture, KEPT], "as_of": TAKEN_AT,
         "cadence_capture": capture},
        {"dataset": 1, "way": "soda", "capture": KEPT, "captures": None, "as_of": TAKEN_AT},
    ]  # fmt: skip
    return replace(
        a_snapshot(a_dataset(capture=KEPT), a_dataset(capture=KEPT)),
        gaps=(Gap("rows", "budget", capture),),
        enumerations=(Enumeration("feed", 2, capture=capture),),
        entry_points={"home": capture, "feed": KEPT},
        transport=Transport(capture=capture),
        documents=(Document("other", None, "u", capture),),
        tables=(ReadTable("d1", "inventory", "u", (KEPT, capture)),),
        probes=frames.to_frame(pa.Table.from_pylist(lines, schema=frames.PROBES)),
    )


def test_it_is_gone_everywhere_and_nothing_else_is() -> None:
    cleaned = without(told(GONE), {GONE})

    cleaned.validate()
    assert named_by([told(GONE)], ()) == {GONE, KEPT}
    assert named_by([cleaned], ()) == {KEPT}
    assert cleaned.tables[0].captures == (KEPT,)
    assert frames.column(cleaned.probes, "captures").to_pylist() == [[KEPT], None]
    assert len(cleaned.gaps) == len(cleaned.documents) == 1


def test_where_nothing_was_made_up_nothing_changes() -> None:
    snapshot = told(KEPT)
    assert without(snapshot, set()) is snapshot
    assert frames.to_table(without(snapshot, {GONE}).probes).equals(frames.to_table(snapshot.probes))

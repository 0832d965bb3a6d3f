"""What was learnt of rows, for tests: lines of the frames `probes` and `profiles`."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa

from portalaudit.model import frames


def a_profile(**changes: object) -> dict[str, object]:
    """A column that was read whole: ten rows, none empty, five distinct values."""
    return {
        "dataset": 0, "position": 0, "name": "species", "description": None, "kind": "text", "role": "other", "why": "type-text",
        "rows": 10, "nulls": 0, "distinct": 5, **changes,
    }  # fmt: skip


def frame(name: str, lines: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A frame of the documented schema; what a line leaves out is null."""
    schema = frames.SCHEMAS[name]
    return frames.to_frame(
        pa.Table.from_pylist([{field.name: line.get(field.name) for field in schema} for line in lines], schema)
    )

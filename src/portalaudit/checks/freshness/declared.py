"""The declared frequencies of a catalogue: each distinct one read once, and the age that is allowed by default."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portalaudit.checks.arrays import Codes, mapped, uniques
from portalaudit.data import ages
from portalaudit.data.declared import numbered, read_frequency
from portalaudit.data.frequencies import Frequency

__all__ = ["allowed_days", "read_frequency", "readings"]


def readings(stated: pa.ChunkedArray, keys: pa.ChunkedArray) -> tuple[Sequence[Frequency | None], Codes]:
    """What the values of a column declare under their keys, each distinct one once, and the number of each row's; -1 for null."""
    values, numbers = uniques(stated)
    texts = values.to_pylist()
    # One way of reading for all keys that are nothing special, and one for each kind of those under which numbers speak.
    ways: dict[int, str | None] = {0: None}
    way = mapped(keys, lambda key: _way(key, ways), 0)
    read = [read_frequency(text, key) for key in ways.values() for text in texts]
    return read, np.where(numbers < 0, -1, numbers + way * len(texts)).astype(np.int32)


def _way(key: str, ways: dict[int, str | None]) -> int:
    if (meant := numbered(key)) is None:
        return 0
    found = next((place for place, known in ways.items() if known is not None and numbered(known) is meant), len(ways))
    ways.setdefault(found, key)
    return found


def allowed_days(days: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Whole days that data declared at these periods may be old by the default table; NaN where it has no such period."""
    return ages.allowed_days(ages.default_table(), days)

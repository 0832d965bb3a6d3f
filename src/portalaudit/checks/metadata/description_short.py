"""A description is too short to describe.

What it tests:
    The description's plain text, markup removed, has at least 50 characters (data/thresholds.toml). Where there is no
    description at all the check does not apply; `description_missing` reports that.

Why it matters:
    "GIS layer" or a repeated title tells nobody what the data hold. Search engines ignore shorter descriptions.

How to mend it:
    Say what a row is, where the data come from, what period and area they cover, and what they should not be used for.

Source:
    Google's guidelines on structured data for datasets ask for 50 to 5,000 characters.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, spread
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.texts import openings
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State


@dataset_check("metadata", field="description")
def description_short(parts: Parts) -> Verdict:
    least = int(threshold("description_short", "characters"))
    state = states(parts, "description")
    lengths = np.asarray(pc.fill_null(pc.utf8_length(openings(parts)), 0), np.int64)
    unseen = state == UNSEEN
    applies = unseen | (state == State.VALUE)
    passed = lengths >= least
    rows = np.flatnonzero(~passed & applies & ~unseen)
    params = {
        "characters": spread(rows, lengths[rows].tolist(), len(state), pa.int64()),
        "least": spread(rows, [least] * len(rows), len(state), pa.int64()),
    }
    return Verdict(answers(passed, unseen), answers(applies), "short", params=params)

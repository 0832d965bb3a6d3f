"""An identifier is used more than once.

What it tests:
    The identifier that the publisher gave, blanks at its ends aside, stands on no other asset of the catalogue. Every
    asset that shares one fails. Where none is given the check does not apply. Where a part of the
    catalogue was not seen, no identifier is known to be the only one.

Why it matters:
    Harvesters and citations rely on it: of two datasets with one identifier, one is lost at every harvest.

How to mend it:
    Give each dataset an identifier of its own that never changes; remove the copy where one dataset is listed twice.

Source:
    DCAT-US 1.1: `identifier` is unique within the catalogue.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, quoted, spread, uniques
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State


@dataset_check("metadata", field="identifier")
def identifier_duplicate(parts: Parts) -> Verdict:
    state = states(parts, "identifier")
    unseen = state == UNSEEN
    column = parts.column("identifier")
    _, codes = uniques(pc.utf8_trim_whitespace(column))
    judged = (state == State.VALUE) & (codes >= 0)
    uses = np.bincount(codes[judged], minlength=1)
    count = np.where(judged, uses[np.where(judged, codes, 0)], 0)
    rows = np.flatnonzero(count > 1)
    unseen |= judged & (count == 1) & (not parts.whole)  # the other one may stand where nobody looked
    params = {"identifier": quoted(column, rows), "count": spread(rows, count[rows].tolist(), len(state), pa.int64())}
    return Verdict(answers(count <= 1, unseen), answers(unseen | judged), "duplicate", params=params)

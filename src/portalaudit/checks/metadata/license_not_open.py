"""The licence is not an open one.

What it tests:
    The recognised licence conforms to the Open Definition 2.1. Licences that forbid commercial use or changes
    (CC BY-NC, CC BY-ND) do not, nor does "all rights reserved". Where no licence is stated the check does not apply; where one is
    stated that we do not recognise, nothing was observed.

Why it matters:
    Data under such terms are not open data: they cannot be combined, sold on, or used by a newspaper.

How to mend it:
    Choose a licence that lets anyone use, change and share the data, at most asking for the source to be named.

Source:
    Open Definition 2.1 and its list of conformant licences; own reading for national licences (data/licences.toml).
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, spread
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.metadata.licence import NOTHING, STATEMENTS, UNKNOWN, read
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", needs=("datasets", "distributions"), field="license")
def license_not_open(parts: Parts) -> Verdict:
    reading = read(parts)
    unseen_fields = (np.stack([states(parts, field) for field in STATEMENTS]) == UNSEEN).all(axis=0) & (reading.codes == NOTHING)
    unseen = (reading.codes == UNKNOWN) | unseen_fields
    failed = reading.where({licence: not licence.open for licence in reading.found})
    rows = np.flatnonzero(failed)
    titles = pa.array(["", "", *(licence.title for licence in reading.found)]).take(pa.array(reading.codes[rows]))
    applies = answers((reading.codes != NOTHING) | unseen_fields)
    return Verdict(answers(~failed, unseen), applies, "not_open", params={"licence": spread(rows, titles, len(failed))})

"""The licence that is stated is none that anybody knows.

What it tests:
    What is stated names or links a known licence: by its SPDX identifier, by the identifiers and labels of CKAN, Socrata,
    ArcGIS Hub and data.europa.eu, or by its address, also where the address stands in a longer text. "See Terms of Use",
    "Custom" and the address that ArcGIS Hub makes up for every item (`…/license.json`) name none and fail with
    `unknown`; "Other (Open)" says something of openness but names no licence and fails with `unnamed`. Where nothing is
    stated the check does not apply.

Why it matters:
    Terms that nobody has read before must be read by a lawyer before each use; machines cannot filter by them at all.

How to mend it:
    State a standard licence by its identifier or address. Where terms of one's own are wanted, say which standard licence
    they amount to.

Source:
    MQA of data.europa.eu, reusability, "known licence"; own table of licences (data/licences.toml).
"""

import numpy as np
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, chosen, quoted
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.metadata.licence import NOTHING, STATEMENTS, UNKNOWN, read
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("unknown", "unnamed")


@dataset_check("metadata", needs=("datasets", "distributions"), field="license")
def license_unrecognised(parts: Parts) -> Verdict:
    reading = read(parts)
    unnamed = reading.where({licence: not licence.named for licence in reading.found})
    failed = (reading.codes == UNKNOWN) | unnamed
    unseen = (np.stack([states(parts, field) for field in STATEMENTS]) == UNSEEN).all(axis=0) & (reading.codes == NOTHING)
    codes = np.where(unnamed, 1, np.where(failed, 0, -1))
    stated = quoted(pc.coalesce(*(parts.column(field) for field in STATEMENTS)), np.flatnonzero(failed))
    applies = answers((reading.codes != NOTHING) | unseen)
    return Verdict(answers(~failed, unseen), applies, chosen(codes, _REASONS), params={"stated": stated})

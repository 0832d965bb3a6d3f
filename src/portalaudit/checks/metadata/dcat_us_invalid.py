"""A catalogue entry breaks the DCAT-US schema.

What it tests:
    The entry as served validates against the JSON Schema of the DCAT-US version that the catalogue declares. What the
    schema asks of federal agencies alone (`bureauCode`, `programCode`) is left out. Where the source is no DCAT-US
    catalogue, nothing was observed.

Why it matters:
    data.gov and other harvesters drop entries that do not validate, often without telling anybody.

How to mend it:
    Correct the field that is named. On Socrata and ArcGIS Hub a wrong field mapping of the feed is the usual cause, so that
    one change mends all.

Source:
    DCAT-US 1.1 (Project Open Data metadata schema v1.1) and DCAT-US 3.0, their published JSON Schemas.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, spread, tally
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", needs=("datasets", "violations"))
def dcat_us_invalid(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    owners = np.asarray(frames.column(parts.violations, "dataset"), np.int32)
    count = tally(owners, length)
    unseen = np.full(length, not parts.observes("violations"))
    inside = np.flatnonzero((owners >= 0) & (owners < length))
    rows, starts = np.unique(owners[inside], return_index=True)
    first = frames.to_table(parts.violations).take(pa.array(inside[starts]))
    places = rows.astype(np.intp)

    def of_first(name: str) -> pa.Array:
        return spread(places, first.column(name).cast(pa.string()).combine_chunks(), length)

    params = {name: of_first(name) for name in ("schema", "rule", "field", "message")}
    params["count"] = spread(places, pa.array(count[rows]), length)
    at = pc.binary_join_element_wise("#", of_first("at"), "")
    told = pc.struct_field(pc.extract_regex(params["message"], r"(?s)^(?P<key>.+) is missing$"), "key")
    absent = pc.if_else(pc.equal(params["rule"], "required"), told, pa.scalar(None, pa.string()))
    measure = np.where(unseen, np.nan, count)
    return Verdict(answers(count == 0, unseen), None, "invalid", measure, params, at, absent=absent)

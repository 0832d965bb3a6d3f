"""Several datasets bear the same title.

What it tests:
    No other dataset has the title, when case, blanks and Unicode forms are left out. Only assets of the kind `dataset` are
    compared: a view, map or chart may well be named after the dataset it shows. Every dataset that shares a title fails.
    Where a part of the catalogue was not seen, no title is known to be the only one.

Why it matters:
    In a list of results nobody can tell which of them to open; often one is an old copy that should have gone.

How to mend it:
    Say in the title what tells them apart (year, area, level of detail), or withdraw the copy.

Source:
    Own choice.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, spread, uniques
from portalaudit.checks.fields import UNSEEN, of_kind, states
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State


@dataset_check("metadata", field="title")
def title_duplicate(parts: Parts) -> Verdict:
    state = states(parts, "title")
    kind = of_kind(parts, "dataset")
    unseen = kind & (state == UNSEEN)
    titles = pc.utf8_lower(pc.utf8_trim_whitespace(pc.utf8_normalize(parts.column("title"), "NFKC")))
    _, codes = uniques(pc.replace_substring_regex(titles, r"\s+", " "))
    judged = kind & (state == State.VALUE) & (codes >= 0)
    uses = np.bincount(codes[judged], minlength=1)
    count = np.where(judged, uses[np.where(judged, codes, 0)], 0)
    rows = np.flatnonzero(count > 1)
    unseen |= judged & (count == 1) & (not parts.whole)  # the other one may stand where nobody looked
    params = {"count": spread(rows, count[rows].tolist(), len(state), pa.int64())}
    return Verdict(answers(count <= 1, unseen), answers(unseen | judged), "duplicate", params=params)

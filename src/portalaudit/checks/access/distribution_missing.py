"""A dataset offers nothing to open or download.

What it tests:
    The entry lists at least one distribution: a file, a service or a page. The exports that a platform makes on request
    count. The check applies to datasets, views, documents and feeds. Where the source tells nothing of distributions,
    nothing was observed.

Why it matters:
    An entry without data is an advertisement.

How to mend it:
    Attach the file or the service; if the data are not public, say so (`accessLevel`, `rights`) and how to ask for them.

Source:
    US City Open Data Census, "online" and "publicly available"; DCAT-US 1.1: `distribution` is required where applicable.
"""

import numpy as np

from portalaudit.checks.arrays import answers, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("access", needs=("datasets", "distributions"))
def distribution_missing(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    count = tally(frames.column(parts.distributions, "dataset"), length)
    unseen = np.full(length, not parts.observes("distributions")) & (count == 0)
    applies = of_kind(parts, "dataset", "view", "document", "feed")
    return Verdict(answers(count > 0, unseen), answers(applies), "absent")

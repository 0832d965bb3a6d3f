"""The data cannot be downloaded as a whole.

What it tests:
    At least one distribution is a file to download: it has a download address that is not a web page, or its address is that
    of a file by label, media type or ending. A service that answers queries is no download (`service_only`), nor is a web
    page (`page_only`); distributions without any address fail as `no_address`. Where the only addresses are of unknown
    format, nothing was observed. Nothing is requested. The check applies to datasets, views and feeds that have a
    distribution.

Why it matters:
    Analysis, archiving and journalism need all of the data at once; a search form or an API with limits gives pieces.

How to mend it:
    Offer the whole as a file, on most platforms by switching downloads on, and list it with `downloadURL`.

Source:
    US City Open Data Census, "bulk" (10 of 100 points); DCAT-US 1.1: `downloadURL` leads to the file itself, `accessURL` to
    a page or service.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.access.formats import offers
from portalaudit.checks.arrays import Mask, answers, chosen, mask_of, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("page_only", "service_only", "no_address")


@dataset_check("access", needs=("datasets", "distributions"))
def download_missing(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    offered = offers(parts)
    direct, reached = (_given(frames.column(parts.distributions, name)) for name in ("download_url", "access_url"))
    page, service = offered.where(role="page"), offered.where(role="service")
    known = offered.codes > 0
    download = (direct & ~page & ~service) | (reached & known & ~page & ~service)
    doubtful = reached & ~known & ~direct
    total, whole = tally(offered.owners, length), tally(offered.owners, length, download)
    unseen = (whole == 0) & (tally(offered.owners, length, doubtful) > 0)
    applies = of_kind(parts, "dataset", "view", "feed") & (total > 0)
    addressed = direct | reached
    services = tally(offered.owners, length, service & addressed) > 0
    pages = tally(offered.owners, length, page & addressed) > 0
    failed = (whole == 0) & ~unseen & applies
    codes = np.where(failed, np.where(services, 1, np.where(pages, 0, 2)), -1)
    return Verdict(answers(whole > 0, unseen), answers(applies), chosen(codes, _REASONS))


def _given(urls: pa.ChunkedArray) -> Mask:
    return mask_of(pc.greater(pc.binary_length(urls), 0))

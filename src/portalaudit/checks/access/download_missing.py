"""The data cannot be downloaded as a whole.

What it tests:
    At least one distribution is a file to download: it has a download address that is not a web page, or its address is that
    of a file by label, media type or ending. A service that answers queries is no download (`service_only`), nor is a web
    page (`page_only`); distributions without any address fail as `no_address`. Where the only addresses are of unknown
    format, or the source tells of services but not of files, nothing was observed. Nothing is requested.
    The check applies to datasets, views and feeds that have a distribution.

Why it matters:
    Analysis, archiving and journalism need all of the data at once; a search form or an API with limits gives pieces.

How to mend it:
    Offer the whole as a file, on most platforms by switching downloads on, and list it with `downloadURL`.

Source:
    US City Open Data Census, "bulk" (10 of 100 points); DCAT-US 1.1: `downloadURL` leads to the file itself, `accessURL` to
    a page or service.
"""

import numpy as np

from portalaudit.checks.access.formats import first_places, offers
from portalaudit.checks.arrays import answers, chosen, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("page_only", "service_only", "no_address")


@dataset_check("access", needs=("datasets", "distributions"))
def download_missing(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    offered = offers(parts)
    page, service = offered.where(role="page"), offered.where(role="service")
    known = offered.codes > 0
    download = (offered.direct | known & offered.reached) & ~page & ~service
    doubtful = offered.reached & ~known & ~offered.direct
    total, whole = tally(offered.owners, length), tally(offered.owners, length, download)
    unseen = (whole == 0) & ((tally(offered.owners, length, doubtful) > 0) | (not parts.observes("distributions")))
    applies = of_kind(parts, "dataset", "view", "feed") & (total > 0)
    services, pages = (tally(offered.owners, length, some) > 0 for some in (service, page))
    failed = (whole == 0) & ~unseen & applies
    codes = np.where(failed, np.where(services, 1, np.where(pages, 0, 2)), -1)
    at = first_places(parts, offered, np.flatnonzero(failed), length)
    return Verdict(answers(whole > 0, unseen), answers(applies), chosen(codes, _REASONS), at=at)

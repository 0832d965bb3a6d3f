"""Where the rows of a dataset are kept: where they can be queried, or in files alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.access.formats import offers
from portalaudit.checks.arrays import Mask, mask_of, tally
from portalaudit.checks.once import once
from portalaudit.model import frames
from portalaudit.model.check import Parts

_QUERIED = frozenset({"socrata", "arcgis"})
"""Platforms that answer queries of whatever rows they keep; what they make on request is made of such rows."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What the distributions of a snapshot say of it."""

    owners: npt.NDArray[np.int32]
    """The dataset of each distribution."""
    queryable: Mask
    """One truth a distribution: its rows can be queried."""
    store: npt.NDArray[np.float64]
    """One number a dataset: 1 where one of its distributions can be queried, 0 where none can, NaN where nobody tells or it has
    none."""


def stores(parts: Parts) -> Stores:
    """Reads the distributions, once for all checks."""
    return once(parts, "stores", _stores, parts.distributions)


def _stores(parts: Parts) -> Stores:
    frame, length = parts.distributions, len(parts.datasets)
    owners = np.asarray(frames.column(frame, "dataset"), np.int32)
    if "queryable" in frame.columns:
        told = frames.column(frame, "queryable")
        # A portal that tells it of some resources tells it of all that it keeps rows of.
        queryable, known = mask_of(told), np.full(len(frame), mask_of(pc.is_valid(told)).any())
    else:
        made = mask_of(frames.column(frame, "generated"))
        queryable = offers(parts).where(role="service")
        platform = parts.portal.platform in _QUERIED
        queryable = queryable | made if platform else queryable
        known = queryable | platform
    total, can, cannot = (tally(owners, length, where) for where in (queryable | True, queryable, known & ~queryable))
    store = np.where(can > 0, 1.0, np.where((cannot == total) & (total > 0), 0.0, np.nan))
    return Stores(owners, queryable, store)


def labels(parts: Parts) -> pa.ChunkedArray:
    """The formats of distributions as they are labelled, in lower case, without a leading full stop."""
    return pc.utf8_ltrim(pc.utf8_lower(pc.utf8_trim_whitespace(frames.column(parts.distributions, "format"))), ".")

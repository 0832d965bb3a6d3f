"""No licence is stated.

What it tests:
    The asset, or one of its distributions, states a licence: an identifier, a label, an address or a text. A missing key,
    null, an empty text, markup without text (`<br />`), and a statement of nothing (CKAN's `notspecified`, ArcGIS Hub's
    `none`, "No license", "Unknown") fail. A rights statement is no licence. Whether the licence is a known one is for
    `license_unrecognised`.

Why it matters:
    Without a licence nobody is allowed to use the data beyond what the law grants anyway; publishers of apps and
    newspapers turn away.

How to mend it:
    Choose a licence for the portal (CC0, CC BY 4.0, ODC-By, or a public-domain statement) and set it on every dataset;
    most platforms can set it for all at once.

Source:
    DCAT-US 1.1: `license` is required where applicable; US City Open Data Census, "openly licensed" (30 of 100 points).
"""

import numpy as np
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, chosen, quoted
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.metadata.licence import NOTHING, STATEMENTS, read
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_REASONS = ("absent", "null", "empty", "not_specified")


@dataset_check("metadata", needs=("datasets", "distributions"), field="license")
def license_missing(parts: Parts) -> Verdict:
    passed = read(parts).codes != NOTHING
    every = np.stack([states(parts, field) for field in STATEMENTS])
    unseen = (every == UNSEEN).all(axis=0) & ~passed
    says_nothing = (every == State.VALUE).any(axis=0)
    own = every[0]
    seen = np.where(every == UNSEEN, 0, every).max(axis=0)
    state = np.where(says_nothing, 3, np.where(own == UNSEEN, seen, own)).astype(np.int32)
    codes = np.where(passed | unseen, -1, state)
    stated = pc.coalesce(*(parts.column(field) for field in STATEMENTS))
    params = {"stated": quoted(stated, np.flatnonzero(codes == 3))}
    return Verdict(answers(passed, unseen), reason=chosen(codes, _REASONS), params=params)

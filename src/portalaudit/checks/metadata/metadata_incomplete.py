"""An entry lacks what readers need beside the data.

What it tests:
    The entry has a description, a category, an address of whoever owns the data, and a page with more than the entry itself: a
    contact page, or a landing page that is not the portal's own. The portal's own mailbox (`opendata@` at the portal's domain)
    is not the owner's address. That it is used, and that there is no such page, fails only where other datasets of the
    catalogue do better. Where a field was not observed and no other is missing, nothing was observed. The measure is the
    share of the four that the entry has, whatever other datasets do; `fields` is the same.

Why it matters:
    Together they answer what this is, what it belongs to, whom to ask and where to read on.

How to mend it:
    Fill in the fields named. Give the mailbox of the division that keeps the data, and the page on which it explains them.

Source:
    City of Toronto, data quality score, metadata: notes, topics, owner_email, information_url. That a portal's own page and
    mailbox are told by their host is our own choice (data/toronto_dqs.toml).
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, chosen, quoted, spread
from portalaudit.checks.fields import UNSEEN, missing, states
from portalaudit.checks.metadata.owner import leads_on, of_portal
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("fields_missing", "contact_of_portal", "fields_missing_and_contact_of_portal")
_ASKED = (("description", True), ("categories", False), ("contact_email", True))
"""Fields that are there or not, and whether a word such as `n/a` may stand in them."""
_NAMES = ("a description", "a category", "a contact", "where to read on")


@dataset_check("metadata")
def metadata_incomplete(parts: Parts) -> Verdict:
    filled = [np.asarray(missing(parts, field, words=words).passed.fill_null(False)) for field, words in _ASKED]
    further, further_unseen = leads_on(parts)
    team = of_portal(parts) & filled[2]
    unseen = np.array([*(states(parts, field) == UNSEEN for field, _ in _ASKED), further_unseen])
    had = np.array([*filled[:2], filled[2] & ~team, further])
    share = np.where(unseen.any(axis=0), np.nan, had.mean(axis=0))

    lacking = np.array([*(~one for one in filled), ~further & further.any()]) & ~unseen
    better = bool((filled[2] & ~team).any())  # another dataset names its owner
    codes = np.where(lacking.any(axis=0), np.where(team & better, 2, 0), np.where(team & better, 1, -1))
    rows = np.flatnonzero((codes == 0) | (codes == 2))
    fields = [", ".join(name for name, one in zip(_NAMES, lacks, strict=True) if one) for lacks in lacking[:, rows].T]
    params = {
        "fields": spread(rows, pa.array(fields, pa.string()), len(codes)),
        "contact": quoted(parts.column("contact_email"), np.flatnonzero(codes >= 1)),
    }
    passed = answers(codes < 0, (codes < 0) & unseen[:3].any(axis=0))
    return Verdict(passed, reason=chosen(codes, _REASONS), measure=share, params=params, measures={"fields": share})

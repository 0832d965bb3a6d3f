"""A description only repeats the title.

What it tests:
    The description's plain text differs from the title when case, blanks and punctuation are left out.

Why it matters:
    A repeated title fills the field and tells nothing; platforms that demand a description are often answered so.

How to mend it:
    Replace the repetition by two or three sentences about what the data hold, from where, and for which period.

Source:
    Own choice; reference practice in metadata audits (a filled field is not a meaningful one).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, answers, mask_of
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.texts import OPENING, openings
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_APART = r"[\pP\pZ\pS\pC\s]+"


@dataset_check("metadata", field="description")
def description_is_title(parts: Parts) -> Verdict:
    description, title = states(parts, "description"), states(parts, "title")
    unseen = (description == UNSEEN) | (title == UNSEEN)
    both = (description == State.VALUE) & (title == State.VALUE)
    same = np.zeros(len(both), np.bool_)
    rows = np.flatnonzero(both & _alike(openings(parts), parts.column("title")))
    if len(rows):
        plain, titles = (_words(column.take(pa.array(rows))) for column in (openings(parts), parts.column("title")))
        same[rows] = mask_of(pc.and_(pc.equal(plain, titles), pc.not_equal(plain, "")))
    return Verdict(answers(~same, unseen), answers(unseen | both), "same")


def _alike(plain: pa.ChunkedArray, titles: pa.ChunkedArray) -> Mask:
    """Rows worth a closer look: descriptions seen whole, of a length that punctuation alone could explain (own choice)."""
    ours, theirs = (np.asarray(pc.fill_null(pc.binary_length(column), 0), np.int64) for column in (plain, titles))
    whole = mask_of(pc.less(pc.utf8_length(plain), OPENING))
    near: Mask = (np.abs(ours - theirs) <= 10 + theirs // 3) & whole
    return near


def _words(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts in lower case, without punctuation and blanks."""
    return pc.replace_substring_regex(pc.utf8_lower(pc.utf8_slice_codeunits(texts, 0, OPENING)), _APART, "")

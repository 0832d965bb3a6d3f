"""The date of last change cannot be true or cannot be read.

What it tests:
    The statement is an ISO 8601 date, a date with time, or a repeating interval (`R/P1D`, which DCAT-US 1.1 allows for data
    that change all the time). A year or a month alone fails as `imprecise`, anything else as `unreadable`; a date more than
    two days ahead of the audit as `future`, one before 1990 as `too_early`. Seconds or milliseconds since 1970, as some
    platforms write them, are read. Where no date is given the check does not apply.

Why it matters:
    Lists sorted by date put such entries at the top or bottom for ever, and harvesters never notice their updates.

How to mend it:
    Write the date as YYYY-MM-DD. A date ahead or in 1970 is usually a default of the export that fills the field.

Source:
    DCAT-US 1.1, `modified`; ISO 8601. The bounds are our own (data/thresholds.toml).
"""

import re
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, answers, chosen, mapped, mask_of, quoted
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.freshness.declared import read_frequency
from portalaudit.checks.freshness.moments import plausible, stamp_of
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State
from portalaudit.model.stamps import micros_of

_REASONS = ("unreadable", "imprecise", "future", "too_early")
_FINE, _UNREADABLE, _IMPRECISE = -1, 0, 1
_ISO_FORM = r"^\s*\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?\s*$"


@dataset_check("freshness", field="modified")
def modified_implausible(parts: Parts) -> Verdict:
    state = states(parts, "modified")
    column = parts.column("modified")
    unseen = state == UNSEEN
    value = state == State.VALUE
    codes = np.where(value, _judged(column, parts.taken_at), _FINE)
    params = {"stated": quoted(column, np.flatnonzero(codes >= 0))}
    return Verdict(answers(codes < 0, unseen), answers(unseen | value), chosen(codes, _REASONS), params=params)


def _judged(column: pa.ChunkedArray, taken_at: datetime) -> Codes:
    """The number of the reason in every row. Ordinary stamps are judged by their day, so that only days are read one by one."""
    codes = np.full(len(column), _FINE, np.int32)
    usual = mask_of(pc.match_substring_regex(column, _ISO_FORM))
    for rows, texts in (
        (np.flatnonzero(usual), pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(column), 0, 10)),
        (np.flatnonzero(~usual), column),
    ):
        if len(rows):
            codes[rows] = mapped(texts.take(pa.array(rows)), lambda text: _read(text, taken_at), _FINE)
    return codes


def _read(text: str, taken_at: datetime) -> int:
    text = text.strip()[:100]
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        return _IMPRECISE
    if text[:1] in "Rr" and read_frequency(text):
        return _FINE
    micros = stamp_of(text)
    if micros is None:
        return _UNREADABLE
    if plausible(np.array([micros]), taken_at)[0]:
        return _FINE
    return 2 if micros > micros_of(taken_at) else 3

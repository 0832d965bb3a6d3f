"""Where the stamp of a clock stands, and what stands there: the evidence of verdicts about age."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, Mask, Rows, mask_of, quoted, spread, taken
from portalaudit.checks.freshness.asked import deciding, texts
from portalaudit.checks.freshness.clocks import DATA, HTTP, OWN, ROWS, STATED, clocks
from portalaudit.model import frames
from portalaudit.model.capture import EXCERPT
from portalaudit.model.check import Parts
from portalaudit.model.freshness import CLOCKS

_NO_TEXT = pa.scalar(None, pa.string())
_LAST_MODIFIED = "#header=Last-Modified"


@dataclass(frozen=True, slots=True)
class Shown:
    """Evidence as a verdict takes it, arrays as long as `datasets`; null for the place of the check's own field."""

    at: pa.Array
    excerpt: pa.Array
    capture: pa.Array


def shown(parts: Parts, rows: Rows, clock: Codes) -> Shown:
    """Where the stamp of a clock (its place in CLOCKS) stands, for some rows.

    The platform's stamps stand elsewhere than the field `modified`; where the source does not say, the entry is the evidence.
    What was learnt by asking stands in the capture of the answer.
    """
    length = len(clock)
    wanted = np.zeros(length, np.bool_)
    wanted[rows] = True
    by_answer = wanted & ((clock >= HTTP) | ((clock == DATA) & clocks(parts).layer))
    answer = _answers(parts, np.flatnonzero(by_answer), clock)
    data, metadata, stated = (places_of(parts, name) for name in CLOCKS[: STATED + 1])
    at = pc.choose(pa.array(np.clip(clock, 0, STATED)), data, metadata, stated)
    same = mask_of(pc.equal(at, stated)) & ((clock == STATED) | mask_of(pc.not_equal(stated, "#")))
    quote = quoted(parts.column("modified"), np.flatnonzero(wanted & same & ~by_answer))
    at = pc.if_else(pa.array(wanted & (clock < STATED) & ~by_answer), at, answer.at)
    return Shown(at, pc.coalesce(quote, answer.excerpt), answer.capture)


def rows_shown(parts: Parts, rows: Rows, whole: Mask | None = None) -> Shown:
    """Where the newest date of their rows stands, for some datasets; for those of `whole` the answer as a whole."""
    clock = np.full(len(parts.datasets), ROWS, np.int32)
    return _answers(parts, rows, clock if whole is None else np.where(whole, OWN, clock))


def cadence_shown(parts: Parts, rows: Rows) -> Shown:
    """The answer that tells the days of their entries, for some datasets."""
    return _in_capture(parts, rows, pa.array(["#"] * len(rows), pa.string()), pa.nulls(len(rows), pa.string()), "cadence_capture")


def latest_shown(parts: Parts, rows: Rows, lines: Rows) -> Shown:
    """The greatest date of a column (its line in `profiles`), and where it stands, for some datasets."""
    at, raw = (taken(frames.column(parts.profiles, name).take(pa.array(lines))) for name in ("at", "latest_raw"))
    return _in_capture(parts, rows, _pointed(at), raw)


def places_of(parts: Parts, field: str) -> pa.Array:
    """Where each row's field stands: the row's own place, else the source's; the entry where neither is told."""
    usual = pa.scalar(parts.place(field) or "#", pa.string())
    if f"{field}_at" not in parts.datasets.columns:
        return pa.repeat(usual, len(parts.datasets))
    return pc.fill_null(taken(parts.column(f"{field}_at").cast(pa.string())), usual)


def column_name(parts: Parts, rows: Rows) -> pa.Array:
    """The column that decides how new the rows are, by its title or else its name, for some datasets."""
    return pc.coalesce(title_of(parts, deciding(parts, rows)), pc.utf8_slice_codeunits(texts(parts, "column", rows), 0, 100))


def title_of(parts: Parts, lines: Rows) -> pa.Array:
    """The titles of columns (their lines in `profiles`), else their names; null for a line of -1."""
    at = pa.array(lines, mask=lines < 0)
    title, name = (taken(frames.column(parts.profiles, key).take(at)) for key in ("title", "name"))
    return pc.utf8_slice_codeunits(pc.if_else(pc.fill_null(pc.greater(pc.utf8_length(title), 0), False), title, name), 0, 100)


def _answers(parts: Parts, rows: Rows, clock: Codes) -> Shown:
    """The place in the answer of the newest row, of the header of a file, else the answer as a whole."""
    of_rows = clock[rows] == ROWS
    lines = deciding(parts, rows)
    raw, same = _raw(parts, lines)
    place = pc.if_else(pa.array(same | (lines < 0)), texts(parts, "at", rows), _NO_TEXT)
    at = pc.if_else(pa.array(of_rows), _pointed(place), pa.scalar("#"))
    at = pc.if_else(pa.array(clock[rows] == HTTP), pa.scalar(_LAST_MODIFIED), at)
    return _in_capture(parts, rows, at, pc.if_else(pa.array(of_rows & same), raw, _NO_TEXT))


def _raw(parts: Parts, lines: Rows) -> tuple[pa.Array, Mask]:
    """The greatest value of a column as it stands, and where it is the newest date; no other's place is known."""
    at = pa.array(lines, mask=lines < 0)
    newest, latest, raw = (frames.column(parts.profiles, name).take(at) for name in ("newest", "latest", "latest_raw"))
    return taken(raw), mask_of(pc.equal(newest.cast(pa.int64()), latest.cast(pa.int64())))


def _pointed(pointers: pa.Array) -> pa.Array:
    """Pointers into a capture as a verdict's places."""
    return pc.binary_join_element_wise("#", pc.fill_null(pointers, ""), "")


def _in_capture(parts: Parts, rows: Rows, at: pa.Array, raw: pa.Array, capture: str = "capture") -> Shown:
    """Places in the captures of answers, over all rows; none where no capture is told."""
    length = len(parts.datasets)
    captures = texts(parts, capture, rows)
    known = pc.is_valid(captures)
    at, raw = (pc.if_else(known, values, _NO_TEXT) for values in (at, raw))
    raw = pc.utf8_slice_codeunits(raw, 0, EXCERPT)
    return Shown(spread(rows, at, length), spread(rows, raw, length), spread(rows, captures, length))

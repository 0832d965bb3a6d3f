"""A title or description is a placeholder.

What it tests:
    Neither the description nor the title holds a template that was never rendered (`{{default.description}}`,
    `${description}`), begins with text that was left behind ("Lorem ipsum"), or is as a whole a filler such as "test", "TBD"
    or "Description goes here". What ArcGIS Hub writes on the items that it manages ("DO NOT DELETE OR MODIFY THIS ITEM")
    does describe them and passes.

Why it matters:
    A filled field that says nothing passes every count of completeness and still tells the reader nothing; a leaked
    template shows every visitor that nobody looked.

How to mend it:
    Write the text that was meant. Where a template leaked, correct the feed's field template or fill the item's field.

Source:
    Own list of phrases (data/phrases.toml), from portals as they are; the templates are those of Handlebars, Jinja and shell.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, Mask, answers, chosen, mask_of, quoted, spread
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.texts import bytes_in, openings, plain_openings
from portalaudit.data import phrases
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_REASONS = ("template", "left_behind", "filler")
_LONGEST_FILLER = 60


@dataset_check("metadata", field="description")
def placeholder_text(parts: Parts) -> Verdict:
    description, title = states(parts, "description"), states(parts, "title")
    unseen = (description == UNSEEN) & (title == UNSEEN)
    applies = unseen | (description == State.VALUE) | (title == State.VALUE)
    texts, titles = parts.column("description"), parts.column("title")
    in_text, in_title = _placeholders(texts, openings(parts)), _placeholders(titles, plain_openings(titles))
    reasons = np.where(in_text >= 0, in_text, in_title)
    rows = np.flatnonzero(reasons >= 0)
    is_title = in_text[rows] < 0
    params = {
        "field": spread(rows, np.where(is_title, "title", "description").tolist(), len(reasons)),
        "text": quoted(pc.if_else(pa.array(in_text >= 0), texts, titles), rows),
    }
    at = spread(rows[is_title], [parts.place("title")] * int(is_title.sum()), len(reasons))
    passed = answers(reasons < 0, unseen)
    return Verdict(passed, answers(applies), chosen(reasons, _REASONS), params=params, at=at, excerpt=params["text"])


def _placeholders(texts: pa.ChunkedArray, plain: pa.ChunkedArray) -> Codes:
    """The number of the reason in every row, -1 where the text is none."""
    codes = np.full(len(texts), -1, np.int32)
    codes[_fillers(plain)] = 2
    for opening in phrases.openings():
        codes[mask_of(pc.starts_with(plain, opening, ignore_case=True))] = 1
    rows = np.flatnonzero(bytes_in(texts, ord("{")))
    if len(rows):
        hits = mask_of(pc.match_substring_regex(texts.take(pa.array(rows)), phrases.templates()))
        codes[rows[hits]] = 0
    return codes


def _fillers(plain: pa.ChunkedArray) -> Mask:
    """Texts that are a filler as a whole, a full stop, mark or bracket around it aside."""
    found = np.zeros(len(plain), np.bool_)
    rows = np.flatnonzero(mask_of(pc.less_equal(pc.binary_length(plain), _LONGEST_FILLER)))
    if len(rows):
        bare = pc.utf8_lower(pc.utf8_trim(plain.take(pa.array(rows)), " .!?…[]()<>*_-\"'"))
        found[rows] = mask_of(pc.is_in(bare, value_set=pa.array(sorted(phrases.fillers()), pa.string())))
    return found

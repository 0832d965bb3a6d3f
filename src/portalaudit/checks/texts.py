"""Descriptions as people read them: without markup, and no more of them than a check needs."""

from html import unescape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, Rows, mask_of, taken
from portalaudit.checks.once import once
from portalaudit.documents.text.language import code_of, language_by_words
from portalaudit.model.check import Parts

OPENING = 160
"""Characters of a description that are looked at; longer than anything that a check asks for."""
_MARKED = 700
"""Characters of a text with markup that are stripped at first; the whole text only where that leaves less than OPENING."""
_MARKUP = r"(?is)<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|</?[a-z!][^<>]*>?"
_BLOCK = 1 << 18
"""Bytes looked at at once: what a processor keeps near."""
_LT, _AMP = ord("<"), ord("&")


def bytes_in(column: pa.ChunkedArray, *codes: int) -> Mask:
    """The rows of a text column that hold one of these ASCII characters anywhere."""
    found = [np.zeros(0, np.bool_)]
    for chunk in column.chunks:
        here = np.zeros(len(chunk), np.bool_)
        found.append(here)
        _, offsets, data = chunk.buffers()
        if data is None or not len(chunk):
            continue
        ends = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        text = np.frombuffer(data, np.uint8)
        for start in range(int(ends[0]), int(ends[-1]), _BLOCK):
            block = text[start : min(start + _BLOCK, int(ends[-1]))]
            hits = block == codes[0]
            for code in codes[1:]:
                hits |= block == code
            if hits.any():
                here[np.searchsorted(ends, np.flatnonzero(hits) + start, side="right") - 1] = True
    return np.concatenate(found)


def openings(parts: Parts) -> pa.ChunkedArray:
    """The first OPENING characters of each description's plain text, trimmed; null where there is no description."""
    return once(parts, "openings", lambda parts: plain_openings(parts.column("description")))


def plain_openings(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The first OPENING characters of each text without markup and character references, trimmed."""
    sliced = pc.utf8_slice_codeunits(column, 0, OPENING)
    rows = np.flatnonzero(bytes_in(sliced, _LT, _AMP))
    plain = pc.utf8_trim_whitespace(sliced)
    if not len(rows):
        return plain
    marked = column.take(pa.array(rows))
    texts = _stripped(pc.utf8_slice_codeunits(marked, 0, _MARKED))
    again = np.flatnonzero(
        mask_of(pc.less(pc.utf8_length(texts), OPENING)) & mask_of(pc.greater(pc.binary_length(marked), _MARKED))
    )
    if len(again):
        texts = _placed(texts, again, _stripped(marked.take(pa.array(again))))
    return pa.chunked_array([_placed(taken(plain), rows, texts)])


_TONGUE_ROWS, _TONGUE_TEXT = 100, 1_000
"""Descriptions by which the language of a catalogue is told, and characters of each (own choice)."""


def speaks_english(parts: Parts) -> bool:
    """The descriptions of a catalogue are in English, by the function words of those that stand first; where they are too few to
    tell, most of its entries say so. False where neither shows it."""
    return once(parts, "english", _speaks_english)


def _speaks_english(parts: Parts) -> bool:
    columns = (parts.column(name).slice(0, _TONGUE_ROWS) for name in ("title", "description"))
    texts = [text for column in columns for text in pc.utf8_slice_codeunits(column, 0, _TONGUE_TEXT).to_pylist() if text]
    told = language_by_words(" ".join(texts))
    if told is None:
        stated = [code_of(text) for text in parts.column("language").slice(0, _TONGUE_ROWS).to_pylist() if text]
        return stated.count("en") * 2 > len(stated)
    return told == "en"


def _stripped(texts: pa.ChunkedArray) -> pa.Array:
    """Texts without tags and references, blanks joined, cut at OPENING."""
    bare = pc.replace_substring_regex(texts, _MARKUP, " ")
    referring = np.flatnonzero(bytes_in(bare if isinstance(bare, pa.ChunkedArray) else pa.chunked_array([bare]), _AMP))
    bare = taken(bare)
    if len(referring):
        read = [unescape(text[: 8 * OPENING]).replace("\xa0", " ") for text in bare.take(pa.array(referring)).to_pylist()]
        bare = _placed(bare, referring, pa.array([text.encode("utf-8", "replace").decode() for text in read], pa.string()))
    joined = pc.replace_substring_regex(bare, r"\s\s+", " ")
    return pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(joined), 0, OPENING)


def _placed(array: pa.Array, rows: Rows, values: pa.Array) -> pa.Array:
    """An array with some rows replaced."""
    order = np.arange(len(array))
    order[rows] = len(array) + np.arange(len(rows))
    return pa.concat_arrays([array, taken(values)]).take(pa.array(order))

"""Texts of a whole frame at once: what few rows are worth a closer look is found by Arrow, not row by row."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.documents.inventory.names import normalised
from portalaudit.model import frames
from portalaudit.model.counting import Mask


def texts(frame: pd.DataFrame, name: str) -> pa.Array:
    """A column of texts, empty where it is null."""
    column = frames.column(frame, name)
    array = (column.cast(pa.large_string()) if column.type != pa.large_string() else column).combine_chunks()
    return pc.fill_null(array, "")


def says(found: pa.Array, pattern: str) -> Mask:
    """Where a text has the pattern (RE2), whatever its case."""
    return np.asarray(pc.match_substring_regex(found, pattern, ignore_case=True))


def plain(found: pa.Array) -> pa.Array:
    """Texts in lower case without accents, as `names.folded` leaves them but for white space."""
    odd = ~np.asarray(pc.string_is_ascii(found))
    if odd.any():
        bare = pc.replace_substring_regex(pc.utf8_normalize(found.filter(pa.array(odd)), "NFKD"), r"\p{M}+", "")
        found = pc.replace_with_mask(found, pa.array(odd), bare)
    return pc.utf8_lower(found)


def tagged(frame: pd.DataFrame, name: str, text: str) -> Mask:
    """Where one of a list's texts holds this one, whatever its case."""
    lists = frames.column(frame, name).combine_chunks()
    flags = np.zeros(len(lists), dtype=bool)
    words = pc.list_flatten(lists)
    hit = pc.fill_null(pc.match_substring(words.cast(pa.large_string()), text, ignore_case=True), False)
    flags[np.asarray(pc.list_parent_indices(lists))[np.asarray(hit)]] = True
    return flags


def normalised_in(found: pa.Array, wanted: Collection[str], parts: Sequence[str]) -> Mask:
    """Where the text, normalised (`names.normalised`), is one of those; each distinct text is looked at once.

    Args:
        found: texts.
        wanted: normalised.
        parts: runs of letters of which every one of the wanted has one, to leave out the rest fast.
    """
    between = "[^a-z0-9]*"
    chosen: Mask = says(found, "|".join(between.join(part) for part in parts)) | ~np.asarray(pc.string_is_ascii(found))
    chosen[chosen] = _normalised_in(found.filter(pa.array(chosen)), wanted)
    told: Mask = chosen
    return told


def _normalised_in(found: pa.Array, wanted: Collection[str]) -> Mask:
    coded = pc.dictionary_encode(found)
    distinct = coded.dictionary
    ascii_only = np.asarray(pc.string_is_ascii(distinct))
    letters = pc.replace_substring_regex(pc.ascii_lower(distinct), "[^a-z0-9]+", "")
    flags = np.asarray(pc.is_in(letters, pa.array(sorted(wanted), pa.large_string())))
    flags = flags & ascii_only
    for place in np.flatnonzero(~ascii_only).tolist():
        flags[place] = normalised(distinct[place].as_py()) in wanted
    return flags[np.asarray(coded.indices)] if len(distinct) else np.zeros(len(found), dtype=bool)


def headers(columns: pd.DataFrame, chosen: Mask, *, own: bool = False) -> dict[int, list[str]]:
    """Titles, or names, of the columns of the chosen datasets, in order.

    Args:
        columns: the frame `columns`.
        chosen: one flag a dataset.
        own: without those that the platform made.
    """
    owners = frames.column(columns, "dataset").to_numpy()
    wanted = _within(owners, chosen)
    if own and len(columns):
        wanted &= ~np.asarray(pc.fill_null(frames.column(columns, "system").combine_chunks(), False))
    rows = pa.array(np.flatnonzero(wanted))
    titles, names = (texts(columns, name).take(rows).to_pylist() for name in ("title", "name"))
    found: dict[int, list[str]] = {}
    for owner, title, name in zip(owners[wanted].tolist(), titles, names, strict=True):
        found.setdefault(owner, []).append(title or name)
    return found


def _within(owners: np.ndarray, chosen: Mask) -> Mask:
    """Where a column's dataset is one of the chosen; a dataset that is not there never is."""
    inside = (owners >= 0) & (owners < len(chosen))
    flags = np.zeros(len(owners), dtype=bool)
    flags[inside] = chosen[owners[inside].astype(np.int64)]
    return flags

"""What each distribution is: its format by label, media type and address, and what an asset's distributions offer together."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, Mask, Rows, mask_of, spread, taken, uniques
from portalaudit.checks.once import once
from portalaudit.data.formats import Format, formats, label_key
from portalaudit.model import frames
from portalaudit.model.check import Parts

_SERVICE = r"(?i)/(?:FeatureServer|MapServer|ImageServer)(?:/\d+)?/?(?:\?|$)|service=(?:wfs|wcs)"
_ENDING = r"^[A-Za-z]+://[^/?#]+/(?:[^?#]*/)?[^/?#]*\.(?P<ending>[A-Za-z0-9]{1,8})/?(?:[?#].*)?$"
_PARAMETER = r"(?i)[?&](?:output|export)?format=(?P<format>[a-z0-9+/_-]{1,40})"
_LONGEST_TITLE = 40
_APART = re.compile(r"[+/,;&|()\s]+")
_UNKNOWN = Format("", None, False, "file")


@dataclass(frozen=True, slots=True)
class Offers:
    """The distributions of a snapshot, row by row."""

    owners: Codes
    """The dataset's row."""
    codes: Codes
    """The place in `found`; 0 is an unknown format."""
    reached: Mask
    """Where there is an address."""
    direct: Mask
    """Where there is an address to download from."""
    found: tuple[Format, ...]

    def where(self, *, machine: bool | None = None, proprietary: bool | None = None, role: str | None = None) -> Mask:
        """The distributions with an address whose format is known to be so."""
        table = [
            format is not _UNKNOWN
            and (machine is None or format.machine_readable is machine)
            and (proprietary is None or format.proprietary is proprietary)
            and (role is None or format.role == role)
            for format in self.found
        ]
        result: Mask = np.array(table, np.bool_)[self.codes] & self.reached
        return result


def offers(parts: Parts) -> Offers:
    """Reads the formats of all distributions, once for all checks."""
    return once(parts, "offers", _offers, parts.distributions)


def _offers(parts: Parts) -> Offers:
    frame = parts.distributions
    known = {_UNKNOWN: 0}
    codes = np.zeros(len(frame), np.int32)
    # From the strongest witness to the weakest; the next is asked only where the format is unknown or a container.
    for name, read in (("format", by_label), ("media_type", _by_media), ("title", _by_title), ("url", _by_address)):
        weak = np.array([format is _UNKNOWN or format.role == "container" for format in known], np.bool_)
        rows = np.flatnonzero(weak[codes])
        if not len(rows):
            break
        given = _read(frame, name, rows, read, known)
        better = (given > 0) & ((codes[rows] == 0) | ~_containers(known)[given])
        codes[rows[better]] = given[better]
    direct, access = (
        mask_of(pc.greater(pc.binary_length(frames.column(frame, key)), 0)) for key in ("download_url", "access_url")
    )
    return Offers(np.asarray(frames.column(frame, "dataset"), np.int32), codes, direct | access, direct, tuple(known))


def _read(frame: pd.DataFrame, name: str, rows: Rows, read: Callable[[str], Format | None], known: dict[Format, int]) -> Codes:
    """What one witness says of some rows; formats met for the first time are added to `known`."""
    if name == "url":
        column = _telling(
            pc.coalesce(*(frames.column(frame, key).take(pa.array(rows)) for key in ("download_url", "access_url")))
        )
    else:
        column = frames.column(frame, name).take(pa.array(rows))
    if name == "title":
        short = pc.if_else(pc.less_equal(pc.binary_length(column), _LONGEST_TITLE), column, pa.scalar(None, pa.string()))
        column = pc.if_else(
            pc.is_in(pc.utf8_lower(short), pa.array(sorted(formats().labels))), short, pa.scalar(None, pa.string())
        )
    values, numbers = uniques(column)
    table = np.zeros(len(values) + 1, np.int32)
    for place, text in enumerate(values.to_pylist()):
        found = read(text[:200])
        if found is not None:
            table[place] = known.setdefault(found, len(known))
    return table[numbers]


def _telling(urls: pa.ChunkedArray) -> pa.ChunkedArray:
    """Of an address what it says of the format: the parameter `format`, else the ending of its path; `api` for a service."""
    asked = pc.struct_field(pc.extract_regex(urls, _PARAMETER), "format")
    ending = pc.struct_field(pc.extract_regex(urls, _ENDING), "ending")
    return pc.if_else(pc.match_substring_regex(urls, _SERVICE), "api", pc.coalesce(asked, ending))


def _containers(known: Mapping[Format, int]) -> Mask:
    result: Mask = np.array([format.role == "container" for format in known], np.bool_)
    return result


@lru_cache(maxsize=16_384)
def by_label(text: str) -> Format | None:
    """The format that a label names: `CSV`, `.csv`, `text/csv`, `ZIP+CSV`; None where it says nothing or is unknown."""
    table = formats()
    key = label_key(text)
    key = key.rsplit("/authority/file-type/")[-1].replace("_", " ") if "file-type/" in key else key
    key = re.sub(r"^(?:ftype:|https?://.*/media-types/)", "", key)
    if key in table.vague:
        return None
    if found := table.labels.get(key) or table.media.get(key.partition(";")[0].strip()) or table.endings.get(key):
        return found
    inside = [found for word in _APART.split(key) if (found := table.labels.get(word) or table.endings.get(word))]
    return next((found for found in inside if found.role != "container"), inside[0] if inside else None)


def _by_media(text: str) -> Format | None:
    key = text.casefold().strip()
    table = formats()
    key = re.sub(r"^https?://.*/media-types/", "", key)
    if found := table.media.get(key):
        return found
    key = key.partition(";")[0].strip()
    if key in table.vague:
        return None
    return table.media.get(key) or (by_label(key) if "/" not in key else None)


def _by_address(text: str) -> Format | None:
    return formats().endings.get(text.casefold()) or by_label(text)


def _by_title(text: str) -> Format | None:
    """A title that is a format's label as a whole ("Shapefile", "CSV")."""
    key = label_key(text)
    return None if key in formats().vague else formats().labels.get(key)


def first_places(parts: Parts, offered: Offers, rows: Rows, length: int) -> pa.Array:
    """Where the first distribution of each of these datasets stands, as an array over all rows: the evidence of a failure."""
    starts = np.searchsorted(offered.owners, rows)  # the frame is sorted by dataset
    places = frames.column(parts.distributions, "at").take(pa.array(starts))
    return spread(rows, taken(places), length)

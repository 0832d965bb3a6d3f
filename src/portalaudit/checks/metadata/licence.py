"""Recognises the licence in what a portal states: an identifier, a label, an address, or text that names or links one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, mask_of, uniques
from portalaudit.checks.fields import states
from portalaudit.checks.once import once
from portalaudit.data.licences import Licence, licences, name_key
from portalaudit.model import frames
from portalaudit.model.check import Parts
from portalaudit.model.frames import State

NOTHING, UNKNOWN = 0, 1
"""No statement; a statement in which no licence is recognised. Greater numbers are recognised licences."""
STATEMENTS = ("license", "license_url", "license_title")

_LONGEST_NAME = 200
_LONGEST_TEXT = 20_000
_URL = re.compile(r"(?:https?://|www\.)[^\s\"'<>()]+", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?:)?//(?:www\.)?|^www\.")
_TAG = re.compile(r"<[^<>]*>")
_VERSIONED = re.compile(
    r"(?P<name>.+?)(?: v| ver| version)?(?: (?P<version>\d(?: \d)?)(?: [a-z]{2,3})?)?"
    r"(?: (?:international|intl|unported|generic|universal))?(?: (?:public )?licen[cs]e)?"
    r"(?: (?:cc|odc|odbl|pddl|ogl)[a-z0-9 ]*)?"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of `datasets` state."""

    codes: Codes
    """NOTHING, UNKNOWN, or 2 + the place in `found`."""
    found: tuple[Licence, ...]

    def where(self, test: Mapping[Licence, bool]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """The rows whose recognised licence passes a test."""
        table = np.array([False, False, *(test[licence] for licence in self.found)], np.bool_)
        return table[self.codes]


def states_nothing(text: str) -> bool:
    """True for `notspecified`, "No license", `none` and their kind."""
    return len(text) <= _LONGEST_NAME and name_key(_TAG.sub(" ", text)) in licences().nothing


@lru_cache(maxsize=4_096)
def recognise(text: str) -> Licence | None:
    """The licence that a statement names or links; None where none is recognised.

    An identifier or label must be the whole statement or its first line, a trailing version aside; an address is
    recognised wherever it stands; longer texts also by phrases that leave no doubt.
    """
    text = text[:_LONGEST_TEXT]
    if len(text) <= _LONGEST_NAME and (named := _by_name(text)):
        return named
    lower = text.lower()
    for url in _URL.findall(lower):
        if linked := _by_url(url.rstrip(".,;")):
            return linked
    plain = _TAG.sub(" ", text).strip()
    first = plain.partition("\n")[0].partition("(http")[0]
    if first != text and len(first) <= _LONGEST_NAME and (named := _by_name(first)):
        return named
    plain = " ".join(plain.lower().split())
    return next((licence for pattern, licence in licences().phrases if pattern.search(plain)), None)


def _by_name(text: str) -> Licence | None:
    key = name_key(text)
    names = licences().names
    if key in names:
        return names[key]
    whole = _VERSIONED.fullmatch(key)
    if whole is None:
        return None
    licence = names.get(whole["name"])
    return None if licence is None else _versioned(licence, whole["version"])


def _by_url(url: str) -> Licence | None:
    url = _SCHEME.sub("", url)
    if any(pattern.match(url) for pattern in licences().generated):
        return None
    for pattern, licence in licences().urls:
        if found := pattern.match(url):
            return _versioned(licence, found.groupdict().get("version"))
    for pattern in licences().registers:
        if found := pattern.match(url):
            return _by_name(found["id"])
    return None


def _versioned(licence: Licence, version: str | None) -> Licence:
    """A licence with the version that was told, written as SPDX writes it."""
    if not version or not licence.named or re.search(r"\d$", licence.id.removesuffix("CC0")):
        return licence
    dotted = re.sub(r"[ -]", ".", version)
    return Licence(f"{licence.id}-{dotted if '.' in dotted else dotted + '.0'}", f"{licence.title} {dotted}", licence.open)


def read(parts: Parts) -> Reading:
    """The statement of every asset: its own three fields, else the first of its distributions that has one.

    A licence that is recognised in any of them counts, one that is named before one that is not. A statement on a distribution is
    where DCAT-AP and DCAT-US 3.0 keep the licence. Needs the parts `datasets` and `distributions`.
    """
    return once(parts, "licence", _read, parts.distributions)


def _read(parts: Parts) -> Reading:
    known: dict[Licence, int] = {}
    best = np.zeros(len(parts.datasets), np.int32)
    for field in STATEMENTS:
        codes = np.where(states(parts, field) == State.VALUE, _codes(parts.column(field), known), NOTHING)
        best = _better(best, codes, known)
    stated = frames.column(parts.distributions, "license")
    owners = np.asarray(frames.column(parts.distributions, "dataset"), np.int32)
    rows = np.flatnonzero(mask_of(stated.is_valid()) & (owners >= 0) & (owners < len(best)))
    if len(rows):
        owners = owners[rows]
        codes = _codes(stated.take(pa.array(rows)), known)
        rank = _ranks(known)[codes]
        order = np.lexsort((-np.arange(len(rows)), rank))  # the best comes last, and so stays; of equals the first
        below = np.zeros(len(best), np.int32)
        below[owners[order]] = codes[order]
        best = np.where(best == NOTHING, below, best)
    return Reading(best, tuple(known))


def _ranks(known: Mapping[Licence, int]) -> Codes:
    """How good each code is: nothing, unknown, recognised but unnamed, named."""
    return np.array([0, 1, *(2 + licence.named for licence in known)], np.int32)


def _better(first: Codes, second: Codes, known: Mapping[Licence, int]) -> Codes:
    rank = _ranks(known)
    return np.where(rank[second] > rank[first], second, first)


def _codes(column: pa.ChunkedArray, known: dict[Licence, int]) -> Codes:
    """The code of every row; new licences are added to `known`."""
    values, numbers = uniques(column)
    table = np.zeros(len(values) + 1, np.int32)
    if len(values):
        table[:-1] = UNKNOWN
        for place in np.flatnonzero(_readable(values)).tolist():
            text = values[place].as_py()
            licence = recognise(text)
            if licence is not None:
                table[place] = known.setdefault(licence, len(known) + 2)
            elif states_nothing(text):
                table[place] = NOTHING
    return table[numbers]


def _readable(values: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Texts worth reading one by one: short ones that are no address, and any that mention what the table knows.

    An ArcGIS catalogue has as many licence addresses as items, and none of them is a licence's.
    """
    short = mask_of(pc.less_equal(pc.binary_length(values), _LONGEST_NAME))
    address = mask_of(pc.match_substring_regex(values, r"^\s*(?i:https?)://[^\s]*$"))
    return (short & ~address) | mask_of(pc.match_substring_regex(values, licences().marks, ignore_case=True))

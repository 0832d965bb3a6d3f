"""What portals call their fields: keys beyond a platform's own, in many languages, brought to fields of `frames.DATASETS`.

The names are data (names.toml). A name that is not listed is no field: nothing is guessed from a value, but for the update
frequency, which portals also ask for as a question ("How often are data values updated?").
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from portalaudit.connectors.values import blank
from portalaudit.data.declared import read_frequency

ENOUGH = 3
"""Values that a key must have before they can show that it holds a frequency (own choice)."""
MOSTLY = 0.8
"""Share of those values that must read as frequencies (own choice)."""
LONGEST_RHYTHM = 80
"""Characters of a value that may name a rhythm; longer text is prose (own choice)."""

_TABLE = tomllib.loads(files("portalaudit.connectors").joinpath("names.toml").read_text(encoding="utf-8"))
_FIELD = {name: (field, rank) for field, names in _TABLE["fields"].items() for rank, name in enumerate(names)}
JOB_NAMES = frozenset(_TABLE["resources"]["job"])
"""Names of a resource's key that tells what loads it."""

_NO_DECOMPOSITION = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER = re.compile(r"[\W_]+")


def _any(name: str, lead: str = "") -> re.Pattern[str]:
    return re.compile(lead + "(?:" + "|".join(map(re.escape, _TABLE["frequency"][name])) + ")")


_RHYTHM, _UPDATE, _WEAK = _any("rhythm"), _any("update"), _any("weak")
_NEUTRAL = frozenset(_TABLE["frequency"]["neutral"])
_MARK = "\0"
_CYCLE, _NEVER, _VALUE = _any("cycle", r"\b"), _any("never", r"\b"), _any("values", r"\b")


@lru_cache(maxsize=8_192)
def plain(name: str) -> str:
    """A key's name for comparing: lower case, without accents, words apart by one space (also those of camelCase)."""
    decomposed = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name[:200]).casefold().translate(_NO_DECOMPOSITION))
    return _OTHER.sub(" ", "".join(char for char in decomposed if not unicodedata.combining(char))).strip()


@lru_cache(maxsize=8_192)
def field_of(name: str) -> tuple[str, int] | None:
    """The field that a key of this name holds, and its rank among the names of that field (0 is best); None for others.

    Beside fields of the frame the answer may be `temporal_start` or `temporal_end`.
    """
    key = plain(name)
    if (found := _FIELD.get(key)) is not None:
        return found
    ranks = [rank for part in (key, plain(name.rpartition(" / ")[2])) if (rank := _frequency_rank(part)) is not None]
    return ("frequency", ranks[0]) if ranks else None


def _frequency_rank(key: str) -> int | None:
    """The rank of a name that says an update frequency: 0 for updating, 1 for a bare frequency, 2 for another rhythm of the data.
    The frequency of something else (street sweeping, buses, inspections) is none."""
    if _NEVER.search(key):
        return None
    updating = _UPDATE.search(key) is not None
    if not _RHYTHM.search(key) and not (updating and _CYCLE.search(key)):
        return None
    if _WEAK.search(key):
        return 2
    if updating:
        return 0
    others = [word for word in _RHYTHM.sub(_MARK, key).split() if not word.startswith(_MARK)]
    return 1 if _NEUTRAL.issuperset(others) else None


def reads_as_frequency(value: str) -> bool:
    """True for a short text that names a rhythm of updating: by a word's beginning, in more languages than the table of
    frequencies knows, or as that table reads it."""
    if len(value) > LONGEST_RHYTHM:
        return False
    return _VALUE.search(plain(value)) is not None or ((read := read_frequency(value)) is not None and read.word != "unknown")


def learnt_frequency_keys(values: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Keys of no known name whose values mostly read as frequencies, at least one of them as one with a period: a status that is
    `archived` or `never` throughout is no frequency.

    Args:
        values: key → the values seen under it, blanks included.
    """
    found = set()
    for key, seen in values.items():
        if field_of(key) is not None or _NEVER.search(plain(key)) or (_RHYTHM.search(plain(key)) and not _asks(key)):
            continue
        texts = [text for text in seen if not blank(text)]
        rhythms = [text for text in texts if reads_as_frequency(text)]
        if len(texts) >= ENOUGH and len(rhythms) >= MOSTLY * len(texts) and any(map(_has_period, set(rhythms))):
            found.add(key)
    return frozenset(found)


def _asks(key: str) -> bool:
    """The name is a question, which may ask after updates in words that no table has."""
    return key.rstrip().endswith(("?", "？")) or plain(key.rpartition(" / ")[2]).startswith("how ")


def _has_period(text: str) -> bool:
    read = read_frequency(text)
    return read is not None and read.days is not None

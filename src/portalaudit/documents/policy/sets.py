"""The shipped sets of phrases, by name: TOML in, phrases out."""

import re
from collections.abc import Mapping
from functools import cache

from portalaudit.data.tables import table
from portalaudit.documents.policy.phrases import Phrase, phrase, written

_KEY = re.compile(r"(re )?(\d+(?:\.\d+)?)(?:x(\d+))?")


@cache
def phrases(name: str, file: str = "policy_sets") -> tuple[Phrase, ...]:
    """The phrases of one set.

    Raises:
        KeyError: no such set ships.
        ValueError: a key of it is not `[re ]WEIGHT[xTIMES]`.
    """
    section = table(file)[name]
    assert isinstance(section, Mapping)
    return weighed(section)


def weighed(section: Mapping[str, object]) -> tuple[Phrase, ...]:
    """The phrases of a section whose keys are weights; other keys are left alone.

    Raises:
        ValueError: a key that begins like a weight is none.
    """
    found: list[Phrase] = []
    for key, listed in section.items():
        if not isinstance(listed, list):
            continue
        told = _KEY.fullmatch(key)
        if told is None:
            raise ValueError(f"not a weight: {key}")
        make = written if told[1] else phrase
        found += [make(str(one), float(told[2]), int(told[3] or 1)) for one in listed]
    return tuple(found)

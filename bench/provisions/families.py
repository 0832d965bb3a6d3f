"""Which texts belong together: the same place, or copies of one another by their words, never by their names."""

import re
from collections.abc import Sequence

from bench.provisions.labelled import Labelled

RUN = 5
"""Words of a shingle."""
SHARED = 0.35
"""Share of the shorter text's shingles that the longer one holds, from which they are one family. Fixed before training: model
texts handed from city to city share 0.4 to 0.7, unrelated policies with the same legal definitions up to 0.3."""


def families(policies: Sequence[Labelled]) -> list[int]:
    """The family of each text: the lowest place of a member; families are closed under likeness."""
    shingles = [_shingles(policy.text.plain) for policy in policies]
    parent = list(range(len(policies)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for later in range(len(policies)):
        for earlier in range(later):
            alike = policies[later].place == policies[earlier].place or _shared(shingles[later], shingles[earlier]) >= SHARED
            if alike and root(later) != root(earlier):
                low, high = sorted((root(later), root(earlier)))
                parent[high] = low
    return [root(place) for place in range(len(policies))]


def _shingles(plain: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", plain.lower())
    return frozenset(tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def _shared(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))

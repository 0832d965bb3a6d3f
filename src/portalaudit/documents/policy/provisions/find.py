"""Finds the 31 provisions of an open-data policy in a text, with the passages that say so."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.documents.policy.provisions.cues import HINT, PLAIN, cues_of
from portalaudit.documents.policy.provisions.features import matrix
from portalaudit.documents.policy.provisions.model import Model, odds, shipped, text_features
from portalaudit.documents.policy.provisions.passages import LONGEST, Passage, passages_of
from portalaudit.documents.textual import Text
from portalaudit.model.policy import Provision, Quote

QUOTES = 3
"""At most so many passages a provision."""
PLAIN_WORTH, HINT_WORTH = 0.1, 0.03
"""What a cue adds to a passage's score where passages are ranked; own choice, a tenth is a strong score by words."""
WEAK = 0.4
"""A passage whose rank is less than this share of the best one's is not quoted. Own choice."""
JOINED, GAP = 0.3, 3
"""A neighbour joins a quote from this share of its rank on, and where at most so many characters part them. Own choice."""
_BATCH = 1_000


def find_provisions(text: Text) -> tuple[Provision, ...]:
    """All 31 in order, with exact quotes (best first) where present. Never raises for what a text says.

    Texts in another language than English are read too, but little of them is recognised: absent then means not recognised.
    Reads at most `passages.READ` characters.
    """
    passages = passages_of(text)
    return provisions_of(text, passages, *weighed(passages, shipped()), shipped())


def weighed(passages: Sequence[Passage], model: Model) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Cues (passages, 31, 2) and scores by words (passages, 31)."""
    scores = [matrix(passages[at : at + _BATCH]) @ model.passages for at in range(0, len(passages), _BATCH)]
    return (
        cues_of([passage.text for passage in passages]),
        np.concatenate(scores) if scores else np.zeros((0, len(CODES)), dtype=np.float32),
    )


def provisions_of(
    text: Text, passages: Sequence[Passage], cues: NDArray[np.bool_], scores: NDArray[np.float32], model: Model
) -> tuple[Provision, ...]:
    """The answer from what was weighed: present where the odds are even or better, a quote needed."""
    likely = odds(model, text_features(cues, scores))
    ranks = scores + PLAIN_WORTH * cues[:, :, PLAIN] + HINT_WORTH * cues[:, :, HINT]
    found = []
    for number, code in enumerate(CODES):
        present = bool(likely[number] >= 0.5)
        quotes = _quotes(text, passages, ranks[:, number]) if present else ()
        sure = float(likely[number]) if quotes else max(0.5, 1.0 - float(likely[number]))
        found.append(Provision(number + 1, code, bool(quotes), round(min(sure, 0.99), 2), quotes))
    return tuple(found)


def _quotes(text: Text, passages: Sequence[Passage], ranks: NDArray[np.float32]) -> tuple[Quote, ...]:
    """The best passages, each with the sentences of its paragraph that speak on; none twice."""
    found: list[Quote] = []
    taken: set[int] = set()
    order = np.argsort(-ranks, kind="stable")[: 10 * QUOTES].tolist()
    for place in order:
        if len(found) == QUOTES or ranks[place] <= 0 or ranks[place] < WEAK * ranks[order[0]]:
            break
        if place in taken:
            continue
        first, last = _grown(passages, ranks, place, taken)
        taken.update(range(first, last + 1))
        start, end = passages[first].start, passages[last].end
        found.append(Quote(start, end, text.plain[start:end], text.page_of(start)))
    return tuple(found)


def _grown(passages: Sequence[Passage], ranks: NDArray[np.float32], place: int, taken: set[int]) -> tuple[int, int]:
    """First and last passage of a quote: neighbours of the same paragraph join while they say enough and it stays short."""
    first = last = place
    least = JOINED * ranks[place]
    while True:
        for nearest in (last + 1, first - 1):
            if not 0 <= nearest < len(passages) or nearest in taken or ranks[nearest] < least:
                continue
            low, high = min(first, nearest), max(last, nearest)
            gap = (
                passages[low + 1].start - passages[low].end if nearest < first else passages[high].start - passages[high - 1].end
            )
            if gap <= GAP and passages[high].end - passages[low].start <= LONGEST:
                first, last = low, high
                break
        else:
            return first, last

"""What was learned: weights of passages and of texts, shipped as `data/provisions.npz`, read at first use.

The recipe is `python -m bench.provisions.train`: a ridge regression on the passages that human reviewers marked, and a penalised
logistic regression on their answers for whole texts. Learned from the labelled policies of the Sunlight Foundation's Open Data
Policy Hub (site text CC BY 4.0; the policies are works of government); the file holds numbers only.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from portalaudit.documents.policy.provisions.cues import HINT, PLAIN

FEATURES = ("one", "plain", "twice", "hint", "words")
"""Of a text and a provision: 1; said plainly in a passage; in two or more; spoken of in a passage; the best passage by words."""
WORDS_SCALE = 3.0
"""Brings the best passage's score (about 0 to 0.5) near the other features."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights; provisions by their place in CODES."""

    passages: NDArray[np.float32]
    """Shape (WIDTH + 1, 31)."""
    texts: NDArray[np.float32]
    """Shape (31, len(FEATURES)): log odds of a provision."""


@cache
def shipped() -> Model:
    """The model of the package, read once."""
    with resources.files("portalaudit.data").joinpath("provisions.npz").open("rb") as file, np.load(file) as stored:
        return Model(stored["passages"].astype(np.float32), stored["texts"].astype(np.float32))


def text_features(cues: NDArray[np.bool_], scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Shape (31, len(FEATURES)) from the cues (passages, 31, 2) and scores (passages, 31) of one text."""
    provisions = cues.shape[1]
    if not len(cues):
        best = np.zeros(provisions)
        said = hints = np.zeros(provisions, dtype=np.int64)
    else:
        best = scores.max(axis=0).astype(np.float64)
        said, hints = cues[:, :, PLAIN].sum(axis=0), cues[:, :, HINT].sum(axis=0)
    return np.stack(
        (np.ones(provisions), said > 0, said > 1, hints > 0, WORDS_SCALE * np.clip(best, 0.0, 1.0)), axis=1, dtype=np.float64
    )  # fmt: skip


def odds(model: Model, features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of each provision, shape (31,)."""
    found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(features * model.texts).sum(axis=1)))
    return found

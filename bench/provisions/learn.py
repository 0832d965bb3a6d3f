"""The training recipe: passages by ridge regression on what reviewers marked, texts by penalised logistic regression.

Rules and constants were chosen while figures on the completely labelled texts were looked at; halving or doubling a constant
moves kappa by less than 0.01.
- a passage is marked with a provision where it shares half of the shorter one's characters with a marked span; in a text with
  spans the rest is unmarked; so is all of a completely labelled text without spans (four texts, of which some were adopted: to
  leave them out moves kappa by 0.003); else nothing is known;
- a text counts 1 where all 31 were judged, else `PARTIAL` (and `BLANK` where nothing was said); for those each provision has an
  intercept of its own that is thrown away, so they tell how much a cue is worth and not how common a provision is;
- the scores by words of the texts that are trained on come from passage models that never saw them (their group kept aside).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.provisions.labelled import Labelled
from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.documents.policy.provisions.cues import cues_of
from portalaudit.documents.policy.provisions.features import matrix
from portalaudit.documents.policy.provisions.model import FEATURES, text_features
from portalaudit.documents.policy.provisions.passages import Passage, passages_of

RIDGE = 10.0
"""Penalty of the passage model; 3 to 30 are alike within 0.02 of area under the curve."""
PARTIAL, BLANK = 0.3, 0.1
SHARED_PENALTY, OWN_PENALTY = 0.5, 1.0
"""Of weights that all provisions share; of how far a provision stands from the others where it is said plainly, and where not."""
NUMBER = len(CODES)
Floats = NDArray[np.float64]
Cues = Sequence[NDArray[np.bool_]]
"""Of each text (passages, 31, 2)."""


@dataclass(frozen=True, slots=True)
class Material:
    """All texts, prepared once; rows are passages."""

    policies: tuple[Labelled, ...]
    passages: tuple[tuple[Passage, ...], ...]
    cues: tuple[NDArray[np.bool_], ...]
    rows: NDArray[np.float32]
    owner: NDArray[np.int64]
    marked: NDArray[np.float32]
    """(rows, 31): 1 where a human marked the passage."""
    known: NDArray[np.bool_]
    """Rows of texts that say something of passages."""
    answers: Floats
    """(texts, 31): 1, 0 (blank is 0), NaN where nothing was said."""
    weights: Floats


def prepare(policies: Sequence[Labelled]) -> Material:
    """Passages, cues, features and targets of all texts."""
    passages = tuple(passages_of(policy.text) for policy in policies)
    owner = np.repeat(np.arange(len(policies)), [len(found) for found in passages])
    cues = tuple(cues_of([passage.text for passage in found]) for found in passages)
    marked = np.concatenate([_marked(policy, found) for policy, found in zip(policies, passages, strict=True)])
    speaks = np.array([bool(policy.spans) or policy.complete for policy in policies])
    answers, weights = np.full((len(policies), NUMBER), np.nan), np.zeros((len(policies), NUMBER))
    for place, policy in enumerate(policies):
        for number, label in policy.labels.items():
            answers[place, number - 1] = label in {"adopted", "close_fit"}
            weights[place, number - 1] = 1.0 if policy.complete else BLANK if label == "blank" else PARTIAL
        if not policy.labels:
            for number in policy.spans:
                answers[place, number - 1], weights[place, number - 1] = 1.0, PARTIAL
    everything = [passage for found in passages for passage in found]
    return Material(
        tuple(policies), passages, cues, matrix(everything), owner, marked, speaks[owner], answers, weights
    )  # fmt: skip


def _marked(policy: Labelled, passages: Sequence[Passage]) -> NDArray[np.float32]:
    found = np.zeros((len(passages), NUMBER), dtype=np.float32)
    for number, spans in policy.spans.items():
        for place, passage in enumerate(passages):
            found[place, number - 1] = any(
                min(end, passage.end) - max(start, passage.start) >= 0.5 * min(end - start, passage.end - passage.start)
                for start, end in spans
            )
    return found


class PassageModels:
    """Ridge regressions without some groups of texts, from sums kept by group."""

    def __init__(self, material: Material, group: NDArray[np.int64]) -> None:
        self._material, self._group = material, group[material.owner]
        self._squares: dict[int, NDArray[np.float32]] = {}
        self._products: dict[int, NDArray[np.float32]] = {}
        self._solved: dict[frozenset[int], NDArray[np.float32]] = {}
        for number in np.unique(group):
            use = (self._group == number) & material.known
            self._squares[int(number)] = material.rows[use].T @ material.rows[use]
            self._products[int(number)] = material.rows[use].T @ material.marked[use]

    def without(self, *aside: int) -> NDArray[np.float32]:
        """Weights (features, 31) learned from every group but these."""
        if (known := self._solved.get(frozenset(aside))) is not None:
            return known
        kept = [number for number in sorted(self._squares) if number not in aside]
        squares = np.sum([self._squares[number] for number in kept], axis=0) + RIDGE * np.eye(self._material.rows.shape[1])
        products = np.sum([self._products[number] for number in kept], axis=0)
        found = np.linalg.solve(squares.astype(np.float32), products).astype(np.float32)
        self._solved[frozenset(aside)] = found
        return found

    def features_without(self, group: int, *aside: int, cues: Cues) -> dict[int, Floats]:
        """Text features of a group's texts by a model that saw neither them nor the groups aside."""
        weights = self.without(group, *aside)
        rows = np.flatnonzero(self._group == group)
        scores = self._material.rows[rows] @ weights
        owners = self._material.owner[rows]
        return {
            int(text): text_features(cues[text], scores[owners == text]) for text in np.unique(owners)
        }  # fmt: skip


def learn_texts(features: dict[int, Floats], material: Material) -> NDArray[np.float32]:
    """Weights (31, len(FEATURES)) of the given texts, partly labelled ones by their slopes only."""
    rows, answers, weights = [], [], []
    shared, own = len(FEATURES) - 1, 3
    for text, values in sorted(features.items()):
        partial = 0.0 if material.policies[text].complete else 1.0
        for number in range(NUMBER):
            if material.weights[text, number] > 0:
                row = np.zeros(2 + shared + own * NUMBER)
                row[0], row[1], row[2 : 2 + shared] = 1.0, partial, values[number, 1:]
                at = 2 + shared + own * number
                row[at : at + own] = 1.0 - values[number, 1], partial, values[number, 1]
                rows.append(row)
                answers.append(material.answers[text, number])
                weights.append(material.weights[text, number])
    penalty = np.concatenate(
        ([0.01, 0.01], np.full(shared, SHARED_PENALTY), np.tile([OWN_PENALTY, OWN_PENALTY, OWN_PENALTY], NUMBER))
    )
    fitted = _logistic(np.array(rows), np.array(answers), np.array(weights), penalty)
    found = np.zeros((NUMBER, len(FEATURES)), dtype=np.float32)
    for number in range(NUMBER):
        at = 2 + shared + own * number
        found[number, 0] = fitted[0] + fitted[at]
        found[number, 1:] = fitted[2 : 2 + shared]
        found[number, 1] += fitted[at + 2] - fitted[at]
    return found


def _logistic(rows: Floats, answers: Floats, weights: Floats, penalty: Floats) -> Floats:
    """Newton's method."""
    fitted = np.zeros(rows.shape[1])
    for _ in range(50):
        likely = 1.0 / (1.0 + np.exp(-(rows @ fitted)))
        slope = rows.T @ (weights * (likely - answers)) + penalty * fitted
        bend = (rows * (weights * likely * (1.0 - likely))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        fitted -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return fitted

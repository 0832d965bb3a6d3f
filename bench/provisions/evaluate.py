"""Leave one place out: every text is judged by models that saw no text of its place or copy family.

Judged are the texts that reviewers labelled completely or, apart, those of this project's own readings.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.provisions.families import families
from bench.provisions.labelled import Labelled, Span, load
from bench.provisions.learn import NUMBER, Material, PassageModels, learn_texts, prepare
from portalaudit.documents.policy.provisions.find import provisions_of
from portalaudit.documents.policy.provisions.model import Model
from portalaudit.model.policy import Provision, Quote

GROUPS = 9
"""Families are dealt in turn to so many groups; a passage model that judges a text saw nothing of the text's whole group."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One text and what was found in it, held out."""

    policy: Labelled
    found: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Decisions counted; ratios are None where they are not defined."""

    hit: int
    false: int
    missed: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.hit / (self.hit + self.false) if self.hit + self.false else None

    @property
    def recall(self) -> float | None:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        return 2 * self.hit / (2 * self.hit + self.false + self.missed) if self.hit + self.false + self.missed else None

    @property
    def accuracy(self) -> float:
        return (self.hit + self.right) / (self.hit + self.false + self.missed + self.right)

    @property
    def kappa(self) -> float | None:
        """Cohen's; None where the labels or the answers are all alike and chance explains everything, or labels do not vary."""
        total = self.hit + self.false + self.missed + self.right
        yes, said = (self.hit + self.missed) / total, (self.hit + self.false) / total
        chance = yes * said + (1 - yes) * (1 - said)
        return None if yes in {0.0, 1.0} or chance == 1.0 else (self.accuracy - chance) / (1 - chance)


def tally(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> Tally:
    """Counts over arrays of the same shape."""
    return Tally(int((truth & said).sum()), int((~truth & said).sum()), int((truth & ~said).sum()), int((~truth & ~said).sum()))


def groups_of(material: Material) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Family and group of each text."""
    family = np.array(families(material.policies))
    dealt = {number: place % GROUPS for place, number in enumerate(sorted(set(family.tolist())))}
    return family, np.array([dealt[int(number)] for number in family])


@dataclass(frozen=True, slots=True)
class Setting:
    """The texts with their families, dealt to groups, and the passage models without a group."""

    material: Material
    family: NDArray[np.int64]
    group: NDArray[np.int64]
    models: PassageModels


def setting(recordings: Path) -> Setting:
    """Read and prepare all texts."""
    material = prepare(load(recordings))
    family, group = groups_of(material)
    return Setting(material, family, group, PassageModels(material, group))


def held_out(given: Setting, with_cues: bool = True, own: bool = False) -> list[Judged]:
    """Every completely labelled text, by name, judged without its family; without cues by learned words alone.

    With `own`, the texts of the own readings instead.
    """
    wanted = [bool(policy.own) if own else policy.complete for policy in given.material.policies]
    material, models = given.material, given.models
    cues = material.cues if with_cues else tuple(np.zeros_like(found) for found in material.cues)
    judged = []
    for aside in range(GROUPS):
        tested = [int(place) for place in np.flatnonzero(given.group == aside) if wanted[int(place)]]
        if not tested:
            continue
        weights = models.without(aside)
        others: dict[int, NDArray[np.float64]] = {}
        for other in range(GROUPS):
            others |= models.features_without(other, *({aside} - {other}), cues=cues)
        for place in tested:
            kept = {text: value for text, value in others.items() if given.family[text] != given.family[place]}
            model = Model(weights, learn_texts(kept, material))
            scores = material.rows[material.owner == place] @ weights
            policy = material.policies[place]
            found = provisions_of(policy.text, material.passages[place], cues[place], scores, model)
            judged.append(Judged(policy, found))
    return sorted(judged, key=lambda one: one.policy.name)


def truth_of(judged: Sequence[Judged]) -> NDArray[np.bool_]:
    """(texts, 31): adopted or a close fit; absent, opposite and blank are absent."""
    return np.array([[one.policy.answer(number) is True for number in range(1, NUMBER + 1)] for one in judged])


def own_truth_of(judged: Sequence[Judged]) -> NDArray[np.bool_]:
    """(texts, 31): the same by this project's own reading."""
    return np.array([[one.policy.own_answer(number) is True for number in range(1, NUMBER + 1)] for one in judged])


def said_of(judged: Sequence[Judged]) -> NDArray[np.bool_]:
    """(texts, 31): what we found."""
    return np.array([[provision.present for provision in one.found] for one in judged])


def keyword_answers(recordings: Path, judged: Sequence[Judged]) -> NDArray[np.bool_]:
    """The untuned baseline: one regular expression a provision, anywhere in the text."""
    patterns = json.loads((recordings / "data" / "policies" / "keyword_baseline.json").read_text(encoding="utf-8"))
    return np.array([
        [re.search(patterns[str(number)], one.policy.text.plain, re.IGNORECASE) is not None for number in range(1, NUMBER + 1)]
        for one in judged
    ])  # fmt: skip


def tokens(plain: str, start: int, end: int) -> int:
    """Words between two places."""
    return len(plain[max(0, start) : end].split()) if end > start else 0


def overlaps(plain: str, quotes: Sequence[Quote], spans: Sequence[Span], of: str) -> bool:
    """Whether a quote and one span share half the tokens: of the `shorter` one, of the `quote`, or of the `span`."""
    for quote in quotes:
        for start, end in spans:
            shared = tokens(plain, max(start, quote.start), min(end, quote.end))
            lengths = {"quote": tokens(plain, quote.start, quote.end), "span": tokens(plain, start, end)}
            lengths["shorter"] = min(lengths.values())
            if shared and shared >= 0.5 * lengths[of]:
                return True
    return False


def quoted_alike(judged: Sequence[Judged], of: str, first: bool = False) -> tuple[int, int]:
    """Of our true positives with a marked passage: how many quote one that overlaps it, and of how many."""
    alike = total = 0
    for one in judged:
        for provision in one.found:
            spans = one.policy.spans.get(provision.number)
            if provision.present and spans and one.policy.answer(provision.number):
                total += 1
                alike += overlaps(one.policy.text.plain, provision.quotes[:1] if first else provision.quotes, spans, of)
    return alike, total

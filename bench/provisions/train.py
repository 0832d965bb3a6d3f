"""Writes src/portalaudit/data/provisions.npz from the labelled policies of PORTALAUDIT_RECORDINGS: the recipe of what ships.

Deterministic: no draw; two runs on one machine give the same bytes, on another the weights differ in the last digits.
"""

import os
from pathlib import Path

import numpy as np

from bench.provisions.evaluate import GROUPS, groups_of
from bench.provisions.labelled import load
from bench.provisions.learn import Floats, PassageModels, learn_texts, prepare

TARGET = Path(__file__).parents[2] / "src" / "portalaudit" / "data" / "provisions.npz"


def main() -> None:
    """Learn from all texts and write the file."""
    material = prepare(load(Path(os.environ["PORTALAUDIT_RECORDINGS"])))
    _, group = groups_of(material)
    models = PassageModels(material, group)
    features: dict[int, Floats] = {}
    for number in range(GROUPS):
        features |= models.features_without(number, cues=material.cues)
    texts = learn_texts(features, material)
    np.savez_compressed(TARGET, passages=models.without().astype(np.float16), texts=texts)
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes from {len(material.policies)} texts, {len(material.owner):,} passages")


if __name__ == "__main__":
    main()

"""`kill -9` of clock, runner, audit and database at random moments of the night, on both databases: twenty in all.

`make soak` does the same two hundred times.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.bases import base
from tests.faults.storm import VICTIMS, Undisturbed, storm, undisturbed


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Undisturbed]:
    return undisturbed(tmp_path_factory.mktemp("calm"))


@pytest.mark.slow
@pytest.mark.parametrize("way", VICTIMS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_is_killed_every_night_is_whole(kind: str, way: str, calm: Sequence[Undisturbed], tmp_path: Path) -> None:
    """Five nights on one database, one blow in each: `storm.assert_well` says what holds after each of them."""
    dice = random.Random(f"{kind} {way}")
    with base(kind, tmp_path) as database, storm(database, tmp_path, way, calm, dice) as weather:
        for victim in dice.sample(VICTIMS[way], len(VICTIMS[way])):
            weather.night(victim)
        weather.assert_all_well()

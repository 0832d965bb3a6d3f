"""Recorded policies (every text but those that hold none): how many are read as a reviewer recorded them.

Truth is the front matter of each text: legal means, date, place. Some of it cannot be read from the text: of a third of the texts
the year stands nowhere in them, and of some the recorded legal means contradicts the text's own words (`RESOLUTION NO. …` that
is recorded as a policy). The floors below are what was reached, less a little.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from portalaudit.documents.policy import of_place, read_document
from portalaudit.model.policy import Instrument, Reading
from tests.documents.policy.made_up import as_text

pytestmark = pytest.mark.recordings
SHORTEST = 10
"""Characters of a text that holds anything; the others have only front matter."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded policy, its truth and what we read."""

    meta: dict[str, str]
    plain: str
    reading: Reading

    @property
    def of_state(self) -> bool:
        """Places are `boston-ma`, states two letters."""
        return len(self.meta["place"]) == 2


def expected_instrument(one: Recorded) -> Instrument | None:
    """The recorded legal means in our words; None where they say nothing of it (`City Council`)."""
    means = one.meta["legal_custom"].lower()
    if "legislation" in means:
        return "statute" if one.of_state else "ordinance"
    for words, instrument in MEANS:
        if any(word in means for word in words):
            return instrument
    return None


MEANS: tuple[tuple[tuple[str, ...], Instrument], ...] = (
    (("ordinance", "local law"), "ordinance"),
    (("resolution",), "resolution"),
    (("executive", "mayor"), "executive-order"),
    (("proclamation", "motion", "plan"), "other"),
    (("policy", "administrative", "procedure", "standards"), "administrative-policy"),
)


@cache
def _recorded(folder: Path) -> tuple[Recorded, ...]:
    read = [_one(path) for path in sorted((folder / "data" / "policies" / "texts").glob("*.md"))]
    return tuple(one for one in read if len(one.plain) >= SHORTEST)


def _one(path: Path) -> Recorded:
    _, front, body = path.read_text("utf-8").split("---", 2)
    meta = dict(line.split(": ", 1) for line in front.strip().splitlines() if ": " in line and not line.startswith(" "))
    text = as_text(re.sub(r"<[^>\n]{1,200}>", "", body))
    return Recorded({key: value.strip('"') for key, value in meta.items()}, text.plain, read_document(text))


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)


@pytest.fixture(scope="module")
def recorded(recordings: Path) -> tuple[Recorded, ...]:
    return _recorded(recordings)


def test_kind_and_language(recorded: tuple[Recorded, ...]) -> None:
    assert len(recorded) > 100
    assert _share([one.reading.kind == "open-data-policy" for one in recorded]) >= 0.98
    assert all(one.reading.language == "en" for one in recorded)


def test_none_is_taken_for_one_that_is_not_in_force(recorded: tuple[Recorded, ...]) -> None:
    assert _share([one.reading.standing in ("in-force", "unknown") for one in recorded]) >= 0.99
    assert _share([one.reading.standing == "in-force" for one in recorded]) >= 0.75


def test_instrument(recorded: tuple[Recorded, ...]) -> None:
    """What is missed: policies adopted by a resolution that the text does not hold, and records that contradict the text."""
    told = [(one, expected_instrument(one)) for one in recorded]
    assert _share([one.reading.instrument == means for one, means in told if means]) >= 0.85


def test_year_and_day(recorded: tuple[Recorded, ...]) -> None:
    held = [one for one in recorded if one.meta["year"] in one.plain]
    assert _share([one.reading.year == int(one.meta["year"]) for one in held]) >= 0.93
    wrong = [one for one in recorded if one.reading.year not in (None, int(one.meta["year"]))]
    assert len(wrong) <= 3
    named = [one for one in recorded if one.reading.adopted]
    assert _share([str(one.reading.adopted) == one.meta["date"] for one in named]) >= 0.8


def test_place_is_its_own_and_no_others(recorded: tuple[Recorded, ...]) -> None:
    """What is missed names itself `the City` only. Neighbours count: Riverside and its county, Jackson twice."""
    own = [(one, _name(one)) for one in recorded]
    whose = [of_place(one.reading, [name]) for one, name in own]
    assert _share([told == "own" for told in whose]) >= 0.95
    assert whose.count("other") <= 1
    every = {name for _, name in own}
    assert [(name, mine) for one, mine in own for name in every if name != mine and of_place(one.reading, [name]) == "own"] == []


STATES = {
    "de": "Delaware", "nh": "New Hampshire", "nj": "New Jersey", "ny": "New York", "pa": "Pennsylvania", "tx": "Texas",
}  # fmt: skip


def _name(one: Recorded) -> str:
    """`winston-salem-nc` is Winston Salem, `ny` the State of New York."""
    place = one.meta["place"]
    return f"State of {STATES[place]}" if one.of_state else place.rsplit("-", 1)[0].replace("-", " ")

"""What a rule can say before and after all that is unseen is known: a lowest and a highest finding.

What was not observed could turn out well or badly. A rule is decided where both lead to the same finding; so nothing that
was not seen is ever counted as a failure, and a few unseen rows don't hide a plain verdict.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import cast

from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import FindingWord, Strength, Why
from portalaudit.model.telling import Said


class Rank(IntEnum):
    """Findings in order."""

    NOT_MET = 0
    PARTLY = 1
    MET = 2

    @property
    def word(self) -> FindingWord:
        return cast(FindingWord, self.name.lower())


STEPS = {Rank.NOT_MET: 0.0, Rank.PARTLY: 0.5, Rank.MET: 1.0}
"""Points of a finding where a rubric counts findings and not shares (own choice: half for partly)."""

_FIRST_WHY: tuple[Why, ...] = ("gap", "unregistered", "not_found", "internal_practice")
"""Which reason stands for several: what may be mended by looking again comes first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rule says."""

    low: Rank
    """The finding if everything unseen turned out badly."""
    high: Rank
    """The finding if everything unseen turned out well."""
    because: Said
    value: float | None = None
    """Share of the points that was earned by what was observed, 0 to 1; None where nothing was."""
    why: Why | None = None
    """Why something is unseen; None only where nothing is."""
    checks: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    """What shows it beside the examples of the checks."""
    vacuous: bool = False
    """Everything was seen, and the question applies to nothing."""
    strength: Strength | None = None
    """The most that it shows, where that is less than what the criterion says."""
    states: Mapping[str, int] = field(default_factory=dict)
    """Datasets by the state of a table that the rule judged by."""

    @property
    def decided(self) -> bool:
        return self.low == self.high


def unknown(because: Said, why: Why, checks: tuple[str, ...] = (), *, vacuous: bool = False) -> Reading:
    """A reading that says nothing."""
    return Reading(Rank.NOT_MET, Rank.MET, because, why=why, checks=checks, vacuous=vacuous)


def capped(reading: Reading, cap: Rank) -> Reading:
    """The reading where no more than `cap` can be shown."""
    value = None if reading.value is None else min(reading.value, STEPS[cap])
    return replace(reading, low=min(reading.low, cap), high=min(reading.high, cap), value=value)


def never_not_met(reading: Reading, why: Why) -> Reading:
    """The reading where the contrary cannot be shown: not met is left undetermined."""
    if reading.high == Rank.NOT_MET:
        return replace(reading, low=Rank.NOT_MET, high=Rank.MET, why=why)
    return reading


def first_why(readings: Iterable[Reading]) -> Why | None:
    """The reason that stands for several undecided readings."""
    return first_of({reading.why for reading in readings if not reading.decided})


def first_of(found: Collection[Why | None]) -> Why | None:
    """The reason among these that stands for all."""
    return next((why for why in _FIRST_WHY if why in found), None)

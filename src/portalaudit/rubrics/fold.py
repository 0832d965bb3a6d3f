"""Rules made of rules. Every fold never falls when a part rises, so that bounds of the parts give bounds of the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod

from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import Strength, Why
from portalaudit.model.telling import Sentence, clause
from portalaudit.rubrics import wording
from portalaudit.rubrics.readings import Rank, Reading, first_why


def all_of(parts: Sequence[Reading], prerequisites: Sequence[bool]) -> Reading:
    """Every part: met where all are; not met where a prerequisite or every part is not; else partly.

    A part whose question applies to nothing is left aside where another part remains. The value is the product of the
    prerequisites' values and the mean of the others' (own choice): where a part is asked only of datasets that have the
    prerequisite, that is the share of datasets that have both.
    """
    kept = [(part, first) for part, first in zip(parts, prerequisites, strict=True) if not part.vacuous]
    if not kept:
        kept = list(zip(parts, prerequisites, strict=True))
    needed = [first for _, first in kept]
    readings = [part for part, _ in kept]
    low = _all([part.low for part in readings], needed)
    high = _all([part.high for part in readings], needed)
    return Reading(
        low,
        high,
        wording.joined(part.because for part in readings),
        _value(kept),
        first_why(readings) or _any_why(readings),
        _checks(readings),
        _evidence(readings),
        vacuous=all(part.vacuous for part in readings),
        strength=_weakest(readings),
        states=_states(readings),
    )


def _value(parts: Sequence[tuple[Reading, bool]]) -> float | None:
    first = [part.value for part, prerequisite in parts if prerequisite and part.value is not None]
    others = [part.value for part, prerequisite in parts if not prerequisite and part.value is not None]
    if not first and not others:
        return None
    return prod(first) * (sum(others) / len(others) if others else 1.0)


def k_of(parts: Sequence[Reading], k: int) -> Reading:
    """At least `k` parts: met where so many are, partly where some are met or partly, else not met."""
    low, high = _k_of([part.low for part in parts], k), _k_of([part.high for part in parts], k)
    sure = sum(part.low == Rank.MET for part in parts)
    undecided = sum(not part.decided for part in parts)
    lead = Sentence(clause("parts", met=sure, of=len(parts), undecided=undecided), asks=clause("asks", what=k))
    return Reading(
        low, high, wording.joined([(lead,), *(part.because for part in parts)]), min(1.0, sure / k),
        first_why(parts) or _any_why(parts), _checks(parts), _evidence(parts),
        strength=None if sum(part.low == Rank.MET and part.strength is None for part in parts) >= k else _weakest(parts),
        states=_states(parts),
    )  # fmt: skip


def best_of(parts: Sequence[Reading]) -> Reading:
    """The best that a part shows; parts that show nothing don't count beside one that does, and only its peers are told of, and
    figures of checks."""
    top = max(part.low for part in parts)
    kept = [part for part in parts if part.low == top or part.checks] if top > Rank.NOT_MET else list(parts)
    peers = [part for part in kept if part.low == top]
    return Reading(
        top,
        max(part.high for part in peers),
        wording.joined(part.because for part in kept),
        max((part.value for part in kept if part.value is not None), default=None),
        first_why(peers) or _any_why(peers),
        _checks(kept),
        _evidence(kept),
        strength=None if any(part.strength is None for part in peers) else "indicated",
        states=_states(kept),
    )


def with_figures(reading: Reading, aside: Sequence[Reading]) -> Reading:
    """The reading with what stands beside it and decides nothing."""
    if not aside:
        return reading
    return replace(
        reading,
        because=wording.joined([reading.because, *(part.because for part in aside)]),
        checks=_checks([reading, *aside]),
        evidence=_evidence([reading, *aside]),
        states=_states([reading, *aside]),
    )


def shown_part(parts: Sequence[Reading]) -> list[Reading]:
    """The parts where one that shows something is enough to settle the others: what shows nothing beside it is lacking."""
    if not any(part.low > Rank.NOT_MET for part in parts):
        return list(parts)
    return [part if part.decided or part.low > Rank.NOT_MET else replace(part, high=Rank.NOT_MET) for part in parts]


def _weakest(parts: Sequence[Reading]) -> Strength | None:
    """Of the parts that show anything."""
    return "indicated" if any(part.strength == "indicated" and part.low > Rank.NOT_MET for part in parts) else None


def _all(ranks: Sequence[Rank], needed: Sequence[bool]) -> Rank:
    if any(first and rank == Rank.NOT_MET for rank, first in zip(ranks, needed, strict=True)):
        return Rank.NOT_MET
    # What a prerequisite alone shows is not yet part of what is asked for beyond it.
    beyond = [rank for rank, first in zip(ranks, needed, strict=True) if not first] or list(ranks)
    if max(beyond) == Rank.NOT_MET:
        return Rank.NOT_MET
    return Rank.MET if min(ranks) == Rank.MET else Rank.PARTLY


def _k_of(ranks: Sequence[Rank], k: int) -> Rank:
    if sum(rank == Rank.MET for rank in ranks) >= k:
        return Rank.MET
    return Rank.PARTLY if any(ranks) else Rank.NOT_MET


def _any_why(parts: Sequence[Reading]) -> Why | None:
    return next((part.why for part in parts if part.why), None)


def _checks(parts: Sequence[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check for part in parts for check in part.checks))


def _states(parts: Sequence[Reading]) -> Mapping[str, int]:
    """Those of the first part that has any: states of several tables don't add up."""
    return next((part.states for part in parts if part.states), {})


def _evidence(parts: Sequence[Reading]) -> tuple[Evidence, ...]:
    return tuple(evidence for part in parts for evidence in part.evidence)

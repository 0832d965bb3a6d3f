"""The rule on a portal check: what each portal showed becomes one reading of the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from portalaudit.model.check import Outcome
from portalaudit.model.rubric import Rule, Why
from portalaudit.model.telling import Part, Said, Sentence, Text, clause
from portalaudit.rubrics import wording
from portalaudit.rubrics.inputs import Inputs, Told
from portalaudit.rubrics.readings import Rank, Reading, first_of, unknown
from portalaudit.rubrics.rules import words


@dataclass(frozen=True, slots=True)
class _Portal:
    """What one portal says to the rule."""

    outcome: Outcome
    told: Told
    low: Rank
    high: Rank

    @property
    def decided(self) -> bool:
        return self.low == self.high


def outcome(rule: Rule, inputs: Inputs) -> Reading:
    """A portal check over the city's portals: one that passes is enough (`best`), also beside portals that showed nothing
    (`seen`), or each has to (`every`)."""
    check, fold = words(rule, "check"), words(rule, "fold", "best")
    own = words(rule, "says"), words(rule, "denies")
    says: Part = Text(own[0]) if own[0] else clause("check_passes", check=check)
    denies: Part = Text(own[1]) if own[1] else clause("check_fails", check=check)
    pooled = inputs.checks.get(check)
    outcomes = pooled.outcomes if pooled else ()
    told = (*(pooled.told if pooled else ()), *(Told() for _ in outcomes))
    portals = [_portal(rule, *each) for each in zip(outcomes, told, strict=False) if each[0] != "not_applicable"]
    if fold == "seen" and any(portal.decided for portal in portals):
        portals = [portal for portal in portals if portal.decided]
    if not any(portal.decided for portal in portals):
        because = _untold(rule, portals) or _unseen(says, portals, outcomes)
        vacuous = bool(outcomes) and not portals
        return unknown(because, "not_found" if vacuous else _why(rule, portals), (check,), vacuous=vacuous)
    every = fold == "every"
    lows, highs = [portal.low for portal in portals], [portal.high for portal in portals]
    low, high = (_each(lows), _each(highs)) if every else (max(lows), max(highs))
    seen = [portal for portal in portals if portal.decided]
    passed = sum(portal.low == Rank.MET for portal in seen)
    lead: Part = wording.at_portals(passed, len(seen), says, denies)
    if not every and rule.args.get("tells"):
        lead = next((portal.told.said for portal in seen if portal.low == low and portal.told.said), lead)
    unseen = len(portals) - len(seen)
    because = (Sentence(lead, rest=(clause("portals_unobserved", n=unseen),) if unseen else ()),)
    value = passed / len(seen) if every else float(passed > 0)
    return Reading(low, high, because, value, _why(rule, portals) if unseen else None, (check,))


def _portal(rule: Rule, found: Outcome, told: Told) -> _Portal:
    if told.reason in words(rule, "partly_for").split():
        return _Portal(found, told, Rank.PARTLY, Rank.PARTLY)
    low = Rank.MET if found == "pass" else Rank.NOT_MET
    return _Portal(found, told, low, Rank.NOT_MET if found == "fail" else Rank.MET)


def _each(ranks: Sequence[Rank]) -> Rank:
    if max(ranks) == Rank.NOT_MET:
        return Rank.NOT_MET
    return Rank.MET if min(ranks) == Rank.MET else Rank.PARTLY


def _untold(rule: Rule, portals: Sequence[_Portal]) -> Said:
    """The check's own words for why nothing was observed."""
    told = next((portal.told.said for portal in portals if portal.told.said), None) if rule.args.get("tells") else None
    return wording.said(told) if told else ()


def _unseen(says: Part, portals: Sequence[_Portal], outcomes: Sequence[Outcome]) -> Said:
    word = "unobserved" if portals else "inapplicable" if outcomes else "untested"
    return wording.said(clause(f"whether_{word}", says=says))


def _why(rule: Rule, portals: Sequence[_Portal]) -> Why:
    """Why it is open: what the rule says of the check's reasons, else a gap; what may be mended by looking again first."""
    known = dict(pair.split("=", 1) for pair in words(rule, "why_for").split())
    found = {cast(Why, known.get(portal.told.reason or "", "gap")) for portal in portals if not portal.decided}
    return first_of(found) or "gap"

"""Shares of datasets against thresholds, with bounds for what was not seen."""

from dataclasses import replace

from portalaudit.model.rubric import Rule, Why
from portalaudit.model.telling import Part, Sentence, Share, Text, clause
from portalaudit.rubrics import wording
from portalaudit.rubrics.inputs import Inputs, Pooled
from portalaudit.rubrics.readings import Rank, Reading, unknown
from portalaudit.rubrics.rules import number, required_number, words


def rank(figure: float, met: float, partly: float | None, op: str = ">=") -> Rank:
    """The finding of a figure against thresholds; without `partly` anything short of `met` is not met."""
    if _reaches(figure, met, op):
        return Rank.MET
    return Rank.PARTLY if partly is not None and _reaches(figure, partly, op) else Rank.NOT_MET


def _reaches(figure: float, limit: float, op: str) -> bool:
    return figure >= limit if op == ">=" else figure <= limit


def says_of(rule: Rule) -> Part:
    """What the rule says of datasets that pass; without words of its own the check is named."""
    own = words(rule, "says")
    return Text(own) if own else clause("pass_check", check=words(rule, "check"))


def bounded(
    rule: Rule, pooled: Pooled, inputs: Inputs, passed: int, tested: int, unobserved: int, told: Sentence | None = None
) -> Reading:
    """A share against the rule's thresholds, everything unseen taken as failed for the lowest finding and as passed for the
    highest. `told` is its sentence with more figures, where the rule has them."""
    met, partly = required_number(rule, "met"), number(rule, "partly")
    unseen = unobserved + inputs.unseen
    low = rank(passed / (tested + unseen), met, partly)
    high = rank((passed + unseen) / (tested + unseen), met, partly)
    if inputs.cut or not enough(rule, tested, unseen):
        low, high = Rank.NOT_MET, Rank.MET
    if told is None:
        told = Sentence(wording.of_datasets(passed, tested, says_of(rule), met, concerned=pooled.not_applicable > 0))
    asks = None if rule.args.get("figure_only") else clause("asks", what=Share(met))
    because = replace(told, rest=(*told.rest, *wording.also_unseen(unobserved, inputs)), asks=asks)
    return Reading(low, high, (because,), passed / tested, "gap" if unseen or inputs.cut else None, (pooled.id,))


def enough(rule: Rule, observed: int, unseen: int) -> bool:
    """Whether so much was observed as the rule's `min_observed` asks for."""
    return observed >= (number(rule, "min_observed") or 0.0) * (observed + unseen)


def untested(rule: Rule, pooled: Pooled | None, inputs: Inputs, says: Part | None = None) -> Reading:
    """The reading where a share has no denominator: nothing was seen, or the question applies to nothing. `says` is what the
    rule says of datasets, where that is not in its own words."""
    holed = pooled is None or pooled.not_observed or inputs.unseen or any(portal.gaps for portal in inputs.portals)
    empty = inputs.own_datasets == 0
    vacuous = pooled is not None and not empty and not pooled.not_observed and not inputs.unseen and not inputs.cut
    because = wording.nothing_tested(pooled, inputs, says or says_of(rule))
    why: Why = "not_found" if vacuous or (empty and not holed) else "gap"
    return unknown(because, why, (pooled.id if pooled else words(rule, "check"),), vacuous=vacuous)

"""The kinds of rules: each a function from a rule and the inputs to a reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import Rule, RuleKind, Why
from portalaudit.rubrics import wording
from portalaudit.rubrics.document import document
from portalaudit.rubrics.fold import all_of, best_of, k_of, shown_part, with_figures
from portalaudit.rubrics.inputs import Inputs, Pooled
from portalaudit.rubrics.outcome import outcome
from portalaudit.rubrics.readings import STEPS, Rank, Reading, capped, never_not_met, unknown
from portalaudit.rubrics.rules import FOLDS, number, required_number, words


def read(rule: Rule, inputs: Inputs) -> Reading:
    """What a rule says of the inputs."""
    reading = _KINDS[rule.kind](rule, inputs)
    if rule.kind in (*FOLDS, "document") and not reading.decided:
        reading = replace(reading, why=_why(rule, reading.why or "gap"))
    if note := words(rule, "note"):
        reading = replace(reading, because=wording.joined((reading.because, note)))
    if rule.args.get("at_most") == "partly":
        reading = capped(reading, Rank.PARTLY)
    if rule.args.get("not_met_as") == "undetermined":
        reading = never_not_met(reading, _why(rule, "not_found"))
    if rule.args.get("value") == "steps":
        reading = replace(reading, value=STEPS[reading.low] if reading.decided else None)
    return reading


def rank(figure: float, met: float, partly: float | None, op: str = ">=") -> Rank:
    """The finding of a figure against thresholds; without `partly` anything short of `met` is not met."""
    if _reaches(figure, met, op):
        return Rank.MET
    return Rank.PARTLY if partly is not None and _reaches(figure, partly, op) else Rank.NOT_MET


def _reaches(figure: float, limit: float, op: str) -> bool:
    return figure >= limit if op == ">=" else figure <= limit


def _why(rule: Rule, default: Why) -> Why:
    given = words(rule, "why")
    return given if given in ("not_found", "gap", "internal_practice", "unregistered") else default  # type: ignore[return-value]


def _says(rule: Rule) -> str:
    return words(rule, "says", f"pass the check {words(rule, 'check')}")


def _share(rule: Rule, inputs: Inputs) -> Reading:
    """Share of the datasets that pass, unobserved ones bounded."""
    pooled = inputs.checks.get(words(rule, "check"))
    if pooled is None or not pooled.tested:
        return _untested(rule, pooled, inputs)
    return _bounded(rule, pooled, inputs, pooled.passed, pooled.tested, pooled.not_observed)


def _measure(rule: Rule, inputs: Inputs) -> Reading:
    """A check's measure against a threshold of the rubric's own."""
    pooled = inputs.checks.get(words(rule, "check"))
    if pooled is None or not len(pooled.measure):
        return _untested(rule, pooled, inputs)
    measured = len(pooled.measure)
    unobserved = pooled.not_observed + max(0, pooled.tested - measured)
    if words(rule, "fold", "share") == "mean":
        return _mean(rule, pooled, inputs, unobserved)
    than = required_number(rule, "than")
    holds = pooled.measure >= than if words(rule, "op") == ">=" else pooled.measure <= than
    return _bounded(rule, pooled, inputs, int(np.count_nonzero(holds)), measured, unobserved)


def _mean(rule: Rule, pooled: Pooled, inputs: Inputs, unobserved: int) -> Reading:
    """The mean of a measure. A mean has no bounds where rows are unseen, so only `min_observed` can leave it undecided."""
    op, met = words(rule, "op"), required_number(rule, "met")
    mean = float(np.mean(pooled.measure))
    found = rank(mean, met, number(rule, "partly"), op)
    limit = "at least" if op == ">=" else "at most"
    because = f"On average {_says(rule)}: {wording.plain(mean)} over {wording.count(len(pooled.measure))}"
    because += wording.also_unseen(unobserved, inputs) + wording.asks(f"{limit} {wording.plain(met)}")
    enough = _enough(rule, len(pooled.measure), unobserved + inputs.unseen) and not inputs.cut
    value = min(1.0, max(0.0, mean)) if op == ">=" and met <= 1 else STEPS[found]
    low, high = (found, found) if enough else (Rank.NOT_MET, Rank.MET)
    return Reading(low, high, because, value, None if enough else "gap", (pooled.id,))


def _bounded(rule: Rule, pooled: Pooled, inputs: Inputs, passed: int, tested: int, unobserved: int) -> Reading:
    met, partly = required_number(rule, "met"), number(rule, "partly")
    unseen = unobserved + inputs.unseen
    low = rank(passed / (tested + unseen), met, partly)
    high = rank((passed + unseen) / (tested + unseen), met, partly)
    if inputs.cut or not _enough(rule, tested, unseen):
        low, high = Rank.NOT_MET, Rank.MET
    because = wording.of_datasets(passed, tested, _says(rule), met, concerned=pooled.not_applicable > 0)
    because += wording.also_unseen(unobserved, inputs)
    if not rule.args.get("figure_only"):
        because += wording.asks(wording.percent(met))
    return Reading(low, high, because, passed / tested, "gap" if unseen or inputs.cut else None, (pooled.id,))


def _enough(rule: Rule, observed: int, unseen: int) -> bool:
    return observed >= (number(rule, "min_observed") or 0.0) * (observed + unseen)


def _untested(rule: Rule, pooled: Pooled | None, inputs: Inputs) -> Reading:
    holed = pooled is None or pooled.not_observed or inputs.unseen or any(portal.gaps for portal in inputs.portals)
    empty = inputs.own_datasets == 0
    vacuous = pooled is not None and not empty and not pooled.not_observed and not inputs.unseen and not inputs.cut
    because = wording.nothing_tested(pooled, inputs, _says(rule))
    why: Why = "not_found" if vacuous or (empty and not holed) else "gap"
    return unknown(because, why, (words(rule, "check"),), vacuous=vacuous)


def _assets(rule: Rule, inputs: Inputs) -> Reading:
    """How many own datasets there are. None at all says nothing: they may be elsewhere."""
    met, partly = required_number(rule, "met"), number(rule, "partly")
    own = inputs.own_datasets
    if not own:
        holed = inputs.unseen or any(portal.gaps for portal in inputs.portals)
        return unknown(wording.nothing_tested(None, inputs, ""), "gap" if holed else "not_found")
    whose = f", the ownership of {inputs.unknown_datasets:,} of them unknown" if inputs.unknown_datasets else ""
    because = f"{wording.count(own)} could be read{whose}{wording.also_unseen(0, inputs)}"
    if met > 1:
        because += wording.asks(f"{met:,.0f} or more")
    found = rank(own, met, partly)
    high = Rank.MET if inputs.cut else rank(own + inputs.unseen, met, partly)
    return Reading(found, high, because, min(1.0, own / met), "gap" if high > found else None)


def _entry(rule: Rule, inputs: Inputs) -> Reading:
    """One of these interfaces answered anybody. That none did shows nothing: it may be elsewhere."""
    wanted = words(rule, "names").split()
    evidence = tuple(
        Evidence(capture, "")
        for portal in inputs.portals
        if not portal.login
        for name, capture in sorted(portal.entry_points.items())
        if (name in wanted if wanted else name != "home")
    )
    if evidence:
        return Reading(Rank.MET, Rank.MET, words(rule, "says"), 1.0, evidence=evidence)
    if any(portal.login for portal in inputs.portals):
        return unknown("The catalogue asks for a login, so that nothing could be seen", "gap")
    gapped = any(portal.gaps for portal in inputs.portals)
    return unknown("No interface of a portal answered that could be read", "gap" if gapped else "not_found")


def _manual(rule: Rule, inputs: Inputs) -> Reading:
    """What a machine cannot decide."""
    unregistered = bool(rule.args.get("city_record")) and not inputs.registered
    if unregistered:
        because = wording.joined((words(rule, "because"), "No record of the city says where else to look"))
        return unknown(because, "unregistered")
    return unknown(words(rule, "because"), _why(rule, "not_found"))


def _all(rule: Rule, inputs: Inputs) -> Reading:
    counted = [part for part in rule.rules if not part.args.get("beside")]
    aside = [read(part, inputs) for part in rule.rules if part.args.get("beside")]
    whole = all_of(_parts(rule, counted, inputs), [bool(part.args.get("prerequisite")) for part in counted])
    return with_figures(whole, aside)


def _k_of_n(rule: Rule, inputs: Inputs) -> Reading:
    return k_of(_parts(rule, rule.rules, inputs), int(required_number(rule, "k")))


def _parts(rule: Rule, parts: Sequence[Rule], inputs: Inputs) -> Sequence[Reading]:
    readings = [read(part, inputs) for part in parts]
    return shown_part(readings) if rule.args.get("unseen_as") == "partly" else readings


def _best(rule: Rule, inputs: Inputs) -> Reading:
    return best_of([read(part, inputs) for part in rule.rules])


_KINDS: Mapping[RuleKind, Callable[[Rule, Inputs], Reading]] = {
    "share": _share,
    "outcome": outcome,
    "measure": _measure,
    "assets": _assets,
    "entry": _entry,
    "all": _all,
    "k_of_n": _k_of_n,
    "best": _best,
    "document": document,
    "manual": _manual,
}

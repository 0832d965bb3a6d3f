"""The kinds of rules: each a function from a rule and the inputs to a reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import Rule, RuleKind, Why
from portalaudit.model.telling import Sentence, clause
from portalaudit.rubrics import toronto_dqs, wording
from portalaudit.rubrics.document import document
from portalaudit.rubrics.fold import all_of, best_of, k_of, shown_part, with_figures
from portalaudit.rubrics.freshness import freshness
from portalaudit.rubrics.inputs import Inputs, Pooled
from portalaudit.rubrics.outcome import outcome
from portalaudit.rubrics.readings import STEPS, Rank, Reading, capped, never_not_met, unknown
from portalaudit.rubrics.rules import FOLDS, number, required_number, words
from portalaudit.rubrics.shares import bounded, enough, rank, says_of, untested


def read(rule: Rule, inputs: Inputs) -> Reading:
    """What a rule says of the inputs."""
    reading = _KINDS[rule.kind](rule, inputs)
    if rule.kind not in FOLDS:
        falls_short = reading.low < Rank.MET and not rule.args.get("beside")
        reading = replace(reading, because=wording.marked(reading.because, falls_short))
    if rule.kind in (*FOLDS, "document") and not reading.decided:
        reading = replace(reading, why=_why(rule, reading.why or "gap"))
    if note := words(rule, "note"):
        reading = replace(reading, because=wording.joined((reading.because, wording.own(note))))
    if rule.args.get("at_most") == "partly":
        reading = capped(reading, Rank.PARTLY)
    if rule.args.get("not_met_as") == "undetermined":
        reading = never_not_met(reading, _why(rule, "not_found"))
    if rule.args.get("value") == "steps":
        reading = replace(reading, value=STEPS[reading.low] if reading.decided else None)
    return reading


def _why(rule: Rule, default: Why) -> Why:
    given = words(rule, "why")
    return given if given in ("not_found", "gap", "internal_practice", "unregistered") else default  # type: ignore[return-value]


def _share(rule: Rule, inputs: Inputs) -> Reading:
    """Share of the datasets that pass, unobserved ones bounded."""
    pooled = inputs.checks.get(words(rule, "check"))
    if pooled is None or not pooled.tested:
        return untested(rule, pooled, inputs)
    return bounded(rule, pooled, inputs, pooled.passed, pooled.tested, pooled.not_observed)


def _measure(rule: Rule, inputs: Inputs) -> Reading:
    """A check's measure against a threshold of the rubric's own."""
    pooled = inputs.checks.get(words(rule, "check"))
    if pooled is None or not len(pooled.measure):
        return untested(rule, pooled, inputs)
    measured = len(pooled.measure)
    unobserved = pooled.not_observed + max(0, pooled.tested - measured)
    if words(rule, "fold", "share") == "mean":
        return _mean(rule, pooled, inputs, unobserved)
    than = required_number(rule, "than")
    holds = pooled.measure >= than if words(rule, "op") == ">=" else pooled.measure <= than
    return bounded(rule, pooled, inputs, int(np.count_nonzero(holds)), measured, unobserved)


def _dimension(rule: Rule, inputs: Inputs) -> Reading:
    """The mean of a dimension of Toronto's score."""
    name = words(rule, "dimension")
    values, unobserved = toronto_dqs.measured(name, inputs)
    checks = tuple(dict.fromkeys(check for check, _ in toronto_dqs.READ[name]))
    pooled = Pooled(name, tested=len(values), not_observed=unobserved, measure=np.array(values))
    reading = _mean(rule, pooled, inputs, unobserved, "mean_of_datasets") if values else untested(rule, pooled, inputs)
    return replace(reading, checks=checks)


def _mean(rule: Rule, pooled: Pooled, inputs: Inputs, unobserved: int, told: str = "mean") -> Reading:
    """The mean of a measure. A mean has no bounds where rows are unseen, so only `min_observed` can leave it undecided."""
    op, met = words(rule, "op", ">="), required_number(rule, "met")
    mean = float(np.mean(pooled.measure))
    found = rank(mean, met, number(rule, "partly"), op)
    because = Sentence(
        clause(told, says=says_of(rule), mean=mean, n=len(pooled.measure)),
        rest=wording.also_unseen(unobserved, inputs),
        asks=clause("asks_at_least" if op == ">=" else "asks_at_most", what=met),
    )
    sure = enough(rule, len(pooled.measure), unobserved + inputs.unseen) and not inputs.cut
    value = min(1.0, max(0.0, mean)) if op == ">=" and met <= 1 else STEPS[found]
    low, high = (found, found) if sure else (Rank.NOT_MET, Rank.MET)
    return Reading(low, high, (because,), value, None if sure else "gap", (pooled.id,))


def _assets(rule: Rule, inputs: Inputs) -> Reading:
    """How many own datasets there are. None at all says nothing: they may be elsewhere."""
    met, partly = required_number(rule, "met"), number(rule, "partly")
    own = inputs.own_datasets
    if not own:
        holed = inputs.unseen or any(portal.gaps for portal in inputs.portals)
        return unknown(wording.nothing_tested(None, inputs, clause("nothing")), "gap" if holed else "not_found")
    read = clause("read_unowned", n=own, unknown=inputs.unknown_datasets) if inputs.unknown_datasets else clause("read", n=own)
    asks = clause("asks_or_more", what=met) if met > 1 else None
    because = (Sentence(read, rest=wording.also_unseen(0, inputs), asks=asks),)
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
        return Reading(Rank.MET, Rank.MET, wording.own(words(rule, "says")), 1.0, evidence=evidence)
    if any(portal.login for portal in inputs.portals):
        return unknown(wording.said(clause("login")), "gap")
    gapped = any(portal.gaps for portal in inputs.portals)
    return unknown(wording.said(clause("no_interface")), "gap" if gapped else "not_found")


def _manual(rule: Rule, inputs: Inputs) -> Reading:
    """What a machine cannot decide."""
    unregistered = bool(rule.args.get("city_record")) and not inputs.registered
    if unregistered:
        because = wording.joined((wording.own(words(rule, "because")), wording.said(clause("no_record"))))
        return unknown(because, "unregistered")
    return unknown(wording.own(words(rule, "because")), _why(rule, "not_found"))


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
    "freshness": freshness,
    "assets": _assets,
    "entry": _entry,
    "all": _all,
    "k_of_n": _k_of_n,
    "best": _best,
    "dimension": _dimension,
    "document": document,
    "manual": _manual,
}

"""The rule on freshness: ages by the clocks that the rubric names, thresholded anew by a published table or a list of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from portalaudit.data.ages import NOT_COVERED, UNKNOWN, AgeTable, age_table, states
from portalaudit.model.freshness import DECLARED_DAYS, TWO_READINGS, age_by
from portalaudit.model.rubric import Rule
from portalaudit.model.telling import Clause, Part, Sentence, Text, Word, clause
from portalaudit.rubrics import wording
from portalaudit.rubrics.inputs import Inputs, Pooled
from portalaudit.rubrics.readings import Reading
from portalaudit.rubrics.rules import required_number, words
from portalaudit.rubrics.shares import bounded, untested

CHECK = "dataset_overdue"
"""The check whose measures are read: the declared days, and the age on each clock."""
DEFAULT_TABLE = "project-open-data"

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the table says of every own dataset, and by which clock."""

    table: AgeTable
    codes: Codes
    """Places in the table's states, or the codes of data.ages that are none."""
    clock: Codes
    """The place among the rule's clocks of the one that decided; -1 where none was needed or known."""

    def count(self, code: int) -> int:
        return int(np.count_nonzero(self.codes == code))

    def by_state(self, rows: npt.NDArray[np.bool_]) -> dict[str, int]:
        """How many of these rows are in each state, those that none is in left out."""
        found = {state: int(np.count_nonzero(rows & (self.codes == code))) for code, state in enumerate(self.table.states)}
        return {state: count for state, count in found.items() if count}


def freshness(rule: Rule, inputs: Inputs) -> Reading:
    """Share of the datasets in a fresh state, by the first of the rule's clocks that is known; unobserved ones bounded.

    Datasets of which the table says nothing (without a period, or with one that it does not have) are not counted. `because` says
    which clock decided how often; `states` counts all states of the table, and what has none.
    """
    table = age_table(words(rule, "table", DEFAULT_TABLE))
    fresh = words(rule, "fresh", table.states[0]).split()
    own = words(rule, "says")
    says: Part = Text(own) if own else clause("are", states=tuple(Word("state", state) for state in fresh))
    rule = replace(rule, args={**rule.args, "check": CHECK})
    pooled, clocks = inputs.checks.get(CHECK), words(rule, "clock").split()
    if pooled is None or DECLARED_DAYS not in pooled.measures:
        return untested(rule, None, inputs, says)
    judged = _judged(table, clocks, pooled)
    known = judged.codes >= 0
    tested, unobserved = int(np.count_nonzero(known)), judged.count(UNKNOWN)
    counted = replace(pooled, tested=tested, not_observed=unobserved, not_applicable=len(judged.codes) - tested - unobserved)
    found = {state: judged.count(code) for code, state in enumerate(judged.table.states)}
    beside = {"not_observed": unobserved, "not_covered": judged.count(NOT_COVERED)}
    found |= {name: count for name, count in beside.items() if count}
    if not tested:
        return replace(untested(rule, counted, inputs, says), states=found)
    passed = sum(found[state] for state in fresh)
    told = wording.of_datasets(passed, tested, says, required_number(rule, "met"), concerned=counted.not_applicable > 0)
    rest = [clause("not_covered", n=beside["not_covered"])] if beside["not_covered"] else []
    if two := int(np.count_nonzero(pooled.measures.get(TWO_READINGS, np.zeros(len(known)))[known] == 1)):
        rest.append(clause("two_readings", n=two))
    because = Sentence(told, figures=tuple(_by_clock(judged, clocks)), rest=tuple(rest))
    return replace(bounded(rule, counted, inputs, passed, tested, unobserved, because), states=found)


def unknown_states(args: Mapping[str, object]) -> Sequence[str]:
    """Words of a rule's `fresh` that its table has no state for."""
    table = age_table(str(args.get("table", DEFAULT_TABLE)))
    return [state for state in str(args.get("fresh", "")).split() if state not in table.states]


def _judged(table: AgeTable, clocks: Sequence[str], pooled: Pooled) -> _Judged:
    declared = pooled.measures[DECLARED_DAYS]
    age = np.full(len(declared), np.nan)
    clock = np.full(len(declared), -1, np.int32)
    for place, name in enumerate(clocks):
        given = pooled.measures.get(age_by(name))
        if given is not None:
            first = np.isnan(age) & ~np.isnan(given)
            age[first], clock[first] = given[first], place
    age[np.isinf(age)] = np.nan  # a stamp that cannot be true: no other clock stands in for it, and it says nothing
    alone = states(table, declared, np.full(len(declared), np.nan)) >= 0
    clock[alone] = -1
    return _Judged(table, states(table, declared, age), clock)


def _by_clock(judged: _Judged, clocks: Sequence[str]) -> Sequence[Clause]:
    """`by the portal's stamp of the data 67 fresh, 1 due`, for each clock that decided; what needed none comes last."""
    parts = []
    for place, name in [*enumerate(clocks), (-1, "")]:
        told = judged.by_state(judged.clock == place)
        if told:
            states = tuple(clause("state", n=count, state=Word("state", state)) for state, count in told.items())
            by = clause("by_clock", clock=Word("clock", name), states=states) if name else clause("by_declared", states=states)
            parts.append(by)
    return parts

"""What can be graded from the counts of checks alone, which every stored document holds: for telling rubric and checks apart.

Measures and documents are not among them; they are judged anew from the snapshot.
"""

from collections.abc import Mapping
from dataclasses import replace

from portalaudit.model.rubric import Criterion, CriterionResult, Rubric, RubricResult, Rule
from portalaudit.rubrics.aggregate import AGGREGATIONS, OF_CRITERIA
from portalaudit.rubrics.grade import counts_of, grade, in_order
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.rules import FOLDS

_COUNTED = frozenset({"share", "outcome", "assets", "entry", "manual"})
"""Kinds that read counts, outcomes with their reasons, sizes and entry points."""
_WORDING = frozenset({"says", "denies", "lacks", "note", "because", "figure_only", "tells"})
"""Arguments that change what is said and not what is found."""


def grade_counts(rubric: Rubric, inputs: Inputs) -> Mapping[str, CriterionResult]:
    """The criteria that counts decide, by id; those that require one that counts don't decide are left out too."""
    kept: dict[str, Criterion] = {}
    for criterion in in_order(rubric):
        if _counted(criterion.rule) and all(name in kept for name in criterion.requires):
            kept[criterion.id] = replace(criterion, rule=_deciding(criterion.rule))
    aggregation = "weighted_mean" if rubric.scored else "none"
    reduced = replace(rubric, criteria=tuple(kept.values()), aggregation=aggregation)
    return {result.id: result for result in grade(reduced, inputs).criteria}


def same_question(before: Rubric, after: Rubric, name: str) -> bool:
    """Whether both rubrics ask the same of a criterion, so that one answer stands for both; its weight may differ."""
    then = {criterion.id: criterion for criterion in before.criteria}
    now = {criterion.id: criterion for criterion in after.criteria}
    waiting, seen = [name], {name}
    for each in waiting:
        if each not in then or each not in now:
            return False
        one, other = then[each], now[each]
        if (_essence(one.rule), one.strength, one.requires) != (_essence(other.rule), other.strength, other.requires):
            return False
        waiting += [required for required in one.requires if required not in seen]
        seen.update(one.requires)
    return before.scored == after.scored


def total_of(rubric: Rubric, results: Mapping[str, CriterionResult]) -> RubricResult | None:
    """What these results of its criteria come to, without the criteria; None where one is missing, or where the rubric's
    aggregation reads more than criteria."""
    if rubric.aggregation not in OF_CRITERIA or any(criterion.id not in results for criterion in rubric.criteria):
        return None
    placed = [
        replace(results[criterion.id], weight=criterion.weight, group=criterion.group)
        for criterion in rubric.criteria
        if criterion.group == "core"
    ]
    total = AGGREGATIONS[rubric.aggregation](placed, Inputs({}, 0))
    score = total.score if rubric.scored else None
    return RubricResult(
        rubric.id, rubric.version, rubric.title, rubric.digest, rubric.scored, score, total.decided, counts_of(placed), ()
    )  # fmt: skip


def _counted(rule: Rule) -> bool:
    if rule.kind in FOLDS:
        return all(_counted(part) for part in rule.rules if not part.args.get("beside"))
    return rule.kind in _COUNTED


def _deciding(rule: Rule) -> Rule:
    """The rule without figures that stand beside it."""
    return replace(rule, rules=tuple(_deciding(part) for part in rule.rules if not part.args.get("beside")))


def _essence(rule: Rule) -> Rule:
    """What of the rule decides."""
    plain = _deciding(rule)
    args = {name: value for name, value in plain.args.items() if name not in _WORDING}
    return replace(plain, args=args, rules=tuple(map(_essence, plain.rules)))

"""Criteria of then beside those of now, and what moved each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from portalaudit.audit.across.attribution import NOTHING, News, attributed, in_order, moved_aspects
from portalaudit.audit.across.checks import checks_moved
from portalaudit.audit.across.then import ThenCriterion, ThenRubric
from portalaudit.audit.across.worlds import Again, counted_then, worlds
from portalaudit.errors import RubricError
from portalaudit.model.moved import Cause, CriterionMoved, RubricMoved, Standing, Step, Total, TotalStep
from portalaudit.model.rubric import CriterionResult, Rubric, RubricResult
from portalaudit.rubrics.counted import grade_counts, same_question, total_of
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.load import parse

RUBRIC: News = frozenset({"rubric"})
GRADING: News = frozenset({"grading"})
UNRECORDED: News = frozenset({"unrecorded"})


@dataclass(frozen=True, slots=True)
class _Lattice:
    """One rubric graded with some things new and the others old, by what is new."""

    whole: Mapping[News, RubricResult]
    """By today's checks."""
    counted: Mapping[News, Mapping[str, CriterionResult]] = field(default_factory=dict)
    """By the counts of then, criteria that these decide: with nothing new but how rubrics are graded, and with the rubric."""
    news: News = NOTHING
    """All that is new."""
    judging: News = NOTHING
    old: Rubric | None = None
    new: Rubric | None = None


def beside(again: Again, rubrics: Sequence[Rubric]) -> tuple[RubricMoved, ...]:
    """Every criterion of these rubrics, by which `again.now` was graded, then and now; empty where nothing differs at all."""
    then = {rubric.id: rubric for rubric in again.then.rubrics}
    after = {result.id: result for result in again.now.rubrics}
    if not _differs(again, then):
        return ()
    seen, counts = worlds(again), counted_then(again) if again.judging else None
    return tuple(
        _rubric(again, then[rubric.id], after[rubric.id], _lattice(again, rubric, seen, counts))
        if rubric.id in then
        else RubricMoved(rubric.id, rubric.title, rubric.scored, None, _total(after[rubric.id]))
        for rubric in rubrics
    )


def _differs(again: Again, then: Mapping[str, ThenRubric]) -> bool:
    if again.reading | again.record | again.judging:
        return True
    for now in again.now.rubrics:
        was = then.get(now.id)
        if was is None or was.digest not in (None, now.digest):
            return True
        before = {criterion.id: criterion.standing for criterion in was.criteria}
        after = {criterion.id: standing_of(criterion) for criterion in now.criteria}
        if before.keys() != after.keys() or any(moved_aspects(before[name], after[name]) for name in before):
            return True
    return False


def _lattice(again: Again, new: Rubric, seen: Mapping[News, Inputs], counts: Inputs | None) -> _Lattice:
    """Grade by the rubric of then, where it was kept and can still be read, and by that of now."""
    kept = next((used for used in again.stored.rubrics if used.id == new.id), None)
    moved = RUBRIC if kept is None or kept.digest != new.digest else NOTHING
    old = new if not moved else _kept_rubric(kept.source if kept else None, new.id)
    whole: dict[News, RubricResult] = {}
    for news, inputs in seen.items():
        if old is not None:
            whole[news] = grade(old, inputs)
        if moved:
            whole[news | moved] = grade(new, inputs)
    counted = {}
    if counts is not None:
        counted = {NOTHING: grade_counts(old, counts)} if old else {}
        counted |= {moved: grade_counts(new, counts)} if moved else {}
    return _Lattice(whole, counted, again.reading | again.record | again.judging | moved, again.judging, old, new)


def _kept_rubric(source: str | None, name: str) -> Rubric | None:
    try:
        return None if source is None else parse(source.encode(), f"{name}.toml")
    except RubricError:
        return None


def _rubric(again: Again, then: ThenRubric, now: RubricResult, lattice: _Lattice) -> RubricMoved:
    before = {criterion.id: criterion for criterion in then.criteria}
    after = {criterion.id: criterion for criterion in now.criteria}
    names = (*after, *(name for name in before if name not in after))
    criteria = tuple(_criterion(again, lattice, name, before.get(name), after.get(name)) for name in names)
    steps = _total_steps(again, lattice, before)
    return RubricMoved(now.id, now.title, now.scored, then.total, _total(now), steps, criteria)


def _criterion(
    again: Again, lattice: _Lattice, name: str, then: ThenCriterion | None, now: CriterionResult | None
) -> CriterionMoved:
    title = now.title if now else then.title if then else ""
    standing = None if now is None else standing_of(now)
    if then is None or standing is None:
        return CriterionMoved(name, title, then.standing if then else None, standing, by=("rubric",))
    base, always = _base(lattice, name, then.standing)
    points = {NOTHING: base, **_points(lattice, name, base)}
    points[lattice.news] = standing
    aspects = moved_aspects(then.standing, standing)
    told = attributed(points, lattice.news)
    # What moved it all the way before anything else was new leaves nothing for the others to move.
    by = in_order(always | set(told.by if told.aspects or not aspects else ()))
    made = CriterionMoved(name, title, then.standing, standing, aspects, by, told.together, _steps(points, always, then.standing))
    if not aspects:
        return made
    return replace(made, checks=checks_moved(again, (*then.checks, *(now.checks if now else ()))))


def _base(lattice: _Lattice, name: str, then: Standing) -> tuple[Standing, frozenset[Cause]]:
    """Where attribution begins: how it stood, or how it is graded today on the same counts, or judged today on the same of
    everything; with what moved it there."""
    if lattice.judging:
        graded = lattice.counted.get(NOTHING, {}).get(name)
        again, why = (None if graded is None else standing_of(graded)), GRADING
    else:
        again, why = _found(lattice.whole.get(NOTHING), name), UNRECORDED
    if again is None or not moved_aspects(then, again):
        return then, NOTHING
    return again, why


def _points(lattice: _Lattice, name: str, base: Standing) -> dict[News, Standing]:
    """How the criterion stands with some things new."""
    found = {news: standing for news, result in lattice.whole.items() if news and (standing := _found(result, name))}
    if lattice.judging and lattice.news >= RUBRIC:
        graded = lattice.counted.get(RUBRIC, {}).get(name)
        if graded is not None:
            found[RUBRIC] = standing_of(graded)
        elif lattice.old and lattice.new and same_question(lattice.old, lattice.new, name):
            found[RUBRIC] = base
    return found


def _found(result: RubricResult | None, name: str) -> Standing | None:
    return next((standing_of(criterion) for criterion in (result.criteria if result else ()) if criterion.id == name), None)


def _steps(points: Mapping[News, Standing], always: frozenset[Cause], then: Standing) -> tuple[Step, ...]:
    """What lies between; none where it all is as then."""
    between = sorted((news for news in points if (news or always) and len(news) < max(map(len, points))), key=_order)
    steps = tuple(Step(in_order(news | always), points[news]) for news in between)
    return steps if any(moved_aspects(then, step.standing) for step in steps) else ()


def _total_steps(again: Again, lattice: _Lattice, then: Mapping[str, ThenCriterion]) -> tuple[TotalStep, ...]:
    """What the rubric comes to with some things new; the rubric alone, where the counts of then decide all that it asks anew."""
    found = {news: result for news, result in lattice.whole.items() if news and news != lattice.news}
    if lattice.judging and lattice.news > RUBRIC and (alone := _by_new_rubric(again, lattice, then)):
        found[RUBRIC] = alone
    return tuple(TotalStep(in_order(news), _total(found[news])) for news in sorted(found, key=_order))


def _by_new_rubric(again: Again, lattice: _Lattice, then: Mapping[str, ThenCriterion]) -> RubricResult | None:
    old, new = lattice.old, lattice.new
    if new is None or not sum(portal.snapshot.own_datasets for portal in again.then.portals):
        return None
    results = dict(lattice.counted.get(RUBRIC, {}))
    for criterion in new.criteria:
        was = then.get(criterion.id)
        if criterion.id not in results and old and was and same_question(old, new, criterion.id):
            results[criterion.id] = CriterionResult(
                was.id, was.title, was.finding, was.strength, was.because, was.why, value=was.value
            )
    return total_of(new, results)


def standing_of(criterion: CriterionResult) -> Standing:
    """A result as it stands in a document."""
    value = None if criterion.value is None else round(criterion.value, 6)
    return Standing(criterion.finding, criterion.strength, criterion.why, value, dict(criterion.states), criterion.because)


def _total(result: RubricResult) -> Total:
    return Total(result.score, result.decided, dict(result.counts), result.version, result.digest)


def _order(news: News) -> tuple[int, tuple[Cause, ...]]:
    return len(news), in_order(news)

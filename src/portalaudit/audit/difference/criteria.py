"""Criteria that stand otherwise in the later audit, and what moved them.

Between two audits the catalogue, the city's record, the rubric and the software may be new. Every combination of old and new
snapshots, records and rubrics is judged by today's checks; `audit.across.attribution` tells from these which of them moves a
criterion. What the software did can be told apart only where today's checks are those of one of the two audits, or where they
judge both as they were judged then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portalaudit.audit.across.attribution import NOTHING, News, attributed, moved_aspects
from portalaudit.audit.across.beside import standing_of
from portalaudit.audit.across.checks import counts_over
from portalaudit.audit.across.then import Then, ThenCriterion, ThenRubric
from portalaudit.audit.difference.causes import Circumstances, told
from portalaudit.audit.difference.sides import Loaded
from portalaudit.errors import RubricError
from portalaudit.model.difference import CriterionDifference, RubricDifference
from portalaudit.model.moved import CheckMoved, Standing
from portalaudit.model.rubric import Rubric, RubricResult
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.load import available, load, parse
from portalaudit.store.replay import RubricRef

DATA: News = frozenset({"data"})
RECORD: News = frozenset({"city-record"})
CHECKS: News = frozenset({"checks"})
RUBRIC: News = frozenset({"rubric"})


@dataclass(frozen=True, slots=True)
class Worlds:
    """What rubrics read of each combination of catalogues and records, by today's checks; and on the day of B, had nothing of A's
    catalogue changed."""

    inputs: Mapping[News, Inputs]
    later: Inputs | None = None


def rubrics_moved(
    a: Loaded, b: Loaded, then: Then, now: Then, worlds: Worlds, around: Circumstances
) -> tuple[RubricDifference, ...]:
    """Every rubric by which both audits were graded."""
    before = {rubric.id: rubric for rubric in then.rubrics}
    return tuple(_rubric(a, b, before[after.id], after, then, now, worlds, around) for after in now.rubrics if after.id in before)


def differs(then: Then, now: Then) -> bool:
    """Whether any criterion of both stands otherwise, so that somebody must ask why."""
    before = {(rubric.id, one.id): one.standing for rubric in then.rubrics for one in rubric.criteria}
    after = {(rubric.id, one.id): one.standing for rubric in now.rubrics for one in rubric.criteria}
    return any(moved_aspects(before[name], after[name]) for name in before.keys() & after.keys())


def checks_differ(then: Then, now: Then) -> bool:
    """Whether two documents were made by checks that are not the same."""
    versions = [{(one.id, one.version) for portal in said.portals for one in portal.checks} for said in (then, now)]
    return then.software != now.software or (all(versions) and versions[0] != versions[1])


def _rubric(
    a: Loaded, b: Loaded, before: ThenRubric, after: ThenRubric, then: Then, now: Then, worlds: Worlds, around: Circumstances
) -> RubricDifference:
    old, new = _kept(a, before.id), _kept(b, after.id)
    moved_rubric = RUBRIC if before.digest != after.digest else NOTHING
    graded = _graded(worlds, old, new if moved_rubric else old or new, moved_rubric)
    later = None if worlds.later is None or new is None else grade(new, worlds.later)
    criteria = {one.id: one for one in before.criteria}
    names = dict.fromkeys((*(one.id for one in after.criteria), *criteria))
    after_by = {one.id: one for one in after.criteria}
    found = []
    for name in names:
        was, is_now = criteria.get(name), after_by.get(name)
        if was is None or is_now is None:
            found.append(_one_sided(name, was, is_now))
        elif moved_aspects(was.standing, is_now.standing):
            checks = tuple(_checks(then, now, (*was.checks, *is_now.checks)))
            points = {news: standing for news, result in graded.items() if (standing := _found(result, name))}
            all_new = frozenset().union(*worlds.inputs) | moved_rubric
            found.append(_moved(was, is_now, points, all_new, checks, _found(later, name), around))
    rubric = new or old
    title, scored = (rubric.title, rubric.scored) if rubric else (after.id, after.score is not None)
    size = len(names)
    return RubricDifference(after.id, title, scored, before.total, after.total, size, tuple(found))


def _moved(
    was: ThenCriterion,
    now: ThenCriterion,
    points: Mapping[News, Standing],
    news: News,
    checks: tuple[CheckMoved, ...],
    later: Standing | None,
    around: Circumstances,
) -> CriterionDifference:
    """One criterion that stands otherwise."""
    then, after = was.standing, now.standing
    aspects = moved_aspects(then, after)
    starts = NOTHING in points and not moved_aspects(then, points[NOTHING])
    ends = news in points and not moved_aspects(after, points[news])
    software = CHECKS if around.checks else NOTHING
    if starts and ends:  # today's checks judge both as they were judged: the software moved nothing here
        lattice, whole = dict(points), news
    elif ends and software:
        lattice, whole = {NOTHING: then, **{new | software: standing for new, standing in points.items()}}, news | software
    elif starts and software:
        lattice, whole = {**points, news | software: after}, news | software
    else:
        lattice, whole = {NOTHING: then}, news | software
    lattice[NOTHING], lattice[whole] = then, after
    found = attributed(lattice, whole) if whole else None
    stood_still = later is not None and not moved_aspects(after, later) and ends
    by, together, ground = told(found, was, now, checks, stood_still, starts and ends, around)
    return CriterionDifference(was.id, now.title, then, after, aspects, by, together, ground, checks)


def _one_sided(name: str, was: ThenCriterion | None, now: ThenCriterion | None) -> CriterionDifference:
    told_by = now or was
    title = told_by.title if told_by else name
    ground = f"only the {'later' if now else 'earlier'} version of the rubric has it"
    return CriterionDifference(
        name, title, was.standing if was else None, now.standing if now else None, (), ("rubric",), ground=ground
    )


def _graded(worlds: Worlds, old: Rubric | None, new: Rubric | None, moved: News) -> dict[News, RubricResult]:
    found: dict[News, RubricResult] = {}
    for news, inputs in worlds.inputs.items():
        if old is not None:
            found[news] = grade(old, inputs)
        if new is not None and moved:
            found[news | moved] = grade(new, inputs)
        elif new is not None and old is None:
            found[news] = grade(new, inputs)
    return found


def _kept(side: Loaded, name: str) -> Rubric | None:
    """The rubric by which a side was graded: as its text was kept, else the shipped one, if it is the same."""
    used: RubricRef | None = next((one for one in side.stored.rubrics if one.id == name), None)
    if used is None:
        return None
    try:
        if used.source is not None:
            return parse(used.source.encode(), f"{name}.toml")
        shipped = load(name) if name in available() else None
    except RubricError:
        return None
    return shipped if shipped is not None and shipped.digest == used.digest else None


def _found(result: RubricResult | None, name: str) -> Standing | None:
    return next((standing_of(one) for one in (result.criteria if result else ()) if one.id == name), None)


def _checks(then: Then, now: Then, names: Sequence[str]) -> list[CheckMoved]:
    """Of these checks those that the two documents count otherwise."""
    found = []
    for name in dict.fromkeys(names):
        before, after = (
            counts_over([one for portal in said.portals for one in portal.checks if one.id == name]) for said in (then, now)
        )
        if before != after:
            found.append(CheckMoved(name, before, after))
    return found

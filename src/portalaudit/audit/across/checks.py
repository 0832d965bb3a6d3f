"""Checks of a criterion that say something else than then, counted over all portals."""

from collections.abc import Iterable, Sequence

from portalaudit.audit.across.then import ThenCheck
from portalaudit.audit.across.worlds import Again
from portalaudit.model.audit import CheckResult
from portalaudit.model.moved import CheckMoved, Counts


def checks_moved(again: Again, names: Iterable[str]) -> tuple[CheckMoved, ...]:
    """Of these checks those whose counts, outcomes or version differ; each once."""
    found = []
    for name in dict.fromkeys(names):
        then = counts_over([check for portal in again.then.portals for check in portal.checks if check.id == name])
        now = counts_over([check for portal in again.now.portals for check in portal.checks if check.id == name])
        if _said(then) != _said(now) or (then and now and then.versions and then.versions != now.versions):
            found.append(CheckMoved(name, then, now))
    return tuple(found)


def counts_over(results: Sequence[ThenCheck] | Sequence[CheckResult]) -> Counts | None:
    """The counts of one check over all portals; None where it ran on none."""
    if not results:
        return None
    return Counts(
        versions=tuple(sorted({one.version for one in results if one.version is not None})),
        tested=sum(one.tested for one in results),
        passed=sum(one.passed for one in results),
        failed=sum(one.failed for one in results),
        not_observed=sum(one.not_observed for one in results),
        outcomes=tuple(one.outcome for one in results if one.outcome is not None),
    )


def _said(counts: Counts | None) -> tuple[object, ...] | None:
    if counts is None:
        return None
    return counts.tested, counts.passed, counts.failed, counts.not_observed, counts.outcomes

"""Nights of a target, made in a line each: what its audit said of a criterion and a check, or that nothing was seen."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.model.audit import Target
from portalaudit.model.rubric import CriterionResult, RubricResult
from portalaudit.store import tables
from portalaudit.store.alert_rows import Moves
from portalaudit.store.alerts import list_alerts, observe
from portalaudit.store.audits import save_audit
from portalaudit.store.engine import writing
from tests.store.examples import NIGHT, a_check, a_gap, a_part, an_audit, some_city

LATER = NIGHT + timedelta(days=400)


def wwc(finding: str, strength: str | None = "verified", why: str | None = None, criterion: str = "DM4") -> RubricResult:
    """`wwc-v3` with one criterion."""
    said = CriterionResult(criterion, "Updates", finding, strength, "because", why)  # type: ignore[arg-type]
    counts = {"met": 0, "partly": 0, "not_met": 0, "undetermined": 0, "of": 1}
    return RubricResult("wwc-v3", "1", "What Works Cities", "aa" * 32, False, None, 0.5, counts, (said,))


def gap() -> RubricResult:
    """The criterion could not be seen."""
    return wwc("undetermined", None, "gap")


def night(
    engine: Engine, number: int, *rubrics: RubricResult, failed: int | None = None, unobserved: int = 0, tested: int = 100,
    seen: bool = True, key: str = "example-ex", complete: bool | None = None, reason: str = "timeout", name: str | None = None,
    empty: bool = False, start: datetime = NIGHT, **changes: object,
) -> str:  # fmt: skip
    """Save one night's audit, and give its id.

    Args:
        failed: own datasets that fail `license_missing`; None where the check did not run.
        seen: False where nothing of the portal was.
        start: when night 0 was.
        empty: its catalogue was read, and has no entry.
    """
    checks = () if failed is None else (counts(failed, unobserved, tested),)
    if seen:
        part = a_part([] if empty else ["d1"], *checks, **changes)
    else:
        part = a_part([], declared_total=None, gaps=(a_gap("datasets", reason),), **changes)
    told = name or f"a{number}-{key}"
    whole = seen if complete is None else complete
    target = Target(replace(some_city(key), name=key.split("-")[0].title()), ("https://data.example.org",))
    audit = an_audit(told, part, night=number, target=target, rubrics=rubrics, complete=whole, captures=())
    save_audit(engine, replace(audit, taken_at=start + timedelta(days=number)), b"{}")
    return told


def counts(failed: int, unobserved: int, tested: int) -> object:
    made = a_check()
    return replace(made, tested=tested, passed=tested - failed, failed=failed, not_observed=unobserved)


def job(engine: Engine, number: int, state: str = "unavailable", key: str = "example-ex", audit: str | None = None) -> None:
    """Put a night's job on record as it ended."""
    due = NIGHT + timedelta(days=number)
    row = {
        "target": key, "kind": "night", "due_at": due, "not_before": due, "until": due + timedelta(hours=6), "priority": 1,
        "state": state, "tries": 3, "deaths": 0, "options": {}, "audit": audit, "ended_at": due + timedelta(hours=6),
        "line": "http://10.1.2.3/secret?token=abc could not be reached",
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(sa.insert(tables.jobs), row)


def look(engine: Engine) -> Moves:
    """Observe everything."""
    return observe(engine, LATER, every=True)


def states(engine: Engine, target: str | None = None) -> list[tuple[str, str]]:
    """Kind and state of all alerts, the oldest first."""
    found = list_alerts(engine, states=("seen", "confirmed", "withdrawn"), target=target)
    return [(news.alert.kind, news.alert.state) for news in sorted(found, key=lambda news: news.alert.id)]

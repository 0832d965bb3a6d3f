"""What complete audits say of criteria and checks, and when it moved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.data.alerts import number, whole
from portalaudit.model.alerts import Facts
from portalaudit.store import tables
from portalaudit.store.columns import short

Values = dict[str, Facts]
"""Subject → what is said of it; what was not observed is not in it."""
Verdict = Literal["moved", "same", "unknown"]
Judge = Callable[[Facts, Facts], Verdict]
"""Before and after → whether it moved."""

_SOME = 500
"""Audits a statement."""


def criteria_of(connection: Connection, audits: Sequence[int]) -> dict[int, Values]:
    """Audit number → `RUBRIC/CRITERION` → its facts. What a gap left undetermined was not observed."""
    said, used, version = tables.criterion_results, tables.rubric_results, tables.rubric_versions
    graded = said.join(used, sa.and_(used.c.audit == said.c.audit, used.c.position == said.c.rubric)).join(
        version, version.c.id == used.c.rubric
    )
    columns = (said.c.audit, version.c.rubric, said.c.criterion, said.c.finding, said.c.strength, said.c.why)
    found: dict[int, Values] = {audit: {} for audit in audits}
    for some in _chunks(audits):
        for row in connection.execute(sa.select(*columns).select_from(graded).where(said.c.audit.in_(some))):
            if not (row.finding == "undetermined" and row.why == "gap"):
                facts: Facts = {
                    "rubric": row.rubric, "criterion": row.criterion,
                    "finding": row.finding, "strength": row.strength, "why": row.why,
                }  # fmt: skip
                found[row.audit][short(f"{row.rubric}/{row.criterion}")] = facts
    return found


def checks_of(connection: Connection, audits: Sequence[int]) -> dict[int, Values]:
    """Audit number → `ADDRESS CHECK` → its counts of own datasets; left out are portal checks, those that broke, and all of a
    portal that was not seen whole: what nobody saw passes and fails nothing."""
    result, part, portal, check = tables.check_results, tables.audit_portals, tables.portals, tables.checks
    joined = (
        result.join(part, sa.and_(part.c.audit == result.c.audit, part.c.position == result.c.portal))
        .join(portal, portal.c.id == part.c.portal)
        .join(check, check.c.id == result.c.check_id)
    )
    columns = (
        result.c.audit, portal.c.url, check.c.name, check.c.version, result.c.tested, result.c.failed, result.c.not_observed,
        part.c.assets, part.c.declared_total, part.c.gaps,
    )  # fmt: skip
    found: dict[int, Values] = {audit: {} for audit in audits}
    for some in _chunks(audits):
        query = sa.select(*columns).select_from(joined).where(result.c.audit.in_(some), result.c.outcome.is_(None))
        for row in connection.execute(query):
            if not _whole(row.assets, row.declared_total, row.gaps):
                continue
            facts: Facts = {
                "portal": row.url, "check": row.name, "version": row.version,
                "tested": row.tested, "failed": row.failed, "not_observed": row.not_observed,
            }  # fmt: skip
            found[row.audit][short(f"{row.url} {row.name}")] = facts
    return found


def _whole(assets: int, declared: int | None, gaps: Sequence[Mapping[str, str]] | None) -> bool:
    """Whether a portal's catalogue was seen whole, by what is kept of an audit (as `store.findings` has it)."""
    parts = {gap.get("part") for gap in gaps or ()}
    if "catalogue" in parts or (not assets and declared != 0):
        return False
    return parts.isdisjoint(("feed", "search")) or (declared is not None and assets >= declared)


def criterion_moved(before: Facts, after: Facts) -> Verdict:
    """Finding or strength is another."""
    return "same" if all(before.get(name) == after.get(name) for name in ("finding", "strength")) else "moved"


def failures_rose(before: Facts, after: Facts) -> Verdict:
    """More own datasets fail, beyond the threshold (data/alerts.toml).

    Those that were not observed before may have failed then too, so they are taken off; those that are not observed now may
    fail, so that without them nothing is known. Another version of a check is another check.
    """
    if before.get("version") != after.get("version"):
        return "same"
    enough = max(number("failures", "least"), number("failures", "share") * amount(after, "tested"))
    surely = amount(after, "failed") - amount(before, "failed") - amount(before, "not_observed")
    if surely >= enough:
        return "moved"
    return "unknown" if surely + amount(after, "not_observed") >= enough else "same"


def mostly_seen(values: Values) -> Values:
    """Counts that may be laid beside later ones: all but a small share was observed."""
    share = number("failures", "share")
    return {
        subject: facts
        for subject, facts in values.items()
        if amount(facts, "not_observed") <= share * (amount(facts, "tested") + amount(facts, "not_observed"))
    }


def amount(facts: Facts, name: str) -> int:
    """A count; 0 where there is none."""
    value = facts.get(name)
    return int(value) if isinstance(value, int | float) else 0


def earlier_audits(connection: Connection, target: str, before: tuple[datetime, int]) -> list[int]:
    """The target's complete audits up to and with this place (taken at, number), the newest first, as many as are searched."""
    table = tables.audits
    query = sa.select(table.c.number).where(table.c.target == target, table.c.complete, table.c.taken_at <= before[0])
    found = connection.execute(
        query.add_columns(table.c.taken_at).order_by(table.c.taken_at.desc(), table.c.number.desc()).limit(whole("look", "back"))
    )
    return [row.number for row in found if (row.taken_at, row.number) <= before]


def last_said(by_audit: Mapping[int, Values], newest_first: Sequence[int]) -> Values:
    """Each subject as it was last observed."""
    found: Values = {}
    for audit in reversed(newest_first):
        found.update(by_audit[audit])
    return found


def _chunks(audits: Sequence[int]) -> list[Sequence[int]]:
    return [audits[start : start + _SOME] for start in range(0, len(audits), _SOME)]

"""The rows of an audit's results."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.model.audit import Audit, CheckResult, PortalAudit
from portalaudit.model.capture import Event
from portalaudit.model.counting import own_datasets
from portalaudit.model.rubric import RubricResult
from portalaudit.store import tables
from portalaudit.store.bulk import intern
from portalaudit.store.codes import Codes, number_codes
from portalaudit.store.columns import bounded
from portalaudit.store.findings import Moves, move_findings
from portalaudit.store.portals import hold_portal

_COUNTS = ("tested", "passed", "failed", "not_applicable", "not_observed", "others_tested", "others_failed")

_MOST = 2**15 - 1
"""What a small integer holds."""


def write_portals(connection: Connection, number: int, audit: Audit) -> Moves:
    """Each portal's part of an audit, and its findings where the audit is complete and the newest of that portal."""
    # Rows are held in the order of addresses, so that two audits that share portals wait and do not deadlock.
    by_url = {result.snapshot.portal.url: result.snapshot.portal for result in audit.portals}
    held = {url: hold_portal(connection, by_url[url])._mapping for url in sorted(by_url)}
    codes = number_codes(connection, [check for result in audit.portals for check in result.checks])
    moves = Moves()
    for position, result in enumerate(audit.portals):
        url = result.snapshot.portal.url
        portal, moved_at = held[url]["id"], held[url]["moved_at"]
        connection.execute(sa.insert(tables.audit_portals), _portal_row(number, position, portal, result))
        if result.checks:
            connection.execute(sa.insert(tables.check_results), _check_rows(number, position, result.checks, codes))
        if audit.complete and (moved_at is None or moved_at < audit.taken_at):
            moves += move_findings(connection, portal, number, audit.taken_at, result, codes)
            mark = sa.update(tables.portals).where(tables.portals.c.id == portal)
            connection.execute(mark.values(moved_by=number, moved_at=audit.taken_at))
    return moves


def _portal_row(number: int, position: int, portal: int, result: PortalAudit) -> dict[str, object]:
    snapshot = result.snapshot
    facts = snapshot.portal
    own = own_datasets(snapshot, result.ownership)
    return {
        "audit": number, "position": position, "portal": portal, "platform": facts.platform, "connector": facts.connector,
        "title": facts.title, "version": facts.version, "software": facts.software, "digest": result.digest,
        "assets": len(snapshot.datasets), "datasets": int((snapshot.datasets["kind"] == "dataset").sum()),
        "own_datasets": int(own.sum()), "distributions": len(snapshot.distributions),
        "declared_total": bounded(snapshot.declared_total), "traffic": result.traffic, "gaps": snapshot.gaps,
    }  # fmt: skip


def _check_rows(number: int, portal: int, checks: Sequence[CheckResult], codes: Codes) -> list[dict[str, object]]:
    return [
        {
            "audit": number, "portal": portal, "position": position, "check_id": codes.check(check),
            **{name: getattr(check, name) for name in _COUNTS},
            "outcome": check.outcome, "reasons": check.reasons, "error": check.error,
        }
        for position, check in enumerate(checks)
    ]  # fmt: skip


def write_events(connection: Connection, number: int, events: Sequence[Event]) -> None:
    """The choices that a replay makes again."""
    rows = [
        {"audit": number, "position": position, "name": event.name, "value": event.value, "detail": event.detail}
        for position, event in enumerate(events)
    ]
    if rows:
        connection.execute(sa.insert(tables.events), rows)


def write_rubrics(connection: Connection, number: int, rubrics: Sequence[RubricResult], sources: Mapping[str, str]) -> None:
    """What the rubrics say."""
    for position, result in enumerate(rubrics):
        version = _number_rubric(connection, result, sources.get(result.digest))
        row = {"score": result.score, "decided": result.decided, "counts": result.counts}
        connection.execute(sa.insert(tables.rubric_results), {"audit": number, "position": position, "rubric": version, **row})
        rows = [
            {
                "audit": number, "rubric": position, "position": place, "criterion": said.id, "finding": said.finding,
                "strength": said.strength, "why": said.why, "value": said.value, "evidence": min(len(said.evidence), _MOST),
            }
            for place, said in enumerate(result.criteria)
        ]  # fmt: skip
        if rows:
            connection.execute(sa.insert(tables.criterion_results), rows)


def _number_rubric(connection: Connection, result: RubricResult, source: str | None) -> int:
    key = (result.id, result.version, result.digest)
    table = tables.rubric_versions
    version = intern(connection, table, ("rubric", "version", "digest"), [key], {"title": result.title})[key]
    if source is not None:
        connection.execute(sa.update(table).where(table.c.id == version, table.c.source.is_(None)).values(source=source))
    return version


def clear_results(connection: Connection, number: int) -> None:
    """Take away what an incomplete audit said, before it is said anew; its captures stay."""
    for name in (
        "criterion_results",
        "rubric_results",
        "check_results",
        "events",
        "audit_uses",
        "audit_portals",
        "audit_documents",
    ):
        table = tables.METADATA.tables[name]
        connection.execute(sa.delete(table).where(table.c.audit == number))

"""Portals of which nothing was seen, on two nights, after they were seen; and those that are back.

An audit saw a portal where its catalogue could be read, even if it is empty. It saw nothing of it where it was asked and no entry
came. A crawl that we stopped ourselves, or that our own settings kept from asking, says nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.data.alerts import number
from portalaudit.model.alerts import Facts, Kind
from portalaudit.store import tables
from portalaudit.store.alert_rows import Look, Rows
from portalaudit.store.columns import short

OURS = frozenset({"budget", "not-archived", "address-refused", "opted-out"})
"""Reasons of gaps that tell of us and not of the portal."""
MOST = 60
"""Observations of a target that are looked at (own choice: two months of nights)."""
_KINDS: tuple[Kind, Kind] = ("portal_gone", "portal_back")


@dataclass(frozen=True, slots=True)
class _Seen:
    """One observation of a portal."""

    look: Look
    night: datetime
    up: bool
    reasons: str = ""
    complete: bool = False
    """By an audit that is complete."""


def portals_to_look_at(connection: Connection, since: datetime | None) -> set[str]:
    """Targets of which some portal did not answer since then, or is known not to."""
    job, audit, part, alert = tables.jobs, tables.audits, tables.audit_portals, tables.alerts
    unavailable = sa.select(job.c.target).where(job.c.state == "unavailable")
    empty = (
        sa.select(audit.c.target)
        .join(part, part.c.audit == audit.c.number)
        .where(audit.c.state == "done", part.c.assets == 0, part.c.declared_total.is_distinct_from(0))
    )
    if since is not None:
        unavailable = unavailable.where(job.c.ended_at >= since)
        empty = empty.where(audit.c.taken_at >= since)
    told = sa.select(alert.c.target, alert.c.subject, alert.c.kind, alert.c.state).where(
        alert.c.kind.in_(_KINDS), alert.c.state != "withdrawn"
    )
    newest: dict[tuple[str, str], str] = {}
    for row in connection.execute(told.order_by(alert.c.id)):
        newest[row.target, row.subject] = f"{row.kind} {row.state}"
    still = {target for (target, _), said in newest.items() if said != "portal_back confirmed"}
    return {*connection.scalars(unavailable.union(empty)), *still}


def observe_portals(rows: Rows) -> None:
    """Bring the alerts of the target's portals to what was observed of them."""
    for portal, seen in sorted(_observations(rows.connection, rows.target).items()):
        subject = short(portal)
        last = _last_told(rows.connection, rows.target, subject)
        gone = last is not None and last[0] == "portal_gone"
        after = [one for one in seen if last is None or one.look.at > last[1]]
        _bring(rows, portal, subject, "portal_back" if gone else "portal_gone", after, gone)


def _bring(rows: Rows, portal: str, subject: str, kind: Kind, after: Sequence[_Seen], gone: bool) -> None:
    """`after`: what was observed since the last thing that people were told, in order."""
    run: list[_Seen] = []
    before: _Seen | None = None
    for one in after:
        if one.up is gone:
            run.append(one)
        else:
            run, before = [], one
    pending = rows.pending.get((kind, subject))
    if pending is not None and (not run or run[0].look.by != pending.first_by):
        rows.withdraw(kind, subject)
        pending = None
    if not run or (not gone and before is None and not _ever_seen(rows.connection, rows.target, portal, run[0].look.at)):
        return
    if pending is None:
        rows.see(kind, subject, {"portal": portal}, _facts(portal, run[0]), run[0].look)
    hours = timedelta(hours=number("portals", "hours"))
    again = next((one for one in run if one.night - run[0].night >= hours), None)
    if again is not None:
        rows.confirm(kind, subject, _facts(portal, again), again.look)


def _facts(portal: str, seen: _Seen) -> Facts:
    return {"portal": portal} if seen.up else {"portal": portal, "reasons": seen.reasons}


def _last_told(connection: Connection, target: str, subject: str) -> tuple[str, datetime] | None:
    """The newest confirmed alert of a portal: its kind, and when it was confirmed."""
    table = tables.alerts
    query = (
        sa.select(table.c.kind, table.c.confirmed_at)
        .where(table.c.target == target, table.c.kind.in_(_KINDS), table.c.subject == subject, table.c.state == "confirmed")
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (row.kind, row.confirmed_at)


def _observations(connection: Connection, target: str) -> Mapping[str, list[_Seen]]:
    """Portal's address → what was observed of it lately, in order; of those that the newest complete audit asked."""
    told, audits = _audits(connection, target)
    newest = max((one.look for _, one in audits if one.complete), key=lambda look: (look.at, look.number or 0), default=None)
    asked = {url for url, one in audits if newest is not None and one.look.by == newest.by}
    found = {url: [one for of, one in audits if of == url] for url in asked}
    job = tables.jobs
    query = (
        sa.select(job.c.id, job.c.due_at, job.c.ended_at, job.c.audit)
        .where(job.c.target == target, job.c.state == "unavailable", job.c.ended_at.is_not(None))
        .order_by(job.c.ended_at.desc())
        .limit(MOST)
    )
    for row in connection.execute(query):
        if row.audit not in told:
            for observed in found.values():
                observed.append(_Seen(Look(row.audit or f"job {row.id}", row.ended_at), row.due_at, False))
    return {url: sorted(seen, key=lambda one: (one.look.at, one.look.number or 0)) for url, seen in found.items()}


def _audits(connection: Connection, target: str) -> tuple[set[str], list[tuple[str, _Seen]]]:
    """The ids of all that were looked at, whose jobs tell nothing more; and what was observed, with the portal's address."""
    audit, part, portal = tables.audits, tables.audit_portals, tables.portals
    newest = (
        sa.select(audit.c.number, audit.c.id, audit.c.taken_at, audit.c.complete)
        .where(audit.c.target == target, audit.c.state == "done")
        .order_by(audit.c.taken_at.desc(), audit.c.number.desc())
        .limit(MOST)
        .subquery()
    )
    query = (
        sa.select(newest, portal.c.url, part.c.assets, part.c.declared_total, part.c.gaps)
        .join(part, part.c.audit == newest.c.number)
        .join(portal, portal.c.id == part.c.portal)
    )
    told, found = set(), []
    for row in connection.execute(query):
        told.add(row.id)
        gaps = cast(list[Mapping[str, str]], row.gaps or [])
        reasons = sorted({gap.get("reason", "") for gap in gaps})
        up = row.assets > 0 or row.declared_total == 0
        if up or not OURS & set(reasons):
            look = Look(row.id, row.taken_at, row.number)
            found.append((row.url, _Seen(look, row.taken_at, up, "" if up else " ".join(reasons[:5]), row.complete)))
    return told, found


def _ever_seen(connection: Connection, target: str, url: str, before: datetime) -> bool:
    """True where an audit saw something of the portal before that moment."""
    audit, part, portal = tables.audits, tables.audit_portals, tables.portals
    query = (
        sa.select(audit.c.number)
        .join(part, part.c.audit == audit.c.number)
        .join(portal, portal.c.id == part.c.portal)
        .where(audit.c.target == target, audit.c.complete, audit.c.taken_at < before, portal.c.url == url)
        .where(sa.or_(part.c.assets > 0, part.c.declared_total == 0))
    )
    return connection.execute(query.limit(1)).first() is not None

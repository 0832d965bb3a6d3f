"""What a night brought, gathered from jobs, audits, alerts, checks and findings."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.data.alerts import whole
from portalaudit.model.alerts import Filter, News
from portalaudit.model.digest import Digest, Ending, Mended, Missing, Rise
from portalaudit.store import tables
from portalaudit.store.alert_values import amount, checks_of
from portalaudit.store.alerts import news_of
from portalaudit.store.engine import reading
from portalaudit.store.places import places_of

_ENDED: tuple[Ending, ...] = ("incomplete", "unavailable", "parked", "missed", "dropped")
_SOME = 200
"""Audits a statement (own choice)."""
_LONGEST = timedelta(days=32)
"""An audit begins at most so long before its job ends: the longest window, and a day (schedule/desk.py)."""
_End = tuple[Ending, datetime]


def collect_digest(engine: Engine, since: datetime, until: datetime, zone: str, chosen: Filter | None = None) -> Digest:
    """The digest of a time, of the targets that a filter takes: which kinds of alerts come by themselves does not narrow it.

    An audit is of the moment in which its job ended, where one asked for it, for until then nobody can be told of it.

    Raises:
        StoreError: the database cannot be used.
    """
    takes = chosen or Filter()
    with reading(engine) as connection:
        ends = {target: end for target, end in _ends(connection, since, until).items() if takes.takes_target(target)}
        confirmed = [news for news in _confirmed(connection, since, until) if takes.takes_target(news.alert.target)]
        seen = [news for news in _seen(connection, since, until) if takes.takes_target(news.alert.target)]
        compared = [pair for pair in _compared(connection, since, until) if takes.takes_target(pair[0])]
        return _cut(
            connection, Digest(since, until, zone, _counted(ends)), confirmed, seen, ends,
            _rises(connection, compared, {(one.alert.target, one.alert.subject) for one in (*confirmed, *seen)}),
            _mended(connection, compared),
        )  # fmt: skip


def _cut(
    connection: Connection,
    empty: Digest,
    confirmed: Sequence[News],
    seen: Sequence[News],
    ends: Mapping[str, _End],
    rises: Sequence[tuple[str, str, str, int, int, int]],
    mended: Sequence[tuple[str, int, int]],
) -> Digest:
    """The lists as long as a mail may be, with the names of those that are in them."""
    listed, most = whole("tell", "listed"), whole("tell", "most")
    missing = sorted((_ENDED.index(state), target, at) for target, (state, at) in ends.items() if state != "done")
    lists: dict[str, tuple[Sequence[object], int]] = {
        "missing": (missing, listed), "confirmed": (confirmed, most), "seen": (seen, listed), "rises": (rises, listed),
        "mended": (mended, listed),
    }  # fmt: skip
    named = {row[1] for row in missing[:listed]} | {row[0] for row in rises[:listed]} | {row[0] for row in mended[:listed]}
    places = places_of(connection, named)
    return Digest(
        empty.since, empty.until, empty.zone, empty.night,
        tuple(Missing(places[target], _ENDED[state], at) for state, target, at in missing[:listed]),
        tuple(confirmed[:most]),
        tuple(seen[:listed]),
        tuple(Rise(places[row[0]], row[1], row[2], row[3], row[4], row[5]) for row in rises[:listed]),
        tuple(Mended(places[target], fixed, opened) for target, fixed, opened in mended[:listed]),
        {name: len(found) - length for name, (found, length) in lists.items() if len(found) > length},
        Counter(news.alert.kind for news in confirmed),
    )  # fmt: skip


def _ends(connection: Connection, since: datetime, until: datetime) -> dict[str, _End]:
    """Target → how its night ended: by its last job, or its last audit where no job asked for it."""
    job, audit = tables.jobs, tables.audits
    when = sa.func.coalesce(job.c.ended_at, job.c.due_at, type_=job.c.due_at.type)
    jobs = sa.select(job.c.target, job.c.state, job.c.audit, when.label("at")).where(
        job.c.state.not_in(("waiting", "running")), when >= since, when < until
    )
    found: dict[str, _End] = {}
    told: set[str | None] = set()
    for row in connection.execute(jobs.order_by(when, job.c.id)):
        found[row.target] = (row.state, row.at)
        told.add(row.audit)
    part = tables.audit_portals
    some = sa.exists().where(part.c.audit == audit.c.number, sa.or_(part.c.assets > 0, part.c.declared_total == 0))
    saved = sa.select(audit.c.target, audit.c.id, audit.c.complete, audit.c.taken_at, some.label("some")).where(
        audit.c.state == "done", audit.c.taken_at >= since, audit.c.taken_at < until
    )
    for row in connection.execute(saved.order_by(audit.c.taken_at, audit.c.number)):
        if row.id not in told and (row.target not in found or row.taken_at > found[row.target][1]):
            state: Ending = "done" if row.complete else "incomplete" if row.some else "unavailable"
            found[row.target] = (state, row.taken_at)
    return found


def _counted(ends: Mapping[str, _End]) -> dict[Ending, int]:
    states = [state for state, _ in ends.values()]
    endings: tuple[Ending, ...] = ("done", *_ENDED)
    return {state: states.count(state) for state in endings if state in states}


def _confirmed(connection: Connection, since: datetime, until: datetime) -> tuple[News, ...]:
    table = tables.alerts
    ends, now = _within(since, until, table.c.confirmed_at)
    joined = table.outerjoin(ends, ends.c.audit == table.c.confirmed_by)
    query = sa.select(table).select_from(joined).where(table.c.state == "confirmed", now)
    return news_of(connection, connection.execute(query.order_by(table.c.target, table.c.id)).all())


def _seen(connection: Connection, since: datetime, until: datetime) -> tuple[News, ...]:
    table = tables.alerts
    awaited = min(since, until - timedelta(days=whole("tell", "awaited_days")))
    query = sa.select(table).where(table.c.state == "seen", table.c.first_at >= awaited, table.c.first_at < until)
    return news_of(connection, connection.execute(query.order_by(table.c.target, table.c.id)).all())


def _within(
    since: datetime, until: datetime, begun: "sa.ColumnElement[datetime]"
) -> "tuple[sa.Subquery, sa.ColumnElement[bool]]":
    """The ends of jobs by audit, to be joined (outer), and whether an audit is of this time: it is of the moment in which its job
    ended, where one asked for it, else of that in which it began."""
    job = tables.jobs
    done = (job.c.state == "done") & job.c.audit.is_not(None) & (job.c.ended_at >= since)
    ends = sa.select(job.c.audit, sa.func.max(job.c.ended_at, type_=job.c.ended_at.type).label("at")).where(done)
    ends_ = ends.group_by(job.c.audit).subquery()
    by_itself = ends_.c.at.is_(None) & (begun >= since) & (begun < until)
    return ends_, (begun >= since - _LONGEST) & (by_itself | (ends_.c.at < until))


def _compared(connection: Connection, since: datetime, until: datetime) -> list[tuple[str, int, int]]:
    """Targets with their newest complete audit of this time and the one before it."""
    audit = tables.audits
    ends, now = _within(since, until, audit.c.taken_at)
    newest = (
        sa.select(audit.c.target, sa.func.max(audit.c.taken_at).label("at"))
        .select_from(audit.outerjoin(ends, ends.c.audit == audit.c.id))
        .where(audit.c.complete, now)
        .group_by(audit.c.target)
        .order_by(audit.c.target)
    )
    found = []
    for target, at in connection.execute(newest).all():
        earlier = sa.select(audit.c.number).where(audit.c.target == target, audit.c.complete, audit.c.taken_at <= at)
        two = connection.scalars(earlier.order_by(audit.c.taken_at.desc(), audit.c.number.desc()).limit(2)).all()
        if len(two) == 2:
            found.append((target, two[0], two[1]))
    return found


def _rises(
    connection: Connection, compared: Sequence[tuple[str, int, int]], told: Collection[tuple[str, str]]
) -> list[tuple[str, str, str, int, int, int]]:
    """Target, portal, check, failed before and after, tested: the largest rises first; none that gaps could explain, and
    none that an alert tells of (`told`: target and subject)."""
    found = []
    for start in range(0, len(compared), _SOME):
        some = compared[start : start + _SOME]
        said = checks_of(connection, [audit for _, *pair in some for audit in pair])
        for target, newer, older in some:
            for subject, after in said[newer].items():
                before = said[older].get(subject)
                if before is None or before.get("version") != after.get("version") or (target, subject) in told:
                    continue
                rise = amount(after, "failed") - amount(before, "failed") - amount(before, "not_observed")
                if rise > 0:
                    counts = (amount(before, "failed"), amount(after, "failed"), amount(after, "tested"))
                    found.append((rise, target, str(after["portal"]), str(after["check"]), *counts))
    found.sort(key=_largest)
    return [row[1:] for row in found]


def _largest(row: tuple[int, str, str, str, int, int, int]) -> tuple[int, str, str, str]:
    return (-row[0], *row[1:4])


def _mended(connection: Connection, compared: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Target, findings of own datasets that its audit closed as fixed, and those that it opened; the most fixed first."""
    found = tables.findings
    fixed = _counts(connection, compared, lambda audit: sa.and_(found.c.closed_by == audit, found.c.close_reason == "fixed"))
    opened = _counts(connection, compared, lambda audit: found.c.opened_by == audit)
    rows = [(target, fixed.get(newer, 0), opened.get(newer, 0)) for target, newer, _ in compared]
    return sorted((row for row in rows if row[1]), key=lambda row: (-row[1], row[0]))


def _counts(
    connection: Connection,
    compared: Sequence[tuple[str, int, int]],
    moved: "Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]]",
) -> dict[int, int]:
    part, found, subject = tables.audit_portals, tables.findings, tables.subjects
    counts: dict[int, int] = {}
    for start in range(0, len(compared), _SOME):
        audits = [newer for _, newer, _ in compared[start : start + _SOME]]
        query = (
            sa.select(part.c.audit, sa.func.count())
            .join(found, sa.and_(found.c.portal == part.c.portal, moved(part.c.audit)))
            .join(subject, subject.c.id == found.c.subject)
            .where(part.c.audit.in_(audits), subject.c.own)
            .group_by(part.c.audit)
        )
        counts |= {row[0]: row[1] for row in connection.execute(query)}
    return counts

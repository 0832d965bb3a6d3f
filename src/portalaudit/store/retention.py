"""Which audits retention leaves, and which may go. The rule is a table of data (`retention.toml`); here it becomes one query.

In any case these stay: the newest complete audit of every target and of every portal; audits that people decided on, that were
exported or marked (`keeps`); audits whose job still waits or runs; an unfinished audit that is the only one of its target. What
people wrote beside findings needs no audit: intervals of findings and standings are never pruned, and tell their moments
themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from portalaudit.data.tables import rows, table, words
from portalaudit.store import tables


@dataclass(frozen=True, slots=True)
class Band:
    """What is kept up to an age."""

    years: int | None
    """Calendar years; None for all that is older."""
    keep: tuple[str, ...]
    """Of `night`, `week`, `month`, `quarter`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What stays, and for how long; see `data/retention.toml`."""

    bands: tuple[Band, ...]
    """The youngest first."""
    unfinished: timedelta
    """So long an unfinished audit stays."""
    at_work: timedelta
    """So long an unfinished audit counts as perhaps at work."""
    share: float
    """Of the complete audits: where more would go at once, somebody must say so …"""
    beyond: int
    """… but for so few."""


@cache
def shipped_rule() -> Rule:
    """The rule of `data/retention.toml`."""
    told = [Band(_whole(row.get("years")), words(row, "keep")) for row in rows("retention", "band")]
    unfinished, most = table("retention")["unfinished"], table("retention")["most"]
    assert isinstance(unfinished, dict)
    assert isinstance(most, dict)
    return Rule(
        tuple(told), timedelta(days=unfinished["keep_days"]), timedelta(days=unfinished["at_work_days"]), most["share"],
        most["beyond"],
    )  # fmt: skip


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def years_before(moment: datetime, years: int) -> datetime:
    """The same moment so many calendar years earlier; of 29 February, the 28th."""
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=max(moment.year - years, 1), day=day)


def expired(dialect: str, rule: Rule, now: datetime) -> "sa.Select[int]":
    """The numbers of the audits that are to go, unless they went already."""
    ranked = _ranked(dialect)
    done = sa.and_(ranked.c.complete, ranked.c.newest > 1, sa.or_(*_past(rule, ranked, now)))
    alone = sa.and_(ranked.c.newest == 1, ranked.c.completes == 0)
    stale = sa.and_(~ranked.c.complete, ranked.c.taken_at < now - rule.unfinished, ~alone)
    return sa.select(ranked.c.number).where(sa.or_(done, stale), ~held(ranked))


def _past(rule: Rule, ranked: sa.Subquery, now: datetime) -> "list[sa.ColumnElement[bool]]":
    """For each band, what falls into it and is none of those that it keeps."""
    found: list[sa.ColumnElement[bool]] = []
    younger: datetime | None = None
    for band in rule.bands:
        within = [] if younger is None else [ranked.c.taken_at < younger]
        if band.years is not None:
            younger = years_before(now, band.years)
            within.append(ranked.c.taken_at >= younger)
        if "night" not in band.keep:
            found.append(sa.and_(*within, *(ranked.c[f"of_{span}"] > 1 for span in band.keep)))
    return found


def _ranked(dialect: str) -> sa.Subquery:
    """Audits that did not go, each with its rank from the newest: of its target, and of each span of time."""
    audit = tables.audits.c
    kind = (audit.target, audit.complete)
    newest = (audit.taken_at.desc(), audit.number.desc())
    ranks = [
        sa.func.row_number().over(partition_by=(*kind, span), order_by=newest).label(f"of_{name}")
        for name, span in _spans(dialect).items()
    ]
    done = sa.func.sum(sa.case((audit.complete, 1), else_=0)).over(partition_by=audit.target)
    columns = (
        audit.number, audit.id, audit.taken_at, audit.complete, done.label("completes"),
        sa.func.row_number().over(partition_by=kind, order_by=newest).label("newest"), *ranks,
    )  # fmt: skip
    return sa.select(*columns).where(audit.pruned_at.is_(None)).subquery()


def _spans(dialect: str) -> "dict[str, sa.ColumnElement[int]]":
    """A number that the moments of one week, month or quarter share, in UTC. 1 January 1970 was a Thursday."""
    moment = tables.audits.c.taken_at
    if dialect == "postgresql":
        days: sa.ColumnElement[int] = sa.cast(sa.func.floor(sa.extract("epoch", moment) / 86_400), sa.Integer)
        year, month = (sa.cast(sa.extract(part, moment), sa.Integer) for part in ("year", "month"))
    else:
        seconds = sa.type_coerce(moment, sa.BigInteger) // 1_000_000
        days = seconds // 86_400
        year, month = (sa.cast(sa.func.strftime(part, seconds, "unixepoch"), sa.Integer) for part in ("%Y", "%m"))
    months = year * 12 + month - 1
    return {"week": (days + 3) // 7, "month": months, "quarter": months // 3}


def held(audits: sa.FromClause) -> "sa.ColumnElement[bool]":
    """Something else than the calendar keeps an audit; `audits` has its `number` and `id`."""
    job = tables.jobs.c
    return sa.or_(
        sa.exists().where(tables.decisions.c.audit == audits.c.number),
        sa.exists().where(tables.keeps.c.audit == audits.c.number),
        sa.exists().where(tables.portals.c.moved_by == audits.c.number),
        sa.exists().where(job.audit == audits.c.id, job.state.in_(("waiting", "running"))),
    )

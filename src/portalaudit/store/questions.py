"""What may be wrong in the rows, each as a query; `db check` asks them all."""

import sqlalchemy as sa

from portalaudit.store import tables

Query = sa.Select[tuple[object, ...]]
Questions = dict[str, Query]


def questions() -> Questions:
    """What may be wrong → a query of the names of what is."""
    found, audit, capture, handed = tables.findings, tables.audits, tables.captures, tables.submissions
    older, decided = capture.alias(), tables.decisions

    def without(table: sa.Table, number: "sa.ColumnElement[int]") -> "sa.ColumnElement[bool]":
        return ~sa.exists().where(table.c.id == number)

    whose, when = (found.c.subject, found.c.check_id), (found.c.opened_at, found.c.id)
    before = sa.func.lag(found.c.closed_at).over(partition_by=whose, order_by=when).label("before")
    place = sa.func.row_number().over(partition_by=whose, order_by=when).label("place")
    timeline = sa.select(found.c.id, found.c.opened_at, before, place).subquery()
    overlaps = (timeline.c.place > 1) & (timeline.c.before.is_(None) | (timeline.c.before > timeline.c.opened_at))
    other_portal = sa.exists().where(tables.subjects.c.id == found.c.subject, tables.subjects.c.portal != found.c.portal)
    unfinished = sa.exists().where(audit.c.number.in_([found.c.opened_by, found.c.closed_by]), ~audit.c.complete)
    document = sa.exists().where(tables.audit_documents.c.audit == audit.c.number)
    here = audit.c.pruned_at.is_(None)
    return {
        "finding of a subject that is not there": sa.select(found.c.id).where(without(tables.subjects, found.c.subject)),
        "finding of a check that is not there": sa.select(found.c.id).where(without(tables.checks, found.c.check_id)),
        "finding with a reason that is not there": sa.select(found.c.id).where(without(tables.reasons, found.c.reason)),
        "finding of another portal's subject": sa.select(found.c.id).where(other_portal),
        "finding closed before it was opened": sa.select(found.c.id).where(found.c.closed_at < found.c.opened_at),
        "finding that overlaps an earlier one of its subject and check": sa.select(timeline.c.id).where(overlaps),
        "finding moved by an incomplete audit": sa.select(found.c.id).where(unfinished),
        "saved audit without a document": sa.select(audit.c.id).where(audit.c.state == "done", here, ~document),
        "capture with a payload and no segment": sa.select(capture.c.id).where(
            capture.c.sha256.is_not(None), capture.c.segment.is_(None)
        ),
        "capture that repeats one that is not stored": sa.select(capture.c.id).where(
            capture.c.revisit_of.is_not(None),
            ~sa.exists().where(older.c.id == capture.c.revisit_of),
            ~sa.exists().where(handed.c.capture == capture.c.revisit_of),
        ),
        "decision on what its audit did not find": sa.select(decided.c.digest).where(~_decided_on(decided)),
        **_of_standings(),
        **_of_jobs(),
        **_of_keeping(),
    }


def _of_standings() -> Questions:
    """Criteria as intervals: one after the other, moved by complete audits."""
    found, audit = tables.standings, tables.audits
    whose, when = (found.c.target, found.c.rubric, found.c.criterion), (found.c.opened_at, found.c.id)
    before = sa.func.lag(found.c.closed_at).over(partition_by=whose, order_by=when).label("before")
    place = sa.func.row_number().over(partition_by=whose, order_by=when).label("place")
    timeline = sa.select(found.c.id, found.c.opened_at, before, place).subquery()
    overlaps = (timeline.c.place > 1) & (timeline.c.before.is_(None) | (timeline.c.before > timeline.c.opened_at))
    unfinished = sa.exists().where(audit.c.number.in_([found.c.opened_by, found.c.closed_by]), ~audit.c.complete)
    return {
        "standing closed before it was opened": sa.select(found.c.id).where(found.c.closed_at < found.c.opened_at),
        "standing that overlaps an earlier one of its criterion": sa.select(timeline.c.id).where(overlaps),
        "standing moved by an incomplete audit": sa.select(found.c.id).where(unfinished),
        "standing opened by an audit that is not there": sa.select(found.c.id).where(
            ~sa.exists().where(audit.c.number == found.c.opened_by)
        ),
    }


def _of_jobs() -> Questions:
    """What runs is somebody's, until a moment; what was done left an audit."""
    job, audit = tables.jobs, tables.audits
    nobodys = sa.or_(job.c.runner.is_(None), job.c.lease_until.is_(None))
    saved = sa.exists().where(audit.c.id == job.c.audit)
    return {
        "running job without a lease": sa.select(job.c.id).where(job.c.state == "running", nobodys),
        "job that ended at no time": sa.select(job.c.id).where(job.c.state.in_(("done", "incomplete")), job.c.ended_at.is_(None)),
        "job done whose audit is not there": sa.select(job.c.id).where(job.c.state == "done", ~saved),
    }


def _of_keeping() -> Questions:
    """What retention took is gone whole, and nothing of what it may not take."""
    audit, capture = tables.audits, tables.captures
    pruned = audit.c.pruned_at.is_not(None)
    wanted = sa.or_(
        sa.exists().where(tables.keeps.c.audit == audit.c.number), sa.exists().where(tables.decisions.c.audit == audit.c.number)
    )
    rest = sa.or_(
        sa.exists().where(tables.audit_documents.c.audit == audit.c.number),
        sa.exists().where(tables.events.c.audit == audit.c.number),
    )
    return {
        "audit that retention took though it is kept": sa.select(audit.c.id).where(pruned, wanted),
        "audit of whose results retention left some": sa.select(audit.c.id).where(pruned, rest),
        "audit that is gone and still has captures": sa.select(audit.c.id).where(
            audit.c.gone_at.is_not(None), sa.exists().where(capture.c.audit == audit.c.number)
        ),
    }


def _decided_on(decided: sa.Table) -> "sa.ColumnElement[bool]":
    """The audit was graded by the criterion and found what the decision is on."""
    said, used, version = tables.criterion_results, tables.rubric_results, tables.rubric_versions
    graded = said.join(used, sa.and_(used.c.audit == said.c.audit, used.c.position == said.c.rubric)).join(
        version, version.c.id == used.c.rubric
    )
    same = (
        said.c.audit == decided.c.audit, said.c.criterion == decided.c.criterion, said.c.finding == decided.c.finding,
        version.c.rubric == decided.c.rubric, version.c.version == decided.c.version,
    )  # fmt: skip
    return sa.exists().select_from(graded).where(*same)

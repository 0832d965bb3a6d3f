"""Annotations of findings: only ever added to. And the findings on record that a person means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.errors import NotFound
from portalaudit.model.assessment import Annotation
from portalaudit.model.subject import OF_CHECK, OF_SUBJECT, check_digits, subject_digits
from portalaudit.store import tables
from portalaudit.store.bulk import upsert
from portalaudit.store.columns import short
from portalaudit.store.engine import reading, writing
from portalaudit.store.portals import number_of

_TABLE = tables.annotations
_ID = re.compile(f"[0-9a-f]{{{OF_SUBJECT + OF_CHECK}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """A finding on record: it is open, or was."""

    portal: str
    check: str
    subject: str


def save_annotations(engine: Engine, annotations: Sequence[Annotation]) -> int:
    """Put annotations on record, all or none. One that stands there already is not added again.

    Returns:
        How many are new.

    Raises:
        NotFound: no audit of a portal is stored; nothing was written.
    """
    if not annotations:
        return 0
    with writing(engine) as connection:
        numbers = {portal: _number(connection, portal) for portal in sorted({one.portal for one in annotations})}
        rows = [
            {
                "digest": one.id, "portal": numbers[one.portal], "check_name": one.check, "subject": one.subject,
                "reason": one.reason, "body": one.text, "author": one.by, "made_at": one.made_at, "until": one.until,
                "waive": one.waive,
            }
            for one in annotations
        ]  # fmt: skip
        insert = upsert(connection, _TABLE).on_conflict_do_nothing(index_elements=["digest"]).returning(_TABLE.c.id)
        return sum(connection.scalar(insert.values(row)) is not None for row in rows)


def list_annotations(engine: Engine, portals: Sequence[str] | None = None) -> tuple[Annotation, ...]:
    """Annotations in the order in which they were made, what was superseded or has run out among them; of these portals alone
    where told."""
    table = tables.portals
    columns = (
        table.c.url, _TABLE.c.check_name, _TABLE.c.subject, _TABLE.c.reason, _TABLE.c.body, _TABLE.c.author, _TABLE.c.made_at,
        _TABLE.c.until, _TABLE.c.waive,
    )  # fmt: skip
    query = sa.select(*columns).join(table, table.c.id == _TABLE.c.portal)
    if portals is not None:
        query = query.where(table.c.url.in_([short(url) for url in portals]))
    with reading(engine) as connection:
        return tuple(Annotation(*row) for row in connection.execute(query.order_by(_TABLE.c.made_at, _TABLE.c.digest)))


def portals_of(engine: Engine, audit: str) -> tuple[str, ...]:
    """The addresses of an audit's portals, in its order."""
    part, portal = tables.audit_portals, tables.portals
    query = (
        sa.select(portal.c.url)
        .join(part, part.c.portal == portal.c.id)
        .join(tables.audits, tables.audits.c.number == part.c.audit)
        .where(tables.audits.c.id == audit)
        .order_by(part.c.position)
    )
    with reading(engine) as connection:
        return tuple(connection.scalars(query))


def find_findings(engine: Engine, name: str, portals: Sequence[str] | None = None) -> tuple[Known, ...]:
    """The findings that a person may mean, by portal, check and subject: one where the name is told well.

    Args:
        name: a finding's id (`model.subject.finding_id`), or CHECK:SUBJECT.
        portals: look at these alone.
    """
    with reading(engine) as connection:
        return tuple(sorted(set(_found(connection, name, portals)), key=lambda one: (one.portal, one.check, one.subject)))


@dataclass(frozen=True, slots=True)
class _Meant:
    """A subject that a person may mean."""

    subject: int
    portal: int
    url: str
    name: str
    check: str
    """What was told of the check: its name, or its digits of an id."""


def _found(connection: Connection, name: str, portals: Sequence[str] | None) -> Iterator[Known]:
    for meant in _subjects(connection, name, portals):
        for check in _failed(connection, meant):
            if meant.check in (check, check_digits(check)):
                yield Known(meant.url, check, meant.name)


def _failed(connection: Connection, meant: _Meant) -> Iterator[str]:
    """The checks that a subject fails, by the index of open findings, then those that it failed before."""
    finding, check = tables.findings, tables.checks
    query = sa.select(check.c.name).distinct().join(finding, finding.c.check_id == check.c.id)
    query = query.where(finding.c.portal == meant.portal, finding.c.subject == meant.subject)
    for when in (finding.c.closed_by.is_(None), finding.c.closed_by.is_not(None)):
        yield from connection.scalars(query.where(when)).all()


def _subjects(connection: Connection, name: str, portals: Sequence[str] | None) -> Iterator[_Meant]:
    subject, portal = tables.subjects, tables.portals
    query = sa.select(subject.c.id, portal.c.id, portal.c.url, subject.c.name).join(portal, portal.c.id == subject.c.portal)
    if portals is not None:
        query = query.where(portal.c.url.in_([short(url) for url in portals]))
    check, colon, told = name.partition(":")
    if colon:
        for row in connection.execute(query.where(subject.c.name == short(told))).all():
            yield _Meant(*row, check)
    elif _ID.fullmatch(name):
        for number, of, url, called in connection.execute(query).all():
            if subject_digits(url, called) == name[:OF_SUBJECT]:
                yield _Meant(number, of, url, called, name[OF_SUBJECT:])


def _number(connection: Connection, portal: str) -> int:
    number = number_of(connection, portal)
    if number is None:
        raise NotFound(f"no audit of {portal} is stored: an annotation stands beside the findings of a portal")
    return number

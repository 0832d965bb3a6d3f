"""Why a criterion moved, told when an audit is saved from what is at hand: the audit beside the one that last observed it.

A cause is named where it was new between the two and can have moved this criterion:

- `rubric`: the rubric's file has another digest;
- `software`: our version, or that of one of the criterion's checks;
- `city-record`: the registry's record of the city;
- `platform`: a portal's software, how it is read, its version where both could read it, or its address;
- `data`: a check of the criterion counts otherwise (checks of documents apart, which are `documents`);
- `documents`: the criterion rests on other documents, or on the same that are of another kind or standing;
- `noise`: a check of the criterion could not observe as much, or more, or the criterion was not observed before.

Several are named together: which of them would have been enough only a recheck can tell (docs/across-time.md). Where nothing of
this is new it is `data` for a criterion with checks (days went by: an age passed its threshold), else `unknown`. `unknown` too
where the earlier audit's results are no longer kept.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.model.audit import Audit
from portalaudit.model.history import CAUSES, Moved
from portalaudit.store import tables
from portalaudit.store.columns import to_json

_DOCUMENTS = frozenset({"policy", "governance"})
"""Families of checks that look at documents."""
_COUNTED = ("tested", "passed", "failed", "not_applicable", "outcome")

_ALL = (0, None)
"""Nothing was left unobserved."""

_Platform = tuple[str, str, str, str | None]
"""A portal's address, software, connector and version."""

Rested = Mapping[tuple[str, str], frozenset[tuple[object, ...]]]
"""Rubric and criterion → the documents that its evidence cites: address, kind, standing."""


@dataclass(frozen=True, slots=True)
class CheckSaid:
    """A check over the portals of an audit: portal's address → what it said."""

    family: str
    counted: dict[str, tuple[object, ...]] = field(default_factory=dict)
    unseen: dict[str, tuple[object, ...]] = field(default_factory=dict)
    versions: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an audit rested on, as far as it tells why the next one says otherwise."""

    software: str
    record: object
    platforms: frozenset[_Platform]
    checks: Mapping[str, CheckSaid]
    rested: Rested


def facts_now(audit: Audit, document: bytes) -> Facts:
    """Of the audit that is being saved."""
    checks: dict[str, CheckSaid] = {}
    for portal in audit.portals:
        url = portal.snapshot.portal.url
        for one in portal.checks:
            said = checks.setdefault(one.id, CheckSaid(one.family))
            _add(said, url, {name: getattr(one, name) for name in (*_COUNTED, "not_observed", "version")})
    facts = [part.snapshot.portal for part in audit.portals]
    platforms = frozenset((one.url, one.platform, one.connector, one.version) for one in facts)
    city = audit.target.city
    record = None if city is None else msgspec.json.decode(to_json(city))
    return Facts(audit.software, record, platforms, checks, rested_on(document))


def facts_then(connection: Connection, number: int) -> Facts | None:
    """Of a stored audit; None where its results are no longer kept."""
    audit, part, portal = tables.audits, tables.audit_portals, tables.portals
    row = connection.execute(sa.select(audit.c.software, audit.c.city_record).where(audit.c.number == number)).one()
    body = connection.scalar(sa.select(tables.audit_documents.c.body).where(tables.audit_documents.c.audit == number))
    if body is None:
        return None
    query = sa.select(part.c.position, portal.c.url, part.c.platform, part.c.connector, part.c.version)
    there = connection.execute(query.join(portal, portal.c.id == part.c.portal).where(part.c.audit == number)).all()
    urls = {one.position: one.url for one in there}
    said, name = tables.check_results, tables.checks
    columns = (said.c.portal, name.c.name, name.c.version, name.c.family, said.c.not_observed, *(said.c[one] for one in _COUNTED))
    checks: dict[str, CheckSaid] = {}
    for one in connection.execute(sa.select(*columns).join(name, name.c.id == said.c.check_id).where(said.c.audit == number)):
        _add(checks.setdefault(one.name, CheckSaid(one.family)), urls.get(one.portal, ""), one._mapping)
    platforms = frozenset((one.url, one.platform, one.connector, one.version) for one in there)
    return Facts(row.software, row.city_record, platforms, checks, rested_on(_opened(body)))


def causes_of(
    then: Facts | None, now: Facts, key: tuple[str, str], checks: tuple[str, ...], *, rubric: bool, unseen: bool
) -> tuple[Moved, ...]:
    """Why a criterion moved.

    Args:
        then: of the audit that last observed it.
        key: rubric and criterion.
        checks: ids of its checks.
        rubric: the rubric's file has another digest.
        unseen: it was not observed before: its data of then are not known.
    """
    found: set[Moved] = {"rubric"} if rubric else set()
    if then is None:
        return _ordered(found | {"unknown"})
    if then.software != now.software or any(_of(then, one).versions != _of(now, one).versions for one in checks):
        found.add("software")
    if then.record != now.record:
        found.add("city-record")
    if _moved(then.platforms, now.platforms):
        found.add("platform")
    found |= {"noise"} if unseen else set(_seen(then, now, key, checks))
    return _ordered(found or {"data" if checks else "unknown"})


def _moved(then: Iterable[_Platform], now: Iterable[_Platform]) -> bool:
    """Whether a portal's software is another; a version that one of the two audits could not read tells nothing."""
    before, after = {one[:3]: one[3] for one in then}, {one[:3]: one[3] for one in now}
    return before.keys() != after.keys() or any(
        version is not None and after[one] is not None and version != after[one] for one, version in before.items()
    )


def _seen(then: Facts, now: Facts, key: tuple[str, str], checks: tuple[str, ...]) -> Iterator[Moved]:
    for name in checks:
        before, after = _of(then, name), _of(now, name)
        if any(before.counted.get(url) != after.counted.get(url) for url in _comparable(before, after)):
            yield "documents" if after.family in _DOCUMENTS else "data"
        urls = before.unseen.keys() | after.unseen.keys()
        if any(before.unseen.get(url, _ALL) != after.unseen.get(url, _ALL) for url in urls):
            yield "noise"
    if then.rested.get(key, frozenset()) != now.rested.get(key, frozenset()):
        yield "documents"


def _comparable(before: CheckSaid, after: CheckSaid) -> set[str]:
    """Portals of either audit, but for those of which the check could tell nothing in one of them."""
    return (before.unseen.keys() | after.unseen.keys()) - {
        url for said in (before, after) for url in said.unseen if url not in said.counted
    }


def _of(facts: Facts, check: str) -> CheckSaid:
    return facts.checks.get(check) or CheckSaid("")


def _add(said: CheckSaid, url: str, row: Mapping[Any, Any]) -> None:
    outcome = row["outcome"]
    blind = outcome in ("not_observed", "error")
    said.unseen[url] = (row["not_observed"], outcome if blind else None)
    if not blind:
        said.counted[url] = tuple(row[name] for name in _COUNTED)
    said.versions.add(row["version"])


def _ordered(found: set[Moved]) -> tuple[Moved, ...]:
    return tuple(cause for cause in CAUSES if cause in found)


class _Place(msgspec.Struct):
    capture: str | None = None


class _Criterion(msgspec.Struct):
    id: str
    evidence: tuple[_Place, ...] = ()


class _Rubric(msgspec.Struct):
    id: str
    criteria: tuple[_Criterion, ...] = ()


class _Document(msgspec.Struct):
    kind: str | None = None
    url: str | None = None
    capture: str | None = None
    text: str | None = None
    standing: str | None = None


class _Audit(msgspec.Struct):
    documents: tuple[_Document, ...] = ()
    rubrics: tuple[_Rubric, ...] = ()


def _opened(body: bytes) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error:  # tonight's audit is not lost for what became of an earlier one's document: `db check` tells of that
        return b"{}"


def rested_on(document: bytes) -> Rested:
    """The documents that criteria rest on, from an audit's JSON document; none where it tells of none."""
    try:
        read = msgspec.json.decode(document, type=_Audit)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return {}
    known = {
        capture: (one.url, one.kind, one.standing) for one in read.documents for capture in (one.capture, one.text) if capture
    }
    return {
        (rubric.id, criterion.id): frozenset(known[place.capture] for place in criterion.evidence if place.capture in known)
        for rubric in read.rubrics
        for criterion in rubric.criteria
    }

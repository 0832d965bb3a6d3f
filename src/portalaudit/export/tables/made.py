"""How an audit was made: portals, requests, what could not be seen, the captures that everything points at."""

from collections.abc import Iterator

from portalaudit.export.tables.given import Given
from portalaudit.export.tables.table import Column, Row, Table
from portalaudit.export.tally import sizes
from portalaudit.model.capture import Evidence


def portals(given: Given) -> Table:
    """A row a portal: what it is, what it holds, what asking it cost."""

    def rows() -> Iterator[Row]:
        for portal in given.audit.portals:
            about, counts, traffic = portal.snapshot.portal, sizes(portal), portal.traffic
            yield (
                about.url, about.title, about.platform, about.version, about.connector, portal.snapshot.declared_total,
                *(counts[name] for name in ("assets", "datasets", "own_datasets", "distributions")), traffic.requests,
                traffic.bytes, round(traffic.seconds, 3), traffic.not_modified, len(portal.snapshot.gaps), portal.digest,
            )  # fmt: skip

    columns = (
        Column("portal", "url", width=36),
        Column("title", width=30),
        Column("platform", "word", width=14, words="platform"),
        Column("version", width=10),
        Column("read_by", "key", width=11),
        Column("declared", "int", width=10),
        Column("assets", "int", width=9),
        Column("datasets", "int", width=10),
        Column("counted", "int", width=10),
        Column("distributions", "int", width=12),
        Column("requests", "int", width=10),
        Column("bytes", "int", width=14),
        Column("seconds", "number", width=10),
        Column("not_modified", "int", width=11),
        Column("gaps", "int", width=7),
        Column("snapshot", "key", width=74),
    )
    return Table("portals", columns, ("portal",), rows)


def traffic(given: Given) -> Table:
    """A row a server that was asked for a portal."""

    def rows() -> Iterator[Row]:
        for portal in given.audit.portals:
            for host in portal.traffic.by_host:
                yield portal.snapshot.portal.url, host.host, host.requests, host.bytes, round(host.max_per_second, 3)

    columns = (
        Column("portal", "url", width=36),
        Column("host", "key", width=36),
        Column("requests", "int", width=10),
        Column("bytes", "int", width=14),
        Column("most_per_second", "number", width=12),
    )
    return Table("traffic", columns, ("portal", "host"), rows)


def gaps(given: Given) -> Table:
    """A row a part that was to be seen and could not."""

    def rows() -> Iterator[Row]:
        number = 0
        for portal in given.audit.portals:
            for gap in dict.fromkeys(portal.snapshot.gaps):
                number += 1
                yield (
                    number, given.words.label("part", gap.part), given.words.label("gap", gap.reason), gap.detail,
                    given.addresses.get(gap.capture or ""), gap.part, gap.reason, gap.capture, portal.snapshot.portal.url,
                )  # fmt: skip

    columns = (
        Column("number", "int", width=8),
        Column("what", width=34, wrap=True),
        Column("why", width=44, wrap=True),
        Column("detail", width=44, wrap=True),
        Column("url", "url", width=44, wrap=True),
        Column("part", "key", width=14),
        Column("reason", "key", width=16),
        Column("capture", "key", width=38),
        Column("portal", "key", width=30),
    )
    return Table("gaps", columns, ("number",), rows)


def captures(given: Given) -> Table:
    """A row a capture that a criterion, a finding, a document or a gap points at: where its bytes are."""

    def rows() -> Iterator[Row]:
        named = _named(given)
        for one in given.audit.captures:
            if one.id in named:
                yield (
                    one.id, one.method, one.url, one.status, one.error, one.fetched_at, one.media_type, one.length, one.sha256,
                    one.kind == "submitted", one.revisit_of, one.segment,
                )  # fmt: skip

    columns = (
        Column("capture", "key", width=38),
        Column("method", "key", width=9),
        Column("url", "url", width=60),
        Column("status", "int", width=8),
        Column("error", "key", width=14),
        Column("fetched_at", "moment", width=17),
        Column("media_type", "key", width=24),
        Column("bytes", "int", width=12),
        Column("sha256", "key", width=66),
        Column("submitted", "bool", width=10),
        Column("repeats", "key", width=38),
        Column("segment", "key", width=44),
    )
    return Table("captures", columns, ("capture",), rows)


def _named(given: Given) -> frozenset[str]:
    audit = given.audit
    pieces: list[Evidence] = [piece for rubric in audit.rubrics for one in rubric.criteria for piece in one.evidence]
    for portal in audit.portals:
        pieces += [piece for check in portal.checks for one in check.findings for piece in one.evidence]
    found = {piece.capture for piece in pieces}
    found |= {gap.capture for portal in audit.portals for gap in portal.snapshot.gaps}
    found |= {name for one in audit.governance.documents for name in (one.document.capture, one.document.text)}
    found |= {name for portal in audit.portals for one in portal.inventories.results for name in one.table.captures[:1]}
    return frozenset(name for name in found if name)

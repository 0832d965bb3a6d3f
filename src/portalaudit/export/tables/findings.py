"""What the checks found: every finding with its text and its place, each check's counts, what people say of findings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.findings import FAMILIES
from portalaudit.export.tables.given import Given, joined
from portalaudit.export.tables.persons import impersonal
from portalaudit.export.tables.table import Column, Row, Table
from portalaudit.model.assessment import Annotation, last_annotations
from portalaudit.model.capture import Evidence
from portalaudit.model.check import Finding, Manual
from portalaudit.model.frames import column
from portalaudit.model.portal import KINDS, OWNERSHIPS
from portalaudit.model.reasons import render
from portalaudit.model.subject import finding_id, finding_key

OUTCOMES = ("pass", "fail", "not_applicable", "not_observed", "error")


def findings(given: Given) -> Table:
    """A row a finding, portal by portal and check by check, the city's own datasets first."""

    def rows() -> Iterator[Row]:
        for part, code in zip(given.parts, given.departments.codes, strict=True):
            lines = _Lines.of(given, part, code)
            for check in part.portal.checks:
                numbers: dict[str, int] = {}
                for one in check.findings:
                    numbers[one.subject] = numbers.get(one.subject, 0) + 1
                    yield _finding(given, lines, check.family, one, numbers[one.subject])

    columns = (
        Column("check_title", width=28),
        Column("title", width=44),
        Column("text", width=66),
        Column("department", width=26),
        Column("counted", "bool", width=9),
        Column("page", "url", width=34),
        Column("finding", "key", width=15),
        Column("annotation", "key", width=17, ours=True),
        Column("annotation_text", width=34, ours=True),
        Column("annotation_by", width=16, ours=True),
        Column("annotation_until", "date", width=11, ours=True),
        Column("waived", "bool", width=9, ours=True),
        Column("evidence_url", "key", width=34),
        Column("excerpt", width=34),
        Column("capture", "key", width=38),
        Column("pointer", "key", width=26),
        Column("absent", "key", width=16),
        Column("family", "word", width=11, words="family", choices=FAMILIES),
        Column("check", "key", width=25),
        Column("reason", "key", width=16),
        Column("kind", "word", width=11, words="kind", choices=KINDS),
        Column("ownership", "word", width=12, words="owner", choices=OWNERSHIPS),
        Column("subject", "key", width=26),
        Column("number", "int", width=8),
        Column("portal", "key", width=30),
    )
    return Table("findings", columns, ("portal", "check", "subject", "number"), rows, frozen=2)


@dataclass(frozen=True, slots=True)
class _Lines:
    """What is said of a subject beside its findings: the same for all of its findings."""

    portal: str
    about: Mapping[str, tuple[str | None, str | None, bool, str, str]]
    """Subject → department, page, whether it counts, kind, ownership."""

    @classmethod
    def of(cls, given: Given, part: Part, codes: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> "_Lines":
        datasets, names = part.portal.snapshot.datasets, given.departments.names
        ids, pages, kinds = (column(datasets, name).to_pylist() for name in ("id", "landing_page", "kind"))
        departments = [names[code] if code >= 0 else None for code in codes.tolist()]
        told = zip(departments, pages, part.own.tolist(), kinds, part.portal.ownership, strict=True)
        return cls(part.portal.snapshot.portal.url, dict(zip(ids, told, strict=True)))


_PORTAL = (None, None, True, None, None)


def _finding(given: Given, lines: _Lines, family: str, one: Finding, number: int) -> Row:
    department, page, counted, kind, ownership = lines.about.get(one.subject, _PORTAL)
    shown = one if given.beside.with_contacts else impersonal(one)
    at = next(iter(shown.evidence), Evidence(None, None))
    said = given.annotations.get(finding_key(lines.portal, one.check, one.subject))
    return (
        given.words.label("check", one.check), one.title or one.subject,
        render(one.check, one.reason, shown.params, given.beside.lang), department, counted, page,
        finding_id(lines.portal, one.check, one.subject), *_annotation(said), given.addresses.get(at.capture or ""), at.excerpt,
        at.capture, at.pointer, at.absent, family, one.check, one.reason, kind, ownership, one.subject, number, lines.portal,
    )  # fmt: skip


def _annotation(said: Annotation | None) -> Row:
    return (None,) * 5 if said is None else (said.reason, said.text, said.by, said.until, said.waive)


def checks(given: Given) -> Table:
    """A row a check and portal: what it tests, its counts."""

    def rows() -> Iterator[Row]:
        for portal in given.audit.portals:
            for one in portal.checks:
                manual = given.beside.manuals.get(one.id)
                yield (
                    one.id, given.words.label("check", one.id), one.family, one.tested, one.passed, one.failed,
                    round(one.failed / one.tested, 4) if one.tested else None, one.not_applicable, one.not_observed,
                    one.outcome, joined([f"{reason} {count:,}" for reason, count in sorted(one.reasons.items())]),
                    one.others_tested, one.others_failed, _plain(manual, "What it tests"),
                    _plain(manual, "How to mend it"), portal.snapshot.portal.url, one.version, one.error,
                )  # fmt: skip

    columns = (
        Column("check", "key", width=25),
        Column("title", width=28),
        Column("family", "word", width=11, words="family", choices=FAMILIES),
        Column("tested", "int", width=9),
        Column("passed", "int", width=9),
        Column("failed", "int", width=9),
        Column("share_failed", "number", width=9, look="warm", form="0 %"),
        Column("not_applicable", "int", width=11),
        Column("not_observed", "int", width=11),
        Column("outcome", "word", width=14, words="outcome", choices=OUTCOMES),
        Column("reasons", width=30, wrap=True),
        Column("others_tested", "int", width=9),
        Column("others_failed", "int", width=9),
        Column("tests", width=60, wrap=True),
        Column("mend", width=60, wrap=True),
        Column("portal", "key", width=30),
        Column("version", "int", width=8),
        Column("error", width=30),
    )
    return Table("checks", columns, ("portal", "check"), rows)


def _plain(manual: Manual | None, section: str) -> str | None:
    """A section of a manual without the marks of code."""
    return None if manual is None else manual.sections[section].replace("`", "")


def annotations(given: Given) -> Table:
    """A row an annotation of a finding of these portals, those that were superseded or have run out among them."""

    def rows() -> Iterator[Row]:
        said = given.beside.assessment.annotations
        last, day = {one.id for one in last_annotations(said)}, given.audit.taken_at.date()
        for one in sorted(said, key=lambda one: (one.made_at, one.id)):
            holds = one.id in last and one.holds(day)
            yield (
                one.id, one.finding, one.check, one.subject, one.reason, one.text, one.by, one.made_at, one.until, one.waive,
                holds, one.portal,
            )  # fmt: skip

    columns = (
        Column("id", "key", width=18),
        Column("finding", "key", width=15),
        Column("check", "key", width=25),
        Column("subject", "key", width=26),
        Column("reason", "key", width=17),
        Column("text", width=60, wrap=True, ours=True),
        Column("by", width=20, ours=True),
        Column("made_at", "moment", width=17),
        Column("until", "date", width=11),
        Column("waive", "bool", width=9),
        Column("holds", "bool", width=9),
        Column("portal", "key", width=30),
    )
    return Table("annotations", columns, ("id",), rows)

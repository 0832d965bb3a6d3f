"""What people say beside the machine's results: put on record, listed, carried from database to database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from portalaudit import clock
from portalaudit.audit.registry import open_database
from portalaudit.audit.sources import file_bytes
from portalaudit.data.annotation_reasons import annotation_reasons
from portalaudit.errors import NotFound, UsageError
from portalaudit.export.assessment import ANNOTATIONS, DECISIONS, annotations_json, decisions_json
from portalaudit.model.assessment import Annotation, Assessment, Decision, DecisionWord
from portalaudit.model.bundle import ASSESSMENT
from portalaudit.model.texts import plain, short
from portalaudit.store.annotations import find_findings, list_annotations, portals_of, save_annotations
from portalaudit.store.audits import AuditRow, find_audit
from portalaudit.store.decisions import Graded, graded_criteria, list_decisions, save_decisions

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

LONGEST_NAME, LONGEST_TEXT = 200, 2_000
"""Characters of a person's name and of a text (own choice, as many as a submitted document's note)."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is imported (own choice)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    new: int
    known: int
    """Stood there already."""


def decide(db: str, ref: str, criterion: str, decision: DecisionWord, by: str, why: str, rubric: str | None = None) -> Decision:
    """Put an assessor's decision on the machine's finding on record.

    Args:
        criterion: `ID`, or `RUBRIC/ID`.
        rubric: by which rubric's criterion it is meant, where the audit was graded by several that have it.

    Raises:
        NotFound: no such audit.
        UsageError: the audit is incomplete or was not graded by such a criterion, or a text is empty or too long.
    """
    engine = open_database(db)
    row = find_audit(engine, ref)
    if not row.complete:
        raise UsageError(f"audit {row.id} is incomplete, and what it found may yet change: decide on a complete one")
    meant = _criterion(graded_criteria(engine, row.id), row.id, criterion, rubric)
    made = Decision(
        row.id, meant.rubric, meant.version, meant.criterion, meant.finding, meant.strength, decision, by, clock.now(), why
    )
    made = _sound_decision(made)
    save_decisions(engine, [made])
    return made


def annotate(
    db: str, finding: str, reason: str, text: str, by: str, *, until: date | None = None, waive: bool = False,
    ref: str | None = None,
) -> Annotation:  # fmt: skip
    """Put an annotation of a finding on record.

    Args:
        finding: `CHECK:SUBJECT`, or an id that `show` prints.
        until: the last day on which it holds.
        ref: look among the findings of this audit's portals only.

    Raises:
        NotFound: no such finding is on record, or no such audit.
        UsageError: several are meant, there is no such reason, a text is empty or too long, or it ends before it begins.
    """
    engine = open_database(db)
    portals = None if ref is None else portals_of(engine, find_audit(engine, ref).id)
    found = find_findings(engine, finding.strip(), portals)
    if not found:
        hint = "give CHECK:SUBJECT, or the id that `portalaudit show AUDIT` prints in brackets"
        raise NotFound(f"no finding {finding!r} is on record: {hint}")
    if len(found) > 1:
        named = ", ".join(f"{one.check}:{one.subject} of {one.portal}" for one in found[:3])
        raise UsageError(f"{finding!r} may be {len(found)} findings ({named}): tell the audit with --audit, or an id")
    (one,) = found
    made = _sound_annotation(Annotation(one.portal, one.check, one.subject, reason, text, by, clock.now(), until, waive))
    save_annotations(engine, [made])
    return made


def decisions_of(db: str, ref: str | None = None) -> tuple[Decision, ...]:
    """Decisions on an audit, on all audits of a city (by its key), or all that there are.

    Raises:
        NotFound: no such audit.
    """
    engine = open_database(db)
    if ref is None:
        return list_decisions(engine)
    row = find_audit(engine, ref)
    return list_decisions(engine, city=ref) if row.city == ref else list_decisions(engine, audit=row.id)


def annotations_of(db: str, ref: str | None = None) -> tuple[Annotation, ...]:
    """Annotations of the findings of an audit's portals, or all that there are.

    Raises:
        NotFound: no such audit.
    """
    engine = open_database(db)
    return list_annotations(engine, None if ref is None else portals_of(engine, find_audit(engine, ref).id))


def assessment_of(engine: "Engine", row: AuditRow) -> Assessment:
    """All that people said of an audit and of the findings of its portals."""
    return Assessment(list_decisions(engine, audit=row.id), list_annotations(engine, portals_of(engine, row.id)))


_DECISIONS, _ANNOTATIONS = f"{ASSESSMENT}decisions.json", f"{ASSESSMENT}annotations.json"


def as_files(said: Assessment) -> dict[str, bytes]:
    """What people said as the files of a bundle; none where nobody said anything."""
    files = {_DECISIONS: decisions_json(said.decisions)} if said.decisions else {}
    return files | ({_ANNOTATIONS: annotations_json(said.annotations)} if said.annotations else {})


def from_files(files: Mapping[str, bytes]) -> Assessment:
    """What `as_files` wrote.

    Raises:
        UsageError: a file is not of its form, or what it says is not sound.
    """
    decisions = _decoded(files[_DECISIONS], _DECISIONS, _Decisions, DECISIONS).decisions if _DECISIONS in files else []
    annotations = (
        _decoded(files[_ANNOTATIONS], _ANNOTATIONS, _Annotations, ANNOTATIONS).annotations if _ANNOTATIONS in files else []
    )
    return Assessment(tuple(map(_sound_decision, decisions)), tuple(map(_sound_annotation, annotations)))


class _Decisions(msgspec.Struct):
    schema: Literal["portalaudit/decisions/1"]
    decisions: list[Decision]


class _Annotations(msgspec.Struct):
    schema: Literal["portalaudit/annotations/1"]
    annotations: list[Annotation]


def import_decisions(db: str, path: Path) -> Imported:
    """Put the decisions of a file on record, all or none.

    Raises:
        UsageError: the file cannot be read, or a decision is not sound.
        NotFound: an audit is not stored, or found something else.
    """
    given = [_sound_decision(one) for one in _read(path, _Decisions, DECISIONS).decisions]
    new = save_decisions(open_database(db), given)
    return Imported(new, len(given) - new)


def import_annotations(db: str, path: Path) -> Imported:
    """Put the annotations of a file on record, all or none.

    Raises:
        UsageError: the file cannot be read, or an annotation is not sound.
        NotFound: no audit of a portal is stored.
    """
    given = [_sound_annotation(one) for one in _read(path, _Annotations, ANNOTATIONS).annotations]
    new = save_annotations(open_database(db), given)
    return Imported(new, len(given) - new)


Said = TypeVar("Said", _Decisions, _Annotations)


def _read(path: Path, kind: type[Said], name: str) -> Said:
    return _decoded(file_bytes(path, LARGEST), str(path), kind, name)


def _decoded(body: bytes, file: str, kind: type[Said], name: str) -> Said:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise UsageError(f"{file}: is no JSON of {name}: {problem}") from problem


def _criterion(graded: Sequence[Graded], audit: str, criterion: str, rubric: str | None) -> Graded:
    by, _, name = criterion.rpartition("/")
    told = {part.casefold() for part in (by, rubric) if part}
    found = [
        one for one in graded if one.criterion.casefold() == name.casefold() and told <= {one.rubric.casefold()}
    ]  # fmt: skip
    if not found:
        which = f"{rubric or by}, " if rubric or by else ""
        used = ", ".join(dict.fromkeys(one.rubric for one in graded))
        raise UsageError(f"audit {audit} was not graded by {which}{name}; it was graded by {used or 'nothing'}")
    if len(found) > 1:
        raise UsageError(f"{name} is a criterion of {' and of '.join(one.rubric for one in found)}: add --rubric")
    return found[0]


def _sound_decision(one: Decision) -> Decision:
    """With its texts on one line each.

    Raises:
        UsageError: a text is empty or too long, or the moment cannot be.
    """
    _moment(one.decided_at)
    return replace(
        one, by=_line(one.by, "--by", LONGEST_NAME), why=_line(one.why, "--why", LONGEST_TEXT),
        decided_at=one.decided_at.astimezone(UTC),
    )  # fmt: skip


def _sound_annotation(one: Annotation) -> Annotation:
    """The same of an annotation.

    Raises:
        UsageError: beside that, its reason is not on the list or may not waive, or it ends before it begins.
    """
    _moment(one.made_at)
    if not one.check.isidentifier():
        raise UsageError(f"{one.check!r} is no check")
    reason = annotation_reasons().get(one.reason)
    if reason is None:
        raise UsageError(f"no reason {one.reason!r}: it is one of {', '.join(annotation_reasons())}")
    if one.waive and not reason.waivable:
        raise UsageError(f"the reason {reason.code} disputes nothing, so it waives nothing")
    if one.waive and reason.passing and one.until is None:
        raise UsageError(f"{reason.code} is true for a while only: a waiver for it wants an end, --until DATE")
    if one.until is not None and one.until < one.made_at.date():
        raise UsageError(f"it would end on {one.until}, before it begins")
    return replace(
        one, by=_line(one.by, "--by", LONGEST_NAME), text=_line(one.text, "--text", LONGEST_TEXT),
        subject=short(one.subject), made_at=one.made_at.astimezone(UTC),
    )  # fmt: skip


def _moment(moment: datetime) -> None:
    if moment.tzinfo is None or not 2000 <= moment.year <= 9998:
        raise UsageError(f"{moment.isoformat()} is no moment with a time zone, of this century")


def _line(text: str, option: str, longest: int) -> str:
    """A person's text on one line, without control marks."""
    told = " ".join("".join(mark if mark.isprintable() else " " for mark in plain(text)).split())
    if not told or len(told) > longest:
        raise UsageError(f"{option} takes a text of 1 to {longest:,} characters")
    return told

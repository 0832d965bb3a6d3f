"""The choice of datasets on record: what a replay needs to ask the same, as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import cast, get_args

from portalaudit.audit.rowchoice import Planned, Told, with_learnt
from portalaudit.model import frames
from portalaudit.model.ports import Journal
from portalaudit.model.probes import Before, ColumnKind, KnownColumn, Question
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.stamps import iso_micros, moment_of
from portalaudit.model.tables import Way

CHOICE = "rows"
"""The name of the recorded choice."""
PART_BYTES = 400_000
"""Bytes of JSON in one part of the choice; an event has 900 KiB at most (archive.writer)."""
MOST_PARTS = 10_000
"""Parts of a recorded choice that are read."""
LONGEST = 200
"""Characters of a learnt column's texts that are recorded (own choice)."""


def recorded(journal: Journal, snapshot: Snapshot, make: Callable[[], Sequence[Planned]]) -> list[tuple[int, Planned]]:
    """Make the choice and record it, or give the recorded one back; each with its row in `datasets`.

    An event has a largest size, so that a long choice is recorded in parts: CHOICE, which tells how many, then `CHOICE 2` and on.
    """
    made: list[list[object]] = []

    def first() -> dict[str, object]:
        made.extend(_parted([dict(_told(plan)) for plan in make()]))
        return {"parts": len(made), "items": made[0] if made else []}

    told: object = journal.choose(CHOICE, first)
    if not isinstance(told, Mapping):
        return []
    count = told.get("parts")
    rest = range(2, min(count, MOST_PARTS) + 1) if isinstance(count, int) else ()
    parts = [told.get("items"), *(journal.choose(f"{CHOICE} {number}", partial(_nth, made, number)) for number in rest)]
    return _from_json([item for part in parts if isinstance(part, list) for item in part], snapshot)


def _nth(made: Sequence[list[object]], number: int) -> list[object]:
    return made[number - 1] if number <= len(made) else []


def _parted(items: Sequence[object]) -> Iterator[list[object]]:
    part: list[object] = []
    size = 0
    for item in items:
        bytes_ = len(json.dumps(item))
        if part and size + bytes_ > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(item)
        size += bytes_
    if part:
        yield part


def _told(plan: Planned) -> Iterator[tuple[str, object]]:
    question = plan.question
    yield "subject", question.subject
    yield "ways", [[way.kind, way.url] for way in question.ways]
    if question.cadence:
        yield "cadence", True
    if plan.carry:
        yield "as_of", plan.as_of.isoformat()
    if plan.before is not None:
        before = plan.before
        yield "before", {
            "captures": list(before.captures), "as_of": before.as_of.isoformat(), "failure": before.failure,
            "stamp": _iso(before.stamp), "fingerprint": before.fingerprint, "since": _iso(before.since),
            "since_stamp": _iso(before.since_stamp), "changed": before.changed,
            "columns": [_column(one) for one in before.columns],
            "cadence": before.cadence,
        }  # fmt: skip
        yield "carry", bool(plan.carry)


def _from_json(value: Sequence[object], snapshot: Snapshot) -> list[tuple[int, Planned]]:
    """What cannot be read, or is no dataset any more, is left out."""
    told = Told(snapshot)
    places = {name: row for row, name in enumerate(frames.column(snapshot.datasets, "id").to_pylist())}
    return [
        (row, _read(item, told.of(row), snapshot.taken_at))
        for item in value
        if isinstance(item, Mapping) and (row := places.get(str(item.get("subject")))) is not None
    ]


def _column(one: KnownColumn) -> list[str | None]:
    title, description = (None if text is None else text[:LONGEST] for text in (one.title, one.description))
    return [one.name, one.kind, one.type, title, description]


def _read(item: Mapping[str, object], columns: tuple[KnownColumn, ...], taken_at: datetime) -> Planned:
    given = item.get("ways")
    known = ("soda", "datastore", "features", "file")
    listed = tuple(
        Way(way[0], str(way[1]))
        for way in (given if isinstance(given, list) else ())
        if isinstance(way, list) and len(way) == 2 and way[0] in known
    )
    before = _before(item.get("before"))
    question = with_learnt(Question(str(item.get("subject")), listed, columns, item.get("cadence") is True), before)
    carried = before.captures if before is not None and item.get("carry") is True else ()
    return Planned(question, _moment(item.get("as_of")) or taken_at, carried, before)


def _before(value: object) -> Before | None:
    if not isinstance(value, Mapping):
        return None
    captures, columns, as_of = value.get("captures"), value.get("columns"), _moment(value.get("as_of"))
    if not isinstance(captures, list) or as_of is None:
        return None
    return Before(
        tuple(map(str, captures)), as_of, _text(value.get("failure")), _moment(value.get("stamp")),
        _text(value.get("fingerprint")), _moment(value.get("since")), _moment(value.get("since_stamp")),
        value.get("changed") is True, tuple(_columns(columns)), value.get("cadence") is True,
    )  # fmt: skip


def _columns(value: object) -> Iterator[KnownColumn]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, list) and len(item) == 5 and item[1] in get_args(ColumnKind):
            yield KnownColumn(str(item[0]), cast(ColumnKind, item[1]), str(item[2]), _text(item[3]), _text(item[4]))


def _moment(value: object) -> datetime | None:
    micros = iso_micros(value) if isinstance(value, str) else None
    return None if micros is None else moment_of(micros)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
